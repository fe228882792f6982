#include "stats/evidence_synthesis.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "stats/random.hpp"

namespace dmp::stats {
namespace {

/// Gamma draw with rate 1 (G. Marsaglia and W. W. Tsang (2000), ACM Transactions on Mathematical Software 26, 363-372); shape at least 1/2 here.
double gamma_draw(RandomSequence& random, double shape) {
  if (shape < 1) return gamma_draw(random, shape + 1) * std::pow(random.uniform(), 1 / shape);
  const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double x = random.normal(), v = (1 + c * x) * (1 + c * x) * (1 + c * x);
    if (v <= 0) continue;
    if (std::log(random.uniform()) < x * x / 2 + d - d * v + d * std::log(v)) return d * v;
  }
}

/// One chain's state: the extra variance of every method and its deviation.
struct Chain {
  std::vector<double> variance, deviation;
};

/// theta given the extra variances, biases integrated out.
double draw_truth(std::span<const LogEvidence> evidence, const Chain& chain, const SynthesisSettings& settings, RandomSequence& random) {
  double precision = 1 / (settings.prior_error * settings.prior_error), sum = precision * settings.prior_mean;
  for (std::size_t k = 0; k < evidence.size(); ++k) {
    const LogEvidence& e = evidence[k];
    const double weight = 1 / (e.error * e.error + e.bias_error * e.bias_error + chain.variance[k]);
    precision += weight;
    sum += weight * (e.value - e.bias);
  }
  return sum / precision + random.normal() / std::sqrt(precision);
}

void draw_extras(std::span<const LogEvidence> evidence, double truth, Chain& chain, RandomSequence& random) {
  for (std::size_t k = 0; k < evidence.size(); ++k) {
    const LogEvidence& e = evidence[k];
    if (!(e.extra > 0)) continue;
    const double known = e.error * e.error + e.bias_error * e.bias_error, share = chain.variance[k] / (chain.variance[k] + known);
    chain.deviation[k] = share * (e.value - truth - e.bias) + std::sqrt(share * known) * random.normal();
    const double rate = (e.extra_freedom * e.extra * e.extra + chain.deviation[k] * chain.deviation[k]) / 2;
    chain.variance[k] = rate / gamma_draw(random, (e.extra_freedom + 1) / 2);
  }
}

std::string_view fault_of(std::span<const LogEvidence> evidence) {
  if (evidence.empty()) return "no method has an estimate";
  for (const LogEvidence& e : evidence) {
    if (!std::isfinite(e.value) || !std::isfinite(e.bias)) return "an estimate is not above 0 or not finite";
    if (!(e.error > 0) || !std::isfinite(e.error)) return "an interval has no width";
    if (!(e.bias_error >= 0) || !(e.extra >= 0) || !(e.extra_freedom > 0)) return "a prior spread is below 0";
  }
  return {};
}

double variance_of(std::span<const double> x, double mean) {
  double sum = 0;
  for (const double value : x) sum += (value - mean) * (value - mean);
  return sum / static_cast<double>(x.size() - 1);
}

double mean_of(std::span<const double> x) { return std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size()); }

/// Autocovariance of one chain at a lag.
double autocovariance(std::span<const double> x, double mean, std::size_t lag) {
  double sum = 0;
  for (std::size_t i = 0; i + lag < x.size(); ++i) sum += (x[i] - mean) * (x[i + lag] - mean);
  return sum / static_cast<double>(x.size());
}

}  // namespace

ChainDiagnostics diagnose(std::span<const double> draws, std::size_t chains) {
  const std::size_t halves = 2 * chains, n = draws.size() / halves;
  if (n < 4) return {std::nan(""), std::nan("")};
  std::vector<double> means, variances;
  for (std::size_t c = 0; c < halves; ++c) {
    const auto half = draws.subspan(c * n, n);
    means.push_back(mean_of(half));
    variances.push_back(variance_of(half, means.back()));
  }
  const auto size = static_cast<double>(n);
  const double within = mean_of(variances), between = size * variance_of(means, mean_of(means));
  const double total = (size - 1) / size * within + between / size;
  if (!(within > 0)) return {1, static_cast<double>(draws.size())};
  const auto correlation = [&](std::size_t lag) {
    double sum = 0;
    for (std::size_t c = 0; c < halves; ++c) sum += autocovariance(draws.subspan(c * n, n), means[c], lag);
    return 1 - (within - sum / static_cast<double>(halves) * size / (size - 1)) / total;
  };
  double sum = 0, least = 2;
  for (std::size_t lag = 0; lag + 1 < n; lag += 2) {
    const double pair = (lag == 0 ? 1 : correlation(lag)) + correlation(lag + 1);
    if (pair <= 0) break;
    least = std::min(least, pair);
    sum += least;
  }
  return {std::sqrt(total / within), std::min(size * static_cast<double>(halves), size * static_cast<double>(halves) / std::max(2 * sum - 1, 1e-9))};
}

Synthesis synthesise(std::span<const LogEvidence> evidence, const SynthesisSettings& settings) {
  Synthesis result;
  result.withheld = fault_of(evidence);
  if (!result.withheld.empty()) return result;
  result.bias.assign(evidence.size(), 0);
  result.extra.assign(evidence.size(), 0);
  for (std::size_t c = 0; c < settings.chains; ++c) {
    RandomSequence random(CounterRandom(settings.seed, 1000 + c));
    Chain chain{std::vector<double>(evidence.size()), std::vector<double>(evidence.size())};
    // Chains begin far apart: extra spreads from a tenth to ten times the typical.
    for (std::size_t k = 0; k < evidence.size(); ++k) chain.variance[k] = std::pow(evidence[k].extra * std::pow(10, 2 * random.uniform() - 1), 2);
    for (std::size_t i = 0; i < settings.burn_in + settings.draws; ++i) {
      const double truth = draw_truth(evidence, chain, settings, random);
      draw_extras(evidence, truth, chain, random);
      if (i < settings.burn_in) continue;
      result.draws.push_back(truth);
      for (std::size_t k = 0; k < evidence.size(); ++k) {
        const LogEvidence& e = evidence[k];
        const double wide = e.bias_error * e.bias_error + chain.variance[k];
        result.bias[k] += e.bias + wide / (wide + e.error * e.error) * (e.value - truth - e.bias);
        result.extra[k] += std::sqrt(chain.variance[k]);
      }
    }
  }
  const auto n = static_cast<double>(result.draws.size());
  for (std::size_t k = 0; k < evidence.size(); ++k) result.bias[k] /= n, result.extra[k] /= n;
  const ChainDiagnostics diagnostics = diagnose(result.draws, settings.chains);
  result.split_r_hat = diagnostics.split_r_hat;
  result.effective_draws = diagnostics.effective_draws;
  return result;
}

}  // namespace dmp::stats
