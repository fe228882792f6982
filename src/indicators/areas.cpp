#include "indicators/areas.hpp"

#include <fmt/format.h>

#include <map>
#include <set>

#include "core/errors.hpp"

namespace dmp::indicators {
namespace {

using engine::quoted_text;

std::string area_rows(const std::string& columns, const std::string& where) {
  return "SELECT " + columns + " FROM area WHERE " + where;
}

void write_profile_areas(engine::Session& session, const catalogue::Profile& profile) {
  session.execute(
      "CREATE SCHEMA IF NOT EXISTS model;"
      "CREATE OR REPLACE TABLE model.profile_area (position BIGINT, area_code VARCHAR, area_name VARCHAR, area_type VARCHAR);"
      "CREATE OR REPLACE TABLE model.profile_member (member_code VARCHAR, area_code VARCHAR)");
  std::set<std::string> seen;
  std::size_t position = 0;
  for (const auto& area : profile.areas) {
    if (!seen.insert(area.code).second)
      throw core::UserError(core::ErrorKind::usage, "the area '" + area.code + "' is named twice", core::Place{(profile.folder / "profile.toml").string()},
                            "leave one of the two out of profile.toml");
    session.execute(fmt::format("INSERT INTO model.profile_area VALUES ({}, {}, {}, {})", position++, quoted_text(area.code), quoted_text(area.name),
                                quoted_text(area.type)));
    for (const auto& member : area.members)
      session.execute(fmt::format("INSERT INTO model.profile_member VALUES ({}, {})", quoted_text(member), quoted_text(area.code)));
  }
}

/// Every step from an area up to one it belongs to or became part of.
void write_edges(engine::Session& session, const catalogue::Catalogue& catalogue) {
  std::string sql = "CREATE OR REPLACE TABLE model.edge AS SELECT member_code AS child, area_code AS parent FROM model.profile_member";
  if (catalogue.tables.contains("area")) sql += " UNION " + area_rows("area_code, parent_code", "parent_code IS NOT NULL AND parent_code <> area_code");
  if (catalogue.tables.contains("area_successor"))
    sql += " UNION SELECT old_code, new_code FROM (SELECT old_code, new_code, row_number() OVER (PARTITION BY old_code ORDER BY share DESC NULLS LAST, new_code) AS place "
           "FROM area_successor WHERE old_code <> new_code AND old_code NOT IN (SELECT old_code FROM area_successor WHERE old_code = new_code)) WHERE place = 1";
  session.execute(sql);
  session.execute("CREATE OR REPLACE TABLE model.known_area AS SELECT area_code, min(area_name) AS area_name, min(area_type) AS area_type FROM (" +
                  (catalogue.tables.contains("area") ? area_rows("area_code, area_name, area_type", "area_code NOT IN (SELECT area_code FROM model.profile_area)") + " UNION ALL "
                                                     : std::string()) +
                  "SELECT area_code, area_name, area_type FROM model.profile_area) GROUP BY area_code");
  session.execute(
      "CREATE OR REPLACE TABLE model.area AS SELECT area_code, area_name, area_type FROM model.known_area;"
      "CREATE OR REPLACE TABLE model.area_member AS SELECT area_code AS member_code, area_code FROM model.known_area");
}

/// All codes below the areas of a table (position, area_code), themselves included.
std::string closure_sql(const std::string& roots) {
  return "WITH RECURSIVE below(member_code, position) AS (SELECT area_code, position FROM " + roots +
         " UNION SELECT e.child, b.position FROM below b JOIN model.edge e ON e.parent = b.member_code) "
         "SELECT b.member_code, b.position, coalesce(k.area_type, '') AS member_type FROM below b LEFT JOIN model.known_area k ON k.area_code = b.member_code";
}

/// Areas that are only compared with, behind all others.
void write_compared(engine::Session& session, const std::vector<std::string>& compared) {
  std::string rows;
  for (std::size_t i = 0; i < compared.size(); ++i) rows += fmt::format("{}({}, {})", i ? ", " : "", i, quoted_text(compared[i]));
  session.execute("CREATE OR REPLACE TABLE model.compared_area (place BIGINT, area_code VARCHAR)");
  if (!rows.empty()) session.execute("INSERT INTO model.compared_area VALUES " + rows);
  session.execute(
      "CREATE OR REPLACE TABLE model.further_area AS SELECT (SELECT count(*) FROM model.requested_area) + row_number() OVER (ORDER BY c.place) - 1 AS position, c.area_code, "
      "coalesce(k.area_name, c.area_code) AS area_name, coalesce(k.area_type, 'authority') AS area_type FROM model.compared_area c LEFT JOIN model.known_area k USING (area_code) "
      "WHERE c.area_code NOT IN (SELECT area_code FROM model.requested_area)");
  session.execute("INSERT INTO model.requested_area SELECT position, area_code, area_name, area_type FROM model.further_area");
  session.execute("INSERT INTO model.member " + closure_sql("model.further_area"));
}

void write_members(engine::Session& session, const catalogue::Profile& profile, const catalogue::Catalogue& catalogue, const std::vector<std::string>& compared) {
  session.execute("CREATE OR REPLACE TABLE model.member AS " + closure_sql("model.profile_area"));
  // Codes that were replaced have their own members in the new ones; only today's are areas of their own.
  const std::string replaced =
      catalogue.tables.contains("area_successor") ? " AND m.member_code NOT IN (SELECT child FROM model.edge JOIN area_successor s ON s.old_code = child AND s.new_code = parent)" : "";
  session.execute(
      "CREATE OR REPLACE TABLE model.smaller_area AS SELECT (SELECT count(*) FROM model.profile_area) + row_number() OVER (ORDER BY area_type, area_code) - 1 AS position, area_code, area_name, "
      "area_type FROM (SELECT DISTINCT k.area_code, coalesce(k.area_name, k.area_code) AS area_name, k.area_type FROM model.member m JOIN model.known_area k ON k.area_code = m.member_code "
      "WHERE k.area_type IN ('ward', 'middle area', 'small area') AND k.area_code NOT IN (SELECT area_code FROM model.profile_area)" +
      replaced + ")");
  session.execute("INSERT INTO model.member " + closure_sql("model.smaller_area"));
  session.execute(
      "CREATE OR REPLACE TABLE model.requested_area AS SELECT p.position, p.area_code, coalesce(nullif(p.area_name, ''), p.area_code) AS area_name, p.area_type FROM model.profile_area p "
      "UNION ALL SELECT position, area_code, area_name, area_type FROM model.smaller_area");
  const std::string england = quoted_text(profile.england_code);
  session.execute("INSERT INTO model.requested_area SELECT (SELECT count(*) FROM model.requested_area), " + england + ", 'England', 'country' WHERE " + england +
                  " NOT IN (SELECT area_code FROM model.profile_area)");
  session.execute("INSERT INTO model.member SELECT area_code, position, 'country' FROM model.requested_area WHERE area_code = " + england +
                  " AND position NOT IN (SELECT position FROM model.member)");
  write_compared(session, compared);
  session.execute(
      "CREATE OR REPLACE TABLE model.area AS SELECT area_code, area_name, area_type FROM model.requested_area UNION ALL SELECT area_code, area_name, area_type FROM model.known_area "
      "WHERE area_code NOT IN (SELECT area_code FROM model.requested_area)");
  session.execute("CREATE OR REPLACE TABLE model.area_member AS SELECT m.member_code, a.area_code FROM model.member m JOIN model.requested_area a USING (position)");
}

/// Old codes that were divided between an area and others: their rows go whole to one successor, so that the figures of all of these
/// areas are by best fit only.
void write_divided(engine::Session& session, const catalogue::Catalogue& catalogue) {
  session.execute("CREATE OR REPLACE TABLE model.divided (position BIGINT, old_code VARCHAR)");
  if (!catalogue.tables.contains("area_successor")) return;
  session.execute(
      "INSERT INTO model.divided WITH step AS (SELECT DISTINCT old_code, new_code FROM area_successor WHERE old_code NOT IN (SELECT old_code FROM area_successor WHERE old_code = new_code)), "
      "divided AS (SELECT old_code, count(*) AS parts FROM step GROUP BY 1 HAVING count(*) > 1) "
      "SELECT m.position, d.old_code FROM divided d JOIN step s USING (old_code) JOIN model.member m ON m.member_code = s.new_code "
      "WHERE d.old_code NOT IN (SELECT area_code FROM model.requested_area) GROUP BY ALL HAVING count(DISTINCT s.new_code) < any_value(d.parts)");
}

Areas read_areas(engine::Session& session, const catalogue::Profile& profile) {
  Areas areas;
  const auto rows = session.query("SELECT area_code, area_name, area_type FROM model.requested_area ORDER BY position");
  const std::size_t named = profile.areas.size();
  const auto smaller = static_cast<std::size_t>(engine::fetch_number(session, "SELECT count(*) FROM model.smaller_area"));
  while (const engine::Chunk* chunk = rows->next())
    for (std::size_t i = 0; i < chunk->rows; ++i) {
      Area area{std::string(chunk->columns[0].text(i)), std::string(chunk->columns[1].text(i)), std::string(chunk->columns[2].text(i)), true, false, {}, {}};
      area.requested = areas.size() < named + smaller;
      area.own_rows_only = !area.requested && area.code == profile.england_code;
      areas.push_back(std::move(area));
    }
  return areas;
}

/// Which requested areas hold which.
void relate(engine::Session& session, Areas& areas) {
  const auto rows = session.query(
      "SELECT inner_area.position, outer_area.position FROM model.member m JOIN model.requested_area inner_area ON inner_area.area_code = m.member_code "
      "JOIN model.requested_area outer_area ON outer_area.position = m.position WHERE inner_area.position <> outer_area.position ORDER BY 1, 2");
  std::vector<std::vector<std::size_t>> authorities(areas.size()), holders(areas.size());
  while (const engine::Chunk* chunk = rows->next())
    for (std::size_t i = 0; i < chunk->rows; ++i) {
      const auto inside = static_cast<std::size_t>(chunk->columns[0].integer(i)), outside = static_cast<std::size_t>(chunk->columns[1].integer(i));
      if (areas[outside].type == "county" && areas[outside].requested && !areas[inside].county) areas[inside].county = outside;
      // What decides about an area of the profile are areas of the profile.
      const bool decides = areas[inside].type == "authority" && (areas[inside].requested || !areas[outside].requested);
      if (decides && !areas[outside].is_small()) authorities[outside].push_back(inside);
      holders[inside].push_back(outside);
    }
  for (std::size_t i = 0; i < areas.size(); ++i) {
    if (areas[i].is_small()) {
      // Its authority where one is requested, else whatever larger area holds it.
      for (const std::size_t outside : holders[i])
        if (areas[outside].type == "authority") areas[i].covered_by = {outside};
      for (const std::size_t outside : holders[i])
        if (areas[i].covered_by.empty() && !areas[outside].is_small()) areas[i].covered_by = {outside};
    } else if (areas[i].type != "authority") {
      areas[i].covered_by = authorities[i];
    }
    if (areas[i].covered_by.empty()) areas[i].covered_by = {i};
  }
}

}  // namespace

void prepare_lookups(engine::Session& session, const catalogue::Catalogue& catalogue, const catalogue::Profile& profile) {
  if (profile.areas.empty())
    throw core::UserError(core::ErrorKind::usage, "the profile names no areas", core::Place{(profile.folder / "profile.toml").string()},
                          "add [[area]] entries with code, name and type");
  write_profile_areas(session, profile);
  write_edges(session, catalogue);
}

Areas prepare_areas(engine::Session& session, const catalogue::Catalogue& catalogue, const catalogue::Profile& profile, const std::vector<std::string>& compared) {
  session.execute("BEGIN");
  write_members(session, profile, catalogue, compared);
  write_divided(session, catalogue);
  session.execute("COMMIT");
  Areas areas = read_areas(session, profile);
  relate(session, areas);
  return areas;
}

}  // namespace dmp::indicators
