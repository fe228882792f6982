#include "claims/consistency.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "claims/judge.hpp"

namespace dmp::claims {
namespace {

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) { return std::find(words.begin(), words.end(), word) != words.end(); }

class Checker {
 public:
  Checker(const TextUnderCheck& text, Claims& claims) : text_(text), claims_(claims) {}

  void run() {
    for (std::size_t n = 0; n < claims_.size(); ++n) {
      const Quantity& quantity = text_.quantities[n];
      if (quantity.kind == UnitKind::date) date(n);
      if (quantity.kind == UnitKind::percent && !quantity.in_words) revealed(n);
      if (!std::isnan(quantity.high) && quantity.high < quantity.value) fault(n, "range", "the range ends below where it begins");
      if (quantity.kind == UnitKind::percent && !quantity.change && (quantity.value > 100 && quantity.hedge_kind == HedgeKind::none) && !quantity.noun.empty()) fault(n, "arithmetic", "a share of something cannot be above 100%");
    }
    for (std::size_t n = 0; n < claims_.size();) {
      std::size_t end = n + 1;
      while (end < claims_.size() && token(end).sentence == token(n).sentence) ++end;
      sentence(n, end);
      n = end;
    }
    per_user();
    basis();
    denominators();
    two_values();
    same_words();
    lost_hedges();
  }

 private:
  [[nodiscard]] const Token& token(std::size_t n) const { return text_.tokens[text_.quantities[n].first]; }
  [[nodiscard]] std::string_view word(std::size_t i) const { return i < text_.tokens.size() ? std::string_view(text_.tokens[i].lower) : std::string_view(); }
  [[nodiscard]] const Quantity& of(std::size_t n) const { return text_.quantities[n]; }
  [[nodiscard]] bool between(std::size_t a, std::size_t b, std::initializer_list<std::string_view> words) const {
    for (std::size_t i = of(a).last + 1; i < of(b).first; ++i)
      if (is_one_of(word(i), words)) return true;
    return false;
  }
  [[nodiscard]] static bool is_amount(const Quantity& quantity) { return quantity.kind == UnitKind::count || quantity.kind == UnitKind::money || quantity.kind == UnitKind::mass; }

  void fault(std::size_t n, std::string issue, std::string reason) {
    Claim& claim = claims_[n];
    if (claim.verdict == name_of(Verdict::inconsistent)) return;
    claim.verdict = name_of(Verdict::inconsistent);
    claim.issue = std::move(issue);
    claim.reason = std::move(reason);
  }
  /// What holds by the text's own arithmetic, where nothing else is known of it.
  void bear_out(std::size_t n, std::string reason) {
    Claim& claim = claims_[n];
    if (claim.verdict != name_of(Verdict::unchecked)) return;
    claim.verdict = name_of(Verdict::supported);
    claim.reason = std::move(reason);
  }

  [[nodiscard]] static std::string day_text(core::Day day) {
    const std::string iso = core::text(day);
    return fmt::format("{} {} {}", std::stoi(iso.substr(8, 2)), month_name(std::stoi(iso.substr(5, 2))), iso.substr(0, 4));
  }

  void date(std::size_t n) {
    const Mark& mark = text_.marks[of(n).mark];
    Claim& claim = claims_[n];
    const auto made = [&](int year) { return core::make_day(year, static_cast<unsigned>(mark.month), static_cast<unsigned>(mark.day)); };
    std::optional<core::Day> day;
    if (mark.year > 0) {
      day = made(mark.year);
    } else if (text_.day) {
      const int year = std::stoi(core::text(*text_.day).substr(0, 4));
      for (const int candidate : {year, year - 1, year + 1})
        if (const auto found = made(candidate); found && std::abs(found->since_epoch - text_.day->since_epoch) <= 183 && !day) day = found;
      if (!day) day = made(year);
    } else if (made(2024)) {
      claim.reason = "the text tells no year, so that the weekday cannot be checked";
      return;
    }
    if (!day) return fault(n, "weekday", "there is no such date");
    const int right = weekday_of(*day);
    if (right == mark.weekday) {
      claim.verdict = name_of(Verdict::supported);
      claim.reason = fmt::format("{} was a {}", day_text(*day), weekday_name(right));
      return;
    }
    std::string hint;
    for (const int months : {1, -1, 2, -2}) {
      const core::Day other = core::add_months(*day, months);
      if (weekday_of(other) != mark.weekday || core::text(other).substr(8, 2) != core::text(*day).substr(8, 2)) continue;
      hint = fmt::format("; {} was a {}", day_text(other), weekday_name(mark.weekday));
      break;
    }
    fault(n, "weekday", fmt::format("{} was a {}, not a {}{}", day_text(*day), weekday_name(right), weekday_name(mark.weekday), hint));
  }

  /// A share beside a remark that its count is small: whether the share gives the count away.
  void revealed(std::size_t n) {
    const Quantity& share = of(n);
    if (share.value <= 0 || share.value >= 100 || share.step > 0.11) return;
    for (std::size_t m = n >= 6 ? n - 6 : 0; m < std::min(claims_.size(), n + 7); ++m) {
      const Quantity& small = of(m);
      if (m == n || token(m).paragraph != token(n).paragraph || small.kind != UnitKind::count || small.value > 10 || small.value < 2) continue;
      const bool low = small.hedge_kind == HedgeKind::less_than || small.hedge_kind == HedgeKind::up_to;
      if (!low) continue;
      const int most = static_cast<int>(small.value) - (small.hedge_kind == HedgeKind::less_than ? 1 : 0);
      const auto behind = counts_behind(share.value, share.step, most, 2000);
      if (behind.size() != 1) continue;
      return fault(n, "reveals a suppressed count", fmt::format("the text withholds the count as \"{}\", but {} with a count of at most {} can only be {} of {}", claims_[m].text, claims_[n].text, most, behind[0].first, behind[0].second));
    }
  }

  void sentence(std::size_t begin, std::size_t end) {
    for (std::size_t a = begin; a < end; ++a) {
      share_of_counts(a, begin, end);
      movement(a, begin, end);
      ratio_of_pair(a, end);
      same_by_other_time(a, end);
    }
    parts(begin, end);
    sexes(begin, end);
  }

  /// "12 of the 40 arrests (30%)".
  void share_of_counts(std::size_t a, std::size_t begin, std::size_t end) {
    if (a + 1 >= end || of(a).kind != UnitKind::count || of(a + 1).kind != UnitKind::count || of(a + 1).value <= 0 || of(a).value > of(a + 1).value) return;
    if (of(a + 1).first - of(a).last > 4 || !between(a, a + 1, {"of"})) return;
    if (of(a).hedge_kind != HedgeKind::none || of(a + 1).hedge_kind != HedgeKind::none) return;
    const double share = 100 * of(a).value / of(a + 1).value;
    for (const std::size_t p : {a + 2, a - 1}) {
      if (p >= end || p < begin || of(p).kind != UnitKind::percent || of(p).change) continue;
      const std::size_t gap = p > a ? of(p).first - of(a + 1).last : of(a).first - of(p).last;
      if (gap > 9 || (p < a && word(of(a).first - 1) != "(")) continue;
      Candidate figure;
      figure.value = share;
      const Judgement says = judge(of(p), figure);
      const std::string reason = fmt::format("{} of {} is {}", claims_[a].text, claims_[a + 1].text, shown(share, of(p)));
      if (says.verdict == Verdict::contradicted) fault(p, "arithmetic", reason);
      else bear_out(p, reason);
    }
  }

  /// What a number may be rounded to: small ones are taken as exact.
  static double rounding(const Quantity& quantity) { return std::min(quantity.step, std::max(quantity.value >= 1000 ? 1.0 : 0.0, 0.01 * quantity.value)); }

  /// "rose from 200 to 300, up 50%", "doubled from 100 to 200".
  void movement(std::size_t a, std::size_t begin, std::size_t end) {
    if (a + 1 >= end || of(a).kind != of(a + 1).kind || of(a).value == 0 || of(a).change || of(a + 1).change) return;
    if (of(a).first == 0 || word(of(a).first - 1) != "from" || !between(a, a + 1, {"to"}) || of(a + 1).first - of(a).last > 6) return;
    for (std::size_t p = begin; p < end; ++p) {
      if (p == a || p == a + 1 || !of(p).change || of(p).points || of(p).against) continue;
      Quantity told = of(p);
      double change = 0;
      if (told.kind == UnitKind::times) {
        change = of(a + 1).value / of(a).value;
      } else if (told.kind == UnitKind::percent) {
        change = 100 * (of(a + 1).value - of(a).value) / of(a).value;
        if (told.falls) change = -change;
        // The ends are rounded themselves.
        told.step += 100 * (rounding(of(a)) + rounding(of(a + 1))) / of(a).value;
      } else {
        continue;
      }
      Candidate figure;
      figure.value = change;
      const std::string reason = fmt::format("from {} to {} is {}{}", claims_[a].text, claims_[a + 1].text, told.kind == UnitKind::times ? "" : told.falls ? "a fall of " : "a rise of ", shown(change, told));
      if (judge(told, figure).verdict == Verdict::contradicted) fault(p, "arithmetic", reason);
      else bear_out(p, reason);
    }
  }

  /// "more than double the national rate (0.11 compared to 0.041)".
  void ratio_of_pair(std::size_t a, std::size_t end) {
    const bool relation = (of(a).kind == UnitKind::times && !of(a).change) || (of(a).kind == UnitKind::percent && of(a).against);
    if (!relation || a + 2 >= end) return;
    const Quantity &first = of(a + 1), &second = of(a + 2);
    if (first.kind != second.kind || second.value <= 0 || word(first.first - 1) != "(" || !between(a + 1, a + 2, {"compared", "against", "versus", "vs"})) return;
    const double ratio = first.value / second.value;
    Quantity told = of(a);
    Candidate figure;
    figure.value = told.kind == UnitKind::times ? ratio : 100 * (told.falls ? 1 - ratio : ratio - 1);
    // Both rates are rounded.
    told.step += told.value * (first.step / first.value + second.step / second.value) / 2;
    const Judgement says = judge(told, figure);
    const std::string reason = fmt::format("{} over {} is {} times", claims_[a + 1].text, claims_[a + 2].text, fmt::format("{:.2f}", ratio));
    if (says.verdict == Verdict::contradicted) return fault(a, "arithmetic", reason);
    bear_out(a, reason);
  }

  static double days_in(std::string_view per) { return per == "day" ? 1 : per == "week" ? 7 : per == "month" ? 365.25 / 12 : per == "year" ? 365.25 : 0; }

  /// "£54 million a year, or £1 million a week".
  void same_by_other_time(std::size_t a, std::size_t end) {
    if (a + 1 >= end || !is_amount(of(a)) || of(a).kind != of(a + 1).kind || of(a).per == of(a + 1).per) return;
    const double first = days_in(of(a).per), second = days_in(of(a + 1).per);
    if (first == 0 || second == 0 || of(a + 1).first - of(a).last > 5 || !between(a, a + 1, {"or", "(", "=", "equivalent", "i.e"})) return;
    Candidate figure;
    figure.value = of(a).value * second / first;
    Quantity told = of(a + 1);
    told.step = std::max(told.step, of(a).step * second / first) + 0.06 * told.value;
    const Judgement says = judge(told, figure);
    const std::string reason = fmt::format("{} is {}", claims_[a].text, shown(figure.value, told));
    if (says.verdict == Verdict::contradicted) fault(a + 1, "arithmetic", reason);
    else bear_out(a + 1, reason);
  }

  /// "100 arrests, made up of 40 men and 50 women"; "40 men and 50 women, 100 in total".
  void parts(std::size_t begin, std::size_t end) {
    for (std::size_t t = begin; t < end; ++t) {
      const Quantity& total = of(t);
      if (!is_amount(total) || total.hedge_kind != HedgeKind::none) continue;
      const auto [from, to] = text_.surroundings.sentence(total.first);
      bool whole = false, some = false, behind = word(total.last + 1) == "altogether" || (word(total.last + 1) == "in" && is_one_of(word(total.last + 2), {"total", "all"}));
      const std::size_t limit = t + 1 < end ? of(t + 1).first : to;
      for (std::size_t i = total.last + 1; i < limit; ++i) {
        whole = whole || is_one_of(word(i), {"comprising", "comprised"}) || (word(i) == "made" && word(i + 1) == "up") || (word(i) == "consisting" && word(i + 1) == "of") || (word(i) == "split" && is_one_of(word(i + 1), {"into", "between"}));
        some = some || (word(i) == "of" && is_one_of(word(i + 1), {"which", "whom", "these", "them"})) || word(i) == "including";
      }
      double sum = 0, slack = 1e-9;
      std::size_t count = 0;
      bool hedged = false;
      const std::size_t first = behind ? begin : t + 1, last = behind ? t : end;
      if (!whole && !some && !behind) continue;
      for (std::size_t p = first; p < last; ++p) {
        const Quantity& part = of(p);
        if (part.kind != total.kind || part.per != total.per) continue;
        if (part.hedge_kind != HedgeKind::none || !std::isnan(part.high)) hedged = true;
        if (some && !whole && part.value > total.value + rounding(total) + rounding(part) && part.hedge_kind == HedgeKind::none && part.first - total.last < 12) fault(p, "arithmetic", fmt::format("a part, {}, is more than the whole, {}", claims_[p].text, claims_[t].text));
        sum += part.value;
        slack += total.value >= 1000 ? part.step / 2 : 0;
        ++count;
      }
      if ((!whole && !behind) || count < 2 || hedged) continue;
      slack += total.value >= 1000 ? total.step / 2 : 0;
      const std::string reason = fmt::format("the parts add up to {}, not {}", shown(sum, total), shown(total.value, total));
      if (std::abs(sum - total.value) > slack) fault(t, "sum", reason);
      else bear_out(t, fmt::format("the parts add up to {}", shown(sum, total)));
    }
  }

  /// "55% were men and 35% women": two shares of one whole.
  void sexes(std::size_t begin, std::size_t end) {
    for (std::size_t a = begin; a + 1 < end; ++a) {
      const Quantity &first = of(a), &second = of(a + 1);
      if (first.kind != UnitKind::percent || second.kind != UnitKind::percent || first.change || second.change || first.in_words || second.in_words) continue;
      const std::string &one = text_.contexts[a].sex, &other = text_.contexts[a + 1].sex;
      if (one.empty() || other.empty() || one == other || second.first - first.last > 6 || first.hedge_kind != HedgeKind::none || second.hedge_kind != HedgeKind::none) continue;
      // The share of men among those arrested and the share of women who smoke need not add up: the words must be these alone.
      if (!between(a, a + 1, {"and", ","}) || between(a, a + 1, {"of", "in", "for"})) continue;
      const auto [from, to] = text_.surroundings.sentence(second.first);
      bool among = false;
      for (std::size_t i = first.last + 1; i < std::min(to, second.last + 4); ++i) among = among || (word(i) == "of" && is_one_of(word(i + 1), {"men", "women", "males", "females"}));
      const double sum = first.value + second.value;
      if (among || sum < 40 || std::abs(sum - 100) <= 1 + (first.step + second.step) / 2) continue;
      const std::string reason = fmt::format("the shares of men and women add up to {}, not to 100%", shown(sum, first));
      fault(a, "sum", reason);
      fault(a + 1, "sum", reason);
    }
  }

  /// "£54 million by 10,000 users, £900 each": value, users and spend of one paragraph.
  void per_user() {
    for (std::size_t u = 0; u < claims_.size(); ++u) {
      const Quantity& each = of(u);
      if (each.kind != UnitKind::money || !is_one_of(each.per, {"each", "user", "person", "client", "adult", "resident"})) continue;
      const Quantity *value = nullptr, *users = nullptr;
      for (std::size_t n = u >= 4 ? u - 4 : 0; n < std::min(claims_.size(), u + 3); ++n) {
        const Quantity& other = of(n);
        if (n == u || token(n).sentence != token(u).sentence) continue;
        if (other.kind == UnitKind::money && (other.per.empty() || days_in(other.per) > 0) && other.value > each.value) value = &other;
        const auto noun = text_.lexicon.noun_class.find(other.noun);
        if (other.kind == UnitKind::count && noun != text_.lexicon.noun_class.end() && noun->second == "people") users = &other;
      }
      if (!value || !users || users->value <= 0) continue;
      Candidate figure;
      figure.value = value->value / users->value;
      Quantity told = each;
      told.step += figure.value * (value->step / value->value + users->step / users->value);
      const std::string reason = fmt::format("{} over {} {} is {}", shown(value->value, *value), shown(users->value, *users), users->unit, shown(figure.value, told));
      if (judge(told, figure).verdict == Verdict::contradicted) fault(u, "arithmetic", reason);
      else bear_out(u, reason);
    }
  }

  /// A value called street value that is the wholesale price of the weight the text gives.
  void basis() {
    for (std::size_t v = 0; v < claims_.size(); ++v) {
      const Quantity& value = of(v);
      if (value.kind != UnitKind::money || !value.per.empty()) continue;
      const auto& stems = text_.contexts[v].stems;
      const auto near = [](const auto& words, const std::string& stem) { return words.contains(stem) && words.at(stem) > 0.6; };
      if (!near(stems, "street") || !(near(stems, "value") || near(stems, "worth"))) continue;
      for (const BasisPrice& price : text_.lexicon.prices) {
        const auto speaks = [&](const auto& words) { return std::all_of(price.stems.begin(), price.stems.end(), [&](const std::string& stem) { return near(words, stem); }); };
        if (!speaks(stems)) continue;
        for (std::size_t m = 0; m < claims_.size(); ++m) {
          if (of(m).kind != UnitKind::mass || !of(m).per.empty() || !speaks(text_.contexts[m].stems) || text_.contexts[m].areas != text_.contexts[v].areas) continue;
          const double grams = of(m).value * (of(m).unit.starts_with("kg") ? 1000 : 1), a_gram = grams > 0 ? value.value / grams : 0;
          if (a_gram > 0 && a_gram < 0.75 * price.street_low && a_gram <= 1.25 * price.wholesale_high)
            fault(v, "wrong basis", fmt::format("{} for {} is £{:.0f} a gram, a wholesale price; at street prices (£{:.0f} to £{:.0f} a gram, {}) it would be {} to {}", claims_[v].text, claims_[m].text, a_gram, price.street_low, price.street_high,
                                               price.citation, shown(grams * price.street_low, value), shown(grams * price.street_high, value)));
          return;
        }
      }
    }
  }

  [[nodiscard]] const Denominator* denominator_of(const Quantity& quantity) const {
    for (const Denominator& denominator : text_.lexicon.denominators)
      if (std::find(denominator.stems.begin(), denominator.stems.end(), quantity.noun) != denominator.stems.end()) return &denominator;
    return nullptr;
  }

  /// One share of one thing that is said to be of two different wholes.
  void denominators() {
    std::map<std::pair<std::size_t, double>, std::size_t> right;
    const auto subject_of = [&](std::size_t n) { return text_.contexts[n].subjects.empty() || of(n).kind != UnitKind::percent ? nullptr : &text_.lexicon.subjects[text_.contexts[n].subjects[0]]; };
    for (std::size_t n = 0; n < claims_.size(); ++n) {
      const Subject* subject = subject_of(n);
      const Denominator* own = subject ? denominator_of(of(n)) : nullptr;
      if (own && own->id == subject->denominator) right.try_emplace({text_.contexts[n].subjects[0], of(n).value}, n);
    }
    for (std::size_t a = 0; a < claims_.size(); ++a) {
      const Subject* subject = subject_of(a);
      const Denominator* own = subject && !subject->denominator.empty() ? denominator_of(of(a)) : nullptr;
      if (!own || own->id == subject->denominator) continue;
      if (const auto found = right.find({text_.contexts[a].subjects[0], of(a).value}); found != right.end()) {
        const std::size_t b = found->second;
        const Denominator* other = denominator_of(of(b));
        fault(a, "wrong denominator", fmt::format("{} is given of {} here and of {} elsewhere (\"{}\"); it can be of one of them only", claims_[a].text, own->name, other->name, claims_[b].text));
      }
    }
  }

  [[nodiscard]] bool could_agree(std::size_t a, std::size_t b) const {
    const Quantity &x = of(a), &y = of(b);
    const auto holds = [](const Quantity& told, const Quantity& figure) {
      Candidate candidate;
      candidate.value = figure.value;
      return judge(told, candidate).verdict != Verdict::contradicted;
    };
    if (x.hedge_kind != HedgeKind::none && y.hedge_kind != HedgeKind::none) return true;
    if (!std::isnan(x.high) || !std::isnan(y.high)) return true;
    return holds(x, y) || holds(y, x);
  }
  [[nodiscard]] bool same_place_and_time(std::size_t a, std::size_t b) const {
    const Context &x = text_.contexts[a], &y = text_.contexts[b];
    return x.areas == y.areas && x.place == y.place && x.period == y.period && x.sex == y.sex && x.age_low == y.age_low && x.age_high == y.age_high && of(a).per == of(b).per && of(a).unit == of(b).unit && of(a).change == of(b).change;
  }

  /// Two values of a thing that can have one only.
  void two_values() {
    std::map<std::size_t, std::vector<std::size_t>> by_subject;
    for (std::size_t n = 0; n < claims_.size(); ++n)
      if (of(n).kind == UnitKind::percent && !of(n).change && !of(n).in_words && !text_.contexts[n].subjects.empty() && text_.lexicon.subjects[text_.contexts[n].subjects[0]].one_value)
        by_subject[text_.contexts[n].subjects[0]].push_back(n);
    for (const auto& [subject, where] : by_subject)
      for (std::size_t k = 1; k < where.size(); ++k) {
        const std::size_t a = where[0], b = where[k];
        const Context &x = text_.contexts[a], &y = text_.contexts[b];
        if (x.areas != y.areas || (x.areas.empty() && x.place != y.place) || x.sex != y.sex || (x.period && y.period && x.period != y.period) || could_agree(a, b)) continue;
        const std::string& name = text_.lexicon.subjects[subject].name;
        fault(a, "two values", fmt::format("the text gives {} here and {} elsewhere for one thing: {}", claims_[a].text, claims_[b].text, name));
        fault(b, "two values", fmt::format("the text gives {} here and {} elsewhere for one thing: {}", claims_[b].text, claims_[a].text, name));
      }
  }

  /// Two sentences of the same words with another number.
  void same_words() {
    std::map<std::string, std::vector<std::size_t>> by_words;
    for (std::size_t n = 0; n < claims_.size(); ++n) {
      const Quantity& quantity = of(n);
      if (quantity.kind == UnitKind::date || quantity.in_words) continue;
      const auto [from, to] = text_.surroundings.sentence(quantity.first);
      // Only a sentence of one number can be compared word by word.
      if ((n > 0 && of(n - 1).first >= from) || (n + 1 < claims_.size() && of(n + 1).first < to)) continue;
      std::set<std::string> words;
      for (std::size_t i = from; i < to; ++i)
        if (text_.tokens[i].kind == TokenKind::word && (i < quantity.first || i > quantity.last) && !is_stop_word(text_.tokens[i].lower)) words.insert(stem(text_.tokens[i].lower));
      if (words.size() < 2) continue;
      std::string key;
      for (const std::string& each : words) key += each + " ";
      by_words[key].push_back(n);
    }
    for (const auto& [key, where] : by_words)
      for (std::size_t k = 1; k < where.size(); ++k) {
        const std::size_t a = where[0], b = where[k];
        if (!same_place_and_time(a, b) || could_agree(a, b)) continue;
        fault(a, "two values", fmt::format("the text gives {} here and {} elsewhere in the same words", claims_[a].text, claims_[b].text));
        fault(b, "two values", fmt::format("the text gives {} here and {} elsewhere in the same words", claims_[b].text, claims_[a].text));
      }
  }

  /// "up to £54 million" that becomes "£54 million".
  void lost_hedges() {
    std::map<std::pair<double, std::string>, std::size_t> hedged;
    for (std::size_t n = 0; n < claims_.size(); ++n) {
      const Quantity& quantity = of(n);
      const bool bends = quantity.hedge_kind == HedgeKind::up_to || quantity.hedge_kind == HedgeKind::almost || quantity.hedge_kind == HedgeKind::more_than || quantity.hedge_kind == HedgeKind::at_least;
      if (bends && (quantity.value >= 100 || quantity.kind == UnitKind::money)) hedged.try_emplace({quantity.value, quantity.unit.substr(0, 3)}, n);
    }
    for (std::size_t n = 0; n < claims_.size(); ++n) {
      const Quantity& quantity = of(n);
      if (quantity.hedge_kind != HedgeKind::none || !std::isnan(quantity.high) || quantity.kind == UnitKind::date) continue;
      const auto found = hedged.find({quantity.value, quantity.unit.substr(0, 3)});
      if (found == hedged.end() || claims_[n].verdict == name_of(Verdict::inconsistent) || claims_[n].verdict == name_of(Verdict::contradicted)) continue;
      if (text_.contexts[found->second].areas != text_.contexts[n].areas) continue;
      claims_[n].issue = "lost hedge";
      if (claims_[n].verdict == name_of(Verdict::supported)) claims_[n].verdict = name_of(Verdict::with_caveat);
      claims_[n].reason += fmt::format("{}elsewhere the text says \"{}\"", claims_[n].reason.empty() ? "" : "; ", claims_[found->second].text);
    }
  }

  const TextUnderCheck& text_;
  Claims& claims_;
};

}  // namespace

std::vector<std::pair<int, int>> counts_behind(double percent, double step, int most, int largest) {
  std::vector<std::pair<int, int>> found;
  if (!(percent > 0 && percent <= 100)) return found;
  for (int k = 1; k <= most; ++k) {
    const int low = std::max(k, static_cast<int>(std::floor(100 * k / (percent + step)))), high = std::min(largest, static_cast<int>(std::ceil(100 * k / std::max(percent - step, 1e-6))));
    for (int n = low; n <= high; ++n)
      if (std::abs(100.0 * k / n - percent) <= step / 2 + 1e-9) found.emplace_back(k, n);
  }
  return found;
}

void check_consistency(const TextUnderCheck& text, Claims& claims) { Checker(text, claims).run(); }

}  // namespace dmp::claims
