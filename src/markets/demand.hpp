#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "catalogue/definitions.hpp"
#include "markets/inputs.hpp"
#include "markets/parameter_set.hpp"

namespace dmp::markets {

/// Which corrections are made, by their names (catalogue::market_corrections).
using Corrections = std::set<std::string>;
Corrections all_corrections();
Corrections corrections_without(const std::vector<std::string>& names);

/// A user's year, one number a draw. Grams are street grams.
struct Consumption {
  std::vector<double> grams, pure_grams, spend, doses, price_per_gram, price_per_pure_gram;
  explicit Consumption(std::size_t draws) : grams(draws), pure_grams(draws), spend(draws), doses(draws), price_per_gram(draws), price_per_pure_gram(draws) {}
};

/// The demand side of one drug: users of each area and what a user takes and spends. Formulas: docs/methods/market-size.md.
class DemandModel {
 public:
  DemandModel(const catalogue::Catalogue& catalogue, const catalogue::MarketDefinition& drug, const catalogue::MarketSettings& settings, const MarketInputs& inputs);

  [[nodiscard]] const catalogue::MarketDefinition& drug() const { return *drug_; }
  [[nodiscard]] const MarketInputs& inputs() const { return *inputs_; }
  [[nodiscard]] const ParameterSet& parameters() const { return parameters_; }
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }
  /// Whether it says what users take and spend (people, such as users of any drug: not).
  [[nodiscard]] bool has_consumption() const { return !types_.empty(); }
  [[nodiscard]] bool has_price() const { return !purchases_.empty(); }

  /// Users of an area (its place in the inputs) for every draw of the block; of a county the sum of its authorities.
  void users(const Block& values, std::size_t area, const Corrections& corrections, std::span<double> out) const;
  /// The same of every area at once, which costs less than one after the other: out holds one column an area, in their order.
  void users_of_all(const Block& values, const Corrections& corrections, std::vector<std::span<double>>& out) const;
  /// What a user takes and spends in a year; written from place `first` of out on.
  void consumption(const Block& values, Consumption& out, std::size_t first = 0) const;

  /// Users, of those the shares given: by type of user, or by age and sex (survey drugs). For breakdowns; one name a column.
  struct Group {
    std::string kind, name;   ///< "user type", "frequent"; "age", "16-24"; "sex", "Male"
  };
  [[nodiscard]] std::vector<Group> groups() const;
  /// Users and street kilograms of each group in an area, in the order of groups(); users: of all groups, one: what a user takes.
  struct GroupDraws {
    std::vector<double> users, kilograms;
  };
  [[nodiscard]] std::vector<GroupDraws> breakdown(const Block& values, std::size_t area, std::span<const double> users, const Consumption& one) const;

 private:
  struct UserType {
    std::string name;
    std::size_t share, days, quantity;
  };
  struct Purchase {
    std::size_t price;
    double size, share;
  };
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  std::size_t take(const std::string& role, const std::string& user_type, bool required);
  std::size_t add(const catalogue::MarketParameter& parameter, const std::string& owner, const std::string& origin);
  void take_users();
  void take_area(std::size_t area);
  void take_consumption();
  void take_correlations();
  /// What the survey says of users that hangs on no area: probability of use by age and sex, and the factor for what the survey misses.
  struct Survey {
    std::vector<double> young_men, young_women, older_men, older_women, all, over_59, under_16, missed;
  };
  [[nodiscard]] Survey survey(const Block& values, const Corrections& corrections) const;
  [[nodiscard]] bool makes(const Corrections& corrections, const char* name, std::size_t column) const { return column != kNone && corrections.contains(name); }
  void users_of_leaf(const Block& values, const Survey& survey, std::size_t area, const Corrections& corrections, std::span<double> out) const;
  void surveyed_users(const Block& values, const Survey& survey, std::size_t area, const Corrections& corrections, std::span<double> out) const;
  void add_ages_and_sexes(const Block& values, std::size_t area, std::span<const double> users, const Consumption& one, std::vector<GroupDraws>& groups) const;

  const catalogue::Catalogue* catalogue_;
  const catalogue::MarketDefinition* drug_;
  const catalogue::MarketSettings* settings_;
  const MarketInputs* inputs_;
  ParameterSet parameters_;
  std::vector<std::string> notes_;
  std::vector<UserType> types_;
  std::vector<Purchase> purchases_;
  std::size_t prevalence_ = kNone, young_prevalence_ = kNone, young_share_ = kNone, sex_ratio_ = kNone, gradient_ = kNone, under_reporting_ = kNone,
              coverage_ = kNone, over_59_ = kNone, under_16_ = kNone, unit_weight_ = kNone, dose_ = kNone, purity_ = kNone;
  std::vector<std::size_t> local_;      ///< of each area: local variation, or the number of users itself
};

}  // namespace dmp::markets
