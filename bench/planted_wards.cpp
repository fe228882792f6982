// Recovery of the wards that dmp synth plants off the deprivation line, over many counties: bench/planted_wards [SEEDS]. The result stands in docs/methods/deprivation-outliers.md.
#include "planted_wards.hpp"

#include <cstdio>
#include <cstdlib>

int main(int argc, char** argv) {
  const int seeds = argc > 1 ? std::atoi(argv[1]) : 50;
  using dmp::planted::Counted;
  std::array<dmp::planted::WardRecovery, 4> found;
  for (int seed = 1; seed <= seeds; ++seed) {
    const dmp::synth::World world(static_cast<std::uint64_t>(seed), 0, dmp::synth::layout_for(1));
    const dmp::synth::Output health = dmp::synth::make_health(world);
    for (std::size_t k = 0; k < found.size(); ++k) dmp::planted::add_wards(found[k], world, health, k % 2 == 0, k < 2 ? Counted::stays : Counted::people);
  }
  for (std::size_t k = 0; k < found.size(); ++k)
    std::printf("%s %s: %d of %d planted wards found; %d named, %d of them not planted; false share, mean over %d searches: %.3f; searches with a false one: %d\n", k % 2 == 0 ? "alcohol" : "drug",
                k < 2 ? "admissions" : "people admitted", found[k].found, found[k].planted, found[k].named, found[k].false_named, found[k].searches, found[k].false_share / found[k].searches, found[k].with_false);
}
