#pragma once

#include <string>

#include "findings/statements.hpp"

namespace dmp::findings {

/// findings.json of an edition: findings, contradictions and what is not said, as readers of the JSON interface get them.
std::string findings_json(const Statements& statements, const std::string& edition);
/// actions.json of an edition.
std::string actions_json(const core::Actions& actions, const std::string& edition);

/// Reads them back; findings and contradictions (and what is not said) from the one text, actions from the other. A data UserError
/// where a text is damaged; file names it.
Statements read_statements(const std::string& findings, const std::string& actions, const std::string& file);

}  // namespace dmp::findings
