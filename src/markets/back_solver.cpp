#include "markets/back_solver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "catalogue/market_roles.hpp"
#include "core/errors.hpp"
#include "core/number.hpp"
#include "markets/wastewater.hpp"
#include "stats/normal.hpp"

namespace dmp::markets {
namespace {

double answer_of(const Question& question, const Block& block) { return question.answer(block)[0]; }

/// The value of parameter k, others as in the block, at which the result is the claim; NaN where none within the role's limits is.
double solved_alone(const Question& question, Block block, std::size_t k, double claim) {
  const Parameter& parameter = question.model().parameters().all()[k];
  const catalogue::MarketRole* role = catalogue::find_market_role(parameter.definition.role);
  const double start = block.column(k)[0], lowest = role ? std::max(role->lowest, 0.0) : 0, highest = role && std::isfinite(role->highest) ? role->highest : std::max(1.0, std::fabs(start)) * 1e4;
  const auto at = [&](double value) {
    block.column(k)[0] = value;
    return answer_of(question, block);
  };
  double low = parameter.definition.role == "deprivation_gradient" ? -5 : lowest, high = highest;
  const double at_low = at(low), at_high = at(high);
  if (!(std::min(at_low, at_high) <= claim && claim <= std::max(at_low, at_high))) return NeededValue::kNone;
  const bool rising = at_high > at_low;
  for (int i = 0; i < 200 && high - low > 1e-12 * std::max(std::fabs(high), 1e-12); ++i) {
    const double middle = (low + high) / 2;
    ((at(middle) < claim) == rising ? low : high) = middle;
  }
  return (low + high) / 2;
}

/// Probability that the parameter lies at least as far from its median as the value.
double probability_beyond(const Parameter& parameter, double value) {
  double low = 1e-9, high = 1 - 1e-9;
  if (value <= parameter.sampler.quantile(low)) return 0;
  if (value >= parameter.sampler.quantile(high)) return 0;
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (parameter.sampler.quantile(middle) < value ? low : high) = middle;
  }
  return std::min(low, 1 - low);
}

/// Every uncertain parameter at the probability Phi(t x direction).
Block moved(const ParameterSet& set, const std::vector<std::size_t>& columns, const std::vector<double>& direction, double t) {
  Block block = set.medians();
  for (std::size_t i = 0; i < columns.size(); ++i)
    block.column(columns[i])[0] = set.all()[columns[i]].sampler.quantile(std::clamp(stats::normal_probability(t * direction[i]), 1e-9, 1 - 1e-9));
  return block;
}

/// How the logarithm of the result rises with each parameter's standard normal number, at the medians.
std::vector<double> direction_of(const Question& question, const std::vector<std::size_t>& columns) {
  const ParameterSet& set = question.model().parameters();
  std::vector<double> direction;
  double norm = 0;
  for (const std::size_t k : columns) {
    Block low = set.medians(), high = low;
    low.column(k)[0] = set.all()[k].sampler.quantile(stats::normal_probability(-0.5));
    high.column(k)[0] = set.all()[k].sampler.quantile(stats::normal_probability(0.5));
    direction.push_back(std::log(std::max(answer_of(question, high), 1e-300)) - std::log(std::max(answer_of(question, low), 1e-300)));
    norm += direction.back() * direction.back();
  }
  for (double& d : direction) d /= std::sqrt(std::max(norm, 1e-300));
  return direction;
}

Block solved_together(const Question& question, const std::vector<std::size_t>& columns, double claim) {
  const ParameterSet& set = question.model().parameters();
  const std::vector<double> direction = direction_of(question, columns);
  double low = -8, high = 8;
  for (int i = 0; i < 100; ++i) {
    const double middle = (low + high) / 2;
    (answer_of(question, moved(set, columns, direction, middle)) < claim ? low : high) = middle;
  }
  return moved(set, columns, direction, (low + high) / 2);
}

void set_benchmark(NeededValue& value, const catalogue::MarketDefinition& drug, const std::string& measure) {
  const double wanted = std::isnan(value.alone) ? value.together : value.alone;
  const auto distance = [&](double x) { return std::fabs(std::log(std::max(x, 1e-12) / std::max(wanted, 1e-12))); };
  for (const catalogue::MarketBenchmark& benchmark : drug.benchmarks) {
    if (benchmark.measure != measure) continue;
    if (!std::isnan(value.benchmark_value) && distance(value.benchmark_value) <= distance(benchmark.value)) continue;
    value.benchmark = benchmark.name + (benchmark.period.empty() || benchmark.name.ends_with(benchmark.period) ? "" : ", " + benchmark.period);
    value.benchmark_value = benchmark.value;
    value.benchmark_citation = benchmark.citation.empty() ? "default" : benchmark.citation;
  }
}

/// For a parameter without a benchmark of its measure: the catalogue's own cited value stands for one.
void set_own_benchmark(NeededValue& value, const Parameter& parameter) {
  if (!value.benchmark.empty() || parameter.definition.is_default) return;
  value.benchmark = "the catalogue's value" + (parameter.definition.period.empty() ? "" : ", " + parameter.definition.period);
  value.benchmark_value = parameter.sampler.best() / parameter.definition.factor;
  value.benchmark_citation = parameter.definition.citation;
}

NeededValue needed_of(const Question& question, std::size_t k, const Block& together, double claim) {
  const ParameterSet& set = question.model().parameters();
  const Parameter& parameter = set.all()[k];
  NeededValue value;
  value.parameter = parameter.id;
  value.unit = parameter.definition.unit;
  const Block middle = set.medians();
  const double factor = parameter.definition.factor, alone = solved_alone(question, middle, k, claim);
  value.now = middle.column(k)[0] / factor;
  value.alone = alone / factor;
  value.together = together.column(k)[0] / factor;
  if (std::isnan(alone)) value.note = "no value of it alone is enough";
  else value.probability = probability_beyond(parameter, alone);
  return value;
}

/// What sewage would have to carry, where the drug leaves a residue in it.
void add_load(BackSolution& solution, const Question& question, const Block& together) {
  const DemandModel& model = question.model();
  const Question pure(model, question.area(), "quantity_pure", question.corrections());
  const double residents = model.inputs().areas[question.area()].residents.all;
  NeededValue value;
  value.parameter = "wastewater_load", value.unit = "mg a day for each 1,000 people";
  value.now = load_of_kilograms(model.drug(), answer_of(pure, model.parameters().medians()), residents);
  if (std::isnan(value.now)) return;
  value.alone = value.now * solution.factor, value.together = load_of_kilograms(model.drug(), answer_of(pure, together), residents);
  value.note = "if all of the residue were this drug's";
  set_benchmark(value, model.drug(), "wastewater_load");
  solution.results.push_back(std::move(value));
}

/// Results on the way, now and as the claim needs them when they alone change.
void add_result(BackSolution& solution, const Question& question, const Block& together, const std::string& output, const std::string& unit, const std::string& measure) {
  const Question part(question.model(), question.area(), output, question.corrections());
  NeededValue value;
  value.parameter = output;
  value.unit = unit;
  value.now = answer_of(part, question.model().parameters().medians());
  value.alone = value.now * solution.factor;
  value.together = answer_of(part, together);
  set_benchmark(value, question.model().drug(), measure);
  solution.results.push_back(std::move(value));
}

std::string percent_of_chance(double p) { return p < 0.001 ? "less than 1 in 1,000" : p < 0.01 ? fmt::format("about 1 in {}", core::rounded_text(std::round(1 / p))) : fmt::format("about {:.0f} in 100", 100 * p); }

std::string amount(double value, const std::string& output) {
  const bool pounds = output.starts_with("spend") || output.starts_with("price");
  const std::string number = value >= 1e9 ? fmt::format("{:.4g}bn", value / 1e9) : value >= 1e6 ? fmt::format("{:.1f}m", value / 1e6) : value >= 100 ? core::rounded_text(std::round(value)) : core::rounded_text(value);
  return pounds ? "GBP " + number : output.starts_with("quantity") ? number + " kg" : number + (output == "users" ? " people" : "");
}

std::string sentence_of(const BackSolution& solution, const Question& question) {
  const std::string name = question.model().drug().name;
  std::string text = fmt::format("{} a year is {:.1f} times what the model expects for {} ({}, 95% interval {} to {}); the chance that the true figure is {} is {}.", amount(solution.claim, solution.output),
                                 solution.factor, name, amount(solution.median, solution.output), amount(solution.lower_95, solution.output), amount(solution.upper_95, solution.output),
                                 solution.factor >= 1 ? "as high" : "as low", percent_of_chance(solution.probability));
  for (const NeededValue& value : solution.results) {
    if (value.parameter != "spend_per_user") continue;
    text += fmt::format(" With the users the model expects ({}), each would have to spend {} a year", core::rounded_text(std::round(solution.results[0].now)), amount(value.alone, "spend"));
    if (!std::isnan(value.benchmark_value)) text += fmt::format(", {:.1f} times the published {} ({})", value.alone / value.benchmark_value, amount(value.benchmark_value, "spend"), value.benchmark);
    text += ".";
  }
  return text;
}

}  // namespace

BackSolution solve_back(const Question& question, double claim, const catalogue::MarketDefinition& drug, const Settings& settings) {
  if (!(claim > 0) || !(claim < 1e13)) throw core::UserError(core::ErrorKind::usage, "the claim must be a number above 0, and below 10 million million", "write for example --spend 54e6");
  const ParameterSet& set = question.model().parameters();
  BackSolution solution;
  solution.drug = drug.id, solution.output = question.output(), solution.claim = claim;
  Block block(set.size(), std::min<std::size_t>(settings.draws, 200'000));
  set.fill(settings.seed, 0, 0, block);
  const std::vector<double> draws = question.answer(block);
  const Summary summary = summarise(draws);
  solution.median = summary.median, solution.lower_95 = summary.lower_95, solution.upper_95 = summary.upper_95;
  solution.factor = claim / summary.median;
  const auto beyond = std::count_if(draws.begin(), draws.end(), [&](double x) { return solution.factor >= 1 ? x >= claim : x <= claim; });
  solution.probability = static_cast<double>(beyond) / static_cast<double>(draws.size());
  const std::vector<std::size_t> columns = question.uncertain();
  Block together = solved_together(question, columns, claim);
  const bool reached = std::fabs(std::log(answer_of(question, together) / claim)) < 0.01;
  // Values that do not add up to the claim are no answer.
  if (!reached)
    for (std::size_t k = 0; k < set.size(); ++k) together.column(k)[0] = std::nan("");
  add_result(solution, question, together, "users", "people", "users");
  if (question.model().has_consumption() && question.output() == "spend") {
    add_result(solution, question, together, "spend_per_user", "GBP a year", "spend_per_user");
    add_result(solution, question, together, "quantity", "kg a year", "");
    add_result(solution, question, together, "price", "GBP per g", "price");
  }
  if (question.model().has_consumption() && question.output() != "users") add_load(solution, question, together);
  for (const TornadoBar& bar : tornado(question)) {
    const auto k = static_cast<std::size_t>(std::find_if(set.all().begin(), set.all().end(), [&](const Parameter& p) { return p.id == bar.parameter; }) - set.all().begin());
    NeededValue value = needed_of(question, k, together, claim);
    const std::string& role = set.all()[k].definition.role;
    if (role == "prevalence" || role == "purity") set_benchmark(value, drug, role);
    set_own_benchmark(value, set.all()[k]);
    solution.parameters.push_back(std::move(value));
  }
  solution.sentence = sentence_of(solution, question);
  if (!reached) solution.sentence += " Even with every assumption moved at once, each by eight standard deviations, the model does not reach it.";
  return solution;
}

}  // namespace dmp::markets
