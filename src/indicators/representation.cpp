#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/errors.hpp"
#include "indicators/context.hpp"
#include "indicators/measure.hpp"
#include "stats/representation.hpp"

namespace dmp::indicators {
namespace {

using catalogue::IndicatorDefinition;
using core::Estimate;
using stats::RepresentedGroup;

/// The same SELECT with another of its columns as the weight.
Question weighted_by(const Question& question, const std::string& column) {
  Question other = question;
  std::string names;
  for (const engine::Column& given : question.select.columns)
    if (given.name != "weight") names += (names.empty() ? "" : ", ") + engine::quoted_name(given.name);
  other.select.sql = "SELECT " + names + ", " + column + " AS weight FROM (" + question.select.sql + ")";
  for (engine::Column& given : other.select.columns)
    if (given.name == "weight") given.type = engine::ColumnType::number;
  return other;
}

class Representation {
 public:
  Representation(Context& context, const IndicatorDefinition& indicator) : context_(context), indicator_(indicator) {}

  Result run() {
    ask();
    if (!result_.reasons.empty()) return std::move(result_);
    const auto breakdowns = breakdowns_of(indicator_);
    for (std::size_t area = 0; area < context_.areas.size(); ++area) {
      if (!is_given_for(indicator_, context_.areas[area])) continue;
      for (std::size_t period = 0; period < periods_.size(); ++period) {
        const auto missing = missing_months(context_, numerator_question_.select.tables, area, periods_[period]);
        if (!missing.empty()) {
          gaps_.add(context_, numerator_question_.select.tables, area, periods_[period], missing);
          continue;
        }
        origin_ = origin_of(context_, tables_, area, periods_[period]);
        std::vector<Draft> drafts;
        for (const Breakdown& breakdown : breakdowns)
          if (breakdown != Breakdown{}) add(drafts, area, period, breakdown);
        if (drafts.empty()) continue;
        add_total(area, period, drafts.front());
        for (Draft& draft : drafts) result_.drafts.push_back(std::move(draft));
      }
    }
    gaps_.tell(numerator_question_.select.tables, result_.reasons);
    if (result_.drafts.empty() && result_.reasons.empty()) result_.reasons.push_back("no area has both people of known groups and a population by the same groups");
    return std::move(result_);
  }

 private:
  void ask() {
    numerator_question_ = question_of(context_.session, context_.catalogue, indicator_, true);
    Question population = question_of(context_.session, context_.catalogue, indicator_, false);
    tables_ = numerator_question_.select.tables;
    tables_.insert(tables_.end(), population.select.tables.begin(), population.select.tables.end());
    std::sort(tables_.begin(), tables_.end());
    tables_.erase(std::unique(tables_.begin(), tables_.end()), tables_.end());
    result_.run.tables = context_.coverage.uses(tables_);
    if (const std::string reason = empty_table(context_, tables_); !reason.empty()) return result_.reasons.push_back(reason);
    if (numerator_question_.timing != Timing::months || population.timing != Timing::years)
      throw core::UserError(core::ErrorKind::usage, "a representation needs a numerator with 'date' and a denominator with 'year'", indicator_.place, "add the columns to the two SELECTs");
    periods_ = prepare_periods(context_, indicator_.period, numerator_question_.select.tables);
    if (periods_.empty()) return result_.reasons.push_back("the sources cover no whole " + indicator_.period);
    numerator_ = count(context_.session, numerator_question_);
    is_estimate_ = population.select.has("lower_95") && population.select.has("upper_95");
    if (is_estimate_) {
      lower_ = count(context_.session, weighted_by(population, "lower_95"));
      upper_ = count(context_.session, weighted_by(population, "upper_95"));
    }
    population_ = context_.shared_counts.count(context_.session, population);
    result_.run.numerator_sql = numerator_.sql;
    result_.run.denominator_sql = population_->sql;
    find_groups();
  }

  /// The groups of each breakdown that have a population somewhere, in their order.
  void find_groups() {
    std::map<Breakdown, std::set<CellKey>> found;
    for (const auto& [key, tally] : population_->cells) {
      CellKey group = key;
      group.area = 0, group.period = 0;
      found[key.breakdown].insert(std::move(group));
    }
    for (const auto& [breakdown, keys] : found) groups_[breakdown].assign(keys.begin(), keys.end());
  }

  [[nodiscard]] RepresentedGroup group_at(CellKey key, std::size_t area, std::size_t period, std::string& note) const {
    RepresentedGroup group;
    key.area = area;
    const auto stock = stock_of(*population_, key, periods_[period]);
    if (stock) group.population = stock->value;
    if (stock && note.empty()) note = stock->note;
    if (is_estimate_) {
      const auto lower = stock_of(lower_, key, periods_[period]), upper = stock_of(upper_, key, periods_[period]);
      if (lower && upper) group.log_standard_error = stats::log_standard_error_from(lower->value, upper->value);
    }
    key.period = static_cast<int>(period);
    group.count = numerator_.at(key).n;
    return group;
  }

  void add(std::vector<Draft>& drafts, std::size_t area, std::size_t period, const Breakdown& breakdown) {
    std::vector<CellKey> keys;
    std::vector<RepresentedGroup> groups;
    std::string note;
    std::optional<std::size_t> reference;
    for (const CellKey& key : groups_[breakdown]) {
      const RepresentedGroup group = group_at(key, area, period, note);
      if (!(group.population > 0) && !(group.count > 0)) continue;
      if (!indicator_.inequality.reference.empty() && key.category == indicator_.inequality.reference) reference = groups.size();
      keys.push_back(key);
      groups.push_back(group);
    }
    for (std::size_t i = 0; i < groups.size(); ++i) {
      const bool is_reference = reference == i;
      const stats::GroupRatio ratio = indicator_.inequality.reference.empty() ? stats::representation_index(groups, i)
                                                                              : stats::disproportionality(groups[i], reference ? groups[*reference] : RepresentedGroup{});
      drafts.push_back(draft_of(area, period, keys[i], groups[i]));
      core::Estimate& estimate = drafts.back().estimate;
      if (is_reference && ratio.withheld.empty()) set_reference(estimate);
      else set(estimate, ratio);
      add_note(estimate, note);
    }
  }

  Draft draft_of(std::size_t area, std::size_t period, const CellKey& key, const RepresentedGroup& group) {
    Draft draft = begin_draft(context_, indicator_, area, periods_[period]);
    Estimate& estimate = draft.estimate;
    if (key.breakdown.sex) estimate.sex = key.sex;
    if (key.breakdown.age) estimate.age = numerator_question_.bands[static_cast<std::size_t>(key.band)].label;
    if (key.breakdown.category) {
      estimate.category_type = indicator_.category_type;
      estimate.category = key.category;
    }
    estimate.count = group.count;
    estimate.denominator = group.population;
    set_sources(origin_, draft);
    return draft;
  }

  void set_reference(Estimate& estimate) const {
    estimate.value = 1;
    estimate.method = "ratio of rates";
    add_note(estimate, "the group the others are compared with");
  }

  void set(Estimate& estimate, const stats::GroupRatio& ratio) const {
    const bool shares = indicator_.inequality.reference.empty();
    estimate.method = shares ? "share over share, Wilson's interval" : "ratio of rates, exact conditional interval";
    if (is_estimate_) estimate.method += ", with that of the population";
    if (!ratio.withheld.empty()) return withhold(estimate, "missing", std::string(ratio.withheld));
    estimate.value = ratio.value;
    estimate.lower_95 = ratio.at_95.lower, estimate.upper_95 = ratio.at_95.upper;
    estimate.lower_99_8 = ratio.at_99_8.lower, estimate.upper_99_8 = ratio.at_99_8.upper;
    estimate.comparator = shares ? "an even share" : indicator_.inequality.reference;
    estimate.comparator_value = 1;
    estimate.significance = estimate.lower_95 > 1 ? "higher" : estimate.upper_95 < 1 ? "lower" : "similar";
  }

  /// All groups together: no index, but how many the shares are of.
  void add_total(std::size_t area, std::size_t period, const Draft& first) {
    CellKey key;
    std::string note;
    Draft draft = draft_of(area, period, key, {});
    const RepresentedGroup all = group_at(key, area, period, note);
    draft.estimate.count = all.count;
    draft.estimate.denominator = all.population;
    draft.estimate.method = first.estimate.method;
    withhold(draft.estimate, "not applicable", "an index is of a group; the count is that of all groups");
    result_.drafts.push_back(std::move(draft));
  }

  Context& context_;
  const IndicatorDefinition& indicator_;
  Question numerator_question_;
  Counts numerator_, lower_, upper_;
  std::shared_ptr<const Counts> population_ = std::make_shared<const Counts>();
  std::map<Breakdown, std::vector<CellKey>> groups_;
  bool is_estimate_ = false;
  std::vector<std::string> tables_;
  std::vector<core::Period> periods_;
  Origin origin_;  // of the area and period at hand
  Gaps gaps_;
  Result result_;
};

}  // namespace

Result compute_representation(Context& context, const IndicatorDefinition& indicator) { return Representation(context, indicator).run(); }

}  // namespace dmp::indicators
