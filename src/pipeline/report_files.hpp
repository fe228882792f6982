#pragma once

#include <filesystem>
#include <vector>

#include "findings/statements.hpp"
#include "pipeline/edition.hpp"
#include "pipeline/stages.hpp"
#include "reports/narrative.hpp"
#include "reports/report.hpp"

namespace dmp::pipeline {

/// The Markdown files of the profile's folder narrative/, by name; none where there is no such folder. A resource UserError for a
/// file that cannot be read or is greater than a megabyte.
std::vector<reports::NarrativeFile> narrative_files(const std::filesystem::path& profile_folder);

/// Chapters, gaps, findings and the partnership's texts of both audiences' reports. A data UserError where a text refers to nothing.
struct Audiences {
  reports::ReportInput& released;
  reports::ReportInput& whole;
};
void complete_reports(const Audiences& reports, const Project& project, const findings::Statements& said, const findings::Statements& said_to_partners);

/// index.html, charts.json and content.json of one audience.
void write_report_files(const reports::ReportInput& input, const std::filesystem::path& folder);

/// The report of an edition as it was written, to be written in another form. A resource UserError for an edition that was built
/// before the parts it needs were kept.
reports::ReportInput report_of(const std::filesystem::path& edition, Audience audience);

}  // namespace dmp::pipeline
