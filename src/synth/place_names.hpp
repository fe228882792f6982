#pragma once

#include <string>
#include <vector>

namespace dmp::synth {

/// Invented names; the tests hold them against the look-ups of real places.
struct CountyNames {
  std::string county, town, borough, rural, prison;
};
CountyNames county_names(int county);
std::string ward_name(int county, int ward);
/// Name of a street for "On or near X".
std::string street_name(int number);

}  // namespace dmp::synth
