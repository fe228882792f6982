#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace dmp::pipeline {

/// What stands behind a figure of the market model: arithmetic at the medians, draws and seed, every parameter with its interval and citation, from market.json
/// of the edition. Written into json under "market"; the same as text. category: the drug's code; empty for all drugs together. Empty where the edition has no model.
std::string explain_market(const std::filesystem::path& edition, const std::string& category, const std::string& area, nlohmann::ordered_json& json);

}  // namespace dmp::pipeline
