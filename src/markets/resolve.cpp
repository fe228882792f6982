#include "markets/resolve.hpp"

#include <algorithm>
#include <map>

namespace dmp::markets {
namespace {

using catalogue::MarketParameter;

/// When a parameter's period begins; those without one count as the earliest.
int beginning(const MarketParameter& parameter) {
  const auto period = core::parse_period(parameter.period);
  return period ? period->start.since_epoch : std::numeric_limits<int>::min() / 2;
}

/// Whether a counts rather than b for a period that begins on the day.
bool counts_rather(const MarketParameter& a, const MarketParameter& b, int day) {
  const int from_a = beginning(a), from_b = beginning(b);
  if ((from_a <= day) != (from_b <= day)) return from_a <= day;
  return from_a <= day ? from_a > from_b : from_a < from_b;
}

/// One parameter for each id among those of a role.
std::vector<Resolved> latest(const std::vector<const MarketParameter*>& candidates, const std::string& role, const std::string& owner, const std::string& origin, int day) {
  std::map<std::string, const MarketParameter*> chosen;
  for (const MarketParameter* parameter : candidates) {
    if (parameter->role != role) continue;
    const auto [place, fresh] = chosen.emplace(parameter->id(), parameter);
    if (!fresh && counts_rather(*parameter, *place->second, day)) place->second = parameter;
  }
  std::vector<Resolved> resolved;
  for (const auto& [id, parameter] : chosen) resolved.push_back({parameter, owner, origin});
  return resolved;
}

std::vector<const MarketParameter*> pointers(const std::vector<MarketParameter>& parameters) {
  std::vector<const MarketParameter*> list;
  for (const MarketParameter& parameter : parameters) list.push_back(&parameter);
  return list;
}

/// Prices are one ladder: those of one origin stand together. Of other roles each id stands for itself.
void lay_over(std::vector<Resolved>& below, std::vector<Resolved> above, const std::string& role) {
  if (above.empty()) return;
  if (role == "price") {
    below = std::move(above);
    return;
  }
  for (Resolved& one : above) {
    const auto same = std::find_if(below.begin(), below.end(), [&](const Resolved& other) { return other.parameter->id() == one.parameter->id(); });
    if (same == below.end()) {
      below.push_back(std::move(one));
    } else {
      one.owner = same->owner;  // its draws stay those of what it replaces
      *same = std::move(one);
    }
  }
}

}  // namespace

std::vector<Resolved> resolve(const catalogue::Catalogue& catalogue, const catalogue::MarketDefinition& drug, const catalogue::MarketSettings& settings, const MarketInputs& inputs,
                              const std::string& role) {
  const int day = inputs.period.start.since_epoch;
  std::vector<Resolved> resolved;
  const auto shared = catalogue.markets.find("common");
  if (shared != catalogue.markets.end()) resolved = latest(pointers(shared->second.parameters), role, "common", "catalogue", day);
  lay_over(resolved, latest(pointers(drug.parameters), role, drug.id, "catalogue", day), role);
  if (const auto observed = inputs.observed.find(drug.id); observed != inputs.observed.end())
    lay_over(resolved, latest(pointers(observed->second), role, drug.id, "data", day), role);
  std::vector<const MarketParameter*> own;
  for (const std::string& id : {std::string("common"), drug.id}) {
    own.clear();
    for (const catalogue::MarketOverride& change : settings.overrides)
      if (change.drug == id) own.push_back(&change.parameter);
    lay_over(resolved, latest(own, role, id, "profile", day), role);
  }
  std::sort(resolved.begin(), resolved.end(), [](const Resolved& a, const Resolved& b) { return a.parameter->id() < b.parameter->id(); });
  return resolved;
}

}  // namespace dmp::markets
