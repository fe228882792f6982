#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "claims/claim.hpp"
#include "claims/context.hpp"
#include "claims/lexicon.hpp"
#include "claims/marks.hpp"
#include "claims/quantities.hpp"

namespace dmp::claims {

/// What the checks of a text against itself read. claims, quantities and contexts run side by side.
struct TextUnderCheck {
  const std::vector<Token>& tokens;
  const std::vector<Mark>& marks;
  const std::vector<Quantity>& quantities;
  const std::vector<Context>& contexts;
  const Lexicon& lexicon;
  const Surroundings& surroundings;
  std::optional<core::Day> day;
};

/// Holds a text against itself, the calendar and arithmetic, and writes what it finds into the claims: weekdays that do not fit their date, shares that
/// reveal a count said to be small, parts that do not add up, shares and changes that do not follow from the counts beside them, multiples that do not follow from the
/// rates beside them, sums of money that do not follow from users and spend, values at the wrong basis, two values of one thing, one value of two denominators,
/// a hedge that is lost on the way.
void check_consistency(const TextUnderCheck& text, Claims& claims);

/// The counts k up to `most` and totals n up to `largest` for which k of n is the share as it is written: "12.8" gives 5 of 39.
std::vector<std::pair<int, int>> counts_behind(double percent, double step, int most, int largest);

}  // namespace dmp::claims
