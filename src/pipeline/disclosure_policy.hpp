#pragma once

#include "disclosure/release.hpp"
#include "engine/engine.hpp"
#include "pipeline/stages.hpp"

namespace dmp::pipeline {

/// Whether figures from these sources (ids separated by ;) are held back: one of them is a partner's extract about people or events.
bool is_held_back(const catalogue::Catalogue& catalogue, const std::string& sources);

/// What must be held back of these estimates in public: the figures that rest on the partners' own extracts about people and
/// events (not on their context, nor on what is published already), by the rules of their sources and indicators and of the
/// profile, with what is known of how they add up.
disclosure::Policy disclosure_policy(const Project& project, const core::Estimates& estimates, engine::Session& session);

/// What the public may see.
struct PublicFigures {
  core::Estimates estimates;               ///< every row, in the order of those computed
  std::vector<std::string> notes;          ///< what whoever builds should know
  std::size_t small = 0, besides = 0;      ///< rows suppressed: small ones, and others for their sake
  std::map<std::string, disclosure::Rule> rules;  ///< by indicator that is held back: the numbers that are not told
};

/// The estimates as the public may see them, beside what earlier editions showed (oldest first). An error where a figure that is
/// held back can be worked out from the others: then nothing is published.
PublicFigures public_estimates(const Project& project, const core::Estimates& estimates, std::vector<disclosure::Earlier> earlier, engine::Session& session);

}  // namespace dmp::pipeline
