#pragma once

#include <string>
#include <string_view>
#include <vector>

/// The roles a parameter of catalogue/4-markets may have: what the model takes it for, in which units it may be given.
namespace dmp::catalogue {

/// A unit and what turns it into the model's.
struct MarketUnit {
  std::string_view name;
  double factor;
};

struct MarketRole {
  std::string_view name;
  std::vector<MarketUnit> units;
  double lowest, highest;      ///< in the model's unit: what any value of it must lie between
  std::string_view needs;      ///< a key it cannot do without: user_type, period, purchase; or empty
  std::string_view meaning;    ///< for people
};

const std::vector<MarketRole>& market_roles();
const MarketRole* find_market_role(std::string_view name);
std::vector<std::string> market_role_names();

/// infrequent, occasional, frequent, dependent.
const std::vector<std::string>& market_user_types();
/// The corrections that can be switched off, in the order they are made.
const std::vector<std::string>& market_corrections();
/// What a correction (or "survey", where they begin) does, as a reader is told: "age_sex" is "Local age and sex". Others: their name without underscores.
std::string market_correction_words(const std::string& correction);
/// Results of the demand side that an indicator or a check may name.
const std::vector<std::string>& market_outputs();

}  // namespace dmp::catalogue
