#pragma once

#include "engine/engine.hpp"
#include "pipeline/stages.hpp"

namespace dmp::pipeline {

/// Adds the areas that the profile asks for as a group ([areas] all, within) behind those it names, by type in the order
/// asked for and then by code: areas of the look-ups just read that lie in the holder at any distance, without those that
/// others succeeded. Nothing where the profile asks for no group or they were added before. A usage UserError where the
/// look-ups hold none.
void resolve_area_group(engine::Session& session, Project& project);

}  // namespace dmp::pipeline
