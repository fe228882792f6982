#include "indicators/comparators.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "indicators/neighbours.hpp"

namespace dmp::indicators {
namespace {

using Codes = std::set<std::string>;

/// Today's authorities and the regions, counties and forces that hold them.
struct Hierarchy {
  std::map<std::string, std::map<std::string, Codes>> holders;  ///< authority to type to holders
  std::map<std::string, Codes> authorities;                     ///< holder to authorities
  std::map<std::string, std::string> names, types;              ///< of every area met

  /// The one area of the type that holds all of the authorities; empty where none or several do.
  [[nodiscard]] Codes holding(const Codes& inside, const std::string& type) const {
    std::optional<Codes> common;
    for (const std::string& code : inside) {
      const auto found = holders.find(code);
      const Codes here = found == holders.end() || !found->second.contains(type) ? Codes{} : found->second.at(type);
      if (!common) {
        common = here;
        continue;
      }
      Codes both;
      std::set_intersection(common->begin(), common->end(), here.begin(), here.end(), std::inserter(both, both.end()));
      common = std::move(both);
    }
    return common.value_or(Codes{});
  }
  [[nodiscard]] std::string name(const std::string& code) const {
    const auto found = names.find(code);
    return found == names.end() || found->second.empty() ? code : found->second;
  }
  [[nodiscard]] Codes inside(const std::string& code) const {
    const auto found = authorities.find(code);
    return found == authorities.end() ? Codes{} : found->second;
  }
};

Hierarchy read_hierarchy(engine::Session& session, const catalogue::Catalogue& catalogue) {
  const std::string replaced = catalogue.tables.contains("area_successor")
                                   ? " AND k.area_code NOT IN (SELECT old_code FROM area_successor WHERE old_code <> new_code AND old_code NOT IN (SELECT old_code FROM area_successor WHERE old_code = new_code))"
                                   : "";
  const auto rows = session.query(
      "WITH RECURSIVE above(area_code, holder) AS (SELECT k.area_code, k.area_code FROM model.known_area k WHERE k.area_type = 'authority'" + replaced +
      " UNION SELECT a.area_code, e.parent FROM above a JOIN model.edge e ON e.child = a.holder) "
      "SELECT a.area_code, a.holder, coalesce(k.area_name, a.holder), k.area_type FROM above a JOIN model.known_area k ON k.area_code = a.holder "
      "WHERE k.area_type IN ('authority', 'region', 'county', 'force') ORDER BY 1, 2");
  Hierarchy hierarchy;
  while (const engine::Chunk* chunk = rows->next())
    for (std::size_t i = 0; i < chunk->rows; ++i) {
      const std::string code(chunk->columns[0].text(i)), holder(chunk->columns[1].text(i)), type(chunk->columns[3].text(i));
      hierarchy.names[holder] = std::string(chunk->columns[2].text(i));
      hierarchy.types[holder] = type;
      if (code == holder) continue;
      hierarchy.holders[code][type].insert(holder);
      if (type != "authority") hierarchy.authorities[holder].insert(code);
    }
  return hierarchy;
}

std::vector<std::string> without(const Codes& codes, const Codes& left_out) {
  std::vector<std::string> kept;
  std::set_difference(codes.begin(), codes.end(), left_out.begin(), left_out.end(), std::back_inserter(kept));
  return kept;
}

/// Chooses the groups of one area of the profile.
class Chooser {
 public:
  Chooser(const catalogue::Profile& profile, const Hierarchy& hierarchy, NeighbourFinder& finder) : profile_(profile), wanted_(profile.comparators), hierarchy_(hierarchy), finder_(finder) {}

  std::vector<ComparatorGroup> choose(const catalogue::ProfileArea& area) {
    groups_.clear();
    own_ = area.type == "authority" ? Codes{area.code} : hierarchy_.inside(area.code);
    if (wanted_.england && area.code != profile_.england_code) groups_.push_back({"england", "England", profile_.england_code, {}, {}});
    if (area.type != "country") {
      if (wanted_.region && area.type != "region") add_holder(area, "region");
      if (wanted_.county && area.type == "authority") add_holder(area, "county");
      if (wanted_.force && area.type == "authority") add_force(area);
      add_similar_forces(area);
      add_neighbours(area);
    }
    for (const catalogue::ComparatorList& list : wanted_.lists) {
      if (!list.only_for.empty() && std::find(list.only_for.begin(), list.only_for.end(), area.code) == list.only_for.end()) continue;
      std::vector<std::string> members = list.areas;
      std::erase(members, area.code);
      if (!members.empty()) groups_.push_back({"list", list.name, {}, std::move(members), {}});
    }
    return std::move(groups_);
  }

 private:
  /// The region or county that holds the area: one of the profile's before any other.
  void add_holder(const catalogue::ProfileArea& area, const std::string& type) {
    const Codes holding = hierarchy_.holding(own_, type);
    if (own_.empty() || holding.empty()) return;
    std::string code = *holding.begin();
    for (const auto& other : profile_.areas)
      if (holding.contains(other.code)) code = other.code;
    if (code == area.code) return;
    groups_.push_back({type, hierarchy_.name(code), code, without(hierarchy_.inside(code), own_), {}});
  }

  void add_force(const catalogue::ProfileArea& area) {
    const Codes forces = hierarchy_.holding({area.code}, "force");
    if (forces.empty()) return;
    const std::vector<std::string> others = without(hierarchy_.inside(*forces.begin()), own_);
    if (!others.empty()) groups_.push_back({"force", "other authorities of " + hierarchy_.name(*forces.begin()), {}, others, {}});
  }

  void add_similar_forces(const catalogue::ProfileArea& area) {
    if (wanted_.similar_forces.empty()) return;
    Codes members;
    for (const std::string& force : wanted_.similar_forces) {
      const Codes inside = area.type == "force" ? Codes{force} : hierarchy_.inside(force);
      members.insert(inside.begin(), inside.end());
    }
    members.erase(area.code);
    ComparatorGroup group{"force", area.type == "force" ? "similar forces" : "authorities of similar forces", {}, without(members, own_), {}};
    if (group.members.empty()) group.withheld = "the area look-up does not say which authorities the similar forces have";
    groups_.push_back(std::move(group));
  }

  void add_neighbours(const catalogue::ProfileArea& area) {
    // Nearest neighbours are those of an authority; a made-up county has none.
    const bool authority = area.type == "authority" || (area.type == "county" && area.members.empty());
    if (wanted_.neighbours == 0 || !authority) return;
    const NeighbourList list = finder_.find(area.code, wanted_.neighbours_from, static_cast<std::size_t>(wanted_.neighbours));
    ComparatorGroup group{"neighbours", "nearest neighbours (" + list.name + ")", {}, {}, list.withheld};
    for (const Neighbour& neighbour : list.neighbours) group.members.push_back(neighbour.code);
    if (!group.members.empty()) group.name = fmt::format("{} {}", group.members.size(), group.name);
    groups_.push_back(std::move(group));
  }

  const catalogue::Profile& profile_;
  const catalogue::Comparators& wanted_;
  const Hierarchy& hierarchy_;
  NeighbourFinder& finder_;
  Codes own_;
  std::vector<ComparatorGroup> groups_;
};

}  // namespace

ComparatorGroups choose_comparators(engine::Session& session, const catalogue::Catalogue& catalogue, const catalogue::Profile& profile) {
  const Hierarchy hierarchy = read_hierarchy(session, catalogue);
  NeighbourFinder finder(session, catalogue);
  Chooser chooser(profile, hierarchy, finder);
  ComparatorGroups groups;
  for (const catalogue::ProfileArea& area : profile.areas) groups[area.code] = chooser.choose(area);
  return groups;
}

std::vector<std::string> compared_areas(const ComparatorGroups& groups, const catalogue::Profile& profile) {
  Codes codes;
  for (const auto& [area, list] : groups)
    for (const ComparatorGroup& group : list) {
      if (!group.whole.empty()) codes.insert(group.whole);
      codes.insert(group.members.begin(), group.members.end());
    }
  codes.erase(profile.england_code);
  for (const auto& area : profile.areas) codes.erase(area.code);
  return {codes.begin(), codes.end()};
}

}  // namespace dmp::indicators
