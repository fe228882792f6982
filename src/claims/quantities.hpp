#pragma once

#include <limits>
#include <string>
#include <vector>

#include "claims/lexicon.hpp"
#include "claims/marks.hpp"
#include "claims/tokens.hpp"

namespace dmp::claims {

enum class UnitKind { count, percent, money, mass, rate, times, time, date };

/// A number of a text with what it counts.
struct Quantity {
  static constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

  std::size_t first = 0, last = 0;  ///< tokens, hedge and unit included
  std::size_t number_token = 0;     ///< the token of the number itself
  double value = kMissing, high = kMissing;
  double step = 0;                  ///< what the number is rounded to: 34,000 to 1,000; 53.8 to 0.1
  UnitKind kind = UnitKind::count;
  std::string unit;                 ///< as the claims table has it
  std::string noun;                 ///< stem of what is counted; empty: not told
  std::string per;                  ///< "year", "month", "week", "day", "user": of a sum of money, a weight or a count
  double per_number = 0;            ///< of a rate: 1000 of "per 1,000"
  std::string hedge;
  HedgeKind hedge_kind = HedgeKind::none;
  bool in_words = false;            ///< a fraction or multiple in words: "half", "one in ten", "doubled"
  double of = kMissing;             ///< N of "one in N" and "k of N"
  double part = kMissing;           ///< k of "k of N"
  bool change = false;              ///< the amount of a change: "fell by nine per cent"
  bool falls = false;               ///< of a change: downwards
  bool against = false;             ///< of a change: not over time but against something else, "25% higher than the national rate"
  bool points = false;              ///< percentage points
  std::size_t mark = 0;             ///< of a date: which mark
};

/// The quantities of a text in order: every number that is no mark and counts something, and dates that name their weekday.
std::vector<Quantity> find_quantities(const std::vector<Token>& tokens, const std::vector<Mark>& marks, const Lexicon& lexicon);

}  // namespace dmp::claims
