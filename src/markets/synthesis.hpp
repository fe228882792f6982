#pragma once

#include <string>
#include <vector>

#include "markets/evidence.hpp"
#include "markets/methods.hpp"

namespace dmp::markets {

/// One method inside a synthesis. Several figures of one method count as one: they share what is wrong with it.
struct SynthesisPart {
  std::string method;
  std::size_t figures = 0;
  double value = 0, log_error = 0;          ///< geometric mean of the figures; mean of their variances plus the variance between them
  double prior_bias = 0, prior_bias_error = 0, prior_extra = 0;
  double posterior_ratio = 0;               ///< method / truth, posterior
  double posterior_extra = 0;
  Summary without;                          ///< synthesis of the other methods; missing where only one is left
};

/// All methods about one quantity brought together.
struct MarketSynthesis {
  std::string drug, area, measure;
  Summary summary;
  double split_r_hat = 0, effective_draws = 0;
  double pooled = 0, pooled_lower = 0, pooled_upper = 0, tau2 = 0, i2 = 0;   ///< precision pooling, random effects, priors ignored
  double disagreement = 0;                  ///< greatest / least of the methods' values
  std::vector<SynthesisPart> parts;
};

/// Brings the methods' rows together for every drug, area and measure (spend, quantity, quantity_pure) that two methods or more speak of, and adds
/// them as rows of the methods "synthesis" and "pooled". Figures without an interval take no part. Priors: roles bias_* and extra_* of the shared file.
std::vector<MarketSynthesis> add_synthesis(std::vector<MethodEstimate>& methods, const Evidence& evidence, const Settings& settings);

}  // namespace dmp::markets
