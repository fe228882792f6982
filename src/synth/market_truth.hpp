#pragma once

#include "synth/planted.hpp"
#include "synth/world.hpp"

namespace dmp::synth {

/// A drug's market in an authority (0 to 2; -1: the county) in the last financial year, by the planted parameters:
/// users x days x grams a day = street kilograms; x price = spend; x purity = pure kilograms.
struct MarketSize {
  double users = 0, kilograms = 0, pure_kilograms = 0, spend_gbp = 0;
};
MarketSize market_size(const World& world, const PlantedMarket& market, int authority);

/// Persons of the registry in an authority (-1: county) who use opiates or crack, opiates, crack, or who depend on
/// alcohol, or who inject, living in the middle of a financial year.
struct HiddenPopulation {
  long long opiate_and_crack = 0, opiate = 0, crack = 0, alcohol = 0, injecting = 0;
};
HiddenPopulation hidden_population(const World& world, int authority, int year);

}  // namespace dmp::synth
