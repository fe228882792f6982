#include "reports/expected_scatter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reports/html.hpp"
#include "reports/wording.hpp"

namespace dmp::reports {
namespace {

using core::Estimate;

constexpr double kWidth = 640, kHeight = 420, kLeft = 56, kRight = 16, kTop = 14, kBottom = 48;
constexpr std::size_t kMostNames = 8;

std::string at(double position) { return fmt::format("{:.1f}", position); }

bool stands_out(const Estimate& row) { return row.significance != "similar" && row.significance != "not compared"; }

/// Both axes have the same length of scale: a count on one is as far from zero as on the other.
struct Plane {
  double highest = 1;
  [[nodiscard]] double x(double value) const { return kLeft + (kWidth - kLeft - kRight) * std::sqrt(value / highest); }
  [[nodiscard]] double y(double value) const { return kHeight - kBottom - (kHeight - kTop - kBottom) * std::sqrt(value / highest); }
};

/// 1, 2, 5, 10, 20, 50 ... up to the end, few enough to be read.
std::vector<double> ticks_to(double highest) {
  std::vector<double> ticks = {0};
  for (double power = 1; power <= highest; power *= 10)
    for (const double factor : {1.0, 2.0, 5.0})
      if (factor * power <= highest && factor * power >= highest / 100) ticks.push_back(factor * power);
  return ticks;
}

void draw_axes(Html& svg, const Plane& plane) {
  for (const double tick : ticks_to(plane.highest)) {
    svg.shape("line", {{"class", "grid"}, {"x1", at(kLeft)}, {"x2", at(kWidth - kRight)}, {"y1", at(plane.y(tick))}, {"y2", at(plane.y(tick))}});
    svg.element("text", count_text(tick), {{"x", at(kLeft - 6)}, {"y", at(plane.y(tick) + 4)}, {"text-anchor", "end"}});
    svg.element("text", count_text(tick), {{"x", at(plane.x(tick))}, {"y", at(kHeight - kBottom + 18)}, {"text-anchor", "middle"}});
  }
  svg.element("text", "Expected of places as deprived", {{"x", at(kWidth - kRight)}, {"y", at(kHeight - 8)}, {"text-anchor", "end"}});
  svg.element("text", "Counted", {{"x", at(kLeft + 4)}, {"y", at(kTop + 4)}});
  svg.shape("line", {{"class", "comparator"}, {"x1", at(plane.x(0))}, {"y1", at(plane.y(0))}, {"x2", at(plane.x(plane.highest))}, {"y2", at(plane.y(plane.highest))}});
}

void draw_name(Html& svg, const Plane& plane, const Estimate& row) {
  const bool left = plane.x(row.denominator) > kWidth * 0.7;
  svg.element("text", row.area_name,
              {{"class", "strong"}, {"x", at(plane.x(row.denominator) + (left ? -9 : 9))}, {"y", at(plane.y(row.count) + 4)}, {"text-anchor", left ? "end" : "start"}});
}

std::string description(const std::vector<const Estimate*>& rows, const std::vector<const Estimate*>& named) {
  std::string text = fmt::format("{} places.", rows.size());
  for (const Estimate* row : named) text += fmt::format(" {}: {} counted, {} expected.", row->area_name, count_text(row->count), count_text(row->denominator));
  if (named.empty()) text += " None stands out.";
  return text;
}

}  // namespace

std::string expected_scatter(const std::string& id, const std::string& title, const std::vector<const Estimate*>& rows) {
  std::vector<const Estimate*> drawn, named;
  Plane plane;
  for (const Estimate* row : rows) {
    if (!shown(*row) || std::isnan(row->count) || std::isnan(row->denominator)) continue;
    drawn.push_back(row);
    plane.highest = std::max({plane.highest, row->count, row->denominator});
    if (stands_out(*row)) named.push_back(row);
  }
  if (drawn.empty()) return {};
  const auto distance = [](const Estimate* row) { return std::fabs(std::sqrt(row->count) - std::sqrt(row->denominator)); };
  std::stable_sort(named.begin(), named.end(), [&](const Estimate* a, const Estimate* b) { return distance(a) > distance(b); });
  if (named.size() > kMostNames) named.resize(kMostNames);
  Html html;
  html.open("figure", {{"class", "chart"}}).open("figcaption").element("strong", title).close();
  html.open("svg", {{"viewBox", fmt::format("0 0 {} {}", kWidth, kHeight)}, {"class", "scatter"}, {"role", "img"}, {"aria-labelledby", anchor(id + "-title") + " " + anchor(id + "-desc")}});
  html.element("title", title, {{"id", anchor(id + "-title")}}).element("desc", description(drawn, named), {{"id", anchor(id + "-desc")}});
  draw_axes(html, plane);
  for (const Estimate* row : drawn)
    html.shape("circle", {{"class", stands_out(*row) ? "dot-named" : "dot-plain"}, {"cx", at(plane.x(row->denominator))}, {"cy", at(plane.y(row->count))}, {"r", stands_out(*row) ? "5.5" : "3.5"}});
  for (const Estimate* row : named) draw_name(html, plane, *row);
  html.close().element("p", "Each dot is a place; on the dashed line it has as many as places as deprived. Named dots differ by more than chance and the usual scatter explain.", {{"class", "quiet"}});
  html.close();
  return html.take();
}

}  // namespace dmp::reports
