#include "places/layer_overlap.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace dmp::places {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Ranks from 1, equal values sharing the mean rank.
std::vector<double> ranks(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> result(values.size());
  for (std::size_t first = 0, last = 0; first < order.size(); first = last) {
    while (last < order.size() && values[order[last]] == values[order[first]]) ++last;
    for (std::size_t k = first; k < last; ++k) result[order[k]] = (static_cast<double>(first + last) + 1) / 2;
  }
  return result;
}

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  const auto n = static_cast<double>(a.size());
  const double mean_a = std::accumulate(a.begin(), a.end(), 0.0) / n, mean_b = std::accumulate(b.begin(), b.end(), 0.0) / n;
  double ab = 0, aa = 0, bb = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    ab += (a[i] - mean_a) * (b[i] - mean_b);
    aa += (a[i] - mean_a) * (a[i] - mean_a);
    bb += (b[i] - mean_b) * (b[i] - mean_b);
  }
  return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : kNaN;
}

bool is_hot(const Hotspot& spot) { return spot.heat == Heat::own || spot.heat == Heat::neighbourhood || spot.heat == Heat::both; }

}  // namespace

double rank_correlation(const std::vector<double>& first, const std::vector<double>& second) { return correlation(ranks(first), ranks(second)); }

LayerOverlap layer_overlap(const Layer& first, const HotspotMap& first_found, const HotspotMap& second_found, const HotspotSettings& settings,
                           const SpectrumOf& spectrum) {
  std::vector<std::size_t> number(first.areas.size(), SIZE_MAX), places;
  std::vector<double> first_rates, second_rates, first_hot, second_hot;
  for (std::size_t i = 0; i < first.areas.size(); ++i) {
    const Hotspot &a = first_found.areas[i], &b = second_found.areas[i];
    if (!a.takes_part || !b.takes_part) continue;
    number[i] = places.size();
    places.push_back(i);
    first_rates.push_back(a.smoothed_rate);
    second_rates.push_back(b.smoothed_rate);
    first_hot.push_back(is_hot(a));
    second_hot.push_back(is_hot(b));
  }
  stats::SpatialWeights links;
  for (const std::size_t i : places) {
    auto& own = links.emplace_back();
    for (const stats::SpatialLink& link : first.links[i])
      if (number[link.to] != SIZE_MAX) own.push_back({number[link.to], link.weight});
  }
  const auto count = [](const std::vector<double>& marks) { return static_cast<std::size_t>(std::accumulate(marks.begin(), marks.end(), 0.0)); };
  const stats::Permutations permutations{.count = std::min<std::uint64_t>(settings.permutations, 999), .seed = settings.seed, .threads = settings.threads};
  LayerOverlap found{count(first_hot), count(second_hot), stats::overlap(first_hot, second_hot, permutations), {kNaN, kNaN, kNaN, kNaN, kNaN, kNaN}, rank_correlation(first_rates, second_rates)};
  if (places.size() <= kMostAreas) found.maps = stats::compare_maps(first_rates, second_rates, found.first_hot, found.second_hot, links, permutations, spectrum ? &spectrum(links) : nullptr);
  return found;
}

}  // namespace dmp::places
