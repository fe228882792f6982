#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "catalogue/catalogue.hpp"
#include "catalogue/profile.hpp"
#include "catalogue/statements.hpp"
#include "engine/engine.hpp"
#include "intake/intake.hpp"

namespace dmp::pipeline {

/// A profile folder with the catalogue that applies to it.
struct Project {
  std::filesystem::path folder;
  catalogue::Profile profile;
  catalogue::Catalogue catalogue;
  catalogue::Statements statements;  ///< findings, contradictions and actions
  std::string profile_hash;   ///< SHA-256 of profile.toml
};

/// Reads profile.toml and the catalogue, built-in and the folder's own, and checks one against the other.
Project open_project(const std::filesystem::path& folder);

/// How far a long stage is. total 0: not known.
struct Progress {
  std::string what;
  std::uint64_t done = 0, total = 0;
  std::string unit;           ///< "bytes", "indicators"
  std::uint64_t rows = 0;     ///< rows read so far, where rows are read
};
using ProgressSink = std::function<void(const Progress&)>;

struct RunSettings {
  unsigned threads = 0;       ///< 0: as the profile says, else all processors
  ProgressSink progress;
};

/// A database in the folder with the project's settings, SQL in it cut off from files, network and settings.
std::unique_ptr<engine::Session> open_workspace(const Project& project, const std::filesystem::path& folder, const RunSettings& settings);

/// Reads all sources into the workspace, and looks up the areas that the profile asks for as a group.
intake::IntakeReport run_intake(engine::Session& session, Project& project, const std::filesystem::path& scratch, const RunSettings& settings);

}  // namespace dmp::pipeline
