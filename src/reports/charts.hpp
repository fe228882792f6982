#pragma once

#include <string>
#include <vector>

#include "reports/evidence.hpp"

/// Small pictures inside tables and cards; exhibits.hpp makes the charts. Colours come from the page's style sheet.
namespace dmp::reports {

/// An axis with round ends. From zero wherever the data come near it.
struct Scale {
  double lowest = 0, highest = 1;
  std::vector<double> ticks;

  /// 0 at the lowest end, 1 at the highest; values outside are cut to the ends.
  [[nodiscard]] double share(double value) const;
  [[nodiscard]] bool from_zero() const { return lowest == 0; }
};

/// The scale for some rows, their intervals and comparators. An interval that is far longer than the figures are large
/// does not stretch it: its end is cut off. Without any figure: 0 to 1.
Scale scale_for(const std::vector<const core::Estimate*>& rows);

/// Whether the indicator has a line to draw: at least two periods with a figure for one area.
bool has_trend(const IndicatorEvidence& evidence);

/// A dot with its interval on a common scale, for a table cell; hidden from screen readers (the numbers stand beside it).
std::string range_plot(const core::Estimate& row, const Scale& scale);

/// A small line of the series for the headline box; hidden from screen readers. "" with fewer than three figures.
std::string spark_line(const AreaSeries& series);

}  // namespace dmp::reports
