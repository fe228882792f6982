#include "claims/marks.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace dmp::claims {
namespace {

constexpr auto kMonths = std::to_array<std::string_view>({"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"});
constexpr auto kWeekdays = std::to_array<std::string_view>({"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"});

int weekday_named(std::string_view word) {
  for (std::size_t i = 0; i < kWeekdays.size(); ++i)
    if (word == kWeekdays[i] || (word.size() >= 3 && word.size() <= 5 && kWeekdays[i].starts_with(word) && word != "sun" && word != "sat" && word != "wed")) return static_cast<int>(i);
  return -1;
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) { return std::find(words.begin(), words.end(), word) != words.end(); }

class Marker {
 public:
  Marker(const std::vector<Token>& tokens, const Lexicon& lexicon) : tokens_(tokens), lexicon_(lexicon) {}

  std::vector<Mark> take() {
    for (std::size_t i = 0; i < tokens_.size();) {
      const std::size_t next = mark_at(i);
      i = next > i ? next : i + 1;
    }
    return std::move(marks_);
  }

 private:
  [[nodiscard]] const Token* at(std::size_t i) const { return i < tokens_.size() ? &tokens_[i] : nullptr; }
  [[nodiscard]] bool is(std::size_t i, std::string_view word) const { return i < tokens_.size() && tokens_[i].lower == word; }
  [[nodiscard]] bool is_number(std::size_t i) const { return i < tokens_.size() && tokens_[i].kind == TokenKind::number; }
  /// A whole number without separators, from low to high.
  [[nodiscard]] bool whole(std::size_t i, double low, double high) const {
    return is_number(i) && tokens_[i].decimals == 0 && !tokens_[i].separated && tokens_[i].number >= low && tokens_[i].number <= high;
  }
  [[nodiscard]] bool is_year(std::size_t i) const {
    if (!whole(i, 1900, 2099) || tokens_[i].lower.size() != 4) return false;
    if (i > 0 && is_one_of(tokens_[i - 1].lower, {"£", "$", "€", "gbp"})) return false;
    const Token* next = at(i + 1);
    return !next || !(is_one_of(next->lower, {"%", "kg", "g", "m", "k", "million", "thousand", "kilos", "percent", "grams", "pounds", "tonnes"}) || (next->lower == "per" && is(i + 2, "cent")));
  }

  /// The token behind what was marked, or i where nothing was.
  std::size_t mark_at(std::size_t i) {
    using Rule = std::size_t (Marker::*)(std::size_t);
    for (const Rule rule : {&Marker::address, &Marker::date, &Marker::period, &Marker::age, &Marker::span_of_time, &Marker::code}) {
      const std::size_t next = (this->*rule)(i);
      if (next > i) return next;
    }
    return i;
  }

  std::size_t add(Mark mark, std::size_t first, std::size_t next) {
    mark.first = first;
    mark.last = next - 1;
    marks_.push_back(std::move(mark));
    return next;
  }

  /// Web and mail addresses: up to the next blank.
  std::size_t address(std::size_t i) {
    const bool begins = is(i, "www") || is(i, "http") || is(i, "https") || (is(i, "@") && tokens_[i].glued);
    if (!begins || !at(i + 1) || !tokens_[i + 1].glued) return i;
    std::size_t next = i + 1;
    while (next < tokens_.size() && tokens_[next].glued && tokens_[next].paragraph == tokens_[i].paragraph) ++next;
    return add({}, i, next);
  }

  /// Behind "1st", "26th of" or "26": the token after the day's number, or i.
  [[nodiscard]] std::size_t after_day(std::size_t i) const {
    if (!whole(i, 1, 31)) return i;
    std::size_t next = i + 1;
    if (const Token* token = at(next); token && token->glued && is_one_of(token->lower, {"st", "nd", "rd", "th"})) ++next;
    if (is(next, "of")) ++next;
    return next;
  }

  std::size_t date(std::size_t i) {
    Mark mark;
    bool bracket = false;
    mark.kind = MarkKind::date;
    std::size_t next = i;
    if (const Token* token = at(i); token && token->kind == TokenKind::word) mark.weekday = weekday_named(token->lower);
    if (mark.weekday >= 0) {
      ++next;
      while (is(next, ",") || is(next, "(") || is(next, "the") || is(next, "on")) bracket = is(next++, "(") || bracket;
    }
    const std::size_t found = day_and_month(next, mark);
    if (found == next) return bare_weekday(i, mark);
    next = found;
    if (bracket && is(next, ")")) ++next;
    if (mark.weekday < 0) next = weekday_behind(next, mark);
    if (mark.year > 0)
      if (const auto day = core::make_day(mark.year, static_cast<unsigned>(mark.month), static_cast<unsigned>(mark.day))) mark.period = core::Period{*day, *day};
    return add(mark, i, next);
  }

  /// "today (Thursday)", "last night (Thursday)", "yesterday (January 25)" are told by consistency; a weekday alone is no number.
  std::size_t bare_weekday(std::size_t i, const Mark& /*mark*/) { return i; }

  std::size_t weekday_behind(std::size_t next, Mark& mark) const {
    std::size_t at_word = next;
    while (is(at_word, ",") || is(at_word, "(")) ++at_word;
    if (const Token* token = at(at_word); token && token->kind == TokenKind::word && token->sentence == tokens_[next - 1].sentence) {
      const int weekday = weekday_named(token->lower);
      // "on 5 August, Thursday's meeting" is rare: the name must close the bracket or the phrase.
      if (weekday >= 0 && (is(at_word + 1, ")") || is(at_word + 1, ",") || is(at_word + 1, "."))) {
        mark.weekday = weekday;
        return is(at_word + 1, ")") ? at_word + 2 : at_word + 1;
      }
    }
    return next;
  }

  /// "5 August 2019", "August 5th, 2019", "26/01/2022", "2022-01-26": fills the mark; the token behind, or i.
  std::size_t day_and_month(std::size_t i, Mark& mark) const {
    std::size_t next = after_day(i);
    if (next > i && at(next) && tokens_[next].kind == TokenKind::word && month_named(tokens_[next].lower) > 0 && (tokens_[next].capital || tokens_[next].lower.size() > 3)) {
      mark.day = static_cast<int>(tokens_[i].number);
      mark.month = month_named(tokens_[next].lower);
      return year_behind(next + 1, mark);
    }
    if (at(i) && tokens_[i].kind == TokenKind::word && tokens_[i].capital && month_named(tokens_[i].lower) > 0 && whole(i + 1, 1, 31) && !(is(i + 2, "%") || is(i + 2, "-"))) {
      mark.month = month_named(tokens_[i].lower);
      mark.day = static_cast<int>(tokens_[i + 1].number);
      std::size_t behind = i + 2;
      if (const Token* token = at(behind); token && token->glued && is_one_of(token->lower, {"st", "nd", "rd", "th"})) ++behind;
      return year_behind(behind, mark);
    }
    return numeric_date(i, mark);
  }

  std::size_t year_behind(std::size_t next, Mark& mark) const {
    const std::size_t at_year = is(next, ",") ? next + 1 : next;
    if (!is_year(at_year)) return next;
    mark.year = static_cast<int>(tokens_[at_year].number);
    return at_year + 1;
  }

  std::size_t numeric_date(std::size_t i, Mark& mark) const {
    const auto joined = [&](const char* by) { return is(i + 1, by) && is(i + 3, by) && tokens_[i + 1].glued && is_number(i + 2) && tokens_[i + 2].glued && is_number(i + 4) && tokens_[i + 4].glued; };
    if (whole(i, 1, 31) && joined("/") && whole(i + 2, 1, 12) && whole(i + 4, 1900, 2099)) {
      mark.day = static_cast<int>(tokens_[i].number);
      mark.month = static_cast<int>(tokens_[i + 2].number);
      mark.year = static_cast<int>(tokens_[i + 4].number);
      return i + 5;
    }
    if (whole(i, 1900, 2099) && joined("-") && whole(i + 2, 1, 12) && whole(i + 4, 1, 31)) {
      mark.year = static_cast<int>(tokens_[i].number);
      mark.month = static_cast<int>(tokens_[i + 2].number);
      mark.day = static_cast<int>(tokens_[i + 4].number);
      return i + 5;
    }
    return i;
  }

  /// A year, or a financial year "2019/20", "2019-20"; the token behind, or i. Fills start and end years.
  std::size_t year_text(std::size_t i, std::string& text) const {
    if (!is_year(i)) return i;
    text = tokens_[i].lower;
    if ((is(i + 1, "/") || is(i + 1, "-")) && tokens_[i + 1].glued && is_number(i + 2) && tokens_[i + 2].glued) {
      const int end = static_cast<int>(tokens_[i + 2].number), begin = static_cast<int>(tokens_[i].number);
      if (tokens_[i + 2].lower.size() == 2 && end == (begin + 1) % 100) {
        text += "/" + tokens_[i + 2].lower;
        return i + 3;
      }
      if (tokens_[i + 2].lower.size() == 4 && end == begin + 1) {
        text += "/" + tokens_[i + 2].lower.substr(2);
        return i + 3;
      }
      // A month as the estimates name it, "2022-11".
      if (is(i + 1, "-") && tokens_[i + 2].lower.size() == 2 && end >= 1 && end <= 12) {
        text += "-" + tokens_[i + 2].lower;
        return i + 3;
      }
      if (is(i + 1, "-") && tokens_[i + 2].lower.size() == 2 && end > begin % 100) {
        text += "-" + tokens_[i + 2].lower;
        return i + 3;
      }
    }
    return i + 1;
  }

  std::size_t month_text(std::size_t i, std::string& text) const {
    if (!at(i) || tokens_[i].kind != TokenKind::word || !tokens_[i].capital || month_named(tokens_[i].lower) == 0) return i;
    const std::size_t year = is(i + 1, ",") ? i + 2 : i + 1;
    // "June 20222" is a year with the number of a footnote.
    const bool footnote = is_number(year) && tokens_[year].lower.size() == 5 && tokens_[year].lower.starts_with("20") && !tokens_[year].separated;
    if (!is_year(year) && !footnote) return i;
    text = std::string(kMonths[static_cast<std::size_t>(month_named(tokens_[i].lower) - 1)]) + " " + tokens_[year].lower.substr(0, 4);
    text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
    return year + 1;
  }

  std::size_t period(std::size_t i) {
    Mark mark;
    mark.kind = MarkKind::period;
    std::string first, second;
    const bool by_month = month_text(i, first) > i;
    std::size_t next = by_month ? month_text(i, first) : year_text(i, first);
    if (next == i) return year_ending(i);
    mark.period = core::parse_period(first);
    const std::size_t behind = next + 1;
    if (is(next, "to") || is(next, "and") || is(next, "-") || is(next, "until")) {
      const std::size_t end = by_month ? month_text(behind, second) : year_text(behind, second);
      // "2009/10-11/12" pools financial years.
      const bool pooled = !by_month && is(next, "-") && whole(behind, 0, 99) && is(behind + 1, "/") && whole(behind + 2, 0, 99);
      if (pooled) second = "20" + tokens_[behind].lower + "/" + tokens_[behind + 2].lower;
      const auto last = core::parse_period(second);
      const bool spans = !is(next, "and") || (i > 0 && is(i - 1, "between"));
      if ((end > behind || pooled) && last && mark.period && spans && last->end > mark.period->start) {
        mark.period->end = last->end;
        next = pooled ? behind + 3 : end;
      }
    }
    return add(mark, i, next);
  }

  /// "year ending March 2023", "the year to June 2022".
  std::size_t year_ending(std::size_t i) {
    if (!is(i, "year") || !(is(i + 1, "ending") || is(i + 1, "to") || is(i + 1, "ended"))) return i;
    std::string month;
    const std::size_t next = month_text(i + 2, month);
    if (next == i + 2) return i;
    Mark mark;
    mark.kind = MarkKind::period;
    mark.period = core::parse_period("Year ending " + month);
    return add(mark, i, next);
  }

  Mark age_mark(double low, double high) const {
    Mark mark;
    mark.kind = MarkKind::age;
    mark.age_low = static_cast<int>(low);
    mark.age_high = static_cast<int>(high);
    return mark;
  }

  /// "16 to 59", "16-59", "16 and 59": the token behind, or i.
  [[nodiscard]] std::size_t two_ages(std::size_t i) const {
    if (!whole(i, 0, 120)) return i;
    if (!(is(i + 1, "to") || is(i + 1, "-") || is(i + 1, "and")) || !whole(i + 2, 0, 120) || tokens_[i + 2].number <= tokens_[i].number) return i;
    return i + 3;
  }

  std::size_t age(std::size_t i) {
    if (is(i, "aged") || is(i, "ages") || is(i, "age")) return age_behind_word(i);
    if ((is(i, "under") || is(i, "over")) && whole(i + 1, 10, 90)) return age_under(i);
    const std::size_t pair = two_ages(i);
    if (pair > i) {
      std::size_t next = pair;
      if (is(next, "-")) ++next;
      const bool old = (is(next, "year") || is(next, "years")) && (is(next + 1, "old") || is(next + 1, "olds") || (is(next + 1, "-") && (is(next + 2, "olds") || is(next + 2, "old"))) || is(next + 1, "of"));
      const bool men = (is(next, "years") || is(next, "year")) && i > 0 && is_one_of(tokens_[i - 1].lower, {"men", "women", "males", "females", "people", "adults", "persons"});
      const bool services = is(next, "services") || is(next, "population") || is(next, "s");
      if (old || men || services) {
        const double low = tokens_[i].number, high = tokens_[i + 2].number;
        while (is_one_of(at(next) ? tokens_[next].lower : "", {"year", "years", "-", "old", "olds"})) ++next;
        return add(age_mark(low, high), i, next);
      }
    }
    return single_age(i);
  }

  std::size_t single_age(std::size_t i) {
    if (!whole(i, 0, 120)) return i;
    std::size_t next = i + 1;
    if (is(next, "-")) ++next;
    if ((is(next, "year") || is(next, "years")) && (is(next + 1, "old") || is(next + 1, "olds") || (is(next + 1, "-") && (is(next + 2, "old") || is(next + 2, "olds"))))) {
      const double low = tokens_[i].number;
      while (is_one_of(at(next) ? tokens_[next].lower : "", {"year", "years", "-", "old", "olds"})) ++next;
      return add(age_mark(low, low), i, next);
    }
    const bool years = is(i + 1, "years") || is(i + 1, "year");
    const std::size_t behind = years ? i + 2 : i + 1;
    if (is(behind, "or") && is(behind + 1, "younger")) return add(age_mark(0, tokens_[i].number), i, behind + 2);
    if (is(behind, "or") && is(behind + 1, "older")) return add(age_mark(tokens_[i].number, 120), i, behind + 2);
    if (is(behind, "and") && (is(behind + 1, "over") || is(behind + 1, "older"))) return add(age_mark(tokens_[i].number, 120), i, behind + 2);
    // "Mohammed Khan, 33, of ..."
    const bool between_commas = i > 1 && is(i - 1, ",") && is(i + 1, ",") && tokens_[i - 2].capital && tokens_[i].number >= 10;
    return between_commas ? add(age_mark(tokens_[i].number, tokens_[i].number), i, i + 1) : i;
  }

  std::size_t age_behind_word(std::size_t i) {
    std::size_t next = i + 1;
    while (is_one_of(at(next) ? tokens_[next].lower : "", {"of", "between", "from", "the"})) ++next;
    if (const std::size_t pair = two_ages(next); pair > next) {
      std::size_t behind = pair;
      if (is(behind, "years") || is(behind, "year")) ++behind;
      return add(age_mark(tokens_[next].number, tokens_[next + 2].number), i, behind);
    }
    const bool under = is(next, "under") || is(next, "below"), over = is(next, "over") || is(next, "above");
    if (under || over) ++next;
    if (!whole(next, 0, 120)) return i;
    const double number = tokens_[next].number;
    std::size_t behind = next + 1;
    bool open = false, younger = false;
    if (is(behind, "+")) {
      ++behind;
      open = true;
    }
    if (is(behind, "years") || is(behind, "year")) ++behind;
    if ((is(behind, "and") || is(behind, "or")) && (is(behind + 1, "over") || is(behind + 1, "older") || is(behind + 1, "above"))) {
      behind += 2;
      open = true;
    } else if ((is(behind, "and") || is(behind, "or")) && (is(behind + 1, "under") || is(behind + 1, "younger"))) {
      behind += 2;
      younger = true;
    }
    if (under) return add(age_mark(0, number - 1), i, behind);
    if (over) return add(age_mark(number + 1, 120), i, behind);
    return add(younger ? age_mark(0, number) : age_mark(number, open ? 120 : number), i, behind);
  }

  /// "under 25", "under 18s", "under 25 years": an age where nothing that is counted follows.
  std::size_t age_under(std::size_t i) {
    std::size_t next = i + 2;
    const bool plural = at(next) && tokens_[next].glued && (is(next, "s") || is(next, "'"));
    if (plural) ++next;
    while (plural && is(next, "s")) ++next;
    const bool years = (is(next, "years") || is(next, "year")) && !is(next + 1, "in") && !is(next + 1, "ago");
    const Token* behind = at(next);
    const bool ends = !behind || (behind->kind == TokenKind::symbol && !is_one_of(behind->lower, {"%", "£", "-"})) || behind->sentence != tokens_[i].sentence ||
                      is_one_of(behind->lower, {"and", "or", "were", "was", "are", "is", "in", "at", "who", "increased", "fell", "rose"});
    const bool of_people = i > 0 && is_one_of(tokens_[i - 1].lower, {"were", "are", "was", "is", "people", "those", "suspects", "aged", "clients", "children", "the", "among", "for", "adults"});
    if (!plural && !years && !(ends && (is(i, "under") || of_people))) return i;
    if (is(i, "over") && !plural && !of_people) return i;
    if (years) ++next;
    const double number = tokens_[i + 1].number;
    return add(is(i, "under") ? age_mark(0, number - 1) : age_mark(number + 1, 120), i, next);
  }

  [[nodiscard]] bool is_unit_of_time(std::size_t i) const { return at(i) && is_one_of(tokens_[i].lower, {"year", "years", "month", "months", "week", "weeks", "day", "days", "hour", "hours", "decade", "decades"}); }
  [[nodiscard]] bool is_small_number(std::size_t i) const {
    return whole(i, 1, 120) || (at(i) && is_one_of(tokens_[i].lower, {"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve", "eighteen"}));
  }

  /// "the last four years", "over the last 5 years", "a 12-month period", "10-year strategy", "over 12 months".
  std::size_t span_of_time(std::size_t i) {
    if (at(i) && is_one_of(tokens_[i].lower, {"last", "past", "next", "previous", "first", "following", "preceding", "latest", "within", "for", "in", "over", "after", "every"}) && is_small_number(i + 1) && is_unit_of_time(i + 2)) {
      const bool plain = is_one_of(tokens_[i].lower, {"for", "over", "in", "within", "after", "every"});
      // "sentenced for 30 months" and "an average of 12 days" count; "over 300 years" is a hedge.
      if (!plain || (i > 0 && !is_one_of(tokens_[i - 1].lower, {"sentenced", "jailed", "imprisoned", "of"}) && !is(i, "over") && !is(i, "for"))) return add(span_mark(), i + 1, i + 3);
    }
    if (is_small_number(i) && is(i + 1, "-") && tokens_[i + 1].glued && is_unit_of_time(i + 2)) return add(span_mark(), i, i + 3);
    return i;
  }
  static Mark span_mark() {
    Mark mark;
    mark.kind = MarkKind::period;
    return mark;
  }

  std::size_t code(std::size_t i) {
    if (!is_number(i)) return i;
    const Token& token = tokens_[i];
    const Token* next = at(i + 1);
    // "0800 555 111", "018F", "007"
    if (token.lower.size() > 1 && token.lower[0] == '0' && token.decimals == 0) {
      std::size_t end = i + 1;
      while (is_number(end) && tokens_[end].decimals == 0 && tokens_[end].sentence == token.sentence) ++end;
      if (at(end) && tokens_[end].glued && tokens_[end].kind == TokenKind::word) ++end;
      return add({}, i, end);
    }
    if (token.glued && i > 0 && (tokens_[i - 1].kind == TokenKind::word || is(i - 1, ")") || is(i - 1, "_") || is(i - 1, "#"))) return add({}, i, i + 1);
    if (next && next->glued && next->kind == TokenKind::word && is_one_of(next->lower, {"st", "nd", "rd", "th"})) return add({}, i, i + 2);
    if (labels(i)) return add({}, i, i + 1);
    if (is(i + 1, ":") && is_number(i + 2) && tokens_[i + 2].glued) return add({}, i, i + 3);
    if (is(i + 1, "/") && whole(i, 24, 24) && whole(i + 2, 7, 7)) return add({}, i, i + 3);
    // The number of a list's entry or a heading: "1. Introduction", "2) ..."
    const bool first = i == 0 || tokens_[i - 1].paragraph != token.paragraph || (is(i - 1, "#") && (i < 2 || tokens_[i - 2].paragraph != token.paragraph || is(i - 2, "#")));
    if (first && token.decimals <= 1 && next && next->glued && (is(i + 1, ".") || is(i + 1, ")"))) return add({}, i, i + 2);
    if (first && i > 0 && is(i - 1, "#")) return add({}, i, i + 1);
    return i;
  }

  /// "Class 2", "call 101", "figure 3": a number that names.
  [[nodiscard]] bool labels(std::size_t i) const {
    if (i == 0 || !whole(i, 0, 9999) || tokens_[i - 1].sentence != tokens_[i].sentence) return false;
    const std::string& before = tokens_[i - 1].lower;
    if (lexicon_.codes.contains(before)) return true;
    return (is(i, "101") || is(i, "999") || is(i, "111")) && is_one_of(before, {"on", "call", "to", "dial", "ring", "via"});
  }

  const std::vector<Token>& tokens_;
  const Lexicon& lexicon_;
  std::vector<Mark> marks_;
};

}  // namespace

int month_named(std::string_view word) {
  for (std::size_t i = 0; i < kMonths.size(); ++i)
    if (word == kMonths[i] || (word.size() == 3 && kMonths[i].starts_with(word)) || (word == "sept" && i == 8)) return static_cast<int>(i) + 1;
  return 0;
}

int weekday_of(core::Day day) { return ((day.since_epoch + 3) % 7 + 7) % 7; }
std::string_view weekday_name(int weekday) {
  static constexpr auto kNames = std::to_array<std::string_view>({"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"});
  return kNames.at(static_cast<std::size_t>(weekday));
}
std::string_view month_name(int month) {
  static constexpr auto kNames = std::to_array<std::string_view>({"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"});
  return kNames.at(static_cast<std::size_t>(month - 1));
}

std::vector<Mark> find_marks(const std::vector<Token>& tokens, const Lexicon& lexicon) { return Marker(tokens, lexicon).take(); }

std::optional<core::Day> day_of(const std::vector<Mark>& marks) {
  for (const Mark& mark : marks)
    if (mark.kind == MarkKind::date && mark.period) return mark.period->start;
  return std::nullopt;
}

}  // namespace dmp::claims
