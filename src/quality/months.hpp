#pragma once

#include <cstdint>
#include <string>
#include <vector>

/// Counts by month: which months are missing, which are unlike their neighbours. Pure, no database.
namespace dmp::quality {

/// Months since year 0: 12 * year + month - 1, so that months can be counted with.
using MonthNumber = int;

MonthNumber month_number(const std::string& year_month);  ///< "2024-05"; 0 where it is no month
std::string month_text(MonthNumber month);                ///< "2024-05"

/// "2024-05 to 2024-12, 2025-03"; beyond `most` runs "and N more". The months must be in order.
std::string runs_text(const std::vector<MonthNumber>& months, std::size_t most = 6);

struct OddMonth {
  MonthNumber month = 0;
  std::uint64_t rows = 0;
  double usual = 0;   ///< median of the months around it
};

/// Months that hold less than half or more than twice what the median of the six months on either side is, and are further
/// from it than chance (five standard deviations of a Poisson count) and than five times the usual scatter of this series
/// explain. Months without rows are not judged here. counts[i] belongs to first + i.
std::vector<OddMonth> odd_months(MonthNumber first, const std::vector<std::uint64_t>& counts);

/// Months inside the span without rows that chance does not explain: in a run of n months without rows, beside which m rows a
/// month are usual (the lower of the medians of the six months before and behind), n * m events were to be expected; nine or
/// more, and at least two a month, are missed. At an end of the span the other side alone counts.
std::vector<MonthNumber> missing_months(MonthNumber first, const std::vector<std::uint64_t>& counts);

/// Events to be expected where none were met for chance to be ruled out (1 in 10,000, Poisson).
inline constexpr double kTooManyForChance = 9.2;

}  // namespace dmp::quality
