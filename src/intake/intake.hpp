#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "catalogue/definitions.hpp"
#include "catalogue/profile.hpp"
#include "core/hash.hpp"
#include "core/issue.hpp"
#include "engine/engine.hpp"

namespace dmp::intake {

/// What became of one file. rows = loaded + rejected + duplicates, always.
struct FileReport {
  int id = 0;
  std::string source, table, file, sha256;
  std::uint64_t bytes = 0, rows = 0, loaded = 0, rejected = 0, duplicates = 0;
};

struct IntakeReport {
  std::vector<FileReport> files;
  core::Issues issues;
};

/// Called now and then: which source is being read, how far.
using IntakeProgress = std::function<void(const std::string& source, std::uint64_t bytes_done, std::uint64_t bytes_total, std::uint64_t lines_done)>;

struct IntakeSettings {
  unsigned threads = 0;
  std::filesystem::path scratch;   ///< where archives are unpacked
  IntakeProgress progress;
};

/// The key with which a profile's identifiers are pseudonymised: FOLDER/build/pseudonym.key, made at random when it is
/// not there, readable by its owner only. An error where it is damaged.
core::Pseudonymiser pseudonymiser_of(const std::filesystem::path& folder);

/// Reads every source of the profile into the canonical tables, which are made first (all of the catalogue, empty where no
/// source gives rows). Keeps what is not loaded: intake.rejected(_source, _file, file, line, column_number, rule, reason,
/// row_text) holds rejected rows and, with the rules "duplicate" and "revised", rows whose key another row has; the later file
/// of the profile wins, in one file the first row. Also intake.source_file and intake.issue. Look-ups of areas are read
/// first, because other sources name areas. Faults of a whole file (damaged archive) are issues and do not stop the others.
IntakeReport read_sources(engine::Session& session, const catalogue::Catalogue& catalogue, const catalogue::Profile& profile,
                          const IntakeSettings& settings);

/// Runs the worked examples of a source and tells what differs from what they say; nothing where they hold.
core::Issues run_source_examples(const catalogue::Catalogue& catalogue, const catalogue::SourceDefinition& source);

}  // namespace dmp::intake
