#pragma once

#include <string>

#include "synth/geography.hpp"

namespace dmp::synth {

/// GeoJSON features of a county, its authorities and small areas (properties area_code, area_name, vintage), each on a
/// line and with a comma before all but the first of the whole file.
std::string boundary_features(const County& county, bool first);

}  // namespace dmp::synth
