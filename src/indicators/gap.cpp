#include "indicators/gap.hpp"

#include <fmt/format.h>

#include <cmath>

#include "indicators/group_value.hpp"

namespace dmp::indicators {
namespace {

using catalogue::IndicatorDefinition;
using catalogue::Method;
using core::Estimate;
using stats::Uncertain;

/// 12345.6 -> "12,346".
std::string whole(double number) {
  std::string digits = fmt::format("{:.0f}", number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

Uncertain scaled(const Uncertain& value, double factor) {
  if (factor >= 0) return {value.value * factor, {value.interval.lower * factor, value.interval.upper * factor}};
  return {value.value * factor, {value.interval.upper * factor, value.interval.lower * factor}};
}

/// People who would have to be in treatment besides those who are: need x (1 - comparator) - treated. The need's ends come back from
/// those of the share: treated / (1 - share).
Uncertain people_to_treat(const Estimate& estimate, const Uncertain& comparator) {
  const double need = estimate.denominator, treated = need * (1 - estimate.value / 100);
  const double met = 1 - comparator.value / 100;
  const auto need_at = [&](double share) { return share < 100 ? treated / (1 - share / 100) : std::numeric_limits<double>::quiet_NaN(); };
  const double down = need - need_at(estimate.lower_95), up = need_at(estimate.upper_95) - need;
  const double number = need * met - treated;
  return {number,
          {number - std::hypot(down * met, need * (comparator.interval.upper - comparator.value) / 100), number + std::hypot(up * met, need * (comparator.value - comparator.interval.lower) / 100)}};
}

std::string interval_in_words(const Uncertain& number) {
  if (std::isnan(number.interval.lower) || std::isnan(number.interval.upper)) return {};
  if (std::round(number.interval.lower) < 1) return fmt::format(" (95% interval from none to {}: the difference may be chance)", whole(number.interval.upper));
  return fmt::format(" (95% interval {} to {})", whole(number.interval.lower), whole(number.interval.upper));
}

std::string sentence_of(const Estimate& estimate, const Uncertain& number, const std::string& comparator, const IndicatorDefinition& indicator) {
  if (std::round(number.value) < 1) return fmt::format("{} matches {} already.", estimate.area_name, comparator);
  const bool low = indicator.polarity == "low";
  std::string what = indicator.to_match.empty() ? std::string("the number counted would have to be {n} ") + (low ? "lower" : "higher") : indicator.to_match;
  if (const auto at = what.find("{n}"); at != std::string::npos) what.replace(at, 3, whole(number.value));
  return fmt::format("For {} to match {}, {}{}.", estimate.area_name, comparator, what, interval_in_words(number));
}

}  // namespace

Gap gap_to(const Estimate& estimate, const Uncertain& comparator, const std::string& comparator_name, const IndicatorDefinition& indicator) {
  Gap gap;
  if (indicator.polarity != "low" && indicator.polarity != "high") {
    gap.withheld = "neither more nor less of it is better";
    return gap;
  }
  if (indicator.method == Method::mean || (indicator.method == Method::ratio && std::isnan(estimate.lower_95))) {
    gap.withheld = "it counts neither people nor things";
    return gap;
  }
  if (!(estimate.denominator > 0)) {
    gap.withheld = "the figure has no denominator";
    return gap;
  }
  const double direction = indicator.polarity == "low" ? 1 : -1;
  const Uncertain apart = stats::difference({estimate.value, {estimate.lower_95, estimate.upper_95}}, comparator);
  if (indicator.method == Method::unmet_need) {
    gap.number = people_to_treat(estimate, comparator);
  } else if (indicator.method == Method::dsr) {
    if (estimate.value > 0) gap.number = scaled(apart, direction * estimate.count / estimate.value);
  } else if (const double factor = indicator.method == Method::published && indicator.unit == "%" ? 100 : factor_of(estimate, indicator); factor > 0) {
    gap.number = scaled(apart, direction * estimate.denominator / factor);
  }
  if (std::isnan(gap.number.value)) gap.withheld = "the count behind the figure is not known";
  else gap.sentence = sentence_of(estimate, gap.number, comparator_name, indicator);
  return gap;
}

}  // namespace dmp::indicators
