#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "charts/drawing.hpp"

namespace dmp::charts {
namespace {

constexpr double kLeft = 62, kRight = 186, kTop = 26, kHeight = 330, kBottom = 30;

bool is_main(const Series& series) { return series.role.empty() || series.role == "main"; }

/// The first comparator and the further ones look different: dashes and dots.
std::vector<std::string> css_of(const Chart& chart) {
  std::vector<std::string> css;
  bool first = true;
  for (const Series& series : chart.series) {
    if (series.role == "comparator") css.emplace_back(first ? "l1" : "l3"), first = false;
    else css.emplace_back(series.role == "other" ? "l2" : "l0");
  }
  return css;
}

Extent extent_of(const Chart& chart) {
  Extent values, all;
  for (const Series& series : chart.series)
    for (const Datum& d : series.data) values.add(d.value), all.add(d.value);
  // One very wide interval must not flatten everything else.
  for (const Series& series : chart.series)
    if (series.role.empty() || series.role == "main")
      for (const Datum& d : series.data) all.add(d.lower), all.add(std::min(d.upper, values.high > 0 ? 2.2 * values.high : d.upper));
  return all;
}

/// The line of a series, begun anew after each gap.
template <typename X>
std::string line_of(const Series& series, const X& x, const Scale& y, bool steps) {
  std::string d;
  bool drawing = false;
  for (std::size_t i = 0; i < series.data.size(); ++i) {
    const Datum& datum = series.data[i];
    if (!std::isfinite(datum.value)) {
      drawing = false;
      continue;
    }
    if (drawing && steps) d += 'H', append_at(d, x(i)), d += 'V', append_at(d, y(datum.value));
    else d += drawing ? 'L' : 'M', append_at(d, x(i)), d += ' ', append_at(d, y(datum.value));
    drawing = true;
  }
  return d;
}

template <typename X>
std::string band_of(const Series& series, const X& x, const Scale& y, bool steps) {
  std::string d;
  std::vector<std::size_t> run;
  const auto close = [&] {
    if (run.size() > 1) {
      for (std::size_t k = 0; k < run.size(); ++k) {
        const Datum& datum = series.data[run[k]];
        if (k > 0 && steps) d += 'H', append_at(d, x(run[k])), d += 'V', append_at(d, y(datum.upper));
        else d += k ? 'L' : 'M', append_at(d, x(run[k])), d += ' ', append_at(d, y(datum.upper));
      }
      for (std::size_t k = run.size(); k-- > 0;) {
        const Datum& datum = series.data[run[k]];
        d += k + 1 == run.size() || !steps ? 'L' : 'V';
        if (d.back() == 'L') append_at(d, x(run[k])), d += ' ', append_at(d, y(datum.lower));
        else append_at(d, y(datum.lower)), d += 'H', append_at(d, x(run[k]));
      }
      d += 'Z';
    }
    run.clear();
  };
  for (std::size_t i = 0; i < series.data.size(); ++i) {
    const Datum& datum = series.data[i];
    if (std::isfinite(datum.value) && std::isfinite(datum.lower) && std::isfinite(datum.upper)) run.push_back(i);
    else close();
  }
  close();
  return d;
}

/// Names at the lines' ends.
void end_labels(Svg& svg, const Chart& chart, const Scale& y, double right) {
  std::vector<Label> labels;
  const std::vector<std::string> css = css_of(chart);
  for (std::size_t s = 0; s < chart.series.size(); ++s) {
    const Series& series = chart.series[s];
    for (std::size_t i = series.data.size(); i-- > 0;) {
      if (!std::isfinite(series.data[i].value)) continue;
      const bool at_end = i + 1 == series.data.size();
      // The name is cut before the figure is.
      const double room = (css[s] == "l2" ? 1.0 : 0.9) * (kRight - 12);
      std::string figure = " " + text_of(series.data[i].value, chart.y.format);
      if (!at_end && is_main(series)) figure += " (" + series.data[i].label + ")";
      labels.push_back({y(series.data[i].value) + 4.5, fitted(series.name, room - width_of(figure)) + figure, css[s] == "l1" ? "c1" : css[s] == "l3" ? "c2" : css[s] == "l2" ? "q" : "b"});
      break;
    }
  }
  move_apart(labels, 15.5, kTop + 10, kHeight - kBottom + 2);
  for (const Label& label : labels) svg.text(right + 12, label.y, label.text, label.css);
}

template <typename X>
double draw_series(Svg& svg, const Chart& chart, const X& x, const Scale& y, bool steps) {
  for (const Series& series : chart.series)
    if (series.role.empty() || series.role == "main") svg.path(band_of(series, x, y, steps), "band");
  const std::vector<std::string> looks = css_of(chart);
  for (const char* role : {"l2", "l3", "l1", "l0"})
    for (std::size_t s = 0; s < chart.series.size(); ++s)
      if (looks[s] == role) svg.path(line_of(chart.series[s], x, y, steps), role);
  for (std::size_t s = 0; s < chart.series.size(); ++s) {
    const Series& series = chart.series[s];
    const std::string& css = looks[s];
    for (std::size_t i = 0; i < series.data.size(); ++i) {
      const Datum& datum = series.data[i];
      svg.begin_mark(s, i);
      const bool few = series.data.size() <= 16 && !steps;
      if (std::isfinite(datum.value) && css == "l0" && few) svg.circle(x(i), y(datum.value), 3.6, "dot");
      else if (std::isfinite(datum.value) && (css == "l1" || css == "l3") && few) svg.rect(x(i) - 2.6, y(datum.value) - 2.6, 5.2, 5.2, css == "l1" ? "dot1" : "dot3");
      else if (!std::isfinite(datum.value) && css == "l0" && !datum.mark.empty()) svg.text(x(i), kHeight - kBottom - 5, datum.mark, "q m");
      svg.end_mark();
    }
  }
  end_labels(svg, chart, y, kWidth - kRight);
  return kHeight;
}

}  // namespace

double draw_trend(Svg& svg, const Chart& chart) {
  const Extent extent = extent_of(chart);
  const Scale y = scale_for(chart.y, extent, false).over(kHeight - kBottom, kTop + 8);
  const double right = kWidth - kRight, first = kLeft + 12, span = right - 6 - first;
  const std::size_t n = std::max<std::size_t>(1, chart.x.categories.size());
  const auto x = [&](std::size_t i) { return n < 2 ? first + span / 2 : first + span * static_cast<double>(i) / static_cast<double>(n - 1); };
  draw_y_axis(svg, chart.y, y, kLeft, right, 12);
  svg.line(kLeft, kHeight - kBottom, right, kHeight - kBottom, "ax");
  double free_until = 1e9;
  for (std::size_t i = n; i-- > 0 && i < chart.x.categories.size();) {
    const std::string& name = chart.x.categories[i];
    if (n <= 40) svg.line(x(i), kHeight - kBottom, x(i), kHeight - kBottom + 5, "ax");
    const double half = width_of(name) / 2;
    if (x(i) + half > free_until) continue;
    svg.text(x(i), kHeight - kBottom + 20, name, "q m");
    free_until = x(i) - half - 8;
  }
  return draw_series(svg, chart, x, y, false);
}

double draw_survival(Svg& svg, const Chart& chart) {
  Extent extent, times;
  for (const Series& series : chart.series)
    for (const Datum& d : series.data) extent.add(d.value), extent.add(d.lower), extent.add(d.upper), times.add(d.x);
  const double right = kWidth - kRight;
  const Scale y = scale_for(chart.y, extent, true).over(kHeight - kBottom - 16, kTop + 8);
  const Scale time = Scale::linear(0, times.high, true, 6).over(kLeft, right);
  draw_y_axis(svg, chart.y, y, kLeft, right, 12);
  draw_x_axis(svg, chart.x, time, kTop + 8, kHeight - kBottom - 16);
  svg.text(right, kHeight - 6, chart.x.title, "q e");
  // Bands of several curves hide one another and the curves: the first has one, below all curves; the others' intervals are in the table. Its curve is drawn last, on top.
  static constexpr std::array<const char*, 4> kLines = {"l0", "l1", "l3", "l2"}, kLabels = {"b", "c1", "c2", "q"};
  std::vector<Label> labels;
  const auto times_of = [&](const Series& series) { return [&](std::size_t i) { return time(series.data[i].x); }; };
  // A curve given at every event goes by steps; one given on chosen days is joined: between them nobody knows where the steps are.
  const auto has_steps = [](const Series& series) { return series.data.size() > 24; };
  if (!chart.series.empty() && is_main(chart.series.front())) svg.path(band_of(chart.series.front(), times_of(chart.series.front()), y, has_steps(chart.series.front())), "band");
  for (std::size_t s = chart.series.size(); s-- > 0;) {
    const std::size_t look = std::min<std::size_t>(s, 3);
    const Series& series = chart.series[s];
    svg.begin_mark(s, 0);
    svg.path(line_of(series, times_of(series), y, has_steps(series)), kLines.at(look));
    svg.end_mark();
    if (!series.data.empty()) labels.push_back({y(series.data.back().value) + 4.5, fitted(series.name + " " + text_of(series.data.back().value, chart.y.format), kRight - 14), kLabels.at(look)});
  }
  move_apart(labels, 15.5, kTop + 10, kHeight - kBottom - 14);
  for (const Label& label : labels) svg.text(right + 12, label.y, label.text, label.css);
  return kHeight;
}

}  // namespace dmp::charts
