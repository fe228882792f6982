#include "intake/duplicates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "catalogue/schema.hpp"
#include "core/errors.hpp"

namespace dmp::intake {
namespace {

constexpr double kKeysAtOnce = 4e6;

/// Columns in which two rows must agree to be the same: the key, or all of them.
std::string compared_columns(const catalogue::TableDefinition& table) {
  std::string columns;
  const auto add = [&](const std::string& name) { columns += ", " + engine::quoted_name(name); };
  if (!table.key.empty()) {
    for (const std::string& name : table.key) add(name);
    return columns;
  }
  for (const catalogue::StoredColumn& column : catalogue::stored_columns(table))
    if (!column.name.starts_with("_")) add(column.name);
  return columns;
}

/// Rows of the table that have to go, with the row that stays. The hash of the key finds candidates quickly and in bounded
/// memory; only those are compared in full.
void find_duplicates(engine::Session& session, const catalogue::TableDefinition& table) {
  const std::string name = engine::quoted_name(table.id);
  // A part of the keys at a time: the engine's table of groups for tens of millions of them would take more than its limit.
  const auto parts = static_cast<std::int64_t>(engine::fetch_number(session, "SELECT count(*) FROM " + name) / kKeysAtOnce) + 1;
  session.execute("CREATE OR REPLACE TEMP TABLE repeated_key(_key BIGINT)");
  for (std::int64_t part = 0; part < parts; ++part)
    session.execute(fmt::format("INSERT INTO repeated_key SELECT _key FROM {} WHERE _key & 1023 BETWEEN {} AND {} GROUP BY _key HAVING count(*) > 1", name, part * 1024 / parts, (part + 1) * 1024 / parts - 1));
  const std::string same = "_key" + compared_columns(table);
  session.execute(fmt::format(
      "CREATE OR REPLACE TEMP TABLE duplicate_row AS SELECT * FROM (SELECT _source, _file, _line, rowid AS row_id, row_number() OVER same AS position, "
      "first_value(_file) OVER same AS kept_file, first_value(_line) OVER same AS kept_line FROM {} WHERE _key IN (SELECT _key FROM repeated_key) "
      "WINDOW same AS (PARTITION BY {} ORDER BY _file DESC, _line, rowid ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)) WHERE position > 1",
      name, same));
}

void set_aside(engine::Session& session, const catalogue::TableDefinition& table, const std::map<int, std::string>& file_names) {
  if (engine::fetch_number(session, "SELECT count(*) FROM duplicate_row") == 0) return;
  session.execute("CREATE OR REPLACE TEMP TABLE file_name(_file INTEGER, file VARCHAR)");
  const auto names = session.append_to("file_name");
  for (const auto& [id, name] : file_names) names->add(std::vector<engine::Value>{std::int64_t{id}, name});
  names->flush();
  // A wide row that was turned into several is set aside once, and only where nothing of it is left.
  session.execute("DELETE FROM " + engine::quoted_name(table.id) + " WHERE rowid IN (SELECT row_id FROM duplicate_row)");
  session.execute(fmt::format(
      "INSERT INTO intake.rejected SELECT any_value(d._source), d._file, any_value(f.file), d._line, 0, "
      "CASE WHEN d._file = min(d.kept_file) THEN 'duplicate' ELSE 'revised' END, "
      "'the same key as line ' || min(d.kept_line) || CASE WHEN d._file = min(d.kept_file) THEN '' ELSE ' of ' || any_value(k.file) END || ', which is kept', NULL "
      "FROM duplicate_row d JOIN file_name f ON f._file = d._file JOIN file_name k ON k._file = d.kept_file "
      "WHERE NOT EXISTS (SELECT 1 FROM {} t WHERE t._file = d._file AND t._line = d._line) GROUP BY d._file, d._line",
      engine::quoted_name(table.id)));
}

/// Distinct lines of each file that the table holds now.
std::map<int, std::uint64_t> lines_held(engine::Session& session, const catalogue::TableDefinition& table, bool several_rows_a_line) {
  std::map<int, std::uint64_t> lines;
  const auto result = session.query(fmt::format("SELECT _file, {} FROM {} GROUP BY _file", several_rows_a_line ? "count(DISTINCT _line)" : "count(*)", engine::quoted_name(table.id)));
  while (const engine::Chunk* chunk = result->next())
    for (std::size_t row = 0; row < chunk->rows; ++row)
      lines[static_cast<int>(chunk->columns[0].integer(row))] = static_cast<std::uint64_t>(chunk->columns[1].integer(row));
  return lines;
}

}  // namespace

void set_duplicates_aside(engine::Session& session, const catalogue::Catalogue& catalogue, IntakeReport& report) {
  std::map<int, std::string> names;
  for (const FileReport& file : report.files) names[file.id] = file.file;
  session.execute("BEGIN");
  for (const auto& entry : catalogue.tables) {
    // Not a structured binding: Clang 14 lets no lambda capture one.
    const std::string& id = entry.first;
    const catalogue::TableDefinition& table = entry.second;
    const bool used = std::any_of(report.files.begin(), report.files.end(), [&](const FileReport& file) { return file.table == id; });
    if (!used) continue;
    const bool unpivoted = std::any_of(report.files.begin(), report.files.end(), [&](const FileReport& file) { return file.table == id && catalogue.source(file.source).unpivot; });
    const auto before = lines_held(session, table, unpivoted);
    find_duplicates(session, table);
    set_aside(session, table, names);
    const auto after = lines_held(session, table, unpivoted);
    for (FileReport& file : report.files) {
      if (file.table != id) continue;
      const auto held = [&](const std::map<int, std::uint64_t>& lines) { return lines.contains(file.id) ? lines.at(file.id) : 0; };
      // A wide row without a single value gives no canonical row; it was read all the same.
      const std::uint64_t without_values = unpivoted ? file.rows - file.rejected - held(before) : 0;
      file.duplicates = held(before) - held(after);
      file.loaded = held(after) + without_values;
      if (file.rows != file.loaded + file.rejected + file.duplicates)
        throw core::InternalError(fmt::format("{}: {} rows read, but {} loaded, {} rejected and {} duplicates", file.file, file.rows, file.loaded, file.rejected, file.duplicates));
    }
  }
  session.execute("COMMIT");
  // The engine does not alter a table in the transaction that deleted rows of it.
  session.execute("BEGIN");
  for (const auto& [id, table] : catalogue.tables) session.execute("ALTER TABLE " + engine::quoted_name(id) + " DROP COLUMN _key");
  session.execute("COMMIT");
  session.execute("DROP TABLE IF EXISTS repeated_key; DROP TABLE IF EXISTS duplicate_row; DROP TABLE IF EXISTS file_name");
}

}  // namespace dmp::intake
