#pragma once

#include <string>

#include "reports/report.hpp"

namespace dmp::reports {

/// What the report says besides its estimates, comparisons, findings, actions and plan, which have files of their own: kept in the
/// edition, so that the report can be written again in another form from the edition alone.
std::string content_json(const ReportInput& input);

/// Reads it back; estimates and the like are left empty. A data UserError where the text is damaged; file names it.
ReportInput content_in(const std::string& json, const std::string& file);

}  // namespace dmp::reports
