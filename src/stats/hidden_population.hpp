#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/interval.hpp"

namespace dmp::stats {

using core::Interval;

/// The size of a population of which a part was never seen, or why it cannot be had.
struct HiddenPopulation {
  double estimate;
  double variance;
  double seen = 0;            ///< people counted at least once
  std::string_view withheld;
};

/// estimate -+ z sd, not below the number seen.
Interval normal_interval(const HiddenPopulation& population, double confidence);

/// Log-normal on the unseen part f0 = estimate - seen: seen + f0 / C to seen + f0 C, C = exp(z sqrt(log(1 + var / f0^2))).
/// A. Chao (1987), Biometrics 43, 783-791.
Interval unseen_interval(const HiddenPopulation& population, double confidence);

/// Two lists: (n1 + 1)(n2 + 1) / (m + 1) - 1 with Seber's variance. D. G. Chapman (1951), University of California
/// Publications in Statistics 1, 131-160; G. A. F. Seber (1970), Biometrics 26, 313-318.
/// n1 and n2: people on each list; both: on both lists. Withheld where both exceeds a list.
HiddenPopulation chapman(double n1, double n2, double both);

/// People by how often they were seen: people_seen[k - 1] were seen k times.
/// Chao's lower bound n + f1^2 / (2 f2). A. Chao (1987), as above. Withheld without anyone seen twice.
HiddenPopulation chao(std::span<const double> people_seen);
/// Its bias-corrected form n + f1 (f1 - 1) / (2 (f2 + 1)), which needs no one seen twice.
HiddenPopulation chao_bias_corrected(std::span<const double> people_seen);
/// n / (1 - exp(-2 f2 / f1)). D. Zelterman (1988), Journal of Statistical Planning and Inference 18, 225-237; variance of
/// D. Boehning (2008), Statistical Methodology 5, 410-423.
HiddenPopulation zelterman(std::span<const double> people_seen);
/// n / (1 - exp(-l)) with l the maximum likelihood estimate of the Poisson distribution cut at zero; variance
/// N / (exp(l) - 1 - l). L. Sanathanan (1977), Technometrics 19, 67-72. Withheld where everyone was seen once.
HiddenPopulation zero_truncated_poisson(std::span<const double> people_seen);

/// Counts of capture histories on several lists. history[i] is a set of bits, list 0 the lowest; every history but "on no
/// list" is a cell, those not given have a count of 0.
struct CaptureCounts {
  std::vector<std::string> lists;
  std::vector<double> count;   ///< by history 1 .. 2^lists - 1; place 0 is not used

  [[nodiscard]] double seen() const;
  /// People by the number of lists they are on.
  [[nodiscard]] std::vector<double> by_number_of_lists() const;
};

/// A Poisson log-linear model of capture histories and the population it projects.
struct CaptureModel {
  std::string name;
  HiddenPopulation population;
  double deviance;
  double degrees_of_freedom;
  double aic;   ///< -2 log likelihood + 2 p, the likelihood with its factorials, as R's glm gives it
  double bic;   ///< p log(people seen) instead of 2 p
};

/// The model with these terms: sets of lists as bits (single bits are main effects), the intercept always in it.
CaptureModel log_linear_model(const CaptureCounts& counts, std::span<const unsigned> terms, std::string name);

/// The terms of a formula such as "a+b+a:b" ("a*b" stands for "a+b+a:b"); empty, with why not, for one that cannot be read.
std::vector<unsigned> terms_of(std::string_view formula, std::span<const std::string> lists, std::string& why_not);

/// The sets of terms of every hierarchical model that has all the main effects and not the interaction of all lists.
/// For at most five lists.
std::vector<std::vector<unsigned>> hierarchical_models(std::size_t lists);
std::string formula_of(std::span<const unsigned> terms, std::span<const std::string> lists);

/// The closed-population models M0 (lists alike), Mt (lists differ), Mh Chao and Mth Chao (people differ, lower bounds),
/// as log-linear models. S. Baillargeon and L.-P. Rivest (2007), Journal of Statistical Software 19(5).
std::vector<CaptureModel> closed_population_models(const CaptureCounts& counts);

}  // namespace dmp::stats
