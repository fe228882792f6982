#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "catalogue/definitions.hpp"
#include "core/errors.hpp"
#include "core/period.hpp"

namespace dmp::catalogue {

struct ProfileArea {
  std::string code, name, type;       ///< type: county | authority | region | country | small area ...
  std::vector<std::string> members;   ///< codes of the areas it is made of, where it is not in the area look-up
};

/// [areas]: every area of some types that the area look-ups hold, today's only, in place of an [[area]] for each.
struct AreaGroup {
  std::vector<std::string> types;     ///< in the order they are to be shown
  std::string within;                 ///< code of an area that holds them, at any distance; empty: wherever they lie
  core::Place place;
};

/// Files of the profile that go through one source definition.
struct ProfileSource {
  std::string source;                 ///< id in the catalogue
  std::vector<std::string> files;     ///< as written: globs relative to the folder or to the data root
  std::vector<std::filesystem::path> paths;  ///< what they stand for now, sorted; inside the folder or a declared root
  bool required = true;
  core::Place place;
};

/// A list of areas the profile's author chose to compare with.
struct ComparatorList {
  std::string name;
  std::vector<std::string> areas;
  std::vector<std::string> only_for;  ///< areas of the profile it is for; empty: all
};

/// [comparators]: what the figures of the profile's areas are put beside. What the data do not hold is left out.
struct Comparators {
  bool england = true, region = true, county = true;
  bool force = true;                        ///< the other authorities of the same police force
  std::vector<std::string> similar_forces;  ///< codes of forces listed as similar: their authorities
  int neighbours = 15;                      ///< how many nearest neighbours; 0: none
  std::string neighbours_from = "model";    ///< model | cipfa | ons | children
  std::vector<ComparatorList> lists;
};

/// profile.toml, read and checked.
struct Profile {
  std::filesystem::path folder;
  std::string title, subtitle, organisation, area_type_small = "small area";
  std::vector<ProfileArea> areas;
  std::optional<AreaGroup> area_group;///< to be looked up once the area look-ups are read
  std::optional<core::Period> period; ///< what to show; empty: what the sources cover
  std::string england_code = "E92000001";
  Comparators comparators;
  std::vector<NotComparable> not_comparable;      ///< local differences of definition; they name their indicators
  std::vector<std::filesystem::path> data_roots;  ///< further folders that sources may lie in ([data] roots = ["${DMP_DATA}"])
  std::vector<ProfileSource> sources;
  std::vector<std::string> indicators;            ///< ids or globs to compute; empty: all that the sources allow
  core::Place indicators_place;
  std::vector<std::string> headlines;             ///< for the report's headline box: indicator, or indicator:area
  core::Place headlines_place;
  MarketSettings market;                          ///< [market]
  DisclosureSettings disclosure;
  std::string memory_limit;
  unsigned threads = 0;
};

/// Reads FOLDER/profile.toml. Throws UserError with line, column and the nearest right key. Environment variables in
/// data roots (${DMP_DATA:-default}) are replaced. A path that leaves the folder and the declared roots, also through a
/// symbolic link, is refused. A pattern is looked for in the folder, then in the roots in their order; the first in
/// which anything fits is taken. A required source without files is refused (a resource UserError).
Profile read_profile(const std::filesystem::path& folder);

/// Refuses a source the catalogue does not know and an indicator pattern that fits none of its indicators, with the
/// nearest right name. For the caller to run once it has read the catalogue with the profile's own files.
void check_names(const Profile& profile, const Catalogue& catalogue);

}  // namespace dmp::catalogue
