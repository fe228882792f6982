#pragma once

#include <filesystem>
#include <string>

#include "core/data_table.hpp"
#include "pipeline/edition.hpp"

namespace dmp::pipeline {

/// Estimates that differ between two editions (their folders): estimate_id, change (added, removed, changed), the columns that differ, value before and after and their difference, count and
/// denominator before and after; the difference split into data, revised_data, method, population, geography and not_separable, which add up to it exactly (split_change.hpp; missing where there is no
/// difference); a note; and cause: what the two editions' manifests say differs (data, definition, program). In the order of the ids. For everybody: what the released figures differ in.
core::DataTable compare_editions(const std::filesystem::path& before, const std::filesystem::path& after, Audience audience);

/// The latest figure of each series (indicator, area, sex, age, category) of both editions, where they differ: periods, values, the difference and its parts, whether the intervals lie apart, and a sentence.
core::DataTable compare_latest(const std::filesystem::path& before, const std::filesystem::path& after, Audience audience);

/// A paragraph: how many latest figures moved, and the headline figures of the greatest area that moved most with the parts of each; at most `most` sentences.
std::string what_moved(const std::filesystem::path& before, const std::filesystem::path& after, Audience audience, std::size_t most = 8);

}  // namespace dmp::pipeline
