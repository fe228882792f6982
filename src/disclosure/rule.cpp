#include "disclosure/rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <vector>

#include "core/errors.hpp"
#include "core/number.hpp"

namespace dmp::disclosure {
namespace {

std::vector<double> sizes_descending(std::span<const double> contributions) {
  std::vector<double> sizes;
  for (const double contribution : contributions) sizes.push_back(std::abs(contribution));
  std::sort(sizes.begin(), sizes.end(), std::greater<>());
  return sizes;
}

}  // namespace

std::string Rule::words() const { return low <= 1 ? fmt::format("fewer than {}", high + 1) : fmt::format("{} to {}", low, high); }

Rule rule_named(std::string_view text) {
  const auto dash = text.find('-', 1);
  const auto low = core::parse_number(text.substr(0, dash));
  const auto high = dash == std::string_view::npos ? low : core::parse_number(text.substr(dash + 1));
  if (!low || !high || dash == std::string_view::npos || *low < 0 || *high < *low || *low != std::floor(*low) || *high != std::floor(*high))
    throw core::UserError(core::ErrorKind::usage, fmt::format("the rule '{}' is no range of whole numbers", text), "write LOW-HIGH such as 1-4");
  return {*low, *high};
}

bool is_dominated(std::span<const double> contributions, std::size_t n, double share) {
  const std::vector<double> sizes = sizes_descending(contributions);
  const double sum = std::accumulate(sizes.begin(), sizes.end(), 0.0);
  const double largest = std::accumulate(sizes.begin(), sizes.begin() + static_cast<std::ptrdiff_t>(std::min(n, sizes.size())), 0.0);
  return sum > 0 && largest > share * sum;
}

bool is_within_reach(std::span<const double> contributions, double share) {
  const std::vector<double> sizes = sizes_descending(contributions);
  if (sizes.empty() || sizes.front() == 0) return false;
  const double rest = sizes.size() < 3 ? 0 : std::accumulate(sizes.begin() + 2, sizes.end(), 0.0);
  return rest < share * sizes.front();
}

Rule strictest(const Rule& a, const Rule& b) {
  if (a.low > a.high) return b;
  if (b.low > b.high) return a;
  return {std::min(a.low, b.low), std::max(a.high, b.high)};
}

double protection_level(const Dominance& rule, double sum, std::span<const double> largest) {
  std::vector<double> sizes;
  for (const double contribution : largest) sizes.push_back(std::abs(contribution));
  std::sort(sizes.begin(), sizes.end(), std::greater<>());
  if (sizes.empty() || sizes[0] == 0) return 0;
  const double whole = std::max(std::abs(sum), sizes[0]);
  double level = 0;
  if (rule.largest > 0) {
    double dominant = 0;
    for (std::size_t i = 0; i < std::min(sizes.size(), static_cast<std::size_t>(rule.largest)); ++i) dominant += sizes[i];
    level = std::max(level, dominant / rule.share - whole);
  }
  if (rule.within > 0) level = std::max(level, rule.within * sizes[0] - (whole - sizes[0] - (sizes.size() > 1 ? sizes[1] : 0)));
  return level > 1e-9 * whole ? level : 0;
}

}  // namespace dmp::disclosure
