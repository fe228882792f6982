#pragma once

#include <string>
#include <vector>

#include "catalogue/statements.hpp"

namespace dmp::catalogue {

/// The reference of what is said: statements.md (the list, with what each makes again), findings/ID.md, contradictions/ID.md and
/// actions/ID.md. In order of the paths; the same catalogue gives the same bytes.
std::vector<File> statement_pages(const Statements& statements);

/// One page each.
std::string page_of(const FindingDefinition& finding);
std::string page_of(const ContradictionDefinition& rule);
std::string page_of(const ActionDefinition& action);

}  // namespace dmp::catalogue
