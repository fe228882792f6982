#pragma once

#include "engine/engine.hpp"
#include "markets/hidden.hpp"
#include "pipeline/stages.hpp"

namespace dmp::pipeline {

/// Predicts the areas' opiate and crack users from places that have a published estimate, by the indicators of catalogue/reference/multiple_indicators.toml
/// over the tables of the session, and keeps the answer in model.indicator_prevalence for later questions.
std::vector<markets::IndicatorPrevalence> predict_and_keep_prevalence(engine::Session& session, const Project& project, const markets::MarketInputs& inputs);

}  // namespace dmp::pipeline
