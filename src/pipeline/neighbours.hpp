#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "core/data_table.hpp"
#include "pipeline/stages.hpp"

namespace dmp::pipeline {

/// What `dmp neighbours` prints: the table rank, neighbour_code, neighbour_name, distance, rebased_distance, stability, variables, and
/// what is to be said besides (variables and areas left out).
struct NeighbourTables {
  core::DataTable neighbours{std::vector<std::string>{}};
  core::DataTable values{std::vector<std::string>{}};  ///< the model's variables of every area, for `dmp calc neighbours`; without rows of a published list
  std::vector<std::string> notes;
};

/// The nearest neighbours of an area of any profile: from the database of the last build, else from the sources read now. list is model,
/// cipfa, ons or children; empty for the one the profile names. A usage UserError with the nearest name where the area is not known,
/// a data UserError with the reason where it has no neighbours.
NeighbourTables neighbours(const std::filesystem::path& folder, const std::string& area, const std::string& list, std::size_t k, const RunSettings& settings);

}  // namespace dmp::pipeline
