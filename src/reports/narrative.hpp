#pragma once

#include <string>
#include <vector>

#include "reports/report.hpp"

/// The partnership's own texts: Markdown with references to figures and findings, filled in and turned into HTML.
namespace dmp::reports {

/// A file of the profile's folder narrative/.
struct NarrativeFile {
  std::string path;  ///< as errors name it
  std::string stem;  ///< its name without .md: the chapter it belongs to, else "summary", else part of the introduction
  std::string text;
};

/// {{INDICATOR:AREA[:PERIOD[:...]] WORD}} gives a figure: value (also where no word stands), number, interval, full, comparison
/// (comparison:england, :region, :neighbours ...), trend, sentence, period, count, denominator, name, area. {{finding:ID WORD}}
/// gives sentence, title or strength; {{figure:ID}} a link to a chart. Without a period the latest is meant; \{{ stands for itself.
/// A figure that this audience may not see is given by its mark. everything: the report of those who see all, so that a name
/// that only they see is no mistake. A data UserError with file, line, column and the nearest names for a reference to nothing.
std::vector<NarrativeText> narrative_of(const std::vector<NarrativeFile>& files, const ReportInput& input, const ReportInput& everything);

}  // namespace dmp::reports
