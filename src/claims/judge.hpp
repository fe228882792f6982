#pragma once

#include <string>

#include "claims/evidence.hpp"
#include "claims/quantities.hpp"

namespace dmp::claims {

enum class Verdict { supported, with_caveat, contradicted, unchecked, inconsistent };

std::string_view name_of(Verdict verdict);

/// What a figure says to a number.
struct Judgement {
  Verdict verdict = Verdict::unchecked;
  std::string issue, reason;
};

/// Whether a figure bears a number out, by the number's hedge and by what it is rounded to; the figure's interval makes a near miss a caveat.
/// `figure` must have a value. docs/methods/claims.md gives the bounds.
Judgement judge(const Quantity& quantity, const Candidate& figure);

/// A number for people in its unit: "£54 million", "8.9%", "34,474".
std::string shown(double value, const Quantity& quantity);

/// A share as "1 in 11"; empty where it is no small share.
std::string one_in(double percent);

}  // namespace dmp::claims
