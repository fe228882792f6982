#include "claims/quantities.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "claims/number_words.hpp"
#include "core/number.hpp"

namespace dmp::claims {
namespace {

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) { return std::find(words.begin(), words.end(), word) != words.end(); }

/// A unit right behind a number.
struct Unit {
  std::size_t next = 0;
  UnitKind kind = UnitKind::count;
  std::string name;
  double factor = 1;
  bool points = false;
};

using Found = std::optional<Quantity>;

class Finder {
 public:
  Finder(const std::vector<Token>& tokens, const std::vector<Mark>& marks, const Lexicon& lexicon) : tokens_(tokens), marks_(marks), lexicon_(lexicon), marked_(tokens.size(), kNone) {
    for (std::size_t m = 0; m < marks.size(); ++m)
      for (std::size_t i = marks[m].first; i <= marks[m].last && i < tokens.size(); ++i) marked_[i] = m;
  }

  std::vector<Quantity> take() {
    for (std::size_t i = 0; i < tokens_.size();) {
      if (marked_[i] != kNone) {
        dated(marked_[i]);
        i = marks_[marked_[i]].last + 1;
        continue;
      }
      Found found;
      using Rule = Found (Finder::*)(std::size_t) const;
      for (const Rule rule : {&Finder::all_but, &Finder::none, &Finder::vague, &Finder::one_in, &Finder::fraction, &Finder::multiple, &Finder::plain}) {
        found = (this->*rule)(i);
        if (found) break;
      }
      if (!found) {
        ++i;
        continue;
      }
      finish(*found);
      i = found->last + 1;
      quantities_.push_back(std::move(*found));
    }
    inherit();
    return std::move(quantities_);
  }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  [[nodiscard]] bool is(std::size_t i, std::string_view word) const { return i < tokens_.size() && tokens_[i].lower == word; }
  [[nodiscard]] std::string_view word(std::size_t i) const { return i < tokens_.size() ? std::string_view(tokens_[i].lower) : std::string_view(); }
  [[nodiscard]] bool any(std::size_t i, std::initializer_list<std::string_view> words) const { return i < tokens_.size() && is_one_of(tokens_[i].lower, words); }
  [[nodiscard]] bool before(std::size_t i, std::initializer_list<std::string_view> words) const { return i > 0 && is_one_of(tokens_[i - 1].lower, words) && tokens_[i - 1].sentence == tokens_[i].sentence; }
  [[nodiscard]] bool free(std::size_t i) const { return i < tokens_.size() && marked_[i] == kNone; }
  [[nodiscard]] bool same_sentence(std::size_t i, std::size_t j) const { return i < tokens_.size() && j < tokens_.size() && tokens_[i].sentence == tokens_[j].sentence; }
  [[nodiscard]] bool ends_phrase(std::size_t i) const { return i >= tokens_.size() || tokens_[i].kind == TokenKind::symbol; }

  void dated(std::size_t m) {
    const Mark& mark = marks_[m];
    if (mark.kind != MarkKind::date || mark.weekday < 0) return;
    Quantity quantity;
    quantity.first = mark.first;
    quantity.last = mark.last;
    quantity.number_token = mark.first;
    quantity.kind = UnitKind::date;
    quantity.unit = "date";
    quantity.mark = m;
    quantity.value = mark.day;
    quantities_.push_back(std::move(quantity));
  }

  Quantity quantity(std::size_t first, std::size_t next, double value, double step) const {
    Quantity out;
    out.first = first;
    out.last = next - 1;
    out.number_token = first;
    out.value = value;
    out.step = step;
    return out;
  }

  Found all_but(std::size_t i) const {
    if (!is(i, "all") || !is(i + 1, "but")) return {};
    const Numeral numeral = numeral_at(tokens_, i + 2, false);
    if (numeral.next == i + 2 || !is(numeral.next, "of")) return {};
    Quantity out = quantity(i, numeral.next, numeral.value, 1);
    out.hedge = "all but";
    out.hedge_kind = HedgeKind::vague;
    out.in_words = true;
    for (std::size_t j = numeral.next + 1; j < numeral.next + 6 && same_sentence(i, j); ++j)
      if (lexicon_.noun_class.contains(stem(word(j)))) {
        out.noun = stem(word(j));
        out.unit = std::string(word(j));
        break;
      }
    return out;
  }

  /// "there were no deaths": none.
  Found none(std::size_t i) const {
    if (!is(i, "no") || !before(i, {"are", "were", "is", "was", "been"}) || i < 2 || !any(i - 2, {"there", "have", "has", "had"})) return {};
    Quantity out = quantity(i, i + 1, 0, 1);
    out.in_words = true;
    take_noun(out, i + 1);
    if (!lexicon_.noun_class.contains(out.noun)) return {};
    return out;
  }

  /// "tens of thousands of pounds", "hundreds of people".
  Found vague(std::size_t i) const {
    const auto size = [&](std::size_t at) -> double {
      if (any(at, {"tens"})) return 10;
      if (any(at, {"dozens"})) return 24;
      if (any(at, {"scores"})) return 40;
      if (any(at, {"hundreds"})) return 100;
      if (any(at, {"thousands"})) return 1e3;
      if (any(at, {"millions"})) return 1e6;
      if (any(at, {"billions"})) return 1e9;
      return 0;
    };
    double value = size(i);
    if (value == 0 || !is(i + 1, "of")) return {};
    std::size_t next = i + 2;
    bool bounded = false;
    if (size(next) > 0 && is(next + 1, "of")) {
      value *= size(next);
      next += 2;
      bounded = true;
    }
    if (value == 10 || value == 40) return {};
    Quantity out = quantity(i, next, value, 0);
    out.high = bounded ? value * 10 : Quantity::kMissing;
    out.hedge_kind = HedgeKind::vague;
    for (std::size_t j = i; j + 1 < next; ++j) out.hedge += (j > i ? " " : "") + std::string(word(j));
    out.in_words = true;
    if (any(next, {"pounds"})) {
      out.kind = UnitKind::money;
      out.unit = "GBP";
      out.last = next;
      return out;
    }
    take_noun(out, next);
    if (out.noun.empty()) return {};
    return out;
  }

  /// "one in ten", "9 out of 10", "1 in every 5".
  Found one_in(std::size_t i) const {
    const Numeral part = numeral_at(tokens_, i, false);
    if (part.next == i || part.value < 1 || part.value != std::floor(part.value)) return {};
    std::size_t next = part.next;
    const bool out_of = is(next, "out") && is(next + 1, "of");
    if (!out_of && !is(next, "in")) return {};
    next += out_of ? 2 : 1;
    if (is(next, "every")) ++next;
    if (!free(next)) return {};
    const Numeral whole = numeral_at(tokens_, next, false);
    if (whole.next == next || whole.value <= part.value || whole.value > 100'000 || whole.value != std::floor(whole.value)) return {};
    if (any(whole.next, {"%", "per", "kg"}) || !same_sentence(i, next)) return {};
    const bool usual = whole.value <= 20 || whole.value == 25 || whole.value == 30 || whole.value == 50 || whole.value == 100 || whole.value == 1000;
    if (!usual && part.value != 1) return {};
    Quantity out = quantity(i, whole.next, 100 * part.value / whole.value, 0);
    out.kind = UnitKind::percent;
    out.unit = "%";
    out.in_words = true;
    out.part = part.value;
    out.of = whole.value;
    out.step = 100 * part.value / (whole.value - 0.5) - 100 * part.value / (whole.value + 0.5);
    take_denominator(out, whole.next);
    return out;
  }

  [[nodiscard]] static double denominator_named(std::string_view name) {
    static constexpr auto kNames = std::to_array<std::pair<std::string_view, double>>({{"half", 2}, {"halves", 2}, {"third", 3}, {"thirds", 3}, {"quarter", 4}, {"quarters", 4}, {"fifth", 5}, {"fifths", 5},
                                                                                      {"sixth", 6}, {"sixths", 6}, {"seventh", 7}, {"eighth", 8}, {"eighths", 8}, {"ninth", 9}, {"tenth", 10}, {"tenths", 10}, {"twelfth", 12}, {"twentieth", 20}});
    for (const auto& [word, value] : kNames)
      if (name == word) return value;
    return 0;
  }

  Quantity share(std::size_t first, std::size_t next, double part, double of) const {
    Quantity out = quantity(first, next, 100 * part / of, 5);
    out.kind = UnitKind::percent;
    out.unit = "%";
    out.in_words = true;
    out.part = part;
    out.of = of;
    if (of >= 5) out.step = 100 / of / 4;
    take_denominator(out, next);
    return out;
  }

  [[nodiscard]] bool hedged(std::size_t i) const {
    std::size_t first = i;
    Quantity probe;
    probe.first = i;
    return take_hedge_before(probe) && probe.first < first;
  }

  /// "half", "a third", "two thirds", "three-quarters", "1/4", "¾".
  Found fraction(std::size_t i) const {
    static constexpr auto kSigns = std::to_array<std::pair<std::string_view, std::pair<double, double>>>({{"½", {1, 2}}, {"¼", {1, 4}}, {"¾", {3, 4}}, {"⅓", {1, 3}}, {"⅔", {2, 3}}});
    for (const auto& [sign, parts] : kSigns)
      if (is(i, sign) && !(i > 0 && tokens_[i].glued && tokens_[i - 1].kind == TokenKind::number)) return share(i, i + 1, parts.first, parts.second);
    if (tokens_[i].kind == TokenKind::number) return written_fraction(i);
    if (is(i, "half")) return half(i, i);
    const bool article = is(i, "a") || is(i, "an");
    const int part = article ? 1 : small_number(word(i));
    if (part < 1 || part > 19) return {};
    const std::size_t name = is(i + 1, "-") ? i + 2 : i + 1;
    const double of = denominator_named(word(name));
    if (of == 0 || part >= of) return {};
    if (of == 2) return half(i, name);
    if (article || part == 1) {
      const bool share_of = is(name + 1, "of") || hedged(i) || ends_phrase(name + 1) || any(name + 1, {"are", "were", "have", "had", "said", "is", "was", "in", "from", "higher", "lower", "more"});
      if (!share_of || any(name + 1, {"party", "sector", "quarter"})) return {};
    }
    // "a quarter of a million" is a number.
    if (is(name + 1, "of") && is(name + 2, "a") && any(name + 3, {"million", "billion"})) {
      Quantity out = quantity(i, name + 4, (is(name + 3, "million") ? 1e6 : 1e9) * part / of, 1e4);
      take_noun(out, name + 4);
      return out;
    }
    return share(i, name + 1, part, of);
  }

  Found half(std::size_t first, std::size_t name) const {
    const std::size_t next = name + 1;
    if (is(next, "a") && any(next + 1, {"million", "billion", "dozen"})) {
      Quantity out = quantity(first, next + 2, is(next + 1, "million") ? 5e5 : is(next + 1, "billion") ? 5e8 : 6, is(next + 1, "dozen") ? 1 : 1e4);
      if (is(next + 2, "pounds")) {
        out.kind = UnitKind::money;
        out.unit = "GBP";
        out.last = next + 2;
      } else {
        take_noun(out, next + 2);
      }
      return out;
    }
    if (before(first, {"first", "second", "other", "latter", "time", "per", "-"}) || (is(next, "-") && tokens_[next].glued) || any(next, {"an", "hour", "year", "way", "past", "term", "time", "price"})) return {};
    const bool share_of = is(next, "of") || any(next, {"the", "all", "were", "are", "have", "had", "said", "these", "those", "their"}) || hedged(first) || (ends_phrase(next) && before(first, {"by", "to", "in", "at", "around", "about"}));
    if (!share_of) return {};
    Quantity out = share(first, next, 1, 2);
    out.change = before(first, {"by"});
    return out;
  }

  /// "1/4" as a share; "24/7" and dates are marks.
  Found written_fraction(std::size_t i) const {
    if (!is(i + 1, "/") || !tokens_[i + 1].glued || !free(i + 2) || i + 2 >= tokens_.size() || tokens_[i + 2].kind != TokenKind::number || !tokens_[i + 2].glued) return {};
    const double part = tokens_[i].number, of = tokens_[i + 2].number;
    if (part < 1 || of > 10 || part >= of || tokens_[i].decimals + tokens_[i + 2].decimals > 0 || is(i + 3, "/")) return {};
    return share(i, i + 3, part, of);
  }

  Quantity times(std::size_t first, std::size_t next, double value) const {
    Quantity out = quantity(first, next, value, 0.15 * value);
    out.kind = UnitKind::times;
    out.unit = "times";
    out.in_words = true;
    return out;
  }

  /// "doubled", "more than double the", "twice as", "three times the", "fourfold".
  Found multiple(std::size_t i) const {
    static constexpr auto kDone = std::to_array<std::pair<std::string_view, double>>({{"doubled", 2}, {"doubling", 2}, {"trebled", 3}, {"tripled", 3}, {"quadrupled", 4}, {"quintupled", 5}, {"halved", 0.5}, {"halving", 0.5}});
    static constexpr auto kSize = std::to_array<std::pair<std::string_view, double>>({{"double", 2}, {"twice", 2}, {"treble", 3}, {"triple", 3}, {"quadruple", 4}});
    for (const auto& [name, value] : kDone)
      if (is(i, name)) {
        Quantity out = times(i, i + 1, value);
        out.change = true;
        return out;
      }
    for (const auto& [name, value] : kSize)
      if (is(i, name) && (any(i + 1, {"the", "that", "what", "as", "its", "those", "of", "since"}) || hedged(i))) return times(i, i + 1, value);
    if (word(i).ends_with("fold") && word(i).size() > 6) {
      const int value = small_number(word(i).substr(0, word(i).size() - 4));
      if (value > 1) return times(i, i + 1, value);
    }
    const Numeral numeral = numeral_at(tokens_, i, false);
    if (numeral.next == i || numeral.value <= 1) return {};
    const std::size_t next = is(numeral.next, "-") ? numeral.next + 1 : numeral.next;
    if (is(next, "fold") && next < tokens_.size() && (next > numeral.next || tokens_[next].glued)) return times(i, next + 1, numeral.value);
    if (is(numeral.next, "times") && any(numeral.next + 1, {"the", "as", "that", "more", "higher", "greater", "larger", "lower", "what", "its", "their", "bigger", "likelier", "less"})) {
      Quantity out = times(i, numeral.next + 1, numeral.value);
      out.step = numeral.step;
      return out;
    }
    return {};
  }

  [[nodiscard]] Unit unit_at(std::size_t i) const {
    if (i >= tokens_.size() || !free(i)) return {i};
    if (is(i, "%")) return {i + 1, UnitKind::percent, "%"};
    if (is(i, "percentage") && any(i + 1, {"points", "point"})) return {i + 2, UnitKind::percent, "%", 1, true};
    if (is(i, "per") && is(i + 1, "cent")) return any(i + 2, {"points"}) ? Unit{i + 3, UnitKind::percent, "%", 1, true} : Unit{i + 2, UnitKind::percent, "%"};
    if (is(i, "percent") || (is(i, "pc") && tokens_[i].glued)) return {i + 1, UnitKind::percent, "%"};
    if (any(i, {"kg", "kgs", "kilo", "kilos", "kilogram", "kilograms", "kilogramme", "kilogrammes"})) return {i + 1, UnitKind::mass, "kg"};
    if (any(i, {"tonne", "tonnes", "ton", "tons"}) || (is(i, "t") && tokens_[i].glued)) return {i + 1, UnitKind::mass, "kg", 1000};
    if (any(i, {"gram", "grams", "gramme", "grammes", "g"})) return {i + 1, UnitKind::mass, "g"};
    if (any(i, {"mg", "milligrams", "milligram"})) return {i + 1, UnitKind::mass, "g", 0.001};
    if (any(i, {"ounce", "ounces", "oz"})) return {i + 1, UnitKind::mass, "g", 28.349523125};
    if (any(i, {"pounds", "gbp", "quid"})) return {any(i + 1, {"worth"}) ? i + 2 : i + 1, UnitKind::money, "GBP"};
    if (any(i, {"pence"}) || (is(i, "p") && tokens_[i].glued)) return {i + 1, UnitKind::money, "GBP", 0.01};
    if (any(i, {"year", "years"})) return {i + 1, UnitKind::time, "years"};
    if (any(i, {"month", "months"})) return {i + 1, UnitKind::time, "months"};
    if (any(i, {"week", "weeks"})) return {i + 1, UnitKind::time, "weeks"};
    if (any(i, {"day", "days"})) return {i + 1, UnitKind::time, "days"};
    if (any(i, {"hour", "hours"})) return {i + 1, UnitKind::time, "hours"};
    return {i};
  }

  [[nodiscard]] static std::string currency(std::string_view sign) { return sign == "£" || sign == "gbp" ? "GBP" : sign == "$" ? "USD" : sign == "€" ? "EUR" : ""; }

  /// A number in figures or words with its unit, or a range of two.
  Found plain(std::size_t i) const {
    const std::string money = currency(word(i));
    const std::size_t begin = money.empty() ? i : i + 1;
    if (!free(begin)) return {};
    const Numeral numeral = numeral_at(tokens_, begin, !money.empty());
    if (numeral.next == begin || (!money.empty() && numeral.in_words)) return {};
    Quantity out = quantity(i, numeral.next, numeral.value, numeral.step);
    out.number_token = begin;
    out.in_words = numeral.in_words;
    Unit unit = unit_at(numeral.next);
    if (!money.empty()) unit = {numeral.next, UnitKind::money, money};
    std::size_t next = std::max(unit.next, numeral.next);
    if (!range(out, numeral, unit, next)) out.last = next - 1;
    if (unit.name.empty()) {
      if (!rate(out, next) && !counted(out, numeral, next)) return {};
      return out;
    }
    out.kind = unit.kind;
    out.unit = unit.name;
    out.points = unit.points;
    out.value *= unit.factor;
    out.high *= unit.factor;
    out.step *= unit.factor;
    out.last = next - 1;
    if (unit.kind == UnitKind::money && any(next, {"worth"})) out.last = next++;
    if (unit.kind == UnitKind::time && !counts_time(out)) return {};
    // "95% interval", "95% confidence"
    if (unit.kind == UnitKind::percent && any(next, {"interval", "confidence", "ci", "credible", "cri"})) return {};
    if (unit.kind == UnitKind::percent) take_denominator(out, next);
    return out;
  }

  /// The second number of "200 to 500kg", "£5-6 million", "between 62% and 68%". Fills the quantity's high end, the unit where only the
  /// second number has one, and the token behind.
  bool range(Quantity& out, const Numeral& numeral, Unit& unit, std::size_t& next) const {
    const bool between = before(out.first, {"between"}) || (out.first > 1 && is(out.first - 2, "between"));
    const bool joined = is(next, "to") || is(next, "-") || (is(next, "and") && between);
    if (!joined || (is(next, "to") && moves(out.first))) return false;
    std::size_t begin = next + 1;
    const std::string money = currency(word(begin));
    if (!money.empty()) ++begin;
    if (!free(begin)) return false;
    const Numeral second = numeral_at(tokens_, begin, unit.kind == UnitKind::money || !money.empty());
    if (second.next == begin || second.in_words != numeral.in_words || !same_sentence(out.first, begin)) return false;
    Unit end = unit_at(second.next);
    if (unit.kind == UnitKind::money && !unit.name.empty()) end = {std::max(end.next, second.next), UnitKind::money, unit.name};
    if (end.name.empty() && !unit.name.empty()) return false;
    if (!unit.name.empty() && (unit.kind != end.kind || unit.name != end.name)) return false;
    double low = out.value;
    if (!numeral.scaled && second.scaled && low * second.scale < second.value) low *= second.scale;
    if (low >= second.value) return false;
    out.step = std::min(out.step * (low / out.value), second.step);
    out.value = low;
    out.high = second.value;
    if (unit.name.empty()) unit = end;
    next = std::max(end.next, second.next);
    out.last = next - 1;
    return true;
  }

  /// Whether the number begins a movement, "rose from 200 to 300", not a range.
  [[nodiscard]] bool moves(std::size_t first) const {
    for (std::size_t back = 1; back <= 8 && back <= first && same_sentence(first, first - back); ++back)
      if (is_one_of(tokens_[first - back].lower, {"rose", "risen", "rise", "rising", "increased", "increase", "increasing", "fell", "fallen", "fall", "falling", "grew", "grown", "dropped", "drop", "declined", "decline", "went", "gone",
                                                  "moved", "reduced", "decreased", "decrease", "cut", "changed", "up", "down", "climbed", "jumped", "doubled", "halved", "trebled", "tripled", "quadrupled"}))
        return true;
    return false;
  }

  /// "4.2 per 1,000 residents": a rate.
  bool rate(Quantity& out, std::size_t next) const {
    std::size_t at = next;
    // "12 deaths per 100,000"
    for (int words = 0; words < 3 && at < tokens_.size() && tokens_[at].kind == TokenKind::word && !is(at, "per") && !is_stop_word(word(at)); ++words) ++at;
    const bool per = is(at, "per") || (is(at, "in") && is(at + 1, "every")) || (is(at, "for") && is(at + 1, "every"));
    if (!per) return false;
    const std::size_t begin = is(at, "per") ? at + 1 : at + 2;
    double number = 0;
    std::size_t behind = begin;
    if (any(begin, {"million"})) {
      number = 1e6;
      behind = begin + 1;
    } else if (any(begin, {"thousand", "hundred"})) {
      number = is(begin, "thousand") ? 1e3 : 100;
      behind = begin + 1;
    } else {
      const Numeral of = numeral_at(tokens_, begin, false);
      if (of.next == begin || of.value < 10) return false;
      number = of.value;
      behind = of.next;
    }
    out.kind = UnitKind::rate;
    out.per_number = number;
    out.unit = number == 1e6 ? "per million" : fmt::format("per {}", core::rounded_text(number));
    out.last = behind - 1;
    if (at > next) out.noun = stem(word(at - 1));
    take_denominator(out, behind);
    return true;
  }

  /// What is counted: the noun behind a number, at most five words on.
  void take_noun(Quantity& out, std::size_t next) const {
    std::size_t general = kNone;
    for (std::size_t j = next; j < next + 5 && j < tokens_.size() && same_sentence(out.first, j); ++j) {
      if (j == next && any(j, {"more", "other", "further", "extra", "fewer", "additional", "less"})) continue;
      if (is(j, "-") || is(j, "'") || is(j, "“") || (is(j, "/") && j > next)) continue;
      if (tokens_[j].kind != TokenKind::word || marked_[j] != kNone || is_stop_word(word(j))) break;
      const std::string noun = stem(word(j));
      // "seven suspected victims", "11 people charged"
      if (word(j).ends_with("ed") && word(j).size() > 4) {
        if (out.noun.empty() && general == kNone && j == next) continue;
        if (general != kNone) break;
        continue;
      }
      // "the seven force board": not a number of forces.
      const bool singular = out.value > 1 && noun == word(j) && !is_one_of(word(j), {"people", "men", "women", "children", "staff", "police", "grenades", "kilo"});
      if (singular && lexicon_.noun_class.contains(noun) && noun != "staff") continue;
      if (lexicon_.noun_class.contains(noun) || lexicon_.not_counted.contains(noun)) {
        // A compound ends in what is counted: "drug seizures", "case files".
        const bool goes_on = j + 1 < tokens_.size() && tokens_[j + 1].kind == TokenKind::word && lexicon_.noun_class.contains(stem(word(j + 1))) && !is_stop_word(word(j + 1)) && !word(j + 1).ends_with("ed");
        if (goes_on && j + 1 < next + 5) continue;
        return set_noun(out, j);
      }
      if (general == kNone && word(j).size() > 3 && word(j).ends_with("s") && !word(j).ends_with("ss") && !word(j).ends_with("ous")) general = j;
    }
    if (general != kNone) set_noun(out, general);
  }
  void set_noun(Quantity& out, std::size_t j) const {
    out.noun = stem(word(j));
    out.unit = std::string(word(j));
    out.last = j;
  }

  /// What a share is of: the noun behind "of".
  void take_denominator(Quantity& out, std::size_t next) const {
    for (std::size_t j = next; j < next + 7 && j < tokens_.size() && same_sentence(out.first, j); ++j) {
      if (tokens_[j].kind == TokenKind::number || is(j, ",") || is(j, "(") || is(j, ";")) return;
      if (tokens_[j].kind == TokenKind::word && lexicon_.noun_class.contains(stem(word(j)))) {
        out.noun = stem(word(j));
        return;
      }
    }
  }

  /// Whether a number without a unit counts something; fills the noun.
  bool counted(Quantity& out, const Numeral& numeral, std::size_t next) const {
    const bool glued_on = next < tokens_.size() && tokens_[next].glued && (is(next, "-") || is(next, "/") || is(next, ":") || is(next, "_") || is(next, "@") || is(next, "#")) && next + 1 < tokens_.size() && tokens_[next + 1].glued;
    if (glued_on && std::isnan(out.high)) return false;
    const bool glued_to = out.first > 0 && tokens_[out.first].glued && (before(out.first, {"/", "_", "#", "@", ":", "-", "+", "=", "&", "["}) && !before(out.first, {"="}));
    if (glued_to && !before(out.first, {":"})) return false;
    std::size_t from = next;
    // "12 of the 40 arrests", "five other people"
    if (is(from, "of") && any(from + 1, {"the", "these", "those", "all", "them", "which", "whom"})) from += 2;
    take_noun(out, from);
    if (from != next && !out.noun.empty() && !numeral.in_words) out.last = next - 1;
    if (!out.noun.empty() && lexicon_.not_counted.contains(out.noun) && numeral.value < 1000) return false;
    const bool known = lexicon_.noun_class.contains(out.noun);
    if (before(out.first, {"per"})) return false;
    // "12 of the 40 arrests"
    if (is(next, "of") && numeral_at(tokens_, is(next + 1, "the") ? next + 2 : next + 1, false).next > (is(next + 1, "the") ? next + 2 : next + 1)) return true;
    if (is(next, "of") && any(next + 1, {"them", "these", "those", "whom", "which"})) return true;
    if (numeral.in_words && numeral.value < 100) {
      if (out.noun.empty()) return false;
      if (numeral.value <= 1 && (!known || before(out.first, {"no", "this", "that", "each", "every", "any", "the"}))) return false;
      if (!known && numeral.value <= 4) return before(out.first, {"only", "just", "least", "than", "over", "to", "and", "of"}) || out.last <= next + 1;
      return true;
    }
    if (!out.noun.empty()) return true;
    // "12 and 15%"
    if (any(next, {"and", "or", ",", "to"}) && next + 1 < tokens_.size() && tokens_[next + 1].kind == TokenKind::number && unit_at(next + 2).kind == UnitKind::percent && !numeral.in_words) return true;
    for (const Hedge& hedge : lexicon_.after)
      if (hedge_follows(hedge, next, out.first)) return true;
    if (any(next, {"were", "was", "are", "have", "had"}) || (any(next, {"more", "fewer", "less"}) && is(next + 1, "than"))) return numeral.value >= 2;
    if (numeral.scaled || numeral.value >= 1000 || tokens_[out.number_token].decimals > 0) return true;
    return before(out.first, {"was", "were", "is", "are", "be", "been", "at", "to", "with", "reached", "reaching", "total", "totalled", "totalling", "stood", "recorded", "from", "than", "of", "only", ":", "|", "and", "about", "around", "almost", "nearly", "over", "under", "by"}) && numeral.value >= 2;
  }

  /// A length of time that is told as a result: sentences, waits, averages.
  [[nodiscard]] bool counts_time(const Quantity& out) const {
    bool told = before(out.first, {"is", "was", "are", "were"});
    for (std::size_t back = 1; back <= 30 && back <= out.first && same_sentence(out.first, out.first - back); ++back) {
      const std::string_view earlier = word(out.first - back);
      if (is_one_of(earlier, {"sentenced", "jailed", "imprisoned", "received", "average", "averaged", "mean", "median", "wait", "waits", "waited", "waiting", "lasted", "took", "takes", "length", "totalling", "total", "served", "serve", "given", "spent", "been", "sentences", "add", "wait"})) told = true;
      if (back <= 2 && is_one_of(earlier, {"last", "past", "next", "previous", "aged", "within", "every", "after"})) return false;
    }
    for (std::size_t j = out.last + 1; j < out.last + 12 && same_sentence(out.first, j); ++j)
      if (any(j, {"bars", "jail", "prison", "custody", "imprisonment", "concurrently", "consecutively"})) told = true;
    return told;
  }

  /// A hedge right before the quantity, at most two.
  bool take_hedge_before(Quantity& out) const {
    bool found = false;
    for (int round = 0; round < 2; ++round) {
      bool again = false;
      for (const Hedge& hedge : lexicon_.before) {
        const std::size_t n = hedge.words.size();
        if (out.first < n || !same_sentence(out.first, out.first - n)) continue;
        bool same = true;
        for (std::size_t k = 0; same && k < n; ++k) same = tokens_[out.first - n + k].lower == hedge.words[k] && (marked_[out.first - n + k] == kNone);
        if (!same) continue;
        std::string text;
        for (const std::string& each : hedge.words) text += (text.empty() ? "" : " ") + each;
        out.hedge = out.hedge.empty() ? text : text + " " + out.hedge;
        if (out.hedge_kind == HedgeKind::none) out.hedge_kind = hedge.kind;
        out.first -= n;
        found = again = true;
        break;
      }
      if (!again) break;
    }
    return found;
  }

  /// A phrase of the lexicon behind a quantity, with no number behind it: "or more", not "and over £180,000".
  [[nodiscard]] bool hedge_follows(const Hedge& hedge, std::size_t next, std::size_t first) const {
    for (std::size_t k = 0; k < hedge.words.size(); ++k)
      if (!is(next + k, hedge.words[k]) || !same_sentence(first, next + k)) return false;
    const std::size_t behind = next + hedge.words.size();
    return behind >= tokens_.size() || (tokens_[behind].kind != TokenKind::number && currency(word(behind)).empty());
  }

  void take_hedge_after(Quantity& out) const {
    const std::size_t next = out.last + 1;
    for (const Hedge& hedge : lexicon_.after) {
      if (!hedge_follows(hedge, next, out.first)) continue;
      std::string text;
      for (const std::string& each : hedge.words) text += (text.empty() ? "" : " ") + each;
      out.hedge += (out.hedge.empty() ? "" : " ") + text;
      if (out.hedge_kind == HedgeKind::none) out.hedge_kind = hedge.kind;
      out.last = next + hedge.words.size() - 1;
      return;
    }
  }

  /// "two years and six months" is one length.
  void join_months(Quantity& out) const {
    if (out.kind != UnitKind::time || out.unit != "years" || !is(out.last + 1, "and")) return;
    const Numeral months = numeral_at(tokens_, out.last + 2, false);
    if (months.next == out.last + 2 || !any(months.next, {"months", "month"})) return;
    out.value += months.value / 12;
    out.last = months.next;
  }

  void finish(Quantity& out) const {
    join_months(out);
    if (out.hedge_kind == HedgeKind::none || out.kind == UnitKind::times) take_hedge_before(out);
    take_hedge_after(out);
    take_change(out);
    if (out.kind == UnitKind::money || out.kind == UnitKind::mass || out.kind == UnitKind::count) take_per(out);
  }

  /// "fell by nine per cent", "up 15%", "a 20% increase", "25% higher".
  void take_change(Quantity& out) const {
    if (out.kind != UnitKind::percent && out.kind != UnitKind::count && out.kind != UnitKind::times) return;
    const bool by = before(out.first, {"by", "up", "down"}) || (before(out.first, {"rose", "fell", "increased", "decreased", "dropped", "grew", "declined"}) && out.kind == UnitKind::percent);
    const bool noun = any(out.last + 1, {"increase", "rise", "fall", "drop", "decrease", "reduction", "growth", "decline", "higher", "lower", "up", "down", "jump", "cut"}) ||
                      (any(out.last + 1, {"more", "fewer", "less"}) && (out.kind == UnitKind::percent));
    const bool moved = out.kind == UnitKind::times && out.change;
    // "a fall of 16%"
    if (before(out.first, {"of"}) && out.first >= 2 && out.kind == UnitKind::percent && any(out.first - 2, {"fall", "rise", "increase", "drop", "decrease", "reduction", "growth", "decline", "cut", "jump"})) {
      out.change = true;
      out.falls = any(out.first - 2, {"fall", "drop", "decrease", "reduction", "decline", "cut"});
      return;
    }
    if (!moved && by && !moves(out.first) && !before(out.first, {"up", "down"})) return;
    // "212 more than in 2023/24": a change in numbers.
    if (out.kind == UnitKind::count && (any(out.last + 1, {"more", "fewer", "less"}) ? is(out.last + 2, "than") : any(out.last, {"more", "fewer"}) && is(out.last + 1, "than"))) {
      out.change = out.points = true;
      out.falls = any(out.last + 1, {"fewer", "less"}) || is(out.last, "fewer");
      return;
    }
    if (!moved && !by && !noun) return;
    out.change = true;
    const bool down_behind = any(out.last + 1, {"fall", "drop", "decrease", "reduction", "decline", "lower", "fewer", "less", "down", "cut"});
    out.falls = down_behind || (!noun && downwards(out.first));
    out.against = any(out.last + 1, {"higher", "lower", "more", "fewer", "less"}) && is(out.last + 2, "than");
  }

  /// Whether the nearest movement in front goes down.
  [[nodiscard]] bool downwards(std::size_t first) const {
    for (std::size_t back = 1; back <= 8 && back <= first && same_sentence(first, first - back); ++back) {
      const std::string_view earlier = word(first - back);
      if (is_one_of(earlier, {"fell", "fallen", "fall", "falling", "dropped", "drop", "declined", "decline", "reduced", "decreased", "decrease", "cut", "down"})) return true;
      if (is_one_of(earlier, {"rose", "risen", "rise", "rising", "increased", "increase", "grew", "grown", "up", "climbed", "jumped"})) return false;
    }
    return false;
  }

  static std::string period_named(std::string_view word) {
    if (is_one_of(word, {"month", "months", "monthly"})) return "month";
    if (is_one_of(word, {"year", "years", "yearly", "annum", "annually"})) return "year";
    if (is_one_of(word, {"week", "weeks", "weekly"})) return "week";
    if (is_one_of(word, {"day", "days", "daily"})) return "day";
    return "";
  }

  /// "a month", "every year", "per user", "each": what the sum is for, near behind.
  void take_per(Quantity& out) const {
    for (std::size_t j = out.last + 1; j < out.last + 14 && j < tokens_.size() && same_sentence(out.first, j); ++j) {
      if (tokens_[j].kind == TokenKind::number || is(j, ";") || is(j, "(") || is(j, "£")) break;
      const bool each = any(j, {"a", "per", "each", "every"}) || (is(j, "/") && tokens_[j].glued);
      const std::string period = period_named(word(j + 1));
      if (each && !period.empty() && !any(j + 2, {"ago", "later", "earlier", "-"})) {
        out.per = period;
        if (j == out.last + 1) out.last = j + 1;
        break;
      }
      if (any(j, {"annually", "monthly", "weekly", "daily", "yearly"})) {
        out.per = period_named(word(j));
        if (j == out.last + 1) out.last = j;
        break;
      }
      if (j > out.last + 3) continue;
      if (any(j, {"per", "a", "for", "each", "every"}) && any(is(j, "for") ? j + 2 : j + 1, {"user", "person", "head", "capita", "client", "adult", "gram", "g", "plant", "kilo", "kg", "resident", "dealer"})) {
        const std::size_t noun = is(j, "for") ? j + 2 : j + 1;
        out.per = any(noun, {"g"}) ? "gram" : any(noun, {"kg"}) ? "kilo" : any(noun, {"head", "capita"}) ? "person" : std::string(word(noun));
        if (j == out.last + 1) out.last = noun;
        break;
      }
      if (j == out.last + 1 && is(j, "each") && (out.kind == UnitKind::money || out.kind == UnitKind::mass)) {
        out.per = "each";
        out.last = j;
        break;
      }
    }
    name_per(out);
  }
  static void name_per(Quantity& out) {
    if (out.per.empty() || out.unit.find(" a ") != std::string::npos) return;
    if (out.unit.empty() && out.kind == UnitKind::count) return;
    out.unit += out.per == "each" ? " each" : " a " + out.per;
  }

  /// "12.8 and 11.5%": the unit of the second is the first's; "£54m on cocaine and £59m on cannabis every year" too.
  void inherit() {
    for (std::size_t n = quantities_.size(); n-- > 1;) {
      Quantity& first = quantities_[n - 1];
      const Quantity& second = quantities_[n];
      if (!same_sentence(first.first, second.first)) continue;
      const std::size_t gap = second.first - first.last;
      const bool joined = gap <= 3 && (is(first.last + 1, "and") || is(first.last + 1, "or") || is(first.last + 1, ",") || is(first.last + 1, "to"));
      if (joined && first.kind == UnitKind::count && first.noun.empty() && second.kind != UnitKind::count && second.kind != UnitKind::date && second.kind != UnitKind::time && !second.in_words) {
        first.kind = second.kind;
        first.unit = second.unit;
        first.noun = second.noun;
        first.per = second.per;
        first.per_number = second.per_number;
      }
      if (gap <= 12 && first.kind == second.kind && first.kind == UnitKind::money && first.per.empty() && (second.per == "year" || second.per == "month")) {
        first.per = second.per;
        name_per(first);
      }
    }
  }

  const std::vector<Token>& tokens_;
  const std::vector<Mark>& marks_;
  const Lexicon& lexicon_;
  std::vector<std::size_t> marked_;
  std::vector<Quantity> quantities_;
};

}  // namespace

std::vector<Quantity> find_quantities(const std::vector<Token>& tokens, const std::vector<Mark>& marks, const Lexicon& lexicon) { return Finder(tokens, marks, lexicon).take(); }

}  // namespace dmp::claims
