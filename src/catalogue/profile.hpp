#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/period.hpp"

namespace dmp::catalogue {

struct ProfileArea {
  std::string code, name, type;       ///< type: county | authority | region | country | small area ...
  std::vector<std::string> members;   ///< codes of the areas it is made of, where it is not in the area look-up
};

/// Files of the profile that go through one source definition.
struct ProfileSource {
  std::string source;                 ///< id in the catalogue
  std::vector<std::string> files;     ///< as written: globs relative to the folder or to the data root
  std::vector<std::filesystem::path> paths;  ///< what they stand for now, sorted; inside the folder or a declared root
  bool required = true;
  core::Place place;
};

/// profile.toml, read and checked.
struct Profile {
  std::filesystem::path folder;
  std::string title, subtitle, organisation, area_type_small;
  std::vector<ProfileArea> areas;
  std::optional<core::Period> period; ///< what to show; empty: what the sources cover
  std::string england_code = "E92000001";
  std::vector<std::filesystem::path> data_roots;  ///< further folders that sources may lie in ([data] roots = ["${DMP_DATA}"])
  std::vector<ProfileSource> sources;
  std::vector<std::string> indicators;            ///< ids or globs to compute; empty: all that the sources allow
  std::string memory_limit;
  unsigned threads = 0;
};

/// Reads FOLDER/profile.toml. Throws UserError with line, column and the nearest right key. Environment variables in
/// data roots (${DMP_DATA:-default}) are replaced. A path that leaves the folder and the declared roots, also through a
/// symbolic link, is refused.
Profile read_profile(const std::filesystem::path& folder);

}  // namespace dmp::catalogue
