#pragma once

#include <limits>
#include <string>
#include <vector>

#include "core/period.hpp"
#include "engine/engine.hpp"

namespace dmp::markets {

/// One day's load of a residue at a works.
struct WastewaterDay {
  int weekday = 0;        ///< 1 Monday to 7 Sunday; 0: a mean over the week
  double load = 0;        ///< milligrams a day for each 1,000 people
  int week = 0;           ///< tells campaigns apart: weeks since 1970, 0 where the table gives no day
};

/// The samples of one residue at one works in one year.
struct WastewaterSeries {
  std::string site, area;      ///< area: code; empty where the table names none
  std::string substance;       ///< in small letters
  int year = 0;
  double population = 0;       ///< people served; 0: not given
  std::vector<WastewaterDay> days;
  std::size_t unquantified = 0;  ///< days below the limit of quantification or without a value: not among the days
};

/// What was seized of one drug at once, or (published) in a year.
struct Seizure {
  std::string area, drug, id;  ///< drug: code or published name, in small letters
  int month = 0;               ///< 1 to 12; 0: the year
  double quantity = 0;
  std::string unit;            ///< g kg tablets plants ml
  double purity = std::numeric_limits<double>::quiet_NaN();  ///< share
  double value_gbp = std::numeric_limits<double>::quiet_NaN();
  std::string basis;           ///< street | wholesale | purity-adjusted; empty: not said
};

/// Lines known to be open at some time of the year.
struct LineCount {
  std::string area, direction;
  double lines = 0;
};

/// What the canonical tables say about supply and about residues.
struct Observations {
  std::vector<WastewaterSeries> wastewater;
  std::vector<Seizure> seizures;
  std::string seizure_period;  ///< financial year of the seizures: the model's, else the nearest that has any
  bool seizures_published = false;  ///< a force's yearly sums, not records
  std::vector<LineCount> lines;
  std::string sources;         ///< ids, separated by ;
};

/// Reads the tables wastewater, seizure (else the published quantities of the force with the same authorities) and county_line for the areas.
Observations read_observations(engine::Session& session, const std::vector<std::string>& areas, const core::Period& period);

}  // namespace dmp::markets
