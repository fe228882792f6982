#include <fmt/format.h>

#include <array>
#include <cmath>

#include "calc/health.hpp"
#include "calc/neighbours.hpp"
#include "core/number.hpp"
#include "stats/life_expectancy.hpp"
#include "stats/normal.hpp"
#include "stats/slope_index.hpp"
#include "stats/smoothing.hpp"

namespace dmp::calc {
namespace {

using core::Cell;

std::vector<double> picked(const std::vector<double>& values, std::span<const std::uint32_t> rows) {
  std::vector<double> result;
  result.reserve(rows.size());
  for (const std::uint32_t row : rows) result.push_back(values[row]);
  return result;
}

stats::Transform transform_of(const Request& request) {
  static constexpr std::array<std::string_view, 3> kNames = {"none", "log", "logit"};
  const std::string& name = request.choice("transform", kNames);
  return name == "log" ? stats::Transform::log : name == "logit" ? stats::Transform::logit : stats::Transform::none;
}

/// On the transformed scale: from the 95 % limits where they are given, else the column se.
std::vector<double> standard_errors(const Request& request, stats::Transform transform) {
  if (request.has("lower") && request.has("upper")) {
    const auto [lower, upper] = request.limits("lower", "upper");
    std::vector<double> errors(request.table.rows);
    for (std::size_t row = 0; row < errors.size(); ++row) {
      errors[row] = (stats::transformed(upper[row], transform) - stats::transformed(lower[row], transform)) / (2 * stats::two_sided_z(0.95));
      if (!std::isfinite(errors[row])) errors[row] = std::nan("");
    }
    return errors;
  }
  if (request.has("se")) return request.counts("se").values;
  return std::vector<double>(request.table.rows, std::nan(""));
}

std::string first_reason(const Numbers& a, const Numbers& b, std::span<const std::uint32_t> rows) {
  for (const std::uint32_t row : rows) {
    if (a.missing(row)) return a.reason(row);
    if (b.missing(row)) return b.reason(row);
  }
  return {};
}

}  // namespace

core::DataTable slope_index(const Request& request) {
  const Numbers population = request.counts("population");
  const Numbers value = request.numbers("value");
  stats::SlopeIndexSettings settings;
  settings.transform = transform_of(request);
  settings.multiplier = request.multiplier.value_or(1);
  settings.seed = request.seed;
  settings.repetitions = static_cast<std::uint64_t>(request.number_option("repetitions", 100, 1e8));
  const std::vector<double> errors = standard_errors(request, settings.transform);
  std::vector<std::string> columns = {"sii"};
  for (std::string& name : limit_columns(request.confidences, "sii_")) columns.push_back(std::move(name));
  columns.emplace_back("rii");
  for (std::string& name : limit_columns(request.confidences, "rii_")) columns.push_back(std::move(name));
  columns.emplace_back("intercept");
  core::DataTable result = request.result(columns);
  for (const auto& rows : request.groups().rows) {
    const auto index = stats::slope_index(picked(population.values, rows), picked(value.values, rows), picked(errors, rows), request.confidences, settings);
    std::vector<Cell> row = request.group_cells(rows.front());
    row.push_back(number_cell(index.sii));
    for (const core::Interval& interval : index.sii_intervals) add_limits(row, interval);
    row.push_back(number_cell(index.rii));
    for (const core::Interval& interval : index.rii_intervals) add_limits(row, interval);
    row.push_back(number_cell(index.intercept));
    std::string note = first_reason(population, value, rows);
    if (note.empty()) note = index.withheld;
    if (note.empty() && std::isnan(index.sii_intervals.front().lower)) note = "no standard errors, so no intervals";
    row.push_back(note.empty() ? Cell() : Cell(note));
    result.add(std::move(row));
  }
  return result;
}

namespace {

struct LifeColumns {
  Numbers age, deaths, people;
};

LifeColumns life_columns(const Request& request) {
  LifeColumns columns{request.counts("startage"), {}, {}};
  columns.deaths = request.counts("deaths");
  columns.people = request.counts("pops");
  for (std::size_t row = 0; row < request.table.rows; ++row)
    if (columns.deaths[row] > columns.people[row])
      request.fail(row, "deaths", fmt::format("{} deaths among {} people", core::exact_text(columns.deaths[row]), core::exact_text(columns.people[row])), "give person-years of the same period as the deaths");
  return columns;
}

}  // namespace

core::DataTable life_expectancy(const Request& request) {
  const auto [age, deaths, people] = life_columns(request);
  std::vector<double> value(request.table.rows, std::nan("")), error(request.table.rows, std::nan(""));
  std::vector<std::string> note(request.table.rows);
  const Groups groups = request.groups();
  for (const auto& rows : groups.rows) {
    const auto table = stats::life_expectancy(picked(age.values, rows), picked(deaths.values, rows), picked(people.values, rows));
    std::string why = first_reason(deaths, people, rows);
    if (why.empty()) why = table.withheld;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      note[rows[i]] = why;
      if (!why.empty()) continue;
      value[rows[i]] = table.expectancy[i];
      error[rows[i]] = table.standard_error[i];
    }
  }
  std::vector<std::string> columns = {"startage", "value"};
  for (std::string& name : limit_columns(request.confidences)) columns.push_back(std::move(name));
  core::DataTable result = request.result(columns);
  for (std::size_t i = 0; i < request.table.rows; ++i) {
    std::vector<Cell> row = request.group_cells(i);
    row.push_back(number_cell(age[i]));
    row.push_back(number_cell(value[i]));
    for (const double confidence : request.confidences) add_limits(row, stats::life_expectancy_interval(value[i], error[i], confidence));
    row.push_back(note[i].empty() ? Cell() : Cell(note[i]));
    result.add(std::move(row));
  }
  return result;
}

core::DataTable smooth(const Request& request) {
  const Numbers x = request.counts("x");
  const Numbers n = request.counts("n");
  const bool local = request.given("neighbours");
  const std::vector<std::string> ids = local || request.has("id") ? request.texts("id") : std::vector<std::string>();
  std::vector<std::vector<std::size_t>> around;
  if (local)
    for (const auto& list : read_neighbours(request.option("neighbours"), ids)) {
      auto& places = around.emplace_back();
      for (const Neighbour& neighbour : list) places.push_back(neighbour.area);
    }
  std::vector<double> value(request.table.rows);
  if (local) {
    value = stats::local_empirical_bayes(x.values, n.values, around);
  } else {
    for (const auto& rows : request.groups().rows) {
      const std::vector<double> own = stats::empirical_bayes(picked(x.values, rows), picked(n.values, rows));
      for (std::size_t i = 0; i < rows.size(); ++i) value[rows[i]] = own[i];
    }
  }
  const double multiplier = request.multiplier.value_or(1);
  core::DataTable result = request.result(ids.empty() ? std::vector<std::string>{"raw", "value"} : std::vector<std::string>{"id", "raw", "value"});
  for (std::size_t i = 0; i < request.table.rows; ++i) {
    std::vector<Cell> row = request.group_cells(i);
    if (!ids.empty()) row.emplace_back(ids[i]);
    row.push_back(n[i] > 0 ? number_cell(x[i] / n[i] * multiplier) : Cell());
    row.push_back(number_cell(value[i] * multiplier));
    row.push_back(!std::isnan(value[i]) ? Cell() : x.missing(i) ? Cell(x.reason(i)) : n.missing(i) ? Cell(n.reason(i)) : Cell(n.column + " is 0"));
    result.add(std::move(row));
  }
  return result;
}

}  // namespace dmp::calc
