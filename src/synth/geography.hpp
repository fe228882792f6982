#pragma once

#include <array>
#include <string>
#include <vector>

#include "synth/chance.hpp"

namespace dmp::synth {

/// A point in millionths of a degree (WGS84): whole numbers, so that neighbours share their vertices exactly.
struct Vertex {
  int longitude = 0, latitude = 0;
  auto operator<=>(const Vertex&) const = default;
};

using Ring = std::vector<Vertex>;  ///< anticlockwise, the first vertex not repeated

/// The three kinds of authority a county has, in the order of County::authorities.
enum class Setting { town, borough, rural };

struct SmallArea {
  std::string code, name;
  int authority = 0, ward = 0;
  Ring outline;
  Vertex centre;
  double deprivation = 0;        ///< standardised: 0 the country's mean, higher is more deprived
  int rank = 0, decile = 0;      ///< 1 is the most deprived
  double residents = 0;          ///< expected in 2020
  std::vector<int> neighbours;   ///< small areas that share an edge
};

struct Ward {
  std::string code, name;
  int authority = 0;
  std::vector<int> small_areas;
};

struct Authority {
  std::string code, name;
  std::vector<std::string> aliases;  ///< other ways in which its partners write the name
  Setting setting = Setting::town;
  std::vector<int> small_areas;
};

struct County {
  int number = 0;
  std::string code, name, force_code, force, prison;
  std::array<Authority, 3> authorities;
  std::vector<Ward> wards;
  std::vector<SmallArea> small_areas;

  [[nodiscard]] const Authority& authority_of(std::size_t small_area) const {
    return authorities[static_cast<std::size_t>(small_areas[small_area].authority)];
  }
  [[nodiscard]] Setting setting_of(std::size_t small_area) const { return authority_of(small_area).setting; }
};

/// How many counties, and small areas in each, a scale means: whole scales are counties of 380 areas, the rest is
/// spread over them; at least 45 areas.
struct Layout {
  int counties = 1;
  int small_areas = 380;
};
Layout layout_for(double scale);

constexpr int kNationalSmallAreas = 33755;  ///< small areas of the made-up country, for ranks of deprivation
constexpr const char* kEnglandCode = "E92000001";
constexpr const char* kOutsideCode = "E09900001";  ///< a metropolis outside, where county lines come from
constexpr const char* kOutsideName = "Grand Ulverhaven";

/// A county of three connected authorities with wards and small areas: outlines, names, codes, deprivation.
County make_county(std::uint64_t seed, int number, const Layout& layout);

/// The outline of several small areas together: edges that two of them share fall away. Outer rings anticlockwise,
/// holes clockwise.
std::vector<Ring> outline_of(const County& county, const std::vector<int>& small_areas);

/// Twice the signed area in square micro-degrees: positive for an anticlockwise ring.
long long signed_area(const Ring& ring);

}  // namespace dmp::synth
