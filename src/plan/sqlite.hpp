#pragma once

#include <filesystem>
#include <string>

struct sqlite3;
struct sqlite3_stmt;

namespace dmp::plan {

/// One prepared statement. Errors are UserErrors that name the plan's file.
class Statement {
 public:
  Statement(sqlite3* database, const std::string& sql, std::string file);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  Statement& bind(int place, const std::string& text);
  Statement& bind(int place, long long number);
  /// The next row; false behind the last.
  bool step();
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] long long integer(int column) const;

 private:
  sqlite3* database_;
  sqlite3_stmt* statement_ = nullptr;
  std::string file_;
};

/// A database file. Waits for other writers up to half a minute.
class Database {
 public:
  /// Opens the file, or makes it where create. Throws a resource UserError for a file that is no database or is damaged.
  Database(const std::filesystem::path& file, bool create);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  void execute(const std::string& sql);
  Statement prepare(const std::string& sql) { return {database_, sql, file_}; }
  [[nodiscard]] const std::string& file() const { return file_; }

 private:
  sqlite3* database_ = nullptr;
  std::string file_;
};

/// All or nothing: begun for writing at once, undone unless committed.
class Transaction {
 public:
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace dmp::plan
