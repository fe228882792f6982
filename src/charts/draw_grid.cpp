#include "charts/drawing.hpp"

namespace dmp::charts {
namespace {

/// 1 to 5 by equal steps of the share between least and most.
int level_of(double value, double low, double high) {
  if (!(high > low)) return 3;
  return 1 + std::min(4, static_cast<int>(5 * (value - low) / (high - low)));
}

double label_width(const std::vector<Series>& rows, double most) {
  double width = 0;
  for (const Series& row : rows) width = std::max(width, std::min(width_of(row.name) + 6, most));
  return width;
}

}  // namespace

/// A series is a row; its data stand in the order of the columns (x.categories).
double draw_heat_map(Svg& svg, const Chart& chart) {
  const double left = label_width(chart.series, 180) + 8, top = 8, step = 30;
  const std::size_t columns = std::max<std::size_t>(1, chart.x.categories.size());
  const double cell = (kWidth - left) / static_cast<double>(columns);
  Extent extent;
  for (const Series& row : chart.series)
    for (const Datum& d : row.data) extent.add(d.value);
  for (std::size_t r = 0; r < chart.series.size(); ++r) {
    const double y = top + step * static_cast<double>(r);
    svg.text(left - 8, y + step / 2 + 4.5, fitted(chart.series[r].name, left - 8), "e");
    for (std::size_t c = 0; c < chart.series[r].data.size(); ++c) {
      const Datum& d = chart.series[r].data[c];
      const double x = left + cell * static_cast<double>(c);
      const int level = std::isfinite(d.value) ? level_of(d.value, extent.low, extent.high) : 0;
      svg.begin_mark(r, c);
      svg.rect(x + 0.5, y + 0.5, cell - 1, step - 1, "v" + std::to_string(level));
      const std::string text = figure_text(d, chart.y.format);
      if (width_of(text) < cell - 2) svg.text(x + cell / 2, y + step / 2 + 4.5, text, level >= 4 ? "m on" : "m off");
      svg.end_mark();
    }
  }
  const double bottom = top + step * static_cast<double>(chart.series.size());
  double free_from = -1e9;
  for (std::size_t c = 0; c < chart.x.categories.size(); ++c) {
    const double x = left + cell * (static_cast<double>(c) + 0.5), half = width_of(chart.x.categories[c]) / 2;
    if (x - half < free_from) continue;
    svg.text(x, bottom + 17, chart.x.categories[c], "q m");
    free_from = x + half + 5;
  }
  double key = 0;
  const double span = extent.high - extent.low;
  for (int level = 1; level <= 5 && std::isfinite(span); ++level)
    key = draw_key(svg, key, bottom + 44, "v" + std::to_string(level), interval_text(extent.low + span * (level - 1) / 5, extent.low + span * level / 5, chart.y.format));
  return bottom + 52;
}

/// A series is an indicator; its data stand in the order of the areas (x.categories). The text is in the cell, the symbol says how it compares.
double draw_rug(Svg& svg, const Chart& chart) {
  const double left = 262, step = 25;
  const std::size_t columns = std::max<std::size_t>(1, chart.x.categories.size());
  const double cell = (kWidth - left) / static_cast<double>(columns);
  double key = 0;
  for (const char* status : {"better", "similar", "worse", "higher", "lower"}) {
    const StatusLook look = look_of(status);
    svg.rect(key, 4, 24, 18, look.css);
    svg.text(key + 12, 17.5, look.symbol, std::string("m t-") + std::string(look.css));
    svg.text(key + 30, 17.5, look.word, "q");
    key += 40 + width_of(look.word) + 12;
  }
  const double top = 52;
  for (std::size_t c = 0; c < chart.x.categories.size(); ++c) svg.text(left + cell * (static_cast<double>(c) + 0.5), top - 8, fitted(chart.x.categories[c], cell - 4), "b m");
  for (std::size_t r = 0; r < chart.series.size(); ++r) {
    const double y = top + step * static_cast<double>(r);
    svg.text(left - 8, y + step / 2 + 4.5, fitted(chart.series[r].name, left - 10), "e");
    for (std::size_t c = 0; c < chart.series[r].data.size() && c < columns; ++c) {
      const Datum& d = chart.series[r].data[c];
      const StatusLook look = look_of(d.status);
      const double x = left + cell * static_cast<double>(c);
      svg.begin_mark(r, c);
      svg.rect(x + 1, y + 1, cell - 2, step - 2, look.css);
      const std::string text = (look.symbol.empty() ? "" : std::string(look.symbol) + " ") + (d.text.empty() ? d.mark : d.text);
      svg.text(x + cell / 2, y + step / 2 + 4.5, fitted(text, cell - 4), look.word.empty() ? "m q" : "m t-" + std::string(look.css));
      svg.end_mark();
    }
  }
  return top + step * static_cast<double>(chart.series.size()) + 6;
}

}  // namespace dmp::charts
