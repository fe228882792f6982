#include "charts/draw.hpp"

#include <fmt/format.h>

#include <regex>

#include "charts/drawing.hpp"
#include "core/markup.hpp"

namespace dmp::charts {
namespace {

double draw(Svg& svg, const Chart& chart) {
  switch (chart.kind) {
    case Kind::trend: return draw_trend(svg, chart);
    case Kind::intervals: return draw_intervals(svg, chart);
    case Kind::bars: return draw_bars(svg, chart);
    case Kind::panels: return draw_panels(svg, chart);
    case Kind::pyramid: return draw_pyramid(svg, chart);
    case Kind::funnel: return draw_funnel(svg, chart);
    case Kind::scatter: return draw_scatter(svg, chart);
    case Kind::survival: return draw_survival(svg, chart);
    case Kind::sankey: return draw_sankey(svg, chart);
    case Kind::waterfall: return draw_waterfall(svg, chart);
    case Kind::tornado: return draw_tornado(svg, chart);
    case Kind::heat_map: return draw_heat_map(svg, chart);
    case Kind::rug: return draw_rug(svg, chart);
    case Kind::scorecard: return draw_scorecard(svg, chart);
    case Kind::map: return draw_map(svg, chart);
  }
  return 0;
}

/// An id without blanks, as HTML asks for.
std::string id_of(std::string id) {
  for (char& c : id)
    if (static_cast<unsigned char>(c) <= 0x20 || c == '"' || c == '<' || c == '&') c = '_';
  return id;
}

/// var(--x) replaced by the value that the style's first :root block gives x: converters know no custom properties.
std::string with_plain_colours(std::string style) {
  static const std::regex definition(R"((--[a-z0-9-]+):\s*([^;}]+)[;}])");
  std::vector<std::pair<std::string, std::string>> colours;
  const std::size_t end = style.find('}');
  const std::string root = style.substr(0, end + 1);
  for (auto found = std::sregex_iterator(root.begin(), root.end(), definition); found != std::sregex_iterator(); ++found) colours.emplace_back((*found)[1], (*found)[2]);
  for (const auto& [name, colour] : colours) {
    const std::string use = "var(" + name + ")";
    for (std::size_t at = style.find(use); at != std::string::npos; at = style.find(use, at + colour.size())) style.replace(at, use.size(), colour);
  }
  // Dark mode, paper and high contrast are the page's business.
  return style.substr(0, style.find("@media"));
}

}  // namespace

std::string svg_of(const Chart& chart, bool interactive) {
  Svg svg(interactive);
  const double height = std::ceil(draw(svg, chart));
  const std::string id = id_of(chart.is.id);
  return fmt::format("<svg class=\"dmp-chart\" viewBox=\"0 0 {} {}\" role=\"img\" aria-labelledby=\"{}-t {}-d\"><title id=\"{}-t\">{}</title><desc id=\"{}-d\">{}</desc>{}</svg>", kWidth, height, id, id, id,
                     core::escaped(chart.is.title), id, core::escaped(chart.is.alternative), svg.take());
}

std::string as_file(const std::string& svg, const std::string& more_style) {
  static const std::regex box(R"re(viewBox="([-0-9.]+) ([-0-9.]+) ([0-9.]+) ([0-9.]+)")re");
  std::smatch found;
  const std::size_t tag_end = svg.find('>');
  const std::string tag = svg.substr(0, tag_end);
  std::string size;
  if (std::regex_search(tag, found, box) && tag.find(" width=\"") == std::string::npos) size = fmt::format(" width=\"{}\" height=\"{}\"", found[3].str(), found[4].str());
  const std::string space = tag.find("xmlns=") == std::string::npos ? " xmlns=\"http://www.w3.org/2000/svg\"" : "";
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + tag + space + size + "><style>" + core::escaped(with_plain_colours(std::string(kStylesheet) + more_style)) + "</style>" + svg.substr(tag_end + 1) + "\n";
}

std::string svg_file_of(const Chart& chart) { return as_file(svg_of(chart)); }

Scale scale_for(const Axis& axis, const Extent& extent, bool from_zero, int ticks) {
  Scale scale = Scale::linear(extent.low, extent.high, from_zero, ticks);
  if (axis.format.suffix == "%" && extent.high <= 100) scale.ending_at(100);
  return scale;
}

void move_apart(std::vector<Label>& labels, double step, double top, double bottom) {
  std::stable_sort(labels.begin(), labels.end(), [](const Label& a, const Label& b) { return a.y < b.y; });
  double least = top;
  for (Label& label : labels) label.y = std::max(label.y, least), least = label.y + step;
  double most = bottom;
  for (auto label = labels.rbegin(); label != labels.rend(); ++label) label->y = std::min(label->y, most), most = label->y - step;
}

void draw_y_axis(Svg& svg, const Axis& axis, const Scale& y, double left, double right, double top) {
  Format format = axis.format;
  if (!format.compact) format.decimals = y.decimals();
  for (const double tick : y.ticks()) {
    svg.line(left, y(tick), right, y(tick), tick == 0 ? "ax" : "g");
    svg.text(left - 8, y(tick) + 4.5, text_of(tick, format), "q e");
  }
  svg.text(0, top, axis.title, "q");
}

void draw_x_axis(Svg& svg, const Axis& axis, const Scale& x, double top, double bottom) {
  Format format = axis.format;
  if (!format.compact) format.decimals = x.decimals();
  double free_from = -1e9;
  for (const double tick : x.ticks()) {
    svg.line(x(tick), top, x(tick), bottom, tick == 0 ? "ax" : "g");
    const std::string text = text_of(tick, format);
    const double half = width_of(text) / 2, middle = std::min(x(tick), kWidth - half);
    if (middle - half < free_from) continue;
    svg.text(middle, bottom + 17, text, "q m");
    free_from = middle + half + 6;
  }
}

double draw_key(Svg& svg, double x, double y, std::string_view css, const std::string& text) {
  const bool is_line = css.starts_with("l") || css == "ref";
  if (is_line) svg.line(x, y - 4.5, x + 22, y - 4.5, css);
  else svg.rect(x, y - 11, 22, 12, css);
  svg.text(x + 28, y, text, "q");
  return x + 28 + width_of(text) + 20;
}

StatusLook look_of(const std::string& status) {
  if (status == "better") return {"\u25CF", "st-better", "Better"};
  if (status == "worse") return {"\u25C6", "st-worse", "Worse"};
  if (status == "higher") return {"\u25B2", "st-higher", "Higher"};
  if (status == "lower") return {"\u25BC", "st-lower", "Lower"};
  if (status == "similar") return {"\u25CB", "st-similar", "Similar"};
  return {"", "st-none", ""};
}

}  // namespace dmp::charts
