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

/// Whether identifiers of people stand in the source's files: a cell may hold one where a row is shifted.
bool about_people(const catalogue::TableDefinition& table) {
  return std::any_of(table.columns.begin(), table.columns.end(), [](const auto& column) { return column.kind == catalogue::ColumnKind::pseudonym; });
}

/// Whether the intake's text for the rule repeats what the cell holds.
bool quotes_the_cell(const std::string& rule) {
  static const std::vector<std::string> kQuoting = {"not a date",     "not a month",          "not a time",       "not a period",      "not a number",       "not a whole number", "too small",
                                                    "too large",      "not yes or no",        "not an allowed value", "not an area code", "unknown area name", "ambiguous area name"};
  return std::find(kQuoting.begin(), kQuoting.end(), rule) != kQuoting.end();
}

std::string without_cell(const core::Issue& issue) {
  return fmt::format("the cell is {} (its text is withheld here, because the file holds people: look it up there)", issue.rule);
}

/// The file of an issue, by its name as messages call it.
const intake::FileReport* file_of(const Survey& survey, const core::Issue& issue) {
  const auto found = std::find_if(survey.intake.files.begin(), survey.intake.files.end(), [&](const auto& file) { return file.file == issue.file; });
  return found == survey.intake.files.end() ? nullptr : &*found;
}

/// Findings of one source, rule and column over many files become one, at the first of them.
void add_merged(Survey& survey, const std::vector<Finding>& findings) {
  if (findings.size() <= kFewFiles) {
    survey.report.findings.insert(survey.report.findings.end(), findings.begin(), findings.end());
    return;
  }
  Finding merged = findings.front();
  for (std::size_t i = 1; i < findings.size(); ++i) merged.issue.rows += findings[i].issue.rows;
  merged.issue.text = fmt::format("{}in {} files, the first: {}", merged.source.empty() ? "" : merged.source + ": ", findings.size(), merged.issue.text);
  survey.report.findings.push_back(std::move(merged));
}

/// Duplicates that were few in their source are no trouble: they were taken out. Of many such sources one note tells.
void add_few_duplicates(Survey& survey, std::vector<Finding> findings) {
  std::map<std::string, std::uint64_t> rows;
  for (const Finding& finding : findings) rows[finding.source] += finding.issue.rows;
  if (rows.size() <= kFewFiles) {
    std::map<std::string, std::vector<Finding>> by_source;
    for (Finding& finding : findings) by_source[finding.source].push_back(std::move(finding));
    for (const auto& [source, own] : by_source) add_merged(survey, own);
    return;
  }
  Finding merged = findings.front();
  merged.source.clear(), merged.table.clear();
  merged.issue.rows = 0;
  merged.issue.severity = core::Severity::note;
  std::vector<std::string> names;
  for (const auto& [source, own] : rows) {
    merged.issue.rows += own;
    names.push_back(fmt::format("{} ({})", source, own));
  }
  merged.issue.text = fmt::format("rows with the identifier of another row, under 1% in each of {} sources, were taken out: {}; the first: {}", rows.size(), listed(names, 8), merged.issue.text);
  survey.report.findings.push_back(std::move(merged));
}

}  // namespace

void intake_issues(Survey& survey) {
  std::map<std::string, std::uint64_t> rows, duplicates;
  for (const intake::FileReport& file : survey.intake.files) rows[file.source] += file.rows, duplicates[file.source] += file.duplicates;
  std::map<std::tuple<std::string, std::string, std::uint64_t>, std::vector<Finding>> alike;
  std::vector<Finding> few;
  for (const core::Issue& issue : survey.intake.issues) {
    Finding finding{dimension_of(issue), {}, {}, issue};
    if (const intake::FileReport* file = file_of(survey, issue)) {
      finding.source = file->source, finding.table = file->table;
      if (quotes_the_cell(issue.rule) && about_people(survey.catalogue.table(file->table))) finding.issue.text = without_cell(issue);
    }
    if (issue.rule == "duplicate" && 100 * duplicates[finding.source] <= rows[finding.source]) {
      few.push_back(std::move(finding));
    } else {
      alike[{finding.source, issue.rule, issue.column}].push_back(std::move(finding));
    }
  }
  for (const auto& [key, findings] : alike) add_merged(survey, findings);
  if (!few.empty()) add_few_duplicates(survey, std::move(few));
}

void order_by_weight(std::vector<Finding>& findings) {
  std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    const bool a_unread = a.issue.rule == "unreadable file", b_unread = b.issue.rule == "unreadable file";
    if (a_unread != b_unread) return a_unread;
    return a.issue.severity != b.issue.severity ? a.issue.severity > b.issue.severity : a.issue.rows > b.issue.rows;
  });
}

}  // namespace dmp::quality
