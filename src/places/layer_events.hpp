#pragma once

#include <string>
#include <vector>

#include "catalogue/definitions.hpp"
#include "core/period.hpp"
#include "engine/engine.hpp"
#include "places/small_area_map.hpp"

namespace dmp::places {

/// One event of a layer.
struct PlaceEvent {
  std::size_t area = 0;                    ///< in the map's order
  int month = 0;                           ///< year x 12 + month - 1
  core::Day day;                           ///< of `at`, where it is known
  double hour = 0;                         ///< of the day, with its fraction; NaN: the time is not known
  double longitude = 0, latitude = 0;      ///< NaN: not known
};

/// The events of a layer on the map, in the order of their rows.
struct LayerEvents {
  std::vector<PlaceEvent> events;
  std::size_t elsewhere = 0;               ///< events without a place, or in none of the map's areas: left out
  std::string reason;                      ///< why there are none; empty otherwise
};

/// Runs a SELECT of single events (place, date, and where there are some at, longitude, latitude). A table that is not held gives a reason; a text that is
/// not one SELECT, or gives other columns, is a usage UserError with the place of the SQL.
LayerEvents read_events(engine::Session& session, const SmallAreaMap& map, const std::string& sql, const core::Place& place);

/// Events by month over all the months from the first to the last. A month without any event on the whole map, where ten or more are usual, is one that
/// the extracts do not hold: it stays missing.
struct MonthlyCounts {
  int first_month = 0;                     ///< year x 12 + month - 1
  std::vector<std::vector<double>> counts; ///< by area, by month; NaN: missing
  std::vector<double> totals;              ///< by month; NaN: missing
  std::vector<int> missing;                ///< months
};
MonthlyCounts monthly_counts(const LayerEvents& events, std::size_t areas);
/// "2023-05".
std::string month_text(int month);
/// "2024-05 to 2024-12, 2025-03": runs of months; empty for none.
std::string months_text(const std::vector<int>& months);

/// What a covariate of the catalogue is at every area of the map.
struct CovariateValues {
  std::string name;
  bool is_category = false, is_log = false, is_activity = false;
  std::vector<double> numbers;             ///< NaN: not known
  std::vector<std::string> words;          ///< of a category; empty: not known
  std::string reason;                      ///< why it cannot be had; empty otherwise
};

/// Reads a covariate for a span of time (only used where the SELECT gives a date). Numbers of several rows of a place are added and set against the
/// residents where the covariate is per resident, else their mean is taken. Values by older codes go to the areas that followed on them, all parts of a
/// divided area alike.
CovariateValues read_covariate(engine::Session& session, const SmallAreaMap& map, const catalogue::Covariate& covariate, const NamedLayer& layer);

/// Residents per hectare, as a logarithm: how much of a town a place is. Known wherever there is an outline.
CovariateValues residents_per_hectare(const SmallAreaMap& map, const NamedLayer& layer);

}  // namespace dmp::places
