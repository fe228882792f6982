#include "charts/drawing.hpp"

namespace dmp::charts {
namespace {

constexpr double kLeft = 62, kRight = 26, kTop = 26, kHeight = 400, kBottom = 50;

/// A rectangle on the page that is taken.
struct Box {
  double left, top, right, bottom;
  [[nodiscard]] bool meets(const Box& other) const { return left < other.right && other.left < right && top < other.bottom && other.top < bottom; }
};

/// Names of the outstanding dots, at the first of four places where nothing stands.
class Names {
 public:
  void place(Svg& svg, double x, double y, const std::string& name) {
    const std::string text = fitted(name, 190);
    const double width = width_of(text);
    struct Try {
      double dx, dy;
      const char* css;
    };
    for (const Try& one : {Try{9, 4.5, "n"}, Try{-9, 4.5, "n e"}, Try{0, -9, "n m"}, Try{0, 18, "n m"}, Try{9, -8, "n"}, Try{-9, -8, "n e"}}) {
      const double left = x + one.dx - (one.dx < 0 ? width : one.dx == 0 ? width / 2 : 0), baseline = y + one.dy;
      const Box box{left, baseline - 11, left + width, baseline + 3};
      if (box.left < kLeft || box.right > kWidth || box.top < kTop) continue;
      if (std::any_of(taken_.begin(), taken_.end(), [&](const Box& other) { return box.meets(other); })) continue;
      taken_.push_back(box);
      svg.text(x + one.dx, baseline, text, one.css);
      return;
    }
  }
  void take(double x, double y, double radius) { taken_.push_back({x - radius, y - radius, x + radius, y + radius}); }

 private:
  std::vector<Box> taken_;
};

std::string curve(const Series& series, const Scale& x, const Scale& y) {
  std::string d;
  for (const Datum& datum : series.data) {
    if (!x.holds(datum.x) || !std::isfinite(datum.value)) continue;
    d += d.empty() ? 'M' : 'L', append_at(d, x(datum.x)), d += ' ', append_at(d, y(datum.value));
  }
  return d;
}

bool is_dots(const Series& series) { return series.role != "limit" && series.role != "line"; }

double draw_dots(Svg& svg, const Chart& chart, const Scale& x, const Scale& y) {
  Names names;
  for (std::size_t s = 0; s < chart.series.size(); ++s) {
    if (!is_dots(chart.series[s])) continue;
    for (const bool strong : {false, true})
      for (std::size_t i = 0; i < chart.series[s].data.size(); ++i) {
        const Datum& d = chart.series[s].data[i];
        if (d.strong != strong || !std::isfinite(d.value) || !std::isfinite(d.x)) continue;
        svg.begin_mark(s, i);
        svg.circle(x(d.x), y(d.value), strong ? 5.5 : 4, strong ? "dots" : "dotp");
        svg.end_mark();
        if (strong) names.take(x(d.x), y(d.value), 5.5);
      }
  }
  std::vector<const Datum*> strong;
  for (const Series& series : chart.series)
    if (is_dots(series))
      for (const Datum& d : series.data)
        if (d.strong && std::isfinite(d.value) && std::isfinite(d.x)) strong.push_back(&d);
  for (const Datum* d : strong) names.place(svg, x(d->x), y(d->value), d->label);
  svg.text(kWidth - kRight, kHeight - 8, chart.x.title, "q e");
  return kHeight;
}

std::pair<Extent, Extent> extents(const Chart& chart) {
  Extent across, upwards;
  for (const Series& series : chart.series)
    if (is_dots(series))
      for (const Datum& d : series.data)
        if (std::isfinite(d.x) && std::isfinite(d.value)) across.add(d.x), upwards.add(d.value);
  for (const Reference& reference : chart.references) upwards.add(reference.at);
  return {across, upwards};
}

}  // namespace

double draw_funnel(Svg& svg, const Chart& chart) {
  auto [across, upwards] = extents(chart);
  const double right = kWidth - 96;
  const Scale x = Scale::linear(0, across.high, true, 5).over(kLeft, right);
  // The limits may run off the top where denominators are small: they are cut there.
  const double reach = upwards.high * 1.15;
  for (const Series& series : chart.series)
    if (series.role == "limit")
      for (const Datum& d : series.data)
        if (std::isfinite(d.value) && d.value <= reach && d.value >= 0) upwards.add(d.value);
  const Scale y = scale_for(chart.y, upwards, false).over(kHeight - kBottom, kTop + 8);
  draw_y_axis(svg, chart.y, y, kLeft, right, 12);
  draw_x_axis(svg, chart.x, x, kTop + 8, kHeight - kBottom);
  std::vector<Label> labels;
  for (const Series& series : chart.series) {
    if (series.role != "limit") continue;
    Series inside = series;
    std::erase_if(inside.data, [&](const Datum& d) { return !y.holds(d.value); });
    svg.path(curve(inside, x, y), series.name.find("99") != std::string::npos ? "lim lim2" : "lim");
    if (!inside.data.empty()) labels.push_back({y(inside.data.back().value) + 4.5, series.name, "q"});
  }
  for (const Reference& reference : chart.references) {
    svg.line(kLeft, y(reference.at), right, y(reference.at), "ref");
    labels.push_back({y(reference.at) + 4.5, fitted(reference.label, 84 - width_of(text_of(reference.at, chart.y.format))) + " " + text_of(reference.at, chart.y.format), "c1"});
  }
  move_apart(labels, 15, kTop + 10, kHeight - kBottom);
  for (const Label& label : labels) svg.text(right + 6, label.y, label.text, label.css);
  return draw_dots(svg, chart, x, y);
}

double draw_scatter(Svg& svg, const Chart& chart) {
  const auto [across, upwards] = extents(chart);
  const double right = kWidth - kRight;
  const Scale x = chart.x.logarithmic ? Scale::logarithmic(across.low, across.high).over(kLeft, right) : Scale::linear(across.low, across.high, false, 6).over(kLeft, right);
  const Scale y = chart.y.logarithmic ? Scale::logarithmic(upwards.low, upwards.high).over(kHeight - kBottom, kTop + 8) : scale_for(chart.y, upwards, true).over(kHeight - kBottom, kTop + 8);
  draw_y_axis(svg, chart.y, y, kLeft, right, 12);
  draw_x_axis(svg, chart.x, x, kTop + 8, kHeight - kBottom);
  for (const Series& series : chart.series) {
    if (series.role != "line") continue;
    svg.path(curve(series, x, y), "l1");
    if (!series.data.empty() && !series.name.empty()) svg.text(right - 4, y(series.data.back().value) - 8, series.name, "c1 e");
  }
  return draw_dots(svg, chart, x, y);
}

}  // namespace dmp::charts
