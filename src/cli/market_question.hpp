#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "cli/verb.hpp"
#include "markets/market.hpp"
#include "pipeline/stages.hpp"

/// What dmp market and its sub-verbs share: their options, and the profile or population they are asked about.
namespace dmp::cli::market {

/// What the verb and its sub-verbs are given.
struct Given {
  std::string folder = ".", drug, area, period, output = "spend", measure;
  std::vector<std::string> without;
  double population = 0, claim_spend = 0, claim_quantity = 0, claim_users = 0, close = 0.5;
  int years = 3;
  std::uint64_t draws = 0, base = 16'384;
  std::string throughput, basis;
  double quantity_kg = 0, value_gbp = 0, purity_percent = 0;
  bool parameters = false, waterfall = false, groups = false, sensitivity = false;
};

/// Everything a question about the market needs.
struct Opened {
  pipeline::Project project;
  markets::MarketInputs inputs;
  markets::Settings settings;
  std::vector<std::string> drugs;   ///< ids asked for; empty: all
};

/// Opens the built profile, or makes inputs of a population. UserError for what is not there.
Opened open(const Given& given, const Context& context, bool seed_given);
/// The database of the latest build, read-only.
std::unique_ptr<engine::Session> open_built(const std::filesystem::path& folder, const pipeline::Project& project);
/// The place of an area in the inputs; the first for an empty code.
std::size_t area_of(const Opened& opened, const std::string& code);
bool area_wanted(const Given& given, const std::string& code);
std::string name_of(const Opened& opened, const std::string& code);
std::string unit_of(const std::string& measure);
/// DIR, --drug, --area, --period, --population, --without, --draws, and those of output and chance.
void add_model_options(CLI::App& verb, Context& context, const std::shared_ptr<Given>& given);

/// The sub-verbs wastewater, supply, balance, hidden, value and synthesis (market_evidence.cpp).
void add_evidence(CLI::App& verb, Context& context, const std::shared_ptr<Given>& given);

}  // namespace dmp::cli::market
