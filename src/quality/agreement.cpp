#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "quality/months.hpp"
#include "quality/survey.hpp"

namespace dmp::quality {
namespace {

using core::Severity;
using engine::quoted_name;
using engine::quoted_text;

/// Units of things that can be added up, not of rates, shares and scores.
const std::string kCounted =
    "lower(trim(unit)) IN ('count', 'counts', 'number', 'persons', 'people', 'deaths', 'clients', 'individuals', 'admissions', 'offences', 'crimes', 'seizures', 'residents', 'users', 'adults', "
    "'young people', 'children', 'households')";

/// One example of a contradiction and how many there are.
struct Contradiction {
  std::uint64_t number = 0;
  std::string first;
};

/// Published counts of an area of the profile against the sum over the areas of the profile inside it.
void published_totals(Survey& survey) {
  if (!survey.holds("published_statistic", {"unit", "value"})) return;
  std::map<std::string, Contradiction> found;
  const std::string series = "_source, publication, statistic, unit, period_start, period_end, sex, age, category_type, category";
  survey.each(
      fmt::format(
          "WITH parts AS (SELECT DISTINCT w.area_code AS whole, w.area_name, w.member_code AS part FROM quality_within w JOIN quality_within p ON p.area_code = w.member_code AND p.member_code = w.member_code "
          "WHERE w.area_code <> w.member_code AND w.area_type IN ('county', 'force', 'region') AND p.area_type = 'authority'), "
          "sized AS (SELECT whole, count(*) AS parts FROM parts GROUP BY whole), "
          "sums AS (SELECT whole, {0}, sum(value) AS total, count(value) AS given FROM published_statistic JOIN parts ON part = area_code WHERE {1} GROUP BY ALL) "
          "SELECT s._source, s.publication || ', ' || s.statistic || ', ' || any_value(p.area_name), strftime(s.period_start, '%Y-%m-%d'), t.value, s.total FROM sums s "
          "JOIN sized z ON z.whole = s.whole AND z.parts = s.given JOIN parts p ON p.whole = s.whole JOIN published_statistic t ON t.area_code = s.whole AND t._source = s._source "
          "AND t.publication = s.publication AND t.statistic = s.statistic AND t.unit = s.unit AND t.period_start = s.period_start AND t.period_end = s.period_end "
          "AND t.sex IS NOT DISTINCT FROM s.sex AND t.age IS NOT DISTINCT FROM s.age AND t.category_type IS NOT DISTINCT FROM s.category_type AND t.category IS NOT DISTINCT FROM s.category "
          // Publishers round each area to five or ten.
          "WHERE abs(t.value - s.total) > greatest(0.005 * abs(t.value), 5 * z.parts) GROUP BY s._source, s.publication, s.statistic, s.period_start, t.value, s.total ORDER BY 1, 2, 3",
          series, kCounted),
      [&](const Row& row) {
        Contradiction& contradiction = found[row.text(0)];
        if (contradiction.number++ == 0)
          contradiction.first = fmt::format("{} from {}: {:.0f} published, {:.0f} by adding its authorities", row.text(1), row.text(2), row.number(3), row.number(4));
      });
  for (const auto& [source, contradiction] : found)
    survey.add(Dimension::agreement, "published_statistic", source, contradiction.number,
               {Severity::warning, "parts do not add up to the whole",
                fmt::format("{}: {}, the first: {}. People counted in two areas, or another vintage of the areas, look so: quote one of the two and say which", source,
                            counted(contradiction.number, "published total", "published totals"), contradiction.first)});
}

/// The same figure published twice with different values: two sources, or one under two spellings of the area.
void published_twice(Survey& survey) {
  if (!survey.holds("published_statistic")) return;
  survey.each(
      "SELECT count(*), arg_min(text, place), min(place) FROM (SELECT any_value(publication) || ', ' || any_value(statistic) || ', ' || area_code || ', ' || strftime(any_value(period_start), '%Y-%m-%d') AS text, "
      "min((_file::BIGINT << 40) + _line) AS place FROM published_statistic WHERE area_code IS NOT NULL AND value IS NOT NULL "
      "GROUP BY publication, statistic, unit, area_code, period_start, period_end, sex, age, category_type, category HAVING count(*) > 1 AND max(value) > min(value) * 1.000001 + 1e-9)",
      [&](const Row& row) {
        if (row.count(0) == 0) return;
        Cases cases;
        cases.rows = row.count(0);
        cases.file = static_cast<int>(row.count(2) >> 40);
        cases.line = row.count(2) & ((std::uint64_t{1} << 40) - 1);
        survey.add(Dimension::agreement, "published_statistic", cases,
                   {Severity::warning, "one figure, two values",
                    fmt::format("{} stand with two different values for the same area, period and group, the first: {}. Keep one, or give the two statistics different names",
                                counted(cases.rows, "published figure", "published figures"), row.text(1))});
      });
}

/// Residents of the small areas of an authority against the authority's own number; men and women against persons.
void population_totals(Survey& survey) {
  if (!survey.holds("population", {"area_code", "year", "sex", "age_from", "age_to", "population"}) || !survey.holds("area", {"area_type"})) return;
  Contradiction found;
  survey.each(
      "WITH persons AS (SELECT area_code, year, coalesce(nullif(sum(population) FILTER (sex = 'Persons'), 0), sum(population) FILTER (sex <> 'Persons')) AS people FROM population GROUP BY ALL), "
      "small AS (SELECT w.area_code, w.area_name, p.year, sum(p.people) AS people, count(*) AS given FROM persons p JOIN quality_within w ON w.member_code = p.area_code AND w.area_type = 'authority' "
      "WHERE p.area_code IN (SELECT area_code FROM area WHERE area_type = 'small area') GROUP BY ALL) "
      "SELECT s.area_name, s.year, p.people::BIGINT, s.people::BIGINT FROM small s JOIN persons p ON p.area_code = s.area_code AND p.year = s.year "
      "WHERE s.given > 1 AND abs(p.people - s.people) > 0.005 * p.people ORDER BY s.year DESC, s.area_name",
      [&](const Row& row) {
        if (found.number++ == 0) found.first = fmt::format("{} in {}: {} for the authority, {} by adding its small areas", row.text(0), row.count(1), row.count(2), row.count(3));
      });
  if (found.number > 0)
    survey.add(Dimension::agreement, "population", "", found.number,
               {Severity::warning, "parts do not add up to the whole",
                fmt::format("residents of small areas and of their authority differ by more than 0.5% {}, the last: {}. Rates of small areas and of the authority then rest on different people: take both from "
                            "one edition of the estimates", counted(found.number, "time", "times"), found.first)});
  Contradiction sexes;
  survey.each(
      "SELECT area_code, year, sum(population) FILTER (sex = 'Persons')::BIGINT, sum(population) FILTER (sex <> 'Persons')::BIGINT FROM population GROUP BY ALL "
      "HAVING count(DISTINCT sex) = 3 AND abs(sum(population) FILTER (sex = 'Persons') - sum(population) FILTER (sex <> 'Persons')) > 0.005 * sum(population) FILTER (sex = 'Persons') ORDER BY 2 DESC, 1",
      [&](const Row& row) {
        if (sexes.number++ == 0) sexes.first = fmt::format("{} in {}: {} persons, {} men and women", row.text(0), row.count(1), row.count(2), row.count(3));
      });
  if (sexes.number > 0)
    survey.add(Dimension::agreement, "population", "", sexes.number,
               {Severity::warning, "parts do not add up to the whole", fmt::format("men and women do not add up to persons in {}, the last: {}", counted(sexes.number, "area and year", "areas and years"), sexes.first)});
}

/// Clients of the treatment extracts against published numbers in treatment.
void treatment_numbers(Survey& survey) {
  if (!survey.holds("published_statistic") || !survey.holds("treatment_episode", {"person_key", "authority_code", "start_date", "discharge_date"})) return;
  Contradiction found;
  survey.each(
      fmt::format("WITH published AS (SELECT DISTINCT area_code, period_start, period_end, value FROM published_statistic WHERE {} AND value > 0 AND category IS NULL "
                  "AND (sex IS NULL OR sex = 'Persons') AND (lower(statistic) LIKE '%number in treatment%' OR lower(statistic) LIKE '%people in treatment%' OR lower(statistic) = 'in treatment')), "
                  "span AS (SELECT min(start_date) AS first, max(start_date) AS last FROM treatment_episode) "
                  "SELECT w.area_name, strftime(p.period_start, '%Y-%m-%d'), p.value, count(DISTINCT coalesce(e.person_key, e.episode_id)) AS own FROM published p JOIN span s ON s.first <= p.period_start "
                  "AND s.last >= p.period_end - INTERVAL 31 DAY JOIN quality_within w ON w.area_code = p.area_code JOIN treatment_episode e ON e.authority_code = w.member_code AND e.start_date <= p.period_end "
                  "AND (e.discharge_date IS NULL OR e.discharge_date >= p.period_start) GROUP BY ALL HAVING abs(own - p.value) > 0.1 * p.value ORDER BY 2 DESC, 1",
                  kCounted),
      [&](const Row& row) {
        if (found.number++ == 0) found.first = fmt::format("{} from {}: {:.0f} published, {:.0f} in the extract", row.text(0), row.text(1), row.number(2), row.number(3));
      });
  if (found.number > 0)
    survey.add(Dimension::agreement, "treatment_episode", "", found.number,
               {Severity::warning, "extract and publication differ",
                fmt::format("people in treatment by the extracts and as published differ by more than 10% {}, the last: {}. A provider may be missing, or count people otherwise", counted(found.number, "time", "times"),
                            found.first)});
}

/// Events of the same months and authorities from two sources: they are all counted.
void two_sources_for_one_month(Survey& survey) {
  struct Pair {
    std::vector<MonthNumber> months;
    std::uint64_t first_rows = 0, second_rows = 0;
  };
  std::map<std::tuple<std::string, std::string, std::string>, Pair> pairs;
  survey.each(
      "WITH counts AS (SELECT table_id, _source, month, area_code, sum(rows)::BIGINT AS n FROM quality_month WHERE area_code <> '' GROUP BY ALL) "
      "SELECT a.table_id, a._source, b._source, a.month, sum(a.n)::BIGINT, sum(b.n)::BIGINT FROM counts a JOIN counts b ON a.table_id = b.table_id AND a.month = b.month AND a.area_code = b.area_code "
      "AND a._source < b._source WHERE least(a.n, b.n) >= 5 AND least(a.n, b.n) >= 0.1 * greatest(a.n, b.n) GROUP BY ALL ORDER BY 1, 2, 3, 4",
      [&](const Row& row) {
        Pair& pair = pairs[{row.text(0), row.text(1), row.text(2)}];
        pair.months.push_back(month_number(row.text(3)));
        pair.first_rows += row.count(4);
        pair.second_rows += row.count(5);
      });
  for (const auto& [names, pair] : pairs)
    survey.add(Dimension::agreement, std::get<0>(names), "", std::min(pair.first_rows, pair.second_rows),
               {Severity::warning, "two sources for the same months",
                fmt::format("{} and {} both hold {} for the same areas, with {} and {}: every event in both is counted twice; keep one of them in the profile", std::get<1>(names), std::get<2>(names),
                            runs_text(pair.months, 4), rows_text(pair.first_rows), rows_text(pair.second_rows))});
}

/// Estimates of hidden populations by different methods must not be put into one line.
void estimates_by_two_methods(Survey& survey) {
  if (!survey.holds("drug_user_estimate", {"method_version"})) return;
  std::vector<std::string> versions;
  survey.each("SELECT DISTINCT method_version FROM drug_user_estimate WHERE method_version IS NOT NULL ORDER BY 1", [&](const Row& row) { versions.push_back(row.text(0)); });
  if (versions.size() > 1)
    survey.add(Dimension::agreement, "drug_user_estimate", "", 0,
               {Severity::note, "estimates by several methods", fmt::format("drug_user_estimate holds estimates by {}: a change from one to the next may be the method's alone", listed(versions, 5))});
}

}  // namespace

void agreement(Survey& survey) {
  published_totals(survey);
  published_twice(survey);
  population_totals(survey);
  treatment_numbers(survey);
  two_sources_for_one_month(survey);
  estimates_by_two_methods(survey);
  published_figures_again(survey);
}

}  // namespace dmp::quality
