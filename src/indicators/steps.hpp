#pragma once

#include <string>
#include <vector>

#include "catalogue/catalogue.hpp"
#include "core/estimate.hpp"
#include "engine/engine.hpp"

namespace dmp::indicators {

/// What lies one step below the count and the denominator of a figure.
struct Steps {
  /// One band of the standard population: events, people, and the share of the standard it stands for.
  struct Band {
    std::string label;
    double events = 0, people = 0, weight = 0;
  };
  /// What the SELECTs say in their column `arithmetic` of the rows behind the figure, each text once; at most twenty.
  std::vector<std::string> numerator, denominator;
  std::vector<Band> bands;  ///< of a directly standardised rate, youngest first
};

/// Looks the steps up in the database of the build that gave the estimate (the schema `model` must be as it left it).
/// Nothing where the SELECTs have no column `arithmetic` and the method has no bands, or where the area is unknown.
/// Writes only a temporary table.
Steps steps_of(engine::Session& session, const catalogue::Catalogue& catalogue, const catalogue::IndicatorDefinition& indicator, const core::Estimate& estimate);

}  // namespace dmp::indicators
