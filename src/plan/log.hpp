#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/plan_row.hpp"

/// The append-only log: each entry is chained to the one before by SHA-256, and stands in the database and, as a line of JSON, in a
/// text file beside it.
namespace dmp::plan {

/// What the first entry is chained to.
std::string first_hash();

/// SHA-256 over the hash before and every column of the entry.
std::string hash_of(const core::PlanChange& change, const std::string& previous);

/// An entry as a line of the text log (with its line break), and back. Throws nlohmann's parse errors.
std::string line_of(const core::PlanChange& change);
core::PlanChange change_from_line(const std::string& line);

/// Entries of a text log up to the first line that is not whole or not chained; damaged tells whether one came.
struct TextLog {
  std::vector<core::PlanChange> changes;
  bool damaged = false;
  std::string fault;
};
TextLog read_text_log(const std::filesystem::path& file);

/// Cuts the text log to so many bytes (what lies behind was written for a change that was never committed) and appends lines, forced
/// to disk. The file's length afterwards.
long long append_to_text_log(const std::filesystem::path& file, long long length, const std::string& lines);

/// The items that follow from the log alone. A data UserError where an entry does not fit those before.
core::PlanRows replay(const std::vector<core::PlanChange>& changes);

}  // namespace dmp::plan
