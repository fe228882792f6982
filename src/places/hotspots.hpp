#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "stats/concentration.hpp"
#include "stats/excess.hpp"
#include "stats/scan.hpp"
#include "stats/spatial_association.hpp"

namespace dmp::places {

/// A small area of one layer: what was counted there, of how many people (or premises) at risk.
struct LayerArea {
  std::string code, name, authority;
  double count = 0;       ///< NaN: not known; the area takes no part
  double population = 0;  ///< 0 or NaN: no one at risk; the area takes no part
  double easting = 0, northing = 0;
  bool has_place = true;
};

/// One layer on the map: areas and the links between them, in one order.
struct Layer {
  std::vector<LayerArea> areas;
  stats::SpatialWeights links;
};

struct HotspotSettings {
  double alpha = 0.05;             ///< share of false discoveries allowed among the hotspots
  std::uint64_t permutations = 9999;
  std::uint64_t replicates = 999;  ///< of the scan
  double max_share = 0.1;          ///< of the population in a scan cluster
  bool local_moran = true;         ///< false: local Moran's I is left out
  std::uint64_t seed = 20240401;
  unsigned threads = 0;
};

/// Why an area is called hot.
enum class Heat {
  none,
  own,            ///< its own count is more than usual variation between places gives
  neighbourhood,  ///< it and its neighbours together are (Gi*)
  both,
  cold,           ///< it and its neighbours together are less
};
/// "", "own count", "neighbourhood", "both", "cold".
const char* heat_name(Heat heat);

/// What is found at one area. NaN where the area takes no part.
struct Hotspot {
  double rate = 0;                 ///< per head
  double smoothed_rate = 0;        ///< empirical Bayes
  double expected = 0;             ///< at the rate of all areas together
  double share = 0;                ///< of all that was counted
  double location_quotient = 0;    ///< share of the count over share of the population
  double excess_p = 0, excess_p_adjusted = 0;  ///< own count against usual variation; Benjamini-Hochberg
  double gi_z = 0, gi_p = 0, gi_p_simulated = 0, gi_p_adjusted = 0, gi_p_bonferroni = 0;  ///< adjusted: of the simulated p
  double moran_z = 0, moran_p_simulated = 0, moran_p_adjusted = 0;
  std::string cluster;             ///< of local Moran's I: High-High, Low-Low, High-Low, Low-High, Not significant
  std::size_t scan_cluster = 0;    ///< 1: the most likely one; 0: in none with p at most alpha
  double scan_p = 0;               ///< of that cluster
  Heat heat = Heat::none;
  bool takes_part = true;
};

struct HotspotMap {
  std::vector<Hotspot> areas;                    ///< in the layer's order
  std::vector<stats::ScanCluster> clusters;      ///< with p at most alpha, places in the layer's order
  std::size_t hot = 0, cold = 0, without_part = 0, islands = 0;
  stats::UsualVariation usual;
  std::string note;                              ///< why nothing could be said; empty where something is
};

/// Finds the hotspots of a layer. Two questions are asked of every area: is its own count more than usual variation between places would give
/// (negative binomial), and are it and its neighbours together higher than chance would put them (Getis and Ord's Gi* of the smoothed rates, by
/// conditional permutation); p values of each are adjusted for the number of areas, and an area is hot where one of them passes alpha.
/// Local Moran's I and Kulldorff's scan stand beside them. Areas without count or population take no part and are told. Fewer than ten areas,
/// or counts that are all alike, give no hotspots and a note.
HotspotMap find_hotspots(const Layer& layer, const HotspotSettings& settings);

}  // namespace dmp::places
