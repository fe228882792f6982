#pragma once

#include <map>
#include <string>
#include <vector>

#include "catalogue/definitions.hpp"
#include "core/estimate.hpp"

namespace dmp::pipeline {

/// Which rows are worked out from which: an index of a group from all groups together (and from the group it is compared with), a slope
/// or relative index from the rates of all groups, a point of a survival curve from those before. By the id of a row, the ids
/// of those it is worked out from: it may be shown only where all of them are.
std::map<std::string, std::vector<std::string>> drawn_rows(const catalogue::Catalogue& catalogue, const core::Estimates& estimates);

}  // namespace dmp::pipeline
