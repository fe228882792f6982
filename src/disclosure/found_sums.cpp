#include "disclosure/found_sums.hpp"

#include <cmath>
#include <numbers>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "core/period.hpp"
#include "disclosure/mixed.hpp"

namespace dmp::disclosure {
namespace {

/// What must remain, in bits, after every pair was tried, so that a sum which always holds is no accident: one in a million.
constexpr double kSurprise = 20;

/// How surprising it is to meet the very count by chance: the entropy of a Poisson variable of that mean, in bits.
double surprise_of(double count) { return count > 0 ? 0.5 * std::log2(2 * std::numbers::pi * std::numbers::e * count) : 0; }

/// One breakdown of one query over the areas and periods of a level.
struct Series {
  std::size_t query = 0;
  std::map<std::uint32_t, std::uint32_t> cells;  ///< by the number of the place
  std::uint64_t places = 0;                      ///< tells which places it has
  std::uint64_t print = 0;                       ///< adds up as the series does, modulo 2^64
  double surprise = 0;                           ///< of meeting all of it by chance, in bits
  bool whole_numbers = true;
};

class Finder {
 public:
  Finder(LinkedTable& table, const QueryCells& queries, const std::map<std::string, std::string>& types) : table_(table) {
    for (const auto& [query, cells] : queries)
      for (const auto& [slot, cell] : cells) take(query, slot, cell, types);
  }

  void bind() {
    std::map<std::uint64_t, std::vector<const Series*>> groups;
    for (const auto& [name, series] : series_)
      if (series.whole_numbers) groups[series.places].push_back(&series);
    for (auto& [places, group] : groups) {
      const double tried = 2 * std::log2(static_cast<double>(group.size()));
      std::erase_if(group, [&](const Series* series) { return series->surprise < kSurprise + tried; });
      bind_group(group);
    }
  }

 private:
  using Name = std::tuple<std::string, std::size_t, std::string, std::string, std::string, std::string>;

  void take(std::size_t query, const Slot& slot, std::uint32_t cell, const std::map<std::string, std::string>& types) {
    const auto start = core::parse_day(slot.period_start), end = core::parse_day(slot.period_end);
    const auto type = types.find(slot.area);
    if (!start || !end || type == types.end()) return;
    // Years have 365 or 366 days, months 28 to 31.
    const auto months = std::llround(static_cast<double>(end->since_epoch - start->since_epoch + 1) / 30.44);
    Series& series = series_[{type->second + " " + std::to_string(months), query, slot.sex, slot.age, slot.category_type, slot.category}];
    series.query = query;
    const auto place = places_.emplace(std::tuple(slot.area, slot.period_start, slot.period_end), static_cast<std::uint32_t>(places_.size())).first->second;
    const double value = table_.cells[cell].value;
    series.cells.emplace(place, cell);
    series.places += mixed(place + 1ULL);
    series.whole_numbers = series.whole_numbers && value >= 0 && value < 1e15 && value == std::round(value);
    if (!series.whole_numbers) return;
    series.print += static_cast<std::uint64_t>(value) * mixed(~static_cast<std::uint64_t>(place));
    series.surprise += surprise_of(value);
  }

  void bind_group(const std::vector<const Series*>& group) {
    // Of series that are everywhere the same one stands for all.
    std::unordered_map<std::uint64_t, const Series*> by_print;
    std::vector<const Series*> different;
    for (const Series* series : group) {
      const auto [at, fresh] = by_print.emplace(series->print, series);
      if (fresh)
        different.push_back(series);
      else
        bind_sum(*at->second, {series});
    }
    for (const Series* total : different)
      for (const Series* part : different) {
        if (part == total) continue;
        const auto other = by_print.find(total->print - part->print);
        // Each pair once; what one query counts is bound by its own sexes, ages and categories.
        if (other == by_print.end() || other->second == total || other->second->print <= part->print || (part->query == total->query && other->second->query == total->query)) continue;
        bind_sum(*total, {part, other->second});
      }
  }

  void bind_sum(const Series& total, const std::vector<const Series*>& parts) {
    for (const auto& [place, cell] : total.cells) {
      double rest = table_.cells[cell].value;
      for (const Series* part : parts) rest -= table_.cells[part->cells.at(place)].value;
      if (rest != 0) return;
    }
    for (const auto& [place, cell] : total.cells) {
      std::vector<std::uint32_t> cells;
      for (const Series* part : parts) cells.push_back(part->cells.at(place));
      table_.bind(cell, std::move(cells));
    }
  }

  LinkedTable& table_;
  std::map<Name, Series> series_;
  std::map<std::tuple<std::string, std::string, std::string>, std::uint32_t> places_;
};

}  // namespace

void bind_found_sums(LinkedTable& table, const QueryCells& queries, const std::map<std::string, std::string>& type_of_area) { Finder(table, queries, type_of_area).bind(); }

}  // namespace dmp::disclosure
