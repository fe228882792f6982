#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "core/number.hpp"
#include "markets/hidden.hpp"
#include "stats/capture_model_set.hpp"

namespace dmp::markets {
namespace {

using engine::quoted_text;

constexpr std::size_t kLeastAnchors = 5;

/// Users by place of the latest period that begins no later than the model's ends and that five places have; the period as text.
std::map<std::string, double> known_users(engine::Session& session, const MarketInputs& inputs, std::string& period) {
  std::map<std::string, double> users;
  const std::string end = "DATE " + quoted_text(core::text(inputs.period.end));
  const auto rows = session.query("WITH one AS (SELECT area_code, period_start, period_end, value, row_number() OVER (PARTITION BY area_code, period_start ORDER BY method_version DESC) AS place FROM drug_user_estimate WHERE drug_group = "
                                  "'opiate and crack' AND value_state = 'value' AND value > 0 AND regexp_matches(area_code, '^E(0[6-9]|10)')), latest AS (SELECT period_start FROM one WHERE place = 1 GROUP BY 1 HAVING count(*) >= " +
                                  std::to_string(kLeastAnchors) + " ORDER BY period_start <= " + end + " DESC, abs(date_diff('day', period_start, " + end +
                                  ")) LIMIT 1) SELECT area_code, value::DOUBLE, period_start, period_end FROM one JOIN latest USING (period_start) WHERE place = 1 ORDER BY 1");
  while (const engine::Chunk* chunk = rows->next())
    for (std::size_t i = 0; i < chunk->rows; ++i) {
      users[std::string(chunk->columns[0].text(i))] = chunk->columns[1].number(i);
      period = core::Period{core::Day{static_cast<int>(chunk->columns[2].integer(i))}, core::Day{static_cast<int>(chunk->columns[3].integer(i))}}.text();
    }
  return users;
}

/// Residents aged 15 to 64 of every authority, of the year nearest to the model's that it has; a row of several ages is shared over the band.
std::map<std::string, double> residents_15_64(engine::Session& session, const MarketInputs& inputs) {
  std::map<std::string, double> people;
  const std::string year = core::text(inputs.period.start).substr(0, 4);
  const auto rows = session.query(
      "WITH cut AS (SELECT m.area_code, m.level, p.year, p._source AS source, p.sex = 'Persons' AS together, sum(p.population * greatest(0, least(p.age_to, 64) - greatest(p.age_from, 15) + 1) / (p.age_to - p.age_from + 1.0)) AS residents "
      "FROM population p JOIN model.authority_member m ON m.member_code = p.area_code WHERE (p.age_to - p.age_from < 30 OR p.age_to >= 120) AND NOT (p.age_from = 0 AND p.age_to >= 90) GROUP BY ALL), "
      "ranked AS (SELECT *, max(residents) OVER (PARTITION BY area_code, year) AS most FROM cut), good AS (SELECT *, row_number() OVER (PARTITION BY area_code ORDER BY abs(year - " +
      year + "), year, residents DESC, together, source, level) AS place FROM ranked WHERE residents > 0 AND residents >= 0.98 * most) SELECT area_code, residents::DOUBLE FROM good WHERE place = 1 ORDER BY 1");
  while (const engine::Chunk* chunk = rows->next())
    for (std::size_t i = 0; i < chunk->rows; ++i) people[std::string(chunk->columns[0].text(i))] = chunk->columns[1].number(i);
  return people;
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

}  // namespace

std::vector<IndicatorPrevalence> predict_prevalence(engine::Session& session, const PlaceIndicators& places, const MarketInputs& inputs) {
  std::vector<IndicatorPrevalence> found;
  std::string period;
  const auto users = known_users(session, inputs, period);
  const auto people = places.why_none.empty() ? residents_15_64(session, inputs) : std::map<std::string, double>();
  std::vector<std::vector<double>> indicators;
  std::vector<double> known;
  std::map<std::string, std::size_t> row_of;
  for (std::size_t i = 0; i < places.codes.size(); ++i) {
    const auto residents = people.find(places.codes[i]);
    if (residents == people.end()) continue;
    row_of[places.codes[i]] = known.size();
    indicators.emplace_back();
    for (const auto& values : places.values) indicators.back().push_back(values[i]);
    const auto own = users.find(places.codes[i]);
    known.push_back(own == users.end() ? std::nan("") : own->second / residents->second);
  }
  for (const AreaInputs& area : inputs.areas) {
    if (area.type != "authority") continue;
    IndicatorPrevalence one;
    one.area = area.code, one.period = period;
    const auto row = row_of.find(area.code);
    std::vector<double> others = known;
    if (row != row_of.end()) others[row->second] = std::nan("");
    const auto anchors = static_cast<std::size_t>(std::count_if(others.begin(), others.end(), [](double x) { return !std::isnan(x); }));
    if (users.size() < kLeastAnchors || anchors < kLeastAnchors) {
      one.note = fmt::format("withheld: {} other places have a published estimate of one period, {} are needed", users.size() < kLeastAnchors ? 0 : anchors, kLeastAnchors);
    } else if (row == row_of.end()) {
      one.note = "withheld: " + (places.why_none.empty() ? "the area lacks an indicator or residents" : places.why_none);
    } else if (const stats::IndicatorFit fit = stats::multiple_indicator(indicators, others); !fit.withheld.empty()) {
      one.note = "withheld: " + std::string(fit.withheld);
    } else {
      const double residents = people.at(area.code);
      one.users = residents * fit.predicted[row->second], one.lower_95 = residents * fit.interval[row->second].lower, one.upper_95 = residents * fit.interval[row->second].upper;
      one.error = fit.cross_validated_error, one.error_without = fit.without_indicators;
      one.note = fmt::format("from {} other places by {}; each of them left out in turn is missed by {:.0f}%, by {:.0f}% without indicators{}", anchors, listed(places.names), 100 * (std::exp(one.error) - 1), 100 * (std::exp(one.error_without) - 1),
                             one.error < one.error_without ? "" : ": the indicators tell nothing");
    }
    found.push_back(std::move(one));
  }
  return found;
}

std::vector<IndicatorPrevalence> read_indicator_prevalence(engine::Session& session) {
  std::vector<IndicatorPrevalence> kept;
  if (engine::fetch_number(session, "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'model' AND table_name = 'indicator_prevalence'") == 0) return kept;
  const auto rows = session.query("SELECT area_code, users, lower_95, upper_95, error, error_without, period, note FROM model.indicator_prevalence ORDER BY area_code");
  while (const engine::Chunk* chunk = rows->next())
    for (std::size_t i = 0; i < chunk->rows; ++i) {
      const auto number = [&](std::size_t column) { return chunk->columns[column].is_null(i) ? std::nan("") : chunk->columns[column].number(i); };
      kept.push_back({std::string(chunk->columns[0].text(i)), number(1), number(2), number(3), number(4), number(5), std::string(chunk->columns[6].text(i)), std::string(chunk->columns[7].text(i))});
    }
  return kept;
}

}  // namespace dmp::markets
