#include "quality/issues.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

namespace dmp::quality {
namespace {

/// So many notes or warnings of one source and rule are still listed file by file.
constexpr std::size_t kFewFiles = 3;

Dimension dimension_of(const core::Issue& issue) {
  if (issue.rule == "duplicate" || issue.rule == "revised") return Dimension::uniqueness;
  return issue.rule == "no rows" ? Dimension::completeness : Dimension::validity;
}

bool about_people(const catalogue::SourceDefinition& source, const catalogue::TableDefinition& table) {
  const bool hashed = std::any_of(table.columns.begin(), table.columns.end(), [](const auto& column) { return column.kind == catalogue::ColumnKind::pseudonym; });
  return hashed || std::any_of(table.columns.begin(), table.columns.end(), [&](const auto& column) { return source.kind == "partner" && (column.name == "age" || column.name == "sex"); });
}

/// Whether the intake's text for the rule repeats what the cell holds.
bool quotes_the_cell(const std::string& rule) {
  static const std::vector<std::string> kQuoting = {"not a date",     "not a month",          "not a time",       "not a period",      "not a number",       "not a whole number", "too small",
                                                    "too large",      "not yes or no",        "not an allowed value", "not an area code", "unknown area name", "ambiguous area name"};
  return std::find(kQuoting.begin(), kQuoting.end(), rule) != kQuoting.end();
}

std::string without_cell(const core::Issue& issue) {
  return fmt::format("a cell is {}; what it holds is not shown, because the source is about people: look at line {}, column {} of the file", issue.rule, issue.line, issue.column);
}

/// The file of an issue, by its name as messages call it.
const intake::FileReport* file_of(const Survey& survey, const core::Issue& issue) {
  const auto found = std::find_if(survey.intake.files.begin(), survey.intake.files.end(), [&](const auto& file) { return file.file == issue.file; });
  return found == survey.intake.files.end() ? nullptr : &*found;
}

}  // namespace

void intake_issues(Survey& survey) {
  std::map<std::tuple<std::string, std::string, core::Severity>, std::vector<Finding>> milder;
  for (const core::Issue& issue : survey.intake.issues) {
    Finding finding{dimension_of(issue), {}, {}, issue};
    if (const intake::FileReport* file = file_of(survey, issue)) {
      finding.source = file->source, finding.table = file->table;
      const auto& source = survey.catalogue.source(file->source);
      if (quotes_the_cell(issue.rule) && about_people(source, survey.catalogue.table(source.table))) finding.issue.text = without_cell(issue);
    }
    if (issue.severity == core::Severity::error) {
      survey.report.findings.push_back(std::move(finding));
    } else {
      milder[{finding.source, issue.rule, issue.severity}].push_back(std::move(finding));
    }
  }
  for (auto& [key, findings] : milder) {
    if (findings.size() <= kFewFiles) {
      survey.report.findings.insert(survey.report.findings.end(), findings.begin(), findings.end());
      continue;
    }
    Finding merged = findings.front();
    for (std::size_t i = 1; i < findings.size(); ++i) merged.issue.rows += findings[i].issue.rows;
    merged.issue.text = fmt::format("{}in {} files, the first: {}", merged.source.empty() ? "" : merged.source + ": ", findings.size(), merged.issue.text);
    survey.report.findings.push_back(std::move(merged));
  }
}

void order_by_weight(std::vector<Finding>& findings) {
  std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    return a.issue.severity != b.issue.severity ? a.issue.severity > b.issue.severity : a.issue.rows > b.issue.rows;
  });
}

}  // namespace dmp::quality
