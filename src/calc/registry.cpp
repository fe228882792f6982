#include <fmt/format.h>

#include <algorithm>

#include "calc/method.hpp"
#include "core/nearest.hpp"
#include "core/number.hpp"

namespace dmp::calc {
namespace {

using core::ErrorKind;
using core::UserError;

std::vector<Method> all_methods() {
  std::vector<Method> all;
  for (auto family : {health_methods, place_methods, market_methods, people_methods, disclosure_methods}) {
    std::vector<Method> list = family();
    std::move(list.begin(), list.end(), std::back_inserter(all));
  }
  return all;
}

Request request_of(Table table, const Call& call, const Method& method) {
  Request request;
  request.table = std::move(table);
  request.by = call.by;
  request.confidences = confidences_named(call.confidence);
  request.renamed = call.renamed;
  request.seed = call.seed;
  request.threads = call.threads;
  for (const OptionUse& option : method.options) request.options.emplace(option.name, option.fallback);
  for (const auto& [name, value] : call.options) {
    if (!request.options.contains(name)) throw core::InternalError(fmt::format("method {} has no option {}", method.name, name));
    request.options[name] = value;
  }
  if (!call.multiplier.empty()) {
    request.multiplier = core::parse_number(call.multiplier);
    if (!request.multiplier || *request.multiplier == 0)
      throw UserError(ErrorKind::usage, fmt::format("--multiplier '{}' is no number other than 0", call.multiplier), "give a number such as 100000");
  }
  return request;
}

/// Every column that is asked for must be there before the work begins, and be named once.
void check_columns(const Request& request, const Method& method) {
  for (const ColumnUse& column : method.columns) {
    const auto renamed = request.renamed.find(column.name);
    if (renamed == request.renamed.end() && (!column.required || request.table.find(column.name))) continue;
    const std::string name = renamed == request.renamed.end() ? std::string(column.name) : renamed->second;
    if (request.table.find(name) || (renamed != request.renamed.end() && (column.word || core::parse_number(name)))) continue;
    throw UserError(ErrorKind::usage, fmt::format("no column '{}' in the table.{}", name, core::suggestion(name, request.table.header)), {request.table.file, 0, 0},
                    fmt::format("name the column for {} with --{} COLUMN", column.help, column.name));
  }
  for (const std::string& name : request.by)
    if (!request.table.find(name))
      throw UserError(ErrorKind::usage, fmt::format("no column '{}' in the table.{}", name, core::suggestion(name, request.table.header)), {request.table.file, 0, 0}, "name columns of the file with --by");
}

}  // namespace

const std::vector<Method>& methods() {
  static const std::vector<Method> kAll = all_methods();
  return kAll;
}

const Method& method_named(std::string_view name) {
  std::vector<std::string> names;
  for (const Method& method : methods()) {
    if (method.name == name) return method;
    names.emplace_back(method.name);
  }
  throw UserError(ErrorKind::usage, fmt::format("unknown method '{}'.{}", name, core::suggestion(name, names)), "see dmp calc --list");
}

core::DataTable run_on(Table table, const Call& call) {
  const Method& method = method_named(call.method);
  const Request request = request_of(std::move(table), call, method);
  check_columns(request, method);
  return method.run(request);
}

core::DataTable run(const Call& call) {
  const Method& method = method_named(call.method);
  ReadSettings settings;
  settings.delimiter = call.delimiter;
  if (!method.every_column) {
    settings.wanted = call.by;
    for (const ColumnUse& column : method.columns) {
      const auto renamed = call.renamed.find(column.name);
      settings.wanted.push_back(renamed == call.renamed.end() ? std::string(column.name) : renamed->second);
    }
  }
  return run_on(read_table(call.file, settings), call);
}

}  // namespace dmp::calc
