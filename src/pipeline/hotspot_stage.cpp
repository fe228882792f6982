#include "pipeline/hotspot_stage.hpp"

#include <algorithm>

#include "catalogue/glob.hpp"
#include "places/hotspot_estimates.hpp"

namespace dmp::pipeline {
namespace {

using catalogue::IndicatorDefinition;
using catalogue::Method;

bool is_wanted(const catalogue::Profile& profile, const std::string& id) {
  return profile.indicators.empty() || std::any_of(profile.indicators.begin(), profile.indicators.end(), [&](const std::string& pattern) { return catalogue::fits_glob(id, pattern); });
}

}  // namespace

std::vector<reports::PlaceMap> add_hotspot_estimates(engine::Session& session, const Project& project, indicators::Computation& computation, const RunSettings& settings) {
  std::vector<const IndicatorDefinition*> wanted;
  for (const auto& [id, indicator] : project.catalogue.indicators)
    if ((indicator.method == Method::hotspot || indicator.method == Method::overlap) && is_wanted(project.profile, id)) wanted.push_back(&indicator);
  if (wanted.empty()) return {};
  const places::SmallAreaMap map = places::read_small_area_map(session, computation.estimates);
  const core::Estimates& known = computation.estimates;
  std::vector<places::PlaceEstimates> made;
  for (const IndicatorDefinition* indicator : wanted) {
    if (settings.progress) settings.progress({"looking for " + indicator->name, made.size(), wanted.size(), "indicators"});
    const unsigned threads = settings.threads ? settings.threads : project.profile.threads;
    if (!map.has_outlines()) made.push_back({{}, "no boundaries of small areas with figures are held", {}, {}});
    else if (indicator->method == Method::hotspot) made.push_back(places::hotspot_estimates(map, known, *indicator, project.profile, threads));
    else made.push_back(places::overlap_estimates(map, known, *indicator, project.profile, threads));
  }
  std::vector<reports::PlaceMap> maps;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (!made[i].map.empty()) maps.push_back({wanted[i]->id, made[i].map, made[i].map_in_words});
    if (!made[i].reason.empty()) computation.skipped.push_back({wanted[i]->id, made[i].reason});
    indicators::IndicatorRun run;
    run.indicator = wanted[i]->id;
    run.estimates = made[i].estimates.size();
    computation.runs.push_back(std::move(run));
    std::move(made[i].estimates.begin(), made[i].estimates.end(), std::back_inserter(computation.estimates));
  }
  return maps;
}

}  // namespace dmp::pipeline
