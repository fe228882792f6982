#pragma once

#include <array>
#include <functional>
#include <span>
#include <vector>

namespace dmp::stats {

/// A quantile function made fast: cubic interpolation over cells whose width is about a twentieth of the distance to the nearer end, 0 or 1,
/// so that the tails are as finely cut as the middle. Beyond 2^-17 of either end the function itself is called.
/// For smooth distributions of the field the error is below 1e-6, for a triangle, which has a corner, below 1e-4 (worst_error(); asserted in the tests).
class QuantileTable {
 public:
  using Function = std::function<double(double)>;

  /// The same for many probabilities that do not fall, with the slopes; false where it has no faster way.
  using Batch = std::function<bool(std::span<const double> p, std::span<double> out, std::span<double> slope)>;

  /// exact: a quantile function that does not fall, defined on the open interval (0, 1). batch: a faster way to the same, for the nodes.
  explicit QuantileTable(Function exact, const Batch& batch = {});

  [[nodiscard]] double operator()(double p) const;
  /// Replaces probabilities in (0, 1) by their quantiles.
  void transform(std::span<double> p) const;
  /// The largest error found between the nodes, as a share of the spread between the quartiles or of the value, whichever is larger.
  [[nodiscard]] double worst_error() const;

 private:
  struct Cell {
    std::array<double, 4> c;
  };

  Function exact_;
  std::vector<Cell> cells_;   ///< by distance from 0, then by distance from 1
};

/// The table of the standard normal distribution, made when first asked for.
const QuantileTable& normal_table();

}  // namespace dmp::stats
