#include "disclosure/percentages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "core/number.hpp"

namespace dmp::disclosure {

std::vector<Share> shares_behind(std::string_view percentage, const ShareSearch& search) {
  if (percentage.ends_with('%')) percentage.remove_suffix(1);
  const auto value = core::parse_number(percentage);
  if (!value || *value < 0 || *value > 100) throw core::UserError(core::ErrorKind::usage, fmt::format("'{}' is no percentage", percentage), "write a number from 0 to 100 as it is printed");
  const auto point = percentage.find('.');
  const auto decimals = point == std::string_view::npos ? 0 : percentage.size() - point - 1;
  // Whole numbers of 1 / scale percent, so that no rounding of ours decides.
  const auto scale = static_cast<long long>(std::llround(std::pow(10.0, static_cast<double>(std::min<std::size_t>(decimals, 9)))));
  const long long printed = std::llround(*value * static_cast<double>(scale));
  std::vector<Share> found;
  for (long long base = std::max(1LL, search.base_low); base <= search.base_high; ++base) {
    // 100 scale count / base lies within a half of the printed number: |200 scale count - 2 printed base| <= base.
    for (long long count = std::max(0LL, search.count_low); count <= std::min(search.count_high, base); ++count)
      if (std::llabs(200 * scale * count - 2 * printed * base) <= base) found.push_back({count, base});
  }
  return found;
}

}  // namespace dmp::disclosure
