#pragma once

#include <string_view>
#include <unordered_map>

#include "findings/statements.hpp"

namespace dmp::findings {

/// Figures that were published and lie outside the interval of the same thing counted from the partners' records, or the other way round.
core::Contradictions published_against_counted(const catalogue::Catalogue& catalogue, const Input& input);

/// The figures that findings show, by estimate id.
using FiguresShown = std::unordered_map<std::string_view, const core::Estimate*>;

/// Findings whose figures end more than a year apart.
core::Contradictions periods_that_differ(const core::Findings& findings, const FiguresShown& shown);

/// Binds contradictions and findings: those that the rule names, and those that show one of its figures.
void bind(core::Contradictions& contradictions, core::Findings& findings, const catalogue::Statements& definitions);

}  // namespace dmp::findings
