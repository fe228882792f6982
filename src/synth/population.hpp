#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "synth/geography.hpp"

namespace dmp::synth {

constexpr int kAges = 91;  ///< single years, the last one is 90 and over
constexpr int kEthnicities = 5;
inline constexpr std::array<const char*, kEthnicities> kEthnicityNames = {"White", "Mixed", "Asian", "Black", "Other"};

/// Residents of every small area by year (mid-2020 to mid-2024), sex (0 male, 1 female) and single age.
class Population {
 public:
  Population(const County& county, std::uint64_t seed);

  [[nodiscard]] int at(std::size_t small_area, int year, int sex, int age) const { return counts_[index(small_area, year, sex, age)]; }
  /// Residents of a small area aged from to to, both sexes.
  [[nodiscard]] int aged(std::size_t small_area, int year, int from, int to) const;
  /// Residents of an authority (0 to 2) aged from to to; authority -1: of the county.
  [[nodiscard]] long long aged_in(const County& county, int authority, int year, int from, int to) const;
  [[nodiscard]] std::size_t small_areas() const { return counts_.size() / (5 * 2 * kAges); }

 private:
  [[nodiscard]] static std::size_t index(std::size_t small_area, int year, int sex, int age) {
    return ((small_area * 5 + static_cast<std::size_t>(year)) * 2 + static_cast<std::size_t>(sex)) * kAges + static_cast<std::size_t>(age);
  }
  std::vector<std::uint16_t> counts_;
};

/// Share of each ethnic group in an authority's kind (town, borough, rural).
std::array<double, kEthnicities> ethnic_shares(Setting setting);

/// Residents of the made-up England by year, sex and age: the country's comparator.
long long england_at(int year, int sex, int age);
long long england_aged(int year, int from, int to);

}  // namespace dmp::synth
