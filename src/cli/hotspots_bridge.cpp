#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <map>
#include <set>

#include "calc/table.hpp"
#include "cli/hotspots_material.hpp"
#include "core/errors.hpp"
#include "core/nearest.hpp"
#include "core/number.hpp"
#include "places/bridge.hpp"

namespace dmp::cli {
namespace {

using core::Cell;
using core::ErrorKind;
using core::UserError;

struct Options {
  std::string file, lookup, population, code, from, to, rule = "shares";
};

const calc::Column& column_of(const calc::Table& table, const std::string& asked, std::initializer_list<const char*> usual, const std::string& option) {
  for (const std::string& name : asked.empty() ? std::vector<std::string>(usual.begin(), usual.end()) : std::vector<std::string>{asked})
    if (const calc::Column* found = table.find(name)) return *found;
  throw UserError(ErrorKind::usage, fmt::format("the file has no column{}.{}", asked.empty() ? " of codes that is known" : " '" + asked + "'", asked.empty() ? "" : core::suggestion(asked, table.header)), {table.file}, "name it with " + option);
}

std::string text_of(const calc::Table& table, const calc::Column& column, std::size_t row) { return core::exact_text(table.cell(row, column)); }

double number_of(const calc::Table& table, const calc::Column& column, std::size_t row) {
  if (!column.is_text()) return column.numbers[row];
  const std::string text(column.text(row));
  if (text.empty()) return std::nan("");
  const auto number = core::parse_number(text);
  if (!number) throw UserError(ErrorKind::data, fmt::format("'{}' in column '{}' is no number", text.substr(0, 40), column.name), table.place(row, column.name), "leave what is not known empty");
  return *number;
}

/// Columns of the file that hold numbers only.
std::vector<const calc::Column*> numbers_in(const calc::Table& table, const calc::Column& code) {
  std::vector<const calc::Column*> found;
  for (const calc::Column& column : table.columns) {
    if (&column == &code) continue;
    bool is_number = true;
    for (std::size_t row = 0; row < table.rows && is_number && column.is_text(); ++row) is_number = column.text(row).empty() || core::parse_number(std::string(column.text(row))).has_value();
    if (is_number) found.push_back(&column);
  }
  return found;
}

std::vector<places::BridgePopulation> read_population(const Options& options) {
  std::vector<places::BridgePopulation> population;
  if (options.population.empty()) return population;
  const calc::Table table = calc::read_table(options.population, {});
  const calc::Column& code = column_of(table, "", {"code", "area_code", "lsoa21_code", "lsoa11_code", "LSOA21CD", "LSOA11CD", "lsoa_code"}, "a column area_code in the file of residents");
  const calc::Column& people = column_of(table, "", {"population", "people", "residents", "total_population", "all_ages"}, "a column population in the file of residents");
  for (std::size_t row = 0; row < table.rows; ++row)
    if (const double count = number_of(table, people, row); count > 0) population.push_back({text_of(table, code, row), count});
  return population;
}

void run(const Options& options, Context& context) {
  const calc::Table lookup = calc::read_table(options.lookup, {}), table = calc::read_table(options.file, {});
  const calc::Column &from = column_of(lookup, options.from, {"lsoa11_code", "LSOA11CD", "old_code"}, "--from"), &to = column_of(lookup, options.to, {"lsoa21_code", "LSOA21CD", "new_code"}, "--to");
  const calc::Column& code = column_of(table, options.code, {"code", "area_code", "lsoa_code", "lsoa11_code", "LSOA11CD", "lsoa21_code", "LSOA21CD", "id"}, "--code");
  std::vector<places::BridgeLink> links;
  for (std::size_t row = 0; row < lookup.rows; ++row) links.push_back({text_of(lookup, from, row), text_of(lookup, to, row)});
  const places::Bridge bridge = places::bridge(links, read_population(options), options.rule == "shares" ? places::BridgeRule::shares : places::BridgeRule::best_fit);
  std::map<std::string, std::vector<const places::BridgeShare*>> shares;
  for (const places::BridgeShare& share : bridge.shares) shares[share.from].push_back(&share);
  const std::vector<const calc::Column*> numbers = numbers_in(table, code);
  if (numbers.empty()) throw UserError(ErrorKind::data, "the file has no column of numbers", {options.file}, "give a table of counts by area");
  struct Sum {
    std::vector<double> values;
    std::set<std::string> from;
    bool is_estimate = false;
  };
  std::map<std::string, Sum> sums;
  std::size_t unknown = 0;
  std::string first_unknown;
  for (std::size_t row = 0; row < table.rows; ++row) {
    const std::string old = text_of(table, code, row);
    const auto found = shares.find(old);
    if (found == shares.end()) {
      if (unknown++ == 0) first_unknown = old;
      continue;
    }
    for (const places::BridgeShare* share : found->second) {
      Sum& sum = sums[share->to];
      sum.values.resize(numbers.size(), 0);
      for (std::size_t k = 0; k < numbers.size(); ++k) sum.values[k] += number_of(table, *numbers[k], row) * share->share;
      sum.from.insert(old);
      sum.is_estimate = sum.is_estimate || share->is_estimate;
    }
  }
  std::vector<std::string> columns = {to.name};
  for (const calc::Column* column : numbers) columns.push_back(column->name);
  columns.emplace_back("note");
  core::DataTable result(columns);
  for (const auto& [area, sum] : sums) {
    std::vector<Cell> cells = {area};
    for (const double value : sum.values) cells.push_back(std::isnan(value) ? Cell() : Cell(value));
    cells.push_back(sum.is_estimate ? Cell(options.rule == "best_fit" ? "part of a divided area, best fit" : options.population.empty() ? "part of a divided area, equal parts" : "part of a divided area, by residents") : sum.from.size() > 1 ? Cell(fmt::format("{} areas together", sum.from.size())) : Cell());
    result.add(std::move(cells));
  }
  if (!context.quiet) {
    for (const calc::Column& column : table.columns)
      if (&column != &code && std::find(numbers.begin(), numbers.end(), &column) == numbers.end()) std::cerr << fmt::format("note: column '{}' does not hold numbers alone and is left out\n", column.name);
    if (unknown > 0) std::cerr << fmt::format("warning: {} rows have codes that the look-up does not hold and are left out, such as '{}'\n", unknown, first_unknown);
    if (!bridge.without_people.empty() && !options.population.empty()) std::cerr << fmt::format("warning: {} divided areas have parts without known residents: their parts share alike\n", bridge.without_people.size());
  }
  context.print(result);
  if (unknown > 0) context.exit_code = 1;
}

}  // namespace

void add_hotspots_bridge(CLI::App& parent, Context& context) {
  auto* verb = parent.add_subcommand("bridge", "counts by areas of one vintage as counts by areas of another");
  const auto options = std::make_shared<Options>();
  verb->add_option("FILE", options->file, "table with a column of codes and columns of counts")->required();
  verb->add_option("--lookup", options->lookup, "official look-up, a line an old and a new area")->required();
  verb->add_option("--population", options->population, "residents of the new areas: columns area_code, population (without it the parts of a divided area share alike)");
  verb->add_option("--rule", options->rule, "shares: parts by residents; best_fit: all to the part with the most residents")->check(CLI::IsMember({"shares", "best_fit"}))->capture_default_str();
  verb->add_option("--code", options->code, "column of codes in FILE");
  verb->add_option("--from", options->from, "column of the look-up with FILE's codes (default: lsoa11_code)");
  verb->add_option("--to", options->to, "column of the look-up with the codes wanted (default: lsoa21_code)");
  add_output_options(*verb, context);
  verb->footer("Only counts may be dealt out: of rates and scores take the count and the people apart. Totals are kept.\n\nExample:\n  dmp hotspots bridge offences_2011.csv --lookup lookup_lsoa11_lsoa21_ltla22.csv.gz --population residents_2021.csv");
  verb->callback([&context, options] { run(*options, context); });
}

}  // namespace dmp::cli
