#pragma once

#include <set>
#include <string>

#include "catalogue/statements.hpp"

namespace dmp::catalogue {

/// The names an expression may use.
struct ExpressionNames {
  std::set<std::string> figures, lists;
  std::set<std::string> findings;       ///< for actions
  bool of_findings = false;             ///< only names, and, or, not and texts may stand: what an action applies to
  bool it = false;                      ///< whether "it" stands for the row of a list
};

enum class ValueKind { number, text, truth, figure, list, finding };

/// Refuses unknown names, fields and functions, wrong numbers of arguments and kinds that do not fit, with their place;
/// the kind of the whole.
ValueKind check_expression(const Expression& expression, const ExpressionNames& names);

/// Refuses an expression that is not true or false.
void check_condition(const Expression& expression, const ExpressionNames& names);

/// Refuses slots that name nothing and formats that do not fit.
void check_template(const Template& text, const ExpressionNames& names);

/// The findings an expression of an action names, in their order, each once.
std::vector<std::string> findings_named(const Expression& expression);

}  // namespace dmp::catalogue
