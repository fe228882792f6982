#include "synth/world.hpp"

namespace dmp::synth {
namespace {

std::vector<double> resident_weights(const County& county, int authority) {
  std::vector<double> weights;
  for (const auto& area : county.small_areas) weights.push_back(authority < 0 || area.authority == authority ? area.residents : 0);
  return weights;
}

}  // namespace

World::World(std::uint64_t seed_, int number, const Layout& layout)
    : seed(seed_), county(make_county(seed_, number, layout)), population(county, seed_), people(county, population, seed_),
      hotspots(plant_hotspots(county, seed_)),
      operations(plant_operations(county, hotspots, seed_)), residents(resident_weights(county, -1)) {
  for (int authority = 0; authority < 3; ++authority) residents_of.emplace_back(resident_weights(county, authority));
}

std::size_t World::draw_home(Chance& chance, int authority) const {
  return (authority < 0 ? residents : residents_of[static_cast<std::size_t>(authority)]).draw(chance);
}

void Output::add(Output other) {
  for (auto& part : other.parts) parts.push_back(std::move(part));
  for (const auto& [name, count] : other.tally) tally[name] += count;
  for (auto& [name, list] : other.lists.items()) {
    auto& mine = lists[name];
    if (!mine.is_array()) mine = nlohmann::ordered_json::array();
    for (auto& item : list) mine.push_back(std::move(item));
  }
  if (identities_used.size() < other.identities_used.size()) identities_used.resize(other.identities_used.size());
  for (std::size_t i = 0; i < other.identities_used.size(); ++i) identities_used[i] |= other.identities_used[i];
}

Identity known_as(const World& world, Output& output, Agency agency, std::size_t person, Chance& chance) {
  const int number = world.people.draw_identity(chance, person, agency);
  output.use(person, agency, number, world.people.size());
  return world.people.identity(person, agency, number);
}

}  // namespace dmp::synth
