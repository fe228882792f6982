#pragma once

#include <map>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "findings/evidence.hpp"

namespace dmp::findings {

/// The names an expression can see: figures and lists of one area.
struct Scope {
  const Area* area = nullptr;
  std::map<std::string, Figure> figures;
  std::map<std::string, std::vector<Figure>> lists;
  const Figure* it = nullptr;               ///< the row of a list that a condition is asked of
  std::vector<std::string> compare;         ///< kinds of comparators in the order they are looked for
  std::string period;                       ///< of the figure that a sentence is about: others of another period are shown with theirs; empty: never
  std::set<std::string> periods_said;       ///< figures whose period the sentence gives in words of its own
};

/// What an expression gives. Nothing: a figure it needs is missing.
using Value = std::variant<std::monostate, double, std::string, bool, const Figure*, const std::vector<Figure>*>;

/// Three-valued: what is missing stays missing, but "false and missing" is false and "true or missing" is true. Division by nothing
/// is missing. Expects an expression that was checked.
Value evaluate(const catalogue::Expression& expression, const Scope& scope);

/// Whether a condition is true; missing is not.
bool holds(const catalogue::Expression& condition, const Scope& scope);

/// Why a condition is not true: its first part that is false or missing, with the values it was told by.
std::string why_not(const catalogue::Expression& condition, const Scope& scope);

/// The difference of two figures with its interval by the method of variance estimates recovery (Newcombe 1998): that of two
/// independent figures, from their own intervals. Missing where an interval is.
struct Difference {
  double value = core::Estimate::kMissing, lower = core::Estimate::kMissing, upper = core::Estimate::kMissing;
  [[nodiscard]] bool known() const;
  [[nodiscard]] bool real() const;   ///< the interval leaves nothing out on one side of zero
};
Difference difference_of(const core::Estimate& a, const core::Estimate& b);

/// The scope of a premise in an area: every figure and list found.
Scope scope_of(const catalogue::Premise& premise, const Area& area, const Evidence& evidence);

}  // namespace dmp::findings
