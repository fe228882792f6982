#pragma once

#include <string>
#include <vector>

#include "findings/evaluate.hpp"

namespace dmp::findings {

/// How much a statement can bear, and why.
struct Strength {
  std::string word;                   ///< strong | moderate | weak
  std::vector<std::string> reasons;   ///< a clause each: what supports it, then what weakens it
};

/// Marks are taken away from a statement by the figure it is about: one for a model, intelligence or perception; one more where most
/// of a model's parameters are defaults; one for an interval wider than half the figure, ends together, two where it is wider than the
/// figure (of percentages: 20 and 40 points); one for fewer than ten counted; one for data older than three years (two: six) at the profile's last day; one where
/// a comparator of it exists and could not be tested. None taken: strong; one: moderate; more: weak.
Strength strength_of(const Figure& figure, const std::string& period_end);

}  // namespace dmp::findings
