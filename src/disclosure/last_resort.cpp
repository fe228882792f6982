#include "disclosure/last_resort.hpp"

#include <cmath>
#include <set>
#include <tuple>

namespace dmp::disclosure {
namespace {

/// How far around a figure is held back.
enum class Reach { area_and_period, area, everywhere };

using Neighbourhood = std::tuple<std::string, std::string, std::string>;  // indicator, area, period

Neighbourhood around(const core::Estimate& row, const std::string& indicator, Reach reach) {
  return {indicator, reach == Reach::everywhere ? "" : row.area_code, reach == Reach::area_and_period ? row.period : ""};
}

bool is_shown(const core::Estimate& row) { return !std::isnan(row.value) || !std::isnan(row.count); }

/// Rows shown within reach of what was pinned down are shown no more; how many these were.
std::size_t hold_back_around(const std::vector<PinnedDown>& pinned, const core::Estimates& estimates, Released& released, const Policy& policy, Reach reach) {
  std::set<std::string> ids;
  for (const PinnedDown& each : pinned) ids.insert(each.estimate_id);
  std::set<Neighbourhood> wanted;
  for (const core::Estimate& row : estimates)
    if (ids.contains(row.estimate_id))
      for (const std::string& same : same_counts(policy, row.indicator_id)) wanted.insert(around(row, same, reach));
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < estimates.size(); ++i)
    if (is_shown(released.estimates[i]) && wanted.contains(around(estimates[i], estimates[i].indicator_id, reach))) rows.push_back(i);
  suppress(released, rows, policy);
  return rows.size();
}

}  // namespace

std::vector<PinnedDown> hold_back_until_safe(const core::Estimates& estimates, Released& released, const Policy& policy) {
  std::vector<PinnedDown> pinned = attack(estimates, released.estimates, policy);
  // Less shown never tells more, so that each round leaves fewer figures that can be worked out.
  for (const Reach reach : {Reach::area_and_period, Reach::area, Reach::everywhere})
    while (!pinned.empty() && hold_back_around(pinned, estimates, released, policy, reach) > 0) pinned = attack(estimates, released.estimates, policy);
  return pinned;
}

}  // namespace dmp::disclosure
