#include "engine/table_functions.hpp"

namespace dmp::engine {

namespace {

std::set<std::string> asked(Session& session) {
  std::set<std::string> names;
  const auto rows = session.query(
      "SELECT DISTINCT lower(function_name) FROM duckdb_functions() WHERE function_type IN ('table', 'table_macro', 'pragma') "
      "AND function_name NOT IN ('generate_series', 'range', 'repeat', 'repeat_row', 'unnest', 'json_each', 'json_tree')");
  while (const Chunk* chunk = rows->next())
    for (std::size_t i = 0; i < chunk->rows; ++i) names.emplace(chunk->columns[0].text(i));
  return names;
}

}  // namespace

const std::set<std::string>& reaching_table_functions(Session& session) {
  // The same for every session of a process: they belong to the engine, and nothing can add to them.
  static const std::set<std::string> names = asked(session);
  return names;
}

}  // namespace dmp::engine
