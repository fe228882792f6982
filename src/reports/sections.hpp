#pragma once

#include <deque>
#include <string>
#include <vector>

#include "reports/evidence.hpp"
#include "reports/exhibits.hpp"
#include "reports/html.hpp"

/// The report's sections, in its order. Each writes one <section> with an <h2>.
namespace dmp::reports {

/// What is being written and what it is written from.
struct Page {
  Html& html;
  const ReportInput& input;
  const Evidence& evidence;
  const std::vector<Exhibit>& exhibits;
  Medium medium = Medium::page;
  std::size_t figures = 0;                       ///< numbered so far
  std::vector<const charts::Chart*> numbered;    ///< in the order of their numbers
  std::deque<charts::Chart> made;                ///< charts that are made while writing
  std::vector<Picture> pictures;                 ///< of a document
  std::vector<std::pair<std::string, std::string>> contents;  ///< ids and titles of the sections

  /// Everything is there, folded where it is long; on paper and in documents long tables are left out.
  [[nodiscard]] bool is_page() const { return medium == Medium::page; }
  [[nodiscard]] bool is_document() const { return medium == Medium::document; }
};

/// Opens a section with its heading; close with close_section.
void open_section(Page& page, const std::string& id, std::string_view title);
/// Closes it, on a page with a link back to the contents.
void close_section(Page& page);

/// "Source: A; B" with links to the appendix.
void source_line(Html& html, const Evidence& evidence, const IndicatorEvidence& indicator);

/// A chart with its title, message, source, period and link, and on a page its figures as a table, folded. numbered: "Figure 3" stands before the title.
void figure(Page& page, const charts::Chart& chart, bool numbered);
/// The exhibits of a chapter, numbered; those whose id begins with `only`, where it is given.
void exhibits_part(Page& page, const std::string& chapter, std::string_view only = {});
/// A chart's figures as a table.
void chart_table(Html& html, const charts::Chart& chart);

void headline_section(Page& page);
void summary_section(Page& page);
void introduction_section(Page& page);
void reading_section(Page& page);
/// All chapters with what they hold: texts of the partnership, what we know, exhibits, indicators.
void chapter_sections(Page& page);
/// What the latest figures are beside their comparators, and how many more people it would take to match them.
void comparison_part(Page& page, const IndicatorEvidence& indicator);
/// An indicator: question, sentence, chart, tables, caveats and source.
void indicator_part(Page& page, const IndicatorEvidence& own);
/// An indicator of groups and places set against each other: representation, gradients with deprivation, places off the line.
void inequality_part(Page& page, const IndicatorEvidence& own);
/// What to bear in mind about an indicator, its source and the link to its method.
void caveats_and_source(Page& page, const IndicatorEvidence& own);
void market_part(Page& page);
/// Hotspots and overlaps; nothing where no map was drawn.
void where_part(Page& page);
/// Cards of single operations and their shares of the region's and the nation's results, of the indicators given; each indicator's first result is the target of links to it.
void operations_part(Page& page, const std::vector<const IndicatorEvidence*>& measures);
/// Statements with their strength and caveats, and what contradicts them.
void findings_part(Page& page, const std::vector<const core::Finding*>& findings);
/// The partnership's own texts for a chapter.
void narrative_part(Page& page, const std::string& chapter);
void what_works_section(Page& page);
void gaps_section(Page& page);
void recommendations_section(Page& page);
void plan_section(Page& page);
void glance_section(Page& page);
void quality_section(Page& page);
void methods_section(Page& page);
void sources_section(Page& page);
/// A composed form: its headings, texts, lists and tables.
void form_part(Page& page, const core::Document& form, bool with_scorecard);
/// Paper and documents: the figures of the numbered charts.
void figure_tables_section(Page& page);

}  // namespace dmp::reports
