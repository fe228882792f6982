#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "claims/lexicon.hpp"
#include "claims/marks.hpp"
#include "claims/quantities.hpp"
#include "claims/tokens.hpp"

namespace dmp::claims {

/// An area that figures are about.
struct Area {
  std::string code, name, type;
};

/// A place that a text names: areas of the profile, or a name nobody has figures for.
struct PlaceMention {
  std::size_t first = 0, last = 0;  ///< tokens
  std::vector<std::size_t> areas;   ///< numbers of areas; empty: a place without figures
  std::string name;                 ///< as the claims table gives it
  bool by_name = false;             ///< by an area's own name, not as "the county"
};

/// What surrounds a quantity.
struct Context {
  std::unordered_map<std::string, double> stems;  ///< stems of the words around and what they mean, each with its nearness from 0 to 1
  std::vector<std::size_t> areas;
  std::string place;
  bool place_told = false;      ///< in the sentence, not taken from one before or for granted
  std::optional<core::Period> period;
  bool last_year = false;       ///< "last year", of the day the text is of
  bool since = false;           ///< the period is the beginning of a change: "since 2009/10"
  int age_low = -1, age_high = -1;
  std::string sex;              ///< "Male", "Female" or empty
  std::vector<std::size_t> subjects;  ///< entries of the lexicon the sentence speaks about, best first
};

/// Reads the surroundings of the quantities of one text.
class Surroundings {
 public:
  Surroundings(const std::vector<Token>& tokens, const std::vector<Mark>& marks, const std::vector<Quantity>& quantities, const Lexicon& lexicon, const std::vector<Area>& areas);

  [[nodiscard]] Context of(std::size_t quantity) const;
  /// The tokens of a sentence: first, and one behind the last.
  [[nodiscard]] std::pair<std::size_t, std::size_t> sentence(std::size_t token) const;

 private:
  void find_places();
  void unknown_place(std::size_t i);
  [[nodiscard]] std::optional<PlaceMention> area_at(std::size_t i) const;
  [[nodiscard]] std::optional<PlaceMention> place_word_at(std::size_t i) const;
  void place(std::size_t quantity, Context& context) const;
  [[nodiscard]] const PlaceMention* listed_place(std::size_t quantity) const;
  [[nodiscard]] const PlaceMention* place_that_accounts(std::size_t quantity) const;
  [[nodiscard]] const PlaceMention* listed_place_in(std::size_t quantity, std::size_t begin, std::size_t end) const;
  [[nodiscard]] const PlaceMention* place_before(std::size_t token) const;
  [[nodiscard]] bool stands_beside(const PlaceMention& place) const;
  [[nodiscard]] const PlaceMention* place_around(std::size_t quantity) const;
  void time(std::size_t quantity, Context& context) const;
  void person(std::size_t quantity, Context& context) const;
  void words(std::size_t quantity, Context& context) const;
  void add_stems(std::size_t from, std::size_t to, const Quantity& quantity, double weight, Context& context) const;
  void subjects(const Quantity& quantity, Context& context) const;

  const std::vector<Token>& tokens_;
  const std::vector<Mark>& marks_;
  const std::vector<Quantity>& quantities_;
  const Lexicon& lexicon_;
  const std::vector<Area>& areas_;
  std::vector<std::vector<std::string>> area_words_;
  std::unordered_map<std::string, std::vector<std::size_t>> areas_by_word_;
  std::vector<std::string> stem_of_;          ///< of each token; empty for signs and stop words
  std::vector<std::size_t> sentence_begin_;   ///< by sentence
  bool of_elsewhere_ = false;                 ///< it names places, but none that there are figures for
  std::vector<PlaceMention> places_;
  std::vector<std::pair<std::size_t, const Synonym*>> synonyms_;  ///< token and what stands there
};

}  // namespace dmp::claims
