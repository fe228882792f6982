#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "catalogue/definitions.hpp"
#include "catalogue/profile.hpp"
#include "core/estimate.hpp"
#include "engine/engine.hpp"
#include "indicators/group_comparison.hpp"
#include "indicators/twins.hpp"

namespace dmp::indicators {

/// An indicator, some of its periods or some of its rows that are not in the figures, and why. Never silently.
struct Skipped {
  std::string indicator;
  std::string reason;
};

/// One table an indicator read, and the rows each source gave to it.
struct TableUse {
  std::string table;
  std::string source;
  std::int64_t rows = 0;
};

/// What was executed for one indicator: enough to run it again by hand.
struct IndicatorRun {
  std::string indicator;
  std::string numerator_sql;    ///< as executed; the tables model.* it joins are left in the database
  std::string denominator_sql;  ///< empty where the method has none
  std::vector<TableUse> tables;
  std::size_t estimates = 0;
};

/// A category of an indicator's rows that counts what is counted in some small areas: what is withheld of them must not follow
/// from it.
struct DeprivationGroup {
  std::string indicator, area_code, category_type, category;
  std::vector<std::string> members;  ///< codes of the small areas
};

struct Computation {
  core::Estimates estimates;  ///< by indicator, area in the profile's order, period, breakdown; ids are unique
  std::vector<Skipped> skipped;
  std::vector<IndicatorRun> runs;
  std::vector<Disagreement> disagreements;  ///< indicators whose figures are not what was published
  ComparatorGroups comparators;   ///< what each area of the profile is put beside
  Comparables comparables;        ///< what that was done with
  core::Comparisons comparisons;  ///< every estimate beside each of its comparators
  std::vector<DeprivationGroup> groups;
};

/// Told before each indicator: how many are done, of how many, which is next.
using Progress = std::function<void(std::size_t done, std::size_t of, const std::string& indicator)>;

struct Options {
  /// Every period that holds a row counts as covered. For worked examples, whose handful of rows cannot show coverage.
  bool assume_covered = false;
  /// How many indicators are computed at once; 0: as many as there are processors, at most four. The figures never depend on it.
  unsigned threads = 0;
  /// Only these indicators (ids); empty: those the profile names, or all.
  std::vector<std::string> only;
};

/// Computes the catalogue's indicators over the canonical tables of the session for the profile's areas, and for the
/// small areas, wards and middle areas inside them.
/// The grid is complete: a covered area and period without a counted row gives 0 with its interval; one that is not
/// covered gives no row. An SQL that is no SELECT over canonical tables, or lacks a column, is a UserError.
/// Writes only the schema `model` (areas, members, months, coverage, groups of small areas by deprivation). To explain or recompute a single figure, run it with
/// options.only = {id}: the run holds the SQL as executed.
Computation compute_estimates(engine::Session& session, const catalogue::Catalogue& catalogue, const catalogue::Profile& profile,
                              const Options& options = {}, const Progress& progress = {});

}  // namespace dmp::indicators
