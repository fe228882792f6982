#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/data_table.hpp"

namespace dmp::engine {

/// How values of a column are seen through this interface. Integers of every width are integer, decimals are number;
/// a column of any other kind reads as text.
enum class ColumnType { boolean, integer, number, text, date, timestamp };

struct Column {
  std::string name;
  ColumnType type;
};

/// One column of one chunk of a result: typed values without a string for each. Valid until the next chunk is read.
class ColumnView {
 public:
  ColumnType type = ColumnType::text;
  [[nodiscard]] bool is_null(std::size_t row) const { return validity_ && !((validity_[row / 64] >> (row % 64)) & 1); }
  /// boolean (0 or 1), integer, date (days since 1970-01-01) or timestamp (microseconds since then).
  [[nodiscard]] std::int64_t integer(std::size_t row) const;
  /// number, or integer as a double.
  [[nodiscard]] double number(std::size_t row) const;
  /// The first rows' numbers, NaN for NULL.
  void numbers(std::span<double> into) const;
  [[nodiscard]] std::string_view text(std::size_t row) const;

 private:
  friend class Access;
  const std::uint64_t* validity_ = nullptr;
  const void* data_ = nullptr;
  int physical_ = 0;
  double scale_ = 1;
};

struct Chunk {
  std::size_t rows = 0;
  std::vector<ColumnView> columns;
};

/// A result read chunk by chunk.
class Result {
 public:
  virtual ~Result() = default;
  [[nodiscard]] virtual const std::vector<Column>& columns() const = 0;
  /// The next chunk, or nullptr at the end. The chunk lives until the next call.
  virtual const Chunk* next() = 0;
};

/// A value bound to a parameter of a statement ($1, $2, ...).
using Value = std::variant<std::monostate, bool, std::int64_t, double, std::string>;

/// Takes the values of one chunk that a stream fills. Rows count from 0 up to capacity; a cell not set is NULL.
class ChunkWriter {
 public:
  [[nodiscard]] std::size_t capacity() const { return capacity_; }
  void set_text(std::size_t column, std::size_t row, std::string_view value);
  /// For integer, boolean, date and timestamp columns.
  void set_integer(std::size_t column, std::size_t row, std::int64_t value);
  void set_number(std::size_t column, std::size_t row, double value);
  void set_null(std::size_t column, std::size_t row);

 private:
  friend class Access;
  std::size_t capacity_ = 0;
  std::vector<void*> data_;
  std::vector<std::uint64_t*> validity_;
  std::vector<void*> vectors_;
  std::vector<ColumnType> types_;
};

/// One thread's share of a stream.
class Cursor {
 public:
  virtual ~Cursor() = default;
  /// Fills rows from 0 on and returns how many; 0 ends this thread's share. Throws core::UserError to end the statement.
  virtual std::size_t fill(ChunkWriter& out) = 0;
};

/// Rows that come from outside the database and are read by SQL as a table. Several threads read at once, in no order.
class Stream {
 public:
  virtual ~Stream() = default;
  [[nodiscard]] virtual const std::vector<Column>& columns() const = 0;
  /// How many threads may read at the most.
  [[nodiscard]] virtual std::size_t parallelism() const = 0;
  virtual std::unique_ptr<Cursor> open() = 0;
};

/// Adds rows to a table, in order, one thread at a time.
class Appender {
 public:
  virtual ~Appender() = default;
  virtual void add(std::span<const Value> row) = 0;
  /// Makes the rows part of the table; also called on destruction, without the errors.
  virtual void flush() = 0;
};

struct Settings {
  std::size_t threads = 0;           ///< 0: all processors
  std::string memory_limit;          ///< such as "1GiB"; empty: the engine's own
  std::filesystem::path temporary;   ///< where to spill; empty: beside the database
  bool read_only = false;
  /// Whether SQL may read and write files. Off for every database that runs SQL from a catalogue.
  bool file_access = false;
};

/// What one statement is, found out by the engine's own parser.
struct StatementKind {
  std::size_t statements = 0;
  bool is_select = false;
};

/// A database and a connection to it. One thread at a time, but interrupt() and progress() may come from another.
class Session {
 public:
  virtual ~Session() = default;

  /// Runs one or more statements for their effect. Errors of SQL are core::InternalError unless the text came from a
  /// catalogue: use try_query there.
  virtual void execute(const std::string& sql) = 0;
  virtual std::unique_ptr<Result> query(const std::string& sql, std::span<const Value> parameters = {}) = 0;

  /// Prepares without running: the columns a SELECT gives. On an error of the SQL returns nothing and sets message to the engine's.
  virtual std::optional<std::vector<Column>> describe(const std::string& sql, std::string& message) = 0;
  [[nodiscard]] virtual StatementKind kind_of(const std::string& sql) = 0;
  /// Tables a SELECT reads, sorted; empty where it cannot be parsed.
  virtual std::vector<std::string> tables_read(const std::string& sql) = 0;

  /// Makes the stream readable as a table function: SELECT ... FROM NAME(). It must outlive its use. Each stream of a
  /// database needs a name of its own.
  virtual void attach_stream(const std::string& name, Stream& stream) = 0;
  virtual std::unique_ptr<Appender> append_to(const std::string& table) = 0;

  /// A second connection to the same database, for another thread.
  virtual std::unique_ptr<Session> connect() = 0;

  virtual void interrupt() = 0;
  /// Share of the running statement done, 0 to 1; negative where not known.
  virtual double progress() = 0;
  /// From now on no setting can be changed by SQL.
  virtual void lock_settings() = 0;
};

/// Opens (or makes) a database file; ":memory:" for one in memory. A resource UserError where it cannot.
std::unique_ptr<Session> open_database(const std::filesystem::path& file, const Settings& settings);

/// The engine's name and version, as written into an edition.
std::string engine_version();

/// Everything a query gives, as a table for people or small computations.
core::DataTable fetch(Session& session, const std::string& sql, std::span<const Value> parameters = {});
/// The first cell of the first row; an InternalError where there is none or it is no number.
double fetch_number(Session& session, const std::string& sql);
/// A text as an SQL literal, a name as a quoted identifier.
std::string quoted_text(std::string_view text);
std::string quoted_name(std::string_view name);

}  // namespace dmp::engine
