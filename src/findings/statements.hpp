#pragma once

#include "catalogue/statements.hpp"
#include "core/finding.hpp"
#include "findings/evidence.hpp"

namespace dmp::findings {

/// What is said of one audience's figures.
struct Statements {
  core::Findings findings;             ///< by domain, definition and area in the order of the input
  core::Contradictions contradictions;
  core::Actions actions;
  std::vector<core::Unsaid> unsaid;    ///< statements that are not made of an area, and why
};

/// Makes every statement of the catalogue for every area. A pure function of its inputs: the same figures give the same statements,
/// in the same order. Contradictions are bound to the findings beside which they are shown; besides the rules of the catalogue,
/// published figures that lie outside the interval of their counted twin are told, and findings whose figures end more than a year apart.
Statements make_statements(const catalogue::Statements& definitions, const catalogue::Catalogue& catalogue, const Input& input);

/// What a rule says of an example's figures; for the examples of the catalogue.
core::Findings findings_of(const catalogue::FindingDefinition& definition, const catalogue::Catalogue& catalogue, const Input& input);
core::Contradictions contradictions_of(const catalogue::ContradictionDefinition& rule, const Input& input);

/// Whether an action applies where these findings hold.
bool applies(const catalogue::ActionDefinition& action, const core::Findings& findings);

/// Marks the actions that rest on findings which are no longer what they were: gone, new, of another strength or direction, or with
/// other figures; and says what changed. may_quote: whether the sentences of before may be shown.
void mark_stale(core::Actions& actions, const catalogue::Statements& definitions, const core::Findings& findings, const core::Findings& before, bool may_quote = true);

}  // namespace dmp::findings
