#include "quality/survey.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace dmp::quality {

using engine::quoted_name;
using engine::quoted_text;

std::string Row::text(std::size_t column) const {
  const core::Cell& cell = (*cells_)[column];
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  return {};
}

double Row::number(std::size_t column) const {
  const core::Cell& cell = (*cells_)[column];
  if (const auto* whole = std::get_if<long long>(&cell)) return static_cast<double>(*whole);
  if (const auto* number = std::get_if<double>(&cell)) return *number;
  return 0;
}

std::uint64_t Row::count(std::size_t column) const {
  const auto* whole = std::get_if<long long>(&(*cells_)[column]);
  return static_cast<std::uint64_t>(whole ? std::max(0LL, *whole) : static_cast<long long>(number(column)));
}

const catalogue::ColumnDefinition* column_of(const catalogue::TableDefinition& table, std::string_view name) {
  const auto found = std::find_if(table.columns.begin(), table.columns.end(), [&](const auto& column) { return column.name == name; });
  return found == table.columns.end() ? nullptr : &*found;
}

bool is_record_level(const catalogue::TableDefinition& table) {
  const auto* when = column_of(table, table.period_column);
  if (!when || column_of(table, "period_end") || table.subject == "context") return false;
  using catalogue::ColumnKind;
  return when->kind == ColumnKind::date || when->kind == ColumnKind::month || when->kind == ColumnKind::timestamp;
}

std::string counted(std::uint64_t number, const std::string& one, const std::string& many) {
  std::string digits = std::to_string(number);
  for (int at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3) digits.insert(static_cast<std::size_t>(at), ",");
  return digits + " " + (number == 1 ? one : many);
}

std::string rows_text(std::uint64_t rows) { return counted(rows, "row", "rows"); }

std::string share_text(double share) {
  if (share > 0 && share < 0.0005) return "under 0.1%";
  if (share < 1 && share >= 0.9995) return "over 99.9%";
  return fmt::format("{:.1f}%", 100 * share);
}

std::string listed(const std::vector<std::string>& names, std::size_t most) {
  std::string text;
  const std::size_t shown = names.size() > most ? most - 1 : names.size();
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
    text += names[i];
  }
  if (shown < names.size()) text += fmt::format(" and {} more", names.size() - shown);
  return text;
}

Survey::Survey(engine::Session& session, const catalogue::Catalogue& all, const catalogue::Profile& own, const intake::IntakeReport& read, QualityReport& to)
    : catalogue(all), profile(own), intake(read), report(to), session_(session) {
  std::map<std::string, std::uint64_t> loaded;
  for (const intake::FileReport& file : intake.files) {
    file_names_[file.id] = file.file;
    loaded[file.table] += file.loaded;
  }
  for (const auto& [id, table] : catalogue.tables)
    if (loaded.contains(id) && loaded.at(id) > 0) tables_.push_back(&table);
  make_area_tables();
}

Survey::~Survey() {
  try {
    session_.execute("DROP TABLE IF EXISTS quality_within; DROP TABLE IF EXISTS quality_edge; DROP TABLE IF EXISTS quality_known_code; DROP TABLE IF EXISTS quality_month");
  } catch (...) {  // temporary tables go with the session anyway
  }
}

bool Survey::holds(const std::string& table, const std::vector<std::string>& columns) const {
  const auto found = std::find_if(tables_.begin(), tables_.end(), [&](const auto* held) { return held->id == table; });
  return found != tables_.end() && std::all_of(columns.begin(), columns.end(), [&](const std::string& name) { return column_of(**found, name) != nullptr; });
}

std::vector<std::string> Survey::sources_of(const std::string& table) const {
  std::vector<std::string> sources;
  for (const intake::FileReport& file : intake.files)
    if (file.table == table && file.loaded > 0 && std::find(sources.begin(), sources.end(), file.source) == sources.end()) sources.push_back(file.source);
  return sources;
}

std::string Survey::file_name(int id) const {
  const auto found = file_names_.find(id);
  return found == file_names_.end() ? std::string() : found->second;
}

std::vector<Cases> Survey::cases(const std::string& table, const std::string& condition, const std::string& base) {
  std::vector<Cases> found;
  // One number orders rows by file and line; a line number stays far below 2^40.
  const std::string place = "(_file::BIGINT << 40) + _line";
  each(fmt::format("SELECT _source, count(*) FILTER ({0}), count(*) FILTER ({1}), min({2}) FILTER ({0}) FROM {3} GROUP BY _source HAVING count(*) FILTER ({0}) > 0 ORDER BY _source",
                   condition, base, place, quoted_name(table)),
       [&](const Row& row) {
         const auto first = row.count(3);
         found.push_back({row.text(0), row.count(1), row.count(2), static_cast<int>(first >> 40), first & ((std::uint64_t{1} << 40) - 1)});
       });
  return found;
}

void Survey::add(Dimension dimension, const std::string& table, const Cases& cases, Verdict verdict) {
  core::Issue issue;
  issue.file = file_name(cases.file);
  issue.line = cases.line;
  issue.rule = std::move(verdict.rule);
  issue.severity = verdict.severity;
  issue.rows = cases.rows;
  issue.text = std::move(verdict.text);
  report.findings.push_back({dimension, cases.source, table, std::move(issue)});
}

void Survey::add(Dimension dimension, const std::string& table, const std::string& source, std::uint64_t rows, Verdict verdict) {
  Cases whole;
  whole.source = source;
  whole.rows = rows;
  std::vector<int> files;
  for (const intake::FileReport& file : intake.files)
    if (!source.empty() && file.source == source && file.table == table) files.push_back(file.id);
  if (files.size() == 1) whole.file = files.front();
  add(dimension, table, whole, std::move(verdict));
}

/// quality_within: the codes of any vintage that lie in each area of the profile; quality_known_code: all codes a look-up knows.
void Survey::make_area_tables() {
  std::string members, areas;
  for (const catalogue::ProfileArea& area : profile.areas) {
    areas += fmt::format("{}({}, {}, {})", areas.empty() ? "" : ", ", quoted_text(area.code), quoted_text(area.name.empty() ? area.code : area.name), quoted_text(area.type));
    for (const std::string& member : area.members)
      members += fmt::format("{}({}, {})", members.empty() ? "" : ", ", quoted_text(member), quoted_text(area.code));
  }
  std::string edges = members.empty() ? "SELECT NULL::VARCHAR AS child, NULL::VARCHAR AS parent WHERE FALSE" : "SELECT * FROM (VALUES " + members + ") m(child, parent)";
  std::string known = areas.empty() ? "SELECT NULL::VARCHAR AS code WHERE FALSE" : "SELECT area_code AS code FROM (VALUES " + areas + ") a(area_code, area_name, area_type)";
  if (holds("area", {"area_code", "parent_code"})) {
    edges += " UNION SELECT area_code, parent_code FROM area WHERE parent_code IS NOT NULL AND parent_code <> area_code";
    known += " UNION SELECT area_code FROM area UNION SELECT parent_code FROM area WHERE parent_code IS NOT NULL";
  }
  if (holds("area_successor", {"old_code", "new_code", "share"})) {
    edges +=
        " UNION SELECT old_code, new_code FROM (SELECT old_code, new_code, row_number() OVER (PARTITION BY old_code ORDER BY share DESC NULLS LAST, new_code) AS place "
        "FROM area_successor WHERE old_code <> new_code AND old_code NOT IN (SELECT old_code FROM area_successor WHERE old_code = new_code)) WHERE place = 1";
    known += " UNION SELECT old_code FROM area_successor UNION SELECT new_code FROM area_successor";
  }
  session_.execute("CREATE OR REPLACE TEMP TABLE quality_edge AS " + edges);
  session_.execute("CREATE OR REPLACE TEMP TABLE quality_known_code AS " + known + " UNION SELECT child FROM quality_edge");
  // Trends and gaps are looked at in the authorities; where the profile names none, in whatever areas it names.
  const bool authorities = std::any_of(profile.areas.begin(), profile.areas.end(), [](const auto& area) { return area.type == "authority"; });
  if (areas.empty()) areas = "(NULL::VARCHAR, NULL::VARCHAR, NULL::VARCHAR)";
  session_.execute(
      "CREATE OR REPLACE TEMP TABLE quality_within AS WITH RECURSIVE below(member_code, area_code) AS (SELECT area_code, area_code FROM (VALUES " + areas +
      ") a(area_code, area_name, area_type) WHERE area_code IS NOT NULL UNION SELECT e.child, b.area_code FROM below b JOIN quality_edge e ON e.parent = b.member_code) "
      "SELECT b.member_code, b.area_code, a.area_name, a.area_type, " + (authorities ? "a.area_type = 'authority'" : "TRUE") + " AS is_unit FROM below b JOIN (VALUES " + areas + ") a(area_code, area_name, area_type) USING (area_code)");
}

}  // namespace dmp::quality
