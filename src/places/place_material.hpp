#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "catalogue/catalogue.hpp"
#include "catalogue/profile.hpp"
#include "core/estimate.hpp"
#include "engine/engine.hpp"
#include "places/hotspots.hpp"
#include "places/layer_events.hpp"
#include "places/small_area_map.hpp"
#include "stats/spectral_randomisation.hpp"

namespace dmp::places {

/// What the estimates of places are made from. Layers, hotspots, events and spectra are worked out once, however many indicators rest on them.
class PlaceMaterial {
 public:
  PlaceMaterial(engine::Session& session, const catalogue::Catalogue& catalogue, const catalogue::Profile& profile, const core::Estimates& estimates, unsigned threads);

  const NamedLayer& layer(const std::string& indicator, const std::string& period);
  /// The hotspots of a layer, without scan statistic and local Moran.
  const HotspotMap& hotspots(const std::string& indicator, const std::string& period);
  /// The layer over up to `most` of its last periods that follow on one another, counts and residents added up (residents as the mean over the periods
  /// times the periods). Periods that overlap are not added up: then it is the last one.
  NamedLayer pooled(const std::string& indicator, std::size_t most);
  /// Events of a SELECT, or of an indicator's numerator.
  const LayerEvents& events(const std::string& sql, const core::Place& place);
  /// For maps as clustered as these links; made once for the same links.
  const stats::SpectralRandomisation& spectrum(const stats::SpatialWeights& links);
  std::vector<std::string> periods(const std::string& indicator) { return layer_periods(estimates, indicator); }
  [[nodiscard]] HotspotSettings settings() const;
  /// What readers call the sources whose ids stand with ; between them: the publisher (or the source's name where it is a partner's), each once.
  [[nodiscard]] std::string source_names(const std::string& ids) const;

  engine::Session& session;
  const catalogue::Catalogue& catalogue;
  const catalogue::Profile& profile;
  const core::Estimates& estimates;
  const SmallAreaMap map;

 private:
  unsigned threads_;
  std::map<std::pair<std::string, std::string>, NamedLayer> layers_;
  std::map<std::pair<std::string, std::string>, HotspotMap> hotspots_;
  std::map<std::string, LayerEvents> events_;
  std::vector<std::pair<std::vector<std::vector<std::size_t>>, std::unique_ptr<stats::SpectralRandomisation>>> spectra_;
};

}  // namespace dmp::places
