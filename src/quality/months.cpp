#include "quality/months.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/number.hpp"

namespace dmp::quality {
namespace {

constexpr std::size_t kNeighbours = 6;
constexpr double kDeviations = 5;
/// Turns the median absolute deviation into a standard deviation, for normal scatter.
constexpr double kMadToSd = 1.4826;
/// Below so many rows a month a halving says nothing.
constexpr double kFewestRows = 20;

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

/// Median of the months around one, without it and without empty months.
double usual_at(const std::vector<std::uint64_t>& counts, std::size_t at) {
  std::vector<double> around;
  for (std::size_t i = at < kNeighbours ? 0 : at - kNeighbours; i < std::min(counts.size(), at + kNeighbours + 1); ++i)
    if (i != at && counts[i] > 0) around.push_back(static_cast<double>(counts[i]));
  return around.size() < 3 ? 0 : median(std::move(around));
}

}  // namespace

MonthNumber month_number(const std::string& year_month) {
  if (year_month.size() < 7 || year_month[4] != '-') return 0;
  const auto year = core::parse_integer(year_month.substr(0, 4)), month = core::parse_integer(year_month.substr(5, 2));
  return year && month && *month >= 1 && *month <= 12 ? static_cast<MonthNumber>(12 * *year + *month - 1) : 0;
}

std::string month_text(MonthNumber month) { return fmt::format("{:04}-{:02}", month / 12, month % 12 + 1); }

std::string runs_text(const std::vector<MonthNumber>& months, std::size_t most) {
  std::string text;
  std::size_t runs = 0, left = 0;
  for (std::size_t i = 0; i < months.size();) {
    std::size_t end = i;
    while (end + 1 < months.size() && months[end + 1] == months[end] + 1) ++end;
    if (runs < most) {
      text += (runs == 0 ? "" : ", ") + month_text(months[i]) + (end > i ? (end > i + 1 ? " to " : ", ") + month_text(months[end]) : "");
      ++runs;
    } else {
      left += end - i + 1;
    }
    i = end + 1;
  }
  return left == 0 ? text : fmt::format("{} and {} more", text, left);
}

std::vector<OddMonth> odd_months(MonthNumber first, const std::vector<std::uint64_t>& counts) {
  std::vector<double> usual(counts.size()), scatter;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    usual[i] = usual_at(counts, i);
    if (counts[i] > 0 && usual[i] > 0) scatter.push_back(std::abs(static_cast<double>(counts[i]) - usual[i]) / usual[i]);
  }
  const double spread = kMadToSd * median(scatter);
  std::vector<OddMonth> odd;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double rows = static_cast<double>(counts[i]), away = std::abs(rows - usual[i]);
    if (counts[i] == 0 || usual[i] < kFewestRows) continue;
    if (rows >= usual[i] / 2 && rows <= usual[i] * 2) continue;
    if (away > kDeviations * std::sqrt(usual[i]) && away > kDeviations * spread * usual[i]) odd.push_back({first + static_cast<int>(i), counts[i], usual[i]});
  }
  return odd;
}

std::vector<MonthNumber> missing_months(MonthNumber first, const std::vector<std::uint64_t>& counts) {
  std::vector<MonthNumber> missing;
  const auto usual_in = [&](std::size_t from, std::size_t to) {
    return median({counts.begin() + static_cast<std::ptrdiff_t>(from), counts.begin() + static_cast<std::ptrdiff_t>(to)});
  };
  for (std::size_t i = 0; i < counts.size();) {
    std::size_t end = i;
    while (end < counts.size() && counts[end] == 0) ++end;
    if (end == i) {
      ++i;
      continue;
    }
    double usual = std::numeric_limits<double>::infinity();
    if (i > 0) usual = usual_in(i < kNeighbours ? 0 : i - kNeighbours, i);
    if (end < counts.size()) usual = std::min(usual, usual_in(end, std::min(counts.size(), end + kNeighbours)));
    if (std::isfinite(usual) && usual >= 2 && usual * static_cast<double>(end - i) >= kTooManyForChance)
      for (std::size_t at = i; at < end; ++at) missing.push_back(first + static_cast<int>(at));
    i = end;
  }
  return missing;
}

}  // namespace dmp::quality
