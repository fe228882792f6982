#include "markets/inputs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/number.hpp"

namespace dmp::markets {
namespace {

using catalogue::MarketParameter;
using engine::quoted_text;

std::string codes_listed(const std::vector<AreaInputs>& areas) {
  std::string list;
  for (const AreaInputs& area : areas) list += (list.empty() ? "" : ", ") + quoted_text(area.code);
  return list;
}

AreaInputs* find_area(std::vector<AreaInputs>& areas, std::string_view code) {
  const auto found = std::find_if(areas.begin(), areas.end(), [&](const AreaInputs& area) { return area.code == code; });
  return found == areas.end() ? nullptr : &*found;
}

/// The financial year asked for: as [market] says, else the last one inside the profile's period, else the year of the latest prevalence.
core::Period period_of(const catalogue::Catalogue& catalogue, const catalogue::Profile& profile) {
  if (!profile.market.period.empty()) return *core::parse_period(profile.market.period);
  if (profile.period) {
    const std::string end = core::text(profile.period->end);
    const int year = std::stoi(end.substr(0, 4)), starting = end.substr(5) >= "03-31" ? year - 1 : year - 2;
    return core::financial_year(starting);
  }
  core::Period latest = core::financial_year(2000);
  for (const auto& [id, market] : catalogue.markets)
    for (const MarketParameter& parameter : market.parameters)
      if (parameter.role == "prevalence")
        if (const auto period = core::parse_period(parameter.period); period && period->start > latest.start) latest = *period;
  return core::financial_year(std::stoi(core::text(latest.start).substr(0, 4)));
}

/// Residents by band, from the cut (source, level of area, sexes) with the greatest total in the year nearest to the one asked for;
/// a row of several ages is shared over the bands it overlaps.
std::string residents_sql(const std::vector<AreaInputs>& areas, int year) {
  const auto in_band = [](int from, int to, const std::string& sexes) {
    return fmt::format("sum(CASE WHEN {} THEN p.population * greatest(0, least(p.age_to, {}) - greatest(p.age_from, {}) + 1) / (p.age_to - p.age_from + 1.0) ELSE 0 END)", sexes, to, from);
  };
  const std::string men = "p.sex = 'Male'", women = "p.sex = 'Female'", any = "true";
  return "WITH cut AS (SELECT m.area_code, p.year, p._source AS source, coalesce(k.area_type, '') AS level, p.sex = 'Persons' AS together, " + in_band(16, 24, men) + " AS young_men, " +
         in_band(16, 24, women) + " AS young_women, " + in_band(25, 59, men) + " AS older_men, " + in_band(25, 59, women) + " AS older_women, " + in_band(16, 24, any) + " AS young, " +
         in_band(25, 59, any) + " AS older, " + in_band(11, 15, any) + " AS children, " + in_band(60, 74, any) + " AS old, " + in_band(15, 64, any) +
         " AS aged_15_64, sum(p.population) AS residents FROM population p JOIN model.area_member m ON m.member_code = p.area_code LEFT JOIN model.area k ON k.area_code = p.area_code WHERE m.area_code IN (" +
         codes_listed(areas) +
         ") AND (p.age_to - p.age_from < 30 OR p.age_to >= 120) AND NOT (p.age_from = 0 AND p.age_to >= 90) GROUP BY ALL HAVING young + older > 0), ranked AS (SELECT *, max(young + older) OVER (PARTITION BY area_code, "
         "year) AS most FROM cut), good AS (SELECT *, row_number() OVER (PARTITION BY area_code ORDER BY abs(year - " +
         std::to_string(year) + "), year, together, young + older DESC, source, level) AS place FROM ranked WHERE young + older >= 0.98 * most) SELECT area_code, year, together, young_men::DOUBLE, young_women::DOUBLE, "
         "older_men::DOUBLE, older_women::DOUBLE, young::DOUBLE, older::DOUBLE, children::DOUBLE, old::DOUBLE, aged_15_64::DOUBLE, residents::DOUBLE, source FROM good WHERE place = 1 ORDER BY area_code";
}

void read_residents(engine::Session& session, int year, std::vector<AreaInputs>& areas, std::set<std::string>& sources) {
  const auto rows = session.query(residents_sql(areas, year));
  while (const engine::Chunk* chunk = rows->next())
    for (std::size_t i = 0; i < chunk->rows; ++i) {
      AreaInputs* area = find_area(areas, chunk->columns[0].text(i));
      if (!area) continue;
      const auto number = [&](std::size_t column) { return chunk->columns[column].number(i); };
      Residents& people = area->residents;
      people.year = static_cast<int>(chunk->columns[1].integer(i));
      people.by_sex = chunk->columns[2].integer(i) == 0;
      if (people.by_sex) people.young_men = number(3), people.young_women = number(4), people.older_men = number(5), people.older_women = number(6);
      else people.young_men = people.young_women = number(7) / 2, people.older_men = people.older_women = number(8) / 2;
      people.aged_11_15 = number(9), people.aged_60_74 = number(10), people.aged_15_64 = number(11), people.all = number(12);
      sources.insert(std::string(chunk->columns[13].text(i)));
    }
}

void read_deprivation(engine::Session& session, std::vector<AreaInputs>& areas, std::set<std::string>& sources) {
  const auto rows = session.query(
      "WITH means AS (SELECT m.area_code, d.edition, d._source AS source, coalesce(k.area_type, '') AS level, avg(d.decile) AS decile, count(*) AS n FROM deprivation d JOIN model.area_member m ON m.member_code = "
      "d.area_code LEFT JOIN model.area k ON k.area_code = d.area_code WHERE d.domain = 'overall' AND d.decile IS NOT NULL AND m.area_code IN (" +
      codes_listed(areas) +
      ") GROUP BY ALL) SELECT area_code, decile::DOUBLE, source FROM (SELECT *, row_number() OVER (PARTITION BY area_code ORDER BY edition DESC, n DESC, source) AS place FROM means) WHERE place = 1 ORDER BY 1");
  while (const engine::Chunk* chunk = rows->next())
    for (std::size_t i = 0; i < chunk->rows; ++i)
      if (AreaInputs* area = find_area(areas, chunk->columns[0].text(i))) {
        area->deprivation = (5.5 - chunk->columns[1].number(i)) / 9;
        sources.insert(std::string(chunk->columns[2].text(i)));
      }
}

void read_user_estimates(engine::Session& session, const core::Period& period, std::vector<AreaInputs>& areas, std::set<std::string>& sources) {
  const std::string end = "DATE " + quoted_text(core::text(period.end));
  const auto rows = session.query(
      "SELECT area_code, drug_group, value, lower_95, upper_95, period_start, period_end, coalesce(method_version, ''), _source FROM (SELECT *, row_number() OVER (PARTITION BY area_code, drug_group ORDER BY "
      "period_start <= " +
      end + " DESC, CASE WHEN period_start <= " + end + " THEN -date_diff('day', DATE '1970-01-01', period_start) ELSE date_diff('day', DATE '1970-01-01', period_start) END, method_version DESC) AS place FROM drug_user_estimate WHERE value_state = 'value' AND area_code IN (" +
      codes_listed(areas) + ")) WHERE place = 1 ORDER BY 1, 2");
  while (const engine::Chunk* chunk = rows->next())
    for (std::size_t i = 0; i < chunk->rows; ++i) {
      AreaInputs* area = find_area(areas, chunk->columns[0].text(i));
      if (!area) continue;
      const auto number = [&](std::size_t column) { return chunk->columns[column].is_null(i) ? std::nan("") : chunk->columns[column].number(i); };
      const core::Period when{core::Day{static_cast<int>(chunk->columns[5].integer(i))}, core::Day{static_cast<int>(chunk->columns[6].integer(i))}};
      area->users[std::string(chunk->columns[1].text(i))] = {number(2), number(3), number(4), when.text(), std::string(chunk->columns[7].text(i))};
      sources.insert(std::string(chunk->columns[8].text(i)));
    }
}

/// Drug ids by the names the tables use for them.
std::map<std::string, std::string> ids_by_name(const catalogue::Catalogue& catalogue, bool survey) {
  std::map<std::string, std::string> ids;
  for (const auto& [id, market] : catalogue.markets) {
    if (market.kind != "drug" && market.kind != "people") continue;
    ids[market.code] = id;
    if (survey) for (const std::string& name : market.survey_drugs) ids[name] = id;
  }
  return ids;
}

/// The survey's percentages of the profile's own file, for 16 to 59 and 16 to 24.
void read_survey(engine::Session& session, const catalogue::Catalogue& catalogue, const catalogue::Profile& profile, MarketInputs& inputs, std::set<std::string>& sources) {
  const auto ids = ids_by_name(catalogue, true);
  const auto rows = session.query(
      "SELECT lower(drug), age_from, age_to, percent, lower_95, upper_95, period_start, period_end, coalesce(citation, ''), _source FROM survey_prevalence WHERE area_code IN (" + quoted_text(profile.england_code) +
      ", 'K04000001') AND coalesce(sex, 'Persons') = 'Persons' AND percent_state = 'value' AND age_from = 16 AND age_to IN (24, 59) ORDER BY ALL");
  while (const engine::Chunk* chunk = rows->next())
    for (std::size_t i = 0; i < chunk->rows; ++i) {
      const auto id = ids.find(std::string(chunk->columns[0].text(i)));
      if (id == ids.end()) continue;
      MarketParameter parameter;
      parameter.role = "prevalence";
      parameter.age = fmt::format("16-{}", chunk->columns[2].integer(i));
      parameter.unit = "%";
      parameter.factor = 0.01;
      parameter.period = core::Period{core::Day{static_cast<int>(chunk->columns[6].integer(i))}, core::Day{static_cast<int>(chunk->columns[7].integer(i))}}.text();
      parameter.citation = "survey_prevalence of the profile" + (chunk->columns[8].text(i).empty() ? std::string() : ": " + std::string(chunk->columns[8].text(i)));
      const double value = chunk->columns[3].number(i);
      const bool given = !chunk->columns[4].is_null(i) && !chunk->columns[5].is_null(i) && chunk->columns[4].number(i) < chunk->columns[5].number(i) && value > 0;
      if (given) parameter.distribution = {"interval", {{"value", value}, {"lower", chunk->columns[4].number(i)}, {"upper", chunk->columns[5].number(i)}, {"coverage", 0.95}, {"min", 0}, {"max", 100}}, {}, {}, {}};
      else parameter.distribution = {"fixed", {{"value", value}}, {}, {}, {}};
      inputs.observed[id->second].push_back(std::move(parameter));
      sources.insert(std::string(chunk->columns[9].text(i)));
    }
}

/// Standard deviation of the logarithm of one reported price or purity, for the error of a mean of samples. No survey of it is at hand.
constexpr double kSampleSpread = 0.3;

MarketParameter observed_parameter(const std::string& role, double value, double samples, const std::string& period) {
  MarketParameter parameter;
  parameter.role = role;
  parameter.period = period;
  parameter.spread_is_default = true;
  parameter.citation = "price_purity of the profile, " + period;
  parameter.note = fmt::format("{} samples; the error of their mean taken as {:.0f}% over the root of their number", core::rounded_text(samples), 100 * kSampleSpread);
  if (value > 0) parameter.distribution = {"lognormal", {{"meanlog", std::log(value)}, {"sdlog", kSampleSpread / std::sqrt(std::max(1.0, samples))}}, {}, {}, {}};
  else parameter.distribution = {"fixed", {{"value", value}}, {}, {}, {}};
  return parameter;
}

/// The latest prices and purities of each drug up to the period. What is bought at which size is not in the table: sizes are taken as the drug's
/// file has them where it has the same, else alike.
void read_prices(engine::Session& session, const catalogue::Catalogue& catalogue, MarketInputs& inputs, std::set<std::string>& sources) {
  const auto ids = ids_by_name(catalogue, false);
  const std::string end = "DATE " + quoted_text(core::text(inputs.period.end));
  const auto rows = session.query(
      "WITH latest AS (SELECT *, rank() OVER (PARTITION BY drug, measure ORDER BY period_start DESC) AS place FROM price_purity WHERE period_start <= " + end +
      ") SELECT lower(drug), measure, coalesce(purchase_grams, 0)::DOUBLE, value::DOUBLE, coalesce(samples, 1)::DOUBLE, period_start, period_end, _source FROM latest WHERE place = 1 ORDER BY ALL");
  std::map<std::string, std::vector<MarketParameter>> ladders;
  while (const engine::Chunk* chunk = rows->next())
    for (std::size_t i = 0; i < chunk->rows; ++i) {
      const auto id = ids.find(std::string(chunk->columns[0].text(i)));
      if (id == ids.end()) continue;
      const std::string period = core::Period{core::Day{static_cast<int>(chunk->columns[5].integer(i))}, core::Day{static_cast<int>(chunk->columns[6].integer(i))}}.text();
      const std::string measure(chunk->columns[1].text(i));
      const double size = chunk->columns[2].number(i);
      MarketParameter parameter = observed_parameter(measure == "purity" ? "purity" : measure == "street price" ? "price" : "wholesale_price", chunk->columns[3].number(i), chunk->columns[4].number(i), period);
      sources.insert(std::string(chunk->columns[7].text(i)));
      parameter.unit = measure == "purity" ? "%" : measure == "street price" ? "GBP" : "GBP per kg";
      parameter.factor = measure == "purity" ? 0.01 : measure == "street price" ? 1 : 0.001;
      if (measure == "purity") {
        parameter.distribution.numbers["max"] = 100;
      } else if (size > 0 && measure == "street price") {
        parameter.purchase = size;
        ladders[id->second].push_back(std::move(parameter));
        continue;
      } else if (size > 0 && parameter.distribution.kind == "lognormal") {
        parameter.distribution.numbers["meanlog"] += std::log(1000 / size);
      }
      inputs.observed[id->second].push_back(std::move(parameter));
    }
  for (auto& [id, ladder] : ladders) {
    const auto known = [&](double size) {
      for (const MarketParameter& p : catalogue.markets.at(id).parameters)
        if (p.role == "price" && std::fabs(p.purchase - size) <= 0.01 * size) return p.share;
      return 0.0;
    };
    double sum = 0;
    for (const MarketParameter& price : ladder) sum += known(price.purchase);
    for (MarketParameter& price : ladder) price.share = sum > 0 ? known(price.purchase) / sum : 1.0 / static_cast<double>(ladder.size());
    inputs.observed[id].insert(inputs.observed[id].end(), ladder.begin(), ladder.end());
  }
}

/// A county is the sum of its authorities where those of the profile have all of its residents.
void relate(engine::Session& session, MarketInputs& inputs) {
  for (AreaInputs& area : inputs.areas) {
    if (area.type != "county") continue;
    const auto members = engine::fetch(session, "SELECT DISTINCT member_code FROM model.area_member WHERE area_code = " + quoted_text(area.code) + " ORDER BY 1");
    double people = 0;
    std::vector<std::size_t> found;
    for (const auto& row : members.rows())
      for (std::size_t i = 0; i < inputs.areas.size(); ++i)
        if (inputs.areas[i].type == "authority" && core::exact_text(row[0]) == inputs.areas[i].code) found.push_back(i), people += inputs.areas[i].residents.aged_16_59();
    if (!found.empty() && people >= 0.995 * area.residents.aged_16_59()) area.members = found;
  }
}

std::string joined(const std::set<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ";") + name;
  return text;
}

}  // namespace

MarketInputs read_inputs(engine::Session& session, const catalogue::Catalogue& catalogue, const catalogue::Profile& profile) {
  MarketInputs inputs;
  inputs.period = period_of(catalogue, profile);
  for (const catalogue::ProfileArea& area : profile.areas)
    if (area.type == "county" || area.type == "authority") inputs.areas.push_back({area.code, area.name.empty() ? area.code : area.name, area.type, {}, {}, std::nan(""), {}});
  if (inputs.areas.empty()) {
    inputs.notes.emplace_back("the profile has no county or authority: no market is estimated");
    return inputs;
  }
  std::set<std::string> sources;
  read_residents(session, std::stoi(core::text(inputs.period.start).substr(0, 4)), inputs.areas, sources);
  std::erase_if(inputs.areas, [&](const AreaInputs& area) {
    if (area.residents.aged_16_59() > 0) return false;
    inputs.notes.push_back(area.name + ": no residents aged 16 to 59 in the table population, so no market is estimated");
    return true;
  });
  if (inputs.areas.empty()) return inputs;
  read_deprivation(session, inputs.areas, sources);
  read_user_estimates(session, inputs.period, inputs.areas, sources);
  read_survey(session, catalogue, profile, inputs, sources);
  read_prices(session, catalogue, inputs, sources);
  relate(session, inputs);
  for (const AreaInputs& area : inputs.areas) {
    if (std::isnan(area.deprivation)) inputs.notes.push_back(area.name + ": no deprivation is held, so use is not adjusted for it");
    if (!area.residents.by_sex) inputs.notes.push_back(area.name + ": residents are not split by sex; half are taken as men");
  }
  std::vector<std::string> codes;
  for (const AreaInputs& area : inputs.areas) codes.push_back(area.code);
  inputs.observations = read_observations(session, codes, inputs.period);
  for (std::size_t from = 0; from < inputs.observations.sources.size();) {
    const std::size_t to = std::min(inputs.observations.sources.find(';', from), inputs.observations.sources.size());
    sources.insert(inputs.observations.sources.substr(from, to - from));
    from = to + 1;
  }
  inputs.sources = joined(sources);
  return inputs;
}

MarketInputs inputs_of_population(double aged_16_59, const core::Period& period) {
  MarketInputs inputs;
  inputs.period = period;
  AreaInputs area{"", "residents given", "authority", {}, {}, std::nan(""), {}};
  // Shares of England and Wales, mid-2019: of those aged 16 to 59 about one in six is 16 to 24. Only checks and --population use it, without corrections for age.
  constexpr double kYoung = 0.18;
  area.residents.young_men = area.residents.young_women = aged_16_59 * kYoung / 2;
  area.residents.older_men = area.residents.older_women = aged_16_59 * (1 - kYoung) / 2;
  area.residents.aged_15_64 = aged_16_59 * 1.11;
  inputs.areas.push_back(std::move(area));
  return inputs;
}

}  // namespace dmp::markets
