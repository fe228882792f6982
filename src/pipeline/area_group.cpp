#include "pipeline/area_group.hpp"

#include <set>

#include "core/errors.hpp"

namespace dmp::pipeline {
namespace {

/// Code, name and type of today's areas of one type; of several names the one of the file read last.
std::string areas_sql(const std::string& type, const std::string& within) {
  const std::string inside = within.empty() ? "" : " AND area_code IN (SELECT code FROM below)";
  return "WITH RECURSIVE below(code) AS (SELECT " + engine::quoted_text(within) +
         " UNION SELECT a.area_code FROM below b JOIN area a ON a.parent_code = b.code AND a.area_code <> b.code) "
         "SELECT area_code, arg_max(coalesce(area_name, area_code), _file) FROM area WHERE area_type = " + engine::quoted_text(type) + inside +
         " AND area_code NOT IN (SELECT old_code FROM area_successor WHERE old_code NOT IN (SELECT old_code FROM area_successor WHERE old_code = new_code)) "
         "GROUP BY area_code ORDER BY area_code";
}

}  // namespace

void resolve_area_group(engine::Session& session, Project& project) {
  catalogue::Profile& profile = project.profile;
  if (!profile.area_group) return;
  const catalogue::AreaGroup group = *profile.area_group;
  profile.area_group.reset();
  std::set<std::string> named;
  for (const catalogue::ProfileArea& area : profile.areas) named.insert(area.code);
  std::size_t found = 0;
  for (const std::string& type : group.types) {
    const auto rows = session.query(areas_sql(type, group.within));
    while (const engine::Chunk* chunk = rows->next())
      for (std::size_t i = 0; i < chunk->rows; ++i) {
        ++found;
        const std::string code(chunk->columns[0].text(i));
        if (named.insert(code).second) profile.areas.push_back({code, std::string(chunk->columns[1].text(i)), type, {}});
      }
  }
  if (found == 0)
    throw core::UserError(core::ErrorKind::usage, "the area look-ups hold no area of the type asked for" + (group.within.empty() ? "" : " within " + group.within), group.place,
                          "name a look-up of areas among the sources, and check type and code");
}

}  // namespace dmp::pipeline
