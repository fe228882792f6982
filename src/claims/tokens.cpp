#include "claims/tokens.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

#include "core/number.hpp"

namespace dmp::claims {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) >= 0x80; }

/// The UTF-8 character at the start of text as it stands there.
std::string_view character(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  const std::size_t length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  return text.substr(0, std::min(length, text.size()));
}

bool is_blank_character(std::string_view c) { return c == " " || c == "\t" || c == "\r" || c == "\n" || c == "\f" || c == "\v" || c == "\u00A0" || c == "\u2009" || c == "\u202F" || c == "\u200B" || c == "\uFEFF" || c == "\u2003" || c == "\u2002"; }
bool is_dash(std::string_view c) { return c == "-" || c == "\u2010" || c == "\u2011" || c == "\u2012" || c == "\u2013" || c == "\u2014" || c == "\u2212"; }
bool is_apostrophe(std::string_view c) { return c == "'" || c == "\u2019"; }
/// Signs beyond ASCII that stand for themselves; every other character beyond ASCII is part of a word.
bool is_sign(std::string_view c) {
  static constexpr auto kSigns = std::to_array<std::string_view>({"£", "€", "½", "¼", "¾", "⅓", "⅔", "≤", "≥", "“", "”", "‘", "…", "•", "·", "×", "±", "≈", "→", "†", "‡", "«", "»", "°"});
  return std::find(kSigns.begin(), kSigns.end(), c) != kSigns.end();
}

class Tokeniser {
 public:
  explicit Tokeniser(std::string_view text) : text_(text) {}

  std::vector<Token> take() {
    while (at_ < text_.size()) step();
    return std::move(tokens_);
  }

 private:
  void step() {
    const std::string_view c = character(text_.substr(at_));
    if (is_blank_character(c)) {
      if (c == "\n") line_break();
      at_ += c.size();
      blank_ = true;
      return;
    }
    if (c.size() == 1 && is_digit(c[0])) return number();
    if (is_emphasis(c)) {
      at_ += c.size();
      return;
    }
    if (is_dash(c)) return sign(c.size(), "-");
    // A pound sign in UTF-8 that was read as Windows-1252 on its way.
    if (c == "Â" && text_.substr(at_ + c.size()).starts_with("£")) return sign(c.size() + 2, "£");
    if (is_sign(c) || is_apostrophe(c) || (c.size() == 1 && !is_letter(c[0]))) return sign(c.size(), is_apostrophe(c) ? "'" : std::string(c));
    word();
  }

  /// Marks of Markdown around words, "**34,000** people"; a sign with blanks on both sides begins an entry of a list.
  [[nodiscard]] bool is_emphasis(std::string_view c) const {
    if (c != "*" && c != "`" && c != "_") return false;
    const bool before = at_ > 0 && text_[at_ - 1] != ' ' && text_[at_ - 1] != '\n' && text_[at_ - 1] != '\t';
    const bool behind = at_ + 1 < text_.size() && text_[at_ + 1] != ' ' && text_[at_ + 1] != '\n' && text_[at_ + 1] != '\t';
    // "a_1" is a name.
    if (c == "_" && before && behind && std::isalnum(static_cast<unsigned char>(text_[at_ - 1])) != 0 && std::isalnum(static_cast<unsigned char>(text_[at_ + 1])) != 0) return false;
    return before || behind;
  }

  Token& add(TokenKind kind, std::size_t length, std::string lower) {
    Token& token = tokens_.emplace_back();
    token.kind = kind;
    token.begin = at_;
    token.end = at_ + length;
    token.lower = std::move(lower);
    token.glued = !blank_;
    // Nobody writes such sentences; what looks at all pairs of a sentence stays quick.
    if (tokens_.size() - first_of_sentence_ > kLongestSentence || tokens_[first_of_sentence_].sentence != sentence_) {
      if (tokens_[first_of_sentence_].sentence == sentence_ && tokens_.size() > 1) ++sentence_;
      first_of_sentence_ = tokens_.size() - 1;
    }
    token.sentence = sentence_;
    token.paragraph = paragraph_;
    at_ += length;
    blank_ = false;
    return token;
  }

  void sign(std::size_t length, std::string as) {
    add(TokenKind::symbol, length, as);
    if (as == "!" || as == "?" || (as == "." && ends_sentence())) ++sentence_;
  }

  /// Whether the full stop just added ends a sentence: a blank and no small letter behind it, no abbreviation in front.
  [[nodiscard]] bool ends_sentence() const {
    if (at_ < text_.size() && !is_blank_character(character(text_.substr(at_))) && std::string_view("\"')]").find(text_[at_]) != std::string_view::npos && !text_.substr(at_).starts_with("”")) return false;
    std::size_t next = at_;
    while (next < text_.size() && is_blank_character(character(text_.substr(next)))) next += character(text_.substr(next)).size();
    if (next < text_.size() && std::islower(static_cast<unsigned char>(text_[next])) != 0) return false;
    if (tokens_.size() < 2) return true;
    static constexpr auto kAbbreviations = std::to_array<std::string_view>({"approx", "c", "ca", "e", "g", "i", "eg", "ie", "vs", "no", "mr", "mrs", "dr", "st"});
    const Token& before = tokens_[tokens_.size() - 2];
    return before.kind != TokenKind::word || std::find(kAbbreviations.begin(), kAbbreviations.end(), before.lower) == kAbbreviations.end();
  }

  void word() {
    std::size_t end = at_;
    while (end < text_.size()) {
      const std::string_view c = character(text_.substr(end));
      if (c.size() == 1 ? is_letter(c[0]) || is_digit(c[0]) : !is_sign(c) && !is_dash(c) && !is_blank_character(c) && !is_apostrophe(c)) {
        end += c.size();
        continue;
      }
      // An apostrophe inside a word belongs to it.
      if (is_apostrophe(c) && end + c.size() < text_.size() && std::isalpha(static_cast<unsigned char>(text_[end + c.size()])) != 0) {
        end += c.size();
        continue;
      }
      break;
    }
    if (end == at_) end += character(text_.substr(at_)).size();
    const std::string_view found = text_.substr(at_, end - at_);
    std::string lower;
    for (std::size_t i = 0; i < found.size();) {
      const std::string_view c = character(found.substr(i));
      if (is_apostrophe(c)) lower += '\'';
      else if (c.size() == 1) lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c[0])));
      else lower += c;
      i += c.size();
    }
    const bool capital = std::isupper(static_cast<unsigned char>(found[0])) != 0;
    add(TokenKind::word, found.size(), std::move(lower)).capital = capital;
  }

  [[nodiscard]] bool three_digits_at(std::size_t at) const {
    return at + 3 <= text_.size() && is_digit(text_[at]) && is_digit(text_[at + 1]) && is_digit(text_[at + 2]) && (at + 3 == text_.size() || !is_digit(text_[at + 3]));
  }

  void number() {
    std::size_t end = at_;
    std::string digits;
    while (end < text_.size() && is_digit(text_[end])) digits += text_[end++];
    bool separated = false;
    if (digits.size() <= 3 && digits[0] != '0') {
      while (end < text_.size()) {
        const std::string_view c = character(text_.substr(end));
        if (!(c == "," || c == "\u00A0" || c == "\u202F" || c == "\u2009") || !three_digits_at(end + c.size())) break;
        digits += text_.substr(end + c.size(), 3);
        end += c.size() + 3;
        separated = true;
      }
    }
    int decimals = 0;
    if (end + 1 < text_.size() && text_[end] == '.' && is_digit(text_[end + 1])) {
      digits += text_[end++];
      while (end < text_.size() && is_digit(text_[end])) {
        digits += text_[end++];
        ++decimals;
      }
      // "1.2.3" is a section, "26.01.2022" a date: no number.
      if (end + 1 < text_.size() && text_[end] == '.' && is_digit(text_[end + 1])) {
        while (end < text_.size() && (is_digit(text_[end]) || text_[end] == '.')) ++end;
        if (text_[end - 1] == '.') --end;
        add(TokenKind::word, end - at_, std::string(text_.substr(at_, end - at_)));
        return;
      }
    }
    if (digits.size() > 15) {
      add(TokenKind::word, end - at_, digits);
      return;
    }
    const double value = core::parse_number(digits).value_or(0);
    Token& token = add(TokenKind::number, end - at_, std::move(digits));
    token.number = value;
    token.decimals = decimals;
    token.separated = separated;
  }

  void line_break() {
    std::size_t next = at_ + 1;
    while (next < text_.size() && (text_[next] == ' ' || text_[next] == '\t' || text_[next] == '\r')) ++next;
    // A line that goes on in small letters is the same sentence, wrapped; so is one after a long line without a full stop.
    if (next < text_.size() && std::islower(static_cast<unsigned char>(text_[next])) != 0) return;
    const auto begin = text_.rfind('\n', at_ == 0 ? 0 : at_ - 1);
    const std::size_t length = at_ - (begin == std::string_view::npos ? 0 : begin);
    const bool ended = tokens_.empty() || (tokens_.back().kind == TokenKind::symbol && std::string_view(".!?:;|\"”)").find(tokens_.back().lower) != std::string_view::npos);
    if (!ended && length > 60 && length < 110 && next < text_.size() && text_[next] != '\n' && std::isalnum(static_cast<unsigned char>(text_[next])) != 0) return;
    ++sentence_;
    ++paragraph_;
  }

  static constexpr std::size_t kLongestSentence = 600;

  std::string_view text_;
  std::vector<Token> tokens_;
  std::size_t first_of_sentence_ = 0;
  std::size_t at_ = 0, sentence_ = 0, paragraph_ = 0;
  bool blank_ = true;
};

}  // namespace

std::vector<Token> tokens_of(std::string_view text) { return Tokeniser(text).take(); }

std::string stem(std::string_view word) {
  std::string out(word);
  if (out.ends_with("'s")) out.resize(out.size() - 2);
  if (out.ends_with("'")) out.pop_back();
  const auto cut = [&](std::string_view ending, std::size_t least, std::string_view put = "") {
    if (!out.ends_with(ending) || out.size() < least) return false;
    out.resize(out.size() - ending.size());
    out += put;
    return true;
  };
  if (out == "people" || out == "persons") return "person";
  if (cut("ies", 5, "y") || cut("sses", 6, "ss")) return out;
  if (out.size() > 3 && out.ends_with("s") && !out.ends_with("ss") && !out.ends_with("us") && !out.ends_with("is")) out.pop_back();
  if (cut("ing", 7) || cut("ed", 6)) {
    if (out.size() > 3 && out[out.size() - 1] == out[out.size() - 2] && out.back() != 's') out.pop_back();
    return out;
  }
  if (out.size() > 5 && out.ends_with("e")) out.pop_back();
  return out;
}

bool is_stop_word(std::string_view word) {
  static constexpr auto kWords = std::to_array<std::string_view>({
      "a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "can", "did", "do", "for", "from", "had", "has", "have", "he", "her", "his", "if", "in", "into", "is", "it", "its",
      "more", "most", "no", "not", "of", "on", "or", "our", "she", "so", "some", "such", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "those", "to",
      "up", "was", "we", "were", "when", "where", "which", "while", "who", "will", "with", "would", "also", "all", "over", "under", "per", "each", "every", "other", "what", "how", "s"});
  return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

}  // namespace dmp::claims
