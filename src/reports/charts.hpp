#pragma once

#include <string>
#include <vector>

#include "reports/evidence.hpp"

/// Charts as inline SVG. Colours come from the page's style sheet (classes), so that they follow dark mode and paper;
/// shape and text alternative from here. Rows without a figure leave a gap and their mark, never a point.
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

/// One panel an area on one scale: line, 95% interval as a band, comparator dashed, the other areas in grey.
/// At most nine panels.
std::string trend_figure(const IndicatorEvidence& evidence);

struct Bar {
  std::string label;
  const core::Estimate* row = nullptr;
};

/// Horizontal bars with intervals; labels stand above their bars, so that it reads at any width. `id` must be unique in
/// the page; `title` becomes the chart's name.
std::string bar_chart(const std::string& id, const std::string& title, const std::vector<Bar>& bars, const NumberStyle& style);

/// A dot with its interval on a common scale, for a table cell; hidden from screen readers (the numbers stand beside it).
std::string range_plot(const core::Estimate& row, const Scale& scale);

/// A small line of the series for the headline box; hidden from screen readers. "" with fewer than three figures.
std::string spark_line(const AreaSeries& series);

}  // namespace dmp::reports
