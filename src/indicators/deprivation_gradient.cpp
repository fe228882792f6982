#include <fmt/format.h>

#include <cmath>

#include "indicators/measure.hpp"
#include "indicators/small_area_counts.hpp"
#include "stats/normal.hpp"
#include "stats/quantiles.hpp"
#include "stats/rate.hpp"
#include "stats/slope_index.hpp"

namespace dmp::indicators {
namespace {

using catalogue::IndicatorDefinition;

/// Draws for the relative index; its ends move by less than a hundredth of its width between seeds.
constexpr std::uint64_t kDraws = 20000;

std::string fraction_name(int groups) {
  if (groups == 10) return "tenth";
  if (groups == 5) return "fifth";
  return groups == 4 ? "quarter" : "group";
}

std::string category_type_of(const IndicatorDefinition& indicator, const std::string& type) {
  return "deprivation " + fraction_name(indicator.inequality.groups) + " of " + plural(type);
}

std::string group_name(int group, int groups) {
  if (group == 1) return "1 (most deprived)";
  return group == groups ? fmt::format("{} (least deprived)", group) : fmt::format("{:0{}}", group, groups > 9 ? 2 : 1);
}

struct Group {
  double count = 0, population = 0;
};

/// Group 1 to `groups` of every small area of a larger one, the most deprived first; empty where there are too few.
std::map<std::size_t, int> groups_within(const std::vector<SmallArea>& areas, int groups) {
  std::vector<double> values;
  for (const SmallArea& small : areas) values.push_back(small.deprivation);
  const std::vector<int> found = stats::quantile_groups(values, groups, true);
  std::map<std::size_t, int> of;
  for (std::size_t i = 0; i < areas.size(); ++i)
    if (found[i] > 0) of[areas[i].area] = found[i];
  return of;
}

class Gradient {
 public:
  Gradient(Context& context, const IndicatorDefinition& indicator) : context_(context), indicator_(indicator), counts_(context, indicator, indicator.inequality.over) {}

  Result run() {
    result_.run = counts_.run;
    if (!counts_.reason().empty()) {
      result_.reasons.push_back(counts_.reason());
      return std::move(result_);
    }
    for (std::size_t area = 0; area < context_.areas.size(); ++area) {
      if (!is_given_for(indicator_, context_.areas[area])) continue;
      for (const std::string& type : indicator_.inequality.over) add_groups(area, type);
      for (std::size_t period = 0; period < counts_.periods().size(); ++period) {
        if (!missing_months(context_, counts_.dated_tables(), area, counts_.periods()[period]).empty()) continue;
        bool is_total_given = false;
        for (const std::string& type : indicator_.inequality.over) add(area, type, period, is_total_given);
      }
    }
    for (const std::string& type : indicator_.inequality.over)
      if (const std::size_t number = counts_.without_deprivation(type); number > 0)
        result_.reasons.push_back(fmt::format("{} {} have no deprivation and are left out", number, plural(type)));
    if (result_.drafts.empty() && result_.reasons.empty()) result_.reasons.push_back("no area holds enough small areas to make groups of");
    return std::move(result_);
  }

 private:
  /// The groups are those of the last period: the same areas stand together in every one.
  void add_groups(std::size_t area, const std::string& type) {
    const int groups = indicator_.inequality.groups;
    std::map<std::size_t, int>& of = groups_[{area, type}];
    of = groups_within(counts_.at(type, counts_.periods().size() - 1, area), groups);
    for (int group = 1; group <= groups && !of.empty(); ++group) {
      DeprivationGroup listed{indicator_.id, context_.areas[area].code, category_type_of(indicator_, type), group_name(group, groups), {}};
      for (const auto& [small, own] : of)
        if (own == group) listed.members.push_back(context_.areas[small].code);
      result_.groups.push_back(std::move(listed));
    }
  }

  Draft begin(std::size_t area, std::size_t period) { return begin_draft(context_, indicator_, area, counts_.periods()[period]); }

  void finish(Draft draft) {
    set_sources(context_, counts_.tables(), draft);
    result_.drafts.push_back(std::move(draft));
  }

  void add(std::size_t area, const std::string& type, std::size_t period, bool& is_total_given) {
    const std::map<std::size_t, int>& of = groups_[{area, type}];
    const int groups = indicator_.inequality.groups;
    if (of.empty()) return;
    std::vector<Group> rates(static_cast<std::size_t>(groups));
    for (const SmallArea& small : counts_.at(type, period, area)) {
      const auto group = of.find(small.area);
      if (group == of.end()) continue;
      Group& own = rates[static_cast<std::size_t>(group->second - 1)];
      own.count += small.count, own.population += small.population;
    }
    if (!is_total_given) {
      Draft draft = begin(area, period);
      const SmallArea all = counts_.whole(area, period);
      measure_rate(draft.estimate, all.count, all.population, indicator_.multiplier);
      add_note(draft.estimate, fmt::format("{} {} with a known deprivation", of.size(), plural(type)));
      finish(std::move(draft));
      is_total_given = true;
    }
    for (int group = 1; group <= groups; ++group) {
      Draft draft = begin(area, period);
      draft.estimate.category_type = category_type_of(indicator_, type);
      draft.estimate.category = group_name(group, groups);
      const Group& own = rates[static_cast<std::size_t>(group - 1)];
      measure_rate(draft.estimate, own.count, own.population, indicator_.multiplier);
      finish(std::move(draft));
    }
    add_indices(area, type, period, rates);
  }

  void add_indices(std::size_t area, const std::string& type, std::size_t period, const std::vector<Group>& rates) {
    std::vector<double> population, value, error;
    for (const Group& group : rates) {
      population.push_back(group.population);
      value.push_back(group.count / group.population);
      const stats::Interval interval = stats::byar_interval(group.count, 0.95);
      // The square root of nothing counted is no doubt at all: there the exact interval's width stands for it.
      const double spread = group.count > 0 ? std::sqrt(group.count) : (interval.upper - interval.lower) / (2 * stats::two_sided_z(0.95));
      error.push_back(spread / group.population);
    }
    const std::vector<double> confidences = {0.95, 0.998};
    // Turned round: from the least to the most deprived, so that a positive slope is what deprivation adds.
    const stats::SlopeIndex index = stats::slope_index(population, value, error, confidences, {.multiplier = -indicator_.multiplier, .seed = 1, .repetitions = kDraws});
    const auto finish_index = [&](const char* name, double figure, const std::vector<stats::Interval>& intervals, const std::string& unit) {
      Draft draft = begin(area, period);
      core::Estimate& estimate = draft.estimate;
      estimate.category_type = "inequality over " + plural(type);
      estimate.category = name;
      estimate.unit = unit;
      estimate.method = "line through the groups' rates, weighted by population";
      if (!index.withheld.empty()) withhold(estimate, "missing", std::string(index.withheld));
      else if (!std::isfinite(figure) || (figure < 0 && unit == "ratio")) withhold(estimate, "missing", "the line crosses zero at its least deprived end");
      else set_index(estimate, figure, intervals);
      finish(std::move(draft));
    };
    finish_index("slope index", index.sii, index.sii_intervals, indicator_.unit);
    finish_index("relative index", index.rii, index.rii_intervals, "ratio");
  }

  static void set_index(core::Estimate& estimate, double figure, const std::vector<stats::Interval>& intervals) {
    estimate.value = figure;
    estimate.lower_95 = intervals[0].lower, estimate.upper_95 = intervals[0].upper;
    estimate.lower_99_8 = intervals[1].lower, estimate.upper_99_8 = intervals[1].upper;
    const bool ratio = estimate.unit == "ratio";
    const double even = ratio ? 1 : 0;
    if (estimate.lower_95 <= figure && figure <= estimate.upper_95) {
      estimate.comparator = "no gradient";
      estimate.comparator_value = even;
      estimate.significance = estimate.lower_95 > even ? "higher" : estimate.upper_95 < even ? "lower" : "similar";
    } else {
      // Near zero the ratio's ends fly off to either side.
      estimate.lower_95 = estimate.upper_95 = estimate.lower_99_8 = estimate.upper_99_8 = core::Estimate::kMissing;
      add_note(estimate, "the least deprived end is too near zero for an interval");
    }
  }

  Context& context_;
  const IndicatorDefinition& indicator_;
  SmallAreaCounts counts_;
  std::map<std::pair<std::size_t, std::string>, std::map<std::size_t, int>> groups_;
  Result result_;
};

}  // namespace

Result compute_slope_index(Context& context, const IndicatorDefinition& indicator) { return Gradient(context, indicator).run(); }

}  // namespace dmp::indicators
