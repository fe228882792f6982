#include "stats/quantile_table.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

namespace dmp::stats {
namespace {

constexpr int kOctaves = 16, kPerOctave = 32, kShift = 52 - 5;
constexpr std::size_t kCells = static_cast<std::size_t>(kOctaves * kPerOctave);
constexpr double kSmallest = 1.0 / 131072;  // 2^-17
constexpr std::uint64_t kFraction = (std::uint64_t{1} << kShift) - 1;
const std::uint64_t kFirst = std::bit_cast<std::uint64_t>(kSmallest) >> kShift;

/// Distance from the end at which cell k begins (k up to kCells: 1/2).
double node(std::size_t k) { return std::bit_cast<double>((kFirst + k) << kShift); }

/// The cubic through the values at 0, 1/3, 2/3 and 1 of a cell.
std::array<double, 4> cubic(double a, double b, double c, double d) {
  return {a, (-11 * a + 18 * b - 9 * c + 2 * d) / 2, (18 * a - 45 * b + 36 * c - 9 * d) / 2, (-9 * a + 27 * b - 27 * c + 9 * d) / 2};
}

double evaluated(const std::array<double, 4>& c, double t) { return c[0] + t * (c[1] + t * (c[2] + t * c[3])); }

}  // namespace

QuantileTable::QuantileTable(Function exact, const Batch& batch) : exact_(std::move(exact)), lower_(kCells), upper_(kCells) {
  // Distances from the end, three to a cell and the last one at one half; as probabilities first upwards from 0, then on to 1.
  std::vector<double> distance(3 * kCells + 1);
  for (std::size_t k = 0; k < kCells; ++k) {
    const double from = node(k), width = node(k + 1) - from;
    for (std::size_t part = 0; part < 3; ++part) distance[3 * k + part] = from + width * static_cast<double>(part) / 3;
  }
  distance.back() = 0.5;
  std::vector<double> p = distance;
  for (std::size_t i = 3 * kCells; i-- > 0;) p.push_back(1 - distance[i]);
  std::vector<double> x(p.size());
  if (batch) batch(p, x);
  else std::transform(p.begin(), p.end(), x.begin(), exact_);
  const std::size_t last = x.size() - 1;
  for (std::size_t k = 0; k < kCells; ++k) {
    lower_[k].c = cubic(x[3 * k], x[3 * k + 1], x[3 * k + 2], x[3 * k + 3]);
    upper_[k].c = cubic(x[last - 3 * k], x[last - 3 * k - 1], x[last - 3 * k - 2], x[last - 3 * k - 3]);
  }
}

double QuantileTable::operator()(double p) const {
  const bool low = p < 0.5;
  const double q = low ? p : 1 - p;
  if (!(q >= kSmallest)) return exact_(p);
  const auto bits = std::bit_cast<std::uint64_t>(q);
  // One half itself would be the first cell of the next octave.
  const std::size_t cell = std::min<std::size_t>((bits >> kShift) - kFirst, kCells - 1);
  const double t = q >= 0.5 ? 1 : std::bit_cast<double>(((bits & kFraction) << 5) | 0x3FF0000000000000ULL) - 1;
  return evaluated((low ? lower_ : upper_)[cell].c, t);
}

void QuantileTable::transform(std::span<double> p) const {
  for (double& x : p) x = (*this)(x);
}

double QuantileTable::worst_error() const {
  const double spread = exact_(0.75) - exact_(0.25);
  double worst = 0;
  for (std::size_t k = 0; k < kCells; ++k)
    for (const double share : {1.0 / 6, 0.5, 5.0 / 6}) {
      const double q = node(k) + share * (node(k + 1) - node(k));
      for (const double p : {q, 1 - q}) {
        const double right = exact_(p);
        worst = std::max(worst, std::fabs((*this)(p)-right) / std::max(spread, std::fabs(right)));
      }
    }
  return worst;
}

}  // namespace dmp::stats
