#include <fmt/format.h>

#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include "calc/health.hpp"
#include "core/number.hpp"
#include "core/period.hpp"
#include "stats/comparison.hpp"
#include "stats/funnel.hpp"
#include "stats/trend.hpp"

namespace dmp::calc {
namespace {

using core::Cell;
using stats::FunnelStatistic;

stats::Polarity polarity_of(const Request& request) {
  static constexpr std::array<std::string_view, 3> kNames = {"low", "high", "none"};
  return *stats::polarity_named(request.choice("polarity", kNames));
}

core::DataTable significance_table(const Request& request, const std::vector<stats::Significance>& significance, const std::vector<std::string>& notes) {
  core::DataTable result = request.result({"significance"});
  for (std::size_t i = 0; i < request.table.rows; ++i) {
    std::vector<Cell> row = request.group_cells(i);
    row.emplace_back(std::string(stats::name(significance[i])));
    row.push_back(significance[i] == stats::Significance::not_compared ? Cell(notes[i]) : Cell());
    result.add(std::move(row));
  }
  return result;
}

std::string first_reason(std::initializer_list<const Numbers*> columns, std::size_t row) {
  for (const Numbers* column : columns)
    if (column->missing(row)) return column->reason(row);
  return {};
}

/// The rows of a funnel: what they are held against and where they lie.
struct FunnelRows {
  Numbers x;
  Numbers n;
  std::vector<double> population;  ///< n, or n2 where n is empty or 0
  FunnelStatistic statistic;
  double multiplier;
};

FunnelRows funnel_rows(const Request& request) {
  static constexpr std::array<std::string_view, 3> kNames = {"proportion", "rate", "ratio"};
  FunnelRows rows{.x = request.counts("x"), .n = request.counts("n"), .population = {}, .statistic = *stats::funnel_statistic_named(request.choice("statistic", kNames)), .multiplier = 1};
  rows.multiplier = request.multiplier.value_or(rows.statistic == FunnelStatistic::rate ? 100000 : 1);
  rows.population = rows.n.values;
  if (request.has("n2")) {
    const Numbers n2 = request.counts("n2");
    for (std::size_t i = 0; i < rows.population.size(); ++i)
      if (!(rows.population[i] > 0)) rows.population[i] = n2[i];
  }
  if (rows.statistic == FunnelStatistic::proportion)
    for (std::size_t i = 0; i < request.table.rows; ++i)
      if (rows.x[i] > rows.population[i])
        request.fail(i, "x", fmt::format("x is {} but n only {}", core::exact_text(rows.x[i]), core::exact_text(rows.population[i])), "a part cannot exceed its total");
  return rows;
}

const std::vector<std::string> kFunnelColumns = {"value", "benchmark", "lower_95", "upper_95", "lower_99_8", "upper_99_8", "significance"};

void add_funnel_limits(std::vector<Cell>& row, double benchmark, double n, const FunnelRows& rows) {
  add_limits(row, stats::funnel_limits(benchmark, n, rows.statistic, stats::kFunnelInner), rows.multiplier);
  add_limits(row, stats::funnel_limits(benchmark, n, rows.statistic, stats::kFunnelOuter), rows.multiplier);
}

double benchmark_of(const FunnelRows& rows, std::span<const std::uint32_t> group) {
  std::vector<double> x, n;
  for (const std::uint32_t row : group) {
    x.push_back(rows.x[row]);
    n.push_back(rows.n[row]);
  }
  return stats::funnel_benchmark(x, n, rows.statistic);
}

/// The limits at evenly spaced (on the log scale) values of n between the smallest and the largest of each group.
core::DataTable funnel_curves(const Request& request, const FunnelRows& rows) {
  const auto points = static_cast<int>(request.number_option("points", 2, 100000));
  core::DataTable result = request.result({"n", "benchmark", "lower_95", "upper_95", "lower_99_8", "upper_99_8"});
  for (const auto& group : request.groups().rows) {
    const double benchmark = benchmark_of(rows, group);
    double least = std::numeric_limits<double>::infinity(), most = 0;
    for (const std::uint32_t row : group) {
      if (!(rows.population[row] > 0)) continue;
      least = std::min(least, rows.population[row]);
      most = std::max(most, rows.population[row]);
    }
    if (most == 0) continue;
    for (int i = 0; i < points; ++i) {
      const double n = i == 0 ? least : i + 1 == points ? most : least * std::pow(most / least, static_cast<double>(i) / (points - 1));
      std::vector<Cell> row = request.group_cells(group.front());
      row.emplace_back(n);
      row.push_back(number_cell(benchmark * rows.multiplier));
      add_funnel_limits(row, benchmark, n, rows);
      row.emplace_back();
      result.add(std::move(row));
    }
  }
  return result;
}

stats::Trend trend_of_group(std::span<const std::uint32_t> rows, std::span<const Numbers> columns, std::size_t points) {
  std::vector<std::vector<double>> values(columns.size());
  for (std::size_t c = 0; c < columns.size(); ++c)
    for (const std::uint32_t row : rows) values[c].push_back(columns[c][row]);
  return columns.size() == 3 ? stats::trend_of_values(values[0], values[1], values[2], points) : stats::trend_of_proportions(values[0], values[1], points);
}

std::vector<Numbers> trend_columns(const Request& request) {
  if (request.has("value") && request.has("lower") && request.has("upper")) {
    auto [lower, upper] = request.limits("lower", "upper");
    return {request.numbers("value"), std::move(lower), std::move(upper)};
  }
  if (!request.has("x") || !request.has("n"))
    throw core::UserError(core::ErrorKind::usage, "the table has neither value, lower and upper nor x and n", {request.table.file, 0, 0}, "name the columns with --value, --lower, --upper or with --x, --n");
  std::vector<Numbers> columns = {request.counts("x"), request.counts("n")};
  for (std::size_t row = 0; row < request.table.rows; ++row)
    if (columns[0][row] > columns[1][row])
      request.fail(row, "x", fmt::format("x is {} but n only {}", core::exact_text(columns[0][row]), core::exact_text(columns[1][row])), "a part cannot exceed its total");
  return columns;
}

/// interval or normal; wilson and byar are the names of the interval for proportions and for rates.
stats::LimitKind limits_of(const Request& request, bool rate) {
  static constexpr std::array<std::string_view, 4> kNames = {"interval", "wilson", "byar", "normal"};
  const std::string& name = request.choice("limits", kNames);
  if ((name == "wilson" && rate) || (name == "byar" && !rate))
    throw core::UserError(core::ErrorKind::usage, "there are no limits '" + name + "' for a " + (rate ? "rate" : "proportion"), std::string("use --limits ") + (rate ? "byar" : "wilson") + " or --limits normal");
  return name == "normal" ? stats::LimitKind::normal : stats::LimitKind::interval;
}

/// What the periods of a series say against treating its points as one step apart: uneven spacing, overlaps. An error where they
/// are no periods or not in order.
std::string doubts_about_periods(const Request& request, std::span<const std::string> periods, std::span<const std::uint32_t> rows) {
  std::optional<core::Period> before;
  std::optional<int> step;
  bool uneven = false, overlap = false;
  const auto month = [](core::Day day) { return std::stoi(core::text(day).substr(0, 4)) * 12 + std::stoi(core::text(day).substr(5, 2)); };
  for (const std::uint32_t row : rows) {
    const auto period = core::parse_period(periods[row]);
    if (!period) request.fail(row, "period", "'" + periods[row].substr(0, 80) + "' is no period", "write a year, 2023/24, 2021-23, a month or a day");
    if (before && period->start.since_epoch <= before->start.since_epoch) request.fail(row, "period", "'" + periods[row].substr(0, 80) + "' is not later than the one before", "give the series oldest first");
    if (before) {
      const int months = month(period->start) - month(before->start);
      uneven = uneven || (step && *step != months);
      step = months;
      overlap = overlap || period->start.since_epoch <= before->end.since_epoch;
    }
    before = period;
  }
  std::string doubts = uneven ? "the periods are unequally spaced and were treated as one step apart" : "";
  if (overlap) doubts += std::string(doubts.empty() ? "" : "; ") + "the periods overlap: the points share data and the test finds trends too easily";
  return doubts;
}

}  // namespace

core::DataTable compare(const Request& request) {
  const stats::Polarity polarity = polarity_of(request);
  const Numbers value = request.numbers("value"), comparator = request.numbers("comparator");
  const auto [lower, upper] = request.limits("lower", "upper");
  const bool interval = request.has("comparator_lower") && request.has("comparator_upper");
  const auto [low, high] = interval ? request.limits("comparator_lower", "comparator_upper") : std::pair(comparator, comparator);
  std::vector<stats::Significance> significance;
  std::vector<std::string> notes;
  for (std::size_t i = 0; i < request.table.rows; ++i) {
    significance.push_back(stats::compare_intervals(value[i], {lower[i], upper[i]}, comparator[i], {low[i], high[i]}, polarity));
    notes.push_back(first_reason({&value, &lower, &upper, &comparator, &low, &high}, i));
  }
  return significance_table(request, significance, notes);
}

core::DataTable compare_counts(const Request& request) {
  static constexpr std::array<std::string_view, 2> kKinds = {"rate", "proportion"};
  const bool rate = request.choice("kind", kKinds) == "rate";
  const stats::CountComparison how{.kind = rate ? stats::CountKind::rate : stats::CountKind::proportion,
                                   .unit = request.multiplier.value_or(rate ? 100000 : 1),
                                   .confidence = request.confidences.front(),
                                   .polarity = polarity_of(request),
                                   .limits = limits_of(request, rate)};
  const Numbers value = request.numbers("value"), denominator = request.numbers("denominator"), comparator = request.numbers("comparator");
  std::vector<stats::Significance> significance;
  std::vector<std::string> notes;
  for (std::size_t i = 0; i < request.table.rows; ++i) {
    significance.push_back(stats::compare_counts(value[i], denominator[i], comparator[i], how));
    std::string why = first_reason({&value, &denominator, &comparator}, i);
    if (why.empty()) why = denominator[i] > 0 ? "the comparator is out of range" : denominator.column + " is not above 0";
    notes.push_back(std::move(why));
  }
  return significance_table(request, significance, notes);
}

core::DataTable funnel(const Request& request) {
  const FunnelRows rows = funnel_rows(request);
  if (request.given("points")) return funnel_curves(request, rows);
  const Groups groups = request.groups();
  std::vector<double> benchmarks;
  for (const auto& group : groups.rows) benchmarks.push_back(benchmark_of(rows, group));
  core::DataTable result = request.result(kFunnelColumns);
  for (std::size_t i = 0; i < request.table.rows; ++i) {
    const double benchmark = benchmarks[groups.of_row[i]];
    const double n = rows.population[i];
    std::vector<Cell> row = request.group_cells(i);
    row.push_back(n > 0 ? number_cell(rows.x[i] / n * rows.multiplier) : Cell());
    row.push_back(number_cell(benchmark * rows.multiplier));
    add_funnel_limits(row, benchmark, n, rows);
    const auto place = stats::funnel_place(rows.x[i], n, benchmark, rows.statistic);
    const bool placed = place != stats::FunnelPlace::not_placed;
    row.push_back(placed ? Cell(std::string(stats::name(place))) : Cell());
    const std::string why = first_reason({&rows.x, &rows.n}, i);
    row.push_back(placed ? Cell() : Cell(why.empty() ? rows.n.column + " is 0" : why));
    result.add(std::move(row));
  }
  return result;
}

core::DataTable trend(const Request& request) {
  const stats::Polarity polarity = polarity_of(request);
  const auto points = static_cast<std::size_t>(request.number_option("points", 3, 10000));
  const std::vector<Numbers> columns = trend_columns(request);
  const double multiplier = columns.size() == 2 ? request.multiplier.value_or(1) : 1;
  const std::vector<std::string> periods = request.has("period") ? request.texts("period") : std::vector<std::string>();
  core::DataTable result = request.result({"slope", "chi_square", "significant", "trend"});
  for (const auto& rows : request.groups().rows) {
    const stats::Trend found = trend_of_group(rows, columns, points);
    const bool calculated = found.withheld.empty();
    std::string note(found.withheld);
    if (!periods.empty()) {
      const auto recent = std::span(rows.begin(), rows.end()).last(std::min<std::size_t>(points, rows.size()));
      const std::string doubts = doubts_about_periods(request, periods, recent);
      note += (note.empty() || doubts.empty() ? "" : "; ") + doubts;
    }
    std::vector<Cell> row = request.group_cells(rows.front());
    row.push_back(number_cell(found.slope * multiplier));
    row.push_back(number_cell(found.chi_square));
    row.push_back(calculated ? Cell(found.significant) : Cell());
    row.emplace_back(stats::trend_name(found.direction, polarity));
    row.push_back(note.empty() ? Cell() : Cell(note));
    result.add(std::move(row));
  }
  return result;
}

}  // namespace dmp::calc
