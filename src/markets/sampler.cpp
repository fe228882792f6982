#include "markets/sampler.hpp"

#include <algorithm>
#include <cmath>
#include <exception>
#include <optional>

#include "catalogue/market_reader.hpp"
#include "core/errors.hpp"
#include "stats/distribution.hpp"
#include "stats/normal.hpp"

namespace dmp::markets {
namespace {

using catalogue::DistributionDefinition;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

double number(const DistributionDefinition& d, const char* key, double otherwise) {
  const auto found = d.numbers.find(key);
  return found == d.numbers.end() ? otherwise : found->second;
}

/// The distribution of stats a definition stands for; nothing for fixed and empirical.
std::optional<stats::Distribution> distribution_of(const DistributionDefinition& d) {
  const auto n = [&](const char* key) { return number(d, key, std::nan("")); };
  const double coverage = number(d, "coverage", 0.95);
  if (d.kind == "uniform") return stats::Uniform{n("min"), n("max")};
  if (d.kind == "triangular") return stats::Triangular{n("min"), n("mode"), n("max")};
  if (d.kind == "pert") return stats::Pert{n("min"), n("mode"), n("max"), number(d, "shape", 4)};
  if (d.kind == "beta") return stats::Beta{n("alpha"), n("beta")};
  if (d.kind == "gamma") return stats::Gamma{n("shape"), n("scale")};
  if (d.kind == "normal") return d.numbers.contains("mean") ? stats::Normal{n("mean"), n("sd")} : stats::normal_from_interval(n("lower"), n("upper"), coverage);
  if (d.kind == "lognormal") {
    if (d.numbers.contains("meanlog")) return stats::LogNormal{n("meanlog"), n("sdlog")};
    stats::LogNormal log = stats::lognormal_from_interval(n("lower"), n("upper"), coverage);
    if (d.numbers.contains("median")) log.meanlog = std::log(n("median"));
    return log;
  }
  if (d.kind == "interval") {
    if (n("lower") <= 0) return stats::Normal{n("value"), stats::normal_from_interval(n("lower"), n("upper"), coverage).sd};
    return stats::LogNormal{std::log(n("value")), stats::lognormal_from_interval(n("lower"), n("upper"), coverage).sdlog};
  }
  return std::nullopt;
}

/// P(X <= x) of the kinds that may be cut at limits.
double probability_below(const stats::Distribution& distribution, double x) {
  if (const auto* normal = std::get_if<stats::Normal>(&distribution)) return stats::normal_probability((x - normal->mean) / normal->sd);
  const auto& log = std::get<stats::LogNormal>(distribution);
  return x <= 0 ? 0 : stats::normal_probability((std::log(x) - log.meanlog) / log.sdlog);
}

/// A share of a sample as Jeffreys' beta distribution in the parameter's unit (percent: scale 100).
stats::Beta beta_of(const DistributionDefinition& d, double factor) {
  const double n = number(d, "sample", 1) / number(d, "design_effect", 1), share = number(d, "value", 0) * factor;
  return {n * share + 0.5, n * (1 - share) + 0.5};
}

stats::QuantileTable::Function empirical_quantile(const DistributionDefinition& d) {
  std::vector<std::pair<double, double>> points;
  for (std::size_t i = 0; i < d.values.size(); ++i) points.emplace_back(d.values[i], d.weights.empty() ? 1 : d.weights[i]);
  std::sort(points.begin(), points.end());
  double total = 0;
  for (auto& [value, weight] : points) weight = total += weight;
  for (auto& [value, weight] : points) weight /= total;
  return [points](double p) {
    const auto at = std::lower_bound(points.begin(), points.end(), p, [](const auto& point, double q) { return point.second < q; });
    return at == points.end() ? points.back().first : at->first;
  };
}

stats::QuantileTable::Function scaled_quantile(const DistributionDefinition& d, double factor) {
  if (d.kind == "fixed") return [value = d.numbers.at("value") * factor](double) { return value; };
  if (d.kind == "empirical") return [inner = empirical_quantile(d), factor](double p) { return factor * inner(p); };
  if (d.kind == "proportion") return [beta = beta_of(d, factor)](double p) { return stats::quantile(beta, p); };
  const stats::Distribution distribution = *distribution_of(d);
  const double low = number(d, "min", -kInfinity), high = number(d, "max", kInfinity);
  const bool cut = (d.kind == "normal" || d.kind == "lognormal" || d.kind == "interval") && (low > -kInfinity || high < kInfinity);
  if (!cut) return [distribution, factor](double p) { return factor * stats::quantile(distribution, p); };
  const double from = low > -kInfinity ? probability_below(distribution, low) : 0, to = high < kInfinity ? probability_below(distribution, high) : 1;
  if (!(to - from > 1e-9))
    throw core::UserError(core::ErrorKind::usage, "the distribution has next to no probability between 'min' and 'max'", d.place, "mend the limits or the centre");
  return [=](double p) { return factor * std::clamp(stats::quantile(distribution, from + p * (to - from)), low, high); };
}

stats::QuantileTable::Batch batch_of(const DistributionDefinition& d, double factor) {
  const bool sample = d.kind == "proportion";
  if (!sample && d.kind != "pert" && d.kind != "beta") return {};
  const stats::Distribution distribution = sample ? stats::Distribution(beta_of(d, factor)) : *distribution_of(d);
  return [distribution, scale = sample ? 1 : factor](std::span<const double> p, std::span<double> x, std::span<double> slope) {
    if (!stats::quantiles_with_slopes(distribution, p, x, slope)) return false;
    for (double& value : x) value *= scale;
    for (double& value : slope) value *= scale;
    return true;
  };
}

[[noreturn]] void refuse_extreme(const DistributionDefinition& d) {
  throw core::UserError(core::ErrorKind::usage, "the distribution is too extreme to be computed", d.place, "bring its numbers nearer to what the parameter can be");
}

/// Numerical libraries give up on impossible shapes by throwing, others by numbers that are none: either is the definition's fault.
double quantile_or_refuse(const stats::QuantileTable::Function& quantile, double p, const DistributionDefinition& d) {
  double value = 0;
  try {
    value = quantile(p);
  } catch (const core::UserError&) {
    throw;
  } catch (const std::exception&) {
    refuse_extreme(d);
  }
  if (!(std::fabs(value) < 1e100)) refuse_extreme(d);
  return value;
}

}  // namespace

stats::QuantileTable::Function exact_quantile(const DistributionDefinition& definition) {
  return [inner = scaled_quantile(definition, 1), definition](double p) { return quantile_or_refuse(inner, p, definition); };
}

Sampler::Sampler(const catalogue::MarketParameter& parameter) {
  const DistributionDefinition& d = parameter.distribution;
  best_ = catalogue::best_value(d) * parameter.factor;
  if (!(std::fabs(best_) < 1e100)) refuse_extreme(d);
  if (d.kind == "fixed") {
    fixed_ = true;
  } else if (d.kind == "uniform") {
    uniform_ = true;
    low_ = d.numbers.at("min") * parameter.factor;
    width_ = d.numbers.at("max") * parameter.factor - low_;
    if (!(std::fabs(low_) < 1e100) || !(width_ < 1e100)) refuse_extreme(d);
    fixed_ = width_ == 0;
  } else {
    const stats::QuantileTable::Function exact = [inner = scaled_quantile(d, parameter.factor), d](double p) { return quantile_or_refuse(inner, p, d); };
    fixed_ = exact(0.001) == exact(0.999);
    if (fixed_) return;
    try {
      table_ = std::make_shared<const stats::QuantileTable>(exact, batch_of(d, parameter.factor));
    } catch (const core::UserError&) {
      throw;
    } catch (const std::exception&) {
      refuse_extreme(d);
    }
    for (const double p : {1e-9, 1e-4, 0.01, 0.5, 0.99, 0.9999, 1 - 1e-9})
      if (!(std::fabs((*table_)(p)) < 1e100)) refuse_extreme(d);
  }
}

double Sampler::quantile(double p) const {
  if (fixed_) return best_;
  return uniform_ ? low_ + p * width_ : (*table_)(p);
}

void Sampler::transform(std::span<double> p) const {
  if (fixed_) std::fill(p.begin(), p.end(), best_);
  else if (uniform_) for (double& x : p) x = low_ + x * width_;
  else table_->transform(p);
}

}  // namespace dmp::markets
