// Recovery of the hotspots that dmp synth plants, over many counties: bench/planted_hotspots [SEEDS]. The result stands in docs/methods/hotspots.md.
#include "planted_hotspots.hpp"

#include <cstdio>
#include <cstdlib>

int main(int argc, char** argv) {
  const int seeds = argc > 1 ? std::atoi(argv[1]) : 200;
  for (const bool violence : {false, true}) {
    dmp::planted::Recovery r;
    for (int seed = 1; seed <= seeds; ++seed) dmp::planted::add_county(r, static_cast<std::uint64_t>(seed), violence);
    std::printf("%s, %d counties\n  planted areas found: %d of %d (%.2f%%); of at least six times the mean, by their own count: %d of %d\n", violence ? "violence" : "drug offences", r.counties, r.found, r.planted, 100.0 * r.found / r.planted,
                r.found_strong, r.planted_strong);
    std::printf("  hot by their own count: %d, not planted: %d; false share, mean over counties: %.2f%%\n", r.own, r.own_false, 100 * r.false_share / r.counties);
    std::printf("  hot by their neighbourhood: %d, without a planted area there: %d (%.2f%%)\n", r.around, r.around_false, r.around ? 100.0 * r.around_false / r.around : 0);
    std::printf("  in the authority without hotspots: %d; counties where exactly the planted areas are hot by their own count: %d\n", r.rural, r.clean_counties);
  }
}
