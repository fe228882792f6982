#include "claims/judge.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

#include "core/number.hpp"

namespace dmp::claims {
namespace {

Judgement verdict(Verdict verdict, std::string issue, std::string reason) { return {verdict, std::move(issue), std::move(reason)}; }

/// A number without a hedge: true where it is the figure rounded as it is written.
Judgement plain(const Quantity& quantity, double figure) {
  const double off = std::abs(figure - quantity.value), slack = 1e-9 * std::max(1.0, std::abs(figure));
  if (off <= quantity.step / 2 + slack) return verdict(Verdict::supported, "", "");
  if (off < quantity.step - slack && off <= 0.1 * std::abs(figure)) return verdict(Verdict::with_caveat, "rounding", "rounded the wrong way");
  return verdict(Verdict::contradicted, "", "");
}

/// Numbers that a hedge says the figure lies above or below of. Bounds: docs/methods/claims.md.
Judgement hedged(const Quantity& quantity, double figure) {
  const double told = quantity.value, slack = 1e-9 * std::max(1.0, std::abs(told)), ratio = told != 0 ? figure / told : 0;
  switch (quantity.hedge_kind) {
    case HedgeKind::about:
      if (std::abs(figure - told) <= std::max(quantity.step / 2, 0.05 * std::abs(told)) + slack) return verdict(Verdict::supported, "", "");
      if (std::abs(figure - told) <= std::max(quantity.step, 0.1 * std::abs(told)) + slack) return verdict(Verdict::with_caveat, "rounding", "further off than about says");
      return verdict(Verdict::contradicted, "", "");
    case HedgeKind::almost:
      if (figure > told + slack) return figure <= told + quantity.step / 2 ? verdict(Verdict::with_caveat, "hedge", "the figure is not below it") : verdict(Verdict::contradicted, "hedge", "the figure lies above it");
      if (ratio >= 0.9) return verdict(Verdict::supported, "", "");
      if (ratio >= 0.85 || figure >= told - quantity.step / 2) return verdict(Verdict::with_caveat, "overstated", "the figure is more than a tenth below it");
      return verdict(Verdict::contradicted, "overstated", "the figure lies far below it");
    case HedgeKind::more_than:
    case HedgeKind::just_over:
      if (figure < told - slack) return verdict(Verdict::contradicted, "hedge", "the figure is not above it");
      if (figure <= told + slack) return verdict(Verdict::with_caveat, "hedge", "the figure is exactly that, not more");
      if (ratio <= (quantity.hedge_kind == HedgeKind::just_over ? 1.1 : 1.5)) return verdict(Verdict::supported, "", "");
      return verdict(Verdict::with_caveat, "understated", "the figure lies far above it");
    case HedgeKind::at_least:
      if (figure < told - slack) return verdict(Verdict::contradicted, "hedge", "the figure is below it");
      return ratio <= 2 ? verdict(Verdict::supported, "", "") : verdict(Verdict::with_caveat, "understated", "the figure lies far above it");
    case HedgeKind::up_to:
      if (figure > told + quantity.step / 2 + slack) return verdict(Verdict::contradicted, "hedge", "the figure lies above it");
      return ratio >= 0.5 ? verdict(Verdict::supported, "", "") : verdict(Verdict::with_caveat, "overstated", "the figure is less than half of it");
    case HedgeKind::less_than:
      if (figure >= told - slack) return verdict(Verdict::contradicted, "hedge", "the figure is not below it");
      return ratio >= 0.8 ? verdict(Verdict::supported, "", "") : verdict(Verdict::with_caveat, "overstated", "the figure lies far below it");
    case HedgeKind::vague: {
      const bool in = figure >= told - slack && (std::isnan(quantity.high) ? figure < told * 1000 : figure < quantity.high + slack);
      return in ? verdict(Verdict::supported, "", "") : verdict(Verdict::contradicted, "", "");
    }
    case HedgeKind::none: break;
  }
  return plain(quantity, figure);
}

Judgement range(const Quantity& quantity, double figure) {
  const double slack = 1e-9 * std::max(1.0, std::abs(quantity.high)) + quantity.step / 2;
  if (figure >= quantity.value - slack && figure <= quantity.high + slack) return verdict(Verdict::supported, "", "");
  return verdict(Verdict::contradicted, "", "the figure lies outside");
}

/// A percentage to one decimal, below one to two, without noughts at the end.
std::string percent_text(double value) {
  const double scale = std::abs(value) < 1 ? 100 : 10;
  return fmt::format("{:g}%", std::round(value * scale) / scale);
}

/// A whole number with its thousands separated.
std::string grouped(long long number) {
  std::string digits = std::to_string(std::llabs(number));
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
  return (number < 0 ? "-" : "") + digits;
}

}  // namespace

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::supported: return "supported";
    case Verdict::with_caveat: return "supported with caveat";
    case Verdict::contradicted: return "contradicted";
    case Verdict::inconsistent: return "internally inconsistent";
    case Verdict::unchecked: break;
  }
  return "cannot be checked";
}

std::string one_in(double percent) {
  if (!(percent > 0 && percent < 34)) return {};
  return fmt::format("1 in {:.0f}", 100 / percent);
}

std::string shown(double value, const Quantity& quantity) {
  if (!std::isfinite(value)) return "no figure";
  const auto with_scale = [](double amount) {
    if (std::abs(amount) >= 1e9) return core::rounded_text(std::round(amount / 1e7) / 100) + " billion";
    if (std::abs(amount) >= 1e6) return core::rounded_text(std::round(amount / 1e4) / 100) + " million";
    return core::rounded_text(amount);
  };
  if (quantity.kind == UnitKind::percent) return percent_text(value);
  if (quantity.kind == UnitKind::money) return (quantity.unit.starts_with("USD") ? "$" : quantity.unit.starts_with("EUR") ? "€" : "£") + with_scale(value) + (quantity.per.empty() || quantity.per == "each" ? "" : " a " + quantity.per);
  if (quantity.kind == UnitKind::times) return fmt::format("{} times", core::rounded_text(std::round(value * 100) / 100));
  if (quantity.kind == UnitKind::count) return std::abs(value) >= 100 && std::abs(value) < 1e12 ? grouped(static_cast<long long>(std::llround(value))) : core::rounded_text(value);
  if (quantity.kind == UnitKind::mass) return core::rounded_text(value) + " " + quantity.unit;
  return core::rounded_text(value) + (quantity.unit.empty() ? "" : " " + quantity.unit);
}

Judgement judge(const Quantity& quantity, const Candidate& figure) {
  Judgement out = !std::isnan(quantity.high) && quantity.hedge_kind != HedgeKind::vague ? range(quantity, figure.value) : quantity.hedge_kind == HedgeKind::none ? plain(quantity, figure.value) : hedged(quantity, figure.value);
  const bool has_interval = std::isfinite(figure.lower) && std::isfinite(figure.upper) && figure.upper > figure.lower;
  const bool is_soft = figure.estimate && (figure.estimate->quality == "modelled" || figure.estimate->quality == "perception" || figure.estimate->quality == "intelligence");
  const std::string interval = has_interval ? fmt::format(" (95% interval {} to {})", shown(figure.lower, quantity), shown(figure.upper, quantity)) : "";
  // A near miss inside the interval is no contradiction, except where the hedge claims a side.
  if (out.verdict == Verdict::contradicted && has_interval && std::isnan(quantity.high) && (quantity.hedge_kind == HedgeKind::none || quantity.hedge_kind == HedgeKind::about || quantity.hedge_kind == HedgeKind::almost) &&
      quantity.value >= figure.lower && quantity.value <= figure.upper && (figure.estimate && (figure.estimate->quality == "modelled" || figure.estimate->quality == "perception")))
    out = verdict(Verdict::with_caveat, "within the interval", "not the best figure, but within its interval");
  if (out.verdict == Verdict::supported && quantity.hedge_kind == HedgeKind::none && std::isnan(quantity.high) && is_soft && has_interval && (figure.upper - figure.lower) > 0.1 * std::abs(figure.value))
    out = verdict(Verdict::with_caveat, "lost hedge", fmt::format("the figure is {}, and the text gives it without a hedge", figure.estimate->quality));
  const std::string says = fmt::format("the figure is {}{}", shown(figure.value, quantity), interval);
  std::string small_share;
  if (quantity.in_words && quantity.part == 1 && out.verdict != Verdict::supported && !one_in(figure.value).empty()) small_share = ", " + one_in(figure.value);
  out.reason = fmt::format("{}: {}{}{}{}", figure.what, says, small_share, out.reason.empty() ? "" : "; ", out.reason);
  return out;
}

}  // namespace dmp::claims
