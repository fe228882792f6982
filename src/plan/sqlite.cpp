#include "plan/sqlite.hpp"

#include <sqlite3.h>

#include "core/errors.hpp"

namespace dmp::plan {
namespace {

constexpr int kWaitMilliseconds = 30'000;

[[noreturn]] void fail(sqlite3* database, int code, const std::string& file) {
  const std::string text = database ? sqlite3_errmsg(database) : "out of memory";
  const int primary = code & 0xff;
  if (primary == SQLITE_NOTADB || primary == SQLITE_CORRUPT || primary == SQLITE_FORMAT)
    throw core::UserError(core::ErrorKind::resource, "the plan's file is damaged: " + text, core::Place{file}, "nothing was changed; the log beside it holds every change: dmp plan recover");
  if (primary == SQLITE_BUSY || primary == SQLITE_LOCKED)
    throw core::UserError(core::ErrorKind::resource, "the plan is being changed by somebody else and did not become free", core::Place{file}, "try again");
  if (primary == SQLITE_FULL || primary == SQLITE_IOERR)
    throw core::UserError(core::ErrorKind::resource, "the plan cannot be written: " + text, core::Place{file}, "check the disk; the plan is as it was before");
  if (primary == SQLITE_READONLY || primary == SQLITE_CANTOPEN || primary == SQLITE_PERM)
    throw core::UserError(core::ErrorKind::resource, "the plan cannot be opened for writing: " + text, core::Place{file}, "check the permissions of the file and its folder");
  throw core::InternalError("the plan's database: " + text);
}

}  // namespace

Statement::Statement(sqlite3* database, const std::string& sql, std::string file) : database_(database), file_(std::move(file)) {
  const int code = sqlite3_prepare_v2(database_, sql.c_str(), static_cast<int>(sql.size()), &statement_, nullptr);
  if (code != SQLITE_OK) fail(database_, code, file_);
}

Statement::~Statement() { sqlite3_finalize(statement_); }

Statement& Statement::bind(int place, const std::string& text) {
  const int code = sqlite3_bind_text(statement_, place, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
  if (code != SQLITE_OK) fail(database_, code, file_);
  return *this;
}

Statement& Statement::bind(int place, long long number) {
  const int code = sqlite3_bind_int64(statement_, place, number);
  if (code != SQLITE_OK) fail(database_, code, file_);
  return *this;
}

bool Statement::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) fail(database_, code, file_);
  return false;
}

std::string Statement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  return bytes ? std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))) : std::string();
}

long long Statement::integer(int column) const { return sqlite3_column_int64(statement_, column); }

Database::Database(const std::filesystem::path& file, bool create) : file_(file.string()) {
  const int code = sqlite3_open_v2(file_.c_str(), &database_, SQLITE_OPEN_READWRITE | (create ? SQLITE_OPEN_CREATE : 0), nullptr);
  try {
    if (code != SQLITE_OK) fail(database_, code, file_);
    sqlite3_busy_timeout(database_, kWaitMilliseconds);
    // The defences that the SQLite manual advises for files of unknown origin.
    sqlite3_db_config(database_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(database_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    execute("PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA; PRAGMA foreign_keys = ON");
  } catch (...) {
    sqlite3_close(database_);
    throw;
  }
}

Database::~Database() { sqlite3_close(database_); }

void Database::execute(const std::string& sql) {
  const int code = sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(database_, code, file_);
}

Transaction::Transaction(Database& database) : database_(database) { database_.execute("BEGIN IMMEDIATE"); }

Transaction::~Transaction() {
  if (!open_) return;
  try {
    database_.execute("ROLLBACK");
  } catch (...) {  // it is being undone because of a failure already: the next to open the file undoes the rest
  }
}

void Transaction::commit() {
  database_.execute("COMMIT");
  open_ = false;
}

}  // namespace dmp::plan
