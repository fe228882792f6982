#include "quality/quality.hpp"

#include "quality/issues.hpp"
#include "quality/survey.hpp"

namespace dmp::quality {

const char* dimension_name(Dimension dimension) {
  switch (dimension) {
    case Dimension::completeness: return "completeness";
    case Dimension::validity: return "validity";
    case Dimension::uniqueness: return "uniqueness";
    case Dimension::timeliness: return "timeliness";
    case Dimension::consistency: return "consistency";
    case Dimension::agreement: return "agreement";
  }
  return "validity";
}

core::Issues QualityReport::issues() const {
  core::Issues all;
  all.reserve(findings.size());
  for (const Finding& finding : findings) all.push_back(finding.issue);
  return all;
}

QualityReport assess(engine::Session& session, const catalogue::Catalogue& catalogue, const catalogue::Profile& profile, const intake::IntakeReport& intake) {
  QualityReport report;
  Survey survey(session, catalogue, profile, intake, report);
  count_months(survey);
  intake_issues(survey);
  completeness(survey);
  markers(survey);
  validity(survey);
  uniqueness(survey);
  timeliness(survey);
  consistency(survey);
  area_codes(survey);
  repeated_loads(survey);
  agreement(survey);
  order_by_weight(report.findings);
  return report;
}

}  // namespace dmp::quality
