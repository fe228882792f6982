#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "catalogue/definitions.hpp"
#include "catalogue/profile.hpp"
#include "engine/engine.hpp"

namespace dmp::indicators {

/// An area estimates are made for, or compared with.
struct Area {
  std::string code, name, type;
  bool requested = true;             ///< false: only a comparator
  std::optional<std::size_t> county; ///< the requested county that holds it, if another
  /// The areas whose rows decide what is covered here: of a county its authorities, of a small area its authority.
  std::vector<std::size_t> covered_by;

  [[nodiscard]] bool is_small() const { return type == "small area" || type == "middle area" || type == "ward"; }
};

/// Position in the vector = position in the profile; smaller areas follow by type and code.
using Areas = std::vector<Area>;

/// Resolves the profile's areas against the area look-up and writes
///   model.requested_area (position, area_code, area_name, area_type)
///   model.member         (member_code, position, member_type): every code of any vintage that rolls up into the area
///   model.area, model.area_member: what the SQL of the catalogue sees as `area` and `area_member`.
/// Codes that were split or merged go to the successor with the greatest share (the first by code where none is said).
/// England is added as a comparator that only its own rows count for.
Areas prepare_areas(engine::Session& session, const catalogue::Catalogue& catalogue, const catalogue::Profile& profile);

}  // namespace dmp::indicators
