#pragma once

#include <string>
#include <vector>

#include "places/hotspots.hpp"
#include "places/layer_events.hpp"
#include "places/map_drawing.hpp"

namespace dmp::places {

/// How a place is found to have fewer events than places like it.
enum class Shortfall {
  none,
  own,            ///< its own count is lower than the model of all other places gives
  neighbourhood,  ///< it and its neighbours together lie lower than chance would put them
  both,
};
/// "", "own count", "neighbourhood", "both".
const char* shortfall_name(Shortfall shortfall);

/// One place against places like it. NaN where it takes no part.
struct UnseenPlace {
  bool takes_part = false;
  double expected = 0;                ///< by the model of all other places
  double ratio = 0, lower = 0, upper = 0;  ///< counted over expected, with its 95% interval
  double p = 0, p_adjusted = 0;       ///< of a count as low; Benjamini-Hochberg over all places
  double neighbourhood_z = 0, neighbourhood_p = 0, neighbourhood_p_adjusted = 0;  ///< Gi* of the residuals
  double expected_with_activity = 0, p_with_activity = 0;  ///< by the second model; NaN without one
  Shortfall shortfall = Shortfall::none;
  /// Found by its own count, and no longer low (p above alpha) once what the authorities do there is taken into account: fewer events because fewer were looked for.
  bool explained_by_activity = false;
};

/// What a covariate does: times as many events for one standard deviation more, or in this group against the largest group.
struct CovariateEffect {
  std::string name;
  double ratio = 0, lower = 0, upper = 0;
};

/// How well the model stands.
struct UnseenModel {
  std::size_t places = 0;
  std::vector<CovariateEffect> effects;
  double alpha = 0;                   ///< scatter beyond chance: variance mu + alpha mu^2
  double alpha_without = 0;           ///< of the model with residents only: how much the covariates explain is 1 - alpha / alpha_without
  double dispersion = 0;              ///< Pearson's, near 1 where the family fits
  double zeros = 0, zeros_expected = 0;
  double moran = 0, moran_p = 0;      ///< of the residuals: whether what is left is clustered
  double greatest_cook = 0;           ///< Cook's distance
  std::size_t most_influential = 0;   ///< in the layer's order
  std::size_t outliers = 0;           ///< left out of the fit
};

struct UnseenMap {
  std::vector<UnseenPlace> places;    ///< in the layer's order
  UnseenModel needs, with_activity;   ///< the second without places where there is no covariate of activity
  std::vector<std::string> notes;     ///< covariates that could not be used, areas that take no part
  std::size_t unseen = 0;
  std::string note;                   ///< why nothing could be said; empty where something is
};

/// Looks for places with fewer events than their residents and covariates lead one to expect: negative binomial regression, every place judged by the fit
/// without it (those that lie off the model either way are left out for the others), one-sided, adjusted for the number of places; and Gi* of the quantile residuals
/// by conditional permutation, for patches of places that are each a little low. Where covariates measure activity, a second model takes them in.
/// Groups of fewer than five places go to the largest group. Fewer than 30 places, or nothing counted, give a note and no places.
UnseenMap find_unseen(const Layer& layer, const std::vector<CovariateValues>& covariates, const HotspotSettings& settings);

/// The map of it, without counts.
DrawnMap drawn_unseen(const NamedLayer& layer, const UnseenMap& found);

}  // namespace dmp::places
