#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/data_table.hpp"
#include "core/estimate.hpp"
#include "indicators/compute.hpp"
#include "intake/intake.hpp"
#include "pipeline/stages.hpp"

namespace dmp::pipeline {

/// The version of the program, part of an edition's name.
std::string program_version();

/// The name of the edition that these inputs give: twelve hexadecimal digits of the SHA-256 over the files' hashes, the
/// profile, the catalogue, the program's version and the engine's.
std::string edition_id(const Project& project, const intake::IntakeReport& intake);

/// Who reads: everybody, or those who may see every figure.
enum class Audience { everybody, restricted };
/// "public" or "restricted"; a usage UserError for anything else.
Audience audience_named(const std::string& text);

/// Where an edition keeps its estimates: estimates.parquet holds what was released, restricted/estimates.parquet (readable by
/// its owner alone) every figure as computed. A resource UserError where there is no such file, as in a copy of the public part.
std::filesystem::path estimates_of(const std::filesystem::path& edition, Audience audience);

/// Writes estimates.parquet: the columns of the interface in their order, rows as given, the same bytes for the same rows.
void write_estimates(const core::Estimates& estimates, const std::filesystem::path& file);
/// The same for more estimates than memory holds: next gives the following ones, none at the end, and is called when those before it are written.
void write_estimates(const std::function<std::span<const core::Estimate>()>& next, const std::filesystem::path& file);
/// As csv with 17 significant digits, for people without a parquet reader.
core::DataTable table_of(const core::Estimates& estimates);
/// The columns in which two estimates differ, in the interface's order; a missing number is like another.
std::vector<const char*> differing_columns(const core::Estimate& a, const core::Estimate& b);
/// Reads estimates.parquet of an edition. Filters that are empty let everything pass.
struct EstimateFilter {
  std::string indicator, area, period;
};
core::DataTable read_estimates(const std::filesystem::path& file, const EstimateFilter& filter = {});
/// The same for more of them than memory holds: take is given some at a time, in the order of the file, the first time even where there are none.
void read_estimates(const std::filesystem::path& file, const EstimateFilter& filter, const std::function<void(const core::DataTable&)>& take);

/// The estimates of a file as they were written. A resource UserError where the machine's memory cannot hold them.
core::Estimates estimates_in(const std::filesystem::path& file);

/// Where an edition stands among those of its folder.
struct Lineage {
  std::string inputs;               ///< what its inputs alone would name it
  std::vector<std::string> after;   ///< the editions it was set beside before it was published, oldest first
  int number = 1;                   ///< one more than the greatest before
  std::string previous;             ///< the edition made before it, published or not; empty for the first
};

/// The lineage of an edition made of these inputs: of one that is there already its own; else after those that were published before:
/// all that the folder holds (the latest 24), or those that the profile names. A usage UserError for a name that is none of them.
Lineage lineage_of(const std::filesystem::path& editions, const std::string& inputs, const catalogue::DisclosureSettings& settings);

/// The edition's name: its inputs' where it is the first, else of both.
std::string name_of(const Lineage& lineage);

/// edition.json: what the edition was made from and how, enough to explain any figure of it.
void write_manifest(const std::string& id, const Project& project, const intake::IntakeReport& intake, const indicators::Computation& computation, const Lineage& lineage,
                    const std::filesystem::path& file);

/// The folder of an edition: the latest of the profile folder where id is empty. A resource UserError says what to do
/// where there is none, with the nearest name where id is unknown. A beginning of an id is enough where only one fits.
std::filesystem::path find_edition(const std::filesystem::path& folder, const std::string& id);

}  // namespace dmp::pipeline
