#pragma once

#include <filesystem>
#include <string>

#include "core/comparison.hpp"
#include "core/data_table.hpp"
#include "indicators/compute.hpp"
#include "pipeline/edition.hpp"
#include "pipeline/stages.hpp"

namespace dmp::pipeline {

/// Where an edition keeps its comparisons, beside the estimates of the same audience. A resource UserError where there are none.
std::filesystem::path comparisons_of(const std::filesystem::path& edition, Audience audience);

/// Writes comparisons.parquet: one row an estimate and comparator, the same bytes for the same rows.
void write_comparisons(const core::Comparisons& comparisons, const std::filesystem::path& file);

/// The comparisons of a file as they were written.
core::Comparisons comparisons_in(const std::filesystem::path& file);

/// Reads them back. Filters that are empty let everything pass.
core::DataTable read_comparisons(const std::filesystem::path& file, const EstimateFilter& filter);

/// The comparisons that may be published: made again of released estimates and of others' figures that are public themselves, so
/// that neither a group's value nor a rank tells more than what stands in the public edition.
core::Comparisons public_comparisons(const Project& project, const core::Estimates& released, const indicators::Computation& computation);

}  // namespace dmp::pipeline
