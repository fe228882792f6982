#include "quality/output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/errors.hpp"

namespace dmp::quality {
namespace {

using Json = nlohmann::ordered_json;

/// Sources in the order in which their files were read.
std::vector<std::string> sources_of(const intake::IntakeReport& intake) {
  std::vector<std::string> sources;
  for (const intake::FileReport& file : intake.files)
    if (std::find(sources.begin(), sources.end(), file.source) == sources.end()) sources.push_back(file.source);
  return sources;
}

Json json_of(const core::Issue& issue) {
  const auto known = [](std::uint64_t number) { return number == 0 ? Json(nullptr) : Json(number); };
  return {{"file", issue.file}, {"line", known(issue.line)}, {"column", known(issue.column)},   {"rule", issue.rule},
          {"severity", core::severity_name(issue.severity)}, {"rows", issue.rows}, {"text", issue.text}};
}

}  // namespace

Totals totals_of(const intake::IntakeReport& intake) {
  Totals totals;
  for (const intake::FileReport& file : intake.files) {
    ++totals.files;
    totals.rows += file.rows, totals.loaded += file.loaded, totals.rejected += file.rejected, totals.duplicates += file.duplicates;
  }
  return totals;
}

std::string json(const intake::IntakeReport& intake, const QualityReport& report) {
  Json sources = Json::array(), issues = Json::array();
  for (const std::string& source : sources_of(intake)) {
    Json files = Json::array();
    std::string table;
    for (const intake::FileReport& file : intake.files) {
      if (file.source != source) continue;
      table = file.table;
      files.push_back({{"file", file.file}, {"sha256", file.sha256}, {"rows", file.rows}, {"loaded", file.loaded}, {"rejected", file.rejected}, {"duplicates", file.duplicates}});
    }
    sources.push_back({{"source", source}, {"table", table}, {"files", std::move(files)}});
  }
  for (const Finding& finding : report.findings) issues.push_back(json_of(finding.issue));
  const Totals totals = totals_of(intake);
  const Json all = {{"sources", std::move(sources)},
                    {"issues", std::move(issues)},
                    {"totals", {{"rows", totals.rows}, {"loaded", totals.loaded}, {"rejected", totals.rejected}, {"duplicates", totals.duplicates}}}};
  // A file's name may hold any bytes.
  return all.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

core::DataTable file_table(const intake::IntakeReport& intake) {
  core::DataTable table({"source", "table", "file", "sha256", "rows", "loaded", "rejected", "duplicates"});
  const auto whole = [](std::uint64_t number) { return static_cast<long long>(number); };
  for (const intake::FileReport& file : intake.files)
    table.add({file.source, file.table, file.file, file.sha256, whole(file.rows), whole(file.loaded), whole(file.rejected), whole(file.duplicates)});
  return table;
}

std::string terminal_text(const intake::IntakeReport& intake, const QualityReport& report, std::size_t most_findings) {
  core::DataTable files({"source", "file", "rows", "loaded", "rejected", "duplicates"});
  const auto whole = [](std::uint64_t number) { return static_cast<long long>(number); };
  for (const intake::FileReport& file : intake.files) files.add({file.source, file.file, whole(file.rows), whole(file.loaded), whole(file.rejected), whole(file.duplicates)});
  const Totals totals = totals_of(intake);
  files.add({std::string("all"), fmt::format("{} files", totals.files), whole(totals.rows), whole(totals.loaded), whole(totals.rejected), whole(totals.duplicates)});
  std::ostringstream text;
  core::write(text, files, core::Format::table);
  if (report.findings.empty()) {
    text << "\nNothing was found to be wrong.\n";
    return text.str();
  }
  text << "\nWhat was found, the gravest first:\n";
  for (std::size_t i = 0; i < std::min(most_findings, report.findings.size()); ++i) text << issue_line(report.findings[i].issue) << '\n';
  if (report.findings.size() > most_findings) text << fmt::format("and {} more (see dmp check --format json, or --html FILE)\n", report.findings.size() - most_findings);
  return text.str();
}

std::string issue_line(const core::Issue& issue) {
  const std::string place = core::Place{issue.file, issue.line, issue.column}.text();
  std::string line =
      fmt::format("{}: {}{}{}", core::severity_name(issue.severity), issue.text, issue.rows > 1 ? fmt::format(" [{} rows]", issue.rows) : "", place.empty() ? "" : " (" + place + ")");
  // A cell or a file's name must not drive the terminal.
  for (char& c : line)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  return line;
}

}  // namespace dmp::quality
