#include "stats/concentration.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "stats/parallel.hpp"
#include "stats/quantiles.hpp"
#include "stats/random.hpp"

namespace dmp::stats {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::vector<double> highest_first(std::span<const double> counts) {
  std::vector<double> sorted;
  for (const double count : counts)
    if (!std::isnan(count)) sorted.push_back(count);
  std::sort(sorted.begin(), sorted.end(), std::greater<>());
  return sorted;
}

double share_of_sorted(const std::vector<double>& sorted, double places) {
  const double total = std::accumulate(sorted.begin(), sorted.end(), 0.0), wanted = places * static_cast<double>(sorted.size());
  if (!(total > 0)) return kNaN;
  const auto whole = std::min(sorted.size(), static_cast<std::size_t>(wanted));
  double held = std::accumulate(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(whole), 0.0);
  if (whole < sorted.size()) held += (wanted - static_cast<double>(whole)) * sorted[whole];
  return held / total;
}

/// The area under the Lorenz curve with the highest first.
double area_under(const std::vector<double>& sorted) {
  const double total = std::accumulate(sorted.begin(), sorted.end(), 0.0);
  double held = 0, area = 0;
  for (const double count : sorted) {
    area += held + count / 2;
    held += count;
  }
  return area / total / static_cast<double>(sorted.size());
}

/// A gamma variate of scale 1: G. Marsaglia, W. W. Tsang (2000), ACM Transactions on Mathematical Software 26, 363-372.
double gamma_variate(RandomSequence& random, double shape) {
  if (shape < 1) {
    const double boost = std::pow(random.uniform(), 1 / shape);
    return gamma_variate(random, shape + 1) * boost;
  }
  const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double normal = random.normal(), root = 1 + c * normal;
    if (root <= 0) continue;
    const double v = root * root * root;
    if (std::log(random.uniform()) < normal * normal / 2 + d - d * v + d * std::log(v)) return d * v;
  }
}

struct Prior {
  double mean = 0, variance = 0;
};

Prior prior_of(std::span<const double> counts, std::span<const double> expected) {
  double events = 0, total = 0, places = 0, spread = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (!(expected[i] > 0) || std::isnan(counts[i])) continue;
    events += counts[i];
    total += expected[i];
    ++places;
  }
  const double mean = events / total;
  for (std::size_t i = 0; i < counts.size(); ++i)
    if (expected[i] > 0 && !std::isnan(counts[i])) spread += expected[i] * (counts[i] / expected[i] - mean) * (counts[i] / expected[i] - mean);
  return {mean, std::max(0.0, spread / total - mean * places / total)};
}

}  // namespace

std::vector<LorenzPoint> lorenz_curve(std::span<const double> counts) {
  const std::vector<double> sorted = highest_first(counts);
  const double total = std::accumulate(sorted.begin(), sorted.end(), 0.0);
  if (!(total > 0)) return {};
  std::vector<LorenzPoint> curve = {{0, 0}};
  double held = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    held += sorted[i];
    curve.push_back({static_cast<double>(i + 1) / static_cast<double>(sorted.size()), held / total});
  }
  return curve;
}

double share_in_top(std::span<const double> counts, double places) { return share_of_sorted(highest_first(counts), places); }

double gini(std::span<const double> counts) {
  const std::vector<double> sorted = highest_first(counts);
  if (!(std::accumulate(sorted.begin(), sorted.end(), 0.0) > 0)) return kNaN;
  return 2 * area_under(sorted) - 1;
}

double generalised_gini(std::span<const double> counts) {
  const std::vector<double> sorted = highest_first(counts);
  const double events = std::accumulate(sorted.begin(), sorted.end(), 0.0), places = static_cast<double>(sorted.size());
  if (!(events > 0)) return kNaN;
  if (events >= places) return gini(counts);
  // With c events at c of n places the curve rises straight to 1 at c / n: the area under it then is 1 - c / 2n, not 1 / 2.
  return 2 * area_under(sorted) * places / events - (2 * places / events - 1);
}

std::vector<Concentration> concentrations(std::span<const double> counts, std::span<const double> expected, std::span<const double> places, std::uint64_t seed) {
  std::vector<Concentration> found;
  for (const double share : places) found.push_back({share_in_top(counts, share), kNaN, kNaN, kNaN});
  const Prior prior = prior_of(counts, expected);
  if (found.empty() || std::isnan(found.front().share) || !(prior.mean > 0)) return found;
  constexpr std::size_t kDraws = 999;
  std::vector<std::vector<double>> shares(places.size(), std::vector<double>(kDraws));
  // Every draw has a stream of its own: the threads change nothing.
  for_each_index(kDraws, 0, [&](std::size_t draw) {
    RandomSequence random(CounterRandom(seed, draw + 1));
    std::vector<double> means;
    for (std::size_t i = 0; i < counts.size(); ++i) {
      if (std::isnan(counts[i])) continue;
      if (!(expected[i] > 0)) {
        means.push_back(counts[i]);
        continue;
      }
      if (!(prior.variance > 0)) {
        means.push_back(prior.mean * expected[i]);
        continue;
      }
      const double shape = prior.mean * prior.mean / prior.variance, rate = prior.mean / prior.variance;
      means.push_back(expected[i] * gamma_variate(random, shape + counts[i]) / (rate + expected[i]));
    }
    std::sort(means.begin(), means.end(), std::greater<>());
    for (std::size_t k = 0; k < places.size(); ++k) shares[k][draw] = share_of_sorted(means, places[k]);
  });
  for (std::size_t k = 0; k < places.size(); ++k) {
    found[k].lower = sample_quantile(shares[k], 0.025);
    found[k].middle = sample_quantile(shares[k], 0.5);
    found[k].upper = sample_quantile(shares[k], 0.975);
  }
  return found;
}

Concentration concentration(std::span<const double> counts, std::span<const double> expected, double places, std::uint64_t seed) {
  return concentrations(counts, expected, std::span(&places, 1), seed).front();
}

}  // namespace dmp::stats
