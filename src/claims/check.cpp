#include "claims/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "claims/consistency.hpp"
#include "claims/context.hpp"
#include "claims/evidence.hpp"
#include "claims/judge.hpp"
#include "claims/marks.hpp"
#include "claims/quantities.hpp"
#include "claims/tokens.hpp"
#include "core/errors.hpp"

namespace dmp::claims {
namespace {

constexpr std::size_t kMostClaims = 20'000;

/// What all claims of one text are checked with.
struct Reader {
  std::string_view text;
  const std::vector<Token>& tokens;
  const Lexicon& lexicon;
  const Evidence& evidence;
  std::optional<core::Day> day;
};

/// The subject of a claim for people: the lexicon's, else the words next to the number.
std::string subject_of(const Reader& reader, const Quantity& quantity, const Context& context, const std::vector<Candidate>& found) {
  if (!found.empty() && found[0].score >= 0.75) return found[0].estimate->indicator_name;
  if (!context.subjects.empty()) return reader.lexicon.subjects[context.subjects[0]].name;
  std::string words;
  std::size_t count = 0;
  for (std::size_t i = quantity.last + 1; i < reader.tokens.size() && count < 6; ++i) {
    const Token& token = reader.tokens[i];
    if (token.sentence != reader.tokens[quantity.first].sentence || token.kind == TokenKind::number || (token.kind == TokenKind::symbol && token.lower != "-" && token.lower != "'")) break;
    words += (words.empty() || token.glued ? "" : " ") + token.lower;
    ++count;
  }
  return words;
}

/// A share whose denominator is not the one the subject has.
const Denominator* wrong_denominator(const Reader& reader, const Quantity& quantity, const Context& context) {
  if (quantity.kind != UnitKind::percent || context.subjects.empty()) return nullptr;
  const Subject& subject = reader.lexicon.subjects[context.subjects[0]];
  if (subject.denominator.empty()) return nullptr;
  for (const Denominator& denominator : reader.lexicon.denominators)
    if (denominator.id != subject.denominator && std::find(denominator.stems.begin(), denominator.stems.end(), quantity.noun) != denominator.stems.end()) return &denominator;
  return nullptr;
}

void settle(Claim& claim, const Judgement& says, const Candidate& figure) {
  claim.verdict = name_of(says.verdict);
  claim.issue = says.issue;
  claim.reason = says.reason;
  claim.estimate_id = figure.estimate->estimate_id;
}

/// A contradiction explained by the figure of another place, period or unit that has the number.
void explain(const Reader& reader, const Quantity& quantity, const Context& context, const Candidate& best, Claim& claim) {
  if (claim.verdict != name_of(Verdict::contradicted) || quantity.in_words) return;
  for (const Candidate& other : reader.evidence.lookalikes(quantity, context, best)) {
    if (!std::isfinite(other.value) || judge(quantity, other).verdict != Verdict::supported) continue;
    const bool place = other.estimate->area_code != best.estimate->area_code, period = other.estimate->period != best.estimate->period;
    if (place && period) continue;
    claim.issue = place ? "wrong place" : "wrong period";
    claim.reason += fmt::format("; {} is the figure of {}", shown(other.value, quantity), place ? other.estimate->area_name : other.estimate->period);
    return;
  }
  if (quantity.kind != UnitKind::rate || !best.estimate) return;
  // "4.2 per 1,000" of a figure that is 4.2 per 100,000.
  Candidate as_written = best;
  as_written.value = best.estimate->value;
  if (judge(quantity, as_written).verdict != Verdict::supported) return;
  claim.issue = "wrong denominator";
  claim.reason += fmt::format("; the figure is {} {}", claim.text.substr(0, claim.text.find(' ')), best.estimate->unit);
}

/// A change over time or against the comparator.
void judge_change(const Reader& reader, const Quantity& quantity, const Context& context, const std::vector<Candidate>& found, Claim& claim) {
  for (const Candidate& now : found) {
    if (!now.strong || !std::isfinite(now.value)) continue;
    double from = core::Estimate::kMissing;
    std::string what;
    if (quantity.against) {
      from = now.estimate->comparator_value;
      what = now.estimate->comparator;
    } else {
      Candidate later = now;
      const auto earlier = reader.evidence.earlier(later, context.since ? context.period : std::nullopt);
      if (!earlier) continue;
      from = earlier->value;
      what = earlier->estimate->period;
    }
    if (!std::isfinite(from) || from == 0) continue;
    Quantity told = quantity;
    Candidate figure = now;
    figure.lower = figure.upper = core::Estimate::kMissing;
    if (told.kind == UnitKind::times) figure.value = now.value / from;
    else if (told.points) figure.value = (told.falls ? -1 : 1) * (now.value - from);
    else figure.value = (told.falls ? -100 : 100) * (now.value / from - 1);
    figure.what = fmt::format("{} against {}", now.what, what);
    Judgement says = judge(told, figure);
    if (figure.value < 0 && says.verdict == Verdict::contradicted) says.reason += "; it moved the other way";
    // A change rests on which period it is measured from, which texts seldom tell: only told ones are contradicted.
    if (says.verdict == Verdict::contradicted && !quantity.against && !context.since && !context.last_year && !context.period) {
      claim.reason = says.reason + "; the text does not tell from when";
      return;
    }
    return settle(claim, says, figure);
  }
  claim.reason = found.empty() ? "no estimate of the edition is about this" : "the edition has no earlier or comparable figure to measure the change by";
}

/// Whether a number may be of one event, as one operation's arrests, where the figure is a whole year's, or of one year where the figure is of several: nothing tells the period (or the place), and it is below the figure.
bool may_be_a_part(const Reader& reader, const Quantity& quantity, const Context& context, const Candidate& figure) {
  if (context.period || context.last_year || !quantity.per.empty() || !(quantity.value < figure.value)) return false;
  // Three years' deaths and one year's.
  const auto start = core::parse_day(figure.estimate->period_start), end = core::parse_day(figure.estimate->period_end);
  if (quantity.kind == UnitKind::count && start && end && end->since_epoch - start->since_epoch > 400) return true;
  if (context.place_told) return false;
  if (quantity.kind == UnitKind::money || quantity.kind == UnitKind::mass || figure.estimate->indicator_id.starts_with("operation_")) return true;
  const auto noun = reader.lexicon.noun_class.find(quantity.noun);
  if (quantity.kind != UnitKind::count || noun == reader.lexicon.noun_class.end()) return false;
  for (const char* kind : {"arrests", "seizures", "plants", "weapons", "vehicles", "goods", "sites"})
    if (noun->second == kind) return true;
  return false;
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) { return std::find(words.begin(), words.end(), word) != words.end(); }

/// "30% are not receiving treatment": the number is of those who do not.
bool is_of_those_who_do_not(const Reader& reader, const Quantity& quantity) {
  for (std::size_t i = quantity.last + 1; i < reader.tokens.size() && i < quantity.last + 30; ++i) {
    const Token& token = reader.tokens[i];
    if (token.sentence != reader.tokens[quantity.last].sentence || is_one_of(token.lower, {",", ";", ":", "."})) return false;
    if (is_one_of(token.lower, {"not", "never", "without", "don't", "didn't", "weren't", "aren't", "cannot"})) return true;
  }
  return false;
}

/// Unmet need is of those who are not in treatment; names that say so otherwise are left alone.
enum class Told { those_who_do, those_who_do_not, either };
Told told_by(const std::string& indicator) {
  if (indicator.starts_with("Unmet")) return Told::those_who_do_not;
  for (const char* word : {"not ", "without", "no ", "naive", "unplanned", "nemployed", "Not ", "No "})
    if (indicator.find(word) != std::string::npos) return Told::either;
  return Told::those_who_do;
}

/// A share of those who do not, held against figures of those who do, or the other way round: the claim is settled by the rest of a figure, or left unchecked. Whether it was so.
bool judge_rest(const Reader& reader, const Quantity& quantity, const Context& context, const std::vector<Candidate>& found, const Candidate& best, const Judgement& says, Claim& claim) {
  if (quantity.kind != UnitKind::percent || quantity.change || says.verdict != Verdict::contradicted) return false;
  const bool negated = is_of_those_who_do_not(reader, quantity) || context.stems.contains("unmet");
  const auto opposed = [&](const Candidate& each) { return told_by(each.estimate->indicator_name) == (negated ? Told::those_who_do : Told::those_who_do_not); };
  for (const Candidate& each : found) {
    if (each.score < 0.75 * found[0].score) break;
    if (!opposed(each) || !std::isfinite(each.value) || (!each.period_fits && !context.period)) continue;
    Candidate rest = each;
    rest.value = 100 - each.value;
    rest.lower = 100 - each.upper;
    rest.upper = 100 - each.lower;
    rest.what = "the rest of " + each.what;
    const Judgement of_rest = judge(quantity, rest);
    if (of_rest.verdict > Verdict::with_caveat) continue;
    settle(claim, of_rest, each);
    // The rest of a figure is what the text tells only if it tells of the same whole.
    if (negated) {
      claim.verdict = name_of(Verdict::with_caveat);
      if (claim.issue.empty()) claim.issue = "told the other way round";
    }
    return true;
  }
  if (!opposed(best)) return false;
  claim.reason = fmt::format("the text tells {}, the nearest figure the others: {}; not surely the same thing", negated ? "those who do not" : "those who do", says.reason);
  return true;
}

void judge_value(const Reader& reader, const Quantity& quantity, const Context& context, const std::vector<Candidate>& found, Claim& claim) {
  const Candidate* best = nullptr;
  Judgement says;
  for (const Candidate& each : found) {
    if (each.score < 0.9 * found[0].score) break;
    if (!std::isfinite(each.value)) continue;
    const Judgement now = judge(quantity, each);
    // Older figures speak only where they are exactly the number.
    if (!each.period_fits && !context.period && now.verdict > Verdict::with_caveat) continue;
    // Of figures that fit the words equally well the one that bears the number out is meant.
    if (best && !(now.verdict < says.verdict)) continue;
    best = &each;
    says = now;
  }
  if (!best) {
    const auto latest = std::find_if(found.begin(), found.end(), [](const Candidate& each) { return each.period_fits && !std::isfinite(each.value); });
    if (latest == found.end()) {
      claim.reason = "no estimate of the edition is surely about this";
      return;
    }
    const Candidate& first = *latest;
    claim.estimate_id = first.estimate->estimate_id;
    claim.issue = first.estimate->suppressed == "suppressed" ? "suppressed figure" : "";
    claim.reason = fmt::format("{}: {}", first.what, first.estimate->suppressed == "suppressed" ? "the figure is held back in this edition because it is small; the text gives it away if it is right"
                                                     : first.estimate->suppressed.empty() ? "the edition gives no value" : "the value is " + first.estimate->suppressed);
    return;
  }
  if (const Denominator* wrong = wrong_denominator(reader, quantity, context); wrong && best->score >= 0.75 && says.verdict <= Verdict::with_caveat) {
    const Subject& subject = reader.lexicon.subjects[context.subjects[0]];
    const auto right = std::find_if(reader.lexicon.denominators.begin(), reader.lexicon.denominators.end(), [&](const Denominator& each) { return each.id == subject.denominator; });
    settle(claim, {Verdict::contradicted, "wrong denominator", fmt::format("{}; the share is of {}, not of {}", says.reason, right == reader.lexicon.denominators.end() ? subject.denominator : right->name, wrong->name)}, *best);
    return;
  }
  if (judge_rest(reader, quantity, context, found, *best, says, claim)) return;
  if (says.verdict == Verdict::contradicted && may_be_a_part(reader, quantity, context, *best)) {
    claim.reason = fmt::format("may be a part of the whole: {}", says.reason);
    return;
  }
  if (says.verdict == Verdict::contradicted && !best->strong) {
    claim.reason = fmt::format("nearest figure, not surely the same thing: {}", says.reason);
    if (context.period && !best->period_fits) claim.reason += "; of another period than the text tells";
    return;
  }
  // Another figure that fits nearly as well and bears the number out: it may be the one that is meant.
  if (says.verdict == Verdict::contradicted && quantity.kind == UnitKind::percent && !quantity.in_words)
    for (const Candidate& each : found) {
      if (each.score < 0.75 * found[0].score) break;
      if (each.estimate->indicator_id == best->estimate->indicator_id || !std::isfinite(each.value)) continue;
      if (const Judgement other = judge(quantity, each); other.verdict <= Verdict::with_caveat) {
        claim.reason = fmt::format("may be about another figure: {}", other.reason);
        return;
      }
    }
  if (says.verdict <= Verdict::with_caveat && best->score < 0.6) {
    claim.reason = fmt::format("nearest figure, not surely the same thing: {}", says.reason);
    return;
  }
  settle(claim, says, *best);
  const auto caveat = [&](const char* issue, const std::string& why) {
    if (claim.verdict == name_of(Verdict::supported)) claim.verdict = name_of(Verdict::with_caveat);
    if (claim.issue.empty()) claim.issue = issue;
    claim.reason += "; " + why;
  };
  if (says.verdict <= Verdict::with_caveat && !best->period_fits) caveat("other period", fmt::format("the figure is of {}{}", best->estimate->period, context.period ? "" : ", which is not the latest"));
  if (says.verdict <= Verdict::with_caveat && !best->age_fits) caveat("ages not told", "the figure is of ages " + best->estimate->age);
  if (says.verdict == Verdict::contradicted) explain(reader, quantity, context, *best, claim);
}

Claim claim_of(const Reader& reader, const Quantity& quantity, const Context& context) {
  Claim claim;
  claim.start = reader.tokens[quantity.first].begin;
  claim.end = reader.tokens[quantity.last].end;
  claim.text = reader.text.substr(claim.start, claim.end - claim.start);
  claim.value = quantity.value;
  claim.value_high = quantity.high;
  claim.unit = quantity.unit;
  claim.hedge = quantity.hedge;
  claim.place = context.place;
  if (context.period) claim.period = context.period->text();
  else if (context.last_year) claim.period = "last year";
  if (quantity.kind == UnitKind::date) {
    claim.subject = "weekday";
    return claim;
  }
  Context looked_for = context;
  // Of a change "since 2018/19" the period is where it begins.
  if (quantity.change && context.since) looked_for.period.reset();
  const std::vector<Candidate> found = quantity.kind == UnitKind::time ? std::vector<Candidate>() : reader.evidence.candidates(quantity, looked_for, reader.day);
  claim.subject = subject_of(reader, quantity, context, found);
  if (reader.evidence.areas().empty()) {
    claim.reason = "there is no edition to hold it against";
  } else if (context.areas.empty() && found.empty()) {
    claim.reason = fmt::format("the edition has no figures for {}", context.place);
  } else if (quantity.change || (quantity.kind == UnitKind::times && quantity.against)) {
    judge_change(reader, quantity, context, found, claim);
  } else if (found.empty()) {
    claim.reason = "no estimate of the edition is about this";
  } else {
    judge_value(reader, quantity, context, found, claim);
  }
  return claim;
}

/// Offsets in bytes become offsets in characters.
void count_characters(std::string_view text, Claims& claims) {
  std::size_t byte = 0, characters = 0;
  const auto count_to = [&](std::size_t target) {
    for (; byte < target && byte < text.size(); ++byte)
      if ((static_cast<unsigned char>(text[byte]) & 0xC0U) != 0x80) ++characters;
    return characters;
  };
  for (Claim& claim : claims) {
    claim.start = count_to(claim.start);
    claim.end = count_to(claim.end);
  }
}

}  // namespace

Claims check_claims(std::string_view text, const core::Estimates& estimates, const Lexicon& lexicon) {
  const std::vector<Token> tokens = tokens_of(text);
  const std::vector<Mark> marks = find_marks(tokens, lexicon);
  const std::vector<Quantity> quantities = find_quantities(tokens, marks, lexicon);
  if (quantities.size() > kMostClaims)
    throw core::UserError(core::ErrorKind::data, fmt::format("the text has {} numbers, more than {}", quantities.size(), kMostClaims), "check it in parts, or give the text without its tables");
  const Evidence evidence(estimates, lexicon);
  const Surroundings surroundings(tokens, marks, quantities, lexicon, evidence.areas());
  const Reader reader{text, tokens, lexicon, evidence, day_of(marks)};
  Claims claims;
  std::vector<Context> contexts;
  for (std::size_t n = 0; n < quantities.size(); ++n) {
    contexts.push_back(surroundings.of(n));
    claims.push_back(claim_of(reader, quantities[n], contexts.back()));
  }
  check_consistency({tokens, marks, quantities, contexts, lexicon, surroundings, reader.day}, claims);
  count_characters(text, claims);
  return claims;
}

}  // namespace dmp::claims
