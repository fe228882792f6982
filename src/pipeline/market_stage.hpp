#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "indicators/compute.hpp"
#include "markets/assessment.hpp"
#include "markets/hidden.hpp"
#include "markets/market.hpp"
#include "markets/published.hpp"
#include "markets/returns.hpp"
#include "markets/sensitivity.hpp"
#include "pipeline/stages.hpp"

namespace dmp::pipeline {

/// The market model of one edition: results, inputs, and what drives the largest market.
struct MarketResults {
  markets::MarketInputs inputs;
  markets::Market market;
  markets::Assessment assessment;                    ///< what stands beside the demand side
  std::vector<markets::PublishedCheck> published;    ///< the profile's published figures made again
  std::vector<markets::HiddenRow> hidden;            ///< opiate and crack users by every method
  std::string leading_drug;                          ///< id of the drug with the greatest spend in the first area
  std::vector<markets::TornadoBar> tornado;          ///< of its spend there
  double tornado_middle = 0;                         ///< that spend with every parameter at its median
  std::vector<markets::InformationValue> information;
};

/// Runs the model over the tables of the session and adds its estimates to the computation. Nothing where the catalogue has no market, no area has
/// residents, or the profile asks for none of the indicators (said in skipped). only: as indicators::Options::only.
std::optional<MarketResults> add_market_estimates(engine::Session& session, const Project& project, indicators::Computation& computation, const RunSettings& settings,
                                                  const std::vector<std::string>& only = {});

/// market.json of an edition: results with 50, 80, 95 and 99.8% intervals, waterfall, groups, every method, parameters with citations, draws and seed.
void write_market(const MarketResults& results, const std::filesystem::path& file);

/// The profile's areas with their opiate and crack users and how many are in treatment, from the edition's estimates (unmet_need_ocu, else
/// published_unmet_need_ocu with the model's users).
std::vector<markets::TreatmentNeed> treatment_needs(const core::Estimates& estimates, const markets::MarketInputs& inputs);

}  // namespace dmp::pipeline
