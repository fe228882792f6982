#pragma once

#include <limits>
#include <map>
#include <string>
#include <vector>

#include "core/errors.hpp"

/// The parameters of drug markets as plain values (catalogue/4-markets). docs/reference/catalogue-format.md says what each key means.
namespace dmp::catalogue {

/// A distribution as written: kind and numbers, in the unit of its parameter. Checked by the reader (order of the ends, spreads above 0).
struct DistributionDefinition {
  std::string kind;                       ///< fixed uniform triangular pert normal lognormal beta gamma proportion interval empirical
  std::map<std::string, double> numbers;  ///< "min", "mode", "value", ...
  std::vector<double> values, weights;    ///< of empirical
  core::Place place;
};

/// One number the market model uses, with its doubt and where it comes from.
struct MarketParameter {
  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

  std::string role;                   ///< what the model takes it for: prevalence, days, price ... (market_roles.hpp)
  std::string user_type, age, sex;    ///< empty: all
  double purchase = kNone;            ///< of a price: grams (or units) bought at once
  double share = kNone;               ///< of a price: share of the quantity that is bought in purchases of this size
  std::string period;                 ///< "2018/19"; of a prevalence the year it is for
  std::string place_name, unit, citation, note;
  DistributionDefinition distribution;
  bool is_default = false;            ///< no source is at hand: to be confirmed by the user
  bool spread_is_default = false;     ///< the value is cited, the spread around it is not
  double factor = 1;                  ///< what turns the unit into the model's (percent into shares, milligrams into grams)
  core::Place place;

  /// "price.1", "days.frequent", "prevalence.16-24": unique in its file but for the period.
  [[nodiscard]] std::string id() const;
};

/// A published figure to hold results and needed values against, and to scale down from.
struct MarketBenchmark {
  std::string measure;                ///< users, spend, spend_per_user, quantity, quantity_pure, price, purity, wastewater_load ...
  std::string name, period, place_name, unit, citation, note;
  double value = 0;
  double lower = MarketParameter::kNone, upper = MarketParameter::kNone;
  double population = MarketParameter::kNone;   ///< residents aged 16 to 59 that it is for: with it, it can be scaled to an area
  double relative_error = MarketParameter::kNone;  ///< how far it may be off (one standard deviation of the logarithm) where it has no ends
  bool is_default = false;
  core::Place place;
};

/// Parameters that move together: a rank correlation matrix of the Gaussian copula over parameter ids of one file.
struct MarketCorrelation {
  std::vector<std::string> parameters;
  std::vector<std::vector<double>> matrix;
  std::string citation;
  bool is_default = false;
  core::Place place;
};

/// A dataset that could be collected, for the value of information: it would tell the parameters of these roles
/// (and user types), or measure a result with a known error.
struct MarketDataset {
  std::string id, name;
  std::vector<std::string> roles, user_types;
  std::string measures;               ///< a result: quantity_pure; empty: the parameters
  double relative_error = 0;          ///< of the measurement, standard deviation of the logarithm
  core::Place place;
};

/// A worked check: residents given, corrections off but those named, best values of every parameter.
struct MarketExample {
  std::string name, citation, period;
  double population = 0;              ///< residents aged 16 to 59
  std::map<std::string, double> set;  ///< parameters put to a value for the check, in the model's units
  std::vector<std::string> corrections;
  std::map<std::string, double> expect;  ///< result to value
  double tolerance = 1e-9;            ///< relative
  core::Place place;
};

/// One file of catalogue/4-markets.
struct MarketDefinition {
  std::string id, name;
  std::string kind;                   ///< drug | people (users only) | shared (parameters of every drug) | costs
  std::string code;                   ///< of the canonical tables (catalogue/reference/drugs.toml)
  std::string drug_class;             ///< A, B, C or empty
  std::string unit = "g";             ///< what is bought and used: g, tablets, canisters
  std::string users = "survey";       ///< survey | opiate | crack | opiate and crack: whose number stands at the beginning
  std::vector<std::string> survey_drugs;   ///< names in the table survey_prevalence
  std::vector<std::string> caveats;
  std::vector<MarketParameter> parameters;
  std::vector<MarketBenchmark> benchmarks;
  std::vector<MarketCorrelation> correlations;
  std::vector<MarketDataset> datasets;
  std::vector<MarketExample> examples;
  core::Place place;
};

/// A parameter that a profile puts in place of the catalogue's.
struct MarketOverride {
  std::string drug;                   ///< id of a file
  MarketParameter parameter;
};

/// A published figure about the profile's own market, to be set beside the model's.
struct MarketClaim {
  std::string drug, area, period, name, citation;
  std::string measure;                ///< users | spend | quantity | spend_per_user
  double value = 0;
  core::Place place;
};

/// [market] of profile.toml.
struct MarketSettings {
  std::string period;                 ///< financial year such as "2017/18"; empty: the latest of the profile
  std::uint64_t draws = 100'000;
  std::uint64_t seed = 20240401;
  std::vector<std::string> without;   ///< corrections that are left out
  std::vector<std::string> drugs;     ///< ids; empty: all
  std::vector<MarketOverride> overrides;
  std::vector<MarketClaim> claims;
  core::Place place;
};

}  // namespace dmp::catalogue
