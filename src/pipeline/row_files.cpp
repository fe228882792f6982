#include "pipeline/row_files.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>

#include "core/errors.hpp"

namespace dmp::pipeline {

std::unique_ptr<engine::Session> file_session() {
  engine::Settings settings;
  settings.threads = 1;
  settings.file_access = true;
  return engine::open_database(":memory:", settings);
}

namespace {

/// What the program holds already, in bytes: a verb may have read another edition before.
double held() {
  std::ifstream told("/proc/self/statm");
  double pages = 0, resident = 0;
  return told >> pages >> resident ? resident * static_cast<double>(sysconf(_SC_PAGE_SIZE)) : 0;
}

}  // namespace

void check_memory_for(engine::Session& session, const std::filesystem::path& file, std::size_t row_bytes) {
  constexpr double kGibibyte = 1024.0 * 1024.0 * 1024.0;
  const double rows = engine::fetch_number(session, "SELECT coalesce(sum(num_rows), 0) FROM parquet_file_metadata(" + engine::quoted_text(file.string()) + ")");
  // Twice: an id lies beside its row, and a verb makes lists of what it holds.
  const double needed = 2 * rows * static_cast<double>(row_bytes) / kGibibyte, there = (static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGE_SIZE)) - held()) / kGibibyte;
  if (needed <= there) return;
  throw core::UserError(core::ErrorKind::resource, fmt::format("this command holds all figures of the edition, {:.0f}, and would need {:.0f} GiB of memory; the machine has {:.0f} left", rows, needed, there),
                        core::Place{file.string()}, "use dmp serve, or dmp estimates with --indicator or --area: they hold no more than they show");
}

namespace {

std::string selection(const std::filesystem::path& file, const EstimateFilter& filter) {
  std::string where;
  const auto require = [&](const char* column, const std::string& value) {
    if (!value.empty()) where += fmt::format("{} {} = {}", where.empty() ? " WHERE" : " AND", column, engine::quoted_text(value));
  };
  require("indicator_id", filter.indicator);
  require("area_code", filter.area);
  require("period", filter.period);
  return "SELECT * FROM read_parquet(" + engine::quoted_text(file.string()) + ")" + where;
}

}  // namespace

core::DataTable read_rows(const std::filesystem::path& file, const EstimateFilter& filter) { return engine::fetch(*file_session(), selection(file, filter)); }

void read_rows(const std::filesystem::path& file, const EstimateFilter& filter, const std::function<void(const core::DataTable&)>& take) {
  const auto session = file_session();
  const auto result = engine::query_streamed(*session, selection(file, filter));
  bool none = true;
  for (; const engine::Chunk* chunk = result->next(); none = false) take(engine::table_of(*result, *chunk));
  if (none) take(engine::table_of(*result, {}));
}

}  // namespace dmp::pipeline
