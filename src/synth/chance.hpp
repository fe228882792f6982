#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "stats/random.hpp"

/// The synthetic county: chance that is the same on every platform and for every number of threads.
namespace dmp::synth {

/// What a stream of chance is for. Each has a number of its own, so that adding draws to one theme leaves the others.
enum class Theme : std::uint8_t {
  geography = 1, deprivation, population, people, identity, crime, crime_people, outcomes, stop_search, arrests, custody,
  release_under_investigation, homicide, seizures, organised_crime, county_lines, exploitation, prison, treatment, reviews,
  prison_release, admissions, deaths, schools, estimates, wastewater, survey, programmes, ambulance, faults,
  homelessness, children_in_need, school_audits, brief_interventions, reoffending, sentences,
  labour_market, volunteers, cryptocurrency
};

/// Where a stream begins: seed, county and theme. Every person, area or event then takes a stream by its number.
struct ChanceKey {
  std::uint64_t seed = 0;
  std::uint32_t county = 0;
  Theme theme = Theme::geography;
};

/// A run of random numbers that depends on nothing but its key and entity (Philox 4x32-10 by stats::CounterRandom).
/// The samplers are inverse transforms of our own: those of the standard library differ between implementations.
class Chance {
 public:
  Chance(ChanceKey key, std::uint64_t entity);

  std::uint32_t bits();
  /// Uniform in the open interval (0, 1).
  double uniform();
  double between(double low, double high) { return low + (high - low) * uniform(); }
  /// Whole number from 0 to n - 1; 0 for n = 0. The bias is below n / 2^32.
  std::uint32_t below(std::size_t n);
  /// Whole number from low to high, both inside.
  int whole(int low, int high) { return low + static_cast<int>(below(static_cast<std::size_t>(high - low + 1))); }
  bool happens(double probability);
  /// Standard normal, by inversion.
  double normal();
  /// Waiting time at a constant hazard per unit; infinite for hazard 0.
  double waiting_time(double hazard);
  /// Poisson count by inversion (means above 30 are split); 0 for a mean of 0 or less.
  int poisson(double mean);
  /// exp of a normal with this median and log standard deviation.
  double log_normal(double median, double log_sd);
  /// Index drawn with these weights (not all zero); a linear walk for short lists.
  std::size_t choose(std::span<const double> weights);

 private:
  stats::CounterRandom source_;
  std::uint64_t next_ = 0;
  std::array<std::uint32_t, 4> words_{};
  int left_ = 0;
};

/// Weights summed once, for many draws from a long list.
class Weights {
 public:
  Weights() = default;
  explicit Weights(const std::vector<double>& weights);
  [[nodiscard]] std::size_t draw(Chance& chance) const;
  [[nodiscard]] double total() const { return sums_.empty() ? 0 : sums_.back(); }

 private:
  std::vector<double> sums_;
};

/// One item of a fixed list, all equally likely.
template <typename List>
const auto& pick(Chance& chance, const List& list) {
  return list[chance.below(std::size(list))];
}

}  // namespace dmp::synth
