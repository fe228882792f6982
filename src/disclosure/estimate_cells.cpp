#include "disclosure/estimate_cells.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <utility>

#include "core/number.hpp"
#include "core/period.hpp"
#include "disclosure/flows.hpp"
#include "disclosure/found_sums.hpp"
#include "disclosure/intervals.hpp"
#include "disclosure/queries.hpp"

namespace dmp::disclosure {
namespace {

using core::Estimate;

constexpr double kSame = 1e-6;

class Builder {
 public:
  Builder(const core::Estimates& estimates, const Policy& policy, Kind kind) : estimates_(estimates), policy_(policy), kind_(kind) {
    for (const auto& [area, member] : policy.members)
      if (area != member) members_[area].insert(member);
  }

  EstimateCells build(const core::Estimates* shown) {
    Queries queries(policy_);
    add_cells(queries);
    for (auto& [query, counts] : queries_) {
      rule_ = rules_.at(query);
      add_nodes_of_flows(made_.table, counts, rule_);
      bind_areas(counts);
      bind_breakdown(counts, &Slot::sex, "Persons");
      bind_breakdown(counts, &Slot::age, "All ages");
      bind_categories(counts);
      bind_periods(counts);
    }
    if (shown && !policy_.groups.empty()) bind_groups(queries, *shown);
    bind_shared(queries);
    if (kind_ == Kind::counted) {
      for (const Estimate& row : estimates_) types_.emplace(row.area_code, row.area_type);
      bind_found_sums(made_.table, queries_, types_);
    }
    if (kind_ == Kind::measured) scale_to_steps();
    return std::move(made_);
  }

 private:
  using Counts = std::map<Slot, std::uint32_t>;

  std::uint32_t cell_at(std::size_t query, const Slot& slot, double value, double weight, const Rule& rule) {
    const auto [rule_at, first] = rules_.emplace(query, rule);
    if (!first) rule_at->second = strictest(rule_at->second, rule);
    const auto [at, fresh] = queries_[query].emplace(slot, 0U);
    if (fresh) at->second = made_.table.add({.value = value, .weight = weight + 0.05 * value / (value + 100)});
    if (rule.holds_back(value)) made_.table.cells[at->second].sensitive = true;
    return at->second;
  }

  static double weight_of(const Estimate& row) {
    const bool is_whole = row.sex == "Persons" && row.age == "All ages" && row.category.empty();
    const bool is_large = row.area_type != "small area" && row.area_type != "middle area" && row.area_type != "ward";
    return 1 + 0.5 * is_whole + 0.5 * is_large + 0.5 * (is_large && row.area_type != "authority");
  }

  [[nodiscard]] Rule rule_of(const IndicatorPolicy& indicator) const { return kind_ == Kind::measured ? Rule::none() : indicator.rule.value_or(policy_.rule); }

  /// Each row of the kind with its indicator's policy and the numbers of its queries.
  template <class Take>
  void each_row(Queries& queries, Take take) {
    for (std::size_t i = 0; i < estimates_.size(); ++i) {
      const auto policy = policy_.indicators.find(estimates_[i].indicator_id);
      if (policy == policy_.indicators.end() || policy->second.is_measured != (kind_ == Kind::measured)) continue;
      take(i, estimates_[i], policy->second, queries.numerator(policy->first, policy->second.numerator), queries.denominator(policy->first, policy->second.denominator));
    }
  }

  void add_cells(Queries& queries) {
    each_row(queries, [&](std::size_t, const Estimate& row, const IndicatorPolicy& policy, std::size_t numerator, std::size_t denominator) {
      if (const double count = counted_in(row, policy); !std::isnan(count)) queries.note(numerator, slot_of(row), count);
      if (policy.denominator_is_counted && !std::isnan(row.denominator)) queries.note(denominator, slot_of(row), row.denominator);
    });
    queries.merge();
    made_.rows.resize(estimates_.size());
    each_row(queries, [&](std::size_t i, const Estimate& row, const IndicatorPolicy& policy, std::size_t numerator, std::size_t denominator) {
      const Rule rule = rule_of(policy);
      const double count = counted_in(row, policy);
      if (policy.denominator_is_counted && !std::isnan(row.denominator))
        made_.rows[i].denominator = cell_at(queries.merged(denominator), slot_of(row), row.denominator, weight_of(row) + 0.5, rule);
      if (std::isnan(count)) return;
      made_.rows[i].count = cell_at(queries.merged(numerator), slot_of(row), count, weight_of(row), rule);
      if (kind_ == Kind::measured) judge_sum(row, policy, *made_.rows[i].count);
      if (policy.rest_is_counted && !std::isnan(row.denominator) && row.denominator >= count) judge_rest(row, rule, i, count);
    });
  }

  /// What the count leaves of its denominator is about people too. Of a denominator that may be held back itself it is a cell: nobody
  /// knows it, not even that it is nothing. A denominator that everybody knows bounds the count.
  void judge_rest(const Estimate& row, const Rule& rule, std::size_t i, double count) {
    TableCell& cell = made_.table.cells[*made_.rows[i].count];
    if (rule.holds_back(row.denominator - count)) cell.sensitive = true;
    if (made_.rows[i].denominator && kind_ == Kind::counted)
      made_.rows[i].rest = rest_of(*made_.rows[i].denominator, *made_.rows[i].count, rule);
    else
      cell.upper = std::min(cell.upper, row.denominator);
  }

  /// The cell, made and bound when first asked for, of what a part leaves of its whole. None where it is a cell of its own whole, or more than it.
  std::optional<std::uint32_t> rest_of(std::uint32_t whole, std::uint32_t part, const Rule& rule) {
    const double rest = made_.table.cells[whole].value - made_.table.cells[part].value;
    if (whole == part || rest < -kSame) return std::nullopt;
    const auto [at, fresh] = rests_.emplace(std::pair(whole, part), 0U);
    if (fresh) {
      at->second = made_.table.add({.value = std::max(rest, 0.0), .hidden = true});
      made_.table.bind(whole, {part, at->second});
    }
    TableCell& cell = made_.table.cells[at->second];
    cell.sensitive = cell.sensitive || rule.holds_back(rest);
    return at->second;
  }

  /// A sum that few contribute to is held back, and must stay as far from what can be worked out as the rules ask.
  void judge_sum(const Estimate& row, const IndicatorPolicy& policy, std::uint32_t cell) {
    levels_.resize(made_.table.cells.size(), 0.0);
    const auto largest = policy_.largest.find(row.estimate_id);
    if (largest == policy_.largest.end()) return;
    levels_[cell] = std::max(levels_[cell], protection_level(policy.dominance, row.count, largest->second));
    if (levels_[cell] > 0) made_.table.cells[cell].sensitive = true;
  }

  /// Divides the sums of every component by the greatest distance its cells ask for, so that a step of 1 is enough for all.
  void scale_to_steps() {
    levels_.resize(made_.table.cells.size(), 0.0);
    made_.steps.assign(made_.table.cells.size(), 1.0);
    for (const auto& cells : components(made_.table, false)) {
      double step = 0;
      for (const std::uint32_t cell : cells) step = std::max(step, levels_[cell]);
      if (step == 0) continue;
      for (const std::uint32_t cell : cells) {
        made_.steps[cell] = step;
        made_.table.cells[cell].value /= step;
      }
    }
  }

  /// A category that is the sum over some areas, where it is shown.
  void bind_groups(Queries& queries, const core::Estimates& shown) {
    std::map<std::string, std::set<Slot>> slots;
    for (const Estimate& row : shown)
      if (!row.category.empty() && row.suppressed != "suppressed") slots[row.indicator_id].insert(slot_of(row));
    for (const CountedGroup& group : policy_.groups) {
      const auto policy = policy_.indicators.find(group.indicator);
      if (policy == policy_.indicators.end() || policy->second.is_measured != (kind_ == Kind::measured)) continue;
      const std::size_t query = queries.merged(queries.numerator(group.indicator, policy->second.numerator));
      const auto counts = queries_.find(query);
      if (counts == queries_.end()) continue;
      rule_ = rules_.at(query);
      for (auto at = counts->second.lower_bound(Slot{group.area, "", "", "", "", "", ""}); at != counts->second.end() && at->first.area == group.area; ++at) {
        if (at->first.category_type != group.category_type || at->first.category != group.category || !slots[group.indicator].contains(at->first)) continue;
        std::vector<std::uint32_t> parts;
        Slot part = at->first;
        part.category_type.clear();
        part.category.clear();
        for (const std::string& member : group.members) {
          part.area = member;
          if (const auto found = counts->second.find(part); found != counts->second.end()) parts.push_back(found->second);
        }
        bind(at->second, std::move(parts));
      }
    }
  }

  /// What a part leaves of its whole, cell by cell, is about people too.
  void bind_shared(const Queries& queries) {
    for (const auto& [whole, part] : queries.parts()) {
      const auto wholes = queries_.find(whole), parts = queries_.find(part);
      if (wholes == queries_.end() || parts == queries_.end()) continue;
      const Rule rule = strictest(rules_.at(whole), rules_.at(part));
      for (const auto& [slot, cell] : parts->second)
        if (const auto total = wholes->second.find(slot); total != wholes->second.end()) rest_of(total->second, cell, rule);
    }
  }

  /// The total is the sum of the parts, and of a rest that nobody shows where it is more. A sum that is more than the total
  /// (people counted in several parts) says nothing that could be solved.
  void bind(std::uint32_t total, std::vector<std::uint32_t> parts, bool may_leave_rest = true) {
    double rest = made_.table.cells[total].value;
    for (const std::uint32_t part : parts) rest -= made_.table.cells[part].value;
    if (parts.empty() || rest < -kSame || (rest > kSame && !may_leave_rest)) return;
    if (rest > kSame) parts.push_back(made_.table.add({.value = rest, .sensitive = rule_.holds_back(rest), .hidden = true}));
    made_.table.bind(total, std::move(parts));
  }

  /// Groups cells that differ in one member of their slot only: that member's value to the cell.
  static std::map<Slot, std::map<std::string, std::uint32_t>> lines(const Counts& counts, std::string Slot::*along) {
    std::map<Slot, std::map<std::string, std::uint32_t>> found;
    for (const auto& [slot, cell] : counts) {
      Slot line = slot;
      (line.*along).clear();
      found[line].emplace(slot.*along, cell);
    }
    return found;
  }

  [[nodiscard]] const std::string& type_of(const std::string& area) {
    if (types_.empty())
      for (const Estimate& row : estimates_) types_.emplace(row.area_code, row.area_type);
    return types_[area];
  }

  void bind_areas(const Counts& counts) {
    for (const auto& [line, cells] : lines(counts, &Slot::area)) {
      if (cells.size() < 2) continue;
      for (const auto& [area, total] : cells) {
        const auto inside = members_.find(area);
        if (inside == members_.end()) continue;
        std::map<std::string, std::vector<std::uint32_t>> by_type;
        // Walks the shorter of the two lists.
        if (inside->second.size() < cells.size()) {
          for (const std::string& member : inside->second)
            if (const auto at = cells.find(member); at != cells.end()) by_type[type_of(member)].push_back(at->second);
        } else {
          for (const auto& [member, cell] : cells)
            if (inside->second.contains(member)) by_type[type_of(member)].push_back(cell);
        }
        // What is in the areas of a level between adds up there.
        for (const char* between : {"county", "authority"})
          if (by_type.contains(between)) {
            by_type = {{between, by_type[between]}};
            break;
          }
        by_type.erase(type_of(area));
        for (auto& [type, parts] : by_type) bind(total, std::move(parts));
      }
    }
  }

  void bind_breakdown(const Counts& counts, std::string Slot::*along, const std::string& whole) {
    for (auto& [line, cells] : lines(counts, along)) {
      if (along == &Slot::age) bind_bands(cells);
      const auto total = cells.find(whole);
      if (total == cells.end() || cells.size() < 2) continue;
      std::vector<std::string> names;
      for (const auto& [name, cell] : cells)
        if (name != whole) names.push_back(name);
      if (along == &Slot::age) names = without_overlap(names);
      std::vector<std::uint32_t> parts;
      for (const std::string& name : names) parts.push_back(cells.at(name));
      bind(total->second, std::move(parts));
    }
  }

  /// First and last age of a band ("18-24", "65+", "17"); -1 where the name is no band.
  static std::pair<long long, long long> ends_of(const std::string& name) {
    const auto dash = name.find_first_of("-+");
    const long long from = core::parse_integer(name.substr(0, dash)).value_or(-1);
    const long long to = dash == std::string::npos ? from : name[dash] == '+' ? 999 : core::parse_integer(name.substr(dash + 1)).value_or(-1);
    return {from, to};
  }

  /// Bands that overlap: one holds others, or two share ages.
  void bind_bands(const std::map<std::string, std::uint32_t>& cells) {
    std::vector<Stretch> stretches;
    for (const auto& [name, cell] : cells)
      if (const auto [from, to] = ends_of(name); from >= 0 && to >= from) stretches.push_back({from, to + 1, cell});
    if (kind_ == Kind::counted) bind_stretches(made_.table, stretches, rule_);
  }

  /// Bands of age that share no age: of those that do the ones that end first.
  static std::vector<std::string> without_overlap(std::vector<std::string> names) {
    std::stable_sort(names.begin(), names.end(), [](const std::string& a, const std::string& b) { return std::pair(ends_of(a).second, -ends_of(a).first) < std::pair(ends_of(b).second, -ends_of(b).first); });
    std::vector<std::string> kept;
    long long last = -1;
    for (const std::string& name : names) {
      const auto [from, to] = ends_of(name);
      if (from >= 0 && from <= last) continue;
      kept.push_back(name);
      last = std::max(last, to);
    }
    return kept;
  }

  void bind_categories(const Counts& counts) {
    std::map<Slot, std::map<std::string, std::vector<std::uint32_t>>> found;
    for (const auto& [slot, cell] : counts) {
      // The steps of a way add up at each of its nodes, and the nodes to the total.
      if (slot.category.empty() || flow_of(slot.category)) continue;
      Slot whole = slot;
      whole.category.clear();
      whole.category_type.clear();
      found[whole][slot.category_type].push_back(cell);
    }
    for (auto& [whole, types] : found) {
      const auto total = counts.find(whole);
      if (total == counts.end()) continue;
      for (auto& [type, parts] : types) bind(total->second, std::move(parts));
    }
  }

  struct Span {
    std::int64_t start, end;
    std::uint32_t cell;
  };

  /// A period that is exactly the sum of others that follow one another without a gap.
  void bind_periods(const Counts& counts) {
    std::map<Slot, std::vector<Span>> found;
    for (const auto& [slot, cell] : counts) {
      const auto start = core::parse_day(slot.period_start), end = core::parse_day(slot.period_end);
      if (!start || !end) continue;
      Slot line = slot;
      line.period_start.clear();
      line.period_end.clear();
      found[line].push_back({start->since_epoch, end->since_epoch, cell});
    }
    for (const auto& [line, spans] : found) {
      for (const Span& whole : spans)
        if (auto parts = tiles(whole, spans); parts.size() > 1) bind(whole.cell, std::move(parts), false);
      std::vector<Stretch> stretches;
      for (const Span& span : spans)
        if (span.end >= span.start && (spans.size() == 1 || tiles(span, spans).size() < 2)) stretches.push_back({span.start, span.end + 1, span.cell});
      if (kind_ == Kind::counted) bind_stretches(made_.table, stretches, rule_);
    }
  }

  static std::vector<std::uint32_t> tiles(const Span& whole, const std::vector<Span>& spans) {
    std::vector<std::uint32_t> parts;
    for (std::int64_t day = whole.start; day <= whole.end;) {
      const Span* longest = nullptr;
      for (const Span& span : spans)
        if (span.start == day && span.end <= whole.end && span.end - span.start < whole.end - whole.start && (!longest || span.end > longest->end)) longest = &span;
      if (!longest) return {};
      parts.push_back(longest->cell);
      day = longest->end + 1;
    }
    return parts;
  }

  const core::Estimates& estimates_;
  const Policy& policy_;
  const Kind kind_;
  EstimateCells made_;
  Rule rule_;                          ///< of the query that is being bound
  std::map<std::size_t, Rule> rules_;  ///< of each query: the strictest of its indicators
  std::vector<double> levels_;         ///< of each cell: how far from it what can be worked out must stay (measured)
  QueryCells queries_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> rests_;  ///< by whole and part
  std::map<std::string, std::set<std::string>> members_;
  std::map<std::string, std::string> types_;
};

}  // namespace

double counted_in(const Estimate& row, const IndicatorPolicy& policy) {
  if (policy.counts_the_rest) {
    if (!std::isnan(row.count)) return row.count > 0 ? std::round(row.denominator - row.count) : Estimate::kMissing;
    return row.value > 0 && row.unit == "%" ? std::round(row.denominator * (1 - row.value / 100)) : Estimate::kMissing;
  }
  if (!std::isnan(row.count)) return row.count;
  // A share without its count still tells it.
  return policy.denominator_is_counted && row.unit == "%" ? std::round(row.value * row.denominator / 100) : row.count;
}

EstimateCells cells_of(const core::Estimates& estimates, const Policy& policy, Kind kind, const core::Estimates* shown) { return Builder(estimates, policy, kind).build(shown); }

}  // namespace dmp::disclosure
