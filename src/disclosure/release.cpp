#include "disclosure/release.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>
#include <unordered_map>

#include "core/number.hpp"
#include "disclosure/earlier.hpp"
#include "disclosure/estimate_cells.hpp"
#include "disclosure/protect.hpp"

namespace dmp::disclosure {
namespace {

using core::Estimate;

bool is_suppressed(const Estimate& row) { return row.suppressed == "suppressed"; }

void clear(Estimate& row, const IndicatorPolicy& policy, bool denominator_too, const Rule& rule) {
  // A mean's denominator is its count.
  if (denominator_too || (row.denominator == row.count && !policy.denominator_is_counted)) row.denominator = Estimate::kMissing;
  row.value = row.lower_95 = row.upper_95 = row.lower_99_8 = row.upper_99_8 = row.count = Estimate::kMissing;
  row.significance = "not compared";
  row.trend = "cannot be calculated";
  row.suppressed = "suppressed";
  // One note for all: it must not tell which of them are small.
  row.note = policy.is_measured ? "few contribute to it, or it would give away a figure to which few do" : fmt::format("{}, or would give away a figure that is", rule.words());
}

/// Rows compared with a row that is suppressed would show its value.
void clear_comparators(core::Estimates& estimates) {
  using Key = std::tuple<std::string, std::string, std::string, std::string, std::string, std::string>;
  const auto key = [](const Estimate& row, const std::string& area) { return Key{row.indicator_id, area, row.period, row.sex, row.age, row.category}; };
  std::map<Key, bool> suppressed;
  for (const Estimate& row : estimates)
    if (is_suppressed(row)) suppressed[key(row, row.area_name)] = true;
  for (Estimate& row : estimates) {
    if (row.comparator.empty() || !suppressed.contains(key(row, row.comparator))) continue;
    row.comparator.clear();
    row.comparator_value = Estimate::kMissing;
    row.significance = "not compared";
  }
}

/// Numbers that a note begins a remark with ("3 without a known age are left out") are counts too.
void clear_note(Estimate& row, const Rule& rule) {
  std::string cleared;
  for (std::size_t from = 0; from < row.note.size();) {
    const std::size_t to = std::min(row.note.find("; ", from), row.note.size());
    const std::string remark = row.note.substr(from, to - from);
    const auto end = std::min(remark.find_first_not_of("0123456789"), remark.size());
    const auto number = end > 0 && end < remark.size() && remark[end] == ' ' ? core::parse_number(remark.substr(0, end)) : std::nullopt;
    cleared += (cleared.empty() ? "" : "; ") + (number && rule.holds_back(*number) ? rule.words() + remark.substr(end) : remark);
    from = to + 2;
  }
  row.note = cleared;
}

/// What one kind of figures hides: rows, and whether their denominator goes too.
struct Hidden {
  std::vector<bool> row, denominator, small, deducible;
  std::vector<std::string> public_already;
};

/// Where nothing can protect a sum that few contribute to, all that it is bound to goes.
void hide_components(const LinkedTable& table, Protection& protection) {
  if (protection.unprotected.empty()) return;
  for (const auto& cells : components(table, false)) {
    if (std::none_of(cells.begin(), cells.end(), [&](std::uint32_t cell) { return std::binary_search(protection.unprotected.begin(), protection.unprotected.end(), cell); })) continue;
    for (const std::uint32_t cell : cells) protection.hidden[cell] = true;
  }
}

void hide(const Joint& joint, const Policy& policy, Kind kind, Hidden& hidden) {
  EstimateCells cells = cells_of(joint.estimates, policy, kind);
  heed_earlier(cells, joint);
  Protection protection = kind == Kind::counted ? protect(cells.table) : protect(cells.table, {.hidden_is_at_least = 0});
  if (kind == Kind::measured) hide_components(cells.table, protection);
  std::vector<bool> deducible(cells.table.cells.size(), false);
  for (const std::uint32_t cell : protection.unprotected) deducible[cell] = true;
  for (std::size_t i = 0; i < joint.today; ++i) {
    const auto& [count, denominator, rest] = cells.rows[i];
    const auto is = [](const auto& which, std::optional<std::uint32_t> cell) { return cell && which[*cell]; };
    const auto sensitive = [&](std::optional<std::uint32_t> cell) { return cell && cells.table.cells[*cell].sensitive; };
    if (!is(protection.hidden, count) && !is(protection.hidden, denominator)) continue;
    hidden.row[i] = true;
    hidden.denominator[i] = is(protection.hidden, denominator);
    hidden.small[i] = sensitive(count) || sensitive(denominator);
    const bool known = count && cells.table.cells[*count].fixed && sensitive(count);
    if (known) hidden.public_already.push_back(joint.estimates[i].estimate_id);
    hidden.deducible[i] = !known && (is(deducible, count) || is(deducible, denominator) || is(deducible, rest));
  }
}

/// Categories that are sums over areas cut across wards and authorities, where suppression has no answer that stays small. They are shown
/// only where every one of their areas is shown over the same time, and then tell nothing that is not shown; or where none has a row.
void hide_groups(const core::Estimates& estimates, const Policy& policy, Hidden& hidden) {
  std::map<std::pair<std::string, std::string>, std::vector<std::size_t>> rows;  // totals of an indicator in an area
  for (std::size_t i = 0; i < estimates.size() && !policy.groups.empty(); ++i)
    if (estimates[i].category.empty() && estimates[i].sex == "Persons" && estimates[i].age == "All ages") rows[{estimates[i].indicator_id, estimates[i].area_code}].push_back(i);
  std::map<std::tuple<std::string, std::string, std::string>, std::set<std::string>> together;  // all areas of the categories of one kind
  for (const CountedGroup& group : policy.groups)
    if (policy.indicators.contains(group.indicator)) together[{group.indicator, group.area, group.category_type}].insert(group.members.begin(), group.members.end());
  std::map<std::string, std::set<std::string>> same;
  for (std::size_t i = 0; i < estimates.size() && !together.empty(); ++i) {
    const Estimate& row = estimates[i];
    const auto members = together.find({row.indicator_id, row.area_code, row.category_type});
    if (members == together.end()) continue;
    if (!same.contains(row.indicator_id)) same[row.indicator_id] = same_counts(policy, row.indicator_id);
    std::size_t with_rows = 0;
    bool any_hidden = false;
    for (const std::string& member : members->second) {
      bool has_row = false;
      for (const std::string& id : same[row.indicator_id])
        if (const auto found = rows.find({id, member}); found != rows.end())
          for (const std::size_t other : found->second)
            if (estimates[other].period_start <= row.period_end && row.period_start <= estimates[other].period_end) has_row = true, any_hidden = any_hidden || hidden.row[other];
      with_rows += has_row;
    }
    if (any_hidden || (with_rows > 0 && with_rows < members->second.size())) hidden.row[i] = true;
  }
}

/// Rows that would tell what a suppressed row holds, because they are worked out from it.
void hide_drawn(const core::Estimates& estimates, const Policy& policy, Hidden& hidden) {
  if (policy.drawn_from.empty()) return;
  std::unordered_map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < estimates.size(); ++i) places.emplace(estimates[i].estimate_id, i);
  for (const auto& [id, sources] : policy.drawn_from) {
    const auto drawn = places.find(id);
    if (drawn == places.end()) continue;
    for (const std::string& source : sources)
      if (const auto at = places.find(source); at != places.end() && hidden.row[at->second]) hidden.row[drawn->second] = true;
  }
}

}  // namespace

std::set<std::string> same_counts(const Policy& policy, const std::string& indicator) {
  const IndicatorPolicy& own = policy.indicators.at(indicator);
  std::set<std::string> same = {indicator};
  if (!own.count_of.empty()) same.insert(own.count_of);
  for (const auto& [id, other] : policy.indicators)
    if (other.numerator == own.numerator) same.insert(id);
  for (const auto& [id, other] : policy.indicators)
    if (same.contains(other.count_of)) same.insert(id);
  return same;
}

void suppress(Released& released, std::span<const std::size_t> rows, const Policy& policy) {
  for (const std::size_t i : rows) {
    const IndicatorPolicy& indicator = policy.indicators.at(released.estimates[i].indicator_id);
    released.besides += !is_suppressed(released.estimates[i]);
    clear(released.estimates[i], indicator, indicator.denominator_is_counted, indicator.rule.value_or(policy.rule));
  }
  clear_comparators(released.estimates);
}

Released release(const core::Estimates& estimates, const Policy& policy) {
  const Joint joint = joint_with_earlier(estimates, policy);
  const std::vector<bool> none(estimates.size(), false);
  Hidden hidden{none, none, none, none, {}};
  for (const Kind kind : {Kind::counted, Kind::measured}) hide(joint, policy, kind, hidden);
  hide_groups(estimates, policy, hidden);
  hide_drawn(estimates, policy, hidden);
  Released released;
  released.estimates = estimates;
  released.public_already = hidden.public_already;
  for (std::size_t i = 0; i < estimates.size(); ++i) {
    const auto indicator = policy.indicators.find(estimates[i].indicator_id);
    if (indicator == policy.indicators.end()) continue;
    const Rule rule = indicator->second.rule.value_or(policy.rule);
    if (!hidden.row[i]) {
      clear_note(released.estimates[i], rule);
      continue;
    }
    clear(released.estimates[i], indicator->second, hidden.denominator[i], rule);
    ++(hidden.small[i] ? released.small : released.besides);
    if (hidden.deducible[i]) released.unprotected.push_back(estimates[i].estimate_id);
  }
  clear_comparators(released.estimates);
  return released;
}

}  // namespace dmp::disclosure
