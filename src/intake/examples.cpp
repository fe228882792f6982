#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>

#include "core/errors.hpp"
#include "core/file.hpp"
#include "core/number.hpp"
#include "intake/intake.hpp"

namespace dmp::intake {
namespace {

/// Numbers by value (12 = 12.0, last digits of a scaled number aside), everything else by its text.
bool same(const core::Cell& a, const core::Cell& b) {
  const auto number = [](const core::Cell& cell) -> std::optional<double> {
    if (const auto* real = std::get_if<double>(&cell)) return *real;
    if (const auto* whole = std::get_if<long long>(&cell)) return static_cast<double>(*whole);
    return std::nullopt;
  };
  const auto x = number(a), y = number(b);
  if (x && y) return std::fabs(*x - *y) <= 1e-12 * std::max(std::fabs(*x), std::fabs(*y));
  return core::exact_text(a) == core::exact_text(b);
}

struct Outcomes {
  core::DataTable rows{{}};
  core::DataTable rejected{{}};
};

/// Reads the example's input as a profile with this one source would, always as csv with the header in its first lines.
Outcomes read_example(const catalogue::Catalogue& catalogue, catalogue::SourceDefinition source, const catalogue::SourceExample& example) {
  core::TemporaryFolder folder(std::filesystem::temp_directory_path(), "dmp-example-");
  const auto file = folder.path() / (example.file.empty() ? source.id + ".csv" : std::filesystem::path(example.file).filename().string());
  std::ofstream(file, std::ios::binary) << example.input;
  source.format.container = "csv";
  source.format.encoding = "utf-8";
  if (source.format.header > 0) source.format.header = 1;
  catalogue::Catalogue alone;
  for (const std::string& id : {source.table, std::string("area"), std::string("area_alias")})
    if (catalogue.tables.contains(id)) alone.tables[id] = catalogue.table(id);
  alone.sources[source.id] = source;
  catalogue::Profile profile;
  profile.folder = folder.path();
  profile.sources.push_back({source.id, {}, {file}, true, {}});
  const auto session = engine::open_database(":memory:", {.threads = 1});
  IntakeSettings settings;
  settings.threads = 1;
  settings.scratch = folder.path();
  const IntakeReport report = read_sources(*session, alone, profile, settings);
  for (const core::Issue& issue : report.issues)
    if (issue.rule == "unreadable file") throw core::UserError(core::ErrorKind::data, issue.text, "mend the example");
  Outcomes outcomes;
  outcomes.rows = engine::fetch(*session, "SELECT * FROM " + engine::quoted_name(source.table) + " ORDER BY _line, rowid");
  outcomes.rejected = engine::fetch(*session, "SELECT line, column_number, rule, reason FROM intake.rejected WHERE rule NOT IN ('duplicate', 'revised') ORDER BY line");
  return outcomes;
}

void compare_rows(const catalogue::SourceExample& example, const core::DataTable& rows, const std::function<void(std::string)>& wrong) {
  if (example.rows.size() != rows.rows().size()) {
    wrong(fmt::format("{} rows expected and {} given", example.rows.size(), rows.rows().size()));
    return;
  }
  for (std::size_t i = 0; i < example.rows.size(); ++i)
    for (const auto& [column, expected] : example.rows[i]) {
      const auto at = std::find(rows.columns().begin(), rows.columns().end(), column);
      if (at == rows.columns().end()) {
        wrong("the table has no column " + column);
        continue;
      }
      const core::Cell& given = rows.rows()[i][static_cast<std::size_t>(at - rows.columns().begin())];
      if (!same(expected, given)) wrong(fmt::format("row {}: {} is '{}' and should be '{}'", i + 1, column, core::exact_text(given), core::exact_text(expected)));
    }
}

void compare_rejections(const catalogue::SourceExample& example, const core::DataTable& rejected, const std::function<void(std::string)>& wrong) {
  const auto& rows = rejected.rows();
  if (example.rejected.size() != rows.size())
    wrong(fmt::format("{} rejected rows expected and {} given{}", example.rejected.size(), rows.size(), rows.empty() ? "" : ", the first: " + core::exact_text(rows[0][3])));
  for (std::size_t i = 0; i < std::min(example.rejected.size(), rows.size()); ++i) {
    const catalogue::ExpectedRejection& expected = example.rejected[i];
    const auto line = static_cast<std::uint64_t>(std::get<long long>(rows[i][0])), column = static_cast<std::uint64_t>(std::get<long long>(rows[i][1]));
    const bool fits = expected.line == line && (expected.column == 0 || expected.column == column) && (expected.rule.empty() || expected.rule == core::exact_text(rows[i][2]));
    if (!fits)
      wrong(fmt::format("line {} column {} '{}' should be rejected, but line {} column {} '{}' was", expected.line, expected.column, expected.rule, line, column, core::exact_text(rows[i][2])));
  }
}

}  // namespace

core::Issues run_source_examples(const catalogue::Catalogue& catalogue, const catalogue::SourceDefinition& source) {
  core::Issues issues;
  for (const catalogue::SourceExample& example : source.examples) {
    const auto wrong = [&](std::string text) {
      issues.push_back({example.place.file, example.place.line, 0, "example", core::Severity::error, 1, source.id + ": " + std::move(text)});
    };
    try {
      const Outcomes outcomes = read_example(catalogue, source, example);
      compare_rows(example, outcomes.rows, wrong);
      compare_rejections(example, outcomes.rejected, wrong);
    } catch (const std::exception& error) {
      wrong(error.what());
    }
  }
  return issues;
}

}  // namespace dmp::intake
