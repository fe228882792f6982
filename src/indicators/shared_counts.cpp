#include "indicators/shared_counts.hpp"

#include <algorithm>

#include "indicators/question.hpp"

namespace dmp::indicators {
namespace {

template <class T>
void add_all(std::vector<T>& list, const std::vector<T>& more) {
  for (const T& each : more)
    if (std::find(list.begin(), list.end(), each) == list.end()) list.push_back(each);
}

bool same_bands(const std::vector<AgeBand>& a, const std::vector<AgeBand>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const AgeBand& x, const AgeBand& y) { return x.from == y.from && x.to == y.to; });
}

/// Whether the SELECT gives the columns that the breakdown needs.
bool is_given(const Breakdown& breakdown, const Select& select) {
  if ((breakdown.sex && !select.has("sex")) || (breakdown.age && !select.has("age"))) return false;
  return !breakdown.category || select.has(breakdown.by.empty() ? "category" : breakdown.by == "deprivation" ? "small_area" : breakdown.by.str());
}

}  // namespace

SharedCounts::SharedCounts(const std::vector<const catalogue::IndicatorDefinition*>& wanted) {
  for (const auto* indicator : wanted) {
    for (const std::string* sql : {&indicator->numerator, &indicator->denominator}) {
      if (sql->empty()) continue;
      const std::string text = trimmed_sql(*sql);
      ++uses_[text];
      // Standardised rates and means ask for more than counts; few SELECTs are alike there.
      if (indicator->method == catalogue::Method::dsr || indicator->method == catalogue::Method::mean) continue;
      Needs& needs = needs_[{text, indicator->period}];
      const std::vector<AgeBand> bands = age_bands_of(*indicator);
      if (needs.bands.empty()) needs.bands = bands;
      else if (!bands.empty() && !same_bands(bands, needs.bands)) needs.one_set_of_bands = false;
      add_all(needs.breakdowns, breakdowns_of(*indicator));
      add_all(needs.area_types, counted_types(*indicator));
    }
  }
}

Question SharedCounts::widened(const Question& question, const std::string& period_kind) const {
  Question wide = question;
  const auto found = needs_.find({question.select.sql, period_kind});
  if (found == needs_.end() || !found->second.one_set_of_bands || question.timing != Timing::months || question.standardised || question.squares) return wide;
  wide.breakdowns = found->second.breakdowns;
  std::erase_if(wide.breakdowns, [&](const Breakdown& breakdown) { return !is_given(breakdown, question.select); });
  wide.bands = found->second.bands;
  wide.area_types = found->second.area_types;
  return wide;
}

std::shared_ptr<const Counts> SharedCounts::count(engine::Session& session, const Question& question, const std::string& period_kind, const std::vector<core::Period>& periods) {
  // What one indicator alone counts is not kept for others.
  const auto uses = uses_.find(question.select.sql);
  if (uses == uses_.end() || uses->second < 2) return std::make_shared<const Counts>(indicators::count(session, question));
  const Question wide = widened(question, period_kind);
  std::string key = count_sql(wide);
  for (const core::Period& period : periods) key += "\n" + core::text(period.start) + " " + core::text(period.end);
  Entry* entry = nullptr;
  {
    const std::lock_guard lock(mutex_);
    entry = &entries_[key];
  }
  std::call_once(entry->once, [&] { entry->counts = std::make_shared<const Counts>(indicators::count(session, wide)); });
  return entry->counts;
}

}  // namespace dmp::indicators
