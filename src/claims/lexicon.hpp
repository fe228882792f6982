#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace dmp::claims {

/// How a hedge bends a number: "up to 54" is true of 50, "54" is not.
enum class HedgeKind { none, about, almost, more_than, just_over, at_least, up_to, less_than, vague };

struct Hedge {
  std::vector<std::string> words;  ///< in small letters
  HedgeKind kind = HedgeKind::none;
};

/// Words that mean other words: "ocu" means opiate and crack users.
struct Synonym {
  std::vector<std::string> words;
  std::vector<std::string> stems;
};

/// Something texts speak about, and the indicators that measure it.
struct Subject {
  std::string id, name;
  std::vector<std::vector<std::string>> any;  ///< sets of stems: one set whole in the sentence is enough
  std::vector<std::string> without;           ///< stems that make it another subject
  std::vector<std::string> indicators;        ///< ids or globs
  std::vector<std::string> units;             ///< kinds of unit it is counted in: "%", "count", "GBP", "mass", "rate"; empty: any
  std::vector<std::string> counts;            ///< kinds of noun that are counted; empty: any
  std::string denominator;                    ///< what a share is of: the id of a denominator; empty: not said
  bool one_value = false;                     ///< a text may give only one value for a place and period
};

/// What a share can be of, and the stems that tell.
struct Denominator {
  std::string id, name;
  std::vector<std::string> stems;
};

/// Words for places: "the county" is the area of type county.
struct PlaceWord {
  std::vector<std::string> words;
  std::string type;
};

/// The price of a weight on a basis, to tell a value at the wrong basis: pounds a gram.
struct BasisPrice {
  std::vector<std::string> stems;  ///< of what: "class", "a"
  double street_low = 0, street_high = 0, wholesale_high = 0;
  std::string citation;
};

/// The words by which claims are read: catalogue/reference/claim_lexicon.toml.
struct Lexicon {
  std::vector<Hedge> before, after;             ///< longest first
  std::map<std::string, std::string> noun_class;  ///< noun (a stem) to its kind: "people", "offences" ...
  std::set<std::string> not_counted;            ///< nouns whose small numbers are no claims: "areas", "ways"
  std::set<std::string> codes;                  ///< words that make the number behind them a label: "section", "class"
  std::vector<Synonym> synonyms;
  std::vector<Subject> subjects;
  std::vector<Denominator> denominators;
  std::vector<PlaceWord> places;
  std::vector<BasisPrice> prices;
};

/// Reads the lexicon from a TOML text. Throws a usage UserError with file, line and column where it is wrong.
Lexicon read_lexicon(const std::string& file, const std::string& text);

/// The lexicon of the built-in catalogue, or the one of the same path in a profile's own.
Lexicon lexicon_of(const std::string& profile_folder);

}  // namespace dmp::claims
