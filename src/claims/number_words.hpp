#pragma once

#include <cstddef>
#include <vector>

#include "claims/tokens.hpp"

namespace dmp::claims {

/// A number as it stands in a text, in figures or in words, with "million" and its like.
struct Numeral {
  std::size_t next = 0;    ///< the token behind it
  double value = 0;
  double step = 1;         ///< what it is rounded to
  bool in_words = false;   ///< "twenty-four", "a dozen"
  bool scaled = false;     ///< it had a "million", "k" ...
  double scale = 1;        ///< of figures: what "million" and its like multiply by
};

/// The numeral that begins at token i; next is i where there is none. With money "m" is million, and so it is right behind the figures.
Numeral numeral_at(const std::vector<Token>& tokens, std::size_t i, bool money);

/// The value of one word: "seven" is 7, "twenty" 20; -1 for any other.
int small_number(std::string_view word);

}  // namespace dmp::claims
