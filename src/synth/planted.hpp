#pragma once

#include <array>
#include <cmath>
#include <string_view>

/// Parameters that the generator plants and truth.json repeats, where more than one file needs them.
namespace dmp::synth {

/// Hazards a year after release under investigation.
struct ReleaseHazards {
  double further_offence, victim;
};
/// 12-month probabilities 0.48 and 0.22, and 0.34 and 0.17: 42% and 20% of a cohort of which 55% are under 25.
inline const ReleaseHazards kUnder25{-std::log(1 - 0.48), -std::log(1 - 0.22)};
inline const ReleaseHazards k25AndOver{-std::log(1 - 0.34), -std::log(1 - 0.17)};

/// Treatment by drug group, in the order opiate, non-opiate, non-opiate and alcohol, alcohol.
struct TreatmentEffect {
  std::string_view group;
  double completion;            ///< probability that a discharge is a completion, where the client does not inject
  double representation;        ///< probability of coming back within six months of a completion
  double median_days;           ///< median length of an episode
};
inline constexpr std::array<TreatmentEffect, 4> kTreatmentEffects = {{{"opiate", 0.24, 0.18, 330}, {"non-opiate", 0.56, 0.06, 130},
                                                                      {"non-opiate and alcohol", 0.52, 0.08, 145}, {"alcohol", 0.60, 0.09, 150}}};
/// Completion of those who inject, as a multiple of the others' (opiate group only).
inline constexpr double kInjectingCompletionRatio = 0.6;
/// Completion after a residential or inpatient intervention, as a multiple.
inline constexpr double kResidentialCompletionRatio = 1.25;

/// Share of opiate and crack users who are not in treatment, as planted by the design; the truth is counted.
inline constexpr std::array<double, 3> kUnmetNeedDesign = {0.607, 0.50, 0.70};
/// Share of dependent drinkers not in treatment.
inline constexpr std::array<double, 3> kUnmetNeedAlcoholDesign = {0.84, 0.78, 0.82};

/// A drug's market as planted: what the survey, prices, purities and wastewater are made from.
struct PlantedMarket {
  std::string_view drug;
  double percent_16_24, percent_25_59;  ///< who used it in the last year (0: demand comes from opiate and crack users)
  double days_a_year, grams_a_day;      ///< mean over users
  double price_gbp_per_gram;            ///< retail, weighted by purchase size
  double wholesale_gbp_per_kg;
  double purity_percent;                ///< at retail
};
inline constexpr std::array<PlantedMarket, 7> kMarkets = {{{"powder cocaine", 4.9, 1.8, 28, 0.72, 72, 36000, 64},
                                                          {"cannabis", 15.4, 5.4, 76, 0.62, 10, 4500, 100},
                                                          {"mdma", 2.6, 0.6, 9, 0.45, 32, 9000, 78},
                                                          {"ketamine", 3.4, 0.5, 16, 0.60, 24, 5500, 82},
                                                          {"amphetamine", 0.6, 0.3, 30, 1.0, 11, 1600, 11},
                                                          {"heroin", 0, 0, 255, 0.42, 62, 23000, 42},
                                                          {"crack", 0, 0, 165, 0.62, 88, 40000, 68}}};

}  // namespace dmp::synth
