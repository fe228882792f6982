#include "stats/hidden_population.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "stats/normal.hpp"

namespace dmp::stats {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

HiddenPopulation withheld(std::string_view why, double seen = 0) { return {.estimate = kNaN, .variance = kNaN, .seen = seen, .withheld = why}; }

double total(std::span<const double> people_seen) {
  double sum = 0;
  for (const double people : people_seen) sum += people;
  return sum;
}

double seen_times(std::span<const double> people_seen, std::size_t times) { return times <= people_seen.size() ? people_seen[times - 1] : 0; }

}  // namespace

Interval normal_interval(const HiddenPopulation& population, double confidence) {
  const double reach = two_sided_z(confidence) * std::sqrt(population.variance);
  return {.lower = std::isnan(reach) ? kNaN : std::max(population.seen, population.estimate - reach), .upper = population.estimate + reach};
}

Interval unseen_interval(const HiddenPopulation& population, double confidence) {
  const double unseen = population.estimate - population.seen;
  if (std::isnan(unseen) || std::isnan(population.variance)) return {};
  if (unseen <= 0) return {.lower = population.seen, .upper = population.seen};
  const double factor = std::exp(two_sided_z(confidence) * std::sqrt(std::log1p(population.variance / (unseen * unseen))));
  return {.lower = population.seen + unseen / factor, .upper = population.seen + unseen * factor};
}

HiddenPopulation chapman(double n1, double n2, double both) {
  if (!(n1 >= 0) || !(n2 >= 0) || !(both >= 0)) return withheld("a count is missing");
  if (both > n1 || both > n2) return withheld("more people on both lists than on one");
  const double m = both + 1;
  return {.estimate = (n1 + 1) * (n2 + 1) / m - 1, .variance = (n1 + 1) * (n2 + 1) * (n1 - both) * (n2 - both) / (m * m * (m + 1)), .seen = n1 + n2 - both, .withheld = {}};
}

HiddenPopulation chao(std::span<const double> people_seen) {
  const double n = total(people_seen), once = seen_times(people_seen, 1), twice = seen_times(people_seen, 2);
  if (!(twice > 0)) return withheld("nobody was seen twice", n);
  const double ratio = once / twice;
  return {.estimate = n + once * once / (2 * twice), .variance = twice * (std::pow(ratio, 4) / 4 + std::pow(ratio, 3) + ratio * ratio / 2), .seen = n, .withheld = {}};
}

HiddenPopulation chao_bias_corrected(std::span<const double> people_seen) {
  const double n = total(people_seen), once = seen_times(people_seen, 1), twice = seen_times(people_seen, 2);
  if (!(n > 0)) return withheld("nobody was seen", n);
  const double more = twice + 1;
  const double pairs = std::max(0.0, once * (once - 1));
  const double variance = pairs / (2 * more) + once * (2 * once - 1) * (2 * once - 1) / (4 * more * more) + once * once * twice * (once - 1) * (once - 1) / std::pow(more, 4) / 4;
  return {.estimate = n + pairs / (2 * more), .variance = variance, .seen = n, .withheld = {}};
}

HiddenPopulation zelterman(std::span<const double> people_seen) {
  const double n = total(people_seen), once = seen_times(people_seen, 1), twice = seen_times(people_seen, 2);
  if (!(twice > 0)) return withheld("nobody was seen twice", n);
  if (!(once > 0)) return withheld("nobody was seen once", n);
  const double rate = 2 * twice / once;
  const double missed = std::exp(-rate);
  const double g = missed / ((1 - missed) * (1 - missed));
  return {.estimate = n / (1 - missed), .variance = n * g * (1 + n * g * rate * rate * (1 / once + 1 / twice)), .seen = n, .withheld = {}};
}

HiddenPopulation zero_truncated_poisson(std::span<const double> people_seen) {
  const double n = total(people_seen);
  double sightings = 0;
  for (std::size_t i = 0; i < people_seen.size(); ++i) sightings += static_cast<double>(i + 1) * people_seen[i];
  if (!(sightings > n)) return withheld("nobody was seen twice", n);
  const double average = sightings / n;
  // Newton's method on rate / (1 - exp(-rate)) = average, from above, where the function is convex.
  double rate = average;
  for (int step = 0; step < 100; ++step) {
    const double missed = std::exp(-rate), met = -std::expm1(-rate);
    const double change = (rate / met - average) / ((met - rate * missed) / (met * met));
    rate -= change;
    if (std::fabs(change) <= 1e-15 * rate) break;
  }
  const double estimate = n / -std::expm1(-rate);
  return {.estimate = estimate, .variance = estimate / (std::expm1(rate) - rate), .seen = n, .withheld = {}};
}

double CaptureCounts::seen() const { return total(std::span(count).subspan(1)); }

std::vector<double> CaptureCounts::by_number_of_lists() const {
  std::vector<double> people(lists.size());
  for (std::size_t history = 1; history < count.size(); ++history) people[static_cast<std::size_t>(std::popcount(history)) - 1] += count[history];
  return people;
}

}  // namespace dmp::stats
