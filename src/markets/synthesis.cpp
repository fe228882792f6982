#include "markets/synthesis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "core/number.hpp"
#include "stats/evidence_synthesis.hpp"
#include "stats/draws.hpp"
#include "stats/normal.hpp"
#include "stats/parallel.hpp"
#include "stats/pooling.hpp"

namespace dmp::markets {
namespace {

const std::vector<std::string>& measures() {
  static const std::vector<std::string> names = {"spend", "quantity", "quantity_pure"};
  return names;
}

/// "spend per user" as the role's ending: spend_per_user.
std::string ending_of(std::string method) {
  std::replace(method.begin(), method.end(), ' ', '_');
  return method;
}

struct Figures {
  std::vector<double> logs, variances;
};

/// The figures of each method that have an interval above 0.
std::map<std::string, Figures> figures_of(const std::vector<MethodEstimate>& methods, const std::string& drug, const std::string& area, const std::string& measure) {
  std::map<std::string, Figures> by_method;
  for (const MethodEstimate& m : methods) {
    if (m.drug != drug || m.area != area || m.measure != measure || !(m.summary.lower_95 > 0) || !(m.summary.upper_95 > m.summary.lower_95)) continue;
    by_method[m.method].logs.push_back(std::log(m.summary.median));
    by_method[m.method].variances.push_back(std::pow(std::log(m.summary.upper_95 / m.summary.lower_95) / (2 * stats::two_sided_z(0.95)), 2));
  }
  return by_method;
}

SynthesisPart part_of(const std::string& method, const Figures& figures, const catalogue::MarketDefinition& drug, const Evidence& evidence) {
  SynthesisPart part;
  part.method = method, part.figures = figures.logs.size();
  const auto n = static_cast<double>(figures.logs.size());
  double mean = 0, variance = 0, between = 0;
  for (std::size_t i = 0; i < figures.logs.size(); ++i) mean += figures.logs[i] / n, variance += figures.variances[i] / n;
  for (const double value : figures.logs) between += std::pow(value - mean, 2) / std::max(1.0, n - 1);
  part.value = std::exp(mean), part.log_error = std::sqrt(variance + between);
  const std::string ending = ending_of(method);
  part.prior_bias = evidence.middle_of_role(drug, "bias_" + ending, 0);
  part.prior_bias_error = evidence.middle_of_role(drug, "bias_error_" + ending, 0.5);
  part.prior_extra = evidence.middle_of_role(drug, "extra_" + ending, 0.3);
  return part;
}

stats::LogEvidence evidence_of(const SynthesisPart& part) { return {std::log(part.value), part.log_error, part.prior_bias, part.prior_bias_error, part.prior_extra, 4}; }

Summary summary_of(const stats::Synthesis& found) {
  std::vector<double> natural(found.draws.size());
  std::transform(found.draws.begin(), found.draws.end(), natural.begin(), [](double x) { return std::exp(x); });
  return summarise(natural);
}

void solve(MarketSynthesis& synthesis, std::uint64_t seed) {
  std::vector<stats::LogEvidence> evidence;
  for (const SynthesisPart& part : synthesis.parts) evidence.push_back(evidence_of(part));
  stats::SynthesisSettings settings;
  settings.burn_in = 250, settings.draws = 2500;
  settings.seed = seed ^ stats::stream_of(synthesis.drug + synthesis.area + synthesis.measure);
  const stats::Synthesis found = stats::synthesise(evidence, settings);
  synthesis.summary = summary_of(found);
  synthesis.split_r_hat = found.split_r_hat, synthesis.effective_draws = found.effective_draws;
  for (std::size_t k = 0; k < evidence.size(); ++k) {
    synthesis.parts[k].posterior_ratio = std::exp(found.bias[k]), synthesis.parts[k].posterior_extra = found.extra[k];
    if (evidence.size() < 3) continue;
    std::vector<stats::LogEvidence> others = evidence;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(k));
    settings.draws = 1500;
    synthesis.parts[k].without = summary_of(stats::synthesise(others, settings));
  }
}

void pool_plainly(MarketSynthesis& synthesis) {
  std::vector<double> value, lower, upper;
  double least = std::numeric_limits<double>::infinity(), greatest = 0;
  const double z = stats::two_sided_z(0.95);
  for (const SynthesisPart& part : synthesis.parts) {
    value.push_back(part.value), lower.push_back(part.value * std::exp(-z * part.log_error)), upper.push_back(part.value * std::exp(z * part.log_error));
    least = std::min(least, part.value), greatest = std::max(greatest, part.value);
  }
  const stats::Pooled pooled = stats::pool(value, lower, upper, 0.95);
  const core::Interval interval = stats::log_interval(pooled.random, pooled.random_error, 0.95);
  synthesis.pooled = pooled.random, synthesis.pooled_lower = interval.lower, synthesis.pooled_upper = interval.upper;
  synthesis.tau2 = pooled.tau2, synthesis.i2 = pooled.i2, synthesis.disagreement = greatest / least;
}

}  // namespace

std::vector<MarketSynthesis> add_synthesis(std::vector<MethodEstimate>& methods, const Evidence& evidence, const Settings& settings) {
  std::vector<MarketSynthesis> all;
  for (const auto& [id, drug] : evidence.catalogue().markets) {
    if (drug.kind != "drug") continue;
    for (const AreaInputs& area : evidence.inputs().areas)
      for (const std::string& measure : measures()) {
        MarketSynthesis one;
        one.drug = id, one.area = area.code, one.measure = measure;
        for (const auto& [method, figures] : figures_of(methods, id, area.code, measure)) one.parts.push_back(part_of(method, figures, drug, evidence));
        if (one.parts.size() >= 2) all.push_back(std::move(one));
      }
  }
  stats::for_each_index(all.size(), settings.threads, [&](std::size_t i) {
    solve(all[i], settings.seed);
    pool_plainly(all[i]);
  });
  const std::string period = methods.empty() ? std::string() : evidence.inputs().period.text();
  for (const MarketSynthesis& one : all) {
    const std::string note = fmt::format("{} methods, greatest / least {:.1f}; R-hat {:.3f}, {:.0f} effective draws", one.parts.size(), one.disagreement, one.split_r_hat, one.effective_draws);
    methods.push_back({one.drug, one.area, period, "synthesis", "All methods together", one.measure, one.summary, note, "docs/methods/market-synthesis.md", true});
    methods.push_back({one.drug, one.area, period, "pooled", "Precision pooling, for comparison", one.measure, summary_of_interval(one.pooled, one.pooled_lower, one.pooled_upper),
                       fmt::format("random effects, I2 {:.0f}%, the methods' biases ignored", 100 * one.i2), "docs/methods/market-synthesis.md", false});
  }
  return all;
}

}  // namespace dmp::markets
