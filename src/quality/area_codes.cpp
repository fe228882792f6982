#include <fmt/format.h>

#include <algorithm>

#include "quality/survey.hpp"

namespace dmp::quality {
namespace {

using core::Severity;
using engine::quoted_name;

bool is_look_up(const catalogue::TableDefinition& table) {
  return table.id == "area" || table.id == "area_alias" || table.id == "area_successor" || table.id == "boundary";
}

/// One example of the codes meant, for the text: only what has the shape of a code, since a shifted row may hold a name there.
std::string example(Survey& survey, const std::string& table, const std::string& column, const std::string& condition) {
  std::string code;
  survey.each(fmt::format("SELECT mode({0}) FROM {1} WHERE ({2}) AND regexp_full_match({0}, '[A-Z][0-9]{{8}}')", column, quoted_name(table), condition), [&](const Row& row) { code = row.text(0); });
  return code.empty() ? code : ", most often " + code;
}

/// Sources of context hold the whole nation as a rule: of them one note is enough.
struct NationalSources {
  std::vector<std::string> sources;
  std::uint64_t rows = 0;

  void add(const Cases& cases) {
    rows += cases.rows;
    if (std::find(sources.begin(), sources.end(), cases.source) == sources.end()) sources.push_back(cases.source);
  }
};

void unknown_codes(Survey& survey) {
  NationalSources national;
  for (const catalogue::TableDefinition* table : survey.tables()) {
    if (is_look_up(*table)) continue;
    for (const catalogue::ColumnDefinition& column : table->columns) {
      if (column.kind != catalogue::ColumnKind::area) continue;
      const std::string name = quoted_name(column.name), given = name + " IS NOT NULL", unknown = fmt::format("{0} IS NOT NULL AND {0} NOT IN (SELECT code FROM quality_known_code WHERE code IS NOT NULL)", name);
      for (const Cases& cases : survey.cases(table->id, unknown, given)) {
        if (table->subject == "context") {
          national.add(cases);
          continue;
        }
        survey.add(Dimension::consistency, table->id, cases,
                   {cases.share() > 0.01 ? Severity::warning : Severity::note, "unknown area code",
                    fmt::format("{}: {} of the codes in {} are in no area look-up{}: their rows count in no area; correct the codes or load the look-up that holds them", cases.source,
                                share_text(cases.share()), column.name, example(survey, table->id, name, unknown + " AND _source = " + engine::quoted_text(cases.source)))});
      }
    }
  }
  if (!national.sources.empty())
    survey.add(Dimension::consistency, "", "", national.rows,
               {Severity::note, "unknown area code", fmt::format("codes that are in no area look-up stand in {}: harmless where they are areas far away", listed(national.sources))});
}

/// Codes that have been replaced (2011 small areas by those of 2021), alone or beside those that replaced them.
void replaced_codes(Survey& survey) {
  if (!survey.holds("area_successor", {"old_code", "new_code"})) return;
  survey.execute(
      "CREATE OR REPLACE TEMP TABLE quality_vintage AS SELECT code, bool_or(is_old) AND NOT bool_or(is_new) AS replaced, bool_or(is_new) AND NOT bool_or(is_old) AS fresh FROM "
      "(SELECT old_code AS code, TRUE AS is_old, FALSE AS is_new FROM area_successor UNION ALL SELECT new_code, FALSE, TRUE FROM area_successor) GROUP BY code");
  NationalSources national;
  for (const catalogue::TableDefinition* table : survey.tables()) {
    if (is_look_up(*table) || table->id == "deprivation") continue;  // an edition of the deprivation index keeps its codes
    for (const catalogue::ColumnDefinition& column : table->columns) {
      if (column.kind != catalogue::ColumnKind::area) continue;
      const std::string in = quoted_name(column.name) + " IN (SELECT code FROM quality_vintage WHERE ";
      const std::vector<Cases> fresh = survey.cases(table->id, in + "fresh)");
      for (const Cases& old : survey.cases(table->id, in + "replaced)", quoted_name(column.name) + " IS NOT NULL")) {
        if (table->subject == "context") {
          national.add(old);
          continue;
        }
        const bool mixed = std::any_of(fresh.begin(), fresh.end(), [&](const Cases& cases) { return cases.source == old.source; });
        survey.add(Dimension::consistency, table->id, old,
                   {mixed ? Severity::warning : Severity::note, mixed ? "area codes of two vintages" : "replaced area codes",
                    fmt::format("{}: {} of the codes in {} have been replaced since{}: they are moved to the successor with the greatest share, so figures of small areas that were split are approximate; "
                                "ask for the extract with today's codes", old.source, share_text(old.share()), column.name, mixed ? ", and codes that replaced them stand beside them" : "")});
      }
    }
  }
  survey.execute("DROP TABLE quality_vintage");
  if (!national.sources.empty())
    survey.add(Dimension::consistency, "", "", national.rows,
               {Severity::note, "replaced area codes", fmt::format("codes that have been replaced since stand in {}: they are moved to their successors", listed(national.sources))});
}

}  // namespace

void area_codes(Survey& survey) {
  // Without a look-up nothing can be said about codes.
  if (survey.holds("area", {"area_code", "parent_code"})) unknown_codes(survey);
  replaced_codes(survey);
}

}  // namespace dmp::quality
