#include "indicators/steps.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "indicators/counts.hpp"
#include "indicators/months.hpp"
#include "indicators/question.hpp"
#include "stats/directly_standardised_rate.hpp"

namespace dmp::indicators {
namespace {

using catalogue::IndicatorDefinition;
using catalogue::Method;
using core::Estimate;
using engine::quoted_text;

constexpr std::size_t kMostTexts = 20;

std::string day(const std::string& date) { return "DATE " + quoted_text(date); }

/// Which rows of the SELECT belong to the figure, by time.
std::string when(const Select& select, const Estimate& estimate) {
  if (select.has("year")) return fmt::format("c.year BETWEEN {} AND {}", estimate.period_start.substr(0, 4), estimate.period_end.substr(0, 4));
  if (select.has("period_start") && select.has("period_end"))
    return fmt::format("c.period_start::DATE = {} AND c.period_end::DATE = {}", day(estimate.period_start), day(estimate.period_end));
  if (select.has("until")) return fmt::format("c.date::DATE <= {} AND c.until::DATE >= {}", day(estimate.period_end), day(estimate.period_start));
  if (select.has("date")) return fmt::format("c.date::DATE BETWEEN {} AND {}", day(estimate.period_start), day(estimate.period_end));
  return "true";
}

/// Which rows belong to the figure, by what it is broken down by. Ages of a count are numbers and told by its bands alone.
std::string who(const Select& select, const IndicatorDefinition& indicator, const Estimate& estimate) {
  std::string sql;
  if (select.has("category") && !estimate.category.empty()) sql += " AND c.category::VARCHAR = " + quoted_text(estimate.category);
  if (select.has("sex") && estimate.sex != "Persons") sql += " AND c.sex = " + quoted_text(estimate.sex);
  if (indicator.method != Method::published) return sql;
  if (select.has("category") && estimate.category.empty()) sql += " AND coalesce(c.category::VARCHAR, '') = ''";
  if (select.has("age") && estimate.age != "All ages") sql += " AND c.age::VARCHAR = " + quoted_text(estimate.age);
  return sql;
}

/// The texts of the column `arithmetic` for the rows behind the figure.
std::vector<std::string> texts(engine::Session& session, const Select& select, const IndicatorDefinition& indicator, const Estimate& estimate) {
  std::vector<std::string> found;
  if (!select.has("arithmetic")) return found;
  const bool published = indicator.method == Method::published;
  const std::string sql = with_select(select, "counted") + "SELECT DISTINCT c.arithmetic::VARCHAR FROM counted c JOIN " +
                          (published ? "model.requested_area a ON a.area_code = c.place" : "model.member m ON m.member_code = c.place JOIN model.requested_area a ON a.position = m.position") +
                          " WHERE c.arithmetic IS NOT NULL AND a.area_code = " + quoted_text(estimate.area_code) + " AND " + when(select, estimate) + who(select, indicator, estimate) +
                          fmt::format(" ORDER BY 1 LIMIT {}", kMostTexts);
  const auto rows = session.query(sql);
  while (const engine::Chunk* chunk = rows->next())
    for (std::size_t i = 0; i < chunk->rows; ++i) found.emplace_back(chunk->columns[0].text(i));
  return found;
}

/// The question narrowed to the cut that the figure belongs to, with the bands of the standard population.
void narrow(Question& question, const Estimate& estimate) {
  const Breakdown wanted{estimate.sex != "Persons", false, !estimate.category.empty()};
  std::erase_if(question.breakdowns, [&](const Breakdown& breakdown) { return breakdown.age || breakdown.sex != wanted.sex || (breakdown.category && !wanted.category); });
}

/// Events or people of each band; a stock's by the year it is taken from.
CountsByAge by_age(const Counts& counts, CellKey key, Timing timing, const core::Period& period) {
  if (timing == Timing::years) return stock_by_age(counts, key, period).people;
  if (timing == Timing::dates_published) key.period = static_cast<int>(std::find(counts.published.begin(), counts.published.end(), period) - counts.published.begin());
  return counts.ages_at(key);
}

std::string label_of(int five) { return five == 18 ? "90+" : fmt::format("{}-{}", five * 5, five * 5 + 4); }

std::vector<Steps::Band> bands_of(engine::Session& session, const catalogue::Catalogue& catalogue, const IndicatorDefinition& indicator, const Estimate& estimate) {
  const auto start = core::parse_day(estimate.period_start), end = core::parse_day(estimate.period_end);
  const auto place = engine::fetch(session, "SELECT position FROM model.requested_area WHERE area_code = " + quoted_text(estimate.area_code));
  if (!start || !end || place.rows().empty()) return {};
  const core::Period period{*start, *end};
  session.execute(fmt::format("CREATE OR REPLACE TEMP TABLE period_month AS SELECT month::DATE AS month, 0::BIGINT AS period FROM "
                              "generate_series(date_trunc('month', {}), {}::TIMESTAMP, INTERVAL 1 MONTH) s(month)",
                              day(estimate.period_start), day(estimate.period_end)));
  CellKey key;
  key.area = static_cast<std::size_t>(std::get<long long>(place.rows()[0][0]));
  key.breakdown.sex = estimate.sex != "Persons";
  if (key.breakdown.sex) key.sex = estimate.sex;
  const auto ask = [&](bool numerator) {
    Question question = question_of(session, catalogue, indicator, numerator);
    question.area_types = {estimate.area_type};
    narrow(question, estimate);
    return std::pair(count(session, question), question.timing);
  };
  const auto [events, events_timing] = ask(true);
  const auto [people, people_timing] = ask(false);
  CellKey of_events = key;
  of_events.breakdown.category = !estimate.category.empty();
  of_events.category = estimate.category;
  const CountsByAge events_by_age = by_age(events, of_events, events_timing, period), people_by_age = by_age(people, key, people_timing, period);
  std::vector<Steps::Band> bands;
  for (const int each : people.fives) {
    const auto five = static_cast<std::size_t>(each);
    bands.push_back({label_of(each), in_band(events_by_age, five), in_band(people_by_age, five), stats::kEsp2013[five]});
  }
  return bands;
}

/// The columns were judged when the figure was built: here any may stand.
Select select_of(engine::Session& session, const catalogue::Catalogue& catalogue, const std::string& sql, const core::Place& place) {
  return check_select(session, catalogue, sql, place, {{"place"}, {}, true});
}

}  // namespace

Steps steps_of(engine::Session& session, const catalogue::Catalogue& catalogue, const IndicatorDefinition& indicator, const Estimate& estimate) {
  Steps steps;
  steps.numerator = texts(session, select_of(session, catalogue, indicator.numerator, indicator.numerator_place), indicator, estimate);
  if (!indicator.denominator.empty()) steps.denominator = texts(session, select_of(session, catalogue, indicator.denominator, indicator.denominator_place), indicator, estimate);
  // Given for one age, it is a rate and not standardised.
  if (indicator.method == Method::dsr && estimate.age == "All ages") steps.bands = bands_of(session, catalogue, indicator, estimate);
  return steps;
}

}  // namespace dmp::indicators
