#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <sstream>

#include "calc/market.hpp"
#include "core/number.hpp"
#include "stats/capture_model_set.hpp"
#include "stats/hidden_population.hpp"
#include "stats/pooling.hpp"
#include "stats/proportion.hpp"

namespace dmp::calc {
namespace {

using core::Cell;
using stats::CaptureCounts;
using stats::CaptureModel;
using stats::HiddenPopulation;

std::vector<std::string> lists_of(const Request& request) {
  if (!request.given("lists")) {
    static constexpr std::array<std::string_view, 1> kCount = {"count"};
    return request.other_columns(kCount);
  }
  std::vector<std::string> names;
  std::istringstream text(request.option("lists"));
  for (std::string name; std::getline(text, name, ',');) names.push_back(name);
  return names;
}

/// The capture counts of every group.
std::vector<CaptureCounts> capture_counts(const Request& request, const Groups& groups) {
  const std::vector<std::string> lists = lists_of(request);
  if (lists.size() < 2 || lists.size() > 12)
    throw core::UserError(core::ErrorKind::usage, fmt::format("{} lists: {}", lists.size(), fmt::join(lists, ", ")), {request.table.file, 0, 0}, "give 2 to 12 columns of 0 and 1, or name them with --lists a,b");
  std::vector<Numbers> on_list;
  for (const std::string& list : lists) on_list.push_back(request.numbers(list));
  const bool counted = request.has("count");
  const Numbers count = counted ? request.counts("count") : Numbers();
  std::vector<CaptureCounts> all(groups.rows.size(), {.lists = lists, .count = std::vector<double>(std::size_t{1} << lists.size())});
  for (std::size_t row = 0; row < request.table.rows; ++row) {
    std::size_t history = 0;
    for (std::size_t list = 0; list < lists.size(); ++list) {
      if (on_list[list][row] != 0 && on_list[list][row] != 1) request.fail(row, lists[list], fmt::format("column '{}' is neither 0 nor 1", lists[list]), "write 1 for a person on the list, else 0");
      if (on_list[list][row] == 1) history |= std::size_t{1} << list;
    }
    const double people = counted ? count[row] : 1;
    if (history == 0 && people > 0) request.fail(row, counted ? "count" : lists.front(), "people on no list cannot be counted", "leave the row out: they are what is estimated");
    if (history == 0) continue;
    if (std::isnan(people)) request.fail(row, "count", count.reason(row), "write 0 for a history nobody has");
    all[groups.of_row[row]].count[history] += people;
  }
  return all;
}

std::vector<std::string> model_columns(const Request& request, bool with_log) {
  std::vector<std::string> columns = {"model", "estimate", "std_err"};
  for (std::string& name : limit_columns(request.confidences)) columns.push_back(std::move(name));
  if (with_log)
    for (const std::string& name : limit_columns(request.confidences)) columns.push_back(name.substr(0, 5) + "_log" + name.substr(5));
  for (const char* name : {"deviance", "df", "aic", "bic"}) columns.emplace_back(name);
  return columns;
}

void add_population(std::vector<Cell>& row, const HiddenPopulation& population) {
  row.push_back(number_cell(population.estimate));
  row.push_back(number_cell(std::sqrt(population.variance)));
}

Cell note_of(const HiddenPopulation& population) { return population.withheld.empty() ? Cell() : Cell(std::string(population.withheld)); }

void add_model(core::DataTable& result, const Request& request, std::size_t first_row, const CaptureModel& model) {
  std::vector<Cell> row = request.group_cells(first_row);
  row.emplace_back(model.name);
  add_population(row, model.population);
  for (const double confidence : request.confidences) add_limits(row, stats::unseen_interval(model.population, confidence));
  for (const double number : {model.deviance, model.degrees_of_freedom, model.aic, model.bic}) row.push_back(number_cell(number));
  row.push_back(note_of(model.population));
  result.add(std::move(row));
}

/// Akaike weights over the models that could be fitted; the variance takes in the spread between them.
CaptureModel average_of(std::span<const CaptureModel> models) {
  CaptureModel average{.name = "average", .population = {.estimate = std::nan(""), .variance = std::nan(""), .seen = 0, .withheld = "no model can be fitted"},
                       .deviance = std::nan(""), .degrees_of_freedom = std::nan(""), .aic = std::nan(""), .bic = std::nan("")};
  double best = std::numeric_limits<double>::infinity();
  for (const CaptureModel& model : models)
    if (model.aic < best) best = model.aic;
  double weights = 0, estimate = 0, variance = 0;
  const auto weight = [&](const CaptureModel& model) { return std::isnan(model.aic) ? 0.0 : std::exp((best - model.aic) / 2); };
  for (const CaptureModel& model : models) {
    if (weight(model) == 0) continue;
    weights += weight(model);
    estimate += weight(model) * model.population.estimate;
    average.population.seen = model.population.seen;
  }
  if (weights == 0) return average;
  estimate /= weights;
  for (const CaptureModel& model : models) {
    if (weight(model) == 0) continue;
    const double apart = model.population.estimate - estimate;
    variance += weight(model) / weights * std::sqrt(model.population.variance + apart * apart);
  }
  average.population = {.estimate = estimate, .variance = variance * variance, .seen = average.population.seen, .withheld = {}};
  return average;
}

std::vector<CaptureModel> log_linear_models(const Request& request, const CaptureCounts& counts) {
  std::vector<CaptureModel> models;
  if (request.given("model")) {
    std::string why_not;
    const auto terms = stats::terms_of(request.option("model"), counts.lists, why_not);
    if (terms.empty()) throw core::UserError(core::ErrorKind::usage, fmt::format("--model '{}': {}", request.option("model"), why_not), "write a formula such as a+b+a:b with the names of the lists");
    models.push_back(stats::log_linear_model(counts, terms, request.option("model")));
    return models;
  }
  constexpr std::size_t kMostLists = 5;
  if (counts.lists.size() > kMostLists)
    throw core::UserError(core::ErrorKind::usage, fmt::format("every hierarchical model of {} lists would be too many", counts.lists.size()), "name one with --model, or fewer columns with --lists");
  for (const auto& terms : stats::hierarchical_models(counts.lists.size())) models.push_back(stats::log_linear_model(counts, terms, stats::formula_of(terms, counts.lists)));
  std::stable_sort(models.begin(), models.end(), [](const CaptureModel& a, const CaptureModel& b) { return std::isnan(b.aic) ? !std::isnan(a.aic) : a.aic < b.aic; });
  return models;
}

CaptureModel estimator(std::string name, const HiddenPopulation& population) {
  return {.name = std::move(name), .population = population, .deviance = std::nan(""), .degrees_of_freedom = std::nan(""), .aic = std::nan(""), .bic = std::nan("")};
}

void add_chapman(core::DataTable& result, const Request& request, std::size_t first_row, const CaptureCounts& counts) {
  if (counts.lists.size() != 2) throw core::UserError(core::ErrorKind::usage, fmt::format("Chapman's estimate needs two lists, not {}", counts.lists.size()), "name two columns with --lists a,b");
  const HiddenPopulation population = stats::chapman(counts.count[1] + counts.count[3], counts.count[2] + counts.count[3], counts.count[3]);
  std::vector<Cell> row = request.group_cells(first_row);
  row.emplace_back("chapman");
  add_population(row, population);
  for (const double confidence : request.confidences) add_limits(row, stats::normal_interval(population, confidence));
  for (const double confidence : request.confidences) add_limits(row, stats::unseen_interval(population, confidence));
  row.insert(row.end(), 4, Cell());
  row.push_back(note_of(population));
  result.add(std::move(row));
}

}  // namespace

core::DataTable capture_recapture(const Request& request) {
  static constexpr std::array<std::string_view, 4> kMethods = {"log-linear", "chapman", "chao", "closed"};
  const std::string& method = request.choice("method", kMethods);
  const Groups groups = request.groups();
  const std::vector<CaptureCounts> counts = capture_counts(request, groups);
  core::DataTable result = request.result(model_columns(request, method == "chapman"));
  for (std::size_t group = 0; group < counts.size(); ++group) {
    const std::size_t first = groups.rows[group].front();
    if (method == "chapman") {
      add_chapman(result, request, first, counts[group]);
    } else if (method == "chao") {
      const std::vector<double> seen = counts[group].by_number_of_lists();
      add_model(result, request, first, estimator("chao", stats::chao(seen)));
      add_model(result, request, first, estimator("chao_bias_corrected", stats::chao_bias_corrected(seen)));
    } else if (method == "closed") {
      for (const CaptureModel& model : stats::closed_population_models(counts[group])) add_model(result, request, first, model);
    } else {
      const std::vector<CaptureModel> models = log_linear_models(request, counts[group]);
      for (const CaptureModel& model : models) add_model(result, request, first, model);
      add_model(result, request, first, average_of(models));
    }
  }
  return result;
}

core::DataTable multiple_indicator(const Request& request) {
  const Numbers known = request.numbers("known");
  std::vector<std::string> names;
  if (request.given("indicators")) {
    std::istringstream text(request.option("indicators"));
    for (std::string name; std::getline(text, name, ',');) names.push_back(name);
  } else {
    static constexpr std::array<std::string_view, 2> kNoIndicator = {"known", "id"};
    names = request.other_columns(kNoIndicator);
  }
  if (names.empty()) throw core::UserError(core::ErrorKind::usage, "there is no indicator", {request.table.file, 0, 0}, "give columns that follow prevalence, or name them with --indicators a,b");
  std::vector<Numbers> indicators;
  for (const std::string& name : names) indicators.push_back(request.numbers(name));
  std::vector<std::string> columns = {"value"};
  for (std::string& name : limit_columns(request.confidences)) columns.push_back(std::move(name));
  for (const char* name : {"slope", "r2", "cross_validated_error", "error_without"}) columns.emplace_back(name);
  core::DataTable result = request.result(columns);
  const Groups groups = request.groups();
  std::vector<std::vector<stats::IndicatorFit>> fits(groups.rows.size());
  std::vector<std::size_t> place_in_group(request.table.rows);
  for (std::size_t group = 0; group < groups.rows.size(); ++group) {
    std::vector<std::vector<double>> rows;
    std::vector<double> values;
    for (const std::uint32_t row : groups.rows[group]) {
      place_in_group[row] = rows.size();
      rows.emplace_back();
      for (const Numbers& indicator : indicators) rows.back().push_back(indicator[row]);
      values.push_back(known[row]);
    }
    for (const double confidence : request.confidences) fits[group].push_back(stats::multiple_indicator(rows, values, confidence));
  }
  for (std::size_t i = 0; i < request.table.rows; ++i) {
    const std::vector<stats::IndicatorFit>& of_group = fits[groups.of_row[i]];
    const stats::IndicatorFit& fit = of_group.front();
    const bool held = !fit.withheld.empty();
    std::vector<Cell> row = request.group_cells(i);
    row.push_back(held ? Cell() : number_cell(fit.predicted[place_in_group[i]]));
    for (const stats::IndicatorFit& one : of_group) add_limits(row, held ? stats::Interval{} : one.interval[place_in_group[i]]);
    for (const double number : {fit.slope, fit.r2, fit.cross_validated_error, fit.without_indicators}) row.push_back(held ? Cell() : number_cell(number));
    row.push_back(held ? Cell(std::string(fit.withheld)) : Cell());
    result.add(std::move(row));
  }
  return result;
}

core::DataTable repeat_counts(const Request& request) {
  const Numbers times = request.counts("times_seen");
  const Numbers people = request.counts("people");
  std::vector<std::string> columns = {"estimator", "estimate", "std_err"};
  for (std::string& name : limit_columns(request.confidences)) columns.push_back(std::move(name));
  core::DataTable result = request.result(columns);
  for (const auto& rows : request.groups().rows) {
    std::vector<double> seen;
    for (const std::uint32_t row : rows) {
      if (times.missing(row)) request.fail(row, "times_seen", times.reason(row), "write how often the people of the row were seen");
      if (times[row] != std::floor(times[row]) || times[row] > 1e6) request.fail(row, "times_seen", "a number of times is a whole number", "write 1, 2, 3 ...");
      if (people.missing(row)) request.fail(row, "people", people.reason(row), "write 0 where there are none");
      if (times[row] == 0) {
        if (people[row] > 0) request.fail(row, "people", "people seen 0 times cannot be counted", "leave the row out: they are what is estimated");
        continue;
      }
      seen.resize(std::max(seen.size(), static_cast<std::size_t>(times[row])));
      seen[static_cast<std::size_t>(times[row]) - 1] += people[row];
    }
    const auto add = [&](const char* name, const HiddenPopulation& population, auto interval) {
      std::vector<Cell> row = request.group_cells(rows.front());
      row.emplace_back(name);
      add_population(row, population);
      for (const double confidence : request.confidences) add_limits(row, interval(population, confidence));
      row.push_back(note_of(population));
      result.add(std::move(row));
    };
    add("chao", stats::chao(seen), stats::unseen_interval);
    add("chao_bias_corrected", stats::chao_bias_corrected(seen), stats::unseen_interval);
    add("zelterman", stats::zelterman(seen), stats::normal_interval);
    add("zero_truncated_poisson", stats::zero_truncated_poisson(seen), stats::normal_interval);
  }
  return result;
}

core::DataTable multiplier(const Request& request) {
  const Numbers benchmark = request.counts("benchmark"), positive = request.counts("positive"), sample = request.counts("sample");
  std::vector<std::string> columns = {"estimate"};
  for (std::string& name : limit_columns(request.confidences)) columns.push_back(std::move(name));
  core::DataTable result = request.result(columns);
  for (std::size_t i = 0; i < request.table.rows; ++i) {
    if (positive[i] > sample[i]) request.fail(i, "positive", fmt::format("{} of a sample of {}", core::exact_text(positive[i]), core::exact_text(sample[i])), "a part cannot exceed its total");
    const double share = positive[i] / sample[i];
    std::string why = benchmark.missing(i) ? benchmark.reason(i) : positive.missing(i) ? positive.reason(i) : sample.reason(i);
    if (why.empty() && !(share > 0)) why = sample[i] > 0 ? "nobody of the sample is in the benchmark" : sample.column + " is 0";
    std::vector<Cell> row = request.group_cells(i);
    const double estimate = why.empty() ? benchmark[i] / share : std::nan("");
    row.push_back(number_cell(estimate));
    for (const double confidence : request.confidences) add_limits(row, stats::log_interval(estimate, std::sqrt((1 - share) / (sample[i] * share)), confidence));
    row.push_back(why.empty() ? Cell() : Cell(why));
    result.add(std::move(row));
  }
  return result;
}

}  // namespace dmp::calc
