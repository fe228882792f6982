#include "synth/place_names.hpp"

#include <array>
#include <string_view>

namespace dmp::synth {
namespace {

using Names = std::string_view;

constexpr std::array<Names, 20> kRoots = {"Quorb", "Vash",  "Drell", "Tolmer", "Jesk", "Ombral", "Pellu", "Wruth",  "Yavel", "Zenner",
                                          "Krell", "Imbri", "Ulvar", "Gorren", "Nesk", "Abrel",  "Thrav", "Skellu", "Ormel", "Bruven"};
constexpr std::array<Names, 5> kMiddles = {"ing", "ovar", "and", "emur", "ast"};
constexpr std::array<Names, 19> kWardEnds = {"wick",  "holt",  "mere",  "combe", "stead", "hurst", "thorpe", "dene", "bourne", "croft",
                                             "garth", "leigh", "sett",  "wold",  "fleet", "grove", "beck",   "moor", "brook"};
constexpr std::array<Names, 16> kStreets = {"Quorb Lane",   "Vash Street",  "Pellu Road",   "Old Tannery Way", "Imbri Close",  "Zenner Avenue",
                                            "Gorren Court", "Krell Street", "Station Wynd", "Abrel Gardens",   "Ormel Parade", "Market Yard",
                                            "Yavel Rise",   "Thrav Place",  "Canal Walk",   "Bruven Crescent"};

std::string root(int number) { return std::string(kRoots[static_cast<std::size_t>(number) % kRoots.size()]); }
std::string middle(int number) { return std::string(kMiddles[static_cast<std::size_t>(number) % kMiddles.size()]); }

}  // namespace

CountyNames county_names(int county) {
  if (county == 0) return {"Eldermarshire", "Osterquay", "Wenlowby", "Vale of Harrowfen", "HMP Wenlowby"};
  const int turn = county / 20;
  const std::string borough = root(county + 11) + middle(turn) + "borough";
  return {root(county) + middle(turn) + "shire", root(county + 5) + middle(turn) + "port", borough,
          "Vale of " + root(county + 16) + middle(turn), "HMP " + borough};
}

std::string ward_name(int county, int ward) {
  // 20 and 19 have no common divisor: 380 names before the first returns.
  const int number = ward + 97 * county;
  return root(number) + std::string(kWardEnds[static_cast<std::size_t>(number) % kWardEnds.size()]);
}

std::string street_name(int number) { return std::string(kStreets[static_cast<std::size_t>(number) % kStreets.size()]); }

}  // namespace dmp::synth
