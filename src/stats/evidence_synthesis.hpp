#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace dmp::stats {

/// One method's estimate of a quantity on the log scale, and what is thought of the method beforehand.
struct LogEvidence {
  double value = 0;             ///< log of the estimate
  double error = 0;             ///< its own standard error, log scale
  double bias = 0;              ///< prior mean of the method's bias: method = truth x exp(bias)
  double bias_error = 0;        ///< prior standard deviation of the bias
  double extra = 0;             ///< typical extra spread beyond the stated error: prior scale of its standard deviation; 0: none
  double extra_freedom = 4;     ///< degrees of freedom of that prior: the fewer, the more an outlier may be written off
};

struct SynthesisSettings {
  std::size_t chains = 4, burn_in = 500, draws = 5000;   ///< for each chain, burn-in not among the draws
  std::uint64_t seed = 20240401;
  double prior_mean = 0, prior_error = 1e3;              ///< of the log of the truth: flat unless told otherwise
};

/// The posterior of the log of the truth.
struct Synthesis {
  std::vector<double> draws;              ///< chain after chain
  std::vector<double> bias, extra;        ///< posterior means for each method: total deviation (bias and extra), extra standard deviation
  double split_r_hat = 0;                 ///< of the log of the truth; near 1 when the chains agree
  double effective_draws = 0;
  std::string_view withheld;
};

/// Bayesian evidence synthesis: value_k = theta + b_k + d_k + e_k with e_k ~ N(0, error^2), b_k ~ N(bias, bias_error^2), d_k ~ N(0, w_k), w_k ~ inverse gamma
/// (extra_freedom / 2, extra_freedom extra^2 / 2), so d_k is a scaled Student t. Gibbs sampler, every step exact: theta with b and d integrated out, then d_k, then w_k.
/// D. J. Spiegelhalter and N. G. Best (2003), Statistics in Medicine 22, 3687-3709; R. M. Turner and others (2009), Journal of the Royal Statistical Society A 172, 21-47.
/// Withheld without evidence, or where an error is not above 0 or a number is not finite.
Synthesis synthesise(std::span<const LogEvidence> evidence, const SynthesisSettings& settings);

/// Split R-hat of several chains laid one after the other, and their effective number of draws by Geyer's initial monotone sequence.
/// A. Gelman and others, Bayesian Data Analysis (3rd ed., 2013), pages 284-287.
struct ChainDiagnostics {
  double split_r_hat = 0, effective_draws = 0;
};
ChainDiagnostics diagnose(std::span<const double> draws, std::size_t chains);

}  // namespace dmp::stats
