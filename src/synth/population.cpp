#include "synth/population.hpp"

#include <cmath>

namespace dmp::synth {
namespace {

constexpr double kGrowth = 1.007;
constexpr double kEnglandMid2020 = 56.5e6;

/// Share of residents at a single age, the same for both sexes up to 75.
double age_weight(int age, int sex) {
  double weight = 1.2;
  if (age < 16) weight = 1.16 + 0.006 * age;
  else if (age < 25) weight = 1.18;
  else if (age < 40) weight = 1.36;
  else if (age < 60) weight = 1.32;
  else if (age < 75) weight = 1.32 - 0.026 * (age - 60);
  else if (age < 90) weight = 0.90 - 0.052 * (age - 75);
  else weight = 0.85;
  if (age >= 75) weight *= sex == 0 ? 0.82 : 1.18;
  return weight;
}

double tilt(Setting setting, int age) {
  switch (setting) {
    case Setting::town: return age < 40 ? 1.14 : age < 60 ? 0.98 : 0.70;
    case Setting::borough: return 1.0;
    case Setting::rural: return age >= 20 && age < 40 ? 0.86 : age >= 55 ? 1.15 : 1.0;
  }
  return 1.0;
}

std::array<std::array<double, kAges>, 2> shares(Setting setting) {
  std::array<std::array<double, kAges>, 2> share{};
  double total = 0;
  for (int sex = 0; sex < 2; ++sex)
    for (int age = 0; age < kAges; ++age) total += age_weight(age, sex) * tilt(setting, age);
  for (int sex = 0; sex < 2; ++sex)
    for (int age = 0; age < kAges; ++age)
      share[static_cast<std::size_t>(sex)][static_cast<std::size_t>(age)] = age_weight(age, sex) * tilt(setting, age) / total;
  return share;
}

}  // namespace

Population::Population(const County& county, std::uint64_t seed) : counts_(county.small_areas.size() * 5 * 2 * kAges) {
  const std::array share = {shares(Setting::town), shares(Setting::borough), shares(Setting::rural)};
  for (std::size_t i = 0; i < county.small_areas.size(); ++i) {
    const auto& area = county.small_areas[i];
    const auto& of_setting = share[static_cast<std::size_t>(county.setting_of(i))];
    Chance chance({seed, static_cast<std::uint32_t>(county.number), Theme::population}, i);
    for (int sex = 0; sex < 2; ++sex)
      for (int age = 0; age < kAges; ++age) {
        // One draw for all years: a cell moves smoothly from year to year in place of jumping about.
        const double rounding = chance.uniform();
        double expected = area.residents * of_setting[static_cast<std::size_t>(sex)][static_cast<std::size_t>(age)];
        for (int year = 0; year < 5; ++year, expected *= kGrowth)
          counts_[index(i, year, sex, age)] = static_cast<std::uint16_t>(expected + rounding);
      }
  }
}

int Population::aged(std::size_t small_area, int year, int from, int to) const {
  int sum = 0;
  for (int sex = 0; sex < 2; ++sex)
    for (int age = from; age <= to && age < kAges; ++age) sum += at(small_area, year, sex, age);
  return sum;
}

long long Population::aged_in(const County& county, int authority, int year, int from, int to) const {
  long long sum = 0;
  for (std::size_t i = 0; i < county.small_areas.size(); ++i)
    if (authority < 0 || county.small_areas[i].authority == authority) sum += aged(i, year, from, to);
  return sum;
}

std::array<double, kEthnicities> ethnic_shares(Setting setting) {
  switch (setting) {
    case Setting::town: return {0.46, 0.05, 0.36, 0.10, 0.03};
    case Setting::borough: return {0.76, 0.04, 0.12, 0.06, 0.02};
    case Setting::rural: return {0.92, 0.025, 0.025, 0.02, 0.01};
  }
  return {1, 0, 0, 0, 0};
}

long long england_at(int year, int sex, int age) {
  static const auto share = shares(Setting::borough);
  return std::llround(kEnglandMid2020 * std::pow(1.005, year) * share[static_cast<std::size_t>(sex)][static_cast<std::size_t>(age)]);
}

long long england_aged(int year, int from, int to) {
  long long sum = 0;
  for (int sex = 0; sex < 2; ++sex)
    for (int age = from; age <= to && age < kAges; ++age) sum += england_at(year, sex, age);
  return sum;
}

}  // namespace dmp::synth
