#include "catalogue/market_roles.hpp"

#include <algorithm>
#include <limits>
#include <map>

namespace dmp::catalogue {
namespace {

constexpr double kAny = std::numeric_limits<double>::infinity();

std::vector<MarketRole> make_roles() {
  const std::vector<MarketUnit> share = {{"%", 0.01}, {"share", 1}};
  const std::vector<MarketUnit> ratio = {{"ratio", 1}};
  const std::vector<MarketUnit> log_spread = {{"log ratio", 1}};
  return {
      // Users
      {"prevalence", share, 0, 1, "period", "share of an age group that used the drug in the last year"},
      {"rate", {{"per 1,000", 0.001}, {"%", 0.01}}, 0, 1, "", "users per resident aged 15 to 64, where no local estimate is at hand"},
      {"sex_ratio", ratio, 0, kAny, "", "how many times likelier men are to use it than women"},
      {"young_share", share, 0, 1, "", "share of the surveyed population aged 16 to 59 that is aged 16 to 24"},
      {"deprivation_gradient", {{"log ratio", 1}}, -5, 5, "", "logarithm of the ratio of use between the most and the least deprived end of the country"},
      {"local_variation", ratio, 0, kAny, "", "how far an area's use may lie from what its age, sex and deprivation say"},
      {"under_reporting", share, 0, 0.99, "", "share of users who do not tell the survey"},
      {"coverage", share, 0.01, 1, "", "share of users who live where the survey asks (private households)"},
      {"over_59", ratio, 0, kAny, "", "prevalence at 60 to 74 as a multiple of that at 16 to 59"},
      {"under_16", ratio, 0, kAny, "", "prevalence at 11 to 15 as a multiple of that at 16 to 24"},
      {"users", {{"people", 1}}, 0, kAny, "", "number of users itself, where it is known"},
      {"in_treatment_share", share, 0.01, 1, "", "share of opiate and crack users who are in treatment"},
      // Consumption
      {"share", share, 0, 1, "user_type", "share of the users who are of the type"},
      {"days", {{"days a year", 1}}, 0, 366, "user_type", "days of use a year"},
      {"quantity", {{"g a day", 1}, {"mg a day", 0.001}, {"tablets a day", 1}, {"canisters a day", 1}}, 0, kAny, "user_type", "quantity on a day of use, as bought"},
      {"unit_weight", {{"g", 1}, {"mg", 0.001}}, 0, kAny, "", "grams in a tablet or canister"},
      {"dose", {{"g", 1}, {"mg", 0.001}}, 0, kAny, "", "street grams of one dose"},
      {"purity", share, 0, 1, "", "active substance in what is sold"},
      // Money
      {"price", {{"GBP", 1}}, 0, kAny, "purchase", "pounds for one purchase of the stated size"},
      {"wholesale_price", {{"GBP per kg", 0.001}, {"GBP per g", 1}}, 0, kAny, "", "pounds by the kilogram"},
      {"spend_per_user", {{"GBP a year", 1}}, 0, kAny, "", "pounds a user spends in a year, asked directly"},
      // Wastewater
      {"correction_factor", ratio, 0, kAny, "", "grams of the drug taken for a gram of residue"},
      {"excretion", share, 0, 1, "", "share of a dose that leaves the body as the residue"},
      {"stability", share, 0, 1, "", "share of the residue that reaches the sampler"},
      {"molar_mass_parent", {{"g/mol", 1}}, 1, 2000, "", "molar mass of the drug"},
      {"molar_mass_residue", {{"g/mol", 1}}, 1, 2000, "", "molar mass of what is measured"},
      {"medical_share", share, 0, 1, "", "share of the residue that comes from medicines"},
      {"potency", share, 0.001, 1, "", "active substance in what is sold, where it is sold and counted as pure (cannabis)"},
      {"wastewater_flow", log_spread, 0, 3, "", "spread of a measured flow, standard deviation of the logarithm"},
      {"wastewater_people", log_spread, 0, 3, "", "spread of the number of people a works serves"},
      {"wastewater_day", log_spread, 0, 3, "", "spread of one day's load about its day of the week, where the samples do not tell"},
      {"wastewater_week", log_spread, 0, 3, "", "spread of one week's load about the year's"},
      {"wastewater_transfer", ratio, 0, kAny, "", "use of a person here over that of a person in another city"},
      // Supply
      {"plant_yield", {{"g a plant", 1}}, 0, kAny, "", "usable cannabis from one plant"},
      {"plant_cycles", {{"a year", 1}}, 0, 12, "", "harvests a year"},
      {"plant_value", {{"GBP a plant", 1}}, 0, kAny, "", "pounds a plant is put at"},
      {"interception", share, 0, 1, "", "share of supply that is seized"},
      {"line_revenue", {{"GBP a year", 1}}, 0, kAny, "", "revenue of one county line"},
      {"cultivation_found", share, 0.001, 1, "", "share of the plants grown that are found"},
      {"valuation_spread", log_spread, 0, 3, "", "spread of the price of one find about the mean, standard deviation of the logarithm"},
      // Synthesis of the methods: bias is the logarithm of method over truth
      {"bias_demand", {{"log ratio", 1}}, -5, 5, "", "how far the demand side is thought to lie from the truth"},
      {"bias_error_demand", log_spread, 0, 5, "", "doubt about that"},
      {"extra_demand", log_spread, 0, 5, "", "typical error of the demand side beyond its interval"},
      {"bias_spend_per_user", {{"log ratio", 1}}, -5, 5, "", "how far surveyed users x surveyed spend is thought to lie from the truth"},
      {"bias_error_spend_per_user", log_spread, 0, 5, "", "doubt about that"},
      {"extra_spend_per_user", log_spread, 0, 5, "", "typical error of surveyed users x surveyed spend beyond its interval"},
      {"bias_scaled_national_figure", {{"log ratio", 1}}, -5, 5, "", "how far a national figure scaled down is thought to lie from the truth"},
      {"bias_error_scaled_national_figure", log_spread, 0, 5, "", "doubt about that"},
      {"extra_scaled_national_figure", log_spread, 0, 5, "", "typical error of a national figure scaled down beyond its interval"},
      {"bias_wastewater", {{"log ratio", 1}}, -5, 5, "", "how far wastewater analysis is thought to lie from the truth"},
      {"bias_error_wastewater", log_spread, 0, 5, "", "doubt about that"},
      {"extra_wastewater", log_spread, 0, 5, "", "typical error of wastewater analysis beyond its interval"},
      // Cost and return
      {"cost_per_user", {{"GBP a year", 1}}, 0, kAny, "", "economic and social cost of one dependent user"},
      {"national_cost", {{"GBP a year", 1}, {"GBP bn a year", 1e9}}, 0, kAny, "", "economic and social cost of all drug use in England"},
      {"dependent_share_of_cost", share, 0, 1, "", "share of that cost that dependent users cause"},
      {"dependent_users", {{"people", 1}}, 1, kAny, "", "dependent users the cost is shared over"},
      {"treatment_cost", {{"GBP a year", 1}}, 0, kAny, "", "cost of one place in treatment"},
      {"treatment_return", ratio, 0, kAny, "", "pounds of benefit for one pound spent on treatment"},
      {"clients_per_worker", {{"people", 1}}, 1, kAny, "", "clients one keyworker looks after"},
      {"mortality_untreated", {{"per 1,000", 0.001}}, 0, 1, "", "deaths a year among opiate and crack users out of treatment"},
      {"mortality_treated", {{"per 1,000", 0.001}}, 0, 1, "", "deaths a year among those in treatment"},
      {"crimes_averted", {{"crimes a year", 1}}, 0, kAny, "", "offences that a year in treatment averts"},
      {"retention", share, 0, 1, "", "share of new places that are held for the year"},
  };
}

}  // namespace

const std::vector<MarketRole>& market_roles() {
  static const std::vector<MarketRole> roles = make_roles();
  return roles;
}

const MarketRole* find_market_role(std::string_view name) {
  const auto& roles = market_roles();
  const auto found = std::find_if(roles.begin(), roles.end(), [&](const MarketRole& role) { return role.name == name; });
  return found == roles.end() ? nullptr : &*found;
}

std::vector<std::string> market_role_names() {
  std::vector<std::string> names;
  for (const MarketRole& role : market_roles()) names.emplace_back(role.name);
  return names;
}

const std::vector<std::string>& market_user_types() {
  static const std::vector<std::string> types = {"infrequent", "occasional", "frequent", "dependent"};
  return types;
}

const std::vector<std::string>& market_corrections() {
  static const std::vector<std::string> corrections = {"age_sex", "deprivation", "local_variation", "under_reporting", "coverage", "over_59", "under_16"};
  return corrections;
}

std::string market_correction_words(const std::string& correction) {
  static const std::map<std::string, std::string> words = {
      {"survey", "National survey, applied to residents"}, {"age_sex", "Local age and sex"}, {"deprivation", "Local deprivation"}, {"local_variation", "Other local variation"},
      {"under_reporting", "Use not told to the survey"}, {"coverage", "People the survey misses"}, {"over_59", "People aged 60 and over"}, {"under_16", "People under 16"}};
  const auto found = words.find(correction);
  if (found != words.end()) return found->second;
  std::string plain = correction;
  std::replace(plain.begin(), plain.end(), '_', ' ');
  return plain;
}

const std::vector<std::string>& market_outputs() {
  static const std::vector<std::string> outputs = {"users", "users_16_59", "share_16_59", "quantity", "quantity_pure", "spend", "spend_per_user", "price", "price_per_pure_gram", "doses",
                                                   "seized_pure", "interception_share", "net_import", "net_export", "users_survey", "spend_all_methods", "quantity_all_methods", "published_users",
                                                   "published_spend", "published_spend_per_user", "published_quantity", "published_value", "published_flow", "hidden_users"};
  return outputs;
}

}  // namespace dmp::catalogue
