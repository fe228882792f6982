#include "indicators/counts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "catalogue/age_bands.hpp"
#include "core/errors.hpp"
#include "indicators/months.hpp"

namespace dmp::indicators {
namespace {

/// A column of the statement that it may not give.
class Given {
 public:
  Given(const engine::Result& result, std::string_view name) {
    for (std::size_t i = 0; i < result.columns().size(); ++i)
      if (result.columns()[i].name == name) index_ = static_cast<int>(i);
  }
  [[nodiscard]] bool exists() const { return index_ >= 0; }
  [[nodiscard]] bool has(const engine::Chunk& chunk, std::size_t row) const { return exists() && !at(chunk).is_null(row); }
  /// 0 where there is none.
  [[nodiscard]] double number(const engine::Chunk& chunk, std::size_t row) const { return has(chunk, row) ? at(chunk).number(row) : 0; }
  [[nodiscard]] long long integer(const engine::Chunk& chunk, std::size_t row) const { return has(chunk, row) ? at(chunk).integer(row) : 0; }
  [[nodiscard]] std::string_view text(const engine::Chunk& chunk, std::size_t row) const { return has(chunk, row) ? at(chunk).text(row) : std::string_view(); }

 private:
  [[nodiscard]] const engine::ColumnView& at(const engine::Chunk& chunk) const { return chunk.columns[static_cast<std::size_t>(index_)]; }
  int index_ = -1;
};

/// What rows are split by: its value, and whether the row's grouping set splits by it.
struct Dimension {
  Dimension(const engine::Result& result, const std::string& name) : value(result, name), all(result, "all_" + name) {}
  [[nodiscard]] bool splits(const engine::Chunk& chunk, std::size_t row) const { return all.exists() && all.integer(chunk, row) == 0; }
  Given value, all;
};

/// The columns of the statement that `count_sql` writes.
struct Row {
  explicit Row(const engine::Result& result)
      : area(result, "area"), period(result, "period"), year(result, "year"), period_start(result, "period_start"), period_end(result, "period_end"), level(result, "level"),
        both_sexes(result, "both_sexes"), all_ages(result, "all_ages"), n(result, "n"), hits(result, "hits"), squares(result, "squares"), number(result, "number"), nobody(result, "nobody"),
        sex(result, "sex"), band(result, "band"), five(result, "five"), category(result, "category"), ethnicity(result, "ethnicity"), deprivation(result, "deprivation") {}

  Given area, period, year, period_start, period_end, level, both_sexes, all_ages, n, hits, squares, number, nobody;
  Dimension sex, band, five, category, ethnicity, deprivation;
};

/// Reads what the row is split by, five being -1 where not by the bands of the standard population; false where a value it is split by is not
/// known (it belongs to no cell).
bool read_key(const Row& row, const engine::Chunk& chunk, std::size_t i, CellKey& key, int& five, bool& unplaced_age) {
  key.breakdown = {row.sex.splits(chunk, i), row.band.splits(chunk, i), false, ""};
  if (key.breakdown.sex) {
    if (!row.sex.value.has(chunk, i)) return false;
    key.sex = row.sex.value.text(chunk, i);
  }
  static const core::Text kCategory, kEthnicity = "ethnicity", kDeprivation = "deprivation";
  for (const auto& [by, dimension] : {std::pair(&kCategory, &row.category), std::pair(&kEthnicity, &row.ethnicity), std::pair(&kDeprivation, &row.deprivation)}) {
    if (!dimension->splits(chunk, i)) continue;
    if (!dimension->value.has(chunk, i)) return false;
    key.breakdown.category = true;
    key.breakdown.by = *by;
    key.category = dimension->value.text(chunk, i);
  }
  for (const auto& [dimension, band] : {std::pair(&row.band, &key.band), std::pair(&row.five, &five)}) {
    if (!dimension->splits(chunk, i)) continue;
    if (!dimension->value.has(chunk, i)) {
      unplaced_age = true;
      return false;
    }
    *band = static_cast<int>(dimension->value.integer(chunk, i));
  }
  return true;
}

void add_age(Counts& counts, const CellKey& key, int five, double n) {
  const auto [at, fresh] = counts.ages.try_emplace(key);
  if (fresh) at->second.fill(std::numeric_limits<double>::quiet_NaN());
  at->second[static_cast<std::size_t>(five)] = n;
  counts.fives.insert(five);
}

/// One cut of a stock: level of area, both sexes in one row, all ages in one row.
struct Cut {
  core::Text level;
  bool both_sexes = false, all_ages = false;
  auto operator<=>(const Cut&) const = default;
};

int level_rank(const std::string& level) {
  const std::vector<std::string> order = {"small area", "middle area", "ward", "authority", "county", "force", "region", "country"};
  return static_cast<int>(std::find(order.begin(), order.end(), level) - order.begin());
}

/// Keeps for each area and year the one cut that holds most people; of those by deprivation, which only small areas have, the one cut of them.
class StockResolver {
 public:
  void add(const Cut& cut, const CellKey& key, int five, const Tally& tally) {
    const Place place{key.area, key.period, key.breakdown.by == "deprivation"};
    Rows& rows = rows_[place][cut];
    if (five >= 0) {
      rows.by_age.emplace_back(key, five, tally.n);
      return;
    }
    if (key.breakdown == (place.by_deprivation ? Breakdown{false, false, true, "deprivation"} : Breakdown{})) rows.total = rows.total.value_or(0) + tally.n;
    rows.cells.emplace_back(key, tally);
  }

  void resolve(Counts& counts) const {
    for (const auto& [place, cuts] : rows_) {
      const Cut* best = nullptr;
      double most = -1;
      for (const auto& [cut, rows] : cuts)
        if (rows.total && (*rows.total > most || (*rows.total == most && finer(cut, *best)))) {
          best = &cut;
          most = *rows.total;
        }
      if (!best) continue;
      const Rows& rows = cuts.at(*best);
      for (const auto& [key, tally] : rows.cells) counts.cells.insert_or_assign(key, tally);
      for (const auto& [key, five, n] : rows.by_age) add_age(counts, key, five, n);
      counts.years.insert(place.year);
      counts.areas.insert(place.area);
    }
  }

 private:
  static bool finer(const Cut& a, const Cut& b) {
    return std::tuple(a.all_ages, a.both_sexes, -level_rank(a.level)) < std::tuple(b.all_ages, b.both_sexes, -level_rank(b.level));
  }
  struct Place {
    std::size_t area = 0;
    int year = 0;
    bool by_deprivation = false;
    auto operator<=>(const Place&) const = default;
  };
  struct Rows {
    std::optional<double> total;
    std::vector<std::pair<CellKey, Tally>> cells;
    std::vector<std::tuple<CellKey, int, double>> by_age;
  };
  std::map<Place, std::map<Cut, Rows>> rows_;
};

}  // namespace

const char* const kDeprivationSql =
    "SELECT area_code, CASE max_by(decile, edition) WHEN 1 THEN '1 (most deprived)' WHEN 10 THEN '10 (least deprived)' ELSE max_by(decile, edition)::VARCHAR END AS label\n"
    "FROM deprivation WHERE lower(domain) = 'overall' AND decile IS NOT NULL GROUP BY area_code";

std::size_t CellHash::operator()(const CellKey& key) const noexcept {
  std::size_t mixed = key.area;
  const auto mix = [&mixed](std::size_t part) { mixed = (mixed ^ part) * 0x9E3779B97F4A7C15u; };
  mix(static_cast<std::size_t>(key.period));
  mix(static_cast<std::size_t>(key.breakdown.sex) | static_cast<std::size_t>(key.breakdown.age) << 1 | static_cast<std::size_t>(key.breakdown.category) << 2);
  mix(static_cast<std::size_t>(key.band + 1));
  for (const core::Text* text : {&key.breakdown.by, &key.sex, &key.category}) mix(std::hash<core::Text>()(*text));
  return mixed ^ mixed >> 32;
}

Tally Counts::at(const CellKey& key) const {
  const auto found = cells.find(key);
  return found == cells.end() ? Tally{} : found->second;
}

double in_band(const CountsByAge& counts, std::size_t five) { return std::isnan(counts[five]) ? 0 : counts[five]; }

CountsByAge Counts::ages_at(const CellKey& key) const {
  const auto found = ages.find(key);
  if (found != ages.end()) return found->second;
  CountsByAge none;
  none.fill(std::numeric_limits<double>::quiet_NaN());
  return none;
}

std::string category_type_of(const catalogue::IndicatorDefinition& indicator, const Breakdown& breakdown) {
  if (breakdown.by.empty()) return indicator.category_type;
  return breakdown.by == "deprivation" ? "deprivation decile" : breakdown.by;
}

std::string category_column_of(const catalogue::IndicatorDefinition& indicator, const std::string& category_type) {
  for (const Breakdown& breakdown : breakdowns_of(indicator))
    if (breakdown.category && category_type_of(indicator, breakdown) == category_type) return breakdown.by;
  return {};
}

std::vector<Breakdown> breakdowns_of(const catalogue::IndicatorDefinition& indicator) {
  std::vector<Breakdown> breakdowns = {{}};
  for (const std::string& text : indicator.breakdowns) {
    Breakdown breakdown;
    const std::string padded = "+" + text + "+";
    breakdown.sex = padded.find("+sex+") != std::string::npos;
    breakdown.age = padded.find("+age+") != std::string::npos;
    for (const char* column : {"category", "ethnicity", "deprivation"})
      if (padded.find("+" + std::string(column) + "+") != std::string::npos) {
        breakdown.category = true;
        breakdown.by = std::string_view(column) == "category" ? "" : column;
      }
    if (std::find(breakdowns.begin(), breakdowns.end(), breakdown) == breakdowns.end()) breakdowns.push_back(breakdown);
  }
  return breakdowns;
}

std::vector<AgeBand> age_bands_of(const catalogue::IndicatorDefinition& indicator) {
  std::vector<AgeBand> bands;
  for (const std::string& label : indicator.age_bands) {
    const auto band = catalogue::parse_age_band(label);
    if (!band) throw core::UserError(core::ErrorKind::usage, "'" + label + "' is no age band", indicator.place, "write bands such as \"18-24\" and \"65+\"");
    bands.push_back({label, band->from, band->to.value_or(kOldest)});
  }
  return bands;
}

Counts count(engine::Session& session, const Question& question) {
  Counts counts;
  counts.sql = count_sql(question);
  const auto result = session.query(counts.sql);
  const Row row(*result);
  StockResolver stock;
  std::map<core::Period, int> published;
  while (const engine::Chunk* chunk = result->next())
    for (std::size_t i = 0; i < chunk->rows; ++i) {
      CellKey key;
      key.area = static_cast<std::size_t>(row.area.integer(*chunk, i));
      if (question.timing == Timing::months) key.period = static_cast<int>(row.period.integer(*chunk, i));
      if (question.timing == Timing::years) {
        if (!row.year.has(*chunk, i)) continue;
        key.period = static_cast<int>(row.year.integer(*chunk, i));
      }
      if (question.timing == Timing::dates_published) {
        if (!row.period_start.has(*chunk, i) || !row.period_end.has(*chunk, i)) continue;
        const core::Period period{core::Day{static_cast<int>(row.period_start.integer(*chunk, i))}, core::Day{static_cast<int>(row.period_end.integer(*chunk, i))}};
        key.period = published.emplace(period, static_cast<int>(published.size())).first->second;
      }
      int five = -1;
      if (!read_key(row, *chunk, i, key, five, counts.straddling)) continue;
      const Tally tally{row.n.number(*chunk, i), row.hits.number(*chunk, i), row.squares.number(*chunk, i), row.number.number(*chunk, i), row.nobody.number(*chunk, i)};
      if (question.timing == Timing::years) stock.add({row.level.text(*chunk, i), row.both_sexes.integer(*chunk, i) != 0, row.all_ages.integer(*chunk, i) != 0}, key, five, tally);
      else {
        counts.areas.insert(key.area);
        if (five >= 0) add_age(counts, key, five, tally.n);
        else counts.cells.insert_or_assign(key, tally);
      }
    }
  stock.resolve(counts);
  counts.published.resize(published.size());
  for (const auto& [period, index] : published) counts.published[static_cast<std::size_t>(index)] = period;
  return counts;
}

namespace {

/// n_of: a pointer to what a year has, null where it has nothing.
template <class NumberOfYear>
std::optional<Stock> stock_by(const std::set<int>& known, const core::Period& period, const NumberOfYear& n_of) {
  const int first = month_of(period.start) / 12;
  const int years = std::max(1, (period.months() + 11) / 12);
  Stock stock;
  for (int year = first; year < first + years; ++year) {
    const double* found = nullptr;
    int used = 0;
    const auto look = [&](int candidate) {
      used = candidate;
      found = n_of(candidate);
      return found != nullptr;
    };
    // The years this very cell has: other areas may have more.
    bool done = look(year);
    for (auto at = known.lower_bound(year); !done && at != known.begin();) done = look(*--at);
    for (auto at = known.upper_bound(year); !done && at != known.end(); ++at) done = look(*at);
    if (!found) return std::nullopt;
    stock.value += *found;
    if (stock.year == 0) stock.year = used;
    if (used != year && stock.note.empty()) stock.note = fmt::format("denominator of {} for {}", used, year);
  }
  return stock;
}

}  // namespace

std::optional<Stock> stock_of(const Counts& counts, CellKey key, const core::Period& period) {
  return stock_by(counts.years, period, [&](int year) -> const double* {
    key.period = year;
    const auto at = counts.cells.find(key);
    return at == counts.cells.end() ? nullptr : &at->second.n;
  });
}

StockByAge stock_by_age(const Counts& counts, CellKey key, const core::Period& period) {
  std::map<int, const CountsByAge*> of_year;
  StockByAge by_age;
  for (std::size_t five = 0; five < by_age.people.size(); ++five) {
    const auto stock = stock_by(counts.years, period, [&](int year) -> const double* {
      const auto [at, fresh] = of_year.try_emplace(year);
      if (fresh) {
        key.period = year;
        const auto found = counts.ages.find(key);
        at->second = found == counts.ages.end() ? nullptr : &found->second;
      }
      const double* n = at->second ? &(*at->second)[five] : nullptr;
      return n && !std::isnan(*n) ? n : nullptr;
    });
    by_age.people[five] = stock ? stock->value : std::numeric_limits<double>::quiet_NaN();
    if (!stock) continue;
    if (by_age.note.empty()) by_age.note = stock->note;
    by_age.year = stock->year;
  }
  return by_age;
}

}  // namespace dmp::indicators
