#pragma once

#include <filesystem>
#include <string>

#include "core/data_table.hpp"
#include "pipeline/edition.hpp"

namespace dmp::cli {

/// Findings that appeared, disappeared or changed from one edition to another, a row each with the reason. A resource UserError where an
/// edition was built before there were findings.
core::DataTable finding_moves(const std::filesystem::path& before, const std::filesystem::path& after, pipeline::Audience audience);

/// The same in one sentence; empty where nothing moved or an edition has no findings.
std::string finding_moves_in_words(const std::filesystem::path& before, const std::filesystem::path& after, pipeline::Audience audience);

}  // namespace dmp::cli
