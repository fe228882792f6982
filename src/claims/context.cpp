#include "claims/context.hpp"

#include <algorithm>
#include <cmath>

namespace dmp::claims {
namespace {

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) { return std::find(words.begin(), words.end(), word) != words.end(); }

/// Places that figures of the profile are compared with.
constexpr const char* kElsewhere = "the places that the text is about";

bool is_comparator(const PlaceMention& place) { return place.name == "England" || place.name == "the region" || place.name == "nearest neighbours"; }

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

/// The first of things ordered by their first token that begins at a token or behind it.
template <typename Things>
auto first_from(const Things& things, std::size_t token) {
  return std::lower_bound(things.begin(), things.end(), token, [](const auto& thing, std::size_t at) { return thing.first < at; });
}

}  // namespace

Surroundings::Surroundings(const std::vector<Token>& tokens, const std::vector<Mark>& marks, const std::vector<Quantity>& quantities, const Lexicon& lexicon, const std::vector<Area>& areas)
    : tokens_(tokens), marks_(marks), quantities_(quantities), lexicon_(lexicon), areas_(areas) {
  for (const Area& area : areas) {
    std::vector<std::string> words;
    for (const Token& token : tokens_of(area.name)) words.push_back(token.lower);
    if (!words.empty()) areas_by_word_[words[0]].push_back(area_words_.size());
    area_words_.push_back(std::move(words));
  }
  stem_of_.reserve(tokens.size());
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    while (sentence_begin_.size() <= tokens[i].sentence) sentence_begin_.push_back(i);
    stem_of_.push_back(tokens[i].kind == TokenKind::word && !is_stop_word(tokens[i].lower) ? stem(tokens[i].lower) : std::string());
  }
  std::unordered_map<std::string, std::vector<const Synonym*>> by_word;
  for (const Synonym& synonym : lexicon.synonyms)
    if (!synonym.words.empty()) by_word[synonym.words[0]].push_back(&synonym);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const auto found = by_word.find(tokens[i].lower);
    if (found == by_word.end()) continue;
    for (const Synonym* synonym : found->second) {
      bool same = i + synonym->words.size() <= tokens.size();
      for (std::size_t k = 0; same && k < synonym->words.size(); ++k) same = tokens[i + k].lower == synonym->words[k];
      if (same) synonyms_.emplace_back(i, synonym);
    }
  }
  find_places();
}

std::pair<std::size_t, std::size_t> Surroundings::sentence(std::size_t token) const {
  const std::size_t number = tokens_[token].sentence;
  return {sentence_begin_[number], number + 1 < sentence_begin_.size() ? sentence_begin_[number + 1] : tokens_.size()};
}

void Surroundings::find_places() {
  for (std::size_t i = 0; i < tokens_.size();) {
    std::optional<PlaceMention> found = tokens_[i].capital ? area_at(i) : std::nullopt;
    if (!found) found = place_word_at(i);
    if (found) {
      i = found->last + 1;
      places_.push_back(std::move(*found));
      continue;
    }
    unknown_place(i);
    ++i;
  }
  constexpr std::ptrdiff_t kEnough = 3;
  // "the county" is whichever county the text is about: only a name tells that it is the edition's.
  const bool known = std::any_of(places_.begin(), places_.end(), [](const PlaceMention& place) { return place.by_name && !is_comparator(place); });
  of_elsewhere_ = !known && std::count_if(places_.begin(), places_.end(), [](const PlaceMention& place) { return place.areas.empty() && !is_comparator(place); }) >= kEnough;
  for (PlaceMention& place : places_)
    if (of_elsewhere_ && !place.areas.empty() && !is_comparator(place)) {
      place.areas.clear();
      place.name = kElsewhere;
    }
}

std::optional<PlaceMention> Surroundings::area_at(std::size_t i) const {
  std::string first = tokens_[i].lower;
  if (first.ends_with("'s")) first.resize(first.size() - 2);
  const auto known = areas_by_word_.find(first);
  if (known == areas_by_word_.end()) return std::nullopt;
  PlaceMention best;
  std::size_t longest = 0;
  for (const std::size_t area : known->second) {
    const auto& words = area_words_[area];
    bool same = i + words.size() <= tokens_.size();
    for (std::size_t k = 1; same && k < words.size(); ++k) {
      std::string word = tokens_[i + k].lower;
      if (k + 1 == words.size() && word.ends_with("'s")) word.resize(word.size() - 2);
      same = word == words[k];
    }
    if (!same || words.size() < longest) continue;
    // Of areas of one name (a ward and its town) the greater counts; they are listed in the profile's order, the greater first.
    if (words.size() == longest) continue;
    longest = words.size();
    best.areas = {area};
    best.name = areas_[area].name;
  }
  if (longest == 0) return std::nullopt;
  best.by_name = true;
  best.first = i;
  best.last = i + longest - 1;
  // "Luton Council", "Bedford Borough", "Bedfordshire Police" are the area; "Bedford Road" and "Luton Court" are none.
  if (best.last + 1 < tokens_.size() && tokens_[best.last + 1].capital) {
    const std::string& next = tokens_[best.last + 1].lower;
    if (is_one_of(next, {"borough", "council", "city", "unitary", "csp", "police"})) ++best.last;
    else if (is_one_of(next, {"road", "street", "avenue", "court", "airport", "university", "hospital", "prison", "house", "lane", "lewsey"})) return std::nullopt;
  }
  return best;
}

std::optional<PlaceMention> Surroundings::place_word_at(std::size_t i) const {
  for (const PlaceWord& word : lexicon_.places) {
    bool same = i + word.words.size() <= tokens_.size();
    for (std::size_t k = 0; same && k < word.words.size(); ++k) {
      std::string found = tokens_[i + k].lower;
      if (k + 1 == word.words.size() && found.ends_with("'s")) found.resize(found.size() - 2);
      same = found == word.words[k];
    }
    if (!same) continue;
    PlaceMention mention{i, i + word.words.size() - 1, {}, {}};
    for (std::size_t area = 0; area < areas_.size(); ++area)
      if (areas_[area].type == word.type) {
        mention.areas.push_back(area);
        mention.name = areas_[area].name;
      }
    if (mention.areas.empty() && word.type == "force") {
      for (std::size_t area = 0; area < areas_.size(); ++area)
        if (areas_[area].type == "county") mention.areas.push_back(area), mention.name = areas_[area].name;
    }
    if (mention.areas.size() > 1) {
      // Several of the kind: only the text itself can tell which.
      if (word.type != "country") return std::nullopt;
      const auto england = std::find_if(mention.areas.begin(), mention.areas.end(), [&](std::size_t area) { return areas_[area].name == "England"; });
      mention.areas = {england == mention.areas.end() ? mention.areas[0] : *england};
      mention.name = areas_[mention.areas[0]].name;
    }
    if (word.type == "neighbours") mention.name = "nearest neighbours";
    else if (mention.areas.empty()) {
      if (word.type != "country" && word.type != "region") return std::nullopt;
      mention.name = word.type == "country" ? "England" : "the region";
    }
    return mention;
  }
  return std::nullopt;
}

/// "in Birmingham": a place without figures, so that its number is not taken for another's.
void Surroundings::unknown_place(std::size_t i) {
  const Token& token = tokens_[i];
  if (!token.capital || token.kind != TokenKind::word || i == 0 || token.sentence != tokens_[i - 1].sentence) return;
  if (!is_one_of(tokens_[i - 1].lower, {"in", "across", "comparator", "for", "throughout"}) || month_named(token.lower) > 0 || token.lower.size() < 4) return;
  // "in High Street, Dunstable"
  if (i + 1 < tokens_.size() && (is_one_of(tokens_[i + 1].lower, {"road", "street", "avenue", "lane", "house", "court", "crown", "police", "magistrates"}) || (tokens_[i + 1].lower == "and" && i + 3 < tokens_.size() && is_one_of(tokens_[i + 3].lower, {"road", "street", "avenue"})))) return;
  const bool shouting = std::all_of(token.lower.begin(), token.lower.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; }) && i + 1 < tokens_.size() && tokens_[i + 1].lower == "(";
  if (shouting || is_one_of(token.lower, {"class", "covid", "drugs", "treatment", "project", "operation", "domestic", "adult", "possession", "home", "police", "public", "county", "chief", "quarter", "winter", "summer", "spring", "autumn"})) return;
  places_.push_back({i, i, {}, std::string()});
  places_.back().name = token.lower;
  places_.back().name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(places_.back().name[0])));
}

Context Surroundings::of(std::size_t quantity) const {
  Context context;
  place(quantity, context);
  time(quantity, context);
  person(quantity, context);
  words(quantity, context);
  subjects(quantities_[quantity], context);
  return context;
}

/// Quantities and places in two lists of one length, "12.8 and 11.5% in Bedford and Luton": the place of the same number.
const PlaceMention* Surroundings::listed_place(std::size_t quantity) const {
  const auto [begin, end] = sentence(quantities_[quantity].first);
  if (const PlaceMention* found = listed_place_in(quantity, begin, end)) return found;
  bool respectively = false;
  for (std::size_t i = quantities_[quantity].last; i < end; ++i) respectively = respectively || tokens_[i].lower == "respectively";
  if (!respectively || begin == 0 || tokens_[begin - 1].paragraph != tokens_[begin].paragraph) return nullptr;
  return listed_place_in(quantity, sentence(begin - 1).first, end);
}

const PlaceMention* Surroundings::listed_place_in(std::size_t quantity, std::size_t begin, std::size_t end) const {
  const auto joins = [&](std::size_t from, std::size_t to) {
    if (to - from > 3) return false;
    for (std::size_t i = from; i < to; ++i)
      if (!is_one_of(tokens_[i].lower, {",", "and", "or", "&", "in", "both"})) return false;
    return true;
  };
  const auto same_sentence = [&](std::size_t a, std::size_t b) { return tokens_[quantities_[a].first].sentence == tokens_[quantities_[b].first].sentence; };
  std::size_t first = quantity, last = quantity;
  while (first > 0 && same_sentence(first - 1, quantity) && quantities_[first - 1].kind == quantities_[quantity].kind && joins(quantities_[first - 1].last + 1, quantities_[first].first)) --first;
  while (last + 1 < quantities_.size() && same_sentence(last + 1, quantity) && quantities_[last + 1].kind == quantities_[quantity].kind && joins(quantities_[last].last + 1, quantities_[last + 1].first)) ++last;
  const std::size_t length = last - first + 1;
  if (length < 2) return nullptr;
  const PlaceMention* found = nullptr;
  std::size_t nearest = kNone;
  for (auto p = static_cast<std::size_t>(first_from(places_, begin) - places_.begin()); p + length <= places_.size() && places_[p + length - 1].last < end; ++p) {
    bool list = true;
    for (std::size_t k = 0; list && k + 1 < length; ++k) list = joins(places_[p + k].last + 1, places_[p + k + 1].first);
    // The list must hold no further place.
    if (!list || (p > 0 && places_[p - 1].first >= begin && joins(places_[p - 1].last + 1, places_[p].first))) continue;
    if (p + length < places_.size() && places_[p + length].last < end && joins(places_[p + length - 1].last + 1, places_[p + length].first)) continue;
    const std::size_t far = places_[p].first > quantities_[quantity].last ? places_[p].first - quantities_[quantity].last : quantities_[quantity].first - places_[p].first;
    if (far < nearest) {
      nearest = far;
      found = &places_[p + quantity - first];
    }
  }
  return found;
}

/// Whether a comparator is what something is said to be above or below of: "higher than the national average", "double the national rate".
bool Surroundings::stands_beside(const PlaceMention& place) const {
  for (std::size_t back = 1; back <= 4 && back <= place.first; ++back)
    if (is_one_of(tokens_[place.first - back].lower, {"than", "double", "twice", "times", "triple", "treble", "half"})) return true;
  return false;
}

/// The place that goes with a quantity inside its sentence.
const PlaceMention* Surroundings::place_around(std::size_t number) const {
  const Quantity& quantity = quantities_[number];
  const auto [begin, end] = sentence(quantity.first);
  const std::size_t from = number > 0 && quantities_[number - 1].first >= begin ? quantities_[number - 1].last + 1 : begin;
  const std::size_t to = number + 1 < quantities_.size() && quantities_[number + 1].first < end ? quantities_[number + 1].first : end;
  const bool relation = quantity.against || (quantity.kind == UnitKind::times && !quantity.change);
  const PlaceMention *before = nullptr, *after = nullptr, *earlier = nullptr, *national = nullptr, *later = nullptr;
  for (auto at = first_from(places_, begin); at != places_.end() && at->first < end; ++at) {
    const PlaceMention& place = *at;
    // "25% higher than the national rate in Luton" is Luton's.
    if (relation && is_comparator(place)) continue;
    if (place.last < quantity.first && place.first >= from) {
      // "Luton 018F (Luton town centre)": what stands in brackets only tells more.
      const bool in_other_words = before && place.first - before->last == 2 && tokens_[before->last + 1].lower == "(";
      if (!in_other_words) before = &place;
    }
    else if (place.last < from) earlier = &place;
    else if (place.first > quantity.last && place.first < to && !after) after = &place;
    else if (place.first >= to && !later) later = &place;
    if (is_comparator(place) && place.last < quantity.first) national = &place;
  }
  const bool in_brackets = quantity.first > 0 && tokens_[quantity.first - 1].lower == "(";
  if (in_brackets && before && quantity.first - before->last <= 3 && !(is_comparator(*before) && stands_beside(*before))) return before;
  if (after) {
    const std::string& link = after->first > 0 ? tokens_[after->first - 1].lower : "";
    bool broken = false;
    for (std::size_t i = quantity.last + 1; i < after->first; ++i) broken = broken || is_one_of(tokens_[i].lower, {";", ")", "compared", "while", "whereas", "but"}) || (tokens_[i].lower == "," && after->first - quantity.last > 6);
    const bool linked = is_one_of(link, {"in", "for", "of", "across", "within", "throughout", "the", "both", "from", "to"}) || is_one_of(tokens_[after->first].lower, {"nationally", "locally"});
    if (linked && !broken && after->first - quantity.last <= 16) return after;
  }
  // "... is higher than the national average (72.6% compared with 54%)": the second is the nation's.
  bool compared = false;
  for (std::size_t i = from; i < quantity.first; ++i) compared = compared || is_one_of(tokens_[i].lower, {"compared", "against", "versus", "vs"});
  if (compared && !before && national && national->last < quantity.first) return national;
  if (before && !(before == national && !compared && earlier && quantity.first - before->last > 3)) {
    // "higher than the national average (72.6% ...": the first belongs to the place before.
    if (before == national && in_brackets && (!compared || stands_beside(*before))) {
      const PlaceMention* own = nullptr;
      for (auto at = first_from(places_, begin); at != places_.end() && at->last < national->first; ++at)
        if (!is_comparator(*at)) own = &*at;
      if (own) return own;
    }
    return before;
  }
  return earlier ? earlier : after ? after : later;
}

/// The place that the sentences before, of the same paragraph, speak of: the first that the nearest one names. An entry of a list goes on from what stands above the list.
const PlaceMention* Surroundings::place_before(std::size_t token) const {
  const auto is_entry = [&](std::size_t at) {
    std::size_t first = at;
    while (first > 0 && tokens_[first - 1].paragraph == tokens_[at].paragraph) --first;
    return is_one_of(tokens_[first].lower, {"*", "-", "•", "·"});
  };
  std::size_t paragraph = tokens_[token].paragraph;
  const bool entry = is_entry(token);
  const PlaceMention* found = nullptr;
  for (auto at = first_from(places_, token); at != places_.begin();) {
    --at;
    if (found && tokens_[at->first].sentence != tokens_[found->first].sentence) break;
    if (tokens_[at->first].paragraph != paragraph) {
      if (!entry || !(is_entry(at->first) || tokens_[at->first].paragraph + 1 >= paragraph || found == nullptr)) break;
      paragraph = tokens_[at->first].paragraph;
    }
    if (entry || !is_comparator(*at)) found = &*at;
    if (entry && found) break;
  }
  return found;
}

/// "Luton accounts for half of all drug crimes within Bedfordshire": the share is Luton's.
const PlaceMention* Surroundings::place_that_accounts(std::size_t quantity) const {
  const auto [begin, end] = sentence(quantities_[quantity].first);
  for (auto at = first_from(places_, begin); at != places_.end() && at->last < quantities_[quantity].first; ++at)
    if (at->last + 1 < end && is_one_of(tokens_[at->last + 1].lower, {"accounts", "accounted", "accounting", "makes"}) && quantities_[quantity].first - at->last < 6) return &*at;
  return nullptr;
}

void Surroundings::place(std::size_t quantity, Context& context) const {
  const PlaceMention* found = place_that_accounts(quantity);
  if (!found) found = listed_place(quantity);
  if (!found) found = place_around(quantity);
  if (found) {
    context.place_told = true;
  } else {
    found = place_before(quantities_[quantity].first);
  }
  if (found) {
    context.areas = found->areas;
    context.place = found->name;
    return;
  }
  if (of_elsewhere_) {
    context.place = kElsewhere;
    return;
  }
  // Nothing told: the area the profile is about, its first county or else its first area.
  for (std::size_t area = 0; area < areas_.size() && context.areas.empty(); ++area)
    if (areas_[area].type == "county" || areas_[area].type == "force") context.areas = {area};
  if (context.areas.empty() && !areas_.empty()) context.areas = {0};
}

void Surroundings::time(std::size_t number, Context& context) const {
  const Quantity& quantity = quantities_[number];
  const auto [begin, end] = sentence(quantity.first);
  const std::size_t from = number > 0 && quantities_[number - 1].first >= begin ? quantities_[number - 1].last + 1 : begin;
  const std::size_t to = number + 1 < quantities_.size() && quantities_[number + 1].first < end ? quantities_[number + 1].first : end;
  const Mark* found = nullptr;
  int best = 0;
  for (auto at = first_from(marks_, begin); at != marks_.end() && at->first < end; ++at) {
    const Mark& mark = *at;
    if (mark.kind != MarkKind::period || !mark.period) continue;
    const int rank = mark.first > quantity.last && mark.first < to ? 4 : mark.last < quantity.first && mark.first >= from ? 3 : mark.last < quantity.first ? 2 : 1;
    if (rank > best || (rank == best && rank == 2)) {
      best = rank;
      found = &mark;
    }
  }
  if (found) {
    context.period = found->period;
    context.since = found->first > 0 && (is_one_of(tokens_[found->first - 1].lower, {"since", "from", "than", "on"}) || (found->first > 1 && tokens_[found->first - 1].lower == "in" && tokens_[found->first - 2].lower == "than"));
    return;
  }
  for (std::size_t i = begin; i + 1 < end; ++i)
    if (tokens_[i].lower == "last" && tokens_[i + 1].lower == "year") context.last_year = true;
}

void Surroundings::person(std::size_t number, Context& context) const {
  const Quantity& quantity = quantities_[number];
  const auto [begin, end] = sentence(quantity.first);
  // What belongs to the number before or behind says nothing of this one.
  const bool follows = number > 0 && quantities_[number - 1].first >= begin, bracketed = quantity.first > 0 && tokens_[quantity.first - 1].lower == "(";
  const std::size_t from = !follows ? begin : bracketed ? quantities_[number - 1].last + 1 : quantity.first;
  const std::size_t to = number + 1 < quantities_.size() && quantities_[number + 1].first < end ? quantities_[number + 1].first : end;
  std::size_t nearest = 18;
  const auto distance = [&](std::size_t first, std::size_t last) { return last < quantity.first ? quantity.first - last : first > quantity.last ? first - quantity.last : 0; };
  for (auto at = first_from(marks_, from); at != marks_.end() && at->first < to; ++at) {
    const Mark& mark = *at;
    if (mark.kind != MarkKind::age || distance(mark.first, mark.last) >= nearest) continue;
    nearest = distance(mark.first, mark.last);
    context.age_low = mark.age_low;
    context.age_high = mark.age_high;
  }
  if (context.age_low >= 0) context.stems["age" + std::to_string(context.age_low) + "to" + std::to_string(context.age_high)] = 1;
  nearest = 10;
  for (std::size_t i = from; i < to; ++i) {
    const bool male = is_one_of(tokens_[i].lower, {"men", "male", "males", "man", "boys"}), female = is_one_of(tokens_[i].lower, {"women", "female", "females", "woman", "girls"});
    if ((!male && !female) || distance(i, i) >= nearest) continue;
    nearest = distance(i, i);
    context.sex = male ? "Male" : "Female";
  }
}

void Surroundings::add_stems(std::size_t from, std::size_t to, const Quantity& quantity, double weight, Context& context) const {
  // Words behind the next number are the next number's.
  const auto index = static_cast<std::size_t>(&quantity - quantities_.data());
  const std::size_t next = index + 1 < quantities_.size() ? quantities_[index + 1].first : tokens_.size();
  // "£54m on cocaine and £59m on cannabis": words in front are the number's before; "opiates (82%) and alcohol (79%)": the other way round.
  const bool follows = index > 0 && tokens_[quantities_[index - 1].first].sentence == tokens_[quantity.first].sentence;
  const bool bracketed = quantity.first > 0 && tokens_[quantity.first - 1].lower == "(";
  const auto nearness = [&](std::size_t i) {
    const std::size_t far = i < quantity.first ? quantity.first - i : i > quantity.last ? i - quantity.last : 0;
    return weight * (i > next ? 0.75 : 1.0) * ((i < quantity.first && follows && !bracketed) || (i > quantity.last && bracketed) ? 0.85 : 1.0) * (far <= 4 ? 1.0 : std::max(0.6, 1.0 - 0.012 * static_cast<double>(far - 4)));
  };
  const auto add = [&](const std::string& stem, double how_near) {
    double& known = context.stems[stem];
    known = std::max(known, how_near);
  };
  for (std::size_t i = from; i < to; ++i)
    if (!stem_of_[i].empty()) add(stem_of_[i], nearness(i));
  auto synonym = std::lower_bound(synonyms_.begin(), synonyms_.end(), from, [](const auto& each, std::size_t at) { return each.first < at; });
  for (; synonym != synonyms_.end() && synonym->first < to; ++synonym)
    for (const std::string& meant : synonym->second->stems) add(meant, nearness(synonym->first));
}

void Surroundings::words(std::size_t number, Context& context) const {
  const Quantity& quantity = quantities_[number];
  const auto [begin, end] = sentence(quantity.first);
  add_stems(begin, end, quantity, 1, context);
  // The sentence before, in the same paragraph: "Of these, 76% ..."
  if (begin > 0 && tokens_[begin - 1].paragraph == tokens_[quantity.first].paragraph) {
    const auto [earlier, earlier_end] = sentence(begin - 1);
    add_stems(earlier, earlier_end, quantity, 0.4, context);
  }
}

namespace {

std::string_view kind_name(UnitKind kind) {
  switch (kind) {
    case UnitKind::percent: return "%";
    case UnitKind::money: return "GBP";
    case UnitKind::mass: return "mass";
    case UnitKind::rate: return "rate";
    case UnitKind::times: return "times";
    case UnitKind::time: return "time";
    case UnitKind::date: return "date";
    case UnitKind::count: break;
  }
  return "count";
}

}  // namespace

void Surroundings::subjects(const Quantity& quantity, Context& context) const {
  const auto noun = lexicon_.noun_class.find(quantity.noun);
  const bool is_change = quantity.change || quantity.kind == UnitKind::times;
  std::vector<std::pair<double, std::size_t>> found;
  for (std::size_t n = 0; n < lexicon_.subjects.size(); ++n) {
    const Subject& subject = lexicon_.subjects[n];
    if (!is_change && !subject.units.empty() && std::find(subject.units.begin(), subject.units.end(), kind_name(quantity.kind)) == subject.units.end()) continue;
    if (!is_change && quantity.kind == UnitKind::count && !subject.counts.empty() && (noun == lexicon_.noun_class.end() || std::find(subject.counts.begin(), subject.counts.end(), noun->second) == subject.counts.end())) continue;
    double best = 0;
    for (const auto& set : subject.any) {
      double weakest = 1;
      for (const std::string& stem : set) {
        const auto known = context.stems.find(stem);
        weakest = std::min(weakest, known == context.stems.end() ? 0.0 : known->second);
      }
      // The more words it takes, the surer.
      if (weakest > 0.35) best = std::max(best, weakest + 0.02 * static_cast<double>(set.size()));
    }
    for (const std::string& other : subject.without) {
      const auto known = context.stems.find(other);
      if (known != context.stems.end() && known->second > 0.5) best = 0;
    }
    if (best > 0) found.emplace_back(-best, n);
  }
  std::sort(found.begin(), found.end());
  // What the sentence itself is about leaves no room for what the sentence before was about.
  constexpr double kOwn = -0.5;
  const bool own = !found.empty() && found[0].first < kOwn;
  for (const auto& [weight, subject] : found)
    if (!own || weight < kOwn) context.subjects.push_back(subject);
}

}  // namespace dmp::claims
