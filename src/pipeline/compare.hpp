#pragma once

#include <filesystem>

#include "core/data_table.hpp"
#include "pipeline/edition.hpp"

namespace dmp::pipeline {

/// Estimates that differ between two editions (their folders): estimate_id, change (added, removed, changed), the columns
/// that differ, value before and after and their difference, count and denominator before and after, and cause: what the
/// two editions' manifests say may have moved it (data, definition, program). In the order of the ids. For everybody: what the released figures differ in.
core::DataTable compare_editions(const std::filesystem::path& before, const std::filesystem::path& after, Audience audience);

}  // namespace dmp::pipeline
