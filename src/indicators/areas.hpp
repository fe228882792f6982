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
  bool own_rows_only = false;        ///< England where it is no area of the profile: never added up from its parts
  std::optional<std::size_t> county; ///< the requested county that holds it, if another
  /// The areas whose rows decide what is covered here: of a county its authorities, of a small area its authority.
  std::vector<std::size_t> covered_by;

  [[nodiscard]] bool is_small() const { return type == "small area" || type == "middle area" || type == "ward"; }
};

/// Position in the vector = position in the profile; smaller areas follow by type and code.
using Areas = std::vector<Area>;

/// Writes what the profile and the look-ups say about areas: model.profile_area, model.profile_member, model.edge (every step from an
/// area up to one it belongs to or became part of), model.known_area, and for the SQL of a catalogue model.area and model.area_member. The caller may hold a transaction around it.
void prepare_lookups(engine::Session& session, const catalogue::Catalogue& catalogue, const catalogue::Profile& profile);

/// Resolves the profile's areas, and the areas they are compared with, against the area look-up (prepare_lookups) and writes
///   model.requested_area (position, area_code, area_name, area_type)
///   model.member         (member_code, position, member_type): every code of any vintage that rolls up into the area
///   model.area, model.area_member: what the SQL of the catalogue sees as `area` and `area_member`.
/// Codes that were split or merged go to the successor with the greatest share (the first by code where none is said).
/// England is added as a comparator that only its own rows count for; others that are only compared with stand behind it, in the order given.
Areas prepare_areas(engine::Session& session, const catalogue::Catalogue& catalogue, const catalogue::Profile& profile, const std::vector<std::string>& compared);

}  // namespace dmp::indicators
