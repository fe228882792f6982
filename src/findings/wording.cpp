#include "findings/wording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <vector>

namespace dmp::findings {
namespace {

bool begins_with(std::string_view text, std::string_view start) { return text.substr(0, start.size()) == start; }

bool is_money(std::string_view unit) { return begins_with(unit, "£") || begins_with(unit, "GBP") || begins_with(unit, "pounds"); }
bool is_percent(std::string_view unit) { return begins_with(unit, "%"); }
bool is_rate(std::string_view unit) { return unit.find("per ") != std::string_view::npos || unit == "ratio" || unit == "index"; }

std::string with_separators(std::string digits) {
  const std::size_t first = !digits.empty() && digits.front() == '-' ? 1 : 0;
  const std::size_t point = std::min(digits.find('.'), digits.size());
  for (std::size_t i = point; i > first + 3; i -= 3) digits.insert(i - 3, ",");
  return digits;
}

double significant(double value, int digits) {
  if (value == 0) return 0;
  const double scale = std::pow(10.0, digits - 1 - static_cast<int>(std::floor(std::log10(std::fabs(value)))));
  return std::round(value * scale) / scale;
}

/// Decimals for a rate or a measure: three significant digits, at most three behind the point.
int decimals_for(double size) { return size >= 100 ? 0 : size >= 1 ? 1 : size >= 0.1 ? 2 : 3; }

std::string money_text(double value) {
  const double size = std::fabs(value);
  std::string text;
  const auto large = [&](double unit, const char* word) {
    std::string digits = decimal_text(value / unit, size >= 100 * unit ? 0 : 1);
    if (digits.ends_with(".0")) digits.erase(digits.size() - 2);
    return digits + word;
  };
  if (size >= 999'500'000) text = large(1e9, " billion");
  else if (size >= 999'500) text = large(1e6, " million");
  else if (size >= 10'000) text = decimal_text(significant(value, 3), 0);
  else text = decimal_text(value, size < 100 && value != std::round(value) ? 2 : 0);
  return text.front() == '-' ? "-£" + text.substr(1) : "£" + text;
}

struct Fraction {
  double percent;
  std::string_view words;
};
constexpr std::array<Fraction, 12> kFractions{{{100.0 / 10, "one in ten"}, {100.0 / 5, "one in five"}, {100.0 / 4, "a quarter"}, {100.0 / 3, "a third"}, {40, "two in five"},
                                               {50, "half"}, {60, "three in five"}, {200.0 / 3, "two thirds"}, {75, "three quarters"}, {80, "four in five"},
                                               {90, "nine in ten"}, {100, "all"}}};

std::string one_in(double percent) {
  const double n = std::round(100 / percent);
  if (n < 6 || n > 20 || std::fabs(100 / n - percent) > 0.03 * percent) return {};
  static constexpr std::array<std::string_view, 10> words{"", "", "", "", "", "", "six", "seven", "eight", "nine"};
  const std::string number = n < 10 ? std::string(words[static_cast<std::size_t>(n)]) : fmt::format("{:.0f}", n);
  const bool close = std::fabs(100 / n - percent) <= 0.01 * percent;
  return (close ? "one in " : "about one in ") + number;
}

constexpr std::array<std::string_view, 10> kDigits{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"};

}  // namespace

std::string decimal_text(double value, int decimals) {
  if (std::isnan(value)) return {};
  std::string digits = fmt::format("{:.{}f}", value, decimals);
  if (digits.front() == '-' && digits.find_first_not_of("-0.") == std::string::npos) digits.erase(0, 1);
  return with_separators(std::move(digits));
}

std::string figure_text(double value, std::string_view unit, bool estimated) {
  if (std::isnan(value)) return {};
  if (std::isinf(value)) return value > 0 ? "no upper limit" : "no lower limit";
  if (is_money(unit)) return money_text(value);
  const double size = std::fabs(value);
  if (is_percent(unit)) {
    std::string text = decimal_text(value, size > 0 && size < 0.1 ? 2 : 1);
    if (text.ends_with(".0")) text.erase(text.size() - 2);
    return text + "%";
  }
  if (unit == "ratio" || unit == "index") return decimal_text(value, 2);
  const bool whole = value == std::round(value);
  if (is_rate(unit)) return decimal_text(value, decimals_for(size));
  if (estimated && size >= 10) return decimal_text(significant(value, 3), size >= 100 ? 0 : 1);
  return decimal_text(value, whole ? 0 : decimals_for(size));
}

std::string unit_words(std::string_view unit) {
  if (is_percent(unit)) {
    unit.remove_prefix(1);
    while (!unit.empty() && unit.front() == ' ') unit.remove_prefix(1);
    return std::string(unit);
  }
  if (unit == "ratio" || unit == "index") return {};
  if (!is_money(unit)) {
    std::string words(unit);
    if (const std::size_t at = words.find(", age-standardised"); at != std::string::npos) words.replace(at, 18, " (age-standardised)");
    return words;
  }
  for (const std::string_view sign : {std::string_view("£"), std::string_view("GBP"), std::string_view("pounds")})
    if (begins_with(unit, sign)) unit.remove_prefix(sign.size());
  while (!unit.empty() && (unit.front() == ' ' || unit.front() == '/')) unit.remove_prefix(1);
  return std::string(unit);
}

std::string phrase_text(double value, std::string_view unit, bool estimated) {
  const std::string figure = figure_text(value, unit, estimated), words = unit_words(unit);
  return figure.empty() || words.empty() ? figure : figure + " " + words;
}

std::string interval_text(double lower, double upper, std::string_view unit, bool estimated) {
  if (std::isnan(lower) || std::isnan(upper)) return {};
  if (is_percent(unit)) {
    const int decimals = std::fabs(upper) < 0.1 ? 2 : 1;
    return decimal_text(lower, decimals) + "% to " + decimal_text(upper, decimals) + "%";
  }
  if (is_money(unit) || std::isinf(upper)) return figure_text(lower, unit, true) + " to " + figure_text(upper, unit, true);
  if (unit == "ratio" || unit == "index") return decimal_text(lower, 2) + " to " + decimal_text(upper, 2);
  const int decimals = is_rate(unit) ? decimals_for(std::fabs(upper)) : std::fabs(upper) >= 100 ? 0 : decimals_for(std::fabs(upper));
  if (estimated && !is_rate(unit)) return figure_text(lower, unit, true) + " to " + figure_text(upper, unit, true);
  const bool whole = !is_rate(unit) && std::fabs(upper) >= 10;
  return decimal_text(lower, whole ? 0 : decimals) + " to " + decimal_text(upper, whole ? 0 : decimals);
}

std::string share_words(double percent) {
  if (std::isnan(percent)) return {};
  if (percent <= 0) return "none";
  for (const Fraction& fraction : kFractions) {
    const double off = percent - fraction.percent;
    const double near = std::min(0.5, fraction.percent / 100), wide = std::min(2.5, fraction.percent / 20);
    const std::string words(fraction.words);
    // "all" is said of all only; "almost all" from 97.5.
    if (fraction.words == "all") {
      if (off == 0) return words;
      if (off >= -wide) return "almost all";
      continue;
    }
    if (std::fabs(off) <= near) return words;
    if (off < 0 && off >= -wide) return "almost " + words;
    if (off > 0 && off <= wide) return "more than " + words;
  }
  if (const std::string words = percent < 18 ? one_in(percent) : ""; !words.empty()) return words;
  return figure_text(percent, "%", false);
}

std::string times_words(double ratio) {
  if (std::isnan(ratio) || ratio < 0) return {};
  if (std::isinf(ratio)) return {};
  if (std::fabs(ratio - 1) <= 0.05) return "about the same as";
  if (ratio < 1) {
    const double fewer = (1 - ratio) * 100;
    if (std::fabs(ratio - 0.5) <= 0.02) return "half";
    if (ratio < 0.5) return "less than half";
    return figure_text(std::round(fewer), "%", false) + " lower than";
  }
  if (ratio < 1.95) return figure_text(std::round((ratio - 1) * 100), "%", false) + " higher than";
  static constexpr std::array<std::string_view, 5> words{"", "", "double", "three times", "four times"};
  const auto whole = static_cast<std::size_t>(std::floor(ratio + 0.05));
  if (whole >= 2 && whole <= 4) {
    const double off = ratio - static_cast<double>(whole);
    if (std::fabs(off) <= 0.02 * static_cast<double>(whole)) return std::string(words[whole]);
    if (off < 0) return "almost " + std::string(words[whole]);
    if (whole == 2 || off < 0.25) return "more than " + std::string(words[whole]);
  }
  return decimal_text(ratio, ratio >= 10 ? 0 : 1) + " times";
}

std::string multiple_words(double ratio) {
  if (std::isnan(ratio) || std::isinf(ratio) || ratio < 0) return {};
  static constexpr std::array<std::string_view, 11> words{"", "", "twice", "three times", "four times", "five times", "six times", "seven times", "eight times", "nine times", "ten times"};
  const auto whole = static_cast<std::size_t>(std::lround(ratio));
  if (whole >= 2 && whole < words.size()) {
    const double off = ratio / static_cast<double>(whole) - 1;
    if (std::fabs(off) <= 0.01) return std::string(words[whole]);
    if (off < 0 && off >= -0.05) return "almost " + std::string(words[whole]);
    if (off > 0 && off <= 0.05) return "more than " + std::string(words[whole]);
  }
  return decimal_text(ratio, ratio >= 10 ? 0 : 1) + " times";
}

std::string rounded_text(double value) {
  if (std::isnan(value)) return {};
  const double rounded = significant(value, 2);
  return decimal_text(rounded, std::fabs(rounded) < 10 && rounded != std::round(rounded) ? 1 : 0);
}

std::string count_words(double value) {
  if (std::isnan(value)) return {};
  if (value >= 0 && value <= 9 && value == std::round(value)) return std::string(kDigits[static_cast<std::size_t>(value)]);
  return decimal_text(value, value == std::round(value) ? 0 : 1);
}

std::string yardstick_words(double percent) {
  if (std::isnan(percent)) return {};
  // The ends are the middles of the yardstick's gaps; the middle itself goes to the word nearer to even chances.
  if (percent < 7.5) return "a remote chance";
  if (percent < 22.5) return "highly unlikely";
  if (percent < 37.5) return "unlikely";
  if (percent < 52.5) return "a realistic possibility";
  if (percent <= 77.5) return "likely";
  if (percent <= 92.5) return "highly likely";
  return "almost certain";
}

std::string yardstick_words(double percent, double lower) {
  static const std::vector<std::string> steps = {"a remote chance", "highly unlikely", "unlikely", "a realistic possibility", "likely", "highly likely", "almost certain"};
  const std::string word = yardstick_words(percent), least = yardstick_words(lower);
  if (word.empty() || least.empty()) return word;
  const auto step = [&](const std::string& text) { return std::find(steps.begin(), steps.end(), text) - steps.begin(); };
  // So few cases that the lower end stands two words below: the word of the lower end is all that can be said.
  return step(word) - step(least) >= 2 && step(least) >= 4 ? "at least " + least : word;
}

std::string group_text(std::string_view sex, std::string_view age, std::string_view category) {
  // Codes of the drug's table, as people write them.
  if (category == "mdma") return "MDMA";
  if (category == "cannabis herbal") return "herbal cannabis";
  if (!category.empty()) return std::string(category);
  std::string ages;
  if (age != "All ages" && !age.empty()) {
    ages = std::string(age);
    if (ages.ends_with("+")) ages = ages.substr(0, ages.size() - 1) + " and over";
    else if (const std::size_t dash = ages.find('-'); dash != std::string::npos) ages = ages.substr(0, dash) + " to " + ages.substr(dash + 1);
  }
  const bool children = ages.ends_with("to 17") || ages.ends_with("to 15");
  const std::string who = sex == "Male" ? (children ? "boys" : "men") : sex == "Female" ? (children ? "girls" : "women") : "people";
  return ages.empty() ? who : who + " aged " + ages;
}

std::string capitalised(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

}  // namespace dmp::findings
