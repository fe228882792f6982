#include "indicators/counts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "catalogue/age_bands.hpp"
#include "core/errors.hpp"
#include "indicators/months.hpp"

namespace dmp::indicators {
namespace {

using engine::ColumnType;

/// Sums must not depend on the order of threads: whole numbers stay whole, others become decimals.
std::string exact_weight(const Question& question) {
  if (!question.select.has("weight")) return "1";
  return question.select.type("weight") == ColumnType::integer ? "c.weight::HUGEINT" : "c.weight::DECIMAL(38,12)";
}

std::string band_case(const Question& question) {
  const bool spans = question.select.has("age_to");
  std::string sql = "CASE";
  for (std::size_t i = 0; i < question.bands.size(); ++i) {
    const AgeBand& band = question.bands[i];
    sql += fmt::format(" WHEN c.age >= {}", band.from);
    if (band.to != kOldest) sql += fmt::format(" AND {} <= {}", spans ? "c.age_to" : "c.age", band.to);
    sql += fmt::format(" THEN {}", i);
  }
  return sql + " END";
}

/// The band of the standard population; of a range of ages only where it lies within one band.
std::string five_expression(const Question& question) {
  if (!question.select.has("age_to")) return "least(c.age // 5, 18)";
  return "CASE WHEN least(c.age // 5, 18) = least(c.age_to // 5, 18) THEN least(c.age // 5, 18) END";
}

struct Dimension {
  std::string name, expression;
};

std::vector<Dimension> dimensions_of(const Question& question) {
  std::vector<Dimension> dimensions;
  const auto any = [&](bool Breakdown::*member) {
    return std::any_of(question.breakdowns.begin(), question.breakdowns.end(), [&](const Breakdown& b) { return b.*member; });
  };
  if (any(&Breakdown::sex)) dimensions.push_back({"sex", "c.sex"});
  if (any(&Breakdown::age)) dimensions.push_back({"band", band_case(question)});
  const auto any_by = [&](const char* by) {
    return std::any_of(question.breakdowns.begin(), question.breakdowns.end(), [&](const Breakdown& b) { return b.category && b.by == by; });
  };
  if (any_by("")) dimensions.push_back({"category", "c.category::VARCHAR"});
  if (any_by("ethnicity")) dimensions.push_back({"ethnicity", "c.ethnicity::VARCHAR"});
  if (any_by("deprivation")) dimensions.push_back({"deprivation", "decile.label"});
  if (question.standardised) dimensions.push_back({"five", five_expression(question)});
  return dimensions;
}

/// Columns that say when, as (expression, name) pairs.
std::vector<Dimension> timing_columns(const Question& question) {
  switch (question.timing) {
    case Timing::months: return {{"month", "date_trunc('month', c.date)::DATE"}};
    case Timing::dates_published: return {{"period_start", "c.period_start::DATE"}, {"period_end", "c.period_end::DATE"}};
    case Timing::years: return {{"year", "c.year::BIGINT"}};
    case Timing::whole: return {};
  }
  return {};
}

/// The level of a stock's row that must not be added to others.
std::vector<Dimension> cut_columns(const Question& question) {
  if (question.timing != Timing::years) return {};
  std::vector<Dimension> cuts;
  cuts.push_back({"both_sexes", question.select.has("sex") ? "(c.sex = 'Persons')" : "false"});
  cuts.push_back({"all_ages", question.select.has("age_to") ? "(c.age = 0 AND c.age_to >= 85)" : "false"});
  return cuts;
}

struct Parts {
  std::vector<Dimension> when, cuts, dimensions;
};

std::string names(const std::vector<Dimension>& list, const std::string& prefix) {
  std::string text;
  for (const auto& item : list) text += ", " + prefix + item.name;
  return text;
}

std::string expressions(const std::vector<Dimension>& list) {
  std::string text;
  for (const auto& item : list) text += ", " + item.expression + " AS " + item.name;
  return text;
}

bool is_split_by_deprivation(const Parts& parts) {
  return std::any_of(parts.dimensions.begin(), parts.dimensions.end(), [](const Dimension& dimension) { return dimension.name == "deprivation"; });
}

bool has_period(const Question& question) { return question.timing == Timing::months && question.select.has("person"); }

/// Tallied by place first, so that few rows meet the areas: sums by month or, where people are told apart, a row a person and period.
std::string tallied_sql(const Question& question, const Parts& parts) {
  const bool person = question.select.has("person"), hit = question.select.has("hit");
  const std::string weight = exact_weight(question);
  std::string sql = "tallied AS (\n  SELECT c.place" + (has_period(question) ? ", p.period" : expressions(parts.when)) + expressions(parts.cuts) + expressions(parts.dimensions);
  if (person) {
    sql += ", c.person::VARCHAR AS person" + std::string(hit ? ", c.hit AS hit" : "") + ", count(*) AS number";
  } else {
    const std::string counted = hit ? " FILTER (c.hit IS NOT NULL)" : "";
    sql += ", sum(" + weight + ")" + counted + " AS n, sum(" + weight + ") FILTER (" + (hit ? "c.hit" : "false") + ") AS hits, count(*)" + counted + " AS number";
    sql += question.squares ? ", sum(c.weight::DECIMAL(18,6) * c.weight::DECIMAL(18,6)) AS squares" : ", 0 AS squares";
  }
  sql += "\n  FROM counted c" + std::string(has_period(question) ? " JOIN period_month p ON p.month = date_trunc('month', c.date)::DATE" : "") +
         (is_split_by_deprivation(parts) ? " LEFT JOIN decile ON decile.area_code = c.small_area" : "") + " WHERE c.place IS NOT NULL";
  if (question.timing == Timing::months) sql += " AND c.date IS NOT NULL";
  return sql + " GROUP BY ALL\n)";
}

std::string aggregates(const Question& question) {
  const bool hit = question.select.has("hit");
  if (!question.select.has("person"))
    return "coalesce(sum(n), 0)::DOUBLE AS n, coalesce(sum(hits), 0)::DOUBLE AS hits, coalesce(sum(squares), 0)::DOUBLE AS squares, sum(number)::DOUBLE AS number, 0.0::DOUBLE AS nobody";
  const std::string said = hit ? " FILTER (hit IS NOT NULL)" : "";
  return "count(DISTINCT person)" + said + "::DOUBLE AS n, " + (hit ? "count(DISTINCT person) FILTER (hit)::DOUBLE" : "0.0::DOUBLE") +
         " AS hits, 0.0::DOUBLE AS squares, sum(number)::DOUBLE AS number, coalesce(sum(number) FILTER (person IS NULL), 0)::DOUBLE AS nobody";
}

std::string grouping_sets(const Question& question, const Parts& parts) {
  std::string sql;
  for (const Breakdown& breakdown : question.breakdowns) {
    std::string set = "area" + std::string(question.timing == Timing::months ? ", period" : names(parts.when, ""));
    if (question.timing == Timing::years) set += ", level" + names(parts.cuts, "");
    if (breakdown.sex) set += ", sex";
    if (breakdown.age) set += ", band";
    if (breakdown.category) set += ", " + (breakdown.by.empty() ? "category" : breakdown.by);
    if (!sql.empty()) sql += ",\n  ";
    sql += "(" + set + ")";
    if (question.standardised && !breakdown.age) sql += ",\n  (" + set + ", five)";
  }
  return sql;
}

std::string typed(const std::vector<std::string>& types) {
  std::string text;
  for (const auto& type : types) text += (text.empty() ? "" : ", ") + engine::quoted_text(type);
  return text;
}

int label_index(const engine::ColumnView& column, std::size_t row) { return column.is_null(row) ? -1 : static_cast<int>(column.integer(row)); }

/// Columns of the statement by name.
class Row {
 public:
  explicit Row(const engine::Result& result) {
    for (std::size_t i = 0; i < result.columns().size(); ++i) index_[result.columns()[i].name] = i;
  }
  void at(const engine::Chunk& chunk, std::size_t row) {
    chunk_ = &chunk;
    row_ = row;
  }
  [[nodiscard]] const engine::ColumnView* find(const std::string& name) const {
    const auto found = index_.find(name);
    return found == index_.end() ? nullptr : &chunk_->columns[found->second];
  }
  [[nodiscard]] double number(const std::string& name) const { return find(name)->is_null(row_) ? 0 : find(name)->number(row_); }
  [[nodiscard]] long long integer(const std::string& name) const { return find(name)->integer(row_); }
  [[nodiscard]] bool there(const std::string& name) const { return find(name) && !find(name)->is_null(row_); }
  /// Whether the grouping set of this row splits by the dimension.
  [[nodiscard]] bool splits(const std::string& name) const { return find("all_" + name) && integer("all_" + name) == 0; }
  [[nodiscard]] std::string text(const std::string& name) const { return std::string(find(name)->text(row_)); }
  [[nodiscard]] int label(const std::string& name) const { return label_index(*find(name), row_); }

 private:
  std::map<std::string, std::size_t> index_;
  const engine::Chunk* chunk_ = nullptr;
  std::size_t row_ = 0;
};

/// Reads what the row is split by; false where a value it is split by is not known (it belongs to no cell).
bool read_key(const Row& row, CellKey& key, bool& unplaced_age) {
  key.breakdown = {row.splits("sex"), row.splits("band"), false, ""};
  if (key.breakdown.sex) {
    if (!row.there("sex")) return false;
    key.sex = row.text("sex");
  }
  for (const char* column : {"category", "ethnicity", "deprivation"}) {
    if (!row.splits(column)) continue;
    if (!row.there(column)) return false;
    key.breakdown.category = true;
    key.breakdown.by = std::string_view(column) == "category" ? "" : column;
    key.category = row.text(column);
  }
  if (key.breakdown.age) key.band = row.label("band");
  if (row.splits("five")) key.five = row.label("five");
  if ((key.breakdown.age && key.band < 0) || (row.splits("five") && key.five < 0)) {
    unplaced_age = true;
    return false;
  }
  return true;
}

/// One cut of a stock: level of area, both sexes in one row, all ages in one row.
struct Cut {
  std::string level;
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
  void add(const Cut& cut, const CellKey& key, const Tally& tally, bool placed) {
    if (!placed) return;
    const Place place{key.area, key.period, key.breakdown.by == "deprivation"};
    if (place.by_deprivation ? key.breakdown == Breakdown{false, false, true, "deprivation"} && key.five < 0 : key.breakdown == Breakdown{} && key.five < 0) totals_[place][cut] += tally.n;
    rows_[place][cut].emplace_back(key, tally);
  }

  void resolve(Counts& counts) const {
    for (const auto& [place, cuts] : totals_) {
      const Cut* best = nullptr;
      double most = -1;
      for (const auto& [cut, total] : cuts)
        if (total > most || (total == most && finer(cut, *best))) {
          best = &cut;
          most = total;
        }
      for (const auto& [key, tally] : rows_.at(place).at(*best)) counts.cells[key] = tally;
      counts.years.insert(place.year);
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
  std::map<Place, std::map<Cut, double>> totals_;
  std::map<Place, std::map<Cut, std::vector<std::pair<CellKey, Tally>>>> rows_;
};

}  // namespace

const char* const kDeprivationSql =
    "SELECT area_code, CASE max_by(decile, edition) WHEN 1 THEN '1 (most deprived)' WHEN 10 THEN '10 (least deprived)' ELSE max_by(decile, edition)::VARCHAR END AS label\n"
    "FROM deprivation WHERE lower(domain) = 'overall' AND decile IS NOT NULL GROUP BY area_code";

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

std::string count_sql(const Question& question) {
  const Parts parts{timing_columns(question), cut_columns(question), dimensions_of(question)};
  const bool months = question.timing == Timing::months, years = question.timing == Timing::years;
  const bool person = question.select.has("person");
  const std::string decile = is_split_by_deprivation(parts) ? "decile AS (\n" + std::string(kDeprivationSql) + "\n),\n" : "";
  std::string sql = with_select(question.select, "counted") + ", " + decile + tallied_sql(question, parts) + ",\nplaced AS (\n  SELECT m.position AS area";
  if (months) sql += has_period(question) ? ", t.period" : ", p.period";
  else sql += names(parts.when, "t.");
  if (years) sql += ", m.member_type AS level" + names(parts.cuts, "t.");
  sql += names(parts.dimensions, "t.") + (person ? ", t.person" + std::string(question.select.has("hit") ? ", t.hit" : "") + ", t.number" : std::string(", t.n, t.hits, t.squares, t.number"));
  sql += "\n  FROM tallied t JOIN model.member m ON m.member_code = t.place JOIN model.requested_area a ON a.position = m.position";
  if (months && !has_period(question)) sql += " JOIN period_month p ON p.month = t.month";
  sql += "\n  WHERE a.area_type IN (" + typed(question.area_types) + ")\n)\nSELECT area";
  sql += months ? ", period" : names(parts.when, "");
  if (years) sql += ", level" + names(parts.cuts, "");
  for (const auto& dimension : parts.dimensions) sql += fmt::format(", {0}, GROUPING({0}) AS all_{0}", dimension.name);
  return sql + ", " + aggregates(question) + "\nFROM placed\nGROUP BY GROUPING SETS (\n  " + grouping_sets(question, parts) + "\n)";
}

Counts count(engine::Session& session, const Question& question) {
  Counts counts;
  counts.sql = count_sql(question);
  const auto result = session.query(counts.sql);
  Row row(*result);
  StockResolver stock;
  std::map<core::Period, int> published;
  while (const engine::Chunk* chunk = result->next())
    for (std::size_t i = 0; i < chunk->rows; ++i) {
      row.at(*chunk, i);
      CellKey key;
      key.area = static_cast<std::size_t>(row.integer("area"));
      if (question.timing == Timing::months) key.period = static_cast<int>(row.integer("period"));
      if (question.timing == Timing::years) {
        if (!row.there("year")) continue;
        key.period = static_cast<int>(row.integer("year"));
      }
      if (question.timing == Timing::dates_published) {
        if (!row.there("period_start") || !row.there("period_end")) continue;
        const core::Period period{core::Day{static_cast<int>(row.integer("period_start"))}, core::Day{static_cast<int>(row.integer("period_end"))}};
        key.period = published.emplace(period, static_cast<int>(published.size())).first->second;
      }
      const bool placed = read_key(row, key, counts.straddling);
      if (placed && key.five >= 0) counts.fives.insert(key.five);
      const Tally tally{row.number("n"), row.number("hits"), row.number("squares"), row.number("number"), row.number("nobody")};
      if (question.timing == Timing::years) stock.add({row.text("level"), row.integer("both_sexes") != 0, row.integer("all_ages") != 0}, key, tally, placed);
      else if (placed) counts.cells[key] = tally;
    }
  stock.resolve(counts);
  counts.published.resize(published.size());
  for (const auto& [period, index] : published) counts.published[static_cast<std::size_t>(index)] = period;
  return counts;
}

std::optional<Stock> stock_of(const Counts& counts, CellKey key, const core::Period& period) {
  const int first = month_of(period.start) / 12;
  const int years = std::max(1, (period.months() + 11) / 12);
  Stock stock;
  for (int year = first; year < first + years; ++year) {
    const Tally* found = nullptr;
    int used = 0;
    const auto look = [&](int candidate) {
      key.period = candidate;
      const auto at = counts.cells.find(key);
      if (at == counts.cells.end()) return false;
      found = &at->second;
      used = candidate;
      return true;
    };
    // The years this very cell has: other areas may have more.
    bool done = look(year);
    for (auto at = counts.years.lower_bound(year); !done && at != counts.years.begin();) done = look(*--at);
    for (auto at = counts.years.upper_bound(year); !done && at != counts.years.end(); ++at) done = look(*at);
    if (!found) return std::nullopt;
    stock.value += found->n;
    if (stock.year == 0) stock.year = used;
    if (used != year && stock.note.empty()) stock.note = fmt::format("denominator of {} for {}", used, year);
  }
  return stock;
}

}  // namespace dmp::indicators
