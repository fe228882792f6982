#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "synth/planted.hpp"
#include "synth/world.hpp"

namespace dmp::synth {

enum class DrugGroup : std::uint8_t { opiate, non_opiate, non_opiate_and_alcohol, alcohol };
enum class Exit : std::uint8_t { none, completed_drug_free, completed_occasional_user, transferred, dropped_out, died, prison, other };

/// One stay in structured treatment.
struct Episode {
  DrugGroup group = DrugGroup::opiate;
  core::Day start;
  core::Day end{1 << 20};     ///< after the end of the records where it still runs
  Exit exit = Exit::none;
  bool residential = false;
};

/// The stays of a person that touch the five years, in order; empty for those who are not reached. Simulated from 2010
/// on, so that the long stays of old clients are there on the first day.
std::vector<Episode> treatment_course(const World& world, std::size_t person, Chance& chance);

std::string_view drug_group_text(DrugGroup group);
std::string_view exit_text(Exit exit);

}  // namespace dmp::synth
