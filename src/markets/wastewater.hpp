#pragma once

#include <string>
#include <vector>

#include "markets/evidence.hpp"
#include "markets/methods.hpp"
#include "markets/observations.hpp"

namespace dmp::markets {

/// A series of loads as a week: every day of the week counts alike, whatever was sampled.
struct WeeklyPattern {
  double mean = 0;             ///< milligrams a day for each 1,000 people
  double weekend = 0, weekday = 0;   ///< Friday to Monday; Tuesday to Thursday; NaN where none was sampled
  double by_day[7] = {};       ///< Monday first; NaN where not sampled
  double day_error = 0;        ///< standard deviation of the log of one day about its day of the week; NaN where no day was sampled twice
  std::size_t days = 0, weeks = 0;
};
/// Days not sampled are taken as the mean of their half of the week, else of the days there are.
WeeklyPattern weekly_pattern(const WastewaterSeries& series);

/// What one works' (or city's) samples say about one area.
struct WastewaterFinding {
  std::string drug, area, site, substance;
  int year = 0;
  bool local = false;          ///< false: another city's load for each person, scaled to the residents
  WeeklyPattern pattern;
  double population = 0;
};

/// Kilograms of the pure drug a year: load (mg a day for each 1,000 people) x residents / 1,000 x 365 x grams of drug for a gram of residue / 1e6.
double pure_kilograms_a_year(double load_mg_1000_day, double residents, double factor);

/// The load of residue (mg a day for each 1,000 people) that so many pure kilograms a year would leave, by the drug's own factor (molar masses and excretion,
/// else the published one, and stability) at its middle, all of the residue taken as this drug's. NaN where the drug has no factor or there are no residents.
double load_of_kilograms(const catalogue::MarketDefinition& drug, double pure_kilograms, double residents);

/// Wastewater's answers as method rows, and the series they rest on. Local series count before those of other cities of the country; of several
/// years the one nearest to the model's. Drugs that share a residue (powder cocaine and crack) share its load as the demand side divides it.
std::vector<WastewaterFinding> add_wastewater(std::vector<MethodEstimate>& methods, const Market& market, Evidence& evidence);

}  // namespace dmp::markets
