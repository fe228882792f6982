#pragma once

#include <map>
#include <string>
#include <vector>

#include "markets/market.hpp"

namespace dmp::markets {

/// The demand side of one drug, draw by draw.
struct DrugDraws {
  std::vector<std::vector<double>> users;   ///< by area
  Consumption one;                          ///< a user's year
  DrugDraws(std::size_t areas, std::size_t draws) : users(areas, std::vector<double>(draws)), one(draws) {}
  /// Kilograms of an area: street weight, or pure.
  [[nodiscard]] std::vector<double> kilograms(std::size_t area, bool pure) const;
  [[nodiscard]] std::vector<double> spend(std::size_t area) const;
  /// Active share of a street gram.
  [[nodiscard]] std::vector<double> purity() const;
};

/// For one thread. What the methods beside the demand side draw on: parameters of roles it does not use, and its own draws, so that a purity or a price
/// both sides share moves both alike.
class Evidence {
 public:
  Evidence(const catalogue::Catalogue& catalogue, const catalogue::MarketSettings& settings, const MarketInputs& inputs, const Settings& model);
  /// Makes the demand side of every drug at once, on several threads, of the models where they are made already.
  void prepare(const std::vector<DemandModel>& models);

  [[nodiscard]] std::size_t draws() const { return draws_; }
  [[nodiscard]] const catalogue::Catalogue& catalogue() const { return *catalogue_; }
  [[nodiscard]] const catalogue::MarketSettings& settings() const { return *settings_; }
  [[nodiscard]] const MarketInputs& inputs() const { return *inputs_; }
  /// The demand side of a drug; made when first asked for.
  const DrugDraws& demand(const catalogue::MarketDefinition& drug);
  /// Draws of the drug's (or the shared) parameter of a role; empty where there is none.
  [[nodiscard]] const std::vector<double>& of_role(const catalogue::MarketDefinition& drug, const std::string& role) const;
  /// The middle of that parameter; otherwise where there is none.
  [[nodiscard]] double middle_of_role(const catalogue::MarketDefinition& drug, const std::string& role, double otherwise) const;
  /// Standard normal draws of a name.
  [[nodiscard]] const std::vector<double>& normals(const std::string& name) const;
  /// exp(sd x normal): draws about 1.
  [[nodiscard]] std::vector<double> errors(const std::string& name, double log_sd) const;
  /// Share of drawn parameters of the role that are defaults.
  [[nodiscard]] bool is_default(const catalogue::MarketDefinition& drug, const std::string& role) const;

 private:
  void fill(const DemandModel& model, DrugDraws& made) const;

  const catalogue::Catalogue* catalogue_;
  const catalogue::MarketSettings* settings_;
  const MarketInputs* inputs_;
  Settings model_;
  std::size_t draws_;
  std::map<std::string, DrugDraws> demand_;
  mutable std::map<std::string, std::vector<double>> of_role_, normals_;   ///< made once
};

/// Every name the tables use for a drug, in small letters: code, name, survey_drugs.
std::vector<std::string> names_of(const catalogue::MarketDefinition& drug);
/// The place of an area in the inputs, or their number.
std::size_t place_of_area(const MarketInputs& inputs, const std::string& code);

}  // namespace dmp::markets
