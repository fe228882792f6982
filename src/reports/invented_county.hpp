#pragma once

#include "reports/report.hpp"

namespace dmp::reports {

/// A whole edition of a county that does not exist: four areas, five years, 400 small areas with shapes, 40 indicators.
/// Every number is invented by a fixed rule; for tests only.
ReportInput invented_county();

/// The links within a page whose target is not on it, each once.
std::vector<std::string> links_to_nowhere(const std::string& page);

/// The same county with one indicator, one area and one row, to change at will.
ReportInput one_figure();

}  // namespace dmp::reports
