#pragma once

#include <array>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "catalogue/definitions.hpp"
#include "catalogue/profile.hpp"
#include "core/estimate.hpp"

namespace dmp::indicators {

/// One band of the standard population behind a standardised rate.
struct AgeTally {
  double events = 0, population = 0, standard = 0;
};

/// What an estimate rests on, as far as it decides whether two may be put side by side.
struct Basis {
  core::Text vintage;          ///< publication and method of a published or estimated figure; empty where nothing is said
  int denominator_year = 0;    ///< year of the population or of the estimate of need; 0: none
  std::shared_ptr<const std::set<std::string>> denominator_sources;  ///< of a population or estimate that came from several sources, those of this area; none where there is one source
  bool best_fit = false;       ///< rows of older boundaries were allotted to the area whole
  std::vector<AgeTally> ages;  ///< of a standardised rate
};

/// An estimate with what it rests on.
struct Figure {
  const core::Estimate* estimate = nullptr;
  const Basis* basis = nullptr;
};

/// What tells the figures of one indicator and area apart: period, sex, age and category.
using Cell = std::array<core::Text, 6>;
inline Cell cell_of(const core::Estimate& estimate) { return {estimate.period_start, estimate.period_end, estimate.sex, estimate.age, estimate.category_type, estimate.category}; }

/// Denominators may be so many years apart in figures that are compared; more, and they are not.
constexpr int kDenominatorYearsApart = 2;

/// The rules of the catalogue and of the profile for one indicator.
std::vector<catalogue::NotComparable> rules_for(const catalogue::IndicatorDefinition& indicator, const catalogue::Profile& profile);

/// Why two figures of the same period must not be put side by side; empty where they may.
std::string why_not_compared(const Figure& a, const Figure& b, std::span<const catalogue::NotComparable> rules);

/// What must be said beside a comparison that is made all the same; empty where nothing.
std::string remark_on_comparison(const Figure& a, const Figure& b);

/// Why figures of one area, oldest first, make no trend: they rest on different methods or boundaries, a definition changed between
/// them, or one lacks its value or interval. Empty where they make one. Periods are not looked at.
std::string why_no_trend(std::span<const Figure> points, std::span<const catalogue::NotComparable> rules);

}  // namespace dmp::indicators
