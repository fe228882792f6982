#include <fmt/format.h>

#include "quality/survey.hpp"

namespace dmp::quality {
namespace {

using engine::quoted_name;

/// A person's year of birth, computed from age and date, may differ by one between rows; more is another person or a slip.
constexpr int kYearsApart = 2;
/// One identifier under so many names is a placeholder.
constexpr int kManyNames = 5;

/// People for whom a condition over all their rows holds, by source. The first row is the first of the first such person.
std::vector<Cases> people(Survey& survey, const catalogue::TableDefinition& table, const std::string& key, const std::string& condition) {
  std::vector<Cases> found;
  survey.each(fmt::format("SELECT _source, count(*), min(place), sum(n)::BIGINT FROM (SELECT _source, {1} AS person, count(*) AS n, min((_file::BIGINT << 40) + _line) AS place FROM {0} "
                          "WHERE {1} IS NOT NULL GROUP BY _source, {1} HAVING {2}) GROUP BY _source ORDER BY _source",
                          quoted_name(table.id), key, condition),
              [&](const Row& row) {
                const std::uint64_t place = row.count(2);
                found.push_back({row.text(0), row.count(3), row.count(1), static_cast<int>(place >> 40), place & ((std::uint64_t{1} << 40) - 1)});
              });
  return found;
}

void repeated_people(Survey& survey, const catalogue::TableDefinition& table) {
  const auto say = [&](const std::string& condition, const std::string& key, core::Severity severity, const char* rule, const char* text) {
    for (const Cases& found : people(survey, table, key, condition))
      survey.add(Dimension::uniqueness, table.id, found, {severity, rule, fmt::format("{}: {} {}", found.source, counted(found.of, "person", "people"), text)});
  };
  using core::Severity;
  if (column_of(table, "sex"))
    say("count(DISTINCT sex) FILTER (sex IN ('Male', 'Female')) > 1", "person_key", Severity::warning, "one person, two sexes",
        "with the same identifier are male in one row and female in another: an identifier shared by two people, or a slip");
  if (column_of(table, "age")) {
    const bool dated = column_of(table, table.period_column) != nullptr;
    const std::string born = dated ? fmt::format("year({}) - age", quoted_name(table.period_column)) : "age";
    say(fmt::format("max({0}) - min({0}) > {1}", born, dated ? kYearsApart : 10), "person_key", Severity::warning, "one person, ages far apart",
        "with the same identifier have ages that no one person can have: an identifier shared by two people, or a slip");
  }
  if (!column_of(table, "name_key")) return;
  say(fmt::format("count(DISTINCT name_key) > {}", kManyNames), "person_key", Severity::warning, "placeholder identifier",
      "stand under more than five names: the identifier looks like a placeholder; leave it empty, so that people are told apart by name and date of birth");
  say("count(DISTINCT person_key) > 1", "name_key", Severity::note, "one name, several identifiers",
      "with the same name and date of birth have several identifiers: counts of people may be too high");
}

/// Rows that no key can tell apart.
void rows_without_key(Survey& survey, const catalogue::TableDefinition& table) {
  if (table.key.empty()) return;
  const catalogue::ColumnDefinition* first = column_of(table, table.key.front());
  if (!first || first->required) return;
  for (const Cases& blank : survey.cases(table.id, quoted_name(first->name) + " IS NULL", "TRUE"))
    survey.add(Dimension::uniqueness, table.id, blank,
               {core::Severity::note, "rows without an identifier",
                fmt::format("{}: {} of the rows have no {}: such rows are never found to be duplicates, so load each month once", blank.source, share_text(blank.share()), first->name)});
}

}  // namespace

void uniqueness(Survey& survey) {
  for (const catalogue::TableDefinition* table : survey.tables()) {
    rows_without_key(survey, *table);
    if (column_of(*table, "person_key")) repeated_people(survey, *table);
  }
}

}  // namespace dmp::quality
