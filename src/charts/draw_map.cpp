#include <fmt/format.h>

#include <map>

#include "charts/drawing.hpp"
#include "core/markup.hpp"

namespace dmp::charts {
namespace {

constexpr double kMapWidth = 470, kMostHeight = 560, kLegend = 494;

void draw_patterns(Svg& svg, const Chart& chart, double scale) {
  svg.raw(fmt::format("<defs><pattern id=\"{0}-hatch\" width=\"{1}\" height=\"{1}\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><rect width=\"{1}\" height=\"{1}\" fill=\"#f4f4f4\"/>"
                      "<path d=\"M0 0V{1}\" stroke=\"#6b7276\" stroke-width=\"{2}\"/></pattern></defs>",
                      core::escaped(chart.is.id), at(7 / scale), at(2.5 / scale)));
}

std::string css_of(const Region& region, bool bivariate) {
  if (region.level == -1) return "hx";
  if (region.level == 0) return "v0";
  return bivariate ? fmt::format("w{}{}", region.level, region.second_level) : "v" + std::to_string(region.level);
}

double draw_legend(Svg& svg, const Chart& chart, bool bivariate, bool has_suppressed, bool has_missing) {
  double y = 22;
  for (const std::string& line : wrapped(chart.x.title, kWidth - kLegend, 3)) svg.text(kLegend, y, line, "b"), y += 17;
  y += 6;
  const auto entry = [&](const std::string& css, const std::string& text) {
    if (css == "hx") svg.raw(fmt::format("<rect x=\"{}\" y=\"{}\" width=\"26\" height=\"17\" class=\"sw\" fill=\"url(#{}-hatch)\"/>", at(kLegend), at(y), core::escaped(chart.is.id)));
    else svg.rect(kLegend, y, 26, 17, css + " sw");
    for (const std::string& line : wrapped(text, kWidth - kLegend - 36, 2)) svg.text(kLegend + 34, y + 13.5, line), y += 17;
    y += 7;
  };
  if (bivariate) {
    const double cell = 34, left = kLegend + 24;
    for (int first = 1; first <= 3; ++first)
      for (int second = 1; second <= 3; ++second) svg.rect(left + cell * (first - 1), y + cell * (3 - second), cell - 1, cell - 1, fmt::format("w{}{}", first, second));
    y += 3 * cell + 16;
    for (const auto& [arrow, legend] : {std::pair("\u2192 ", &chart.legend), std::pair("\u2191 ", &chart.second_legend)})
      for (const std::string& line : wrapped(arrow + (legend->empty() ? std::string() : legend->front()), kWidth - left, 3)) svg.text(left, y, line, "q"), y += 16;
  } else {
    for (std::size_t i = chart.legend.size(); i-- > 0;) entry("v" + std::to_string(i + 1), chart.legend[i]);
  }
  if (has_suppressed) entry("hx", bivariate ? "a figure missing or held back" : "[c] suppressed");
  if (has_missing) entry("v0", chart.links.empty() ? "[x] no figure" : "no line known");
  return y;
}

void draw_scale_bar(Svg& svg, const Chart& chart, double scale, double bottom) {
  if (!(chart.map_units_per_km > 0)) return;
  double kilometres = 1;
  for (const double candidate : {1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0})
    if (candidate * chart.map_units_per_km * scale <= kMapWidth / 4) kilometres = candidate;
  const double length = kilometres * chart.map_units_per_km * scale, y = bottom - 10;
  svg.path("M" + at(kLegend) + " " + at(y - 5) + "V" + at(y) + "H" + at(kLegend + length) + "V" + at(y - 5), "ax2");
  svg.text(kLegend + length + 8, y + 3, text_of(kilometres, {}) + " km", "q");
  svg.text(kLegend, y - 16, "\u2191 North", "q");
}

void draw_links(Svg& svg, const Chart& chart, double scale) {
  std::map<std::string, const Region*> by_code;
  for (const Region& region : chart.regions) by_code.emplace(region.code, &region);
  double most = 0;
  for (const Link& link : chart.links) most = std::max(most, link.value);
  for (std::size_t i = 0; i < chart.links.size(); ++i) {
    const Link& link = chart.links[i];
    if (!by_code.contains(link.from) || !by_code.contains(link.to)) continue;
    const Region &from = *by_code.at(link.from), &to = *by_code.at(link.to);
    const double x1 = from.x * scale, y1 = from.y * scale, x2 = to.x * scale, y2 = to.y * scale, dx = x2 - x1, dy = y2 - y1;
    const double width = 1.5 + 7.5 * (most > 0 ? link.value / most : 0);
    svg.begin_mark(chart.series.size() + 1, i);
    svg.raw(fmt::format("<path class=\"od\" style=\"stroke-width:{}\" d=\"M{} {}Q{} {} {} {}\"/>", at(width), at(x1), at(y1), at((x1 + x2) / 2 - dy * 0.18), at((y1 + y2) / 2 + dx * 0.18), at(x2), at(y2)));
    svg.circle(x2, y2, 3 + width / 2, "dot");
    svg.text((x1 + x2) / 2 - dy * 0.1, (y1 + y2) / 2 + dx * 0.1, text_of(link.value, chart.y.format), "n m b");
    svg.end_mark();
  }
}

}  // namespace

double draw_map(Svg& svg, const Chart& chart) {
  const bool bivariate = !chart.second_legend.empty();
  const double scale = std::min(kMapWidth / std::max(1.0, chart.map_width), kMostHeight / std::max(1.0, chart.map_height));
  bool has_suppressed = false, has_missing = false;
  for (const Region& region : chart.regions) has_suppressed = has_suppressed || region.level == -1, has_missing = has_missing || (region.level == 0 && !region.outline);
  if (has_suppressed) draw_patterns(svg, chart, scale);
  svg.raw(fmt::format("<g transform=\"scale({:.5f})\" stroke-width=\"{}\">", scale, at(std::max(0.1, 0.7 / scale))));
  for (std::size_t i = 0; i < chart.regions.size(); ++i) {
    const Region& region = chart.regions[i];
    if (region.outline) continue;
    svg.begin_mark(chart.series.size() + 2, i);
    if (region.level == -1) svg.raw(fmt::format("<path class=\"rg\" fill=\"url(#{}-hatch)\" d=\"{}\"/>", core::escaped(chart.is.id), core::escaped(region.path)));
    else svg.path(region.path, "rg " + css_of(region, bivariate));
    svg.end_mark();
  }
  svg.raw(fmt::format("</g><g transform=\"scale({:.5f})\" stroke-width=\"{}\">", scale, at(std::max(0.1, 2.2 / scale))));
  for (const Region& region : chart.regions)
    if (region.outline) svg.path(region.path, "out");
  svg.raw("</g>");
  draw_links(svg, chart, scale);
  for (const Region& region : chart.regions)
    if (region.outline) svg.text(region.x * scale, region.y * scale, region.name, "lb m");
  const double legend_end = draw_legend(svg, chart, bivariate, has_suppressed, has_missing && !bivariate);
  const double height = std::max({chart.map_height * scale, legend_end + 60, 240.0});
  draw_scale_bar(svg, chart, scale, height);
  return height + 4;
}

}  // namespace dmp::charts
