#include "indicators/group_comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <map>
#include <tuple>

#include "indicators/gap.hpp"
#include "indicators/group_value.hpp"
#include "stats/comparison.hpp"
#include "stats/parallel.hpp"

namespace dmp::indicators {
namespace {

using catalogue::IndicatorDefinition;
using catalogue::Method;
using core::Comparison;
using core::Estimate;

bool is_compared(const IndicatorDefinition& indicator) {
  switch (indicator.method) {
    case Method::proportion:
    case Method::rate:
    case Method::dsr:
    case Method::mean:
    case Method::ratio:
    case Method::published:
    case Method::unmet_need: return !indicator.comparator.empty() && indicator.comparator != "none";
    default: return false;  // a bigger place has more of everything
  }
}

/// Figures of one cell by the number of their area; an area without one has none.
using Row = std::vector<Figure>;

/// The figures of one indicator, arranged so that those of one cell stand side by side.
class Figures {
 public:
  Figures(const std::vector<const Estimate*>& estimates, const Bases& bases) {
    for (const Estimate* estimate : estimates) areas_.emplace(estimate->area_code, areas_.size());
    for (const Estimate* estimate : estimates) {
      Row& row = rows_[cell_of(*estimate)];
      row.resize(areas_.size());
      const auto basis = bases.find(estimate->estimate_id);
      row[areas_.at(estimate->area_code)] = {estimate, basis == bases.end() ? nullptr : &basis->second};
    }
  }
  [[nodiscard]] const Row& row(const Estimate& estimate) const { return rows_.at(cell_of(estimate)); }
  /// The numbers of those areas that have any figure.
  [[nodiscard]] std::vector<std::size_t> numbers(const std::vector<std::string>& codes) const {
    std::vector<std::size_t> found;
    for (const std::string& code : codes)
      if (const auto at = areas_.find(code); at != areas_.end()) found.push_back(at->second);
    return found;
  }
  [[nodiscard]] std::size_t number(const std::string& code) const { return areas_.at(code); }

 private:
  std::unordered_map<core::Text, std::size_t> areas_;
  std::unordered_map<Cell, Row> rows_;
};

bool has_value(const Figure& figure) { return figure.estimate && !std::isnan(figure.estimate->value); }

stats::Uncertain uncertain(const Estimate& estimate) { return {estimate.value, {estimate.lower_95, estimate.upper_95}}; }

/// One group of one area, with the areas of it that have figures of the indicator.
struct Side {
  const ComparatorGroup* group = nullptr;
  std::vector<std::size_t> whole, members;
  std::string codes;
};

class IndicatorComparison {
 public:
  IndicatorComparison(const IndicatorDefinition& indicator, const Figures& figures, std::vector<catalogue::NotComparable> rules)
      : indicator_(indicator), figures_(figures), rules_(std::move(rules)), polarity_(stats::polarity_named(indicator.polarity).value_or(stats::Polarity::none)) {}

  /// The groups that have any figure of the indicator.
  std::vector<Side> sides_of(const std::vector<ComparatorGroup>& groups) const {
    std::vector<Side> sides;
    for (const ComparatorGroup& group : groups) {
      Side side{&group, {}, figures_.numbers(group.members), {}};
      if (!group.whole.empty()) side.whole = figures_.numbers({group.whole});
      if (group.whole.empty() ? side.members.empty() : side.whole.empty()) continue;
      if (group.whole.empty())
        for (const std::string& code : group.members) side.codes += (side.codes.empty() ? "" : ";") + code;
      sides.push_back(std::move(side));
    }
    return sides;
  }

  Comparison compare(const Figure& own, const Side& side) const {
    Comparison comparison;
    const Estimate& estimate = *own.estimate;
    comparison.estimate_id = estimate.estimate_id;
    comparison.indicator_id = estimate.indicator_id;
    comparison.area_code = estimate.area_code;
    comparison.area_name = estimate.area_name;
    comparison.period = estimate.period;
    comparison.kind = side.group->kind;
    comparison.comparator = side.group->name;
    comparison.areas = side.codes;
    const Row& row = figures_.row(estimate);
    const auto value = side.whole.empty() ? value_of_group(own, side, row, comparison) : value_of_whole(own, side, row, comparison);
    if (!value) return comparison;
    set_rank(own, side, row, comparison);
    contrast(estimate, *value, side, comparison);
    return comparison;
  }

 private:
  std::optional<stats::Uncertain> value_of_whole(const Figure& own, const Side& side, const Row& row, Comparison& comparison) const {
    const Figure& whole = row[side.whole.front()];
    if (!has_value(whole)) {
      comparison.withheld = whole.estimate && whole.estimate->suppressed == "suppressed" ? "the figure of " + side.group->name + " is suppressed" : "there is no figure of " + side.group->name;
      return std::nullopt;
    }
    comparison.withheld = why_not_compared(own, whole, rules_);
    if (!comparison.withheld.empty()) return std::nullopt;
    comparison.value_method = whole.estimate->method;
    return uncertain(*whole.estimate);
  }

  std::optional<stats::Uncertain> value_of_group(const Figure& own, const Side& side, const Row& row, Comparison& comparison) const {
    std::vector<Figure> used;
    std::string reason;
    for (const std::size_t member : side.members) {
      if (!has_value(row[member])) continue;
      const std::string why = why_not_compared(own, row[member], rules_);
      if (why.empty()) used.push_back(row[member]);
      else if (reason.empty()) reason = why;
    }
    const std::size_t all = side.group->members.size();
    comparison.areas_with_value = static_cast<double>(used.size());
    comparison.areas_in_group = static_cast<double>(all);
    // Half of a group may stand for it, fewer not.
    if (used.empty() || 2 * used.size() < all) {
      comparison.withheld = used.empty() && !reason.empty() ? reason : fmt::format("{} of the {} areas have a figure that may be compared", used.size(), all);
      return std::nullopt;
    }
    const GroupValue group = group_value(used, indicator_);
    comparison.value_method = group.method;
    return group.value;
  }

  void set_rank(const Figure& own, const Side& side, const Row& row, Comparison& comparison) const {
    std::size_t others = 0, above = 0;
    for (const std::size_t member : side.members) {
      if (!has_value(row[member]) || !why_not_compared(own, row[member], rules_).empty()) continue;
      ++others;
      above += row[member].estimate->value > own.estimate->value ? 1 : 0;
    }
    if (others == 0 || 2 * others < side.group->members.size()) return;
    comparison.rank = static_cast<double>(above + 1);
    comparison.rank_of = static_cast<double>(others + 1);
  }

  void contrast(const Estimate& estimate, const stats::Uncertain& value, const Side& side, Comparison& comparison) const {
    comparison.value = value.value;
    comparison.lower_95 = value.interval.lower;
    comparison.upper_95 = value.interval.upper;
    const stats::Uncertain own = uncertain(estimate), difference = stats::difference(own, value), ratio = stats::ratio(own, value);
    comparison.difference = difference.value;
    comparison.difference_lower = difference.interval.lower;
    comparison.difference_upper = difference.interval.upper;
    comparison.ratio = ratio.value;
    comparison.ratio_lower = ratio.interval.lower;
    comparison.ratio_upper = ratio.interval.upper;
    // England, region and county are taken as known, as the profession does; a group's value is as uncertain as the area's.
    const bool as_known = !side.whole.empty() || std::isnan(value.interval.lower) || std::isnan(value.interval.upper);
    comparison.test = as_known ? "95% interval against the comparator's value" : "95% interval of the difference";
    comparison.significance = std::string(stats::name(as_known ? stats::compare_with_value(estimate.value, own.interval, value.value, polarity_)
                                                               : stats::compare_with_value(difference.value, difference.interval, 0, polarity_)));
    const Gap gap = gap_to(estimate, value, in_sentence(side), indicator_);
    comparison.gap = gap.number.value;
    comparison.gap_lower = gap.number.interval.lower;
    comparison.gap_upper = gap.number.interval.upper;
    comparison.gap_sentence = gap.sentence;
    comparison.gap_withheld = gap.withheld;
  }

  static std::string in_sentence(const Side& side) {
    if (side.group->kind == "neighbours") return "its nearest neighbours";
    if (side.group->kind == "force") return "the " + side.group->name;
    return side.group->name;
  }

  const IndicatorDefinition& indicator_;
  const Figures& figures_;
  std::vector<catalogue::NotComparable> rules_;
  stats::Polarity polarity_;
};

/// A comparison with the figure that it is about.
struct Followed {
  Comparison* comparison = nullptr;
  Figure own;
};

/// Whether two figures of one series hold the same thing: no break between them, as many of the group's areas, no period in common.
bool may_be_followed(const Followed& then, const Followed& now, const std::vector<catalogue::NotComparable>& rules) {
  if (then.own.estimate->period_end >= now.own.estimate->period_start || std::isnan(then.comparison->value) || std::isnan(now.comparison->value)) return false;
  const double before = then.comparison->areas_with_value, after = now.comparison->areas_with_value;
  if (std::isnan(before) != std::isnan(after) || (!std::isnan(before) && before != after)) return false;
  const std::array points = {then.own, now.own};
  return why_no_trend(points, rules).empty();
}

/// Tells of every comparison what became of the comparator, and of the area, since the earliest period of the series that may be set beside it.
void tell_changes(std::vector<Followed>& all, const std::vector<catalogue::NotComparable>& rules) {
  using Series = std::tuple<std::string_view, std::string_view, std::string_view, std::string_view, std::string_view, std::string_view, std::string_view>;
  std::map<Series, std::vector<Followed*>> series;
  for (Followed& each : all) {
    const Estimate& e = *each.own.estimate;
    series[{e.area_code, e.sex, e.age, e.category_type, e.category, each.comparison->kind, each.comparison->comparator}].push_back(&each);
  }
  for (auto& [key, points] : series) {
    std::sort(points.begin(), points.end(), [](const Followed* a, const Followed* b) {
      return std::tie(a->own.estimate->period_start, a->own.estimate->period_end) < std::tie(b->own.estimate->period_start, b->own.estimate->period_end);
    });
    for (Followed* now : points) {
      const auto then = std::find_if(points.begin(), points.end(), [&](const Followed* each) { return may_be_followed(*each, *now, rules); });
      if (then == points.end()) continue;
      const Comparison& before = *(*then)->comparison;
      Comparison& after = *now->comparison;
      after.since = before.period;
      const stats::Uncertain elsewhere = stats::difference({after.value, {after.lower_95, after.upper_95}}, {before.value, {before.lower_95, before.upper_95}});
      const stats::Uncertain here = stats::difference(uncertain(*now->own.estimate), uncertain(*(*then)->own.estimate));
      after.earlier = before.value;
      after.change = elsewhere.value, after.change_lower = elsewhere.interval.lower, after.change_upper = elsewhere.interval.upper;
      after.own_earlier = (*then)->own.estimate->value;
      after.own_change = here.value, after.own_change_lower = here.interval.lower, after.own_change_upper = here.interval.upper;
    }
  }
}

/// One indicator's comparisons: of the first `own` of its figures, which are the profile's, with all of them.
core::Comparisons comparisons_of(const IndicatorDefinition& indicator, const std::vector<const Estimate*>& list, std::size_t own_figures, const Comparables& comparables, const ComparatorGroups& groups,
                                 const catalogue::Profile& profile) {
  core::Comparisons of_indicator;
  if (!is_compared(indicator)) return of_indicator;
  static const Bases none;
  const auto bases = comparables.bases.find(core::Text(indicator.id));
  const Figures figures(list, bases == comparables.bases.end() ? none : bases->second);
  const auto rules = rules_for(indicator, profile);
  const IndicatorComparison comparison(indicator, figures, rules);
  std::vector<Figure> owns;
  std::string_view latest;
  for (const Estimate* estimate : list) latest = std::max<std::string_view>(latest, estimate->period_end);
  std::map<std::string_view, std::vector<Side>> sides;
  for (std::size_t i = 0; i < own_figures; ++i) {
    const Estimate& estimate = *list[i];
    const auto own_groups = groups.find(estimate.area_code);
    if (own_groups == groups.end() || std::isnan(estimate.value)) continue;
    if (profile.areas.size() > kManyAreas && estimate.period_end != latest) continue;
    auto found = sides.find(estimate.area_code);
    if (found == sides.end()) found = sides.emplace(estimate.area_code, comparison.sides_of(own_groups->second)).first;
    const Figure& own = figures.row(estimate)[figures.number(estimate.area_code)];
    for (const Side& side : found->second) {
      of_indicator.push_back(comparison.compare(own, side));
      owns.push_back(own);
    }
  }
  std::vector<Followed> followed;
  for (std::size_t i = 0; i < owns.size(); ++i) followed.push_back({&of_indicator[i], owns[i]});
  tell_changes(followed, rules);
  return of_indicator;
}

}  // namespace

core::Comparisons compare_with_groups(const core::Estimates& estimates, const Comparables& comparables, const ComparatorGroups& groups, const catalogue::Catalogue& catalogue,
                                      const catalogue::Profile& profile) {
  std::map<std::string_view, std::vector<const Estimate*>> by_indicator;
  std::vector<std::string_view> order;
  const auto add = [&](const Estimate& estimate, bool own) {
    if (own && by_indicator.find(estimate.indicator_id) == by_indicator.end()) order.push_back(estimate.indicator_id);
    if (own || by_indicator.contains(estimate.indicator_id)) by_indicator[estimate.indicator_id].push_back(&estimate);
  };
  const auto is_place = [](const Estimate& e) { return e.area_type != "small area" && e.area_type != "middle area" && e.area_type != "ward"; };
  for (const Estimate& estimate : estimates)
    if (is_place(estimate)) add(estimate, true);
  std::map<std::string_view, std::size_t> own_number;
  for (const auto& [id, list] : by_indicator) own_number[id] = list.size();
  for (const Estimate& estimate : comparables.others) add(estimate, false);
  std::vector<core::Comparisons> parts(order.size());
  stats::for_each_index(order.size(), 0, [&](std::size_t i) {
    parts[i] = comparisons_of(catalogue.indicator(std::string(order[i])), by_indicator.at(order[i]), own_number.at(order[i]), comparables, groups, profile);
  });
  core::Comparisons comparisons;
  for (core::Comparisons& part : parts) std::move(part.begin(), part.end(), std::back_inserter(comparisons));
  return comparisons;
}

}  // namespace dmp::indicators
