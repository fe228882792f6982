#include "claims/number_words.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace dmp::claims {
namespace {

constexpr auto kUnits = std::to_array<std::string_view>({"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
                                                         "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"});
constexpr auto kTens = std::to_array<std::string_view>({"", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"});

bool is(const std::vector<Token>& tokens, std::size_t i, std::string_view word) { return i < tokens.size() && tokens[i].lower == word; }
std::string_view word_at(const std::vector<Token>& tokens, std::size_t i) { return i < tokens.size() && tokens[i].kind == TokenKind::word ? std::string_view(tokens[i].lower) : std::string_view(); }

/// 1e3 of "thousand" ...; 0 for any other word. Letters need the figures right before them or, for "m", money.
double scale_at(const std::vector<Token>& tokens, std::size_t i, bool figures, bool money) {
  const std::string_view word = word_at(tokens, i);
  if (word == "thousand") return 1e3;
  if (word == "million" || word == "mn" || word == "mil") return 1e6;
  if (word == "billion" || word == "bn") return 1e9;
  if (word == "trillion") return 1e12;
  if (word == "hundred") return 100;
  if (!figures || i >= tokens.size()) return 0;
  if (word == "k" && tokens[i].glued) return 1e3;
  if (word == "m" && (money || tokens[i].glued)) return 1e6;
  return 0;
}

/// What a figure is rounded to: its last digit that is not a trailing zero.
double step_of(const Token& token) {
  if (token.decimals > 0) return std::pow(10.0, -token.decimals);
  double step = 1;
  for (auto digit = token.lower.rbegin(); digit != token.lower.rend() && *digit == '0'; ++digit) step *= 10;
  return token.number == 0 ? 1 : step;
}

Numeral figures_at(const std::vector<Token>& tokens, std::size_t i, bool money) {
  Numeral numeral{i + 1, tokens[i].number, step_of(tokens[i])};
  for (double scale = scale_at(tokens, numeral.next, true, money); scale > 0; scale = scale_at(tokens, numeral.next, false, money)) {
    numeral.value *= scale;
    numeral.step *= scale;
    numeral.scale *= scale;
    numeral.scaled = true;
    ++numeral.next;
  }
  return numeral;
}

/// "twenty-four", "seven": the token behind, or i.
std::size_t below_hundred(const std::vector<Token>& tokens, std::size_t i, double& value) {
  const std::string_view word = word_at(tokens, i);
  for (std::size_t n = 2; n < kTens.size(); ++n) {
    if (word.empty() || word != kTens[n]) continue;
    value = 10.0 * static_cast<double>(n);
    const std::size_t behind = is(tokens, i + 1, "-") ? i + 2 : i + 1;
    const int unit = small_number(word_at(tokens, behind));
    if (unit >= 1 && unit <= 9) {
      value += unit;
      return behind + 1;
    }
    return i + 1;
  }
  const int unit = small_number(word);
  if (unit < 0) return i;
  value = unit;
  return i + 1;
}

Numeral words_at(const std::vector<Token>& tokens, std::size_t i) {
  Numeral numeral{i, 0, 1, true};
  std::size_t next = i;
  const bool article = is(tokens, i, "a") || is(tokens, i, "an");
  double part = 0, total = 0;
  bool any = false;
  if (article) {
    // "a hundred", "a dozen"; an article alone is no number.
    if (is(tokens, i + 1, "dozen")) return {i + 2, 12, 1, true};
    if (scale_at(tokens, i + 1, false, false) == 0) return numeral;
    part = 1;
    next = i + 1;
    any = true;
  } else {
    const std::size_t behind = below_hundred(tokens, i, part);
    if (behind == i) return numeral;
    next = behind;
    any = true;
    if (is(tokens, next, "dozen")) return {next + 1, part * 12, 1, true};
  }
  while (any) {
    const double scale = scale_at(tokens, next, false, false);
    if (scale > 0) {
      if (scale == 100) part *= 100;
      else {
        total += (part == 0 ? 1 : part) * scale;
        part = 0;
      }
      numeral.scaled = true;
      ++next;
      continue;
    }
    if (!numeral.scaled) break;
    double more = 0;
    const std::size_t begin = is(tokens, next, "and") ? next + 1 : next;
    const std::size_t behind = below_hundred(tokens, begin, more);
    if (behind == begin || more == 0) break;
    part += more;
    next = behind;
  }
  numeral.value = total + part;
  numeral.next = next;
  for (double step = 10; numeral.value > 0 && std::fmod(numeral.value, step) == 0; step *= 10) numeral.step = step;
  if (numeral.value <= 20) numeral.step = 1;
  return numeral;
}

}  // namespace

int small_number(std::string_view word) {
  for (std::size_t n = 0; n < kUnits.size(); ++n)
    if (word == kUnits[n]) return static_cast<int>(n);
  for (std::size_t n = 2; n < kTens.size(); ++n)
    if (word == kTens[n]) return static_cast<int>(n) * 10;
  return -1;
}

Numeral numeral_at(const std::vector<Token>& tokens, std::size_t i, bool money) {
  if (i >= tokens.size()) return {i};
  if (tokens[i].kind == TokenKind::number) return figures_at(tokens, i, money);
  if (tokens[i].kind == TokenKind::word) return words_at(tokens, i);
  return {i};
}

}  // namespace dmp::claims
