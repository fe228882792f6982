#pragma once

#include <memory>
#include <span>

#include "catalogue/market_definitions.hpp"
#include "stats/quantile_table.hpp"

namespace dmp::markets {

/// One parameter's distribution in the model's unit, made fast. A copy shares its table.
class Sampler {
 public:
  /// Throws a usage UserError with the definition's place where the distribution is impossible (no probability between its limits).
  explicit Sampler(const catalogue::MarketParameter& parameter);

  [[nodiscard]] bool is_fixed() const { return fixed_; }
  /// The value the distribution is written around (catalogue::best_value).
  [[nodiscard]] double best() const { return best_; }
  /// p in (0, 1).
  [[nodiscard]] double quantile(double p) const;
  /// Replaces probabilities by quantiles.
  void transform(std::span<double> p) const;

 private:
  bool fixed_ = false;
  double best_ = 0, low_ = 0, width_ = 0;
  bool uniform_ = false;
  std::shared_ptr<const stats::QuantileTable> table_;
};

/// The exact quantile function of a definition in its own unit.
stats::QuantileTable::Function exact_quantile(const catalogue::DistributionDefinition& definition);

}  // namespace dmp::markets
