#include "stats/scan_windows.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

namespace dmp::stats {
namespace {

constexpr double kRadians = std::numbers::pi / 180;
constexpr double kEarthRadiusKilometres = 6371.0088;

double great_circle_kilometres(double longitude_a, double latitude_a, double longitude_b, double latitude_b) {
  const double north = std::sin((latitude_b - latitude_a) * kRadians / 2), east = std::sin((longitude_b - longitude_a) * kRadians / 2);
  const double h = north * north + std::cos(latitude_a * kRadians) * std::cos(latitude_b * kRadians) * east * east;
  return 2 * kEarthRadiusKilometres * std::asin(std::min(1.0, std::sqrt(h)));
}

}  // namespace

std::vector<ScanShape> scan_shapes(bool ellipses) {
  std::vector<ScanShape> shapes = {{1, 0}};
  if (!ellipses) return shapes;
  constexpr std::array<std::pair<double, int>, 5> kShapes = {{{1.5, 4}, {2, 6}, {3, 9}, {4, 12}, {5, 15}}};
  for (const auto& [shape, directions] : kShapes)
    for (int k = 0; k < directions; ++k) shapes.push_back({shape, std::numbers::pi * k / directions});
  return shapes;
}

ScanWindowMaker::ScanWindowMaker(const ScanCounts& counts, const ScanSettings& settings, double factor) : counts_(counts), settings_(settings),
    factor_(factor) {
  for (std::size_t place = 0; place < places(); ++place) {
    const auto first = counts.population.begin() + static_cast<std::ptrdiff_t>(place * counts.times);
    population_.push_back(std::accumulate(first, first + static_cast<std::ptrdiff_t>(counts.times), 0.0));
    total_ += population_.back();
  }
}

double ScanWindowMaker::distance(std::size_t a, std::size_t b, const ScanShape& shape) const {
  if (settings_.great_circle) return great_circle_kilometres(counts_.x[a], counts_.y[a], counts_.x[b], counts_.y[b]);
  const double dx = counts_.x[b] - counts_.x[a], dy = counts_.y[b] - counts_.y[a];
  if (shape.shape == 1) return std::hypot(dx, dy);
  const double along = dx * std::cos(shape.angle) + dy * std::sin(shape.angle), across = dy * std::cos(shape.angle) - dx * std::sin(shape.angle);
  return std::hypot(along, across * shape.shape);
}

ScanWindows ScanWindowMaker::windows(std::size_t centre, const ScanShape& shape) const {
  std::vector<std::pair<double, std::uint32_t>> near(places());
  for (std::size_t place = 0; place < places(); ++place) near[place] = {distance(centre, place, shape), static_cast<std::uint32_t>(place)};
  std::sort(near.begin(), near.end());
  ScanWindows result{centre, shape, {}, {}, {}, {}};
  std::vector<double> sums(counts_.times);
  const double most = settings_.max_share * total_ * (1 + 1e-12);
  double people = 0;
  std::size_t whole_until = 0;
  for (std::size_t k = 0; k < near.size(); ++k) {
    const std::uint32_t place = near[k].second;
    people += population_[place];
    if (people > most || (settings_.max_places > 0 && k >= settings_.max_places)) break;
    result.order.push_back(place);
    result.reach.push_back(near[k].first);
    // Coordinates that ought to be equally far part by rounding; 1e-12 is far below any distance on a map.
    result.whole.push_back(k + 1 == near.size() || near[k + 1].first > near[k].first * (1 + 1e-12));
    if (result.whole.back()) whole_until = k + 1;
    double before = 0;
    for (std::size_t time = 0; time < counts_.times; ++time) {
      result.size.push_back(before * factor_);
      sums[time] += counts_.population[place * counts_.times + time];
      before += sums[time];
    }
    result.size.push_back(before * factor_);
  }
  // Places equally far of which some would go beyond the limits stay out together.
  result.order.resize(whole_until);
  result.reach.resize(whole_until);
  result.whole.resize(whole_until);
  result.size.resize(whole_until * (counts_.times + 1));
  return result;
}

}  // namespace dmp::stats
