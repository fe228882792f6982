#include "charts/words.hpp"

#include <fmt/format.h>

#include <cmath>

namespace dmp::charts {
namespace {

std::string with_separators(const std::string& digits) {
  const std::size_t point = std::min(digits.find('.'), digits.size());
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && i < point && (point - i) % 3 == 0) out += ',';
    out += digits[i];
  }
  return out;
}

/// Begins of characters, not their following bytes.
bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

/// Of the widest letters in use (DejaVu Sans), so that nothing is cut where a page has no others.
double width_of_character(char c) {
  if (std::string_view("iljtfrI.,:;'|()[] ").find(c) != std::string_view::npos) return 4.7;
  if (std::string_view("mwMW%@").find(c) != std::string_view::npos) return 12.2;
  if (c >= 'A' && c <= 'Z') return 9.2;
  return 8.1;
}

}  // namespace

std::string text_of(double value, const Format& format) {
  if (!std::isfinite(value)) return {};
  double shown = std::fabs(value);
  std::string unit;
  int decimals = format.decimals;
  if (format.compact && shown >= 999'500) shown /= 1e6, unit = "m", decimals = shown < 9.95 ? 1 : 0;
  else if (format.compact && shown >= 9'950) shown /= 1e3, unit = "k", decimals = 0;
  const std::string digits = fmt::format("{:.{}f}", shown, decimals);
  const bool is_zero = digits.find_first_of("123456789") == std::string::npos;
  return (value < 0 && !is_zero ? "\u2212" : "") + format.prefix + with_separators(digits) + unit + format.suffix;
}

std::string interval_text(double lower, double upper, const Format& format) {
  if (!std::isfinite(lower) || !std::isfinite(upper)) return {};
  return text_of(lower, format) + " to " + text_of(upper, format);
}

std::string figure_text(const Datum& datum, const Format& format) {
  if (!datum.text.empty()) return datum.text;
  if (!std::isfinite(datum.value)) return datum.mark.empty() ? "[x]" : datum.mark;
  const std::string interval = interval_text(datum.lower, datum.upper, format);
  return text_of(datum.value, format) + (interval.empty() ? "" : " (" + interval + ")");
}

double width_of(std::string_view text) {
  double width = 0;
  for (const char c : text)
    if (begins_character(c)) width += width_of_character(c);
  return width;
}

std::string fitted(const std::string& text, double width) {
  if (width_of(text) <= width) return text;
  double used = width_of_character('m');
  std::size_t end = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!begins_character(text[i])) continue;
    used += width_of_character(text[i]);
    if (used > width) break;
    std::size_t next = i + 1;
    while (next < text.size() && !begins_character(text[next])) ++next;
    end = next;
  }
  return text.substr(0, end) + "\u2026";
}

std::vector<std::string> wrapped(const std::string& text, double width, std::size_t most) {
  std::vector<std::string> lines;
  std::string rest = text;
  while (lines.size() + 1 < most && width_of(rest) > width) {
    std::size_t cut = std::string::npos;
    for (std::size_t blank = rest.find(' '); blank != std::string::npos; blank = rest.find(' ', blank + 1)) {
      if (width_of(std::string_view(rest).substr(0, blank)) > width) break;
      cut = blank;
    }
    if (cut == std::string::npos) break;
    lines.push_back(rest.substr(0, cut));
    rest.erase(0, cut + 1);
  }
  lines.push_back(fitted(rest, width));
  return lines;
}

}  // namespace dmp::charts
