#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/estimate.hpp"
#include "disclosure/rule.hpp"

namespace dmp::disclosure {

/// How one indicator's figures are held back.
struct IndicatorPolicy {
  /// What counts its numerator and its denominator: indicators with the same text share their counts, and are suppressed together.
  std::string numerator, denominator;
  /// The denominator counts people or events of the partners too (else it is public: residents, an estimate of need).
  bool denominator_is_counted = false;
  /// Numerator and denominator leave a rest that is about people too (a proportion, unmet need).
  bool rest_is_counted = false;
  /// Kilograms, pounds, years: the rule for counts does not apply.
  bool is_measured = false;
};

/// What is held back and what everybody knows.
struct Policy {
  Rule rule;
  /// Indicators that are held back; others pass as they are.
  std::map<std::string, IndicatorPolicy> indicators;
  /// Area and member, of any level; the member lies in the area. Which of them add up is found from the figures.
  std::vector<std::pair<std::string, std::string>> members;
  /// What was published before, if anything: figures that differ by a small number from those, or that were suppressed, are
  /// suppressed now, and what is known already protects nothing.
  const core::Estimates* previous = nullptr;
};

struct Released {
  core::Estimates estimates;                ///< every row, in the order given
  std::size_t small = 0;                    ///< rows that are small themselves, or whose denominator or rest is
  std::size_t besides = 0;                  ///< rows suppressed for others' sake
  std::vector<std::string> unprotected;     ///< ids of suppressed rows that can be deduced from what was published before
};

/// Takes estimates to what may be published. A row is suppressed where its count, its counted denominator, or the rest between
/// them is small, and where one of those could be worked out from the rows that are left: over areas and their parts, sexes, ages,
/// categories and periods (a sum that leaves a rest has the rest as a hidden part), over indicators that count the same, and by
/// percentages with known denominators. A suppressed row has suppressed = "suppressed", no value, intervals, count, comparison
/// or trend, one and the same note, and its denominator only where that is public or safe. Nothing else is changed, except that
/// a comparator whose own row is suppressed is taken out of the rows compared with it.
/// Not covered: indicators that count overlapping groups of people under different SQL, unless all their common cells agree.
Released release(const core::Estimates& estimates, const Policy& policy);

}  // namespace dmp::disclosure
