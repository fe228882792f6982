#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/comparison.hpp"
#include "core/estimate.hpp"
#include "engine/engine.hpp"
#include "findings/statements.hpp"
#include "pipeline/edition.hpp"
#include "pipeline/stages.hpp"

namespace dmp::pipeline {

/// The areas of the profile that statements are made for, with those they lie in and the small areas and wards inside them.
struct StatedAreas {
  std::vector<findings::Area> areas;
  std::map<std::string, std::set<std::string>> inside;
};
StatedAreas stated_areas(const Project& project, engine::Session& session);

/// The last day the profile is about: its period's, else the latest of the figures.
std::string last_day_of(const Project& project, const core::Estimates& estimates);

/// The edition made before: one audience's statements of it (nothing: there is none), and whether they may be quoted to that audience.
struct Before {
  std::optional<findings::Statements> statements;
  bool may_quote = true;
};

/// Findings, contradictions and actions of one audience's figures. before tells the actions that are stale.
findings::Statements make_statements(const Project& project, const StatedAreas& areas, const core::Estimates& estimates, const core::Comparisons& comparisons,
                                     const Before& before);

/// Writes findings.json and actions.json into the folder of an edition or its restricted part.
void write_statements(const findings::Statements& statements, const std::string& edition, const std::filesystem::path& folder);

/// Those of an edition's audience; nothing where it was built before there were any.
std::optional<findings::Statements> statements_of(const std::filesystem::path& edition, Audience audience);

/// As statements_of; a resource UserError where there are none.
findings::Statements need_statements(const std::filesystem::path& edition, Audience audience);

}  // namespace dmp::pipeline
