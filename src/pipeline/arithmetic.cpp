#include "pipeline/arithmetic.hpp"

#include <fmt/format.h>

#include <cmath>

#include "core/number.hpp"
#include "stats/directly_standardised_rate.hpp"

namespace dmp::pipeline {
namespace {

using catalogue::IndicatorDefinition;
using catalogue::Method;
using core::Estimate;
using core::rounded_text;

/// Relative difference above which an arithmetic line does not give the figure.
constexpr double kSame = 1e-9;

bool is_same(double a, double b) { return std::fabs(a - b) <= kSame * std::max(std::fabs(a), std::fabs(b)); }

/// A number for reading; what is whole but for the last bits is whole.
std::string number(double value) {
  const double whole = std::round(value);
  return rounded_text(std::fabs(value) >= 1 && is_same(value, whole) ? whole : value);
}

/// A figure: percentages with one decimal, small ones with two.
std::string figure(double value, const std::string& unit) {
  return unit == "%" ? fmt::format("{:.{}f}%", value, std::fabs(value) < 9.95 ? 2 : 1) : number(value);
}

/// A figure with the unit that a rate needs to be read.
std::string figure_and_unit(double value, const std::string& unit) { return figure(value, unit) + (unit.starts_with("per ") ? " " + unit : ""); }

std::string times(double multiplier) { return multiplier == 1 ? "" : " x " + number(multiplier); }

/// count / denominator x multiplier; a percentage needs no x 100.
std::string quotient(const Estimate& estimate, double multiplier) {
  const bool percent = estimate.unit == "%" && multiplier == 100;
  return fmt::format("{} = {} / {}{}", figure_and_unit(estimate.value, estimate.unit), number(estimate.count), number(estimate.denominator), percent ? "" : times(multiplier));
}

std::string unmet(const Estimate& estimate) {
  // The count is what is unmet, cut at nothing; the note names the people in treatment where there are more of them.
  const double treated = estimate.denominator - estimate.count;
  if (estimate.count > 0) return fmt::format("{} = 1 - {} / {}", figure(estimate.value, "%"), number(treated), number(estimate.denominator));
  return fmt::format("{}: as many in treatment as the {} estimated to need it, or more", figure(estimate.value, "%"), number(estimate.denominator));
}

/// A published row: whether its own count and denominator give its value, and by which factor.
std::string published(const Estimate& estimate, double multiplier) {
  const std::string value = figure_and_unit(estimate.value, estimate.unit);
  if (std::isnan(estimate.denominator) || !(estimate.denominator > 0)) return value + " as published";
  if (std::isnan(estimate.count)) return fmt::format("{} = {} x {}%", value, number(estimate.denominator), number(100 * estimate.value / estimate.denominator));
  for (const double factor : {multiplier, 100.0, 1000.0, 100000.0, 1.0, 1000000.0})
    if (is_same(estimate.value, factor * estimate.count / estimate.denominator)) return quotient(estimate, factor) + " (as published)";
  return fmt::format("{} as published; its count {} and denominator {} alone do not give it", value, number(estimate.count), number(estimate.denominator));
}

std::string first_line(const Estimate& estimate, const IndicatorDefinition& indicator) {
  switch (indicator.method) {
    case Method::count: return fmt::format("{} = {} counted", figure(estimate.value, estimate.unit), number(estimate.count));
    case Method::proportion:
    case Method::rate:
    case Method::ratio: return quotient(estimate, indicator.multiplier);
    case Method::mean: return fmt::format("{} = sum {} / number {}", figure(estimate.value, estimate.unit), number(estimate.value * estimate.count), number(estimate.count));
    case Method::dsr:
      if (estimate.age != "All ages") return quotient(estimate, indicator.multiplier);
      return fmt::format("{} = sum of (events / people x standard) / {}{}; unstandardised {} / {}{} = {}", figure_and_unit(estimate.value, estimate.unit), number(100000), times(indicator.multiplier),
                         number(estimate.count), number(estimate.denominator), times(indicator.multiplier), number(indicator.multiplier * estimate.count / estimate.denominator));
    case Method::published: return published(estimate, indicator.multiplier);
    case Method::unmet_need: return unmet(estimate);
    case Method::survival: return figure(estimate.value, estimate.unit) + " is the share of " + number(estimate.denominator) + " still without the event, by Kaplan and Meier";
    case Method::representation: return figure(estimate.value, estimate.unit) + " is a share of what is counted over a share of the denominator";
    case Method::slope_index:
      return std::isnan(estimate.count) ? figure(estimate.value, estimate.unit) + " is read from the line through the groups' rates" : quotient(estimate, indicator.multiplier);
    case Method::deprivation_outlier:
      return std::isnan(estimate.count) ? figure(estimate.value, estimate.unit) + " is the model's own ratio" : quotient(estimate, 1);
    case Method::hotspot:
    case Method::overlap:
    case Method::concentration:
    case Method::unseen:
    case Method::emerging:
    case Method::seasonality:
    case Method::near_repeat:
    case Method::operation_effect: return figure(estimate.value, estimate.unit) + " from tests over the small areas of " + indicator.layers.front();
    case Method::market: return figure(estimate.value, estimate.unit) + " is the median of the market model's draws";
  }
  return {};
}

/// The terms of rows that were added up.
std::string joined(const std::vector<std::string>& terms) {
  std::string text;
  for (const std::string& term : terms) text += (text.empty() ? "" : " + ") + term;
  return text;
}

/// One line for each band, and their sum, which must be the figure.
void add_bands(std::vector<std::string>& lines, const Estimate& estimate, const IndicatorDefinition& indicator, const indicators::Steps& steps) {
  double sum = 0, weights = 0;
  for (const auto& band : steps.bands) {
    if (!(band.people > 0)) continue;
    const double part = band.events / band.people * band.weight;
    sum += part;
    weights += band.weight;
    lines.push_back(fmt::format("aged {}: {} / {} x {} = {}", band.label, number(band.events), number(band.people), number(band.weight), number(part)));
  }
  if (weights <= 0) return;
  const double rate = sum / weights * indicator.multiplier;
  lines.push_back(fmt::format("together {} / {}{} = {}{}", number(sum), number(weights), times(indicator.multiplier), figure_and_unit(rate, estimate.unit),
                              is_same(rate, estimate.value) ? "" : " (not the figure: the rows have changed since)"));
}

/// The interval on the scale of counts, for methods whose interval is the count's.
void add_interval(std::vector<std::string>& lines, const Estimate& estimate, const IndicatorDefinition& indicator) {
  if (std::isnan(estimate.lower_95) || std::isnan(estimate.upper_95)) return;
  const std::string interval = fmt::format("{} to {}", figure(estimate.lower_95, estimate.unit), figure(estimate.upper_95, estimate.unit));
  const bool of_count = indicator.method == Method::rate || indicator.method == Method::ratio;
  if (of_count && estimate.denominator > 0) {
    const double factor = indicator.multiplier / estimate.denominator;
    lines.push_back(fmt::format("95% interval {} = ({} to {}) / {}{}, the interval of {} events", interval, number(estimate.lower_95 / factor), number(estimate.upper_95 / factor),
                                number(estimate.denominator), times(indicator.multiplier), number(estimate.count)));
    return;
  }
  lines.push_back("95% interval " + interval + (estimate.method.empty() ? "" : " (" + estimate.method + ")"));
}

}  // namespace

std::vector<std::string> arithmetic_of(const Estimate& estimate, const IndicatorDefinition& indicator, const indicators::Steps& steps) {
  std::vector<std::string> lines;
  if (std::isnan(estimate.value)) {
    lines.push_back(fmt::format("no value: {}{}", estimate.suppressed.empty() ? "missing" : estimate.suppressed, estimate.note.empty() ? "" : " (" + estimate.note + ")"));
    return lines;
  }
  // What the SQL says about its own arithmetic is more than count and denominator can tell.
  const bool told = indicator.method == Method::published && !steps.numerator.empty();
  if (told) {
    lines.push_back(figure_and_unit(estimate.value, estimate.unit) + " = " + joined(steps.numerator));
  } else {
    lines.push_back(first_line(estimate, indicator));
    const double counted = indicator.method == Method::unmet_need ? estimate.denominator - estimate.count : estimate.count;
    if (!steps.numerator.empty()) lines.push_back(fmt::format("where {} = {}", number(counted), joined(steps.numerator)));
    if (!steps.denominator.empty()) lines.push_back(fmt::format("where {} = {}", number(estimate.denominator), joined(steps.denominator)));
  }
  add_bands(lines, estimate, indicator, steps);
  add_interval(lines, estimate, indicator);
  return lines;
}

}  // namespace dmp::pipeline
