#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "catalogue/catalogue.hpp"
#include "core/estimate.hpp"
#include "engine/engine.hpp"

namespace dmp::indicators {

/// The three largest contributions to each sum of these indicators (method count, a numerator with weight and date), by the
/// estimate's id, largest first. A contribution is a row of the numerator's SELECT, or all rows with the same `contributor` where it
/// has that column; rows of the breakdowns by category are looked at, those by sex and age are not. The schema `model` must be as
/// compute_estimates left it; a temporary table is written.
std::map<std::string, std::vector<double>> largest_contributions(engine::Session& session, const catalogue::Catalogue& catalogue, const std::set<std::string>& indicators,
                                                                 const core::Estimates& estimates);

}  // namespace dmp::indicators
