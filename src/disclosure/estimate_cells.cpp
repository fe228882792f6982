#include "disclosure/estimate_cells.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <unordered_map>

#include "core/number.hpp"
#include "core/period.hpp"

namespace dmp::disclosure {
namespace {

using core::Estimate;

constexpr double kSame = 1e-6;
/// Two queries that agree on so many cells or more, and differ on none, count the same.
constexpr std::size_t kAgreeing = 10;

/// Where a count stands: everything but the query that counts.
struct Slot {
  std::string area, period_start, period_end, sex, age, category_type, category;
  auto operator<=>(const Slot&) const = default;
};

Slot slot_of(const Estimate& row) { return {row.area_code, row.period_start, row.period_end, row.sex, row.age, row.category_type, row.category}; }

/// What counts the numerators and denominators of the indicators, and the values each gives.
class Queries {
 public:
  /// The number of an indicator's numerator or denominator.
  std::size_t named(const std::string& name, const std::string& text) {
    const auto [at, fresh] = names_.emplace(name, list_.size());
    if (fresh) list_.push_back({text, {}});
    return at->second;
  }
  void note(std::size_t query, const Slot& slot, double value) { list_[query].values.emplace(slots_.emplace(slot, static_cast<std::uint32_t>(slots_.size())).first->second, value); }

  /// One number for those that count the same: the same text, or many cells in common; and no cell that differs.
  std::vector<std::size_t> merged() {
    std::vector<std::size_t> of(list_.size());
    std::iota(of.begin(), of.end(), std::size_t{0});
    for (std::size_t b = 1; b < list_.size(); ++b)
      for (std::size_t a = 0; a < b; ++a) {
        if (of[a] != a || !agree(list_[a], list_[b])) continue;
        of[b] = a;
        list_[a].values.insert(list_[b].values.begin(), list_[b].values.end());
        break;
      }
    return of;
  }

 private:
  struct Query {
    std::string text;
    std::unordered_map<std::uint32_t, double> values;  ///< by slot
  };
  static bool agree(const Query& a, const Query& b) {
    const auto& fewer = a.values.size() < b.values.size() ? a.values : b.values;
    const auto& more = a.values.size() < b.values.size() ? b.values : a.values;
    std::size_t common = 0;
    for (const auto& [slot, value] : fewer) {
      const auto found = more.find(slot);
      if (found == more.end()) continue;
      if (std::abs(found->second - value) > kSame) return false;
      common += value > 0;
    }
    return a.text == b.text || common >= kAgreeing;
  }

  std::map<std::string, std::size_t> names_;
  std::map<Slot, std::uint32_t> slots_;
  std::vector<Query> list_;
};

double count_of(const Estimate& row, const IndicatorPolicy& policy) {
  if (!std::isnan(row.count)) return row.count;
  // A share without its count still tells it.
  return policy.denominator_is_counted && row.unit == "%" ? std::round(row.value * row.denominator / 100) : row.count;
}

class Builder {
 public:
  Builder(const core::Estimates& estimates, const Policy& policy) : estimates_(estimates), policy_(policy) {
    for (const auto& [area, member] : policy.members)
      if (area != member) members_[area].insert(member);
  }

  EstimateCells build() {
    add_cells();
    for (auto& [query, counts] : queries_) {
      bind_areas(counts);
      bind_breakdown(counts, &Slot::sex, "Persons");
      bind_breakdown(counts, &Slot::age, "All ages");
      bind_categories(counts);
      bind_periods(counts);
    }
    return std::move(made_);
  }

 private:
  using Counts = std::map<Slot, std::uint32_t>;

  std::uint32_t cell_at(std::size_t query, const Slot& slot, double value, double weight) {
    const auto [at, fresh] = queries_[query].emplace(slot, 0U);
    if (fresh) at->second = made_.table.add({.value = value, .sensitive = policy_.rule.holds_back(value), .weight = weight + 0.05 * value / (value + 100)});
    return at->second;
  }

  static double weight_of(const Estimate& row) {
    const bool is_whole = row.sex == "Persons" && row.age == "All ages" && row.category.empty();
    const bool is_large = row.area_type != "small area" && row.area_type != "middle area" && row.area_type != "ward";
    return 1 + 0.5 * is_whole + 0.5 * is_large + 0.5 * (is_large && row.area_type != "authority");
  }

  void add_cells() {
    Queries named;
    const auto each = [&](auto take) {
      for (std::size_t i = 0; i < estimates_.size(); ++i) {
        const auto policy = policy_.indicators.find(estimates_[i].indicator_id);
        if (policy == policy_.indicators.end() || policy->second.is_measured) continue;
        take(i, estimates_[i], policy->second, named.named("n " + policy->first, policy->second.numerator), named.named("d " + policy->first, policy->second.denominator));
      }
    };
    each([&](std::size_t, const Estimate& row, const IndicatorPolicy& policy, std::size_t numerator, std::size_t denominator) {
      if (const double count = count_of(row, policy); !std::isnan(count)) named.note(numerator, slot_of(row), count);
      if (policy.denominator_is_counted && !std::isnan(row.denominator)) named.note(denominator, slot_of(row), row.denominator);
    });
    const std::vector<std::size_t> merged = named.merged();
    made_.rows.resize(estimates_.size());
    each([&](std::size_t i, const Estimate& row, const IndicatorPolicy& policy, std::size_t numerator, std::size_t denominator) {
      const double count = count_of(row, policy);
      if (policy.denominator_is_counted && !std::isnan(row.denominator))
        made_.rows[i].denominator = cell_at(merged[denominator], slot_of(row), row.denominator, weight_of(row) + 0.5);
      if (std::isnan(count)) return;
      made_.rows[i].count = cell_at(merged[numerator], slot_of(row), count, weight_of(row));
      TableCell& cell = made_.table.cells[*made_.rows[i].count];
      if (!policy.rest_is_counted || std::isnan(row.denominator) || row.denominator < count) return;
      cell.upper = std::min(cell.upper, row.denominator);
      if (policy_.rule.holds_back(row.denominator - count)) cell.sensitive = true;
    });
  }

  /// The total is the sum of the parts, and of a rest that nobody shows where it is more. A sum that is more than the total
  /// (people counted in several parts) says nothing that could be solved.
  void bind(std::uint32_t total, std::vector<std::uint32_t> parts, bool may_leave_rest = true) {
    double rest = made_.table.cells[total].value;
    for (const std::uint32_t part : parts) rest -= made_.table.cells[part].value;
    if (parts.empty() || rest < -kSame || (rest > kSame && !may_leave_rest)) return;
    if (rest > kSame) parts.push_back(made_.table.add({.value = rest, .sensitive = policy_.rule.holds_back(rest), .hidden = true}));
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

  /// Bands of age that hold no other band.
  static std::vector<std::string> without_overlap(const std::vector<std::string>& names) {
    const auto ends = [](const std::string& name) {
      const auto dash = name.find_first_of("-+");
      const double from = core::parse_number(name.substr(0, dash)).value_or(-1);
      const double to = dash == std::string::npos ? from : name[dash] == '+' ? 999 : core::parse_number(name.substr(dash + 1)).value_or(-1);
      return std::pair(from, to);
    };
    std::vector<std::string> kept;
    for (const std::string& name : names) {
      const auto [from, to] = ends(name);
      const bool holds_another = std::any_of(names.begin(), names.end(), [&](const std::string& other) {
        const auto [a, b] = ends(other);
        return other != name && a >= from && b <= to;
      });
      if (!holds_another) kept.push_back(name);
    }
    return kept;
  }

  void bind_categories(const Counts& counts) {
    std::map<Slot, std::map<std::string, std::vector<std::uint32_t>>> found;
    for (const auto& [slot, cell] : counts) {
      if (slot.category.empty()) continue;
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
    for (const auto& [line, spans] : found)
      for (const Span& whole : spans)
        if (auto parts = tiles(whole, spans); parts.size() > 1) bind(whole.cell, std::move(parts), false);
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
  EstimateCells made_;
  std::map<std::size_t, Counts> queries_;
  std::map<std::string, std::set<std::string>> members_;
  std::unordered_map<std::string, std::string> types_;
};

}  // namespace

EstimateCells cells_of(const core::Estimates& estimates, const Policy& policy) { return Builder(estimates, policy).build(); }

}  // namespace dmp::disclosure
