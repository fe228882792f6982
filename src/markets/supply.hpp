#pragma once

#include <limits>
#include <string>
#include <vector>

#include "markets/evidence.hpp"

namespace dmp::markets {

/// One figure about supply, with what it rests on.
struct SupplyFigure {
  std::string topic;     ///< seizures | cultivation | valuation | county lines | balance
  std::string drug;      ///< id; empty: drugs together
  std::string area;      ///< code
  std::string name, unit, basis;   ///< "seized, pure", "kg a year", "street price"
  Summary summary;
  std::string note;
  bool is_flag = false;  ///< a figure that cannot be what it says
};

/// What was seized of a drug in an area in a year.
struct SeizedDrug {
  std::size_t seizures = 0, tested = 0, unvalued = 0;
  double kilograms = 0;               ///< gross, of what is weighed or counted in tablets
  double plants = 0;
  double largest_share = 0;           ///< of the kilograms: the largest seizure's
  std::vector<double> pure_kilograms; ///< draw by draw: own purity where tested, else that of the tested, else the catalogue's
  double by_month[12] = {};           ///< gross kilograms, January first
  bool other_units = false;           ///< some were in millilitres and are left out
};
SeizedDrug seized(const catalogue::MarketDefinition& drug, std::size_t area, Evidence& evidence);

/// Seizures by drug on one purity basis, interception share, cultivation, valuations with their basis, county lines. Puts interception_share and
/// seized_pure among the results of the market's areas.
std::vector<SupplyFigure> add_supply(Market& market, Evidence& evidence);

/// What a value put on a quantity can be: pounds for a gram beside the prices of the drug on every basis.
struct Valuation {
  double gbp_per_gram = 0;
  Summary street, wholesale, purity_adjusted;   ///< value of the quantity on each basis, pounds
  std::string nearest;      ///< basis whose middle lies nearest (on the log scale)
  bool fits = true;         ///< whether the value lies within the 95% interval of the stated basis, or of any where none is stated
  std::string sentence;
};
/// Pounds for a gram of one find, which varies about the mean price as purity and place do.
struct GramPrices {
  Summary street, wholesale, pure;   ///< wholesale missing where the drug has no such price; pure: for a gram of the active substance
};
/// A usage UserError where the drug has no price.
GramPrices gram_prices(const catalogue::MarketDefinition& drug, Evidence& evidence);

/// What was said of a find.
struct StatedValue {
  double grams = 0, value_gbp = 0;
  std::string basis;        ///< street | wholesale | purity-adjusted; empty: not stated
  double purity = std::numeric_limits<double>::quiet_NaN();   ///< share; NaN: the street's, at which a purity-adjusted price is the street's
};
/// A usage UserError where a number is not above 0.
Valuation value_at(const GramPrices& prices, const StatedValue& stated);
/// The same with the prices of a drug.
Valuation value_of(const catalogue::MarketDefinition& drug, const StatedValue& stated, Evidence& evidence);

/// Plants as kilograms and pounds.
struct Crop {
  Summary once, year;       ///< kilograms of one harvest; of a year's cycles
  Summary street_gbp;       ///< of one harvest at the street price of the size most bought
};
Crop crop_of(const catalogue::MarketDefinition& drug, double plants, Evidence& evidence);

}  // namespace dmp::markets
