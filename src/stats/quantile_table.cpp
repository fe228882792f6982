#include "stats/quantile_table.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

#include "stats/normal.hpp"

namespace dmp::stats {
namespace {

constexpr int kOctaves = 16, kPerOctave = 16, kShift = 52 - 4;
constexpr std::size_t kCells = static_cast<std::size_t>(kOctaves * kPerOctave);
constexpr double kSmallest = 1.0 / 131072;  // 2^-17
constexpr std::uint64_t kFraction = (std::uint64_t{1} << kShift) - 1;
const std::uint64_t kFirst = std::bit_cast<std::uint64_t>(kSmallest) >> kShift;

/// Distance from the end at which cell k begins (k up to kCells: 1/2).
double node(std::size_t k) { return std::bit_cast<double>((kFirst + k) << kShift); }

/// The cubic on [0, 1] with the values and slopes (by the cell's own unit) at its ends.
std::array<double, 4> cubic(double a, double slope_a, double b, double slope_b) { return {a, slope_a, 3 * (b - a) - 2 * slope_a - slope_b, 2 * (a - b) + slope_a + slope_b}; }

/// Slope of the quantile function by a difference over a ten-thousandth of the distance to the nearer end.
double slope_at(const QuantileTable::Function& exact, double p) {
  const double h = 1e-4 * std::min(p, 1 - p);
  return (exact(p + h) - exact(p - h)) / (2 * h);
}

double evaluated(const std::array<double, 4>& c, double t) { return c[0] + t * (c[1] + t * (c[2] + t * c[3])); }

}  // namespace

QuantileTable::QuantileTable(Function exact, const Batch& batch) : exact_(std::move(exact)), cells_(2 * kCells) {
  // Nodes as probabilities: upwards from 0 to one half, then on to 1.
  std::vector<double> p;
  for (std::size_t k = 0; k <= kCells; ++k) p.push_back(node(k));
  for (std::size_t k = kCells; k-- > 0;) p.push_back(1 - node(k));
  std::vector<double> x(p.size()), slope(p.size());
  if (!batch || !batch(p, x, slope)) {
    std::transform(p.begin(), p.end(), x.begin(), exact_);
    std::transform(p.begin(), p.end(), slope.begin(), [&](double q) { return slope_at(exact_, q); });
  }
  const std::size_t last = x.size() - 1;
  for (std::size_t k = 0; k < kCells; ++k) {
    const double width = node(k + 1) - node(k);
    cells_[k].c = cubic(x[k], slope[k] * width, x[k + 1], slope[k + 1] * width);
    cells_[kCells + k].c = cubic(x[last - k], -slope[last - k] * width, x[last - k - 1], -slope[last - k - 1] * width);
  }
}

double QuantileTable::operator()(double p) const {
  const bool low = p < 0.5;
  const double q = low ? p : 1 - p;
  if (!(q >= kSmallest)) return exact_(p);
  const auto bits = std::bit_cast<std::uint64_t>(q);
  // One half itself would be the first cell of the next octave.
  const std::size_t cell = std::min<std::size_t>((bits >> kShift) - kFirst, kCells - 1);
  const double t = q >= 0.5 ? 1 : std::bit_cast<double>(((bits & kFraction) << 4) | 0x3FF0000000000000ULL) - 1;
  return evaluated(cells_[cell + (low ? 0 : kCells)].c, t);
}

void QuantileTable::transform(std::span<double> p) const {
  const Cell* const cells = cells_.data();
  const std::uint64_t first = kFirst;
  // Half of the draws lie above one half, in no order: a branch on that would be guessed wrong every other time, so the side is arithmetic.
  constexpr double kBelowHalf = 0x1.fffffffffffffp-2;
  for (double& x : p) {
    const double q = std::min(std::min(x, 1 - x), kBelowHalf);
    if (!(q >= kSmallest)) [[unlikely]] {
      x = exact_(x);
      continue;
    }
    const auto bits = std::bit_cast<std::uint64_t>(q);
    const std::uint64_t cell = (bits >> kShift) - first + static_cast<std::uint64_t>(x >= 0.5) * kCells;
    x = evaluated(cells[cell].c, std::bit_cast<double>(((bits & kFraction) << 4) | 0x3FF0000000000000ULL) - 1);
  }
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

const QuantileTable& normal_table() {
  static const QuantileTable table(normal_quantile);
  return table;
}

}  // namespace dmp::stats
