#pragma once

#include <string>
#include <vector>

#include "core/estimate.hpp"
#include "engine/engine.hpp"
#include "markets/evidence.hpp"
#include "stats/capture_model_set.hpp"

namespace dmp::markets {

/// People on the partners' pseudonymised lists in an area and year, by capture history.
struct LinkedLists {
  std::string area, period;
  stats::CaptureCounts counts;      ///< lists of opiate users: treatment, arrests (test positive for opiates), prison releases - those that hold anyone
  double in_treatment = 0;          ///< opiate users
  double deaths = 0;                ///< drug misuse deaths registered in the year; NaN where no deaths are held
};

/// Reads the lists of opiate users (a positive test for cocaine does not tell crack from powder) from treatment_episode, arrest with drug_test, and prison_release, joined by name_key. Of several
/// financial years the latest that is not after the model's and that every list covers.
std::vector<LinkedLists> read_linked_lists(engine::Session& session, const MarketInputs& inputs);

/// What the multiple indicator method says of an area, its own published estimate left out.
struct IndicatorPrevalence {
  std::string area;
  double users = Summary::kMissing, lower_95 = Summary::kMissing, upper_95 = Summary::kMissing;   ///< opiate and crack users; NaN where note says why not
  double error = Summary::kMissing, error_without = Summary::kMissing;   ///< of prediction: root mean square of the log, with each anchor left out in turn; the same with their mean
  std::string period, note;
};

/// Indicators of many places: one vector an indicator, in the order of codes; all above 0.
struct PlaceIndicators {
  std::vector<std::string> codes, names;           ///< of places; of indicators
  std::vector<std::vector<double>> values;
  std::string why_none;
};

/// Prevalence of opiate and crack use in the areas of the inputs from places that have a published estimate of the latest period up to the model's. Places'
/// residents are read from population through model.authority_member (src/indicators).
std::vector<IndicatorPrevalence> predict_prevalence(engine::Session& session, const PlaceIndicators& places, const MarketInputs& inputs);

/// What a build kept of it in model.indicator_prevalence; nothing where it kept none.
std::vector<IndicatorPrevalence> read_indicator_prevalence(engine::Session& session);

/// One method's answer to how many people use opiates, or opiates and crack.
struct HiddenRow {
  std::string area, method, name, vintage;
  double value = Summary::kMissing, lower_95 = Summary::kMissing, upper_95 = Summary::kMissing;
  double aic = Summary::kMissing, bic = Summary::kMissing;
  bool equally_good = false;        ///< a log-linear model that fits as well as the best
  double deaths_per_1000 = Summary::kMissing;   ///< that the year's deaths imply; NaN where there are fewer than 10
  std::string plausible;            ///< yes | too many deaths for so few users | too few deaths for so many; empty where no deaths are held
  std::string note;
  double seen = Summary::kMissing;  ///< people on the lists it rests on; NaN where it rests on none
};

/// Published estimates, pairs of lists (Chapman), Chao, every hierarchical log-linear model with their averages and spread, treatment multiplier, and partial
/// pooling over the areas, multiple indicators; each with the mortality check. What rests on fewer than 10 people on the lists is withheld. A method that cannot be used is a row without a value, with the reason in its note.
std::vector<HiddenRow> hidden_users(const std::vector<LinkedLists>& lists, const std::vector<IndicatorPrevalence>& indicators, Evidence& evidence);

/// Rows of the estimates table: every method's answer with a value, by the catalogue's indicator of the output hidden_users.
core::Estimates hidden_estimates(const std::vector<HiddenRow>& rows, const std::string& sources, const catalogue::Catalogue& catalogue, const MarketInputs& inputs);
/// The sources of the lists, of deaths and of published estimates, separated by ;.
std::string hidden_sources(engine::Session& session);

}  // namespace dmp::markets
