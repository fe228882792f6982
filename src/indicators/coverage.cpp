#include "indicators/coverage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "core/errors.hpp"

namespace dmp::indicators {
namespace {

/// Rows to be expected from which on "none" means "not there": exp(-20) is 2e-9.
constexpr double kExpectedRows = 20;
/// Rows that rounding out the ends of a thin table may miss: exp(-3) is 0.05.
constexpr double kMissedRows = 3;

/// An area that is only compared with is covered where it has at least this share of the rows a small area that the profile's own have.
constexpr double kStrayShare = 0.1;

const catalogue::ColumnDefinition* column_of(const catalogue::TableDefinition& table, const std::string& name) {
  for (const auto& column : table.columns)
    if (column.name == name) return &column;
  return nullptr;
}

bool tells_days(const catalogue::TableDefinition& table) {
  const auto* column = column_of(table, table.period_column);
  if (!column) return false;
  return column->kind == catalogue::ColumnKind::date || column->kind == catalogue::ColumnKind::month || column->kind == catalogue::ColumnKind::timestamp;
}

std::string place_expression(const catalogue::TableDefinition& table) {
  if (table.place_column.empty()) return "NULL::VARCHAR";
  std::string expression = "coalesce(t." + engine::quoted_name(table.place_column);
  for (const char* other : {"authority_code", "lsoa_code"})
    if (table.place_column != other && column_of(table, other)) expression += ", t." + std::string(other);
  return expression + ")";
}

/// Every month from the first to the last.
std::set<Month> filled(const std::set<Month>& present) {
  std::set<Month> all;
  if (!present.empty())
    for (Month m = *present.begin(); m <= *present.rbegin(); ++m) all.insert(m);
  return all;
}

std::string listed(const std::set<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

}  // namespace

bool Coverage::decides(std::size_t area) const { return areas_[area].requested && areas_[area].covered_by == std::vector<std::size_t>{area}; }

double Coverage::size_of(std::size_t area) const {
  const auto found = small_areas_.find(area);
  return found == small_areas_.end() ? 1 : found->second;
}

void Coverage::count_small_areas() {
  const auto rows = session_.query(
      "SELECT position, count(DISTINCT member_code)::BIGINT FROM model.member WHERE member_type = 'small area' AND position NOT IN (SELECT position FROM model.smaller_area) GROUP BY 1 ORDER BY 1");
  while (const engine::Chunk* chunk = rows->next())
    for (std::size_t i = 0; i < chunk->rows; ++i) small_areas_[static_cast<std::size_t>(chunk->columns[0].integer(i))] = static_cast<double>(chunk->columns[1].integer(i));
}

bool Coverage::has_months(const std::string& table) const { return tells_days(catalogue_.tables.at(table)); }

std::int64_t Coverage::rows(const std::string& id) {
  std::int64_t sum = 0;
  for (const auto& [source, rows] : table(id).sources) sum += rows;
  return sum;
}

const Coverage::TableMonths& Coverage::table(const std::string& id) {
  // The map never moves what it holds, so that a reference stays good without the lock.
  const std::lock_guard lock(mutex_);
  const auto found = tables_.find(id);
  if (found != tables_.end()) return found->second;
  const auto& definition = catalogue_.tables.at(id);
  TableMonths months;
  count_sources(definition, months);
  if (tells_days(definition) && !months.sources.empty()) {
    count_months(definition, months);
    find_best_fits(definition, months);
    decide(months);
  } else if (months.sources.size() > 1 && !definition.place_column.empty()) {
    find_stock_sources(definition, months);
  }
  return tables_.emplace(id, std::move(months)).first->second;
}

void Coverage::count_sources(const catalogue::TableDefinition& definition, TableMonths& found) {
  const auto rows = session_.query("SELECT coalesce(_source, ''), count(*) FROM " + engine::quoted_name(definition.id) + " GROUP BY 1 ORDER BY 1");
  while (const engine::Chunk* chunk = rows->next())
    for (std::size_t i = 0; i < chunk->rows; ++i) found.sources[std::string(chunk->columns[0].text(i))] = chunk->columns[1].integer(i);
}

void Coverage::count_months(const catalogue::TableDefinition& definition, TableMonths& found) {
  found.spans = column_of(definition, "period_start") && column_of(definition, "period_end");
  const std::string when = "t." + engine::quoted_name(definition.period_column);
  const std::string month = found.spans ? "unnest(generate_series(date_trunc('month', t.period_start), t.period_end::TIMESTAMP, INTERVAL 1 MONTH))" : "date_trunc('month', " + when + ")";
  const std::string placed = "SELECT coalesce(t._source, '') AS source, " + place_expression(definition) + " AS place, (" + month + ")::DATE AS month FROM " +
                             engine::quoted_name(definition.id) + " t WHERE " + when + " IS NOT NULL";
  // Counted by place first: a few hundred places in place of millions of rows meet the members.
  const std::string sql = "WITH counted AS (SELECT source, place, month, count(*) AS n FROM (" + placed + ") GROUP BY ALL) "
                          "SELECT c.source, m.position, c.month, sum(c.n)::BIGINT FROM counted c JOIN model.member m ON m.member_code = c.place "
                          "WHERE m.position NOT IN (SELECT position FROM model.smaller_area) GROUP BY ALL "
                          "UNION ALL SELECT source, NULL, month, sum(n)::BIGINT FROM counted WHERE place IS NULL GROUP BY ALL";
  const auto rows = session_.query(sql);
  while (const engine::Chunk* chunk = rows->next())
    for (std::size_t i = 0; i < chunk->rows; ++i) {
      const std::size_t area = chunk->columns[1].is_null(i) ? kEverywhere : static_cast<std::size_t>(chunk->columns[1].integer(i));
      const Month at = month_of(core::Day{static_cast<int>(chunk->columns[2].integer(i))});
      found.by_area[area][std::string(chunk->columns[0].text(i))][at] += chunk->columns[3].integer(i);
    }
}

void Coverage::find_best_fits(const catalogue::TableDefinition& definition, TableMonths& found) {
  if (definition.place_column.empty() || engine::fetch_number(session_, "SELECT count(*) FROM (SELECT 1 FROM model.divided LIMIT 1)") == 0) return;
  const auto rows = session_.query("SELECT DISTINCT d.position, date_trunc('month', t." + engine::quoted_name(definition.period_column) + ")::DATE FROM " + engine::quoted_name(definition.id) +
                                   " t JOIN model.divided d ON d.old_code = " + place_expression(definition) + " WHERE t." + engine::quoted_name(definition.period_column) + " IS NOT NULL");
  while (const engine::Chunk* chunk = rows->next())
    for (std::size_t i = 0; i < chunk->rows; ++i)
      found.best_fit[static_cast<std::size_t>(chunk->columns[0].integer(i))].insert(month_of(core::Day{static_cast<int>(chunk->columns[1].integer(i))}));
}

void Coverage::find_stock_sources(const catalogue::TableDefinition& definition, TableMonths& found) {
  const auto rows = session_.query("SELECT DISTINCT m.position, coalesce(t._source, '') FROM " + engine::quoted_name(definition.id) + " t JOIN model.member m ON m.member_code = " + place_expression(definition) +
                                   " WHERE m.position NOT IN (SELECT position FROM model.smaller_area)");
  while (const engine::Chunk* chunk = rows->next())
    for (std::size_t i = 0; i < chunk->rows; ++i) if (!chunk->columns[1].text(i).empty()) found.stock[static_cast<std::size_t>(chunk->columns[0].integer(i))].insert(std::string(chunk->columns[1].text(i)));
}

std::set<std::string> Coverage::stock_sources(const std::vector<std::string>& tables, std::size_t area) {
  std::set<std::string> names;
  for (const std::string& id : tables) {
    const TableMonths& found = table(id);
    if (const auto here = found.stock.find(area); here != found.stock.end()) names.insert(here->second.begin(), here->second.end());
  }
  return names;
}

bool Coverage::best_fit(const std::vector<std::string>& tables, std::size_t area, const core::Period& period) {
  for (const std::string& id : tables) {
    const TableMonths& months = table(id);
    const auto found = months.best_fit.find(area);
    if (found == months.best_fit.end()) continue;
    const auto at = found->second.lower_bound(month_of(period.start));
    if (at != found->second.end() && *at <= month_of(period.end)) return true;
  }
  return false;
}

Coverage::Seen Coverage::seen_in(const TableMonths& found) const {
  Seen seen;
  for (const auto& [area, sources] : found.by_area)
    for (const auto& [source, rows] : sources)
      for (const auto& [month, n] : rows) {
        if (area == kEverywhere || decides(area)) {
          seen.span.insert(month);
          seen.rows += static_cast<double>(n);
        }
        if (area == kEverywhere) continue;
        seen.months[area].insert(month);
        seen.area_rows[area] += static_cast<double>(n);
      }
  std::size_t with_rows = 0;
  double sum = 0;
  for (const auto& [area, n] : seen.area_rows)
    if (decides(area)) {
      sum += n;
      ++with_rows;
    }
  if (with_rows > 0) seen.mean_rows = sum / static_cast<double>(with_rows);
  return seen;
}

void Coverage::decide(TableMonths& found) const {
  const Seen seen = seen_in(found);
  const bool placeless = found.by_area.size() == 1 && found.by_area.contains(kEverywhere);
  double own_rows = 0, own_small_areas = 0;
  for (const auto& [area, n] : seen.area_rows)
    if (decides(area)) {
      own_rows += n;
      own_small_areas += size_of(area);
    }
  const double rows_a_month = std::max(seen.rows, 1.0) / static_cast<double>(std::max<std::size_t>(filled(seen.span).size(), 1));
  for (std::size_t i = 0; i < areas_.size(); ++i) {
    if (areas_[i].is_small() && !decides(i)) continue;
    const auto own = seen.months.find(i);
    std::set<Month> present = own == seen.months.end() ? std::set<Month>{} : own->second;
    // A few rows from beyond the border do not cover the area they lie in.
    const bool compared = !areas_[i].requested && !areas_[i].own_rows_only;
    if (compared && !present.empty() && seen.area_rows.at(i) * own_small_areas < kStrayShare * own_rows * size_of(i)) continue;
    const bool dense = !present.empty() && seen.area_rows.at(i) / static_cast<double>(filled(present).size()) >= kExpectedRows;
    if (found.spans || dense) {
      found.covered[i] = std::move(present);
      continue;
    }
    // England is never assumed to be covered, and an area without rows only where none is no surprise.
    const bool zero_is_true = placeless || (seen.mean_rows > 0 && seen.mean_rows < kExpectedRows);
    if ((areas_[i].requested && zero_is_true) || ((areas_[i].requested || compared) && !present.empty())) present.insert(seen.span.begin(), seen.span.end());
    if (present.empty()) continue;
    std::set<Month> months = filled(present);
    round_out(months, rows_a_month);
    found.covered[i] = std::move(months);
  }
}

void Coverage::round_out(std::set<Month>& months, double rows_a_month) const {
  if (as_seen_) return;
  const Month first = *months.begin(), last = *months.rbegin();
  // To the profile's own ends, and to those of the calendar and the financial year.
  std::vector<Month> starts = {first - first % 12, first - (first + 9) % 12}, ends = {last + 11 - last % 12, last + (14 - last % 12) % 12};
  if (shown_) {
    starts.push_back(month_of(shown_->start));
    ends.push_back(month_of(shown_->end));
  }
  const auto few = [&](Month gap) { return gap > 0 && gap < 12 && gap * rows_a_month < kMissedRows; };
  for (const Month start : starts)
    if (few(first - start))
      for (Month m = start; m < first; ++m) months.insert(m);
  for (const Month end : ends)
    if (few(end - last))
      for (Month m = last + 1; m <= end; ++m) months.insert(m);
}

const std::set<Month>& Coverage::covered(const std::string& id, std::size_t area) {
  static const std::set<Month> kNone;
  const TableMonths& months = table(id);
  const auto found = months.covered.find(area);
  return found == months.covered.end() ? kNone : found->second;
}

const std::set<Month>& Coverage::months(const std::vector<std::string>& tables, std::size_t area) {
  // Asked for every area and period of every indicator: found out once. The map never moves what it holds.
  std::string key;
  for (const std::string& id : tables) key += id + ";";
  {
    const std::lock_guard lock(mutex_);
    const auto& of_tables = common_[key];
    if (const auto found = of_tables.find(area); found != of_tables.end()) return found->second;
  }
  std::optional<std::set<Month>> common;
  for (const std::string& id : tables) {
    if (!has_months(id)) continue;
    for (const std::size_t decides : areas_[area].covered_by) {
      const std::set<Month>& here = covered(id, decides);
      if (!common) {
        common = here;
        continue;
      }
      std::set<Month> both;
      std::set_intersection(common->begin(), common->end(), here.begin(), here.end(), std::inserter(both, both.end()));
      common = std::move(both);
    }
  }
  const std::lock_guard lock(mutex_);
  return common_[key].emplace(area, common.value_or(std::set<Month>{})).first->second;
}

std::set<std::string> Coverage::sources(const std::vector<std::string>& tables, std::size_t area, const core::Period& period) {
  std::set<std::string> names;
  const Month first = month_of(period.start), last = month_of(period.end);
  for (const std::string& id : tables) {
    const TableMonths& months = table(id);
    std::set<std::string> here;
    for (const std::size_t place : {area, areas_[area].covered_by.front(), kEverywhere}) {
      const auto found = months.by_area.find(place);
      if (found == months.by_area.end()) continue;
      for (const auto& [source, rows] : found->second) {
        const auto at = rows.lower_bound(first);
        if (at != rows.end() && at->first <= last) here.insert(source);
      }
      if (!here.empty()) break;
    }
    if (here.empty())
      for (const auto& [source, rows] : months.sources) here.insert(source);
    here.erase("");
    names.insert(here.begin(), here.end());
  }
  return names;
}

std::string Coverage::doubled(const std::vector<std::string>& tables, std::size_t area, const core::Period& period) {
  const Month first = month_of(period.start), last = month_of(period.end);
  for (const std::string& id : tables) {
    const TableMonths& months = table(id);
    const auto found = months.by_area.find(areas_[area].covered_by.front());
    if (found == months.by_area.end() || found->second.size() < 2) continue;
    std::map<Month, std::set<std::string>> by_month;
    for (const auto& [source, rows] : found->second)
      for (auto at = rows.lower_bound(first); at != rows.end() && at->first <= last; ++at) by_month[at->first].insert(source);
    for (const auto& [month, names] : by_month)
      if (names.size() > 1) return listed(names);
  }
  return {};
}

std::vector<TableUse> Coverage::uses(const std::vector<std::string>& tables) {
  std::vector<TableUse> uses;
  for (const std::string& id : tables)
    for (const auto& [source, rows] : table(id).sources) uses.push_back({id, source, rows});
  return uses;
}

void Coverage::write() {
  session_.execute("CREATE OR REPLACE TABLE model.coverage (table_id VARCHAR, area_code VARCHAR, first_month DATE, last_month DATE, months_present BIGINT)");
  std::string rows;
  for (const auto& [id, months] : tables_)
    for (const auto& [area, covered] : months.covered)
      if (!covered.empty())
        rows += fmt::format("{}({}, {}, '{}', '{}', {})", rows.empty() ? "" : ", ", engine::quoted_text(id), engine::quoted_text(areas_[area].code),
                            core::text(first_day(*covered.begin())), core::text(first_day(*covered.rbegin())), covered.size());
  // One statement, since each commit waits for the disk.
  if (!rows.empty()) session_.execute("INSERT INTO model.coverage VALUES " + rows);
}

}  // namespace dmp::indicators
