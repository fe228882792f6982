#include "stats/life_expectancy.hpp"

#include <cmath>

#include "stats/normal.hpp"

namespace dmp::stats {
namespace {

std::string_view reason_to_withhold(std::span<const double> start_age, std::span<const double> deaths, std::span<const double> population) {
  if (start_age.size() < 2) return "fewer than two age bands";
  for (std::size_t i = 0; i < start_age.size(); ++i) {
    if (std::isnan(start_age[i]) || std::isnan(deaths[i]) || std::isnan(population[i])) return "a value is missing";
    if (i > 0 && !(start_age[i] > start_age[i - 1])) return "start ages do not ascend";
    if (!(population[i] > 0)) return "a band has no population";
    if (deaths[i] < 0) return "negative deaths";
  }
  if (!(deaths.back() > 0)) return "no deaths in the open age band";
  return {};
}

}  // namespace

LifeTable life_expectancy(std::span<const double> start_age, std::span<const double> deaths, std::span<const double> population) {
  LifeTable table;
  table.withheld = reason_to_withhold(start_age, deaths, population);
  if (!table.withheld.empty()) return table;
  const std::size_t bands = start_age.size();
  std::vector<double> alive(bands), dying(bands), width(bands), lived_share(bands);
  alive[0] = 1;
  for (std::size_t i = 0; i + 1 < bands; ++i) {
    width[i] = start_age[i + 1] - start_age[i];
    lived_share[i] = start_age[i] == 0 ? 0.1 : 0.5;
    const double rate = deaths[i] / population[i];
    dying[i] = std::min(1.0, rate * width[i] / (1 + rate * width[i] * (1 - lived_share[i])));
    alive[i + 1] = alive[i] * (1 - dying[i]);
  }
  table.expectancy.resize(bands);
  table.standard_error.resize(bands);
  const double last_rate = deaths[bands - 1] / population[bands - 1];
  double years = alive[bands - 1] / last_rate;
  double variance = alive[bands - 1] * alive[bands - 1] / (deaths[bands - 1] * last_rate * last_rate);
  table.expectancy[bands - 1] = 1 / last_rate;
  table.standard_error[bands - 1] = std::sqrt(variance) / alive[bands - 1];
  for (std::size_t i = bands - 1; i-- > 0;) {
    const double step = (1 - lived_share[i]) * width[i] + table.expectancy[i + 1];
    const double variance_of_survival = deaths[i] > 0 ? dying[i] * dying[i] * (1 - dying[i]) / deaths[i] : 0;
    variance += alive[i] * alive[i] * step * step * variance_of_survival;
    years += width[i] * (alive[i + 1] + lived_share[i] * alive[i] * dying[i]);
    table.expectancy[i] = years / alive[i];
    table.standard_error[i] = std::sqrt(variance) / alive[i];
  }
  return table;
}

Interval life_expectancy_interval(double expectancy, double standard_error, double confidence) {
  const double reach = two_sided_z(confidence) * standard_error;
  return {.lower = expectancy - reach, .upper = expectancy + reach};
}

}  // namespace dmp::stats
