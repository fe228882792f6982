#include "places/place_material.hpp"

#include <algorithm>
#include <cmath>

#include "core/period.hpp"

namespace dmp::places {

PlaceMaterial::PlaceMaterial(engine::Session& its_session, const catalogue::Catalogue& its_catalogue, const catalogue::Profile& its_profile, const core::Estimates& its_estimates, unsigned threads)
    : session(its_session), catalogue(its_catalogue), profile(its_profile), estimates(its_estimates), map(read_small_area_map(its_session, its_estimates)), threads_(threads) {}

HotspotSettings PlaceMaterial::settings() const {
  HotspotSettings settings;
  settings.replicates = 0;
  settings.local_moran = false;
  settings.threads = threads_;
  return settings;
}

std::string PlaceMaterial::source_names(const std::string& ids) const {
  std::vector<std::string> names;
  for (std::size_t from = 0; from <= ids.size();) {
    const std::size_t to = std::min(ids.find(';', from), ids.size());
    const std::string id = ids.substr(from, to - from);
    const auto found = catalogue.sources.find(id);
    const std::string name = found == catalogue.sources.end() ? id : found->second.name;
    if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    from = to + 1;
  }
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : "; ") + name;
  return text;
}

const NamedLayer& PlaceMaterial::layer(const std::string& indicator, const std::string& period) {
  const auto key = std::pair(indicator, period);
  const auto known = layers_.find(key);
  return known != layers_.end() ? known->second : layers_.emplace(key, read_layer(map, estimates, {indicator, period, ""})).first->second;
}

const HotspotMap& PlaceMaterial::hotspots(const std::string& indicator, const std::string& period) {
  const auto key = std::pair(indicator, period);
  const auto known = hotspots_.find(key);
  return known != hotspots_.end() ? known->second : hotspots_.emplace(key, find_hotspots(layer(indicator, period).layer, settings())).first->second;
}

NamedLayer PlaceMaterial::pooled(const std::string& indicator, std::size_t most) {
  // Where a layer's own denominator is what a model expects, residents are what it is set against here.
  const auto found = catalogue.indicators.find(indicator);
  const bool is_modelled = found != catalogue.indicators.end() && found->second.method == catalogue::Method::deprivation_outlier;
  return pooled_layer(map, estimates, {indicator, "", is_modelled ? "population" : ""}, most);
}

const LayerEvents& PlaceMaterial::events(const std::string& sql, const core::Place& place) {
  const auto known = events_.find(sql);
  return known != events_.end() ? known->second : events_.emplace(sql, read_events(session, map, sql, place)).first->second;
}

const stats::SpectralRandomisation& PlaceMaterial::spectrum(const stats::SpatialWeights& links) {
  std::vector<std::vector<std::size_t>> key;
  for (const auto& list : links) {
    auto& own = key.emplace_back();
    for (const stats::SpatialLink& link : list) own.push_back(link.to);
  }
  for (const auto& [known, spectrum] : spectra_)
    if (known == key) return *spectrum;
  spectra_.emplace_back(std::move(key), std::make_unique<stats::SpectralRandomisation>(links));
  return *spectra_.back().second;
}

}  // namespace dmp::places
