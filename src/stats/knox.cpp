#include "stats/knox.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "stats/parallel.hpp"
#include "stats/quantiles.hpp"
#include "stats/random.hpp"

namespace dmp::stats {
namespace {

/// Two events near enough in space to count, and their band of distance.
struct NearPair {
  std::uint32_t first, second, band;
};

std::size_t band_of(double value, std::span<const double> bounds) { return static_cast<std::size_t>(std::lower_bound(bounds.begin(), bounds.end(), value) - bounds.begin()); }

/// Only pairs near in space matter, whatever the times: events sorted eastwards, each looks at those not farther east than the last band.
std::vector<NearPair> near_pairs(std::span<const PointEvent> events, std::span<const double> distances) {
  std::vector<std::uint32_t> order(events.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return events[a].x != events[b].x ? events[a].x < events[b].x : a < b; });
  std::vector<NearPair> pairs;
  for (std::size_t i = 0; i < order.size(); ++i)
    for (std::size_t j = i + 1; j < order.size() && events[order[j]].x - events[order[i]].x <= distances.back(); ++j) {
      const std::size_t band = band_of(std::hypot(events[order[j]].x - events[order[i]].x, events[order[j]].y - events[order[i]].y), distances);
      if (band < distances.size()) pairs.push_back({order[i], order[j], static_cast<std::uint32_t>(band)});
    }
  return pairs;
}

std::vector<double> table_of(const std::vector<NearPair>& pairs, const std::vector<double>& time, std::size_t distance_bands, std::span<const double> times) {
  std::vector<double> table(distance_bands * times.size());
  for (const NearPair& pair : pairs) {
    const std::size_t band = band_of(std::fabs(time[pair.first] - time[pair.second]), times);
    if (band < times.size()) ++table[pair.band * times.size() + band];
  }
  return table;
}

}  // namespace

std::vector<KnoxCell> knox(std::span<const PointEvent> events, std::span<const double> distances, std::span<const double> times, std::uint64_t replicates, std::uint64_t seed, unsigned threads) {
  if (distances.empty() || times.empty()) return {};
  const std::vector<NearPair> pairs = near_pairs(events, distances);
  std::vector<double> time;
  for (const PointEvent& event : events) time.push_back(event.time);
  const std::vector<double> observed = table_of(pairs, time, distances.size(), times);
  std::vector<std::vector<double>> drawn(replicates);
  for_each_index(drawn.size(), threads, [&](std::size_t r) {
    std::vector<double> shuffled = time;
    RandomSequence random(CounterRandom(seed, r + 1));
    for (std::size_t i = shuffled.size(); i > 1; --i) std::swap(shuffled[i - 1], shuffled[random.whole(i)]);
    drawn[r] = table_of(pairs, shuffled, distances.size(), times);
  });
  std::vector<KnoxCell> cells;
  for (std::size_t d = 0; d < distances.size(); ++d)
    for (std::size_t t = 0; t < times.size(); ++t) {
      const std::size_t c = d * times.size() + t;
      std::vector<double> chance;
      double reached = 0;
      for (const auto& table : drawn) {
        chance.push_back(table[c]);
        reached += table[c] >= observed[c];
      }
      KnoxCell cell{d ? distances[d - 1] : 0, distances[d], t ? times[t - 1] : 0, times[t], observed[c], std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
      if (!chance.empty()) {
        cell.expected = sample_quantile(chance, 0.5);
        cell.ratio = cell.expected > 0 ? cell.observed / cell.expected : std::numeric_limits<double>::quiet_NaN();
        cell.p = (reached + 1) / (static_cast<double>(replicates) + 1);
      }
      cells.push_back(cell);
    }
  return cells;
}

}  // namespace dmp::stats
