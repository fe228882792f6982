#include "pipeline/hotspot_stage.hpp"

#include <algorithm>

#include "catalogue/glob.hpp"
#include "core/file.hpp"
#include "places/hotspot_estimates.hpp"
#include "places/map_layers.hpp"
#include "places/place_material.hpp"

namespace dmp::pipeline {
namespace {

using catalogue::IndicatorDefinition;

bool is_wanted(const catalogue::Profile& profile, const std::string& id) {
  return profile.indicators.empty() || std::any_of(profile.indicators.begin(), profile.indicators.end(), [&](const std::string& pattern) { return catalogue::fits_glob(id, pattern); });
}

std::string kind_of(const IndicatorDefinition& indicator) {
  return indicator.method == catalogue::Method::unseen ? "unseen" : indicator.method == catalogue::Method::emerging ? "emerging" : "hotspots";
}

/// The SQL behind an indicator, for those who ask where its figures come from.
std::string sql_of(const IndicatorDefinition& indicator) {
  std::string sql = indicator.events;
  for (const catalogue::Covariate& covariate : indicator.covariates) sql += "-- " + covariate.name + "\n" + covariate.sql + ";\n";
  return sql;
}

}  // namespace

PlaceResults add_hotspot_estimates(engine::Session& session, const Project& project, indicators::Computation& computation, const RunSettings& settings) {
  std::vector<const IndicatorDefinition*> wanted;
  for (const auto& [id, indicator] : project.catalogue.indicators)
    if (!indicator.layers.empty() && is_wanted(project.profile, id)) wanted.push_back(&indicator);
  if (wanted.empty()) return {};
  places::PlaceMaterial material(session, project.catalogue, project.profile, computation.estimates, settings.threads ? settings.threads : project.profile.threads);
  std::vector<places::PlaceEstimates> made;
  for (const IndicatorDefinition* indicator : wanted) {
    if (settings.progress) settings.progress({"looking for " + indicator->name, made.size(), wanted.size(), "indicators"});
    if (!material.map.has_outlines()) made.push_back({{}, "no boundaries of small areas with figures are held", {}, {}});
    else made.push_back(places::place_estimates(material, *indicator));
  }
  PlaceResults results;
  results.small_areas = std::make_shared<const places::SmallAreaMap>(material.map);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (!made[i].map.empty()) results.maps.push_back({wanted[i]->id, kind_of(*wanted[i]), made[i].map, made[i].map_in_words});
    if (!made[i].reason.empty()) computation.skipped.push_back({wanted[i]->id, made[i].reason});
    indicators::IndicatorRun run;
    run.indicator = wanted[i]->id;
    run.estimates = made[i].estimates.size();
    run.numerator_sql = sql_of(*wanted[i]);
    computation.runs.push_back(std::move(run));
    std::move(made[i].estimates.begin(), made[i].estimates.end(), std::back_inserter(computation.estimates));
  }
  // The reader's order: where it is, what became of it, where there is less than one would think.
  const auto rank = [](const reports::PlaceMap& map) { return map.kind == "hotspots" ? 0 : map.kind == "emerging" ? 1 : 2; };
  std::stable_sort(results.maps.begin(), results.maps.end(), [&](const reports::PlaceMap& a, const reports::PlaceMap& b) { return rank(a) < rank(b); });
  return results;
}

void write_layers(const places::SmallAreaMap& map, const core::Estimates& estimates, const Project& project, const std::string& attribution, const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  for (const places::MapLayer& layer : places::map_layers(map, estimates, project.catalogue, attribution)) core::write_file_whole(folder / (layer.id + ".geojson"), layer.geojson);
}

}  // namespace dmp::pipeline
