#pragma once

#include <cmath>

#include "places/places_over_time.hpp"
#include "synth/calendar.hpp"
#include "synth/chance.hpp"
#include "synth/operations.hpp"

/// Whether what operations do in synthetic counties is found: recorded drug crimes drawn from the means of dmp synth, judged as dmp build judges them.
namespace dmp::planted {

struct OperationRecovery {
  int with_effect = 0, found = 0;          ///< operations with an effect, and those told at p below 0.05 in the right direction
  int without = 0, false_alarms = 0;       ///< operations without, and those told at p below 0.05
  int judged = 0, covered = 0;             ///< all, and those whose interval holds the truth
  double log_error = 0;                    ///< sum over those with an effect of log(ratio) less its truth
};

/// Adds the operations of one county of dmp synth.
inline void add_operations(OperationRecovery& recovery, std::uint64_t seed) {
  const synth::County county = synth::make_county(seed, 0, synth::layout_for(1));
  const synth::Hotspots hotspots = synth::plant_hotspots(county, seed);
  const auto operations = synth::plant_operations(county, hotspots, seed);
  synth::Chance chance({seed, 0, synth::Theme::crime}, 9002);
  places::MonthlyCounts monthly;
  monthly.totals.assign(synth::kMonths, 0);
  for (std::size_t area = 0; area < county.small_areas.size(); ++area) {
    monthly.counts.emplace_back();
    for (int month = 0; month < synth::kMonths; ++month) {
      monthly.counts.back().push_back(chance.poisson(synth::expected_drug_crimes(county, hotspots, operations, area, month)));
      monthly.totals[static_cast<std::size_t>(month)] += monthly.counts.back().back();
    }
  }
  for (const synth::PlantedOperation& operation : operations) {
    std::vector<char> treated(county.small_areas.size()), control(county.small_areas.size(), 1);
    for (const int area : operation.small_areas) treated[static_cast<std::size_t>(area)] = 1, control[static_cast<std::size_t>(area)] = 0;
    const stats::ChangePoint change = places::operation_change(monthly, treated, control, {synth::month_of(operation.start), synth::month_of(operation.end)}).against_control;
    if (!change.withheld.empty()) continue;
    ++recovery.judged;
    recovery.covered += change.lower <= operation.ratio && operation.ratio <= change.upper;
    const bool told = change.p < 0.05;
    if (operation.ratio == 1) {
      ++recovery.without;
      recovery.false_alarms += told;
    } else {
      ++recovery.with_effect;
      recovery.found += told && (change.ratio < 1) == (operation.ratio < 1);
      recovery.log_error += std::log(change.ratio / operation.ratio);
    }
  }
}

}  // namespace dmp::planted
