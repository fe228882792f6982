#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dmp::claims {

enum class TokenKind { word, number, symbol };

/// A word, number or sign of a text.
struct Token {
  TokenKind kind = TokenKind::symbol;
  std::size_t begin = 0, end = 0;  ///< bytes
  std::string lower;               ///< the word in small letters (ASCII), curly apostrophes as straight ones; the sign itself; of a number its digits without separators
  bool glued = false;              ///< nothing stands between it and the token before
  bool capital = false;            ///< a word that begins with a capital
  double number = 0;               ///< of a number
  int decimals = 0;                ///< digits behind the point
  bool separated = false;          ///< a number with thousands separators
  std::size_t sentence = 0, paragraph = 0;
};

/// The words, numbers and signs of a UTF-8 text with their sentences and paragraphs. Numbers take separators of thousands (comma, no-break and thin
/// blanks) and a decimal point; a letter in front makes the whole a word ("M1", "E06000055"). Long dashes come as "-", "Â£" (a pound sign read in the
/// wrong encoding) as "£", long runs of digits (beyond 15) as words. A line that goes on in small letters belongs to the paragraph before.
std::vector<Token> tokens_of(std::string_view text);

/// A word's stem, roughly: plural and the endings -ing and -ed are cut off. "opiates" and "opiate" give one stem.
std::string stem(std::string_view word);

/// Whether a word carries no meaning of its own ("the", "of", "were").
bool is_stop_word(std::string_view word);

}  // namespace dmp::claims
