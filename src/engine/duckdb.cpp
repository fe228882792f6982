#include <duckdb.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <mutex>
#include <thread>

#include "core/errors.hpp"
#include "engine/engine.hpp"
#include "engine/lent_threads.hpp"
#include "engine/streamed_result.hpp"

namespace dmp::engine {

using core::ErrorKind;
using core::InternalError;
using core::UserError;

/// Reaches into the views and writers of the interface, so that no other file sees DuckDB.
class Access {
 public:
  static ColumnView view(duckdb_vector vector);
  static void bind(ChunkWriter& out, duckdb_data_chunk chunk, const std::vector<Column>& columns);
};

namespace {

ColumnType type_of(duckdb_type type) {
  switch (type) {
    case DUCKDB_TYPE_BOOLEAN: return ColumnType::boolean;
    case DUCKDB_TYPE_TINYINT:
    case DUCKDB_TYPE_SMALLINT:
    case DUCKDB_TYPE_INTEGER:
    case DUCKDB_TYPE_BIGINT:
    case DUCKDB_TYPE_UTINYINT:
    case DUCKDB_TYPE_USMALLINT:
    case DUCKDB_TYPE_UINTEGER:
    case DUCKDB_TYPE_UBIGINT:
    case DUCKDB_TYPE_HUGEINT: return ColumnType::integer;
    case DUCKDB_TYPE_FLOAT:
    case DUCKDB_TYPE_DOUBLE:
    case DUCKDB_TYPE_DECIMAL: return ColumnType::number;
    case DUCKDB_TYPE_DATE: return ColumnType::date;
    case DUCKDB_TYPE_TIMESTAMP: return ColumnType::timestamp;
    default: return ColumnType::text;
  }
}

duckdb_type duckdb_type_of(ColumnType type) {
  switch (type) {
    case ColumnType::boolean: return DUCKDB_TYPE_BOOLEAN;
    case ColumnType::integer: return DUCKDB_TYPE_BIGINT;
    case ColumnType::number: return DUCKDB_TYPE_DOUBLE;
    case ColumnType::text: return DUCKDB_TYPE_VARCHAR;
    case ColumnType::date: return DUCKDB_TYPE_DATE;
    case ColumnType::timestamp: return DUCKDB_TYPE_TIMESTAMP;
  }
  return DUCKDB_TYPE_VARCHAR;
}

double hugeint_number(const duckdb_hugeint& value) { return std::ldexp(static_cast<double>(value.upper), 64) + static_cast<double>(value.lower); }

/// DuckDB's message without the echo of the statement, on one line.
std::string tidy(const char* message) {
  std::string text = message ? message : "unknown error of the engine";
  text = text.substr(0, text.find("\n\nLINE"));
  for (char& c : text)
    if (c == '\n') c = ' ';
  return text;
}

/// Faults of the machine are the user's to mend; anything else in our own SQL is ours.
[[noreturn]] void fail(const std::string& message) {
  const auto has = [&](const char* text) { return message.find(text) != std::string::npos; };
  if (has("Out of Memory"))
    throw UserError(ErrorKind::resource, message, "raise memory_limit in profile.toml or free disk space for temporary files");
  if (has("No space left") || has("Could not write"))
    throw UserError(ErrorKind::resource, "the disk is full: " + message, "free some disk space and run it again");
  if (has("Could not set lock on file"))
    throw UserError(ErrorKind::resource, "another program has the database open", "close it, or wait until it is done");
  if (has("INTERRUPT")) throw UserError(ErrorKind::resource, "interrupted", "run it again");
  if (has("IO Error") || has("Cannot open file") || has("not a valid DuckDB database"))
    throw UserError(ErrorKind::resource, message, "check the disk; delete the file and build again");
  throw InternalError("the engine refused a statement of ours: " + message);
}

struct QueryGuard {
  duckdb_result result{};
  ~QueryGuard() { duckdb_destroy_result(&result); }
};

struct PreparedGuard {
  duckdb_prepared_statement statement = nullptr;
  ~PreparedGuard() { duckdb_destroy_prepare(&statement); }
};

class DuckResult final : public Result {
 public:
  /// Takes ownership of the result. A column of a kind the views do not know has been cast to text by the caller's SQL.
  explicit DuckResult(duckdb_result result) : result_(result) {
    const idx_t count = duckdb_column_count(&result_);
    for (idx_t i = 0; i < count; ++i)
      columns_.push_back({duckdb_column_name(&result_, i), type_of(duckdb_column_type(&result_, i))});
  }
  ~DuckResult() override {
    if (chunk_) duckdb_destroy_data_chunk(&chunk_);
    duckdb_destroy_result(&result_);
  }

  const std::vector<Column>& columns() const override { return columns_; }

  const Chunk* next() override {
    if (chunk_) duckdb_destroy_data_chunk(&chunk_);
    chunk_ = duckdb_fetch_chunk(result_);
    if (!chunk_) {
      if (const char* message = duckdb_result_error(&result_); message && *message) fail(tidy(message));
      return nullptr;
    }
    view_.rows = duckdb_data_chunk_get_size(chunk_);
    view_.columns.clear();
    for (idx_t i = 0; i < columns_.size(); ++i) view_.columns.push_back(Access::view(duckdb_data_chunk_get_vector(chunk_, i)));
    return view_.rows ? &view_ : next();
  }

 private:
  duckdb_result result_;
  duckdb_data_chunk chunk_ = nullptr;
  std::vector<Column> columns_;
  Chunk view_;
};

class DuckAppender final : public Appender {
 public:
  DuckAppender(duckdb_connection connection, const std::string& table) {
    const std::size_t dot = table.find('.');
    const std::string schema = dot == std::string::npos ? "" : table.substr(0, dot);
    const std::string name = dot == std::string::npos ? table : table.substr(dot + 1);
    if (duckdb_appender_create(connection, schema.empty() ? nullptr : schema.c_str(), name.c_str(), &appender_) != DuckDBSuccess) {
      const std::string message = tidy(duckdb_appender_error(appender_));
      duckdb_appender_destroy(&appender_);
      fail(message);
    }
  }
  ~DuckAppender() override { duckdb_appender_destroy(&appender_); }

  void add(std::span<const Value> row) override {
    for (const Value& value : row) check(append(value));
    check(duckdb_appender_end_row(appender_));
  }
  void flush() override { check(duckdb_appender_flush(appender_)); }

 private:
  duckdb_state append(const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return duckdb_append_varchar_length(appender_, text->data(), text->size());
    if (const auto* number = std::get_if<double>(&value))
      return std::isnan(*number) ? duckdb_append_null(appender_) : duckdb_append_double(appender_, *number);
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return duckdb_append_int64(appender_, *whole);
    if (const auto* truth = std::get_if<bool>(&value)) return duckdb_append_bool(appender_, *truth);
    return duckdb_append_null(appender_);
  }
  void check(duckdb_state state) {
    if (state != DuckDBSuccess) fail(tidy(duckdb_appender_error(appender_)));
  }
  duckdb_appender appender_ = nullptr;
};

/// A stream while it is a table function: the engine's callbacks find it through extra_info.
struct StreamHolder {
  Stream* stream;
};

struct CursorHolder {
  std::unique_ptr<Cursor> cursor;
};

void stream_bind(duckdb_bind_info info) {
  const auto* holder = static_cast<StreamHolder*>(duckdb_bind_get_extra_info(info));
  for (const Column& column : holder->stream->columns()) {
    duckdb_logical_type type = duckdb_create_logical_type(duckdb_type_of(column.type));
    duckdb_bind_add_result_column(info, column.name.c_str(), type);
    duckdb_destroy_logical_type(&type);
  }
}

void stream_init(duckdb_init_info info) {
  const auto* holder = static_cast<StreamHolder*>(duckdb_init_get_extra_info(info));
  duckdb_init_set_max_threads(info, holder->stream->parallelism());
}

void stream_local_init(duckdb_init_info info) {
  const auto* holder = static_cast<StreamHolder*>(duckdb_init_get_extra_info(info));
  try {
    duckdb_init_set_init_data(info, new CursorHolder{holder->stream->open()}, [](void* data) { delete static_cast<CursorHolder*>(data); });
  } catch (const std::exception& error) {
    duckdb_init_set_error(info, error.what());
  }
}

void stream_scan(duckdb_function_info info, duckdb_data_chunk output) {
  const auto* holder = static_cast<StreamHolder*>(duckdb_function_get_extra_info(info));
  auto* local = static_cast<CursorHolder*>(duckdb_function_get_local_init_data(info));
  try {
    ChunkWriter writer;
    Access::bind(writer, output, holder->stream->columns());
    duckdb_data_chunk_set_size(output, local->cursor->fill(writer));
  } catch (const std::exception& error) {
    duckdb_function_set_error(info, error.what());
  }
}

/// The database itself, shared by its sessions.
struct Database {
  duckdb_database handle = nullptr;
  std::size_t lent = 0;  ///< threads that may be lent
  ~Database() { duckdb_close(&handle); }
};

class DuckThreads final : public LentThreads {
 public:
  explicit DuckThreads(std::shared_ptr<Database> database) : database_(std::move(database)), state_(duckdb_create_task_state(database_->handle)) {
    for (std::size_t i = 0; i < database_->lent; ++i) threads_.emplace_back([this] { duckdb_execute_tasks_state(state_); });
  }
  ~DuckThreads() override {
    duckdb_finish_execution(state_);
    for (std::thread& thread : threads_) thread.join();
    duckdb_destroy_task_state(state_);
  }

 private:
  std::shared_ptr<Database> database_;
  duckdb_task_state state_;
  std::vector<std::thread> threads_;
};

class DuckSession final : public Session {
 public:
  explicit DuckSession(std::shared_ptr<Database> database) : database_(std::move(database)) {
    if (duckdb_connect(database_->handle, &connection_) != DuckDBSuccess) throw InternalError("the engine gives no connection");
  }
  ~DuckSession() override { duckdb_disconnect(&connection_); }

  void execute(const std::string& sql) override {
    QueryGuard guard;
    if (duckdb_query(connection_, sql.c_str(), &guard.result) != DuckDBSuccess) fail(tidy(duckdb_result_error(&guard.result)));
  }

  std::unique_ptr<Result> query_streamed(const std::string& sql) {
    PreparedGuard prepared;
    prepare(sql, prepared);
    duckdb_pending_result pending = nullptr;
    duckdb_result result{};
    const bool runs = duckdb_pending_prepared_streaming(prepared.statement, &pending) == DuckDBSuccess && duckdb_execute_pending(pending, &result) == DuckDBSuccess;
    const std::string message = runs ? "" : tidy(duckdb_pending_error(pending));
    duckdb_destroy_pending(&pending);
    if (runs) return std::make_unique<DuckResult>(result);
    duckdb_destroy_result(&result);
    fail(message);
  }

  std::unique_ptr<Result> query(const std::string& sql, std::span<const Value> parameters) override {
    PreparedGuard prepared;
    prepare(sql, prepared);
    for (std::size_t i = 0; i < parameters.size(); ++i) bind(prepared.statement, i + 1, parameters[i]);
    duckdb_result result{};
    if (duckdb_execute_prepared(prepared.statement, &result) != DuckDBSuccess) {
      const std::string message = tidy(duckdb_result_error(&result));
      duckdb_destroy_result(&result);
      fail(message);
    }
    return std::make_unique<DuckResult>(result);
  }

  std::optional<std::vector<Column>> describe(const std::string& sql, std::string& message) override {
    PreparedGuard prepared;
    if (duckdb_prepare(connection_, sql.c_str(), &prepared.statement) != DuckDBSuccess) {
      message = tidy(duckdb_prepare_error(prepared.statement));
      return std::nullopt;
    }
    std::vector<Column> columns;
    const idx_t count = duckdb_prepared_statement_column_count(prepared.statement);
    for (idx_t i = 0; i < count; ++i) {
      const char* name = duckdb_prepared_statement_column_name(prepared.statement, i);
      columns.push_back({name, type_of(duckdb_prepared_statement_column_type(prepared.statement, i))});
      duckdb_free(const_cast<char*>(name));
    }
    return columns;
  }

  StatementKind kind_of(const std::string& sql) override {
    StatementKind kind;
    duckdb_extracted_statements statements = nullptr;
    kind.statements = duckdb_extract_statements(connection_, sql.c_str(), &statements);
    if (kind.statements == 1) {
      PreparedGuard prepared;
      kind.is_select = duckdb_prepare_extracted_statement(connection_, statements, 0, &prepared.statement) == DuckDBSuccess &&
                       duckdb_prepared_statement_type(prepared.statement) == DUCKDB_STATEMENT_TYPE_SELECT;
    }
    duckdb_destroy_extracted(&statements);
    return kind;
  }

  std::vector<std::string> tables_read(const std::string& sql) override {
    std::vector<std::string> tables;
    duckdb_value list = duckdb_get_table_names(connection_, sql.c_str(), false);
    if (!list) return tables;
    const idx_t count = duckdb_get_list_size(list);
    for (idx_t i = 0; i < count; ++i) {
      duckdb_value value = duckdb_get_list_child(list, i);
      char* text = duckdb_get_varchar(value);
      tables.emplace_back(text);
      duckdb_free(text);
      duckdb_destroy_value(&value);
    }
    duckdb_destroy_value(&list);
    std::sort(tables.begin(), tables.end());
    return tables;
  }

  void attach_stream(const std::string& name, Stream& stream) override {
    duckdb_table_function function = duckdb_create_table_function();
    duckdb_table_function_set_name(function, name.c_str());
    duckdb_table_function_set_extra_info(function, new StreamHolder{&stream}, [](void* data) { delete static_cast<StreamHolder*>(data); });
    duckdb_table_function_set_bind(function, stream_bind);
    duckdb_table_function_set_init(function, stream_init);
    duckdb_table_function_set_local_init(function, stream_local_init);
    duckdb_table_function_set_function(function, stream_scan);
    const duckdb_state state = duckdb_register_table_function(connection_, function);
    duckdb_destroy_table_function(&function);
    if (state != DuckDBSuccess) throw InternalError("the stream '" + name + "' cannot be made readable");
  }

  std::unique_ptr<Appender> append_to(const std::string& table) override { return std::make_unique<DuckAppender>(connection_, table); }
  std::unique_ptr<Session> connect() override { return std::make_unique<DuckSession>(database_); }
  [[nodiscard]] std::shared_ptr<Database> database() const { return database_; }
  void interrupt() override { duckdb_interrupt(connection_); }
  double progress() override {
    const double percentage = duckdb_query_progress(connection_).percentage;
    return percentage < 0 ? -1 : percentage / 100;
  }
  void lock_settings() override { execute("SET lock_configuration = true"); }

 private:
  void prepare(const std::string& sql, PreparedGuard& prepared) {
    if (duckdb_prepare(connection_, sql.c_str(), &prepared.statement) != DuckDBSuccess) fail(tidy(duckdb_prepare_error(prepared.statement)));
  }
  static void bind(duckdb_prepared_statement statement, idx_t index, const Value& value) {
    duckdb_state state;
    if (const auto* text = std::get_if<std::string>(&value)) state = duckdb_bind_varchar_length(statement, index, text->data(), text->size());
    else if (const auto* number = std::get_if<double>(&value)) state = duckdb_bind_double(statement, index, *number);
    else if (const auto* whole = std::get_if<std::int64_t>(&value)) state = duckdb_bind_int64(statement, index, *whole);
    else if (const auto* truth = std::get_if<bool>(&value)) state = duckdb_bind_boolean(statement, index, *truth);
    else state = duckdb_bind_null(statement, index);
    if (state != DuckDBSuccess) throw InternalError(fmt::format("parameter {} cannot be bound", index));
  }

  std::shared_ptr<Database> database_;
  duckdb_connection connection_ = nullptr;
};

}  // namespace

ColumnView Access::view(duckdb_vector vector) {
  ColumnView column;
  duckdb_logical_type logical = duckdb_vector_get_column_type(vector);
  const duckdb_type type = duckdb_get_type_id(logical);
  column.physical_ = type;
  if (type == DUCKDB_TYPE_DECIMAL) {
    column.physical_ = duckdb_decimal_internal_type(logical);
    column.scale_ = std::pow(10.0, duckdb_decimal_scale(logical));
  }
  duckdb_destroy_logical_type(&logical);
  column.type = type_of(type);
  if (column.type == ColumnType::text && type != DUCKDB_TYPE_VARCHAR && type != DUCKDB_TYPE_BLOB)
    throw InternalError(fmt::format("a result has a column of a kind ({}) that must be cast to text first", static_cast<int>(type)));
  column.validity_ = duckdb_vector_get_validity(vector);
  column.data_ = duckdb_vector_get_data(vector);
  return column;
}

void Access::bind(ChunkWriter& out, duckdb_data_chunk chunk, const std::vector<Column>& columns) {
  out.capacity_ = duckdb_vector_size();
  for (idx_t i = 0; i < columns.size(); ++i) {
    duckdb_vector vector = duckdb_data_chunk_get_vector(chunk, i);
    out.vectors_.push_back(vector);
    out.data_.push_back(duckdb_vector_get_data(vector));
    duckdb_vector_ensure_validity_writable(vector);
    std::uint64_t* validity = duckdb_vector_get_validity(vector);
    // Nothing is valid until it is set: a cell that the cursor leaves out is NULL.
    std::memset(validity, 0, (out.capacity_ + 63) / 64 * sizeof(std::uint64_t));
    out.validity_.push_back(validity);
    out.types_.push_back(columns[i].type);
  }
}

std::int64_t ColumnView::integer(std::size_t row) const {
  switch (physical_) {
    case DUCKDB_TYPE_BOOLEAN: return static_cast<const bool*>(data_)[row];
    case DUCKDB_TYPE_TINYINT: return static_cast<const std::int8_t*>(data_)[row];
    case DUCKDB_TYPE_SMALLINT: return static_cast<const std::int16_t*>(data_)[row];
    case DUCKDB_TYPE_DATE:
    case DUCKDB_TYPE_INTEGER: return static_cast<const std::int32_t*>(data_)[row];
    case DUCKDB_TYPE_TIMESTAMP:
    case DUCKDB_TYPE_BIGINT: return static_cast<const std::int64_t*>(data_)[row];
    case DUCKDB_TYPE_UTINYINT: return static_cast<const std::uint8_t*>(data_)[row];
    case DUCKDB_TYPE_USMALLINT: return static_cast<const std::uint16_t*>(data_)[row];
    case DUCKDB_TYPE_UINTEGER: return static_cast<const std::uint32_t*>(data_)[row];
    case DUCKDB_TYPE_UBIGINT: return static_cast<std::int64_t>(static_cast<const std::uint64_t*>(data_)[row]);
    case DUCKDB_TYPE_HUGEINT: {
      const auto& value = static_cast<const duckdb_hugeint*>(data_)[row];
      if (value.upper != 0 && value.upper != -1) throw InternalError("a whole number beyond 64 bits");
      return static_cast<std::int64_t>(value.lower);
    }
    default: throw InternalError("a column that holds no whole numbers was read as one");
  }
}

double ColumnView::number(std::size_t row) const {
  if (type == ColumnType::integer) {
    if (physical_ == DUCKDB_TYPE_HUGEINT) return hugeint_number(static_cast<const duckdb_hugeint*>(data_)[row]);
    return static_cast<double>(integer(row));
  }
  if (scale_ != 1) {
    if (physical_ == DUCKDB_TYPE_HUGEINT) return hugeint_number(static_cast<const duckdb_hugeint*>(data_)[row]) / scale_;
    return static_cast<double>(integer(row)) / scale_;
  }
  switch (physical_) {
    case DUCKDB_TYPE_FLOAT: return static_cast<const float*>(data_)[row];
    case DUCKDB_TYPE_DOUBLE: return static_cast<const double*>(data_)[row];
    case DUCKDB_TYPE_HUGEINT: return hugeint_number(static_cast<const duckdb_hugeint*>(data_)[row]);
    default: return static_cast<double>(integer(row));
  }
}

namespace {

template <class Stored>
void copy_numbers(const void* data, std::span<double> into) {
  const auto* stored = static_cast<const Stored*>(data);
  for (std::size_t row = 0; row < into.size(); ++row) into[row] = static_cast<double>(stored[row]);
}

}  // namespace

void ColumnView::numbers(std::span<double> into) const {
  // The usual types without a decision for every row; what stands under a NULL is overwritten below.
  if (physical_ == DUCKDB_TYPE_BIGINT && scale_ == 1) copy_numbers<std::int64_t>(data_, into);
  else if (physical_ == DUCKDB_TYPE_DOUBLE) copy_numbers<double>(data_, into);
  else if (physical_ == DUCKDB_TYPE_INTEGER && scale_ == 1) copy_numbers<std::int32_t>(data_, into);
  else
    for (std::size_t row = 0; row < into.size(); ++row) into[row] = is_null(row) ? 0 : number(row);
  if (!validity_) return;
  for (std::size_t row = 0; row < into.size(); ++row)
    if (is_null(row)) into[row] = std::numeric_limits<double>::quiet_NaN();
}

std::string_view ColumnView::text(std::size_t row) const {
  if (type != ColumnType::text) throw InternalError("a column that holds no text was read as text");
  const auto* strings = static_cast<const duckdb_string_t*>(data_);
  // duckdb_string_t_data takes a pointer that it does not write through.
  auto* cell = const_cast<duckdb_string_t*>(&strings[row]);
  return {duckdb_string_t_data(cell), duckdb_string_t_length(*cell)};
}

namespace {

void mark_valid(std::uint64_t* validity, std::size_t row) { validity[row / 64] |= std::uint64_t{1} << (row % 64); }

}  // namespace

void ChunkWriter::set_text(std::size_t column, std::size_t row, std::string_view value) {
  // Short texts live inside the cell itself; only longer ones go through the library.
  if (value.size() <= 12) {
    auto& cell = static_cast<duckdb_string_t*>(data_[column])[row];
    std::memset(&cell, 0, sizeof cell);
    cell.value.inlined.length = static_cast<std::uint32_t>(value.size());
    std::memcpy(cell.value.inlined.inlined, value.data(), value.size());
  } else {
    duckdb_vector_assign_string_element_len(static_cast<duckdb_vector>(vectors_[column]), row, value.data(), value.size());
  }
  mark_valid(validity_[column], row);
}

void ChunkWriter::set_integer(std::size_t column, std::size_t row, std::int64_t value) {
  switch (types_[column]) {
    case ColumnType::boolean: static_cast<bool*>(data_[column])[row] = value != 0; break;
    case ColumnType::date: static_cast<std::int32_t*>(data_[column])[row] = static_cast<std::int32_t>(value); break;
    default: static_cast<std::int64_t*>(data_[column])[row] = value;
  }
  mark_valid(validity_[column], row);
}

void ChunkWriter::set_number(std::size_t column, std::size_t row, double value) {
  static_cast<double*>(data_[column])[row] = value;
  mark_valid(validity_[column], row);
}

void ChunkWriter::set_null(std::size_t column, std::size_t row) { validity_[column][row / 64] &= ~(std::uint64_t{1} << (row % 64)); }

namespace {

std::unique_ptr<Session> open(const std::filesystem::path& file, const Settings& settings, bool has_threads) {
  duckdb_config config = nullptr;
  duckdb_create_config(&config);
  std::string refused;
  const auto set = [&](const char* name, const std::string& value) {
    if (duckdb_set_config(config, name, value.c_str()) != DuckDBSuccess && refused.empty()) refused = std::string(name) + " = " + value;
  };
  set("autoinstall_known_extensions", "false");
  set("autoload_known_extensions", "false");
  // Rows carry their file and line, so the order in which threads deliver them need not be kept.
  set("preserve_insertion_order", settings.file_access ? "true" : "false");
  auto database = std::make_shared<Database>();
  const std::size_t threads = settings.threads || has_threads ? settings.threads : std::max(1u, std::thread::hardware_concurrency());
  if (threads) set("threads", std::to_string(threads));
  if (!has_threads) {
    set("external_threads", std::to_string(threads));
    database->lent = threads - 1;
  }
  if (!settings.memory_limit.empty()) set("memory_limit", settings.memory_limit);
  if (!settings.temporary.empty()) set("temp_directory", settings.temporary.string());
  if (settings.read_only) set("access_mode", "READ_ONLY");
  // Last: once files are out of bounds, the engine takes no folder to spill to.
  set("enable_external_access", settings.file_access ? "true" : "false");
  char* message = nullptr;
  const duckdb_state state =
      refused.empty() ? duckdb_open_ext(file.c_str(), &database->handle, config, &message) : DuckDBError;
  duckdb_destroy_config(&config);
  if (!refused.empty())
    throw UserError(ErrorKind::usage, "the engine does not take the setting " + refused, "give memory_limit as for example \"2GiB\" and threads as a whole number");
  if (state != DuckDBSuccess) {
    const std::string text = tidy(message);
    duckdb_free(message);
    if (text.find("memory limit") != std::string::npos || text.find("Parser Error") != std::string::npos)
      throw UserError(ErrorKind::usage, text, "give memory_limit as for example \"2GiB\"");
    if (text.find("lock") != std::string::npos)
      throw UserError(ErrorKind::resource, "another program has the database open", core::Place{file.string()}, "close it, or wait until it is done");
    throw UserError(ErrorKind::resource, text, core::Place{file.string()}, "check the file and its folder, or build again");
  }
  return std::make_unique<DuckSession>(std::move(database));
}

}  // namespace

std::unique_ptr<Session> open_database(const std::filesystem::path& file, const Settings& settings) { return open(file, settings, true); }

std::unique_ptr<Session> open_without_threads(const std::filesystem::path& file, const Settings& settings) { return open(file, settings, false); }

std::unique_ptr<Result> query_streamed(Session& session, const std::string& sql) { return dynamic_cast<DuckSession&>(session).query_streamed(sql); }

std::unique_ptr<LentThreads> lend_threads(Session& session) { return std::make_unique<DuckThreads>(dynamic_cast<DuckSession&>(session).database()); }

std::string engine_version() { return std::string("DuckDB ") + duckdb_library_version(); }

}  // namespace dmp::engine
