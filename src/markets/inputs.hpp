#pragma once

#include <map>
#include <string>
#include <vector>

#include "catalogue/definitions.hpp"
#include "catalogue/profile.hpp"
#include "core/period.hpp"
#include "engine/engine.hpp"
#include "markets/observations.hpp"

namespace dmp::markets {

/// Residents of an area by the age groups the model tells apart.
struct Residents {
  double young_men = 0, young_women = 0;   ///< 16 to 24
  double older_men = 0, older_women = 0;   ///< 25 to 59
  double aged_11_15 = 0, aged_60_74 = 0, aged_15_64 = 0, all = 0;
  bool by_sex = false;                     ///< false: persons only, halved
  int year = 0;

  [[nodiscard]] double aged_16_59() const { return young_men + young_women + older_men + older_women; }
};

/// A published estimate of people who use opiates or crack.
struct UserEstimate {
  double value = 0, lower = 0, upper = 0;  ///< 95% interval; NaN where none is given
  std::string period, method;
};

struct AreaInputs {
  std::string code, name, type;
  std::vector<std::size_t> members;   ///< the authorities it is made of, where all of them are in the profile; else empty
  Residents residents;
  double deprivation = std::numeric_limits<double>::quiet_NaN();  ///< mean place of its small areas between the least (-0.5) and the most deprived (0.5)
  std::map<std::string, UserEstimate> users;  ///< by drug group: opiate, crack, opiate and crack
};

/// What the canonical tables say.
struct MarketInputs {
  core::Period period;                ///< financial year that the results are for
  std::vector<AreaInputs> areas;      ///< counties and authorities of the profile, in its order
  /// Parameters read from survey_prevalence and price_purity, by the drug's id.
  std::map<std::string, std::vector<catalogue::MarketParameter>> observed;
  Observations observations;          ///< wastewater, seizures, county lines
  std::string sources;                ///< ids of the sources read, separated by ;
  std::vector<std::string> notes;     ///< what is missing and what was done in its place
};

/// Reads the inputs; needs model.area and model.area_member (src/indicators writes them). Areas without residents are left out with a note.
MarketInputs read_inputs(engine::Session& session, const catalogue::Catalogue& catalogue, const catalogue::Profile& profile);

/// Inputs of one area of which nothing is known but how many are 16 to 59, divided by age and sex as the country is.
MarketInputs inputs_of_population(double aged_16_59, const core::Period& period);

}  // namespace dmp::markets
