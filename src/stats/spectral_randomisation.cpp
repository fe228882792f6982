#include "stats/spectral_randomisation.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

#include "stats/deviations.hpp"
#include "stats/parallel.hpp"

namespace dmp::stats {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double product(std::span<const double> a, std::span<const double> b) { return std::inner_product(a.begin(), a.end(), b.begin(), 0.0); }

std::vector<double> lagged(std::span<const double> z, const SpatialWeights& weights) {
  std::vector<double> lag(z.size());
  for (std::size_t i = 0; i < z.size(); ++i)
    for (const SpatialLink& link : weights[i]) lag[i] += link.weight * z[link.to];
  return lag;
}

/// Marks the so many highest; of equal ones the first.
std::vector<char> top_of(std::span<const double> values, std::size_t count) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] > values[b]; });
  std::vector<char> marked(values.size());
  for (std::size_t i = 0; i < std::min(count, order.size()); ++i) marked[order[i]] = 1;
  return marked;
}

double both_of(const std::vector<char>& a, const std::vector<char>& b) {
  double both = 0;
  for (std::size_t i = 0; i < a.size(); ++i) both += a[i] && b[i];
  return both;
}

}  // namespace

SpectralRandomisation::SpectralRandomisation(const SpatialWeights& weights) : areas_(weights.size()) {
  const auto n = static_cast<Eigen::Index>(areas_);
  Eigen::MatrixXd centred = Eigen::MatrixXd::Zero(n, n);
  for (std::size_t i = 0; i < areas_; ++i)
    for (const SpatialLink& link : weights[i]) {
      centred(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(link.to)) += link.weight / 2;
      centred(static_cast<Eigen::Index>(link.to), static_cast<Eigen::Index>(i)) += link.weight / 2;
    }
  const Eigen::VectorXd rows = centred.rowwise().mean();
  const double all = rows.mean();
  centred.colwise() -= rows;
  centred.rowwise() -= rows.transpose();
  centred.array() += all;
  // The constant map has the eigenvalue 0, as others may: moved far off, it mixes with none of them, and no sign can shift the mean.
  centred.array() += 4 * (1 + centred.cwiseAbs().rowwise().sum().maxCoeff()) / static_cast<double>(n);
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(centred);
  vectors_.assign(solver.eigenvectors().data(), solver.eigenvectors().data() + solver.eigenvectors().size());
}

SpectralRandomisation::Parts SpectralRandomisation::parts_of(std::span<const double> values) const {
  const auto n = static_cast<Eigen::Index>(areas_);
  const Eigen::Map<const Eigen::MatrixXd> vectors(vectors_.data(), n, n);
  Parts parts{std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(areas_), std::vector<double>(areas_)};
  Eigen::Map<Eigen::VectorXd>(parts.of.data(), n) = vectors.transpose() * (Eigen::Map<const Eigen::VectorXd>(values.data(), n).array() - parts.mean).matrix();
  return parts;
}

std::vector<double> SpectralRandomisation::surrogate(const Parts& parts, std::uint64_t seed, std::uint64_t number) const {
  const auto n = static_cast<Eigen::Index>(areas_);
  const Eigen::Map<const Eigen::MatrixXd> vectors(vectors_.data(), n, n);
  Eigen::VectorXd drawn = Eigen::Map<const Eigen::VectorXd>(parts.of.data(), n);
  RandomSequence random(CounterRandom(seed, number + 1));
  for (Eigen::Index k = 0; k < n; ++k)
    if (random.whole(2) == 1) drawn[k] = -drawn[k];
  const Eigen::VectorXd made = vectors * drawn;
  std::vector<double> result(areas_);
  for (std::size_t i = 0; i < areas_; ++i) result[i] = parts.mean + made[static_cast<Eigen::Index>(i)];
  return result;
}

std::vector<double> SpectralRandomisation::surrogate(std::span<const double> values, std::uint64_t seed, std::uint64_t number) const { return surrogate(parts_of(values), seed, number); }

MapComparison compare_maps(std::span<const double> first, std::span<const double> second, std::size_t first_top, std::size_t second_top,
                           const SpatialWeights& weights, const Permutations& permutations, const SpectralRandomisation* spectrum) {
  const std::vector<double> x = deviations(first), y = deviations(second);
  const double scale = std::sqrt(product(x, x) * product(y, y));
  if (x.size() < 4 || !(scale > 0)) return {kNaN, kNaN, kNaN, kNaN, kNaN, kNaN};
  const SpatialWeights standard = row_standardised(weights);
  const std::vector<double> lag = lagged(x, standard);
  double squares = 0;
  for (const auto& links : standard) {
    double row = 0;
    for (const SpatialLink& link : links) row += link.weight;
    squares += row * row;
  }
  const double lee_scale = squares > 0 ? static_cast<double>(x.size()) / squares / scale : kNaN;
  const std::vector<char> first_marked = top_of(first, first_top);
  const auto lee_of = [&](std::span<const double> z) { return lee_scale * product(lag, lagged(z, standard)); };
  MapComparison found;
  found.correlation = product(x, y) / scale;
  found.lee = lee_of(y);
  found.both = both_of(first_marked, top_of(second, second_top));
  std::optional<SpectralRandomisation> made_here;
  const SpectralRandomisation& random = spectrum ? *spectrum : made_here.emplace(weights);
  const SpectralRandomisation::Parts parts = random.parts_of(second);
  std::vector<std::array<double, 3>> drawn(permutations.count);
  for_each_index(drawn.size(), permutations.threads, [&](std::size_t b) {
    const std::vector<double> made = deviations(random.surrogate(parts, permutations.seed, b));
    drawn[b] = {product(x, made) / scale, lee_of(made), both_of(first_marked, top_of(made, second_top))};
  });
  Tail correlation(found.correlation), lee(found.lee), both(found.both);
  for (const auto& one : drawn) {
    correlation.add(one[0]);
    lee.add(one[1]);
    both.add(one[2]);
  }
  Permutations upper = permutations, two_sided = permutations;
  upper.alternative = Alternative::greater;
  two_sided.alternative = Alternative::two_sided;
  found.p_correlation = correlation.p(two_sided);
  found.p_lee = lee.p(two_sided);
  found.p_both = first_top == 0 || second_top == 0 ? kNaN : both.p(upper);
  return found;
}

}  // namespace dmp::stats
