#pragma once

#include <toml++/toml.h>

#include <string>

#include "catalogue/disclosure_rule.hpp"

namespace dmp::catalogue {

/// [disclosure] of a source or an indicator.
DisclosureDefinition read_disclosure(const toml::table& table, const std::string& file);

/// [disclosure] of a profile.
DisclosureSettings read_disclosure_settings(const toml::table& table, const std::string& file);

}  // namespace dmp::catalogue
