#include "reports/charts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "reports/html.hpp"

namespace dmp::reports {
namespace {

using core::Estimate;

/// A coordinate: one decimal at most.
std::string at(double position) {
  std::string text = fmt::format("{:.1f}", position);
  if (text.size() > 2 && text.compare(text.size() - 2, 2, ".0") == 0) text.resize(text.size() - 2);
  return text == "-0" ? "0" : text;
}

double round_step(double span) {
  const double raw = span / 4;
  const double power = std::pow(10, std::floor(std::log10(raw)));
  for (const double factor : {1.0, 2.0, 2.5, 5.0}) {
    if (raw <= factor * power * (1 + 1e-9)) return factor * power;
  }
  return 10 * power;
}

bool has_interval(const Estimate& row) { return !std::isnan(row.lower_95) && !std::isnan(row.upper_95); }

}  // namespace

double Scale::share(double value) const {
  if (!(highest > lowest)) return 0;
  return std::clamp((value - lowest) / (highest - lowest), 0.0, 1.0);
}

Scale scale_for(const std::vector<const Estimate*>& rows) {
  double lowest = 0, highest = 0, limit = 0, floor_of_data = std::numeric_limits<double>::infinity();
  for (const Estimate* row : rows) {
    if (!row || !shown(*row)) continue;
    for (const double value : {row->value, row->comparator_value}) {
      if (!std::isfinite(value)) continue;
      highest = std::max(highest, value);
      lowest = std::min(lowest, value);
      floor_of_data = std::min(floor_of_data, value);
    }
    if (std::isfinite(row->upper_95)) limit = std::max(limit, row->upper_95);
    if (std::isfinite(row->lower_95)) floor_of_data = std::min(floor_of_data, row->lower_95), lowest = std::min(lowest, row->lower_95);
  }
  highest = std::max(highest, std::min(limit, 2.5 * highest));
  if (!(highest > lowest)) highest = lowest + 1;
  // Far from zero and close together: a scale from zero would hide any change. The figure's note says so.
  if (lowest == 0 && std::isfinite(floor_of_data) && floor_of_data > 0.7 * highest) lowest = floor_of_data;
  Scale scale;
  const double step = round_step(highest - lowest);
  scale.lowest = std::floor(lowest / step + 1e-9) * step;
  scale.highest = std::ceil(highest / step - 1e-9) * step;
  const auto steps = static_cast<int>(std::lround((scale.highest - scale.lowest) / step));
  for (int i = 0; i <= steps; ++i) scale.ticks.push_back(scale.lowest + i * step);
  return scale;
}

bool has_trend(const IndicatorEvidence& evidence) {
  return std::any_of(evidence.series.begin(), evidence.series.end(), [](const AreaSeries& series) {
    return std::count_if(series.points.begin(), series.points.end(), [](const Estimate* point) { return point && shown(*point); }) > 1;
  });
}

std::string range_plot(const Estimate& row, const Scale& scale) {
  if (!shown(row)) return {};
  const auto x = [&](double value) { return at(4 + 102 * scale.share(value)); };
  std::string svg = "<svg class=\"range\" viewBox=\"0 0 110 22\" aria-hidden=\"true\">";
  if (!std::isnan(row.comparator_value)) svg += "<path class=\"comparator\" d=\"M" + x(row.comparator_value) + " 1v20\"/>";
  if (has_interval(row)) svg += "<path class=\"line\" d=\"M" + x(row.lower_95) + " 11H" + x(row.upper_95) + "\"/>";
  return svg + "<circle class=\"dot\" cx=\"" + x(row.value) + "\" cy=\"11\" r=\"4.5\"/></svg>";
}

std::string spark_line(const AreaSeries& series) {
  std::vector<double> values;
  for (const Estimate* point : series.points) {
    if (point && shown(*point)) values.push_back(point->value);
  }
  if (values.size() < 3) return {};
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const double span = *high > *low ? *high - *low : 1;
  std::string path;
  double x = 0, y = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    x = 4 + 92 * static_cast<double>(i) / static_cast<double>(values.size() - 1);
    y = *high > *low ? 26 - 22 * (values[i] - *low) / span : 15;
    path += fmt::format("{}{} {}", i ? "L" : "M", at(x), at(y));
  }
  Html svg;
  svg.open("svg",
           {{"class", "spark"}, {"viewBox", "0 0 102 30"}, {"width", "102"}, {"height", "30"}, {"aria-hidden", "true"}, {"focusable", "false"}});
  svg.shape("path", {{"class", "line"}, {"d", path}}).shape("circle", {{"class", "dot"}, {"cx", at(x)}, {"cy", at(y)}, {"r", "4"}});
  svg.close();
  return svg.take();
}

}  // namespace dmp::reports
