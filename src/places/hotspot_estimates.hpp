#pragma once

#include "places/estimate_rows.hpp"
#include "places/place_material.hpp"

namespace dmp::places {

/// Estimates of an indicator of one of the methods that look at small areas: hotspot, overlap, concentration, unseen, emerging, seasonality, near_repeat,
/// operation_effect. An indicator of another method is an InternalError.
PlaceEstimates place_estimates(PlaceMaterial& material, const catalogue::IndicatorDefinition& indicator);

/// Method hotspot: the number of hot small areas of the county and each authority, and for every hot small area a row with value 1 and its p values,
/// raw and adjusted, as categories. Every period of the layer.
PlaceEstimates hotspot_estimates(PlaceMaterial& material, const catalogue::IndicatorDefinition& indicator);

/// Method overlap: how far the hotspots of two layers coincide, over all small areas: the overlap coefficient, and as categories Jaccard's index,
/// correlation and Lee's L of the rates, each with p against maps as clustered. Periods that both layers have.
PlaceEstimates overlap_estimates(PlaceMaterial& material, const catalogue::IndicatorDefinition& indicator);

/// Method concentration: the share of the events in the top 5% of the places, with its interval, and as categories that in the top 1 and 10%, Gini's
/// coefficient, the places that hold half; how stable ranks are and how well the top places foretell the next period. The county, every period.
PlaceEstimates concentration_estimates(PlaceMaterial& material, const catalogue::IndicatorDefinition& indicator);

/// Method unseen: the number of small areas with fewer events than places like them, and a row for each; the model with its diagnostics as categories of
/// the county. The last three periods together.
PlaceEstimates unseen_estimates(PlaceMaterial& material, const catalogue::IndicatorDefinition& indicator);

/// Method emerging: what became of hotspots over the quarters: how many small areas are new, intensifying, persistent ... hotspots, and a row for each.
PlaceEstimates emerging_estimates(PlaceMaterial& material, const catalogue::IndicatorDefinition& indicator);

/// Method seasonality: months, weekdays and hours against the mean, with intervals and a test of each. The county and its authorities, the whole span.
PlaceEstimates seasonality_estimates(PlaceMaterial& material, const catalogue::IndicatorDefinition& indicator);

/// Method near_repeat: how much more often than by chance an event follows on another near by within days (Knox). The county, the last period.
PlaceEstimates near_repeat_estimates(PlaceMaterial& material, const catalogue::IndicatorDefinition& indicator);

/// Method operation_effect: change in the area of each operation (table operation, column area_code) against the rest of the map. One row an operation.
PlaceEstimates operation_estimates(PlaceMaterial& material, const catalogue::IndicatorDefinition& indicator);

}  // namespace dmp::places
