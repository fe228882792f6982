#include "catalogue/statement_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>

#include "catalogue/section.hpp"

namespace dmp::catalogue {
namespace {

const std::map<std::string, ValueKind> kFigureFields = {
    {"value", ValueKind::number},      {"lower", ValueKind::number},     {"upper", ValueKind::number},   {"count", ValueKind::number},
    {"denominator", ValueKind::number}, {"significance", ValueKind::text}, {"trend", ValueKind::text},     {"period", ValueKind::text},
    {"quality", ValueKind::text},      {"category", ValueKind::text},    {"unit", ValueKind::text},      {"age", ValueKind::text},
    {"sex", ValueKind::text},          {"area", ValueKind::text},        {"name", ValueKind::text},      {"note", ValueKind::text},
};
const std::map<std::string, ValueKind> kComparatorFields = {
    {"value", ValueKind::number},       {"lower", ValueKind::number},           {"upper", ValueKind::number},       {"ratio", ValueKind::number},
    {"ratio_lower", ValueKind::number}, {"ratio_upper", ValueKind::number},     {"difference", ValueKind::number},  {"gap", ValueKind::number},
    {"gap_lower", ValueKind::number},   {"gap_upper", ValueKind::number},       {"rank", ValueKind::number},        {"rank_of", ValueKind::number},
    {"significance", ValueKind::text},  {"name", ValueKind::text},              {"gap_sentence", ValueKind::text},
    {"since", ValueKind::text},         {"earlier", ValueKind::number},         {"change", ValueKind::number},      {"change_lower", ValueKind::number},
    {"change_upper", ValueKind::number}, {"own_earlier", ValueKind::number},    {"own_change", ValueKind::number},  {"own_change_lower", ValueKind::number},
    {"own_change_upper", ValueKind::number},
};

/// What a function takes: F figure, L list, E figure or list, N number, K kind of comparator (optional), and what it gives.
struct Function {
  std::string takes;
  ValueKind gives;
};
const std::map<std::string, Function> kFunctions = {
    {"exists", {"E", ValueKind::truth}},  {"missing", {"E", ValueKind::truth}},  {"higher", {"FK", ValueKind::truth}}, {"lower", {"FK", ValueKind::truth}},
    {"similar", {"FK", ValueKind::truth}}, {"better", {"FK", ValueKind::truth}},  {"worse", {"FK", ValueKind::truth}},  {"compared", {"FK", ValueKind::truth}},
    {"rising", {"F", ValueKind::truth}},  {"falling", {"F", ValueKind::truth}},  {"steady", {"F", ValueKind::truth}},  {"above", {"FF", ValueKind::truth}},
    {"below", {"FF", ValueKind::truth}},  {"differs", {"FF", ValueKind::truth}}, {"count", {"L", ValueKind::number}},  {"share", {"NN", ValueKind::number}},
    {"min", {"NN", ValueKind::number}},   {"max", {"NN", ValueKind::number}},    {"abs", {"N", ValueKind::number}},    {"round", {"N", ValueKind::number}},
};

template <typename Map>
Names keys_of(const Map& map) {
  Names names;
  for (const auto& entry : map) names.push_back(entry.first);
  return names;
}

std::string_view kind_name(ValueKind kind) {
  switch (kind) {
    case ValueKind::number: return "a number";
    case ValueKind::text: return "a text";
    case ValueKind::truth: return "true or false";
    case ValueKind::figure: return "a figure";
    case ValueKind::list: return "a list";
    case ValueKind::finding: return "a finding";
  }
  return "";
}

class Checker {
 public:
  explicit Checker(const ExpressionNames& names) : names_(names) {}

  ValueKind check(const Expression& node) const {
    if (names_.of_findings && (node.kind == Expression::Kind::number || node.kind == Expression::Kind::call || node.kind == Expression::Kind::minus))
      refuse("an action applies to findings only", node.place, "write names of findings with and, or, not, or their .strength and .direction");
    switch (node.kind) {
      case Expression::Kind::number: return ValueKind::number;
      case Expression::Kind::text: return ValueKind::text;
      case Expression::Kind::name: return name(node);
      case Expression::Kind::call: return call(node);
      case Expression::Kind::minus: return number(node.arguments[0]);
      case Expression::Kind::negate: return truth(node.arguments[0]);
      case Expression::Kind::chain: return chain(node);
    }
    return ValueKind::number;
  }

  ValueKind truth(const Expression& node) const {
    const ValueKind kind = check(node);
    if (kind != ValueKind::truth && kind != ValueKind::finding)
      refuse(fmt::format("{} stands where true or false should", kind_name(kind)), node.place, "compare it with something, or use exists(...), higher(...), worse(...)");
    return ValueKind::truth;
  }

 private:
  ValueKind number(const Expression& node) const {
    const ValueKind kind = check(node);
    if (kind == ValueKind::number) return kind;
    refuse(fmt::format("{} stands where a number should", kind_name(kind)), node.place, kind == ValueKind::figure ? "write " + node.path[0] + ".value" : "write a number");
  }

  ValueKind chain(const Expression& node) const {
    const std::string& sign = node.text;
    if (sign == "and" || sign == "or") {
      truth(node.arguments[0]);
      return truth(node.arguments[1]);
    }
    if (sign == "+" || sign == "-" || sign == "*" || sign == "/") {
      number(node.arguments[0]);
      return number(node.arguments[1]);
    }
    const ValueKind left = check(node.arguments[0]);
    if (left == ValueKind::text && (sign == "=" || sign == "!=")) {
      if (check(node.arguments[1]) != ValueKind::text) refuse("a text is compared with something else", node.arguments[1].place, "put the right side in quotes");
      return ValueKind::truth;
    }
    number(node.arguments[0]);
    number(node.arguments[1]);
    return ValueKind::truth;
  }

  ValueKind name(const Expression& node) const {
    const std::string& first = node.path[0];
    if (names_.findings.contains(first)) return finding(node);
    if (first == "area" || first == "county" || first == "area_type") {
      if (node.path.size() > 1) refuse("'" + first + "' has no parts", node.place, "write " + first);
      return ValueKind::text;
    }
    if (names_.lists.contains(first)) {
      if (node.path.size() > 1) refuse("a list has no parts", node.place, "write count(" + first + "), or show it in a sentence with | names or | figures");
      return ValueKind::list;
    }
    if (names_.figures.contains(first) || (names_.it && first == "it")) return figure(node);
    Names known = keys_of_set(names_.figures);
    for (const std::string& list : names_.lists) known.push_back(list);
    for (const std::string& finding : names_.findings) known.push_back(finding);
    refuse_name(names_.findings.empty() ? "no figure, list or word is called" : "there is no finding", first, known, node.place);
  }

  static Names keys_of_set(const std::set<std::string>& set) { return {set.begin(), set.end()}; }

  static ValueKind finding(const Expression& node) {
    if (node.path.size() == 1) return ValueKind::finding;
    if (node.path.size() == 2 && (node.path[1] == "strength" || node.path[1] == "direction")) return ValueKind::text;
    refuse_name("a finding has no part", node.path[1], {"strength", "direction"}, node.place);
  }

  static ValueKind figure(const Expression& node) {
    if (node.path.size() == 1) return ValueKind::figure;
    const Names& kinds = comparator_kinds();
    const bool beside = node.path[1] == "comparator" || std::find(kinds.begin(), kinds.end(), node.path[1]) != kinds.end();
    const auto& fields = beside ? kComparatorFields : kFigureFields;
    const std::size_t at = beside ? 2 : 1;
    Names known = keys_of(fields);
    if (!beside) known.insert(known.end(), kinds.begin(), kinds.end());
    if (node.path.size() != at + 1) {
      const std::string part = node.path.size() > at ? node.path[at + 1] : "";
      refuse("'" + fmt::format("{}", fmt::join(node.path, ".")) + "' is no single value", node.place, beside ? "write one of its parts: " + fmt::format("{}", fmt::join(known, ", ")) : "take ." + part + " out");
    }
    const auto found = fields.find(node.path[at]);
    if (found == fields.end()) refuse_name("a figure has no part", node.path[at], known, node.place);
    return found->second;
  }

  ValueKind call(const Expression& node) const {
    const auto found = kFunctions.find(node.path[0]);
    if (found == kFunctions.end()) refuse_name("there is no function", node.path[0], keys_of(kFunctions), node.place);
    const Function& function = found->second;
    const std::size_t most = function.takes.size(), least = function.takes.ends_with('K') ? most - 1 : most;
    if (node.arguments.size() < least || node.arguments.size() > most)
      refuse(fmt::format("{} takes {} argument{}, not {}", node.path[0], most, most == 1 ? "" : "s", node.arguments.size()), node.place, "write what it is about in the brackets");
    for (std::size_t i = 0; i < node.arguments.size(); ++i) argument(node.arguments[i], function.takes[i], node.path[0]);
    return function.gives;
  }

  void argument(const Expression& node, char wanted, const std::string& function) const {
    if (wanted == 'N') {
      number(node);
      return;
    }
    if (wanted == 'K') {
      const Names& kinds = comparator_kinds();
      if (node.kind != Expression::Kind::name || node.path.size() != 1 || std::find(kinds.begin(), kinds.end(), node.path[0]) == kinds.end())
        refuse_name("there is no comparator", node.path.empty() ? node.text : node.path[0], kinds, node.place);
      return;
    }
    const ValueKind kind = check(node);
    const bool fits = (kind == ValueKind::figure && wanted != 'L') || (kind == ValueKind::list && wanted != 'F');
    if (!fits) refuse(fmt::format("{} takes {}, not {}", function, wanted == 'L' ? "a list" : "a figure", kind_name(kind)), node.place, "write the name of one without a part");
  }

  const ExpressionNames& names_;
};

void check_slot(const Template::Piece& piece, const ExpressionNames& names) {
  const ValueKind kind = check_expression(piece.value, names);
  const core::Place& place = piece.value.place;
  const auto needs = [&](ValueKind wanted) {
    if (kind != wanted) refuse(fmt::format("the format '{}' shows {}, not {}", piece.format, kind_name(wanted), kind_name(kind)), place, "use another format");
  };
  static const Names of_figures = {"full", "interval", "compared", "trend", "change", "figure", "phrase", "gap", "share_full", "unit"};
  static const Names of_numbers = {"number", "count", "percent", "gbp", "times", "rounded", "words", "yardstick", "points", "noun", "multiple"};
  if (piece.format.empty()) {
    if (kind == ValueKind::truth || kind == ValueKind::list) refuse(fmt::format("{} cannot be shown as it is", kind_name(kind)), place, "show a figure, a number or a text; a list with | names");
  } else if (piece.format == "names" || piece.format == "figures") {
    needs(ValueKind::list);
  } else if (piece.format == "share" || piece.format == "yardstick") {
    if (kind != ValueKind::figure) needs(ValueKind::number);
  } else if (piece.format == "period" || piece.format == "lower_case") {
    needs(ValueKind::text);
  } else if (std::find(of_figures.begin(), of_figures.end(), piece.format) != of_figures.end()) {
    needs(ValueKind::figure);
  } else if (std::find(of_numbers.begin(), of_numbers.end(), piece.format) != of_numbers.end()) {
    needs(ValueKind::number);
  } else {
    refuse_name("there is no format", piece.format, slot_formats(), place);
  }
  if (piece.format == "noun" && piece.argument.find(", ") == std::string::npos) refuse("the format 'noun' needs two words", place, "write | noun: line, lines");
  if (piece.format == "change" && !names.figures.contains(piece.argument))
    refuse_name("no figure is called", piece.argument, {names.figures.begin(), names.figures.end()}, place);
}

void check_pieces(const std::vector<Template::Piece>& pieces, const ExpressionNames& names) {
  for (const Template::Piece& piece : pieces) {
    if (piece.kind == Template::Piece::Kind::slot) check_slot(piece, names);
    check_pieces(piece.pieces, names);
  }
}

void collect_findings(const Expression& node, std::vector<std::string>& found) {
  if (node.kind == Expression::Kind::name && std::find(found.begin(), found.end(), node.path[0]) == found.end()) found.push_back(node.path[0]);
  for (const Expression& argument : node.arguments) collect_findings(argument, found);
}

}  // namespace

ValueKind check_expression(const Expression& expression, const ExpressionNames& names) { return Checker(names).check(expression); }
void check_condition(const Expression& expression, const ExpressionNames& names) { Checker(names).truth(expression); }
void check_template(const Template& text, const ExpressionNames& names) { check_pieces(text.pieces, names); }

std::vector<std::string> findings_named(const Expression& expression) {
  std::vector<std::string> found;
  collect_findings(expression, found);
  return found;
}

}  // namespace dmp::catalogue
