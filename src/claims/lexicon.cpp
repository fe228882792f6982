#include "claims/lexicon.hpp"

#include <algorithm>

#include "catalogue/catalogue.hpp"
#include "catalogue/section.hpp"
#include "claims/tokens.hpp"
#include "core/errors.hpp"

namespace dmp::claims {
namespace {

using catalogue::Section;

std::vector<std::string> words_of(const std::string& phrase) {
  std::vector<std::string> words;
  for (const Token& token : tokens_of(phrase)) words.push_back(token.lower);
  return words;
}

std::vector<std::string> stems_of(const std::string& phrase) {
  std::vector<std::string> stems;
  for (const Token& token : tokens_of(phrase))
    if (token.kind != TokenKind::symbol && !is_stop_word(token.lower)) stems.push_back(stem(token.lower));
  return stems;
}

const std::map<std::string, HedgeKind>& hedge_kinds() {
  static const std::map<std::string, HedgeKind> kinds = {{"about", HedgeKind::about}, {"almost", HedgeKind::almost}, {"more_than", HedgeKind::more_than}, {"just_over", HedgeKind::just_over},
                                                         {"at_least", HedgeKind::at_least}, {"up_to", HedgeKind::up_to}, {"less_than", HedgeKind::less_than}};
  return kinds;
}

std::vector<Hedge> read_hedges(const Section& root, std::string_view key) {
  const toml::table* table = root.child(key);
  std::vector<Hedge> hedges;
  if (!table) return hedges;
  catalogue::Names kinds;
  for (const auto& [kind, value] : hedge_kinds()) kinds.push_back(kind);
  const Section section(*table, root.file(), "[" + std::string(key) + "]", kinds);
  for (const auto& [kind, value] : hedge_kinds())
    for (const std::string& phrase : section.texts(kind)) hedges.push_back({words_of(phrase), value});
  std::stable_sort(hedges.begin(), hedges.end(), [](const Hedge& a, const Hedge& b) { return a.words.size() > b.words.size(); });
  return hedges;
}

void read_nouns(const Section& root, Lexicon& lexicon) {
  const toml::table* nouns = root.child("nouns");
  if (!nouns) return;
  catalogue::Names kinds;
  for (const auto& [key, value] : *nouns) kinds.emplace_back(key.str());
  const Section section(*nouns, root.file(), "[nouns]", kinds);
  for (const std::string& kind : kinds)
    for (const std::string& noun : section.texts(kind)) lexicon.noun_class[stem(noun)] = kind;
}

Subject read_subject(const toml::table& table, const Section& root, const std::vector<Denominator>& denominators) {
  const Section section(table, root.file(), "[[subject]]", {"id", "name", "any", "without", "indicators", "units", "counts", "denominator", "one_value"});
  Subject subject;
  subject.id = section.required_text("id");
  subject.name = section.required_text("name");
  for (const std::string& phrase : section.texts("any")) subject.any.push_back(stems_of(phrase));
  if (subject.any.empty()) section.refuse_missing("any", "give the words that a sentence about it holds");
  for (const std::string& word : section.texts("without")) subject.without.push_back(stem(word));
  subject.indicators = section.texts("indicators");
  subject.units = section.texts("units");
  subject.counts = section.texts("counts");
  subject.denominator = section.text("denominator");
  subject.one_value = section.flag("one_value", false);
  if (!subject.denominator.empty()) {
    catalogue::Names known;
    for (const Denominator& each : denominators) known.push_back(each.id);
    if (std::find(known.begin(), known.end(), subject.denominator) == known.end()) catalogue::refuse_name("there is no denominator", subject.denominator, known, section.place("denominator"));
  }
  return subject;
}

void read_prices(const Section& root, Lexicon& lexicon) {
  for (const toml::table* table : root.children("price")) {
    const Section section(*table, root.file(), "[[price]]", {"of", "street_low", "street_high", "wholesale_high", "citation"});
    BasisPrice price;
    price.stems = stems_of(section.required_text("of"));
    price.street_low = section.number("street_low").value_or(0);
    price.street_high = section.number("street_high").value_or(0);
    price.wholesale_high = section.number("wholesale_high").value_or(0);
    price.citation = section.required_text("citation");
    if (!(price.street_low > 0 && price.street_high >= price.street_low && price.wholesale_high > 0 && price.wholesale_high < price.street_low))
      catalogue::refuse("a price needs wholesale_high below street_low, and street_low not above street_high", section.place(), "give them in pounds a gram");
    lexicon.prices.push_back(std::move(price));
  }
}

}  // namespace

Lexicon read_lexicon(const std::string& file, const std::string& text) {
  const toml::table parsed = catalogue::parse_toml(file, text);
  const Section root(parsed, file, "the lexicon of claims", {"name", "source", "as_of", "hedges_before", "hedges_after", "nouns", "not_counted", "codes", "synonym", "place", "denominator", "subject", "price"});
  Lexicon lexicon;
  lexicon.before = read_hedges(root, "hedges_before");
  lexicon.after = read_hedges(root, "hedges_after");
  read_nouns(root, lexicon);
  for (const std::string& noun : root.texts("not_counted")) lexicon.not_counted.insert(stem(noun));
  for (const std::string& word : root.texts("codes")) lexicon.codes.insert(word);
  for (const toml::table* table : root.children("synonym")) {
    const Section section(*table, file, "[[synonym]]", {"words", "means"});
    for (const std::string& phrase : section.texts("words", true)) lexicon.synonyms.push_back({words_of(phrase), stems_of(section.required_text("means"))});
  }
  for (const toml::table* table : root.children("place")) {
    const Section section(*table, file, "[[place]]", {"words", "type"});
    for (const std::string& phrase : section.texts("words", true)) lexicon.places.push_back({words_of(phrase), section.required_text("type")});
  }
  for (const toml::table* table : root.children("denominator")) {
    const Section section(*table, file, "[[denominator]]", {"id", "name", "words"});
    Denominator denominator{section.required_text("id"), section.required_text("name"), {}};
    for (const std::string& word : section.texts("words", true)) denominator.stems.push_back(stem(word));
    lexicon.denominators.push_back(std::move(denominator));
  }
  for (const toml::table* table : root.children("subject")) lexicon.subjects.push_back(read_subject(*table, root, lexicon.denominators));
  read_prices(root, lexicon);
  return lexicon;
}

Lexicon lexicon_of(const std::string& profile_folder) {
  const std::vector<catalogue::File> own = profile_folder.empty() ? std::vector<catalogue::File>() : catalogue::files_in(profile_folder);
  for (const catalogue::File& file : catalogue::effective_files(catalogue::built_in_files(), own))
    if (file.path == "reference/claim_lexicon.toml") return read_lexicon(file.shown.empty() ? "catalogue/" + file.path : file.shown, file.text);
  throw core::InternalError("the catalogue holds no lexicon of claims");
}

}  // namespace dmp::claims
