#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "stats/survival.hpp"

namespace dmp::stats {

enum class Ties { efron, breslow };

/// A proportional hazards model, or why it cannot be fitted.
struct CoxModel {
  std::vector<double> coefficient;      ///< logarithms of hazard ratios
  std::vector<double> standard_error;
  double log_likelihood;                ///< partial likelihood at the coefficients
  double null_log_likelihood;           ///< without covariates
  std::string_view withheld;
};

/// Newton's method on Cox's partial likelihood. covariates[j] has one value a person; delayed entry as in Followed.
/// D. R. Cox (1972), Journal of the Royal Statistical Society B 34, 187-220; B. Efron (1977), Journal of the American
/// Statistical Association 72, 557-565; N. Breslow (1974), Biometrics 30, 89-99. Withheld without events, where a covariate does
/// not vary, and where the likelihood has no maximum (separation).
CoxModel cox(const Followed& followed, std::span<const std::vector<double>> covariates, Ties ties);

}  // namespace dmp::stats
