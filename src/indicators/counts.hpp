#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "catalogue/definitions.hpp"
#include "core/text.hpp"
#include "indicators/areas.hpp"
#include "indicators/select.hpp"
#include "stats/directly_standardised_rate.hpp"

namespace dmp::indicators {

/// A way to cut the counts besides the total.
struct Breakdown {
  bool sex = false, age = false, category = false;
  core::Text by{};  ///< where category is said: empty by the SELECT's column `category`, "ethnicity", or "deprivation" (of the column `small_area`)
  auto operator<=>(const Breakdown&) const = default;
};

/// What the categories of a breakdown are: the indicator's own type, "ethnicity" or "deprivation decile".
std::string category_type_of(const catalogue::IndicatorDefinition& indicator, const Breakdown& breakdown);
/// What `by` is for a category type of the indicator's estimates.
std::string category_column_of(const catalogue::IndicatorDefinition& indicator, const std::string& category_type);

/// Each small area's tenth of deprivation in the country by the latest edition of the indices, as a SELECT area_code, label:
/// "1 (most deprived)", "2", ... "10 (least deprived)".
extern const char* const kDeprivationSql;

/// The total and the breakdowns of an indicator ("sex", "age", "category", "ethnicity", "deprivation", "sex+age", ...).
std::vector<Breakdown> breakdowns_of(const catalogue::IndicatorDefinition& indicator);

/// Lower and upper age of each band, in order; "65+" has no upper end (kOldest).
struct AgeBand {
  core::Text label;
  int from = 0, to = 0;
};
constexpr int kOldest = 999;
std::vector<AgeBand> age_bands_of(const catalogue::IndicatorDefinition& indicator);

/// How rows of a SELECT meet the periods.
enum class Timing { months, dates_published, whole, years };

/// What is asked of one SELECT.
struct Question {
  Select select;
  Timing timing = Timing::months;
  std::vector<Breakdown> breakdowns;
  std::vector<AgeBand> bands;
  bool standardised = false;  ///< also by the nineteen bands of the European Standard Population
  bool squares = false;       ///< also the sum of the weights squared, which a mean's interval needs
  std::vector<std::string> area_types;
};

/// Where a count stands. band is -1 where the count is over all ages; period is the index of the period asked for, of the published
/// dates, or the year.
struct CellKey {
  std::size_t area = 0;
  int period = 0;
  Breakdown breakdown;
  core::Text sex, category;
  int band = -1;
  auto operator<=>(const CellKey&) const = default;
};
struct CellHash {
  std::size_t operator()(const CellKey& key) const noexcept;
};

struct Tally {
  double n = 0;     ///< rows, distinct people or the sum of weights; of a proportion those with a hit that is said
  double hits = 0;  ///< those of them with hit = true
  double squares = 0;  ///< sum of weights squared, for a mean
  double rows = 0;
  double without_person = 0;  ///< rows left out because they name no person
};

/// What was counted in each band of the European Standard Population; NaN where no row is of the band.
using CountsByAge = std::array<double, stats::kEsp2013.size()>;
/// What was counted in one band: 0 where no row is of it.
double in_band(const CountsByAge& counts, std::size_t five);

struct Counts {
  std::unordered_map<CellKey, Tally, CellHash> cells;
  std::unordered_map<CellKey, CountsByAge, CellHash> ages;  ///< of the total and of breakdowns without age, where the question is standardised
  std::set<std::size_t> areas;          ///< with any row
  std::vector<core::Period> published;  ///< of Timing::dates_published, by index
  std::set<int> years;                  ///< of Timing::years
  std::set<int> fives;                  ///< bands of the standard population that have rows
  std::string sql;
  bool straddling = false;              ///< a row's age band lies across the bands asked for

  /// Zeros where nothing was counted.
  [[nodiscard]] Tally at(const CellKey& key) const;
  [[nodiscard]] CountsByAge ages_at(const CellKey& key) const;
};

/// Builds the one statement that counts the SELECT's rows for all areas, periods and breakdowns. For months it joins
/// the temporary table period_month (month, period), which the caller has written.
std::string count_sql(const Question& question);

/// Runs it. A stock (Timing::years) is resolved to one level for each area and year: rows of areas, of their parts, of sexes
/// and of both together are never added; the cut with the greatest total counts, the finer one where two are equal.
Counts count(engine::Session& session, const Question& question);

/// The stock for a period: the year it begins in, over n years the sum of n; the nearest earlier year where there is none,
/// else the nearest later, with a note.
struct Stock {
  double value = 0;
  std::string note;
  int year = 0;  ///< the first year taken
};
std::optional<Stock> stock_of(const Counts& counts, CellKey key, const core::Period& period);
/// As stock_of, of every band of the standard population: NaN where there is none; note the first there is, year the last band's.
struct StockByAge {
  CountsByAge people;
  std::string note;
  int year = 0;
};
StockByAge stock_by_age(const Counts& counts, CellKey key, const core::Period& period);

}  // namespace dmp::indicators
