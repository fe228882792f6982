#include "stats/text_similarity.hpp"

#include <algorithm>
#include <unordered_map>
#include <vector>

namespace dmp::stats {
namespace {

std::u32string characters(std::string_view text) {
  std::u32string result;
  for (std::size_t i = 0; i < text.size();) {
    const auto first = static_cast<unsigned char>(text[i]);
    const std::size_t length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    char32_t code = length == 1 ? first : first & (0xFFU >> (length + 1));
    for (std::size_t k = 1; k < length && i + k < text.size(); ++k) code = (code << 6) | (static_cast<unsigned char>(text[i + k]) & 0x3FU);
    result += code;
    i += length;
  }
  return result;
}

double jaro(const std::u32string& a, const std::u32string& b) {
  if (a.empty() || b.empty()) return 0;
  const std::size_t longest = std::max(a.size(), b.size());
  const std::size_t window = longest / 2 > 0 ? longest / 2 - 1 : 0;
  std::vector<bool> used_a(a.size()), used_b(b.size());
  double common = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const std::size_t end = std::min(b.size(), i + window + 1);
    for (std::size_t j = i > window ? i - window : 0; j < end; ++j) {
      if (used_b[j] || a[i] != b[j]) continue;
      used_a[i] = used_b[j] = true;
      ++common;
      break;
    }
  }
  if (common == 0) return 0;
  std::size_t swapped = 0, j = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!used_a[i]) continue;
    while (!used_b[j]) ++j;
    if (a[i] != b[j]) ++swapped;
    ++j;
  }
  return (common / static_cast<double>(a.size()) + common / static_cast<double>(b.size()) + (common - static_cast<double>(swapped / 2)) / common) / 3;
}

/// Letters A to Z of a name; accents and everything else fall out.
std::string letters(std::string_view name) {
  std::string result;
  for (const char c : name) {
    if (c >= 'a' && c <= 'z') result += static_cast<char>(c - 'a' + 'A');
    if (c >= 'A' && c <= 'Z') result += c;
  }
  return result;
}

bool is_vowel(char c) { return c != 0 && std::string_view("AEIOU").find(c) != std::string_view::npos; }
bool is_front_vowel(char c) { return c == 'E' || c == 'I' || c == 'Y'; }

void replace_start(std::string& text, std::string_view start, std::string_view with) { text = std::string(with) + text.substr(start.size()); }

/// The letters that one place of a name becomes in NYSIIS; moves the place over what is used up.
std::string nysiis_step(const std::string& s, std::size_t& i) {
  const char c = s[i], before = s[i - 1], after = i + 1 < s.size() ? s[i + 1] : '\0';
  if (c == 'E' && after == 'V') {
    ++i;
    return "AF";
  }
  if (is_vowel(c)) return "A";
  if (c == 'Q') return "G";
  if (c == 'Z') return "S";
  if (c == 'M') return "N";
  if (c == 'K') return after == 'N' ? "N" : "C";
  if (c == 'S' && s.compare(i + 1, 2, "CH") == 0) {
    i += 2;
    return "SS";
  }
  if (c == 'P' && after == 'H') {
    ++i;
    return "F";
  }
  if (c == 'H' && (!is_vowel(before) || !is_vowel(after))) return is_vowel(before) ? "A" : std::string(1, before);
  if (c == 'W' && is_vowel(before)) return std::string(1, before);
  return std::string(1, c);
}

/// One letter of a name as Metaphone hears it.
class MetaphoneReader {
 public:
  explicit MetaphoneReader(const std::string& name) : s_(name) {}

  std::string key() {
    for (i_ = 0; i_ < s_.size(); ++i_) {
      if (s_[i_] == at(-1) && s_[i_] != 'C') continue;
      take();
    }
    return key_;
  }

 private:
  [[nodiscard]] char at(int away) const {
    const long place = static_cast<long>(i_) + away;
    return place >= 0 && place < static_cast<long>(s_.size()) ? s_[static_cast<std::size_t>(place)] : '\0';
  }
  [[nodiscard]] bool followed_by(std::string_view text) const { return s_.compare(i_ + 1, text.size(), text) == 0; }

  void take() {
    const char c = s_[i_];
    switch (c) {
      case 'A': case 'E': case 'I': case 'O': case 'U':
        if (i_ == 0) key_ += c;
        return;
      case 'B': return add(at(-1) == 'M' && at(1) == 0 ? "" : "B");
      case 'C': return take_c();
      case 'D':
        if (at(1) == 'G' && is_front_vowel(at(2))) return take_and_skip("J", 1);
        return add("T");
      case 'G': return take_g();
      case 'H': return add(is_vowel(at(1)) && std::string_view("CSPTG").find(at(-1)) == std::string_view::npos ? "H" : "");
      case 'K': return add(at(-1) == 'C' ? "" : "K");
      case 'P': return at(1) == 'H' ? take_and_skip("F", 1) : add("P");
      case 'Q': return add("K");
      case 'S':
        if (at(1) == 'H') return take_and_skip("X", 1);
        return add(followed_by("IO") || followed_by("IA") ? "X" : "S");
      case 'T':
        if (followed_by("IA") || followed_by("IO")) return add("X");
        if (at(1) == 'H') return take_and_skip("0", 1);
        return add(followed_by("CH") ? "" : "T");
      case 'V': return add("F");
      case 'W': case 'Y':
        if (is_vowel(at(1))) key_ += c;
        return;
      case 'X': return add("KS");
      case 'Z': return add("S");
      default: key_ += c;
    }
  }

  void take_c() {
    if (followed_by("IA")) return add("X");
    if (at(1) == 'H') return take_and_skip(at(-1) == 'S' ? "K" : "X", 1);
    if (is_front_vowel(at(1))) return add(at(-1) == 'S' ? "" : "S");
    add("K");
  }

  void take_g() {
    if (at(1) == 'H' && at(2) != 0 && !is_vowel(at(2))) return take_and_skip("", 1);
    if (at(1) == 'N' && (at(2) == 0 || s_.compare(i_ + 1, std::string::npos, "NED") == 0)) return;
    add(is_front_vowel(at(1)) && at(-1) != 'G' ? "J" : "K");
  }

  void add(std::string_view sound) { key_ += sound; }
  void take_and_skip(std::string_view sound, std::size_t letters_used) {
    key_ += sound;
    i_ += letters_used;
  }

  const std::string& s_;
  std::size_t i_ = 0;
  std::string key_;
};

}  // namespace

double jaro_similarity(std::string_view a, std::string_view b) { return jaro(characters(a), characters(b)); }

double jaro_winkler_similarity(std::string_view a, std::string_view b) {
  constexpr double kThreshold = 0.7;
  const std::u32string left = characters(a), right = characters(b);
  const double similarity = jaro(left, right);
  if (similarity <= kThreshold) return similarity;
  std::size_t prefix = 0;
  while (prefix < std::min({left.size(), right.size(), std::size_t{4}}) && left[prefix] == right[prefix]) ++prefix;
  return similarity + static_cast<double>(prefix) * 0.1 * (1 - similarity);
}

std::size_t levenshtein_distance(std::string_view a, std::string_view b) {
  const std::u32string left = characters(a), right = characters(b);
  std::vector<std::size_t> row(right.size() + 1);
  for (std::size_t j = 0; j <= right.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= left.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (left[i - 1] == right[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row.back();
}

std::size_t damerau_levenshtein_distance(std::string_view a, std::string_view b) {
  const std::u32string left = characters(a), right = characters(b);
  const std::size_t most = left.size() + right.size(), width = right.size() + 2;
  std::vector<std::size_t> d((left.size() + 2) * width, most);
  const auto at = [&](std::size_t i, std::size_t j) -> std::size_t& { return d[i * width + j]; };
  for (std::size_t i = 0; i <= left.size(); ++i) at(i + 1, 1) = i;
  for (std::size_t j = 0; j <= right.size(); ++j) at(1, j + 1) = j;
  std::unordered_map<char32_t, std::size_t> last_row;
  for (std::size_t i = 1; i <= left.size(); ++i) {
    std::size_t last_match = 0;
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const auto known = last_row.find(right[j - 1]);
      const std::size_t row = known == last_row.end() ? 0 : known->second, column = last_match;
      const bool same = left[i - 1] == right[j - 1];
      if (same) last_match = j;
      at(i + 1, j + 1) = std::min({at(i, j) + (same ? 0 : 1), at(i + 1, j) + 1, at(i, j + 1) + 1, at(row, column) + (i - row - 1) + 1 + (j - column - 1)});
    }
    last_row[left[i - 1]] = i;
  }
  return at(left.size() + 1, right.size() + 1);
}

std::string soundex(std::string_view name) {
  //                                     ABCDEFGHIJKLMNOPQRSTUVWXYZ
  static constexpr std::string_view kCode = "01230120022455012623010202";
  const std::string s = letters(name);
  if (s.empty()) return "";
  std::string key(1, s[0]);
  char last = kCode[static_cast<std::size_t>(s[0] - 'A')];
  for (std::size_t i = 1; i < s.size() && key.size() < 4; ++i) {
    const char code = kCode[static_cast<std::size_t>(s[i] - 'A')];
    if (code != '0' && code != last) key += code;
    if (s[i] != 'H' && s[i] != 'W') last = code;
  }
  key.resize(4, '0');
  return key;
}

std::string nysiis(std::string_view name) {
  std::string s = letters(name);
  if (s.empty()) return "";
  if (s.starts_with("MAC")) replace_start(s, "MAC", "MCC");
  else if (s.starts_with("KN")) replace_start(s, "KN", "N");
  else if (s.starts_with("K")) replace_start(s, "K", "C");
  else if (s.starts_with("PH") || s.starts_with("PF")) replace_start(s, "PH", "FF");
  else if (s.starts_with("SCH")) replace_start(s, "SCH", "SSS");
  if (s.ends_with("IE") || s.ends_with("EE")) s.replace(s.size() - 2, 2, "Y");
  else
    for (const std::string_view end : {"DT", "RT", "RD", "NT", "ND"})
      if (s.ends_with(end)) {
        s.replace(s.size() - 2, 2, "D");
        break;
      }
  std::string key(1, s[0]);
  for (std::size_t i = 1; i < s.size(); ++i) {
    const std::string next = nysiis_step(s, i);
    if (next.back() != key.back()) key += next;
  }
  if (key.size() > 1 && key.ends_with('S')) key.pop_back();
  if (key.ends_with("AY")) key.erase(key.size() - 2, 1);
  if (key.size() > 1 && key.ends_with('A')) key.pop_back();
  return key;
}

std::string metaphone(std::string_view name) {
  std::string s = letters(name);
  for (const std::string_view start : {"AE", "GN", "KN", "PN", "WR"})
    if (s.starts_with(start)) {
      s.erase(0, 1);
      break;
    }
  if (s.starts_with('X')) s[0] = 'S';
  if (s.starts_with("WH")) s.erase(1, 1);
  return MetaphoneReader(s).key();
}

}  // namespace dmp::stats
