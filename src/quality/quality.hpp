#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "catalogue/definitions.hpp"
#include "catalogue/profile.hpp"
#include "core/issue.hpp"
#include "engine/engine.hpp"
#include "intake/intake.hpp"

/// How far the extracts can be trusted: what is missing, impossible, repeated, late or contradictory in them.
namespace dmp::quality {

enum class Dimension { completeness, validity, uniqueness, timeliness, consistency, agreement };

/// "completeness" ... "agreement".
const char* dimension_name(Dimension dimension);

struct Finding {
  Dimension dimension = Dimension::validity;
  std::string source, table;  ///< ids; empty where several are meant
  core::Issue issue;
};

/// How many rows have a value in a column that the source fills. A suppressed or not applicable cell is a value.
struct ColumnFill {
  std::string source, table, column;
  std::uint64_t rows = 0;         ///< rows in which the column can have a value (a discharge reason: those with a discharge)
  std::uint64_t filled = 0;
  std::uint64_t indicators = 0;   ///< indicators whose SQL names the column
};

/// How far a marker is filled in one area; area_code empty: everywhere. The first and last twelve months held; equal to the
/// whole where the source has fewer than twenty-four months.
struct MarkerFill {
  std::string source, table, column, area_code, area_name;
  std::uint64_t rows = 0, filled = 0;
  std::uint64_t first_rows = 0, first_filled = 0, last_rows = 0, last_filled = 0;
};

struct RejectedShare {
  std::string source, rule;
  std::uint64_t rows = 0, of = 0;
};

/// Which months a source of single events holds.
struct SourceSpan {
  struct Month {
    std::string month;            ///< YYYY-MM
    std::uint64_t rows = 0;
  };
  std::string source, table;
  std::vector<Month> months;      ///< first to last, also those without rows
};

struct QualityReport {
  std::vector<ColumnFill> columns;
  std::vector<MarkerFill> markers;
  std::vector<RejectedShare> rejected;
  std::vector<SourceSpan> spans;
  /// What the intake met and what was found in the loaded rows: errors first, then by number of rows.
  std::vector<Finding> findings;

  /// The findings' issues in their order.
  [[nodiscard]] core::Issues issues() const;
};

/// Judges the loaded canonical tables. Findings of one kind are merged over columns and files, so that a clean county gives
/// few of them. No text holds a value of a personal column, and of sources about people no text of a rejected cell.
QualityReport assess(engine::Session& session, const catalogue::Catalogue& catalogue, const catalogue::Profile& profile, const intake::IntakeReport& intake);

}  // namespace dmp::quality
