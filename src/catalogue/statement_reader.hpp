#pragma once

#include "catalogue/document.hpp"
#include "catalogue/statements.hpp"

namespace dmp::catalogue {

/// One file of 5-findings, 5-findings/contradictions or 6-actions; checked against the indicators. Names of other findings and
/// actions are checked when all are read.
FindingDefinition read_finding(const Document& document, const Catalogue& catalogue);
ContradictionDefinition read_contradiction(const Document& document, const Catalogue& catalogue);
ActionDefinition read_action(const Document& document, const Catalogue& catalogue, const std::vector<std::string>& findings);

/// [[example]] of a finding or contradiction: figures and comparisons as they are released, and what is said of them.
std::vector<StatementExample> read_statement_examples(const Section& section, const Document& document, const Catalogue& catalogue, std::string_view said);

/// One figure: `name = "indicator"`, a list of indicators, or a table.
FigureReference read_figure(const std::string& name, const toml::node& node, const Document& document, const Catalogue& catalogue);

/// An expression under a key; its places are those of the file.
Expression read_expression(const Section& section, std::string_view key, const Document& document);

}  // namespace dmp::catalogue
