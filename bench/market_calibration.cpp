// Simulation-based calibration of the synthesis of market methods, the long form of a test, and the time all log-linear models of five lists take.
//
//   market_calibration COUNTIES    for each drug so many counties: the truth is drawn from the market's own parameters, each method misses it by a bias and an
//                                  extra error drawn from the catalogue's priors; prints how often the 50, 80 and 95% intervals hold the truth
//   market_calibration lists       seconds for every hierarchical model of five lists

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <iostream>

#include "markets/evidence.hpp"
#include "markets/test_markets.hpp"
#include "stats/capture_model_set.hpp"
#include "stats/evidence_synthesis.hpp"
#include "stats/parallel.hpp"
#include "stats/random.hpp"

namespace {

using namespace dmp;

markets::MarketInputs county() {
  markets::MarketInputs inputs;
  inputs.period = core::financial_year(2023);
  inputs.areas.push_back({"E10000001", "County", "county", {}, {27000, 26400, 90000, 91500, 27000, 63000, 255000, 420000, true, 2023}, 0.1, {}});
  return inputs;
}

struct Held {
  bool in_50 = false, in_80 = false, in_95 = false;
};

/// One county: its pure kilograms are a draw of the demand side, moved by the demand side's own bias; wastewater and a national figure are measured around it.
Held one_county(const std::vector<double>& cloud, double log_median, double log_error, std::size_t i, const std::vector<stats::LogEvidence>& priors) {
  stats::RandomSequence random(stats::CounterRandom(99, i));
  const auto wrong = [&](const stats::LogEvidence& prior) {
    double squares = 0;
    for (int k = 0; k < 4; ++k) squares += std::pow(random.normal(), 2);
    return prior.bias + prior.bias_error * random.normal() + prior.extra * random.normal() / std::sqrt(squares / 4);
  };
  std::vector<stats::LogEvidence> evidence = priors;
  const double truth = std::log(cloud[i % cloud.size()]) - wrong(priors[0]);
  evidence[0].value = log_median, evidence[0].error = log_error;
  for (std::size_t k = 1; k < evidence.size(); ++k) evidence[k].value = truth + wrong(priors[k]) + priors[k].error * random.normal();
  stats::SynthesisSettings settings;
  settings.chains = 2, settings.burn_in = 100, settings.draws = 1500, settings.seed = 7000 + i;
  std::vector<double> draws = stats::synthesise(evidence, settings).draws;
  std::sort(draws.begin(), draws.end());
  const auto between = [&](double coverage) {
    const auto at = [&](double p) { return draws[static_cast<std::size_t>(p * static_cast<double>(draws.size() - 1))]; };
    return truth >= at((1 - coverage) / 2) && truth <= at((1 + coverage) / 2);
  };
  return {between(0.5), between(0.8), between(0.95)};
}

void calibrate(std::size_t counties) {
  const catalogue::Catalogue& catalogue = markets::built_in_markets();
  const markets::MarketInputs inputs = county();
  const catalogue::MarketSettings settings;
  markets::Settings model;
  model.draws = 20'000;
  markets::Evidence evidence(catalogue, settings, inputs, model);
  std::cout << "drug,counties,held_50,held_80,held_95\n";
  std::size_t all = 0, all_95 = 0;
  for (const auto& [id, drug] : catalogue.markets) {
    if (drug.kind != "drug") continue;
    const std::vector<double> cloud = evidence.demand(drug).kilograms(0, true);
    const markets::Summary summary = markets::summarise(cloud);
    const double error = std::log(summary.upper_95 / summary.lower_95) / (2 * 1.959964);
    std::vector<stats::LogEvidence> priors;
    for (const auto& [method, own] : {std::pair<std::string, double>{"demand", error}, {"wastewater", 0.25}, {"scaled_national_figure", 0.35}})
      priors.push_back({0, own, evidence.middle_of_role(drug, "bias_" + method, 0), evidence.middle_of_role(drug, "bias_error_" + method, 0), evidence.middle_of_role(drug, "extra_" + method, 0), 4});
    std::vector<Held> held(counties);
    stats::for_each_index(counties, 0, [&](std::size_t i) { held[i] = one_county(cloud, std::log(summary.median), error, i, priors); });
    const auto share = [&](bool Held::*level) { return static_cast<double>(std::count_if(held.begin(), held.end(), [&](const Held& h) { return h.*level; })) / static_cast<double>(counties); };
    std::cout << fmt::format("{},{},{:.4f},{:.4f},{:.4f}\n", id, counties, share(&Held::in_50), share(&Held::in_80), share(&Held::in_95));
    all += counties, all_95 += static_cast<std::size_t>(std::llround(share(&Held::in_95) * static_cast<double>(counties)));
  }
  std::cout << fmt::format("all,{},,,{:.4f}\n", all, static_cast<double>(all_95) / static_cast<double>(all));
}

void five_lists() {
  stats::CaptureCounts counts{.lists = {"a", "b", "c", "d", "e"}, .count = std::vector<double>(32)};
  const double seen[] = {0.3, 0.25, 0.2, 0.15, 0.1};
  for (unsigned history = 1; history < 32; ++history) {
    double people = 5000;
    for (unsigned list = 0; list < 5; ++list) people *= (history >> list & 1U) ? seen[list] : 1 - seen[list];
    counts.count[history] = std::round(people);
  }
  const auto start = std::chrono::steady_clock::now();
  const stats::CaptureModelSet set = stats::capture_model_set(counts);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  std::cout << fmt::format("five lists: {} models in {:.2f} s, average {:.0f}, equally good {} from {:.0f} to {:.0f}\n", set.models.size(), seconds, set.by_aic.estimate, set.equally_good.size(), set.lowest, set.highest);
}

}  // namespace

int main(int count, char** arguments) {
  if (count == 2 && std::string_view(arguments[1]) == "lists") five_lists();
  else calibrate(count == 2 ? static_cast<std::size_t>(std::max(1, std::atoi(arguments[1]))) : 2000);
  return 0;
}
