// The market model: seconds of what its users wait for. script/market-bench runs R on the same task in the same run.
//
//   market_bench product DRAWS     product of four log-normal numbers, with its 95% interval
//   market_bench model DRAWS       ten drugs x four areas: users, kilograms, pure kilograms, pounds and doses with every interval
//   market_bench lists PEOPLE      every hierarchical log-linear model of five lists that PEOPLE are on by chance
//   market_bench sobol BASE        first-order and total indices of the spend on powder cocaine
//
// Prints the seconds of each of five runs' best, and a figure that shows the work was done.

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <iostream>

#include "markets/sensitivity.hpp"
#include "markets/test_markets.hpp"
#include "stats/capture_model_set.hpp"
#include "stats/order_statistics.hpp"
#include "stats/parallel.hpp"

namespace {

using namespace dmp;

markets::MarketInputs four_areas() {
  markets::MarketInputs inputs;
  inputs.period = core::financial_year(2023);
  for (int i = 0; i < 3; ++i)
    inputs.areas.push_back({"E0600000" + std::to_string(i), "Area", "authority", {}, {9000.0 + i, 8800, 30000, 30500, 9000, 21000, 85000, 140000, true, 2023}, 0.1 * i, {}});
  inputs.areas.push_back({"E10000001", "County", "county", {0, 1, 2}, {27000, 26400, 90000, 91500, 27000, 63000, 255000, 420000, true, 2023}, 0.1, {}});
  return inputs;
}

double product(std::size_t draws) {
  markets::ParameterSet set;
  for (const char* name : {"users", "days", "quantity", "price"}) {
    catalogue::MarketParameter parameter;
    parameter.role = name, parameter.distribution = {"lognormal", {{"meanlog", 1.0}, {"sdlog", 0.3}}, {}, {}, {}};
    set.add({name, parameter, "", markets::Sampler(parameter)});
  }
  std::vector<double> result(draws);
  constexpr std::size_t kBlock = 4096;
  stats::for_each_index((draws + kBlock - 1) / kBlock, 0, [&](std::size_t b) {
    const std::size_t first = b * kBlock, n = std::min(kBlock, draws - first);
    markets::Block block(4, n);
    set.fill(1, 0, first, block);
    for (std::size_t i = 0; i < n; ++i) result[first + i] = block.column(0)[i] * block.column(1)[i] * block.column(2)[i] * block.column(3)[i];
  });
  static constexpr double kEnds[] = {0.025, 0.975};
  return stats::quantiles_of(result, kEnds)[1];
}

/// The estimate by AIC: about as many as there are.
double lists(std::size_t people) {
  stats::CaptureCounts counts{.lists = {"a", "b", "c", "d", "e"}, .count = std::vector<double>(32)};
  const double seen[] = {0.3, 0.25, 0.2, 0.15, 0.1};
  for (unsigned history = 1; history < 32; ++history) {
    auto here = static_cast<double>(people);
    for (unsigned list = 0; list < 5; ++list) here *= (history >> list & 1U) ? seen[list] : 1 - seen[list];
    counts.count[history] = std::round(here);
  }
  return stats::capture_model_set(counts).by_aic.estimate;
}

double model(const catalogue::Catalogue& catalogue, std::size_t draws) {
  const markets::MarketInputs inputs = four_areas();
  const std::vector<std::string> ten = {"powder_cocaine", "crack", "heroin", "cannabis_herbal", "cannabis_resin", "ecstasy", "amphetamine", "ketamine", "nitrous_oxide", "benzodiazepines"};
  markets::Settings settings;
  settings.draws = draws;
  const auto models = markets::demand_models(catalogue, {}, inputs, ten);
  return markets::simulate(models, inputs, settings).totals[3].results.at("spend").upper_95;
}

double sobol(const catalogue::Catalogue& catalogue, std::size_t base) {
  const markets::MarketInputs inputs = four_areas();
  const auto models = markets::demand_models(catalogue, {}, inputs, {"powder_cocaine"});
  return markets::sobol_indices(markets::Question(models[0], 3, "spend", markets::all_corrections()), {}, base)[0].total;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  const std::string what = argv[1];
  const auto size = static_cast<std::size_t>(std::atoll(argv[2]));
  const catalogue::Catalogue& catalogue = markets::built_in_markets();
  double best = 1e9, figure = 0;
  for (int run = 0; run < (what == "product" ? 5 : 3); ++run) {
    const auto began = std::chrono::steady_clock::now();
    figure = what == "product" ? product(size) : what == "model" ? model(catalogue, size) : what == "lists" ? lists(size) : sobol(catalogue, size);
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
  }
  std::cout << fmt::format("{} {} seconds={:.3f} figure={:.6g}\n", what, size, best, figure);
}
