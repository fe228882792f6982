#pragma once

#include <map>
#include <string>

namespace dmp::catalogue {

/// Reads the names of drugs by their codes in the tables ("mdma": "MDMA (ecstasy)"). UserError with line and column at the first fault.
std::map<std::string, std::string> read_drug_names(const std::string& file, const std::string& text);

/// Those of the profile folder's own catalogue/reference/drugs.toml, else the built-in ones.
std::map<std::string, std::string> drug_names(const std::string& profile_folder);

}  // namespace dmp::catalogue
