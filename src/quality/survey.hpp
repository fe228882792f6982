#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "quality/quality.hpp"

/// What every dimension works with: the loaded tables, and where findings go.
namespace dmp::quality {

/// One row of a small result.
class Row {
 public:
  explicit Row(const std::vector<core::Cell>& cells) : cells_(&cells) {}
  [[nodiscard]] std::string text(std::size_t column) const;
  [[nodiscard]] double number(std::size_t column) const;
  [[nodiscard]] std::uint64_t count(std::size_t column) const;
  [[nodiscard]] bool empty(std::size_t column) const { return std::holds_alternative<std::monostate>((*cells_)[column]); }

 private:
  const std::vector<core::Cell>* cells_;
};

/// Rows of one source that a condition holds for; file and line are those of the first (0: no single row is meant).
struct Cases {
  std::string source;
  std::uint64_t rows = 0, of = 0;
  int file = 0;
  std::uint64_t line = 0;

  [[nodiscard]] double share() const { return of == 0 ? 0 : static_cast<double>(rows) / static_cast<double>(of); }
};

struct Verdict {
  core::Severity severity = core::Severity::note;
  std::string rule, text;
};

class Survey {
 public:
  Survey(engine::Session& session, const catalogue::Catalogue& catalogue, const catalogue::Profile& profile, const intake::IntakeReport& intake, QualityReport& report);
  ~Survey();
  Survey(const Survey&) = delete;
  Survey& operator=(const Survey&) = delete;

  const catalogue::Catalogue& catalogue;
  const catalogue::Profile& profile;
  const intake::IntakeReport& intake;
  QualityReport& report;

  /// Tables that hold rows.
  [[nodiscard]] const std::vector<const catalogue::TableDefinition*>& tables() const { return tables_; }
  /// Whether the table holds rows and has the columns: a profile may bring a table of its own under the same id.
  [[nodiscard]] bool holds(const std::string& table, const std::vector<std::string>& columns = {}) const;
  /// Sources that gave rows to a table, in the order of the profile.
  [[nodiscard]] std::vector<std::string> sources_of(const std::string& table) const;
  [[nodiscard]] std::string file_name(int id) const;

  void execute(const std::string& sql) { session_.execute(sql); }
  /// Runs a query with a small result and hands over its rows.
  template <typename Function>
  void each(const std::string& sql, Function function) {
    const core::DataTable table = engine::fetch(session_, sql);
    for (const auto& cells : table.rows()) function(Row(cells));
  }
  /// Rows of the table that fulfil the condition, by source; sources without any are left out. `of` counts the rows of the
  /// source that fulfil `base`.
  std::vector<Cases> cases(const std::string& table, const std::string& condition, const std::string& base = "TRUE");

  void add(Dimension dimension, const std::string& table, const Cases& cases, Verdict verdict);
  /// A finding about tables or sources as a whole.
  void add(Dimension dimension, const std::string& table, const std::string& source, std::uint64_t rows, Verdict verdict);

 private:
  void make_area_tables();

  engine::Session& session_;
  std::map<int, std::string> file_names_;
  std::vector<const catalogue::TableDefinition*> tables_;
};

/// The column of a table, or nothing.
const catalogue::ColumnDefinition* column_of(const catalogue::TableDefinition& table, std::string_view name);

/// Whether the table has one row for each event (a crime, an arrest) and its period column says when: such rows can be
/// counted by month. Tables of published or estimated figures are not.
bool is_record_level(const catalogue::TableDefinition& table);

/// "1,234 rows", "1 row".
std::string rows_text(std::uint64_t rows);
std::string counted(std::uint64_t number, const std::string& one, const std::string& many);
/// "12.3%"; never "0.0%" or "100.0%" for a share that is not quite that.
std::string share_text(double share);
/// "a, b and c"; beyond `most` "a, b and 7 more".
std::string listed(const std::vector<std::string>& names, std::size_t most = 6);

/// Counts rows of single events by month once, for every dimension that needs it:
/// quality_month(table_id, _source, _file, month, area_code, area_name, rows); area_code is the authority of the profile (any area where it names no authority) or ''.
void count_months(Survey& survey);

/// The dimensions. Each adds its findings and tables to the survey's report.
void completeness(Survey& survey);
void markers(Survey& survey);
void validity(Survey& survey);
void uniqueness(Survey& survey);
void timeliness(Survey& survey);
void consistency(Survey& survey);
void area_codes(Survey& survey);
void repeated_loads(Survey& survey);
void agreement(Survey& survey);
/// Published figures made again from the count and the denominator published with them (published_agreement.hpp).
void published_figures_again(Survey& survey);

}  // namespace dmp::quality
