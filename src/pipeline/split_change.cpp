#include "pipeline/split_change.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/number.hpp"

namespace dmp::pipeline {
namespace {

using core::Estimate;

/// value over count / denominator; 0 where the figure is no such quotient.
double quotient_factor(const Estimate& estimate) {
  if (!std::isfinite(estimate.count) || !std::isfinite(estimate.denominator) || estimate.denominator <= 0 || estimate.count <= 0 || !std::isfinite(estimate.value)) return 0;
  return estimate.value * estimate.denominator / estimate.count;
}

bool same(double a, double b) { return (std::isnan(a) && std::isnan(b)) || a == b; }

/// Puts an amount where its cause is; where several causes are possible, under not_separable.
void assign(Change& change, double amount, const std::array<std::pair<bool, double Change::*>, 5>& causes, const char* what) {
  if (amount == 0) return;
  double Change::* only = nullptr;
  int possible = 0;
  for (const auto& [is_cause, part] : causes) {
    if (!is_cause || part == only) continue;
    only = part;
    ++possible;
  }
  if (possible == 1) {
    change.*only += amount;
    return;
  }
  change.not_separable += amount;
  std::string names;
  const auto name = [](double Change::* part) { return part == &Change::data ? "new data" : part == &Change::revised_data ? "revised data" : part == &Change::method ? "method" : part == &Change::population ? "population" : "geography"; };
  for (const auto& [is_cause, part] : causes)
    if (is_cause) names += (names.empty() ? "" : " and ") + std::string(name(part));
  change.note += fmt::format("{}{}: {}", change.note.empty() ? "" : "; ", what, names.empty() ? "the editions do not tell the cause" : names + " changed at once");
}

/// Method and geography, unless they were seen to leave the series alone while something else can have moved this figure.
struct Everywhere {
  bool method = false, geography = false;
};
Everywhere everywhere(Change& change, bool method, bool geography, bool alike_elsewhere, bool other_cause) {
  if (!alike_elsewhere || !other_cause || (!method && !geography)) return {method, geography};
  const std::string note = std::string(method && geography ? "method and geography" : method ? "the method" : "geography") + " changed too, and left the other periods as they were";
  if (change.note.find(note) == std::string::npos) change.note += (change.note.empty() ? "" : "; ") + note;
  return {};
}

/// What is counted moves by data, method or geography.
void assign_count(Change& change, double amount, const Causes& causes) {
  const Everywhere all = everywhere(change, causes.count_method, causes.geography, causes.counts_alike_elsewhere, causes.new_files || causes.revised_files);
  // Residents themselves, and shares of them, are counted from what others are divided by.
  const bool counts_people = causes.population && !causes.new_files && !causes.revised_files && !all.method && !all.geography;
  // Files were added to ones of other content: which of them moved an old period cannot be told but by the revision.
  assign(change, amount, {{{causes.new_files && !causes.revised_files, &Change::data}, {causes.revised_files, &Change::revised_data}, {all.method, &Change::method}, {all.geography, &Change::geography}, {counts_people, &Change::population}}}, "what is counted");
}

void assign_denominator(Change& change, double amount, const Causes& causes) {
  const Everywhere all = everywhere(change, causes.denominator_method, causes.geography, causes.denominators_alike_elsewhere, causes.population || causes.new_files || causes.revised_files);
  assign(change, amount,
         {{{causes.population, &Change::population}, {all.method, &Change::method}, {all.geography, &Change::geography},
           {!causes.population && causes.new_files && !causes.revised_files, &Change::data}, {!causes.population && causes.revised_files, &Change::revised_data}}},
         "what it is divided by");
}

/// A figure that cannot be taken apart: it goes to its cause as a whole.
void assign_whole(Change& change, const Causes& causes) {
  const Everywhere all = everywhere(change, causes.count_method || causes.denominator_method, causes.geography, causes.counts_alike_elsewhere && causes.denominators_alike_elsewhere,
                                    causes.new_files || causes.revised_files || causes.population);
  assign(change, change.difference, {{{causes.new_files && !causes.revised_files, &Change::data}, {causes.revised_files, &Change::revised_data}, {all.method, &Change::method}, {causes.population, &Change::population}, {all.geography, &Change::geography}}}, "the figure");
}

/// The rate of these events over these residents; NaN where an age has nobody.
double standardised(const AgeCounts& events, const AgeCounts& residents) {
  double sum = 0, standard = 0;
  for (std::size_t i = 0; i < events.ages.size(); ++i) {
    sum += residents.ages[i].standard * events.ages[i].events / residents.ages[i].population;
    standard += residents.ages[i].standard;
  }
  return events.multiplier * sum / standard;
}

/// What the events by age moved of a standardised rate, each order of changing them and the residents counting half; NaN where the ages do not give the rates.
double by_events(const Estimate& before, const Estimate& after, const AgeCounts* then, const AgeCounts* now) {
  if (!then || !now || then->ages.empty() || then->ages.size() != now->ages.size() || then->multiplier != now->multiplier) return Change::kMissing;
  const double first = standardised(*then, *then), last = standardised(*now, *now);
  // Public rates have one decimal, below 1 two digits: that far they may be from the ages'.
  const auto fits = [](double rate, double shown) { return std::abs(rate - shown) <= std::max(1e-9 * std::abs(shown), 0.0501 * std::min(1.0, std::abs(shown))); };
  if (!fits(first, before.value) || !fits(last, after.value)) return Change::kMissing;
  return (standardised(*now, *then) - first + last - standardised(*then, *now)) / 2;
}

bool is_unmet_need(const Estimate& estimate) { return estimate.method.starts_with("unmet need") && estimate.count <= estimate.denominator; }

constexpr auto kParts = std::to_array<double Change::*>({&Change::data, &Change::revised_data, &Change::method, &Change::population, &Change::geography, &Change::not_separable});

double sum_of(const Change& change) {
  double sum = 0;
  for (double Change::* part : kParts) sum += change.*part;
  return sum;
}

/// The parts add up to the difference to the last digit: what rounding left over goes to the greatest part; where adding up rounds again, a part is moved by single digits of the last place until it fits.
void close(Change& change) {
  std::array<double Change::*, kParts.size()> by_size = kParts;
  std::sort(by_size.begin(), by_size.end(), [&](double Change::* a, double Change::* b) { return std::abs(change.*a) > std::abs(change.*b); });
  change.*by_size[0] += change.difference - sum_of(change);
  for (double Change::* part : by_size) {
    const double told = change.*part;
    for (const double way : {HUGE_VAL, -HUGE_VAL}) {
      change.*part = told;
      for (int step = 0; step < 6 && sum_of(change) != change.difference && told != 0; ++step) change.*part = std::nextafter(change.*part, way);
      if (sum_of(change) == change.difference) return;
    }
    change.*part = told;
  }
}

Change without(const Estimate& before, const Estimate& after) {
  Change change;
  change.data = change.revised_data = change.method = change.population = change.geography = change.not_separable = Change::kMissing;
  const auto why = [](const Estimate& estimate) { return estimate.suppressed.empty() ? std::string("there was no value") : "the figure was " + estimate.suppressed; };
  if (!std::isfinite(before.value)) change.note = "before, " + why(before);
  if (!std::isfinite(after.value)) change.note += (change.note.empty() ? "" : "; ") + ("after, " + why(after));
  return change;
}

}  // namespace

Change split_change(const Estimate& before, const Estimate& after, const Causes& causes, const AgeCounts* ages_before, const AgeCounts* ages_after) {
  if (!std::isfinite(before.value) || !std::isfinite(after.value)) return without(before, after);
  Change change;
  change.difference = after.value - before.value;
  if (change.difference == 0) return change;
  const double k0 = quotient_factor(before), k1 = quotient_factor(after);
  const bool is_quotient = k0 > 0 && k1 > 0 && std::abs(k0 - k1) <= 1e-9 * k0;
  const bool count_moved = !same(before.count, after.count) || std::isnan(before.count), denominator_moved = !same(before.denominator, after.denominator);
  const double events = by_events(before, after, ages_before, ages_after);
  if (is_quotient) {
    // Of unmet need the people in treatment are counted; the rest of the need is what they leave.
    const bool unmet = is_unmet_need(before) && is_unmet_need(after);
    const double x0 = unmet ? before.denominator - before.count : before.count, x1 = unmet ? after.denominator - after.count : after.count;
    const double by_count = (unmet ? -k0 : k0) * (x1 - x0) * (1 / before.denominator + 1 / after.denominator) / 2;
    if (!same(x0, x1)) assign_count(change, by_count, causes);
    if (denominator_moved) assign_denominator(change, change.difference - by_count, causes);
  } else if (std::isfinite(events)) {
    if (events != 0) assign_count(change, events, causes);
    if (change.difference != events) assign_denominator(change, change.difference - events, causes);
  } else if (count_moved && !denominator_moved && !std::isnan(before.count) && !std::isnan(before.denominator)) {
    assign_count(change, change.difference, causes);
  } else if (denominator_moved && !count_moved) {
    assign_denominator(change, change.difference, causes);
  } else {
    assign_whole(change, causes);
  }
  close(change);
  return change;
}

Change split_change(const Estimate& before, const Estimate* before_again, const Estimate& after, const Causes& causes) {
  if (!std::isfinite(before.value) || !std::isfinite(after.value)) return without(before, after);
  if (before_again == &after || (before_again && before_again->period == after.period)) return split_change(before, after, causes);
  Change change;
  if (before_again && std::isfinite(before_again->value)) change = split_change(before, *before_again, causes);
  else change.note = "the later edition has no figure of the earlier period, so that a revision of it cannot be told from new data";
  change.difference = after.value - before.value;
  change.data += after.value - (before_again && std::isfinite(before_again->value) ? before_again->value : before.value);
  close(change);
  return change;
}

std::string parts_in_words(const Change& change, const std::string& unit) {
  if (!std::isfinite(change.difference)) return {};
  const std::string sign = unit.starts_with("%") ? " points" : "";
  std::string out;
  const auto add = [&](double amount, const char* why) {
    if (amount == 0 || std::abs(amount) < 1e-9 * std::max(1.0, std::abs(change.difference))) return;
    out += fmt::format("{}{}{}{} {}", out.empty() ? "" : ", ", amount > 0 ? "+" : "-", core::rounded_text(std::abs(amount)), sign, why);
  };
  add(change.data, "by new data");
  add(change.revised_data, "because earlier data were revised");
  add(change.method, "by a change of method");
  add(change.population, "because the population it is divided by changed");
  add(change.geography, "because areas changed");
  add(change.not_separable, "by causes that changed at once");
  return out;
}

}  // namespace dmp::pipeline
