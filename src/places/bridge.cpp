#include "places/bridge.hpp"

#include <algorithm>
#include <set>
#include <unordered_map>

namespace dmp::places {

Bridge bridge(const std::vector<BridgeLink>& links, const std::vector<BridgePopulation>& population, BridgeRule rule) {
  std::unordered_map<std::string, double> people;
  for (const BridgePopulation& one : population) people[one.code] += one.people;
  std::vector<std::string> order;
  std::unordered_map<std::string, std::set<std::string>> parts;
  for (const BridgeLink& link : links) {
    auto& of = parts[link.from];
    if (of.empty()) order.push_back(link.from);
    of.insert(link.to);
  }
  Bridge made;
  for (const std::string& from : order) {
    const auto& of = parts[from];
    double all = 0;
    for (const std::string& to : of) all += people[to];
    if (of.size() > 1 && !(all > 0)) made.without_people.push_back(from);
    const auto share_of = [&](const std::string& to) { return all > 0 ? people[to] / all : 1 / static_cast<double>(of.size()); };
    if (of.size() > 1 && rule == BridgeRule::best_fit) {
      const auto most = std::max_element(of.begin(), of.end(), [&](const std::string& a, const std::string& b) { return share_of(a) < share_of(b); });
      made.shares.push_back({from, *most, 1, true});
      continue;
    }
    for (const std::string& to : of) made.shares.push_back({from, to, of.size() == 1 ? 1 : share_of(to), of.size() > 1});
  }
  return made;
}

}  // namespace dmp::places
