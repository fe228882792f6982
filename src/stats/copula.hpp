#pragma once

#include <optional>
#include <vector>

namespace dmp::stats {

using Matrix = std::vector<std::vector<double>>;

/// The lower triangle L with L L' = the matrix, or nothing where it is not symmetric and positive definite (Cholesky).
std::optional<Matrix> cholesky(const Matrix& matrix);

/// The correlation of the normal numbers that gives Spearman's rank correlation r: 2 sin(pi r / 6).
double normal_correlation_of_rank(double r);

}  // namespace dmp::stats
