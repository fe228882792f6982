#include "indicators/contributions.hpp"

#include <fmt/format.h>

#include "indicators/select.hpp"

namespace dmp::indicators {
namespace {

/// The estimates of one indicator whose sums are asked about: where and when, and their ids.
void write_sums(engine::Session& session, const std::string& indicator, const core::Estimates& estimates) {
  session.execute("CREATE OR REPLACE TEMP TABLE asked_sum(estimate_id VARCHAR, area_code VARCHAR, period_start DATE, period_end DATE, category VARCHAR)");
  std::string values;
  for (const core::Estimate& row : estimates) {
    if (row.indicator_id != indicator || row.sex != "Persons" || row.age != "All ages" || row.period_start.empty()) continue;
    values += fmt::format("{}({}, {}, {}, {}, {})", values.empty() ? "" : ", ", engine::quoted_text(row.estimate_id), engine::quoted_text(row.area_code), engine::quoted_text(row.period_start),
                                engine::quoted_text(row.period_end), row.category.empty() ? "NULL" : engine::quoted_text(row.category));
  }
  if (!values.empty()) session.execute("INSERT INTO asked_sum VALUES " + values);
}

std::string contributions_sql(const Select& select) {
  const std::string contributor = select.has("contributor") ? "c.contributor::VARCHAR" : "(row_number() OVER ())::VARCHAR";
  const std::string category = select.has("category") ? "c.category::VARCHAR" : "NULL::VARCHAR";
  return with_select(select, "counted") + ", contribution AS (\n  SELECT c.place, c.date::DATE AS day, " + category + " AS category, " + contributor +
         " AS contributor, c.weight::DOUBLE AS weight FROM counted c WHERE c.place IS NOT NULL AND c.date IS NOT NULL AND c.weight IS NOT NULL\n),\n"
         "each_one AS (\n  SELECT s.estimate_id, t.contributor, abs(sum(t.weight)) AS size\n  FROM contribution t JOIN model.member m ON m.member_code = t.place\n"
         "  JOIN model.requested_area a ON a.position = m.position\n"
         "  JOIN asked_sum s ON s.area_code = a.area_code AND t.day BETWEEN s.period_start AND s.period_end AND (s.category IS NULL OR s.category = t.category)\n"
         "  GROUP BY ALL\n),\nranked AS (SELECT *, row_number() OVER (PARTITION BY estimate_id ORDER BY size DESC, contributor) AS place FROM each_one)\n"
         "SELECT estimate_id, size FROM ranked WHERE place <= 3 ORDER BY estimate_id, place";
}

}  // namespace

std::map<std::string, std::vector<double>> largest_contributions(engine::Session& session, const catalogue::Catalogue& catalogue, const std::set<std::string>& indicators,
                                                                 const core::Estimates& estimates) {
  std::map<std::string, std::vector<double>> largest;
  const Contract contract{{"place"}, {"date", "until", "year", "period_start", "period_end", "sex", "age", "age_to", "category", "person", "weight", "contributor", "arithmetic", "hit"}};
  for (const std::string& id : indicators) {
    const catalogue::IndicatorDefinition& indicator = catalogue.indicator(id);
    if (indicator.method != catalogue::Method::count) continue;
    const Select select = check_select(session, catalogue, indicator.numerator, indicator.numerator_place, contract);
    if (!select.has("weight") || !select.has("date")) continue;
    write_sums(session, id, estimates);
    const core::DataTable found = engine::fetch(session, contributions_sql(select));
    for (const auto& row : found.rows()) largest[std::get<std::string>(row[0])].push_back(std::get<double>(row[1]));
  }
  return largest;
}

}  // namespace dmp::indicators
