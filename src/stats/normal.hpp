#pragma once

namespace dmp::stats {

/// The p-quantile of the standard normal distribution; p in (0, 1), else infinite or NaN.
double normal_quantile(double p);

/// P(Z <= z) of the standard normal distribution.
double normal_probability(double z);

/// The z that leaves half of 1 - confidence in each tail: 1.959964 for 0.95. NaN unless 0 < confidence < 1.
double two_sided_z(double confidence);

/// The p-quantile of the chi-square distribution; 0 for no degrees of freedom.
double chi_square_quantile(double p, double degrees_of_freedom);

/// P(X > x) of the chi-square distribution; 1 for x <= 0.
double chi_square_upper_tail(double x, double degrees_of_freedom);

/// The p-quantile of Student's t distribution.
double student_t_quantile(double p, double degrees_of_freedom);

}  // namespace dmp::stats
