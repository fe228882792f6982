#pragma once

#include <string>
#include <vector>

#include "catalogue/catalogue.hpp"

namespace dmp::catalogue {

/// The reference as Markdown: index.md, tables/ID.md, sources/ID.md, indicators/ID.md, markets/ID.md, and sources/ID.csv, a template
/// with the header and the good lines of the worked example, for each partner's source that is plain csv. In order of
/// the paths; the same catalogue gives the same bytes.
std::vector<File> reference_pages(const Catalogue& catalogue);

/// One page each.
std::string page_of(const TableDefinition& table, const Catalogue& catalogue);
std::string page_of(const SourceDefinition& source, const Catalogue& catalogue);
std::string page_of(const IndicatorDefinition& indicator, const Catalogue& catalogue);
std::string page_of(const MarketDefinition& market, const Catalogue& catalogue);

/// The header and the good lines of a source's first example; empty where it is no csv text.
std::string template_of(const SourceDefinition& source);

/// How the catalogue writes a method.
std::string method_name(Method method);

}  // namespace dmp::catalogue
