#pragma once

#include <string>

#include "reports/evidence.hpp"
#include "reports/html.hpp"

/// Tables of figures. A cell that holds an area's own figure (not one of a group in it) carries the estimate's id as its anchor, once a page.
namespace dmp::reports {

/// Opens a scrolling frame and a table with a caption; close both with close_table.
void open_table(Html& html, const std::string& id, const std::string& caption, std::string_view css_class = "");
void close_table(Html& html);
/// A row of column headings; those whose text begins with '#' (taken away) are aligned as numbers.
void heading_row(Html& html, const std::vector<std::string>& headings);
/// A cell with a number or text aligned as numbers are.
void number_cell(Html& html, const std::string& text);

/// "[c]" with its meaning for screen readers.
void mark_text(Html& html, const core::Estimate& row);

/// The significance as a word with a shape and a colour; a dash where not compared.
void significance_tag(Html& html, const core::Estimate& row);

/// The latest figure of every area, with count, denominator, interval, comparator, significance and trend, as far as
/// any area has them.
void latest_table(Html& html, const IndicatorEvidence& evidence, bool with_plots = true);

/// Every earlier period, folded away under "Figures for every period"; nothing where there is only one period.
void period_table(Html& html, const IndicatorEvidence& evidence);

void breakdown_table(Html& html, const IndicatorEvidence& evidence, const Breakdown& breakdown, std::size_t number);

/// The twenty highest small areas.
void small_area_table(Html& html, const IndicatorEvidence& evidence);

/// All indicators by area, coloured by significance: the scorecard.
void glance_table(Html& html, const Evidence& evidence, const std::vector<Area>& areas);

}  // namespace dmp::reports
