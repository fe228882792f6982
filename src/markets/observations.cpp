#include "markets/observations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

namespace dmp::markets {
namespace {

using engine::quoted_text;

std::string listed(const std::vector<std::string>& areas) {
  std::string list;
  for (const std::string& area : areas) list += (list.empty() ? "" : ", ") + quoted_text(area);
  return list;
}

/// 1 to 7 by the first three letters; 0 for means over several days.
int weekday_of(std::string_view name) {
  constexpr std::array<std::string_view, 7> kDays = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
  for (std::size_t i = 0; i < kDays.size(); ++i)
    if (name == kDays[i]) return static_cast<int>(i) + 1;
  return 0;
}

/// Loads as given, else concentration x flow / people. Means over several days stand only where no single day does, and of them only the mean of the week.
void read_wastewater(engine::Session& session, Observations& into, std::set<std::string>& sources) {
  const auto rows = session.query(
      "SELECT site, coalesce(area_code, ''), lower(substance), year, coalesce(population, 0)::DOUBLE, lower(coalesce(weekday, '')), coalesce(isodow(sampled_on), 0)::BIGINT, "
      "coalesce(date_diff('day', DATE '1970-01-05', sampled_on) // 7, 0)::BIGINT, CASE WHEN load_mg_1000_day_state = 'value' THEN load_mg_1000_day WHEN concentration_ng_l_state = 'value' AND flow_l_day > 0 AND "
      "population > 0 THEN concentration_ng_l * flow_l_day * 1e-6 / population * 1000 END AS load, _source FROM wastewater WHERE year IS NOT NULL ORDER BY site, 3, year, sampled_on, 6, load");
  std::map<std::tuple<std::string, std::string, int>, std::size_t> places;
  std::map<std::size_t, std::vector<double>> means;
  while (const engine::Chunk* chunk = rows->next())
    for (std::size_t i = 0; i < chunk->rows; ++i) {
      const auto& c = chunk->columns;
      const auto key = std::make_tuple(std::string(c[0].text(i)), std::string(c[2].text(i)), static_cast<int>(c[3].integer(i)));
      const auto [place, fresh] = places.emplace(key, into.wastewater.size());
      if (fresh) into.wastewater.push_back({std::get<0>(key), std::string(c[1].text(i)), std::get<1>(key), std::get<2>(key), c[4].number(i), {}, 0});
      WastewaterSeries& series = into.wastewater[place->second];
      const int day = c[6].integer(i) > 0 ? static_cast<int>(c[6].integer(i)) : weekday_of(c[5].text(i));
      if (c[8].is_null(i) || !(c[8].number(i) > 0)) {
        series.unquantified += day > 0;
        continue;
      }
      sources.insert(std::string(c[9].text(i)));
      if (day > 0) series.days.push_back({day, c[8].number(i), static_cast<int>(c[7].integer(i))});
      else if (c[5].text(i) == "daily mean" || c[5].text(i).empty()) means[place->second].push_back(c[8].number(i));
    }
  for (const auto& [place, loads] : means)
    if (into.wastewater[place].days.empty())
      for (const double load : loads) into.wastewater[place].days.push_back({0, load, 0});
  std::erase_if(into.wastewater, [](const WastewaterSeries& series) { return series.days.empty(); });
}

int financial_year_of(const core::Period& period) { return std::stoi(core::text(period.start).substr(0, 4)); }

/// The year of those given that lies nearest to the one asked for, the earlier of two; 0 for none.
int nearest_year(const std::set<int>& years, int wanted) {
  int best = 0;
  for (const int year : years)
    if (best == 0 || std::abs(year - wanted) < std::abs(best - wanted)) best = year;
  return best;
}

constexpr const char* kYearStarting = "CASE WHEN month({0}) >= 4 THEN year({0}) ELSE year({0}) - 1 END";

void read_records(engine::Session& session, const std::string& areas, int wanted, Observations& into, std::set<std::string>& sources) {
  const std::string starting = fmt::format(fmt::runtime(kYearStarting), "s.seized_on");
  const auto rows = session.query("SELECT DISTINCT m.area_code, lower(s.drug), s.seizure_id, " + starting +
                                  " AS starting, month(s.seized_on), s.quantity::DOUBLE, s.unit, s.purity_percent::DOUBLE / 100, s.valuation_gbp::DOUBLE, coalesce(s.valuation_basis, ''), s._source FROM seizure s "
                                  "JOIN model.area_member m ON m.member_code = coalesce(s.authority_code, s.lsoa_code) WHERE m.area_code IN (" +
                                  areas + ") ORDER BY 1, 2, 3");
  std::vector<std::pair<int, Seizure>> all;
  std::set<int> years;
  while (const engine::Chunk* chunk = rows->next())
    for (std::size_t i = 0; i < chunk->rows; ++i) {
      const auto& c = chunk->columns;
      const auto number = [&](std::size_t column) { return c[column].is_null(i) ? std::nan("") : c[column].number(i); };
      Seizure one{std::string(c[0].text(i)), std::string(c[1].text(i)), std::string(c[2].text(i)), static_cast<int>(c[4].integer(i)), number(5), std::string(c[6].text(i)), number(7), number(8), std::string(c[9].text(i))};
      years.insert(static_cast<int>(c[3].integer(i)));
      all.emplace_back(static_cast<int>(c[3].integer(i)), std::move(one));
      sources.insert(std::string(c[10].text(i)));
    }
  const int year = nearest_year(years, wanted);
  for (auto& [starting_in, seizure] : all)
    if (starting_in == year) into.seizures.push_back(std::move(seizure));
  if (year != 0) into.seizure_period = core::financial_year(year).text();
}

/// Yearly sums that the Home Office publishes for the force whose authorities are those of the area.
void read_published(engine::Session& session, const std::string& areas, int wanted, Observations& into, std::set<std::string>& sources) {
  const auto rows = session.query(
      "WITH sets AS (SELECT m.area_code, string_agg(m.member_code, ',' ORDER BY m.member_code) AS members FROM model.area_member m JOIN model.area k ON k.area_code = m.member_code WHERE k.area_type = 'authority' "
      "GROUP BY 1), same AS (SELECT a.area_code, f.area_code AS twin FROM sets a JOIN sets f USING (members) WHERE a.area_code IN (" +
      areas +
      ")) SELECT DISTINCT x.area_code, lower(p.category), p.unit, p.value, year(p.period_start), p._source FROM published_statistic p JOIN same x ON x.twin = p.area_code WHERE p.statistic = 'quantity seized' AND "
      "p.value_state = 'value' AND p.category_type = 'drug' ORDER BY 1, 2");
  std::vector<std::pair<int, Seizure>> all;
  std::set<int> years;
  while (const engine::Chunk* chunk = rows->next())
    for (std::size_t i = 0; i < chunk->rows; ++i) {
      const auto& c = chunk->columns;
      Seizure sum;
      sum.area = c[0].text(i), sum.drug = c[1].text(i), sum.unit = c[2].text(i), sum.quantity = c[3].number(i);
      if (sum.unit.starts_with("thousand")) sum.quantity *= 1000, sum.unit = "tablets";
      years.insert(static_cast<int>(c[4].integer(i)));
      all.emplace_back(static_cast<int>(c[4].integer(i)), std::move(sum));
      sources.insert(std::string(c[5].text(i)));
    }
  const int year = nearest_year(years, wanted);
  for (auto& [starting_in, seizure] : all)
    if (starting_in == year) into.seizures.push_back(std::move(seizure));
  if (year != 0) into.seizure_period = core::financial_year(year).text(), into.seizures_published = true;
}

void read_lines(engine::Session& session, const std::string& areas, const core::Period& period, Observations& into, std::set<std::string>& sources) {
  const std::string first = "DATE " + quoted_text(core::text(period.start)), last = "DATE " + quoted_text(core::text(period.end));
  const auto rows = session.query("SELECT m.area_code, l.direction, count(DISTINCT l.line_ref), min(l._source) FROM county_line l JOIN model.area_member m ON m.member_code = CASE WHEN l.direction = 'exported' THEN "
                                  "l.origin_code ELSE l.destination_code END WHERE l.first_known <= " +
                                  last + " AND (l.closed_on IS NULL OR l.closed_on >= " + first + ") AND m.area_code IN (" + areas + ") GROUP BY 1, 2 ORDER BY 1, 2");
  while (const engine::Chunk* chunk = rows->next())
    for (std::size_t i = 0; i < chunk->rows; ++i) {
      into.lines.push_back({std::string(chunk->columns[0].text(i)), std::string(chunk->columns[1].text(i)), chunk->columns[2].number(i)});
      sources.insert(std::string(chunk->columns[3].text(i)));
    }
}

}  // namespace

Observations read_observations(engine::Session& session, const std::vector<std::string>& areas, const core::Period& period) {
  Observations observations;
  if (areas.empty()) return observations;
  std::set<std::string> sources;
  const std::string list = listed(areas);
  read_wastewater(session, observations, sources);
  read_records(session, list, financial_year_of(period), observations, sources);
  if (observations.seizures.empty()) read_published(session, list, financial_year_of(period), observations, sources);
  read_lines(session, list, period, observations, sources);
  for (const std::string& source : sources) observations.sources += (observations.sources.empty() ? "" : ";") + source;
  return observations;
}

}  // namespace dmp::markets
