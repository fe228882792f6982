#include <fmt/format.h>

#include <algorithm>

#include "indicators/counts.hpp"

namespace dmp::indicators {
namespace {

using engine::ColumnType;

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

struct Column {
  std::string name, expression;
};
using Columns = std::vector<Column>;

Columns dimensions_of(const Question& question) {
  Columns dimensions;
  const auto any = [&](bool Breakdown::*member) {
    return std::any_of(question.breakdowns.begin(), question.breakdowns.end(), [&](const Breakdown& b) { return b.*member; });
  };
  const auto any_by = [&](const char* by) {
    return std::any_of(question.breakdowns.begin(), question.breakdowns.end(), [&](const Breakdown& b) { return b.category && b.by == by; });
  };
  if (any(&Breakdown::sex)) dimensions.push_back({"sex", "c.sex"});
  if (any(&Breakdown::age)) dimensions.push_back({"band", band_case(question)});
  if (any_by("")) dimensions.push_back({"category", "c.category::VARCHAR"});
  if (any_by("ethnicity")) dimensions.push_back({"ethnicity", "c.ethnicity::VARCHAR"});
  if (any_by("deprivation")) dimensions.push_back({"deprivation", "decile.label"});
  if (question.standardised) dimensions.push_back({"five", five_expression(question)});
  return dimensions;
}

/// Columns that say when.
Columns timing_columns(const Question& question) {
  switch (question.timing) {
    case Timing::months: return {{"period", "p.period"}};
    case Timing::dates_published: return {{"period_start", "c.period_start::DATE"}, {"period_end", "c.period_end::DATE"}};
    case Timing::years: return {{"year", "c.year::BIGINT"}};
    case Timing::whole: return {};
  }
  return {};
}

/// What tells rows of a stock apart that must not be added to others.
Columns cut_columns(const Question& question) {
  if (question.timing != Timing::years) return {};
  return {{"both_sexes", question.select.has("sex") ? "(c.sex = 'Persons')" : "false"}, {"all_ages", question.select.has("age_to") ? "(c.age = 0 AND c.age_to >= 85)" : "false"}};
}

/// What is counted of a row.
Columns measured_columns(const Question& question) {
  Columns measured;
  const bool person = question.select.has("person");
  if (person) measured.push_back({"person", "c.person::VARCHAR"});
  if (question.select.has("hit")) measured.push_back({"hit", "c.hit"});
  // Sums must not depend on the order of threads: whole numbers stay whole, others become decimals.
  if (question.select.has("weight") && !person) measured.push_back({"weight", question.select.type("weight") == ColumnType::integer ? "c.weight" : "c.weight::DECIMAL(38,12)"});
  return measured;
}

std::string names(const Columns& columns, const std::string& prefix = "") {
  std::string text;
  for (const auto& column : columns) text += ", " + prefix + column.name;
  return text;
}

struct Parts {
  Columns when, cuts, dimensions, measured;
};

Parts parts_of(const Question& question) { return {timing_columns(question), cut_columns(question), dimensions_of(question), measured_columns(question)}; }

std::string period_join(const Question& question) {
  if (question.timing != Timing::months) return {};
  if (!question.select.has("until")) return " JOIN period_month p ON p.month = date_trunc('month', c.date)::DATE";
  return " JOIN (SELECT period, min(month) AS first_day, (max(month) + INTERVAL 1 MONTH)::DATE AS next_day FROM period_month GROUP BY period) p ON c.date < p.next_day AND c.until >= p.first_day";
}

/// The rows of the SELECT with what they are split by.
std::string labelled_sql(const Question& question, const Parts& parts) {
  const bool by_deprivation = std::any_of(parts.dimensions.begin(), parts.dimensions.end(), [](const Column& column) { return column.name == "deprivation"; });
  std::string sql = by_deprivation ? "decile AS (\n" + std::string(kDeprivationSql) + "\n),\n" : "";
  sql += "labelled AS (\n  SELECT c.place";
  for (const Columns* columns : {&parts.when, &parts.cuts, &parts.dimensions, &parts.measured})
    for (const Column& column : *columns) sql += ", " + column.expression + " AS " + column.name;
  sql += "\n  FROM counted c" + period_join(question) + (by_deprivation ? " LEFT JOIN decile ON decile.area_code = c.small_area" : "") + "\n  WHERE c.place IS NOT NULL";
  return sql + (question.timing == Timing::months ? " AND c.date IS NOT NULL" : "") + "\n)";
}

/// The total and each breakdown as sets of columns that `keys` is common to.
std::string grouping_sets(const Question& question, const std::string& keys) {
  std::string sql;
  for (const Breakdown& breakdown : question.breakdowns) {
    std::string set = keys;
    if (breakdown.sex) set += ", sex";
    if (breakdown.age) set += ", band";
    if (breakdown.category) set += ", " + (breakdown.by.empty() ? "category" : breakdown.by.str());
    if (!sql.empty()) sql += ",\n  ";
    sql += "(" + set + ")";
    if (question.standardised && !breakdown.age) sql += ",\n  (" + set + ", five)";
  }
  return "GROUP BY GROUPING SETS (\n  " + sql + "\n)";
}

std::string groupings(const Columns& dimensions) {
  std::string sql;
  for (const auto& dimension : dimensions) sql += fmt::format(", {0}, GROUPING({0}) AS all_{0}", dimension.name);
  return sql;
}

std::string requested_types(const Question& question) {
  std::string text;
  for (const auto& type : question.area_types) text += (text.empty() ? "" : ", ") + engine::quoted_text(type);
  return "a.area_type IN (" + text + ")";
}

const char* const kAreasOf = "JOIN model.member m ON m.member_code = t.place JOIN model.requested_area a ON a.position = m.position";

/// Sums of rows or weights: by place first, which are few sums, and these rolled up to the areas.
std::string sums_sql(const Question& question, const Parts& parts) {
  const bool hit = question.select.has("hit"), weight = question.select.has("weight"), stock = question.timing == Timing::years;
  const std::string counted = weight ? "sum(weight)" : "count(*)", said = hit ? " FILTER (hit IS NOT NULL)" : "";
  std::string sql = "tallied AS (\n  SELECT place" + names(parts.when) + names(parts.cuts) + groupings(parts.dimensions) + ",\n    " + counted + said + " AS n, count(*)" + said + " AS number";
  if (hit) sql += ", " + counted + " FILTER (hit) AS hits";
  if (question.squares) sql += ", sum(weight::DECIMAL(18,6) * weight::DECIMAL(18,6)) AS squares";
  sql += "\n  FROM labelled " + grouping_sets(question, "place" + names(parts.when) + names(parts.cuts)) + "\n)\n";
  sql += "SELECT m.position AS area" + names(parts.when, "t.") + (stock ? ", m.member_type AS level" : "") + names(parts.cuts, "t.");
  for (const auto& dimension : parts.dimensions) sql += fmt::format(", t.{0}, t.all_{0}", dimension.name);
  sql += ",\n  coalesce(sum(t.n), 0)::DOUBLE AS n, sum(t.number)::DOUBLE AS number";
  if (hit) sql += ", coalesce(sum(t.hits), 0)::DOUBLE AS hits";
  if (question.squares) sql += ", coalesce(sum(t.squares), 0)::DOUBLE AS squares";
  return sql + "\nFROM tallied t " + kAreasOf + " WHERE " + requested_types(question) + " GROUP BY ALL";
}

/// Distinct people. Most have one row in a period, and counting rows counts them: by place, rolled up to the areas as sums are.
/// Only the others (`again`) are told apart in each area.
std::string people_sql(const Question& question, const Parts& parts) {
  const bool hit = question.select.has("hit");
  const std::string level = question.timing == Timing::years ? ", m.member_type AS level" : "", levels = level.empty() ? "" : ", level";
  const std::string when = names(parts.when) + names(parts.cuts), split = groupings(parts.dimensions);
  const auto people = [&](const std::string& what, const std::string& of_them) {
    std::string sql = what + " FILTER (" + (hit ? "hit IS NOT NULL" : "person IS NOT NULL") + ") AS n, count(*) AS number, count(*) FILTER (person IS NULL) AS nobody";
    if (hit) sql += ", " + of_them + " AS hits";
    return sql;
  };
  std::string sql = "several AS (\n  SELECT person" + when + " FROM labelled WHERE person IS NOT NULL GROUP BY ALL HAVING count(*) > 1\n),\n";
  sql += "told AS (\n  SELECT labelled.*, several.person IS NOT NULL AS again FROM labelled LEFT JOIN several USING (person" + when + ")\n),\n";
  sql += "once AS (\n  SELECT place" + when + split + ",\n    " + people("count(person)", "count(person) FILTER (hit)") + "\n  FROM told WHERE NOT again " + grouping_sets(question, "place" + when) + "\n),\n";
  sql += "often AS (\n  SELECT m.position AS area" + level + ", t.* FROM told t " + kAreasOf + " WHERE t.again AND " + requested_types(question) + "\n),\n";
  sql += "counts AS (\n  SELECT m.position AS area" + level + ", t.* EXCLUDE (place) FROM once t " + kAreasOf + " WHERE " + requested_types(question) + "\n  UNION ALL BY NAME\n";
  sql += "  SELECT area" + levels + when + split + ",\n    " + people("count(DISTINCT person)", "count(DISTINCT person) FILTER (hit)") + "\n  FROM often " + grouping_sets(question, "area" + levels + when) + "\n)\n";
  sql += "SELECT area" + levels + when;
  for (const auto& dimension : parts.dimensions) sql += fmt::format(", {0}, all_{0}", dimension.name);
  sql += ",\n  sum(n)::DOUBLE AS n, sum(number)::DOUBLE AS number, sum(nobody)::DOUBLE AS nobody";
  if (hit) sql += ", sum(hits)::DOUBLE AS hits";
  return sql + "\nFROM counts GROUP BY ALL";
}

}  // namespace

std::string count_sql(const Question& question) {
  const Parts parts = parts_of(question);
  return with_select(question.select, "counted") + ", " + labelled_sql(question, parts) + ",\n" + (question.select.has("person") ? people_sql(question, parts) : sums_sql(question, parts));
}

}  // namespace dmp::indicators
