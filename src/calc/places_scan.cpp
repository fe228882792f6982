#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <unordered_map>

#include "calc/places.hpp"
#include "core/errors.hpp"
#include "core/number.hpp"
#include "stats/scan.hpp"

namespace dmp::calc {
namespace {

using core::Cell;

constexpr std::string_view kPoisson = "poisson", kBernoulli = "bernoulli", kSpaceTime = "space-time";

/// The table as the scan reads it, with the names of its places and times.
struct ScanTable {
  stats::ScanCounts counts;
  std::vector<std::string> places;
  std::vector<std::string> times;
};

/// The names in the order in which they come up, and the place of each row's name among them.
struct Names {
  std::vector<std::string> names;
  std::vector<std::size_t> of_row;
};

Names names_in(const std::vector<std::string>& texts) {
  Names result;
  std::unordered_map<std::string, std::size_t> known;
  for (const std::string& text : texts) {
    const auto [found, is_new] = known.try_emplace(text, result.names.size());
    if (is_new) result.names.push_back(text);
    result.of_row.push_back(found->second);
  }
  return result;
}

/// Times in their order: as numbers where all are numbers, else as texts (2024-01, 2024-02, ...).
Names times_in(const std::vector<std::string>& texts) {
  Names result = names_in(texts);
  std::vector<double> numbers;
  for (const std::string& name : result.names) numbers.push_back(core::parse_number(name).value_or(std::nan("")));
  const bool numeric = std::none_of(numbers.begin(), numbers.end(), [](double number) { return std::isnan(number); });
  std::vector<std::size_t> order(result.names.size()), rank(result.names.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return numeric && numbers[a] != numbers[b] ? numbers[a] < numbers[b] : result.names[a] < result.names[b];
  });
  std::vector<std::string> sorted;
  for (std::size_t k = 0; k < order.size(); ++k) {
    rank[order[k]] = k;
    sorted.push_back(result.names[order[k]]);
  }
  for (std::size_t& time : result.of_row) time = rank[time];
  result.names = std::move(sorted);
  return result;
}

Numbers complete(const Request& request, std::string_view column, bool counted) {
  Numbers values = counted ? request.counts(column) : request.numbers(column);
  for (std::size_t row = 0; row < request.table.rows; ++row)
    if (values.missing(row)) request.fail(row, column, values.reason(row), "a scan needs every number: fill it in or leave the place out");
  return values;
}

Numbers whole_numbers(const Request& request, std::string_view column) {
  Numbers values = complete(request, column, true);
  for (std::size_t row = 0; row < request.table.rows; ++row)
    if (values[row] != std::floor(values[row]) || values[row] > 4e9)
      request.fail(row, column, fmt::format("{} in column '{}' is no whole number", core::exact_text(values[row]), values.column),
                   "give counts of people");
  return values;
}

/// The population at risk: the column, or cases and controls together.
Numbers population_of(const Request& request, const Numbers& cases, std::string_view model) {
  const bool bernoulli = model == kBernoulli;
  if (bernoulli && request.has("controls")) {
    Numbers people = whole_numbers(request, "controls");
    for (std::size_t row = 0; row < request.table.rows; ++row) people.values[row] += cases[row];
    return people;
  }
  if (!request.has("population"))
    throw core::UserError(core::ErrorKind::usage, bernoulli ? "there are no controls and no population" : "there is no population",
                          {request.table.file, 0, 0}, bernoulli ? "name the column with --controls COLUMN"
                              : "name the column with --population COLUMN");
  return bernoulli ? whole_numbers(request, "population") : complete(request, "population", true);
}

void check_row(const Request& request, std::size_t row, double cases, double people, std::string_view model) {
  if (model == kBernoulli && cases > people) request.fail(row, "cases", "there are more cases than people", "people are cases and controls together");
  if (cases > 0 && people == 0) request.fail(row, "population", "there are cases where nobody lives", "give the place its population");
}

ScanTable table_of(const Request& request, std::string_view model) {
  const Numbers cases = whole_numbers(request, "cases"), people = population_of(request, cases, model);
  const Numbers x = complete(request, "x", false), y = complete(request, "y", false);
  const Names places = names_in(request.texts("id"));
  const std::size_t rows = request.table.rows;
  const Names times = model == kSpaceTime ? times_in(request.texts("time")) : Names{{""}, std::vector<std::size_t>(rows, 0)};
  ScanTable table{{.x = std::vector<double>(places.names.size(), std::nan("")), .y = std::vector<double>(places.names.size()),
                   .times = times.names.size()},
                  places.names, times.names};
  const std::size_t cells = places.names.size() * times.names.size();
  table.counts.cases.resize(cells);
  table.counts.population.resize(cells);
  std::vector<char> filled(cells);
  for (std::size_t row = 0; row < rows; ++row) {
    check_row(request, row, cases[row], people[row], model);
    const std::size_t place = places.of_row[row], cell = place * times.names.size() + times.of_row[row];
    if (filled[cell]) request.fail(row, "id", fmt::format("the place '{}' stands on more than one row", places.names[place]),
                                   model == kSpaceTime ? "give every place one row a time" : "give every place one row");
    filled[cell] = 1;
    if (!std::isnan(table.counts.x[place]) && (table.counts.x[place] != x[row] || table.counts.y[place] != y[row]))
      request.fail(row, "x", fmt::format("the place '{}' has moved", places.names[place]), "give a place the same x and y at every time");
    table.counts.x[place] = x[row];
    table.counts.y[place] = y[row];
    table.counts.cases[cell] = static_cast<std::uint32_t>(cases[row]);
    table.counts.population[cell] = people[row];
  }
  return table;
}

stats::ScanSettings settings_of(const Request& request, std::string_view model) {
  static constexpr std::array<std::string_view, 2> kWindows = {"circle", "ellipse"};
  static constexpr std::array<std::string_view, 2> kCoordinates = {"planar", "longitude-latitude"};
  stats::ScanSettings settings;
  settings.model = model == kBernoulli ? stats::ScanModel::bernoulli : stats::ScanModel::poisson;
  settings.ellipses = request.choice("window", kWindows) == "ellipse";
  settings.great_circle = request.choice("coordinates", kCoordinates) != "planar";
  if (settings.ellipses && settings.great_circle)
    throw core::UserError(core::ErrorKind::usage, "ellipses are drawn on the plane", "give planar x and y, or use --window circle");
  settings.max_share = request.number_option("max-share", 0, 1);
  settings.max_time = request.number_option("max-time", 0, 1);
  settings.max_places = request.given("max-places") ? static_cast<std::size_t>(request.number_option("max-places", 1, 1e9)) : 0;
  settings.replicates = static_cast<std::uint64_t>(request.number_option("permutations", 0, 1e6));
  settings.seed = request.seed;
  settings.threads = request.threads;
  return settings;
}

void add_cluster(core::DataTable& result, const ScanTable& table, const stats::ScanCluster& cluster, std::string_view model, bool ellipses) {
  std::string ids;
  for (const std::size_t place : cluster.places) ids += (ids.empty() ? "" : " ") + table.places[place];
  std::vector<Cell> row = {static_cast<long long>(result.rows().size()) + 1, Cell(ids)};
  for (const double number : {table.counts.x[cluster.centre], table.counts.y[cluster.centre], cluster.radius, cluster.cases, cluster.expected,
                              cluster.population,
                              cluster.relative_risk, cluster.llr, cluster.p})
    row.push_back(number_cell(number));
  if (model == kSpaceTime) {
    row.emplace_back(table.times[cluster.first_time]);
    row.emplace_back(table.times[cluster.last_time]);
  }
  if (ellipses) {
    row.emplace_back(cluster.shape);
    row.emplace_back(cluster.angle);
  }
  row.push_back(std::isnan(cluster.relative_risk) ? Cell("no cases outside: no relative risk") : Cell());
  result.add(std::move(row));
}

}  // namespace

core::DataTable scan(const Request& request) {
  static constexpr std::array<std::string_view, 3> kModels = {kPoisson, kBernoulli, kSpaceTime};
  const std::string& model = request.choice("model", kModels);
  const stats::ScanSettings settings = settings_of(request, model);
  const ScanTable table = table_of(request, model);
  std::vector<std::string> columns = {"cluster", "ids", "x", "y", "radius", "cases", "expected", "population", "relative_risk", "llr", "p"};
  if (model == kSpaceTime) columns.insert(columns.end(), {"first_time", "last_time"});
  if (settings.ellipses) columns.insert(columns.end(), {"shape", "angle"});
  core::DataTable result = request.result(columns);
  for (const stats::ScanCluster& cluster : stats::scan(table.counts, settings)) add_cluster(result, table, cluster, model, settings.ellipses);
  return result;
}

}  // namespace dmp::calc
