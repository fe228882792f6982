#include "findings/evaluate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/number.hpp"
#include "findings/render.hpp"
#include "findings/wording.hpp"
#include "stats/contrast.hpp"

namespace dmp::findings {
namespace {

using catalogue::Expression;

Value number_or_nothing(double value) { return std::isnan(value) ? Value() : Value(value); }
Value text_or_nothing(const std::string& text) { return text.empty() ? Value() : Value(text); }

const std::map<std::string, double core::Estimate::*> kNumbers = {{"value", &core::Estimate::value},  {"lower", &core::Estimate::lower_95},
                                                                  {"upper", &core::Estimate::upper_95}, {"count", &core::Estimate::count},
                                                                  {"denominator", &core::Estimate::denominator}};
const std::map<std::string, core::Text core::Estimate::*> kTexts = {
    {"significance", &core::Estimate::significance}, {"trend", &core::Estimate::trend}, {"period", &core::Estimate::period}, {"quality", &core::Estimate::quality},
    {"category", &core::Estimate::category}, {"unit", &core::Estimate::unit}, {"age", &core::Estimate::age}, {"sex", &core::Estimate::sex},
    {"area", &core::Estimate::area_name}, {"name", &core::Estimate::indicator_name}, {"note", &core::Estimate::note}};
const std::map<std::string, double core::Comparison::*> kBesideNumbers = {
    {"value", &core::Comparison::value}, {"lower", &core::Comparison::lower_95}, {"upper", &core::Comparison::upper_95}, {"ratio", &core::Comparison::ratio},
    {"ratio_lower", &core::Comparison::ratio_lower}, {"ratio_upper", &core::Comparison::ratio_upper}, {"difference", &core::Comparison::difference},
    {"gap", &core::Comparison::gap}, {"gap_lower", &core::Comparison::gap_lower}, {"gap_upper", &core::Comparison::gap_upper},
    {"rank", &core::Comparison::rank}, {"rank_of", &core::Comparison::rank_of},
    {"earlier", &core::Comparison::earlier}, {"change", &core::Comparison::change}, {"change_lower", &core::Comparison::change_lower}, {"change_upper", &core::Comparison::change_upper},
    {"own_earlier", &core::Comparison::own_earlier}, {"own_change", &core::Comparison::own_change}, {"own_change_lower", &core::Comparison::own_change_lower}, {"own_change_upper", &core::Comparison::own_change_upper}};
const std::map<std::string, core::Text core::Comparison::*> kBesideTexts = {
    {"significance", &core::Comparison::significance}, {"name", &core::Comparison::comparator}, {"gap_sentence", &core::Comparison::gap_sentence}, {"since", &core::Comparison::since}};

Value field_of(const core::Comparison* beside, const std::string& field) {
  if (!beside) return {};
  if (const auto number = kBesideNumbers.find(field); number != kBesideNumbers.end()) return number_or_nothing(beside->*number->second);
  if (field == "name") return comparator_name(*beside);
  const std::string& text = beside->*kBesideTexts.at(field);
  return text == "not compared" ? Value() : text_or_nothing(text);
}

Value name_of(const Expression& node, const Scope& scope) {
  const std::string& first = node.path[0];
  if (first == "area") return scope.area->name;
  if (first == "county") return text_or_nothing(scope.area->type == "county" ? scope.area->name : scope.area->county_name);
  if (first == "area_type") return scope.area->type;
  if (const auto list = scope.lists.find(first); list != scope.lists.end()) return &list->second;
  const auto found = scope.figures.find(first);
  const Figure* figure = first == "it" ? scope.it : found == scope.figures.end() ? nullptr : &found->second;
  if (!figure || !figure->estimate) return {};
  if (node.path.size() == 1) return figure;
  if (node.path.size() == 3) return field_of(node.path[1] == "comparator" ? comparator_of(*figure, scope.compare) : comparator_of(*figure, node.path[1]), node.path[2]);
  if (const auto number = kNumbers.find(node.path[1]); number != kNumbers.end()) return number_or_nothing(figure->estimate->*number->second);
  return text_or_nothing(figure->estimate->*kTexts.at(node.path[1]));
}

/// better | worse | higher | lower | similar of a figure beside its comparator; the estimate's own comparison where there is no other.
struct Judgement {
  std::string direction, news;
};
std::optional<Judgement> judged(const Figure& figure, const std::vector<std::string>& kinds, bool any_kind) {
  const core::Estimate& estimate = *figure.estimate;
  if (const core::Comparison* beside = comparator_of(figure, kinds)) return Judgement{direction_of(estimate.value, beside->value, beside->significance), beside->significance};
  if (!any_kind || !figure.beside.empty() || estimate.significance == "not compared" || estimate.significance.empty()) return {};
  return Judgement{direction_of(estimate.value, estimate.comparator_value, estimate.significance), estimate.significance};
}

Value compared(const std::string& word, const Expression& node, const Scope& scope) {
  const Value first = evaluate(node.arguments[0], scope);
  const auto* figure = std::get_if<const Figure*>(&first);
  if (!figure) return {};
  const bool any_kind = node.arguments.size() < 2;
  const auto judgement = judged(**figure, any_kind ? scope.compare : std::vector<std::string>{node.arguments[1].path[0]}, any_kind);
  if (word == "compared") return judgement.has_value();
  if (!judgement) return {};
  if (word == "better" || word == "worse") return judgement->news == word;
  return judgement->direction == word;
}

Value trended(const std::string& word, const Figure& figure) {
  const std::string& trend = figure.estimate->trend;
  if (trend.empty() || trend == "cannot be calculated") return {};
  if (word == "rising") return trend.starts_with("increasing");
  if (word == "falling") return trend.starts_with("decreasing");
  return trend.starts_with("no significant change");
}

Value between(const std::string& word, const Figure& a, const Figure& b) {
  const Difference difference = difference_of(*a.estimate, *b.estimate);
  if (!difference.known()) return {};
  if (word == "differs") return difference.real();
  return difference.real() && (word == "above" ? difference.value > 0 : difference.value < 0);
}

Value exists(const Expression& node, const Scope& scope) {
  const Value value = evaluate(node.arguments[0], scope);
  if (const auto* list = std::get_if<const std::vector<Figure>*>(&value)) return !(*list)->empty();
  return std::holds_alternative<const Figure*>(value);
}

Value arithmetic(const std::string& name, const std::vector<Value>& values) {
  std::vector<double> numbers;
  for (const Value& value : values) {
    const double* number = std::get_if<double>(&value);
    if (!number) return {};
    numbers.push_back(*number);
  }
  if (name == "share") return numbers[1] == 0 ? Value() : Value(100 * numbers[0] / numbers[1]);
  if (name == "min") return std::min(numbers[0], numbers[1]);
  if (name == "max") return std::max(numbers[0], numbers[1]);
  return name == "abs" ? std::fabs(numbers[0]) : std::round(numbers[0]);
}

Value called(const Expression& node, const Scope& scope) {
  const std::string& name = node.path[0];
  if (name == "exists") return exists(node, scope);
  if (name == "missing") return !std::get<bool>(exists(node, scope));
  if (name == "higher" || name == "lower" || name == "similar" || name == "better" || name == "worse" || name == "compared") return compared(name, node, scope);
  std::vector<Value> values;
  for (const Expression& argument : node.arguments) values.push_back(evaluate(argument, scope));
  if (name == "count") return static_cast<double>(std::get<const std::vector<Figure>*>(values[0])->size());
  const auto* first = std::get_if<const Figure*>(&values[0]);
  if (name == "rising" || name == "falling" || name == "steady") return first ? trended(name, **first) : Value();
  if (name == "above" || name == "below" || name == "differs") {
    const auto* second = std::get_if<const Figure*>(&values[1]);
    return first && second ? between(name, **first, **second) : Value();
  }
  return arithmetic(name, values);
}

Value logic(const Expression& node, const Scope& scope) {
  const Value left = evaluate(node.arguments[0], scope);
  const bool* a = std::get_if<bool>(&left);
  const bool ends = node.text == "or";  // the truth that needs no second look
  if (a && *a == ends) return ends;
  const Value right = evaluate(node.arguments[1], scope);
  const bool* b = std::get_if<bool>(&right);
  if (b && *b == ends) return ends;
  if (!a || !b) return {};
  return !ends;
}

Value chained(const Expression& node, const Scope& scope) {
  const std::string& sign = node.text;
  if (sign == "and" || sign == "or") return logic(node, scope);
  const Value left = evaluate(node.arguments[0], scope), right = evaluate(node.arguments[1], scope);
  const auto *text_a = std::get_if<std::string>(&left), *text_b = std::get_if<std::string>(&right);
  if (text_a && text_b) return (*text_a == *text_b) == (sign == "=");
  const double *a = std::get_if<double>(&left), *b = std::get_if<double>(&right);
  if (!a || !b) return {};
  if (sign == "+") return *a + *b;
  if (sign == "-") return *a - *b;
  if (sign == "*") return *a * *b;
  if (sign == "/") return *b == 0 ? Value() : Value(*a / *b);
  if (sign == "<") return *a < *b;
  if (sign == "<=") return *a <= *b;
  if (sign == ">") return *a > *b;
  if (sign == ">=") return *a >= *b;
  return (*a == *b) == (sign == "=");
}

std::string shown_value(const Value& value) {
  if (const double* number = std::get_if<double>(&value)) return core::rounded_text(*number);
  if (const auto* text = std::get_if<std::string>(&value)) return "'" + *text + "'";
  if (const auto* figure = std::get_if<const Figure*>(&value)) return phrase_text((*figure)->estimate->value, (*figure)->estimate->unit, false);
  if (const auto* list = std::get_if<const std::vector<Figure>*>(&value)) return fmt::format("{} in the list", (*list)->size());
  return "there is none";
}

void tell_leaves(const Expression& node, const Expression& top, const Scope& scope, std::vector<std::string>& told) {
  const bool is_kind = node.kind == Expression::Kind::name && node.path.size() == 1 && std::find(catalogue::comparator_kinds().begin(), catalogue::comparator_kinds().end(), node.path[0]) != catalogue::comparator_kinds().end();
  if (node.kind == Expression::Kind::name && !is_kind) {
    const std::string text = node.written(top) + ": " + shown_value(evaluate(node, scope));
    if (std::find(told.begin(), told.end(), text) == told.end()) told.push_back(text);
  }
  for (const Expression& argument : node.arguments) tell_leaves(argument, top, scope, told);
}

/// The first part of an "and" that is not true.
const Expression& first_failing(const Expression& node, const Scope& scope) {
  if (node.kind == Expression::Kind::chain && node.text == "and")
    for (const Expression& part : node.arguments)
      if (!holds(part, scope)) return first_failing(part, scope);
  return node;
}

}  // namespace

bool Difference::known() const { return !std::isnan(lower) && !std::isnan(upper); }
bool Difference::real() const { return known() && (lower > 0 || upper < 0); }

Difference difference_of(const core::Estimate& a, const core::Estimate& b) {
  const stats::Uncertain found = stats::difference({a.value, {a.lower_95, a.upper_95}}, {b.value, {b.lower_95, b.upper_95}});
  return {found.value, found.interval.lower, found.interval.upper};
}

Value evaluate(const Expression& node, const Scope& scope) {
  switch (node.kind) {
    case Expression::Kind::number: return node.number;
    case Expression::Kind::text: return node.text;
    case Expression::Kind::name: return name_of(node, scope);
    case Expression::Kind::call: return called(node, scope);
    case Expression::Kind::minus: {
      const Value value = evaluate(node.arguments[0], scope);
      const double* number = std::get_if<double>(&value);
      return number ? Value(-*number) : Value();
    }
    case Expression::Kind::negate: {
      const Value value = evaluate(node.arguments[0], scope);
      const bool* truth = std::get_if<bool>(&value);
      return truth ? Value(!*truth) : Value();
    }
    case Expression::Kind::chain: return chained(node, scope);
  }
  return {};
}

bool holds(const Expression& condition, const Scope& scope) {
  const Value value = evaluate(condition, scope);
  const bool* truth = std::get_if<bool>(&value);
  return truth && *truth;
}

std::string why_not(const Expression& condition, const Scope& scope) {
  const Expression& part = first_failing(condition, scope);
  const bool is_missing = std::holds_alternative<std::monostate>(evaluate(part, scope));
  std::vector<std::string> told;
  tell_leaves(part, condition, scope, told);
  std::string text = "'" + part.written(condition) + (is_missing ? "' cannot be told" : "' is not so");
  if (!told.empty()) text += fmt::format(" ({})", fmt::join(told, "; "));
  return text;
}

Scope scope_of(const catalogue::Premise& premise, const Area& area, const Evidence& evidence) {
  Scope scope;
  scope.area = &area;
  scope.compare = premise.compare;
  for (const bool second : {false, true})  // those that take another's period come after it
    for (const catalogue::FigureReference& reference : premise.figures) {
      if (reference.with.empty() == second) continue;
      const auto with = scope.figures.find(reference.with);
      scope.figures[reference.name] = evidence.find(reference, area, with == scope.figures.end() ? nullptr : &with->second);
    }
  for (const catalogue::ListReference& reference : premise.lists) {
    std::vector<Figure> rows = evidence.rows(reference, area);
    if (reference.has_where)
      std::erase_if(rows, [&](const Figure& row) {
        scope.it = &row;
        return !holds(reference.where, scope);
      });
    scope.it = nullptr;
    scope.lists[reference.name] = std::move(rows);
  }
  return scope;
}

}  // namespace dmp::findings
