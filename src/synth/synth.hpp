#pragma once

#include <cstdint>
#include <filesystem>

namespace dmp::synth {

struct Settings {
  std::filesystem::path folder;
  double scale = 1;             ///< 1: one county of 380 small areas and about 700,000 residents; 10: ten such counties
  std::uint64_t seed = 20240401;
  unsigned threads = 0;         ///< 0: all processors
  bool force = false;           ///< write into a folder that an earlier run has made
};

struct Summary {
  int counties = 0;
  long long residents = 0;      ///< in the last year
  std::uint64_t files = 0, rows = 0, rejected = 0, duplicates = 0;
};

/// Writes a profile folder with made-up extracts: profile.toml, sources/, catalogue/, narrative/, README.md, truth.json and
/// truth_people.csv. The same seed and scale give the same bytes for any number of threads. A usage UserError for a scale
/// outside 0.1 to 200 and for a folder that holds anything else, or that an earlier run made unless force; a resource
/// UserError where it cannot be written.
Summary write_profile_folder(const Settings& settings);

}  // namespace dmp::synth
