#include "reports/wording.hpp"
#include "core/period_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace dmp::reports {
namespace {

std::string with_separators(std::string digits) {
  const std::size_t first = !digits.empty() && digits.front() == '-' ? 1 : 0;
  const std::size_t point = std::min(digits.find('.'), digits.size());
  for (std::size_t i = point; i > first + 3; i -= 3) digits.insert(i - 3, ",");
  return digits;
}

std::string decimal_text(double value, int decimals) {
  std::string digits = fmt::format("{:.{}f}", value, decimals);
  // A negative figure that rounds to nothing is nothing, not "-0.0".
  if (digits.front() == '-' && digits.find_first_not_of("-0.") == std::string::npos) digits.erase(0, 1);
  return with_separators(std::move(digits));
}

bool begins_with(std::string_view text, std::string_view start) { return text.substr(0, start.size()) == start; }

struct FamilyText {
  std::string_view id, title, introduction;
};

constexpr std::array<FamilyText, 7> kFamilies{{
    {"use", "Drug use",
     "How many people use drugs, and how many of them are likely to need help. Much of this is estimated: most drug use is never recorded by "
     "anyone."},
    {"supply", "Drug supply and the local market",
     "What is known about the trade in drugs. Seizures, lines and groups show what the police and their partners found, not all there is to find."},
    {"crime", "Drug-related crime",
     "Drug offences and the crime around them. Recorded drug crime depends on how much the police look for it, so a rise can mean more policing and "
     "not more drugs."},
    {"harm", "Deaths and harm",
     "Deaths, hospital admissions and other harm to health. Numbers are small for a single area, so the intervals are wide and several years are "
     "often taken together."},
    {"treatment", "Treatment and recovery", "Who gets help, who does not, and what comes of it."},
    {"inequality", "Inequalities",
     "Who is more and who is less often found in treatment than their share of the population, how much more common harm is where people are more deprived, "
     "and which places have more of it than their deprivation explains."},
    {"context", "The area and its people", "The population and the conditions in which people live: what the other figures should be read against."},
}};

struct DomainText {
  std::string_view code, title;
};

constexpr std::array<DomainText, 7> kDomains{{
    {"USE", "Reduce drug use"},
    {"CRI", "Reduce drug-related crime"},
    {"DTH", "Reduce drug-related deaths and harm"},
    {"SUP", "Reduce drug supply"},
    {"ENG", "Increase engagement in treatment"},
    {"REC", "Improve recovery outcomes"},
    {"CTX", "Context"},
}};

const FamilyText* family_text(std::string_view family) {
  const auto* found = std::find_if(kFamilies.begin(), kFamilies.end(), [&](const FamilyText& text) { return text.id == family; });
  return found == kFamilies.end() ? nullptr : found;
}

bool money(std::string_view unit) { return begins_with(unit, "£") || begins_with(unit, "GBP") || begins_with(unit, "pounds"); }

/// The words after the sign of money: "GBP per year" -> "per year".
std::string money_remainder(std::string_view unit) {
  for (const std::string_view sign : {std::string_view("£"), std::string_view("GBP"), std::string_view("pounds")}) {
    if (begins_with(unit, sign)) unit.remove_prefix(sign.size());
  }
  while (!unit.empty() && (unit.front() == ' ' || unit.front() == '/')) unit.remove_prefix(1);
  return std::string(unit);
}

/// Whether the unit takes the size of the area out: "per 1,000 residents", "per head", but not "kg per month".
bool per_people(std::string_view unit) {
  const std::size_t per = unit.find("per ");
  if (per == std::string_view::npos || money(unit)) return false;
  const std::string_view rest = unit.substr(per + 4);
  const bool number = !rest.empty() && rest.front() >= '0' && rest.front() <= '9';
  return number || begins_with(rest, "million") || begins_with(rest, "head") || begins_with(rest, "resident") || begins_with(rest, "person");
}

}  // namespace

std::string NumberStyle::figure(double value) const {
  if (std::isnan(value)) return {};
  if (std::isinf(value)) return value > 0 ? "no upper limit" : "no lower limit";
  // Pounds to the last digit would claim a precision that no estimate of a market has; the data pack has them.
  const bool millions = !prefix.empty() && std::fabs(value) >= 1e6;
  const std::string digits = millions ? decimal_text(value / 1e6, 1) + "m" : decimal_text(value, decimals);
  if (!prefix.empty() && digits.front() == '-') return "-" + prefix + digits.substr(1) + suffix;
  return prefix + digits + suffix;
}

std::string NumberStyle::phrase(double value) const {
  std::string digits = figure(value);
  if (!prefix.empty() && !digits.empty() && digits.back() == 'm') digits.replace(digits.size() - 1, 1, " million");
  const std::string words = unit_words();
  return digits.empty() || words.empty() ? digits : digits + " " + words;
}

std::string NumberStyle::unit_words() const {
  if (!prefix.empty()) return money_remainder(unit);
  return suffix.empty() ? unit : unit.substr(std::min(unit.size(), suffix.size() + 1));  // "% of residents" has the sign at the figure already
}

std::string NumberStyle::interval(double lower, double upper) const {
  if (std::isnan(lower) || std::isnan(upper)) return {};
  return figure(lower) + " to " + figure(upper);
}

NumberStyle number_style(std::string_view unit, double largest, bool whole) {
  NumberStyle style;
  style.unit = unit;
  const bool percent = unit == "%" || unit == "percent" || unit == "per cent" || begins_with(unit, "% ");
  style.comparable = percent || unit == "ratio" || unit == "index" || per_people(unit);
  const bool rate = unit.find("per ") != std::string_view::npos || unit == "ratio" || unit == "index";
  if (percent) {
    style.suffix = "%", style.unit = begins_with(unit, "% ") ? unit : "%";
  } else if (money(unit)) {
    const std::string rest = money_remainder(unit);
    style.prefix = "£";
    style.unit = rest.empty() ? "£" : "£ " + rest;
  } else if (!rate && whole) {
    style.counts = true;
  }
  const double size = std::fabs(largest);
  const int small = size > 0 && size < 0.1 ? 3 : size > 0 && size < 1 ? 2 : 1;
  if (!style.prefix.empty()) {
    style.decimals = size < 100 ? 2 : 0;
  } else {
    style.decimals = style.counts ? 0 : unit == "ratio" || unit == "index" ? std::max(2, small) : small;
  }
  if (!percent && !rate && !style.counts && size >= 1000) style.decimals = 0;
  return style;
}

std::string unit_title(const NumberStyle& style) {
  return style.suffix == "%" ? "Per cent" + style.unit.substr(1) : capitalised(style.unit);
}

std::string significant_text(double value, int digits) {
  if (std::isnan(value)) return {};
  if (value == 0 || std::isinf(value)) return value == 0 ? "0" : value > 0 ? "no upper limit" : "no lower limit";
  const int places = digits - 1 - static_cast<int>(std::floor(std::log10(std::fabs(value))));
  const double step = std::pow(10, -places);
  std::string text = decimal_text(std::round(value / step) * step, std::max(places, 0));
  if (text.find('.') != std::string::npos) text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::string count_text(double count) {
  if (std::isnan(count)) return {};
  return decimal_text(count, count == std::floor(count) ? 0 : 1);
}

std::string count_text(std::uint64_t count) { return with_separators(fmt::format("{}", count)); }

bool shown(const core::Estimate& estimate) { return estimate.suppressed.empty() && !std::isnan(estimate.value); }

std::string_view mark(const core::Estimate& estimate) {
  if (shown(estimate)) return "";
  if (estimate.suppressed == "suppressed") return "[c]";
  return estimate.suppressed == "not applicable" ? "[z]" : "[x]";
}

std::string_view mark_word(const core::Estimate& estimate) {
  const std::string_view sign = mark(estimate);
  return sign == "[c]" ? "suppressed" : sign == "[z]" ? "not applicable" : sign == "[x]" ? "missing" : "";
}

std::string comparison_phrase(const core::Estimate& estimate, const NumberStyle& style) {
  const std::string& word = estimate.significance;
  if (!shown(estimate) || word.empty() || word == "not compared") return {};
  const std::string_view who = estimate.comparator.empty() ? std::string_view("the comparator") : std::string_view(estimate.comparator);
  const std::string beside =
      std::isnan(estimate.comparator_value) ? std::string(who) : fmt::format("{} ({})", who, style.figure(estimate.comparator_value));
  if (word == "similar") return fmt::format("statistically similar to {}", beside);
  if (word == "higher" || word == "lower") return fmt::format("significantly {} than {}", word, beside);
  if (std::isnan(estimate.comparator_value)) return fmt::format("significantly {} than {}", word, beside);
  const char* direction = estimate.value > estimate.comparator_value ? "higher" : "lower";
  return fmt::format("significantly {} than {}, which is {}", direction, beside, word);
}

std::string trend_sentence(const core::Estimate& estimate) {
  const std::string& trend = estimate.trend;
  if (trend.empty() || trend == "cannot be calculated") return {};
  if (begins_with(trend, "no significant change")) return "There has been no significant change over recent periods.";
  return fmt::format("Over recent periods it has been {}.", trend);
}

std::string finding_sentence(const core::Estimate& estimate, const NumberStyle& style) {
  if (!shown(estimate)) {
    const std::string_view why = estimate.suppressed == "suppressed" ? "is suppressed, because a small number could reveal something about a person"
                                 : estimate.suppressed == "not applicable" ? "does not apply"
                                                                           : "is not available";
    return fmt::format("The figure for {} in {} {}.", estimate.area_name, core::period_in_prose(estimate.period), why);
  }
  const bool estimated = estimate.quality == "modelled";
  std::string text = fmt::format("In {}, the figure for {} was {}{}", core::period_in_prose(estimate.period), estimate.area_name, estimated ? "an estimated " : "",
                                 style.phrase(estimate.value));
  const std::string interval = style.interval(estimate.lower_95, estimate.upper_95);
  if (!interval.empty()) text += fmt::format(" (95% interval {})", interval);
  text += ".";
  const std::string comparison = comparison_phrase(estimate, style);
  if (!comparison.empty()) text += fmt::format(" This is {}.", comparison);
  const std::string trend = trend_sentence(estimate);
  if (!trend.empty()) text += " " + trend;
  return text;
}

std::string_view family_title(std::string_view family) {
  const FamilyText* found = family_text(family);
  return found ? found->title : "Other figures";
}

std::string_view family_introduction(std::string_view family) {
  const FamilyText* found = family_text(family);
  return found ? found->introduction : "Figures that the partnership added to the catalogue.";
}

std::string domain_title(std::string_view domain) {
  for (const DomainText& known : kDomains) {
    if (known.code == domain) return std::string(known.title);
  }
  return std::string(domain);
}

std::string_view quality_meaning(std::string_view quality) {
  if (quality == "observed") return "counted from records";
  if (quality == "modelled") return "estimated by a model, so it depends on assumptions";
  if (quality == "intelligence") return "from police intelligence, which is partial by nature";
  if (quality == "perception") return "what people who were asked believe";
  return "";
}

std::string drug_label(const std::map<std::string, std::string>& names, std::string_view category) {
  std::string label;
  for (std::size_t begin = 0; begin <= category.size();) {
    const std::size_t end = std::min(category.find(", ", begin), category.size());
    const std::string part(category.substr(begin, end - begin));
    const auto found = names.find(part);
    label += (label.empty() ? "" : ", ") + (found == names.end() ? part : found->second);
    begin = end + 2;
  }
  return capitalised(label);
}

std::string capitalised(std::string_view text) {
  std::string out(text);
  if (!out.empty() && out[0] >= 'a' && out[0] <= 'z') out[0] = static_cast<char>(out[0] - 'a' + 'A');
  return out;
}

std::string uncapitalised(std::string_view text) {
  std::string out(text);
  const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (!out.empty() && capital(out[0]) && !(out.size() > 1 && capital(out[1]))) out[0] = static_cast<char>(out[0] - 'A' + 'a');
  return out;
}

}  // namespace dmp::reports
