#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "core/data_table.hpp"

namespace dmp::claims {

/// What a text says with a number, and what the evidence says to it: a row of the claims table (columns of the interface).
struct Claim {
  static constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

  std::size_t start = 0, end = 0;  ///< characters (Unicode code points) of the text, end not included
  std::string text;                ///< the words of the text from start to end
  double value = kMissing;         ///< in the unit: pounds, kg or g, percent, people; a share in words as percent ("half" is 50)
  double value_high = kMissing;    ///< the other end of a range; missing where there is none
  std::string unit;                ///< "people", "GBP", "GBP a year", "kg a month", "%", "per 1,000", "times", "date" ...
  std::string hedge;               ///< as the text has it, in small letters: "up to", "almost"; empty: none
  std::string subject, place, period;
  std::string verdict = "cannot be checked";  ///< supported | supported with caveat | contradicted | cannot be checked | internally inconsistent
  std::string issue;               ///< what kind of problem: "lost hedge", "wrong denominator", "wrong basis" ...; empty: none
  std::string estimate_id;         ///< the estimate it was held against; empty: none
  std::string reason;              ///< a sentence for people
};

using Claims = std::vector<Claim>;

/// The claims as the interface's table, in the order of the text.
core::DataTable table_of(const Claims& claims);

/// Whether a claim is contradicted or at odds with the text itself: what makes `dmp claims` end with 1.
bool has_fault(const Claims& claims);

}  // namespace dmp::claims
