#include "places/withheld.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace dmp::places {

void withhold_where_counts_are(core::Estimates& released, const catalogue::Catalogue& catalogue, bool all) {
  using core::Estimate;
  static const std::set<std::string> kTelling = {"p of the count", "adjusted p of the count", "p of the count given activity", "counted over expected", "z of the neighbourhood"};
  std::set<std::string> layers;
  for (const auto& [id, indicator] : catalogue.indicators) layers.insert(indicator.layers.begin(), indicator.layers.end());
  std::map<std::pair<std::string, std::string>, std::vector<const Estimate*>> withheld;  // by layer and area
  for (const Estimate& row : released)
    if (row.suppressed == "suppressed" && row.area_type == "small area" && row.category.empty() && row.sex == "Persons" && row.age == "All ages" && layers.contains(row.indicator_id))
      withheld[{row.indicator_id, row.area_code}].push_back(&row);
  const auto rests_on_withheld = [&](const Estimate& row, const std::string& layer) {
    const auto found = withheld.find({layer, row.area_code});
    if (found == withheld.end()) return false;
    for (const Estimate* count : found->second)
      if (count->period_start >= row.period_start && count->period_end <= row.period_end) return true;
    return false;
  };
  for (Estimate& row : released) {
    if (row.area_type != "small area" || !kTelling.contains(row.category)) continue;
    const auto indicator = catalogue.indicators.find(row.indicator_id);
    if (indicator == catalogue.indicators.end() || indicator->second.layers.empty()) continue;
    if (!all && !rests_on_withheld(row, indicator->second.layers.front())) continue;
    row.value = row.lower_95 = row.upper_95 = Estimate::kMissing;
    row.suppressed = "suppressed";
    row.note = "the count it rests on is withheld";
  }
}

}  // namespace dmp::places
