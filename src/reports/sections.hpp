#pragma once

#include "reports/evidence.hpp"
#include "reports/html.hpp"

/// The report's sections, in its order. Each writes one <section> with an <h2>.
namespace dmp::reports {

/// Opens a section with its heading; close with close_section.
void open_section(Html& html, const std::string& id, std::string_view title);
/// Closes it with a link back to the contents.
void close_section(Html& html);

/// "Source: A; B" with links to the appendix.
void source_line(Html& html, const Evidence& evidence, const IndicatorEvidence& indicator);

void headline_section(Html& html, const ReportInput& input, const Evidence& evidence);
void reading_section(Html& html, const ReportInput& input);
void glance_section(Html& html, const ReportInput& input, const Evidence& evidence);
/// What the latest figures are beside their comparators, and how many more people it would take to match them.
void comparison_part(Html& html, const Evidence& evidence, const IndicatorEvidence& indicator);
/// One family of indicators: question, sentence, charts, tables, map, caveats and source of each.
void family_section(Html& html, const ReportInput& input, const Evidence& evidence, std::size_t family);
/// Groups and places set against each other: representation, gradients with deprivation, places off the line.
void inequality_section(Html& html, const Evidence& evidence, std::size_t family);
/// Hotspots and overlaps; nothing where no map was drawn.
void where_section(Html& html, const ReportInput& input);
void quality_section(Html& html, const ReportInput& input);
void methods_section(Html& html, const Evidence& evidence);
void sources_section(Html& html, const ReportInput& input);

}  // namespace dmp::reports
