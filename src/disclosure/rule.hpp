#pragma once

#include <span>
#include <string>
#include <string_view>

namespace dmp::disclosure {

/// Counts from low to high, both included, are not published.
struct Rule {
  double low = 1;
  double high = 4;

  /// The rule that holds nothing back.
  static Rule none() { return {1, 0}; }

  /// Whether a count falls under the rule. A share of a whole (4.5) counts with the whole below it; NaN does not.
  [[nodiscard]] bool holds_back(double count) const { return count >= low && count < high + 1; }
  /// "fewer than 5": what may be said instead.
  [[nodiscard]] std::string words() const;
};

/// Holds back what either of them does.
Rule strictest(const Rule& a, const Rule& b);

/// "LOW-HIGH" such as "1-4"; a usage UserError for anything else.
Rule rule_named(std::string_view text);

/// Dominance for money: whether the n largest contributions (of any order) make up more than share of their sum. Nothing to
/// publish (no contributions, or a sum of 0) is not dominated; negative ones count by their size.
/// Reference: Hundepool et al., Statistical Disclosure Control (2012), section 4.2.1.
bool is_dominated(std::span<const double> contributions, std::size_t n, double share);

/// The p% rule: whether the second largest contributor could work out the largest to within share of it, that is whether
/// the sum without the two largest is below share times the largest. A single contributor always could be.
/// Reference: as above, section 4.2.2.
bool is_within_reach(std::span<const double> contributions, double share);

/// Which sums of money or weight may not be published.
struct Dominance {
  int largest = 0;       ///< so many contributors ...
  double share = 1;      ///< ... must not make up more than this share; 0 contributors: no such rule
  double within = 0;     ///< the p% rule; 0: none
};

/// How far a sum that the rules hold back must stay from what can be worked out, in the unit of the sum: as far as the rules ask
/// (Hundepool et al. 2012, section 4.2.2, upper protection levels). 0 where the sum may be published.
/// largest: the largest contributions, at least two where there are two, and as many as the rule looks at.
double protection_level(const Dominance& rule, double sum, std::span<const double> largest);

}  // namespace dmp::disclosure
