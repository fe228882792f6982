#include "stats/copula.hpp"

#include <cmath>
#include <numbers>

namespace dmp::stats {

std::optional<Matrix> cholesky(const Matrix& matrix) {
  const std::size_t n = matrix.size();
  Matrix lower(n, std::vector<double>(n, 0));
  for (std::size_t i = 0; i < n; ++i) {
    if (matrix[i].size() != n) return std::nullopt;
    for (std::size_t j = 0; j <= i; ++j) {
      if (matrix[i][j] != matrix[j][i]) return std::nullopt;
      double sum = matrix[i][j];
      for (std::size_t k = 0; k < j; ++k) sum -= lower[i][k] * lower[j][k];
      if (i != j) {
        lower[i][j] = sum / lower[j][j];
      } else if (sum > 1e-12) {
        lower[i][i] = std::sqrt(sum);
      } else {
        return std::nullopt;
      }
    }
  }
  return lower;
}

double normal_correlation_of_rank(double r) { return 2 * std::sin(std::numbers::pi * r / 6); }

}  // namespace dmp::stats
