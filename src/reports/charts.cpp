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

constexpr std::size_t kMostPanels = 9;
constexpr double kLeft = 44, kRight = 10, kTop = 10, kBottom = 26, kHeight = 180;

/// A coordinate: one decimal at most.
std::string at(double position) {
  std::string text = fmt::format("{:.1f}", position);
  if (text.size() > 2 && text.compare(text.size() - 2, 2, ".0") == 0) text.resize(text.size() - 2);
  return text == "-0" ? "0" : text;
}

std::string percent(double share) { return at(100 * share) + "%"; }

double round_step(double span) {
  const double raw = span / 4;
  const double power = std::pow(10, std::floor(std::log10(raw)));
  for (const double factor : {1.0, 2.0, 2.5, 5.0}) {
    if (raw <= factor * power * (1 + 1e-9)) return factor * power;
  }
  return 10 * power;
}

std::string tick_text(double value, const NumberStyle& style, double step) {
  const int decimals = std::fabs(step - std::round(step)) < 1e-9 * step ? 0 : std::fabs(10 * step - std::round(10 * step)) < 1e-7 ? 1 : 2;
  NumberStyle tick = style;
  tick.decimals = step < 0.01 ? 3 : decimals;
  if (value >= 1e6 && step >= 1e5) {
    tick.decimals = std::fabs(std::fmod(step, 1e6)) < 1 ? 0 : 1;
    return tick.figure(value / 1e6) + "m";
  }
  return tick.figure(value);
}

/// Where the points of one panel lie.
struct Panel {
  double width = 290;
  std::size_t periods = 1;
  const Scale* scale = nullptr;

  [[nodiscard]] double x(std::size_t period) const {
    const double span = width - kLeft - kRight - 12;
    return kLeft + 6 + (periods < 2 ? span / 2 : span * static_cast<double>(period) / static_cast<double>(periods - 1));
  }
  [[nodiscard]] double y(double value) const { return kTop + (kHeight - kTop - kBottom) * (1 - scale->share(value)); }
};

using Reader = std::function<double(const Estimate&)>;

/// "M x y L x y ...", begun anew after every gap; a figure alone between two gaps is left to its dot.
std::string line_path(const AreaSeries& series, const Panel& panel, const Reader& read) {
  std::string path;
  bool drawing = false;
  for (std::size_t i = 0; i < series.points.size(); ++i) {
    const Estimate* point = series.points[i];
    const double value = point && shown(*point) ? read(*point) : Estimate::kMissing;
    if (std::isnan(value)) {
      drawing = false;
      continue;
    }
    path += fmt::format("{}{} {}", drawing ? "L" : "M", at(panel.x(i)), at(panel.y(value)));
    drawing = true;
  }
  return path;
}

/// The band between the limits, one closed shape for every run of periods that have both.
std::string band_path(const AreaSeries& series, const Panel& panel) {
  std::string path;
  std::vector<std::size_t> run;
  const auto close_run = [&] {
    if (run.size() > 1) {
      for (std::size_t k = 0; k < run.size(); ++k) {
        path += fmt::format("{}{} {}", k ? "L" : "M", at(panel.x(run[k])), at(panel.y(series.points[run[k]]->upper_95)));
      }
      for (auto k = run.rbegin(); k != run.rend(); ++k) path += fmt::format("L{} {}", at(panel.x(*k)), at(panel.y(series.points[*k]->lower_95)));
      path += "Z";
    }
    run.clear();
  };
  for (std::size_t i = 0; i < series.points.size(); ++i) {
    const Estimate* point = series.points[i];
    const bool limits = point && shown(*point) && !std::isnan(point->lower_95) && !std::isnan(point->upper_95);
    if (limits) run.push_back(i);
    if (!limits) close_run();
  }
  close_run();
  return path;
}

void draw_axes(Html& svg, const Panel& panel, const IndicatorEvidence& evidence) {
  const double step = panel.scale->ticks.size() > 1 ? panel.scale->ticks[1] - panel.scale->ticks[0] : 1;
  for (const double tick : panel.scale->ticks) {
    const std::string y = at(panel.y(tick));
    svg.shape("line", {{"class", "grid"}, {"x1", at(kLeft)}, {"x2", at(panel.width - kRight)}, {"y1", y}, {"y2", y}});
    svg.element("text", tick_text(tick, evidence.style, step), {{"x", at(kLeft - 6)}, {"y", at(panel.y(tick) + 4)}, {"text-anchor", "end"}});
  }
  const std::string base = at(kHeight - kBottom);
  svg.shape("line", {{"class", "axis"}, {"x1", at(kLeft)}, {"x2", at(panel.width - kRight)}, {"y1", base}, {"y2", base}});
  const std::size_t last = evidence.periods.size() - 1;
  const bool room_for_all = panel.width >= 55.0 * static_cast<double>(last + 1) + kLeft;
  for (std::size_t i = 0; i <= last; ++i) {
    if (last < 24)
      svg.shape("line", {{"class", "axis"}, {"x1", at(panel.x(i))}, {"x2", at(panel.x(i))}, {"y1", base}, {"y2", at(kHeight - kBottom + 4)}});
    if (i != 0 && i != last && !room_for_all) continue;
    const char* anchor_at = room_for_all && i != 0 && i != last ? "middle" : i == 0 ? "start" : "end";
    const double nudge = i == 0 ? -6 : i == last ? 6 : 0;
    svg.element("text", evidence.periods[i], {{"x", at(panel.x(i) + nudge)}, {"y", at(kHeight - 8)}, {"text-anchor", anchor_at}});
  }
}

void draw_points(Html& svg, const AreaSeries& series, const Panel& panel) {
  const Estimate* latest = series.latest();
  for (std::size_t i = 0; i < series.points.size(); ++i) {
    const Estimate* point = series.points[i];
    if (!point) continue;
    if (!shown(*point)) {
      svg.element("text", mark(*point), {{"x", at(panel.x(i))}, {"y", at(kHeight - kBottom - 4)}, {"text-anchor", "middle"}});
    } else if (series.points.size() <= 12 || point == latest) {
      svg.shape("circle", {{"class", "dot"}, {"cx", at(panel.x(i))}, {"cy", at(panel.y(point->value))}, {"r", point == latest ? "4" : "2.5"}});
    }
  }
}

std::string trend_description(const AreaSeries& series, const NumberStyle& style) {
  const Estimate *first = nullptr, *last = nullptr, *lowest = nullptr, *highest = nullptr;
  std::size_t without = 0;
  for (const Estimate* point : series.points) {
    if (!point || !shown(*point)) {
      without += point != nullptr;
      continue;
    }
    if (!first) first = point;
    last = point;
    if (!lowest || point->value < lowest->value) lowest = point;
    if (!highest || point->value > highest->value) highest = point;
  }
  if (!first) return "No figure can be shown.";
  std::string text = fmt::format("From {} in {} to {} in {}; lowest {} in {}, highest {} in {}.", style.phrase(first->value), first->period,
                                 style.phrase(last->value), last->period, style.figure(lowest->value), lowest->period, style.figure(highest->value),
                                 highest->period);
  if (!std::isnan(last->comparator_value))
    text += fmt::format(" {} in {}: {}.", last->comparator, last->period, style.figure(last->comparator_value));
  if (without > 0) text += fmt::format(" {} without a figure.", without == 1 ? "One period is" : fmt::format("{} periods are", without));
  return text;
}

std::string trend_panel(const IndicatorEvidence& evidence, std::size_t which, const Panel& panel) {
  const AreaSeries& series = evidence.series[which];
  const std::string id = fmt::format("chart-{}-{}", evidence.note->id, which);
  Html svg;
  svg.open("svg", {{"viewBox", fmt::format("0 0 {} {}", at(panel.width), at(kHeight))},
                   {"role", "img"},
                   {"aria-labelledby", anchor(id + "-title") + " " + anchor(id + "-desc")}});
  svg.element("title", evidence.note->name + ", " + series.area->name, {{"id", anchor(id + "-title")}});
  svg.element("desc", trend_description(series, evidence.style), {{"id", anchor(id + "-desc")}});
  draw_axes(svg, panel, evidence);
  const Reader value = [](const Estimate& row) { return row.value; };
  const Reader comparator = [](const Estimate& row) { return row.comparator_value; };
  for (std::size_t other = 0; other < std::min(evidence.series.size(), kMostPanels); ++other) {
    const std::string path = other == which ? "" : line_path(evidence.series[other], panel, value);
    if (!path.empty()) svg.shape("path", {{"class", "others"}, {"d", path}});
  }
  const std::string band = band_path(series, panel);
  if (!band.empty()) svg.shape("path", {{"class", "band"}, {"d", band}});
  const std::string dashed = line_path(series, panel, comparator);
  if (!dashed.empty()) svg.shape("path", {{"class", "comparator"}, {"d", dashed}});
  const std::string line = line_path(series, panel, value);
  if (!line.empty()) svg.shape("path", {{"class", "line"}, {"d", line}});
  draw_points(svg, series, panel);
  svg.close();
  return svg.take();
}

/// The comparator's name, where all rows that have one share it; otherwise "comparator".
std::string comparator_name(const std::vector<const Estimate*>& rows) {
  std::string name;
  for (const Estimate* row : rows) {
    if (!row || !shown(*row) || std::isnan(row->comparator_value)) continue;
    if (!name.empty() && name != row->comparator) return "the comparator";
    name = row->comparator.empty() ? "the comparator" : row->comparator;
  }
  return name;
}

void key_entry(Html& html, const char* sample, const std::string& text) {
  html.open("li").open("svg", {{"class", "sample"}, {"viewBox", "0 0 28 14"}, {"aria-hidden", "true"}, {"focusable", "false"}});
  if (std::string_view(sample) == "band") {
    html.shape("rect", {{"class", "band"}, {"x", "0"}, {"y", "1"}, {"width", "28"}, {"height", "12"}});
  } else if (std::string_view(sample) == "bar") {
    html.shape("rect", {{"class", "bar"}, {"x", "0"}, {"y", "1"}, {"width", "28"}, {"height", "12"}});
  } else {
    html.shape("path", {{"class", sample}, {"d", "M0 7L28 7"}});
  }
  html.close().text(text).close();
}

bool any(const std::vector<const Estimate*>& rows, const std::function<bool(const Estimate&)>& test) {
  return std::any_of(rows.begin(), rows.end(), [&](const Estimate* row) { return row && shown(*row) && test(*row); });
}

bool has_interval(const Estimate& row) { return !std::isnan(row.lower_95) && !std::isnan(row.upper_95); }

void draw_bar(Html& svg, const Bar& bar, const Scale& scale, const NumberStyle& style, double top) {
  svg.element("text", bar.label, {{"x", "0"}, {"y", at(top + 14)}});
  const Estimate* row = bar.row;
  if (!row || !shown(*row)) {
    const std::string text = row ? fmt::format("{} {}", mark(*row), mark_word(*row)) : "[x] missing";
    svg.element("text", text, {{"x", "0"}, {"y", at(top + 33)}, {"class", "quiet"}});
    return;
  }
  svg.element("text", style.figure(row->value), {{"x", "100%"}, {"y", at(top + 14)}, {"text-anchor", "end"}, {"class", "strong"}});
  const double zero = scale.share(0), end = scale.share(row->value);
  svg.shape(
      "rect",
      {{"class", "bar"}, {"x", percent(std::min(zero, end))}, {"y", at(top + 21)}, {"width", percent(std::fabs(end - zero))}, {"height", "15"}});
  if (!has_interval(*row)) return;
  const std::string low = percent(scale.share(row->lower_95)), high = percent(scale.share(row->upper_95));
  const std::string middle = at(top + 28.5), upper = at(top + 24), lower = at(top + 33);
  for (const char* layer : {"whisker-edge", "whisker"}) {
    svg.shape("line", {{"class", layer}, {"x1", low}, {"x2", high}, {"y1", middle}, {"y2", middle}});
    svg.shape("line", {{"class", layer}, {"x1", low}, {"x2", low}, {"y1", upper}, {"y2", lower}});
    svg.shape("line", {{"class", layer}, {"x1", high}, {"x2", high}, {"y1", upper}, {"y2", lower}});
  }
}

std::string bars_description(const std::vector<Bar>& bars, const NumberStyle& style) {
  std::string text;
  for (const Bar& bar : bars) {
    const std::string value = bar.row && shown(*bar.row) ? style.figure(bar.row->value) : bar.row ? std::string(mark_word(*bar.row)) : "missing";
    text += fmt::format("{}{}: {}", text.empty() ? "" : "; ", bar.label, value);
  }
  return text + ".";
}

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

std::string trend_figure(const IndicatorEvidence& evidence) {
  const std::size_t panels = std::min(evidence.series.size(), kMostPanels);
  std::vector<const Estimate*> rows;
  for (std::size_t i = 0; i < panels; ++i) rows.insert(rows.end(), evidence.series[i].points.begin(), evidence.series[i].points.end());
  const Scale scale = scale_for(rows);
  Panel panel;
  panel.width = panels >= 4 ? 220 : panels == 3 ? 290 : panels == 2 ? 430 : 560;
  panel.periods = evidence.periods.size();
  panel.scale = &scale;

  Html html;
  html.open("figure", {{"class", "chart"}});
  html.open("figcaption").element("strong", evidence.note->name).text(fmt::format(", {} to {}", evidence.periods.front(), evidence.periods.back()));
  if (!evidence.style.unit.empty()) html.text(" (" + evidence.style.unit + ")");
  if (!scale.from_zero() && scale.lowest > 0) html.element("span", " The vertical scale does not start at zero.", {{"class", "quiet"}});
  html.close();
  html.open("div", {{"class", fmt::format("panels panels-{}", std::min<std::size_t>(panels, 4))}});
  for (std::size_t i = 0; i < panels; ++i) {
    const Estimate* latest = evidence.series[i].latest();
    html.open("div", {{"class", "panel"}}).open("p", {{"class", "panel-title"}}).element("strong", evidence.series[i].area->name);
    html.element("span", shown(*latest) ? evidence.style.figure(latest->value) : std::string(mark(*latest))).close();
    html.markup(trend_panel(evidence, i, panel)).close();
  }
  html.close().open("ul", {{"class", "key"}});
  key_entry(html, "line", "The area");
  if (any(rows, has_interval)) key_entry(html, "band", "95% interval");
  const std::string name = comparator_name(rows);
  if (!name.empty()) key_entry(html, "comparator", capitalised(name));
  if (panels > 1) key_entry(html, "others", "The other areas");
  html.close().close();
  return html.take();
}

std::string bar_chart(const std::string& id, const std::string& title, const std::vector<Bar>& bars, const NumberStyle& style) {
  std::vector<const Estimate*> rows;
  for (const Bar& bar : bars) rows.push_back(bar.row);
  Scale scale = scale_for(rows);
  scale.lowest = std::min(scale.lowest, 0.0);  // the length of a bar means something only from zero
  if (scale.from_zero() || scale.lowest > 0) scale.lowest = 0;
  const std::string name = comparator_name(rows);
  double comparator = Estimate::kMissing;
  bool one_comparator = true;
  for (const Estimate* row : rows) {
    if (!row || !shown(*row) || std::isnan(row->comparator_value)) continue;
    if (!std::isnan(comparator) && comparator != row->comparator_value) one_comparator = false;
    comparator = row->comparator_value;
  }
  const bool draw_comparator = one_comparator && !std::isnan(comparator);
  const double height = 44.0 * static_cast<double>(bars.size());
  Html html;
  html.open("figure", {{"class", "chart"}}).open("figcaption").element("strong", title).close();
  html.open("svg", {{"class", "bars"},
                    {"width", "100%"},
                    {"height", at(height)},
                    {"role", "img"},
                    {"aria-labelledby", anchor(id + "-title") + " " + anchor(id + "-desc")}});
  html.element("title", title, {{"id", anchor(id + "-title")}}).element("desc", bars_description(bars, style), {{"id", anchor(id + "-desc")}});
  for (std::size_t i = 0; i < bars.size(); ++i) draw_bar(html, bars[i], scale, style, 44.0 * static_cast<double>(i));
  for (std::size_t i = 0; draw_comparator && i < bars.size(); ++i) {
    const double top = 44.0 * static_cast<double>(i);
    html.shape("line", {{"class", "comparator"},
                        {"x1", percent(scale.share(comparator))},
                        {"x2", percent(scale.share(comparator))},
                        {"y1", at(top + 18)},
                        {"y2", at(top + 39)}});
  }
  html.close().open("ul", {{"class", "key"}});
  key_entry(html, "bar", style.unit.empty() ? "Figure" : "Figure, " + style.unit);
  if (any(rows, has_interval)) key_entry(html, "whisker", "95% interval");
  if (draw_comparator) key_entry(html, "comparator", fmt::format("{}: {}", capitalised(name), style.figure(comparator)));
  html.close().close();
  return html.take();
}

std::string range_plot(const Estimate& row, const Scale& scale) {
  constexpr double kWidth = 110;
  const auto x = [&](double value) { return at(4 + (kWidth - 8) * scale.share(value)); };
  Html svg;
  svg.open("svg",
           {{"class", "range"}, {"viewBox", "0 0 110 22"}, {"width", "110"}, {"height", "22"}, {"aria-hidden", "true"}, {"focusable", "false"}});
  svg.shape("line", {{"class", "grid"}, {"x1", "4"}, {"x2", "106"}, {"y1", "11"}, {"y2", "11"}});
  if (shown(row)) {
    if (!std::isnan(row.comparator_value)) {
      svg.shape("line", {{"class", "comparator"}, {"x1", x(row.comparator_value)}, {"x2", x(row.comparator_value)}, {"y1", "1"}, {"y2", "21"}});
    }
    if (has_interval(row)) svg.shape("line", {{"class", "line"}, {"x1", x(row.lower_95)}, {"x2", x(row.upper_95)}, {"y1", "11"}, {"y2", "11"}});
    svg.shape("circle", {{"class", "dot"}, {"cx", x(row.value)}, {"cy", "11"}, {"r", "4.5"}});
  }
  svg.close();
  return svg.take();
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
