#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/issue.hpp"
#include "reports/report.hpp"

/// The data-quality report of `dmp check --html`. Plain values in, bytes out.
namespace dmp::reports {

struct QualityFinding {
  std::string dimension;  ///< completeness | validity | uniqueness | timeliness | consistency | agreement
  std::string source;     ///< id; "" where several are meant
  core::Issue issue;
};

struct QualityColumn {
  std::string source, column;
  std::uint64_t rows = 0, filled = 0;
  std::uint64_t indicators = 0;  ///< that use the column
};

/// How far a marker is filled; area "" = everywhere.
struct QualityMarker {
  std::string source, column, area;
  std::uint64_t rows = 0, filled = 0, first_rows = 0, first_filled = 0, last_rows = 0, last_filled = 0;
};

struct QualityMonths {
  std::string source;
  std::vector<std::pair<std::string, std::uint64_t>> months;  ///< YYYY-MM and rows, without gaps
};

struct QualityInput {
  std::string title, organisation, period, version;
  std::vector<SourceNote> sources;       ///< with the files read
  std::vector<QualityFinding> findings;  ///< the gravest first
  std::vector<QualityColumn> columns;
  std::vector<QualityMarker> markers;
  std::vector<QualityMonths> months;
};

/// One self-contained page, readable from 320 pixels up and on paper. Equal input gives equal bytes.
std::string quality_page(const QualityInput& input);

}  // namespace dmp::reports
