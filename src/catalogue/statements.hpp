#pragma once

#include <map>
#include <string>
#include <vector>

#include "catalogue/catalogue.hpp"
#include "catalogue/expression.hpp"
#include "core/comparison.hpp"
#include "core/estimate.hpp"
#include "core/finding.hpp"

/// What is said on the estimates: findings (5-findings), contradictions (5-findings/contradictions), actions (6-actions).
namespace dmp::catalogue {

/// Which figure a name stands for.
struct FigureReference {
  std::string name;                     ///< as expressions and sentences call it
  std::vector<std::string> indicators;  ///< the first that has a figure for the area
  std::string area = "this";            ///< this | county | england | force | region
  std::string sex = "Persons", age = "All ages", category_type, category;
  std::string pick;                     ///< largest | smallest: of the categories; empty: the one named
  std::string period = "latest";        ///< latest | first | previous | "N before"
  std::string with;                     ///< the figure whose period it takes; empty: its own
  core::Place place;
};

/// A list of figures of one indicator: its groups or its areas, those for which a condition holds.
struct ListReference {
  std::string name;
  std::vector<std::string> indicators;
  std::string over;                     ///< category | sex | age | sex and age | areas
  std::string level;                    ///< of the areas: ward | small area | authority
  std::string category_type;            ///< only categories of this type; empty: any
  std::string category;                 ///< for areas: the category looked at
  std::vector<std::string> without;     ///< names of groups that are left out
  Expression where;                     ///< over "it" and the figures
  bool has_where = false;
  bool highest_first = true;
  std::size_t most = 5;
  bool tell_more = true;                ///< "and 7 more" where there are more than are named
  core::Place place;
};

/// A sentence with slots.
struct Template {
  struct Piece {
    enum class Kind { text, slot, optional };
    Kind kind = Kind::text;
    std::string text;                   ///< of a text
    Expression value;                   ///< of a slot
    std::string format, argument;       ///< {value | format: argument}
    std::vector<Piece> pieces;          ///< of an optional part: left out when a slot in it has nothing to show
  };
  std::vector<Piece> pieces;
  std::string source;
};

/// One part of a statement, said where its own condition holds.
struct SaidPart {
  Template text;
  Expression when;
  bool has_when = false;
};

struct StatementExample {
  std::vector<core::Estimate> figures;
  std::vector<core::Comparison> comparisons;
  std::string area_code;
  std::string sentence;          ///< expected; empty where nothing is said
  std::string strength, direction;
  core::Place place;
};

/// What findings and contradictions share: figures, lists and a condition over them.
struct Premise {
  std::vector<std::string> area_types;  ///< county | authority | force
  std::vector<FigureReference> figures;
  std::vector<ListReference> lists;
  Expression when;
  std::vector<std::string> compare;     ///< kinds of comparators in the order they are looked for
};

struct FindingDefinition {
  std::string id, title, domain;
  Premise premise;
  std::vector<SaidPart> says;
  Expression better, worse;             ///< when the figures are good or bad news
  bool has_better = false, has_worse = false;
  std::vector<std::string> caveats;
  bool quotes_indicator_caveats = true;
  std::string judgement;                ///< name of a figure in percent that is put into the yardstick's words; empty: none
  std::vector<std::string> headline_for;
  std::vector<int> numbers;             ///< rows of the field's list of indicators it speaks of
  std::string covers;                   ///< which statement of the field's documents it makes again
  std::vector<StatementExample> examples;
  core::Place place;
};

struct ContradictionDefinition {
  std::string id, title, kind, domain;
  Premise premise;
  Template reason;
  std::vector<std::string> findings;    ///< definitions beside which it is shown
  std::vector<StatementExample> examples;
  core::Place place;
};

struct ActionExample {
  std::vector<std::string> findings;    ///< definitions that hold
  bool applies = true;
  core::Place place;
};

struct ActionDefinition {
  std::string id, title, domain, recommendation;
  std::vector<std::string> area_types, partners;
  Expression applies;                   ///< over findings
  std::vector<std::string> rests_on;    ///< the findings that applies names, in its order
  std::vector<core::Citation> evidence;
  std::string measure, measure_name, direction;
  FigureReference measure_figure;
  std::vector<std::string> after;       ///< actions that come before it
  core::Place after_place;
  int review_months = 12;
  std::string covers;
  std::vector<ActionExample> examples;
  core::Place place;
};

struct Statements {
  std::map<std::string, FindingDefinition> findings;
  std::map<std::string, ContradictionDefinition> contradictions;
  std::map<std::string, ActionDefinition> actions;
};

/// Reads and checks the files against the catalogue's indicators; throws the first fault.
Statements read_statements(const std::vector<File>& built_in, const std::vector<File>& own, const Catalogue& catalogue);

/// Every file's first fault.
std::vector<core::UserError> statement_faults(const std::vector<File>& built_in, const std::vector<File>& own, const Catalogue& catalogue);

/// Reads a sentence with slots; slots may name the figures and lists.
Template parse_template(std::string_view source, const core::Place& place);

/// Formats a slot may ask for.
const std::vector<std::string>& slot_formats();

/// Comparators by the name of their kind.
const std::vector<std::string>& comparator_kinds();

}  // namespace dmp::catalogue
