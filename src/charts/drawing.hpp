#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "charts/chart.hpp"
#include "charts/scale.hpp"
#include "charts/svg.hpp"
#include "charts/words.hpp"

/// The pictures, one function a kind. Each draws into a plane kWidth wide and returns the height it took.
namespace dmp::charts {

constexpr double kWidth = 720;

double draw_trend(Svg& svg, const Chart& chart);
double draw_survival(Svg& svg, const Chart& chart);
double draw_intervals(Svg& svg, const Chart& chart);
double draw_bars(Svg& svg, const Chart& chart);
double draw_panels(Svg& svg, const Chart& chart);
double draw_pyramid(Svg& svg, const Chart& chart);
double draw_waterfall(Svg& svg, const Chart& chart);
double draw_tornado(Svg& svg, const Chart& chart);
double draw_scorecard(Svg& svg, const Chart& chart);
double draw_funnel(Svg& svg, const Chart& chart);
double draw_scatter(Svg& svg, const Chart& chart);
double draw_heat_map(Svg& svg, const Chart& chart);
double draw_rug(Svg& svg, const Chart& chart);
double draw_sankey(Svg& svg, const Chart& chart);
double draw_map(Svg& svg, const Chart& chart);

/// The lowest and the highest of many figures; those that are missing are passed over.
struct Extent {
  double low = kNone, high = kNone;

  void add(double value) {
    if (!std::isfinite(value)) return;
    low = std::isnan(low) ? value : std::min(low, value);
    high = std::isnan(high) ? value : std::max(high, value);
  }
};

/// A linear scale for an axis; one of percentages that hold no more than 100 ends there.
Scale scale_for(const Axis& axis, const Extent& extent, bool from_zero, int ticks = 4);

/// A label and the height it wants; labels that would cover each other are moved apart.
struct Label {
  double y = 0;
  std::string text, css;
};
void move_apart(std::vector<Label>& labels, double step, double top, double bottom);

/// Level grid lines with their numbers at the left, the axis' title above.
void draw_y_axis(Svg& svg, const Axis& axis, const Scale& y, double left, double right, double top);
/// Upright grid lines with their numbers below, the axis' title under them.
void draw_x_axis(Svg& svg, const Axis& axis, const Scale& x, double top, double bottom);

/// A sample in the order "shape, text" at x; returns where the next may begin.
double draw_key(Svg& svg, double x, double y, std::string_view css, const std::string& text);

/// The symbol and the class of a status: better, worse, similar, higher, lower.
struct StatusLook {
  std::string_view symbol, css, word;
};
StatusLook look_of(const std::string& status);

}  // namespace dmp::charts
