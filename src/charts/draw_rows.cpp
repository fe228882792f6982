#include "charts/drawing.hpp"

namespace dmp::charts {
namespace {

/// The left column of row headings and where each row stands.
struct Rows {
  double label_width = 0, left = 0, right = 0, top = 0, bottom = 0, step = 0;
  std::vector<std::vector<std::string>> labels;

  Rows(const std::vector<Datum>& data, double begin, double value_width, double widest = 240) : top(begin) {
    bool two_lines = false;
    for (const Datum& datum : data) label_width = std::max(label_width, std::min((datum.strong ? 1.1 : 1.0) * width_of(datum.label) + 2, widest));
    for (const Datum& datum : data) labels.push_back(wrapped(datum.label, label_width)), two_lines = two_lines || labels.back().size() > 1;
    step = two_lines ? 37 : 26;
    left = label_width + 14, right = kWidth - value_width;
    bottom = top + step * static_cast<double>(data.size());
  }
  [[nodiscard]] double middle(std::size_t i) const { return top + step * (static_cast<double>(i) + 0.5); }
  void draw_label(Svg& svg, std::size_t i, bool strong) const {
    const auto& lines = labels[i];
    for (std::size_t k = 0; k < lines.size(); ++k) svg.text(label_width, middle(i) + 4.5 + 15.0 * (static_cast<double>(k) - (static_cast<double>(lines.size()) - 1) / 2), lines[k], strong ? "b e" : "e");
  }
};

/// Upright dashed lines with their names above.
void draw_references(Svg& svg, const Chart& chart, const Scale& x, double top, double bottom) {
  double free_from = -1e9;
  std::vector<Reference> references = chart.references;
  std::stable_sort(references.begin(), references.end(), [](const Reference& a, const Reference& b) { return a.at < b.at; });
  for (const Reference& reference : references) {
    if (!x.holds(reference.at)) continue;
    svg.line(x(reference.at), top - 4, x(reference.at), bottom, "ref");
    const std::string text = reference.label + " " + text_of(reference.at, chart.x.format);
    const double half = width_of(text) / 2, middle = std::clamp(x(reference.at), half, kWidth - half);
    if (middle - half < free_from) continue;
    svg.text(middle, top - 9, text, "c1 m");
    free_from = middle + half + 8;
  }
}

double widest_figure(const std::vector<Datum>& data, const Format& format) {
  double width = 0;
  for (const Datum& datum : data) width = std::max(width, width_of(figure_text(datum, format)));
  return std::min(width, 230.0);
}

void draw_axis_title(Svg& svg, const Chart& chart, const Rows& rows) { svg.text(rows.left, rows.bottom + 36, chart.x.title, "q"); }

Scale row_scale(const Chart& chart, bool from_zero) {
  Extent values, all;
  for (const Series& series : chart.series)
    for (const Datum& d : series.data) values.add(d.value), all.add(d.value), all.add(d.lower);
  for (const Series& series : chart.series)
    for (const Datum& d : series.data) all.add(chart.x.logarithmic ? d.upper : std::min(d.upper, values.high > 0 ? 2.5 * values.high : d.upper));
  for (const Reference& reference : chart.references) all.add(reference.at);
  if (!chart.x.logarithmic) return scale_for(chart.x, all, from_zero);
  Extent positive;
  for (const Series& series : chart.series)
    for (const Datum& d : series.data)
      for (const double v : {d.value, d.lower, d.upper})
        if (v > 0) positive.add(v);
  return Scale::logarithmic(positive.low, positive.high);
}

void whisker(Svg& svg, const Datum& d, const Scale& x, double y) {
  if (!std::isfinite(d.lower) || !std::isfinite(d.upper)) return;
  std::string path;
  const auto point = [&](char command, double px, double py) { path += command, append_at(path, px), path += ' ', append_at(path, py); };
  point('M', x(d.lower), y), point('L', x(d.upper), y);
  point('M', x(d.lower), y - 4), point('L', x(d.lower), y + 4);
  point('M', x(d.upper), y - 4), point('L', x(d.upper), y + 4);
  svg.path(path, "we"), svg.path(path, "w");
}

}  // namespace

double draw_intervals(Svg& svg, const Chart& chart) {
  const auto& data = chart.series.front().data;
  const Rows rows(data, chart.references.empty() ? 6 : 26, widest_figure(data, chart.x.format) + 14);
  const Scale x = row_scale(chart, false).over(rows.left, rows.right - 6);
  draw_x_axis(svg, chart.x, x, rows.top, rows.bottom);
  draw_references(svg, chart, x, rows.top, rows.bottom);
  for (std::size_t i = 0; i < data.size(); ++i) {
    const Datum& d = data[i];
    const double y = rows.middle(i);
    svg.begin_mark(0, i);
    rows.draw_label(svg, i, d.strong);
    if (std::isfinite(d.value)) {
      if (std::isfinite(d.lower) && std::isfinite(d.upper)) svg.line(x(d.lower), y, x(d.upper), y, d.strong ? "iv b1" : "iv");
      if (std::isfinite(d.inner_lower) && std::isfinite(d.inner_upper)) svg.line(x(d.inner_lower), y, x(d.inner_upper), y, d.strong ? "iv5 b1" : "iv5");
      svg.circle(x(d.value), y, d.strong ? 5.5 : 4.5, d.strong ? "dot" : "dot2");
      svg.text(kWidth, y + 4.5, figure_text(d, chart.x.format), d.strong ? "b e" : "e");
    } else {
      svg.text(rows.left + 6, y + 4.5, d.mark.empty() ? "[x]" : d.mark, "q");
    }
    svg.end_mark();
  }
  draw_axis_title(svg, chart, rows);
  return rows.bottom + 44;
}

double draw_bars(Svg& svg, const Chart& chart) {
  const bool stacked = chart.series.size() > 1;
  const auto& data = chart.series.front().data;
  std::vector<Datum> totals = data;
  if (stacked)
    for (std::size_t i = 0; i < data.size(); ++i) {
      totals[i].value = 0, totals[i].lower = totals[i].upper = kNone;
      for (const Series& series : chart.series) totals[i].value += i < series.data.size() && std::isfinite(series.data[i].value) ? series.data[i].value : 0;
    }
  const Rows rows(data, (chart.references.empty() ? 4 : 24) + (stacked ? 24 : 0), widest_figure(totals, chart.x.format) + 12);
  Chart measured = chart;
  measured.series = {{"", "", totals}};
  const Scale x = row_scale(measured, true).over(rows.left, rows.right - 6);
  if (stacked) {
    double key = 0;
    for (std::size_t s = 0; s < chart.series.size(); ++s) key = draw_key(svg, key, 13, "f" + std::to_string(s + 1), chart.series[s].name);
  }
  draw_x_axis(svg, chart.x, x, rows.top, rows.bottom);
  for (std::size_t i = 0; i < data.size(); ++i) {
    const double y = rows.middle(i);
    rows.draw_label(svg, i, data[i].strong);
    double sum = 0;
    for (std::size_t s = 0; s < chart.series.size(); ++s) {
      if (i >= chart.series[s].data.size()) continue;
      const Datum& d = chart.series[s].data[i];
      svg.begin_mark(s, i);
      if (std::isfinite(d.value)) {
        const double from = x(std::min(sum, sum + d.value)), to = x(std::max(sum, sum + d.value));
        svg.rect(from, y - 8, std::max(to - from, 1.0), 16, stacked ? "f" + std::to_string(s + 1) : d.strong ? "f1" : "f0");
        const std::string inside = text_of(d.value, chart.x.format);
        if (stacked && to - from > width_of(inside) + 10) svg.text((from + to) / 2, y + 4.5, inside, "m in" + std::to_string(s + 1));
        sum += d.value;
      } else if (s == 0) {
        svg.text(rows.left + 6, y + 4.5, d.mark.empty() ? "[x]" : d.mark, "q");
      }
      if (!stacked) whisker(svg, d, x, y);
      svg.end_mark();
    }
    if (std::isfinite(data[i].value)) svg.text(kWidth, y + 4.5, figure_text(totals[i], chart.x.format), totals[i].strong ? "b e" : "e");
  }
  draw_references(svg, chart, x, rows.top, rows.bottom);
  draw_axis_title(svg, chart, rows);
  return rows.bottom + (chart.x.title.empty() ? 26 : 44);
}

double draw_panels(Svg& svg, const Chart& chart) {
  const Rows rows(chart.series.front().data, 30, 0, 150);
  const double gap = 22, panel = (kWidth - rows.left - gap * static_cast<double>(chart.series.size() - 1)) / static_cast<double>(chart.series.size());
  for (std::size_t i = 0; i < chart.series.front().data.size(); ++i) rows.draw_label(svg, i, false);
  for (std::size_t s = 0; s < chart.series.size(); ++s) {
    const Series& series = chart.series[s];
    const double left = rows.left + (panel + gap) * static_cast<double>(s);
    Extent extent;
    double room = 0;
    for (const Datum& d : series.data) extent.add(d.value), room = std::max(room, width_of(figure_text(d, chart.x.format)));
    const Scale x = Scale::linear(0, extent.high, true).over(left, left + panel - room - 8);
    svg.text(left, 16, fitted(series.name, panel), "b");
    svg.line(left, rows.top, left, rows.bottom, "ax");
    for (std::size_t i = 0; i < series.data.size(); ++i) {
      const Datum& d = series.data[i];
      svg.begin_mark(s, i);
      if (std::isfinite(d.value)) svg.rect(left, rows.middle(i) - 8, std::max(1.0, x(d.value) - left), 16, "f" + std::to_string(s + 1));
      svg.text((std::isfinite(d.value) ? x(d.value) : left) + 6, rows.middle(i) + 4.5, figure_text(d, chart.x.format), std::isfinite(d.value) ? "" : "q");
      svg.end_mark();
    }
  }
  return rows.bottom + 8;
}

double draw_pyramid(Svg& svg, const Chart& chart) {
  constexpr double kMiddle = 74, kTop = 44, kStep = 30;
  Extent extent;
  for (const Series& series : chart.series)
    for (const Datum& d : series.data) extent.add(d.value);
  const double half = (kWidth - kMiddle) / 2, centre = kWidth / 2;
  const std::size_t n = chart.y.categories.size();
  const double bottom = kTop + kStep * static_cast<double>(n);
  const Scale length = Scale::linear(0, extent.high, true, 3).over(0, half - 52);
  Format format = chart.x.format;
  format.decimals = length.decimals();
  std::size_t solid = 0, outlined = 0;
  double key = 0;
  for (const Series& series : chart.series)
    if (series.role != "outline") svg.text(solid == 0 ? centre - kMiddle / 2 : centre + kMiddle / 2, kTop - 8, series.name, solid == 0 ? "b e" : "b"), ++solid;
  key = draw_key(svg, 0, 14, "f1", chart.legend.empty() ? "Clients" : chart.legend.front());
  if (chart.series.size() > 2) draw_key(svg, key, 14, "ol", chart.legend.size() > 1 ? chart.legend[1] : "Residents");
  for (const double tick : length.ticks())
    for (const double side : {-1.0, 1.0}) {
      const double x = centre + side * (kMiddle / 2 + length(tick));
      svg.line(x, kTop, x, bottom, tick == 0 ? "ax" : "g");
      svg.text(x, bottom + 17, text_of(tick, format), "q m");
    }
  for (std::size_t i = 0; i < n; ++i) svg.text(centre, kTop + kStep * (static_cast<double>(n - 1 - i) + 0.5) + 4.5, chart.y.categories[i], "m");
  solid = 0;
  for (std::size_t s = 0; s < chart.series.size(); ++s) {
    const Series& series = chart.series[s];
    const bool outline = series.role == "outline";
    const double side = (outline ? outlined++ : solid++) == 0 ? -1 : 1;
    for (std::size_t i = 0; i < std::min(n, series.data.size()); ++i) {
      const Datum& d = series.data[i];
      const double y = kTop + kStep * static_cast<double>(n - 1 - i), begin = centre + side * kMiddle / 2;
      svg.begin_mark(s, i);
      const double width = std::isfinite(d.value) ? length(d.value) : 0, height = outline ? kStep - 4 : kStep - 10;
      if (std::isfinite(d.value)) svg.rect(side < 0 ? begin - width : begin, y + (kStep - height) / 2, width, height, outline ? "ol" : side < 0 ? "f1" : "f2");
      if (!outline) {
        double reach = width;
        for (const Series& other : chart.series)
          if (other.role == "outline" && i < other.data.size() && std::isfinite(other.data[i].value)) reach = std::max(reach, length(other.data[i].value));
        svg.text(begin + side * (reach + 6), y + kStep / 2 + 4.5, std::isfinite(d.value) ? text_of(d.value, chart.x.format) : d.mark, side < 0 ? "e" : "");
      }
      svg.end_mark();
    }
  }
  svg.text(centre, bottom + 36, chart.x.title, "q m");
  return bottom + 44;
}

double draw_waterfall(Svg& svg, const Chart& chart) {
  const auto& data = chart.series.front().data;
  Extent extent;
  for (const Datum& d : data) extent.add(d.value);
  const Rows rows(data, 6, 140);
  const Scale x = Scale::linear(0, extent.high, true).over(rows.left, rows.right - 6);
  draw_x_axis(svg, chart.x, x, rows.top, rows.bottom);
  double before = 0;
  for (std::size_t i = 0; i < data.size(); ++i) {
    const Datum& d = data[i];
    const bool whole = i == 0 || i + 1 == data.size() || d.strong;
    const double y = rows.middle(i), from = whole ? 0 : std::min(before, d.value), to = whole ? d.value : std::max(before, d.value);
    svg.begin_mark(0, i);
    rows.draw_label(svg, i, whole);
    svg.rect(x(from), y - 9, std::max(1.5, x(to) - x(from)), 18, whole ? "f1" : d.value >= before ? "f2" : "f3");
    if (i + 1 < data.size()) svg.line(x(d.value), y - 9, x(d.value), y + rows.step + 9, "cn");
    const double change = d.value - before;
    svg.text(kWidth, y + 4.5, whole ? text_of(d.value, chart.x.format) : (change >= 0 ? "+" : "") + text_of(change, chart.x.format), whole ? "b e" : "e");
    svg.end_mark();
    before = d.value;
  }
  draw_axis_title(svg, chart, rows);
  return rows.bottom + 44;
}

double draw_tornado(Svg& svg, const Chart& chart) {
  const auto& data = chart.series.front().data;
  const Rows rows(data, 28, 0, 250);
  Extent extent;
  for (const Datum& d : data) extent.add(d.lower), extent.add(d.upper);
  for (const Reference& reference : chart.references) extent.add(reference.at);
  const Scale x = Scale::linear(extent.low, extent.high, false).over(rows.left + 50, kWidth - 56);
  const double middle = chart.references.empty() ? (extent.low + extent.high) / 2 : chart.references.front().at;
  draw_x_axis(svg, chart.x, x, rows.top, rows.bottom);
  for (std::size_t i = 0; i < data.size(); ++i) {
    const Datum& d = data[i];
    const double y = rows.middle(i);
    svg.begin_mark(0, i);
    rows.draw_label(svg, i, false);
    // lower is the result with the parameter low, upper with it high; either may be the smaller one.
    const double low = x(d.lower), high = x(d.upper), centre = x(middle);
    svg.rect(std::min(low, centre), y - 8, std::fabs(low - centre), 16, "f3");
    svg.rect(std::min(high, centre), y - 8, std::fabs(high - centre), 16, "f1");
    svg.text(std::min(low, high) - 5, y + 4.5, text_of(std::min(d.lower, d.upper), chart.x.format), "e q");
    svg.text(std::max(low, high) + 5, y + 4.5, text_of(std::max(d.lower, d.upper), chart.x.format), "q");
    svg.end_mark();
  }
  draw_references(svg, chart, x, rows.top, rows.bottom);
  double key = draw_key(svg, rows.left, rows.bottom + 38, "f3", "parameter low");
  draw_key(svg, key, rows.bottom + 38, "f1", "parameter high");
  return rows.bottom + 46;
}

/// An arrow said in words.
std::string_view trend_words(std::string_view arrow) { return arrow == "\u2191" ? " rising" : arrow == "\u2193" ? " falling" : " no clear change"; }

/// The interval in words, as the chart's table has it for that row; "" where it has none.
std::string interval_words(const Chart& chart, std::size_t row) {
  const auto& columns = chart.is.table.columns;
  const auto column = static_cast<std::size_t>(std::find(columns.begin(), columns.end(), "95% interval") - columns.begin());
  return column < columns.size() && row < chart.is.table.rows.size() && column < chart.is.table.rows[row].size() ? chart.is.table.rows[row][column] : "";
}

double draw_scorecard(Svg& svg, const Chart& chart) {
  constexpr double kFigure = 330, kRange = 346, kRangeEnd = 456, kNoteAt = 470, kStatus = 612;
  const auto& data = chart.series.front().data;
  constexpr double kStep = 37, kTop = 24, kLine = 15;
  const std::vector<std::string> heads = chart.legend.size() >= 5 ? chart.legend : std::vector<std::string>{"Indicator", "Figure", "95% interval", "Comparator", "Compared"};
  svg.text(0, 14, heads[0], "b"), svg.text(kFigure, 14, heads[1], "b e"), svg.text(kRange, 14, heads[2], "b"), svg.text(kNoteAt, 14, heads[3], "b"), svg.text(kStatus, 14, heads[4], "b");
  double top = kTop;
  for (std::size_t i = 0; i < data.size(); ++i) {
    const Datum& d = data[i];
    const auto lines = wrapped(d.label, 250, 4);
    const double height = std::max(kStep, kLine * static_cast<double>(lines.size()) + 8), y = top + height / 2;
    svg.begin_mark(0, i);
    svg.line(0, top, kWidth, top, "g");
    top += height;
    for (std::size_t k = 0; k < lines.size(); ++k) svg.text(0, y + 4.5 + kLine * (static_cast<double>(k) - (static_cast<double>(lines.size()) - 1) / 2), lines[k]);
    svg.text(kFigure, y + 5, std::isfinite(d.value) ? d.text : d.mark, std::isfinite(d.value) ? "b e" : "q e");
    if (std::isfinite(d.value)) {
      // Each row has a scale of its own, from its interval and its comparator.
      Extent extent;
      for (const double v : {d.value, d.lower, d.upper, d.reference}) extent.add(v);
      const double room = std::max((extent.high - extent.low) * 0.12, std::fabs(extent.high) * 0.01 + 1e-12);
      const auto x = [&](double v) { return kRange + (kRangeEnd - kRange) * (v - extent.low + room) / (extent.high - extent.low + 2 * room); };
      // No two rows share a scale: the ends of the line stand under it.
      const std::string ends = interval_words(chart, i);
      const double at = ends.empty() ? y : y - 6;
      svg.line(kRange, at, kRangeEnd, at, "g");
      if (std::isfinite(d.reference)) svg.line(x(d.reference), at - 8, x(d.reference), at + 8, "ref");
      if (std::isfinite(d.lower) && std::isfinite(d.upper)) svg.line(x(d.lower), at, x(d.upper), at, "iv b1");
      svg.circle(x(d.value), at, 4.5, "dot");
      svg.text((kRange + kRangeEnd) / 2, y + 14, ends, "q m");
    }
    const auto quiet = [&](double at, const std::string& words, double room) {
      const auto rows = wrapped(words, room);
      for (std::size_t k = 0; k < rows.size(); ++k) svg.text(at, y + 4.5 + 15.0 * (static_cast<double>(k) - (static_cast<double>(rows.size()) - 1) / 2), rows[k], "q");
    };
    quiet(kNoteAt, d.note, kStatus - kNoteAt - 10);
    const StatusLook look = look_of(d.status);
    if (!look.word.empty()) svg.rect(kStatus, y - 12, kWidth - kStatus, 24, look.css), svg.text(kStatus + 8, y + 4.5, std::string(look.symbol) + " " + std::string(look.word) + (d.trend.empty() ? "" : " " + d.trend), std::string("t-") + std::string(look.css));
    else quiet(kStatus, d.trend.empty() ? (heads[4] == "Trend" ? "Not tested" : "Not compared") : d.trend + std::string(trend_words(d.trend)), kWidth - kStatus);
    svg.end_mark();
  }
  svg.line(0, top, kWidth, top, "g");
  return top + 6;
}

}  // namespace dmp::charts
