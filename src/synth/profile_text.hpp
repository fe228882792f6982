#pragma once

#include <string>
#include <vector>

#include "synth/geography.hpp"
#include "synth/synth.hpp"

namespace dmp::synth {

/// profile.toml of the folder: areas, period and every extract.
std::string profile_toml(const std::vector<County>& counties);
/// README.md of the folder.
std::string readme_text(const Settings& settings, const Summary& summary);
/// Text of the report's own words, to begin with.
std::string narrative_text(const County& county);
/// Sources that the profile adds to the catalogue or puts in place of a built-in one.
std::string naloxone_source_toml();
std::string alias_source_toml();

}  // namespace dmp::synth
