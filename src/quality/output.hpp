#pragma once

#include <string>

#include "core/data_table.hpp"
#include "quality/quality.hpp"

/// What `dmp check` prints: docs/reference and the interface fix the shapes.
namespace dmp::quality {

struct Totals {
  std::uint64_t files = 0, rows = 0, loaded = 0, rejected = 0, duplicates = 0;
};
Totals totals_of(const intake::IntakeReport& intake);

/// {"sources": [...], "issues": [...], "totals": {...}} with a line break at the end. A line or column not known is null.
std::string json(const intake::IntakeReport& intake, const QualityReport& report);

/// One row a file: source, table, file, sha256, rows, loaded, rejected, duplicates.
core::DataTable file_table(const intake::IntakeReport& intake);

/// For a terminal: the files with their totals, then the gravest findings; line breaks included.
std::string terminal_text(const intake::IntakeReport& intake, const QualityReport& report, std::size_t most_findings = 20);

/// "error: TEXT (FILE:LINE:COLUMN)".
std::string issue_line(const core::Issue& issue);

}  // namespace dmp::quality
