#include "plan/schema.hpp"

namespace dmp::plan {

const char* const kSchema = R"sql(
CREATE TABLE item (id TEXT PRIMARY KEY, version INTEGER NOT NULL, fields TEXT NOT NULL, changed_at TEXT NOT NULL, changed_by TEXT NOT NULL) STRICT;
CREATE TABLE change (number INTEGER PRIMARY KEY, at TEXT NOT NULL, by TEXT NOT NULL, item TEXT NOT NULL, verb TEXT NOT NULL, version INTEGER NOT NULL,
                     field TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL, hash TEXT NOT NULL) STRICT;
CREATE INDEX change_of_item ON change (item, number);
CREATE TABLE state (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
INSERT INTO state VALUES ('format', 1), ('text_log_bytes', 0), ('next_item', 1);
CREATE TRIGGER change_is_never_altered BEFORE UPDATE ON change BEGIN SELECT RAISE(ABORT, 'the log is never altered'); END;
CREATE TRIGGER change_is_never_deleted BEFORE DELETE ON change BEGIN SELECT RAISE(ABORT, 'the log is never cut'); END;
)sql";

const char* const kSelectChange = "SELECT number, at, by, item, verb, version, field, before, after, hash FROM change ";

core::PlanChange change_of(const Statement& s) {
  return {s.integer(0), s.text(1), s.text(2), s.text(3), s.text(4), static_cast<int>(s.integer(5)), s.text(6), s.text(7), s.text(8), s.text(9)};
}

void insert(Database& database, const core::PlanChange& change) {
  Statement statement = database.prepare("INSERT INTO change VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  statement.bind(1, change.number).bind(2, change.at).bind(3, change.by).bind(4, change.item).bind(5, change.verb).bind(6, static_cast<long long>(change.version));
  statement.bind(7, change.field).bind(8, change.before).bind(9, change.after).bind(10, change.hash).step();
}

}  // namespace dmp::plan
