#pragma once

#include <string>
#include <string_view>

namespace dmp::charts {

/// Writes the inside of an SVG: coordinates with at most one decimal, texts escaped, looks by class.
class Svg {
 public:
  explicit Svg(bool interactive) : interactive_(interactive) {}

  void line(double x1, double y1, double x2, double y2, std::string_view css);
  void rect(double x, double y, double width, double height, std::string_view css);
  void circle(double x, double y, double radius, std::string_view css);
  void path(const std::string& d, std::string_view css);
  /// css may hold "e" (ends at x) or "m" (middle at x).
  void text(double x, double y, std::string_view text, std::string_view css = {});
  /// The marks up to end_mark stand for one figure.
  void begin_mark(std::size_t series, std::size_t index);
  void end_mark();
  void raw(std::string_view markup) { out_ += markup; }

  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  void begin(std::string_view tag, std::string_view css);

  std::string out_;
  bool interactive_;
};

/// A coordinate: one decimal at most, no "-0".
std::string at(double position);
/// As `at`, appended.
void append_at(std::string& out, double position);

}  // namespace dmp::charts
