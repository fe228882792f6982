#pragma once

#include <string>

#include "reports/evidence.hpp"

namespace dmp::reports {

/// The indicators that get a map, at most three: those with figures for small areas that have shapes, police-recorded
/// drug offences first, then in the catalogue's order.
std::vector<const IndicatorEvidence*> mapped_indicators(const ReportInput& input, const Evidence& evidence);

/// A choropleth of the latest period: five classes of about equally many small areas in a sequence of blues that
/// stays apart in every kind of colour vision and in grey; hatched where suppressed, dotted where missing. With legend
/// (limits and numbers of areas), scale bar, north arrow, source, and the ten highest places in words.
/// "" where no small area has both a shape and a row.
std::string choropleth(const ReportInput& input, const IndicatorEvidence& evidence);

}  // namespace dmp::reports
