#include "charts/svg.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

#include "core/markup.hpp"

namespace dmp::charts {

void append_at(std::string& out, double position) {
  const long tenths = std::lround(position * 10);
  if (tenths % 10 == 0) fmt::format_to(std::back_inserter(out), "{}", tenths / 10);
  else fmt::format_to(std::back_inserter(out), "{}{}.{}", tenths < 0 ? "-" : "", std::labs(tenths) / 10, std::labs(tenths) % 10);
}

std::string at(double position) {
  std::string out;
  append_at(out, position);
  return out;
}

void Svg::begin(std::string_view tag, std::string_view css) {
  out_ += '<';
  out_ += tag;
  if (!css.empty()) out_ += fmt::format(" class=\"{}\"", css);
}

void Svg::line(double x1, double y1, double x2, double y2, std::string_view css) {
  begin("path", css);
  out_ += " d=\"M";
  append_at(out_, x1), out_ += ' ', append_at(out_, y1);
  // Upright and level lines, nearly all there are, take one number.
  if (at(x1) == at(x2)) out_ += 'V', append_at(out_, y2);
  else if (at(y1) == at(y2)) out_ += 'H', append_at(out_, x2);
  else out_ += 'L', append_at(out_, x2), out_ += ' ', append_at(out_, y2);
  out_ += "\"/>";
}

void Svg::rect(double x, double y, double width, double height, std::string_view css) {
  begin("rect", css);
  out_ += fmt::format(" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>", at(x), at(y), at(std::max(0.0, width)), at(std::max(0.0, height)));
}

void Svg::circle(double x, double y, double radius, std::string_view css) {
  begin("circle", css);
  out_ += fmt::format(" cx=\"{}\" cy=\"{}\" r=\"{}\"/>", at(x), at(y), at(radius));
}

void Svg::path(const std::string& d, std::string_view css) {
  if (d.empty()) return;
  begin("path", css);
  out_ += " d=\"" + d + "\"/>";
}

void Svg::text(double x, double y, std::string_view text, std::string_view css) {
  if (text.empty()) return;
  begin("text", css);
  out_ += fmt::format(" x=\"{}\" y=\"{}\">{}</text>", at(x), at(y), core::escaped(text));
}

void Svg::begin_mark(std::size_t series, std::size_t index) {
  if (interactive_) out_ += fmt::format("<g class=\"mark\" data-mark=\"{}.{}\">", series, index);
}

void Svg::end_mark() {
  if (interactive_) out_ += "</g>";
}

}  // namespace dmp::charts
