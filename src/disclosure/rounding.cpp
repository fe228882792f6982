#include "disclosure/rounding.hpp"

#include <fmt/format.h>

#include <cmath>
#include <tuple>

#include "core/number.hpp"
#include "stats/proportion.hpp"
#include "stats/rate.hpp"

namespace dmp::disclosure {
namespace {

using core::Estimate;

double two_digits(double value) {
  if (std::isnan(value) || value == 0) return value;
  const double unit = std::pow(10.0, std::floor(std::log10(std::abs(value))) - 1);
  return std::round(value / unit) * unit;
}

double one_decimal(double value) { return std::isnan(value) || std::abs(value) >= 1 ? std::round(value * 10) / 10 : two_digits(value); }

template <class Change>
void each_number(Estimate& row, Change change) {
  for (double* number : {&row.value, &row.lower_95, &row.upper_95, &row.lower_99_8, &row.upper_99_8}) *number = change(*number);
}

template <class IntervalAt>
void set_intervals(Estimate& row, double factor, IntervalAt interval_at) {
  if (std::isnan(row.lower_95)) return;
  const core::Interval at_95 = interval_at(0.95), at_998 = interval_at(0.998);
  row.lower_95 = at_95.lower * factor;
  row.upper_95 = at_95.upper * factor;
  row.lower_99_8 = at_998.lower * factor;
  row.upper_99_8 = at_998.upper * factor;
}

/// The share that is not in treatment, of a need that is known: what is left moves with those who are.
void round_rest(Estimate& row, int base) {
  const double treated = row.denominator - row.count, shown = to_multiple(treated, base);
  if (std::isnan(treated) || treated <= 0) return;
  row.count = std::max(0.0, row.denominator - shown);
  each_number(row, [&](double number) { return std::max(0.0, 100 - (100 - number) * shown / treated); });
}

/// The rounded figure out of rounded counts, by the method that made it.
void round_figure(Estimate& row, const IndicatorPolicy& indicator, int base) {
  const double count = row.count, denominator = row.denominator;
  row.count = to_multiple(count, base);
  if (indicator.denominator_is_counted || row.denominator == count) row.denominator = to_multiple(denominator, base);
  if (std::isnan(row.value)) return;
  const bool proportion = row.method.starts_with("proportion"), rate = row.method.starts_with("rate") || row.method.starts_with("ratio");
  if (row.method.starts_with("count")) {
    row.value = row.count;
    return set_intervals(row, 1, [&](double confidence) { return stats::byar_interval(row.count, confidence); });
  }
  if ((!proportion && !rate) || std::isnan(count)) return each_number(row, two_digits);
  if (!(row.denominator > 0)) {
    each_number(row, [](double) { return Estimate::kMissing; });
    row.suppressed = "not applicable";
    return;
  }
  // 0 of whatever is 0 whatever the multiplier; its interval tells it.
  const double multiplier = row.unit == "%" ? 100 : count > 0 ? row.value * denominator / count : row.upper_95 * denominator / stats::byar_interval(0, 0.95).upper;
  row.count = std::min(row.count, proportion ? row.denominator : row.count);
  row.value = multiplier * row.count / row.denominator;
  if (proportion) set_intervals(row, multiplier, [&](double confidence) { return stats::wilson_interval(row.count, row.denominator, confidence); });
  else set_intervals(row, multiplier / row.denominator, [&](double confidence) { return stats::byar_interval(row.count, confidence); });
}

/// Remarks that begin with a count ("49 in treatment").
void round_note(Estimate& row, int base) {
  std::string rounded;
  for (std::size_t from = 0; from < row.note.size();) {
    const std::size_t to = std::min(row.note.find("; ", from), row.note.size());
    const std::string remark = row.note.substr(from, to - from);
    const auto end = std::min(remark.find_first_not_of("0123456789"), remark.size());
    const auto number = end > 0 && end < remark.size() && remark[end] == ' ' ? core::parse_number(remark.substr(0, end)) : std::nullopt;
    rounded += (rounded.empty() ? "" : "; ") + (number ? fmt::format("about {}{}", core::exact_text(to_multiple(*number, base)), remark.substr(end)) : remark);
    from = to + 2;
  }
  row.note = rounded + (rounded.empty() ? "" : "; ") + fmt::format("{}{}", kRoundedNote, base);
}

using Key = std::tuple<std::string, std::string, std::string, std::string, std::string, std::string>;

}  // namespace

double to_multiple(double count, int base) { return std::floor(count / base + 0.5) * base; }

void shorten_standardised_rates(core::Estimates& released, const Policy& policy) {
  for (Estimate& row : released) {
    const auto indicator = policy.indicators.find(row.indicator_id);
    if (indicator == policy.indicators.end() || !row.method.starts_with("directly standardised rate") || !indicator->second.rule.value_or(policy.rule).holds_back(1)) continue;
    each_number(row, one_decimal);
    row.comparator_value = one_decimal(row.comparator_value);
  }
}

void round_estimates(core::Estimates& released, const Policy& policy, int base) {
  std::map<Key, double> values;
  const auto held_back = [&](const Estimate& row) {
    const auto found = policy.indicators.find(row.indicator_id);
    return found != policy.indicators.end() && !found->second.is_measured ? &found->second : nullptr;
  };
  for (Estimate& row : released) {
    const IndicatorPolicy* indicator = held_back(row);
    if (!indicator) continue;
    if (row.suppressed == "suppressed") {
      if (indicator->denominator_is_counted) row.denominator = to_multiple(row.denominator, base);
      continue;
    }
    if (indicator->counts_the_rest) round_rest(row, base);
    else round_figure(row, *indicator, base);
    round_note(row, base);
    values[Key{row.indicator_id, row.area_name, row.period, row.sex, row.age, row.category}] = row.value;
  }
  for (Estimate& row : released) {
    if (!held_back(row) || std::isnan(row.comparator_value)) continue;
    const auto compared = values.find(Key{row.indicator_id, row.comparator, row.period, row.sex, row.age, row.category});
    row.comparator_value = compared != values.end() ? compared->second : two_digits(row.comparator_value);
  }
}

}  // namespace dmp::disclosure
