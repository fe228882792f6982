#include "pipeline/row_files.hpp"

#include <fmt/format.h>

namespace dmp::pipeline {

std::unique_ptr<engine::Session> file_session() {
  engine::Settings settings;
  settings.threads = 1;
  settings.file_access = true;
  return engine::open_database(":memory:", settings);
}

core::DataTable read_rows(const std::filesystem::path& file, const EstimateFilter& filter) {
  std::vector<engine::Value> parameters;
  std::string where;
  const auto require = [&](const char* column, const std::string& value) {
    if (value.empty()) return;
    parameters.emplace_back(value);
    where += fmt::format("{} {} = ${}", where.empty() ? " WHERE" : " AND", column, parameters.size());
  };
  require("indicator_id", filter.indicator);
  require("area_code", filter.area);
  require("period", filter.period);
  return engine::fetch(*file_session(), "SELECT * FROM read_parquet(" + engine::quoted_text(file.string()) + ")" + where, parameters);
}

}  // namespace dmp::pipeline
