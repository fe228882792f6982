#pragma once

#include "disclosure/release.hpp"
#include "engine/engine.hpp"
#include "indicators/compute.hpp"
#include "pipeline/stages.hpp"

namespace dmp::pipeline {

/// Whether figures from these sources (ids separated by ;) are held back: one of them is a partner's extract about people or events.
bool is_held_back(const catalogue::Catalogue& catalogue, const std::string& sources);

/// What must be held back of these estimates in public: the figures that rest on the partners' own extracts about people and
/// events (not on their context, nor on what is published already), with what is known of how they add up.
disclosure::Policy disclosure_policy(const Project& project, const core::Estimates& estimates, engine::Session& session);

/// The estimates as the public may see them. An InternalError where a figure that is held back can be worked out from the others:
/// then nothing is published.
core::Estimates public_estimates(const Project& project, const core::Estimates& estimates, engine::Session& session);

}  // namespace dmp::pipeline
