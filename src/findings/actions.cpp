#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "findings/evaluate.hpp"
#include "findings/statements.hpp"

namespace dmp::findings {
namespace {

using catalogue::Expression;
using ByDefinition = std::map<std::string_view, const core::Finding*>;

const std::vector<std::string> kDomains = {"USE", "CRI", "DTH", "SUP", "ENG", "REC", "CTX"};

std::string text_of(const Expression& node, const ByDefinition& there) {
  if (node.kind == Expression::Kind::text) return node.text;
  const auto found = there.find(node.path[0]);
  if (found == there.end()) return {};
  return node.path[1] == "strength" ? found->second->strength : found->second->direction;
}

/// Over findings nothing is missing: a finding that is not made does not hold.
bool is_true(const Expression& node, const ByDefinition& there) {
  if (node.kind == Expression::Kind::negate) return !is_true(node.arguments[0], there);
  if (node.kind == Expression::Kind::name) return there.contains(node.path[0]);
  if (node.text == "and") return is_true(node.arguments[0], there) && is_true(node.arguments[1], there);
  if (node.text == "or") return is_true(node.arguments[0], there) || is_true(node.arguments[1], there);
  const std::string left = text_of(node.arguments[0], there), right = text_of(node.arguments[1], there);
  return node.text == "=" ? left == right : !left.empty() && !right.empty() && left != right;
}

std::string with_area(std::string text, const std::string& area) {
  for (std::size_t at = text.find("{area}"); at != std::string::npos; at = text.find("{area}", at + area.size())) text.replace(at, 6, area);
  return text;
}

core::Action action_for(const catalogue::ActionDefinition& definition, const Area& area, const ByDefinition& there, const Evidence& evidence) {
  core::Action action;
  action.id = definition.id + ":" + area.code;
  action.definition = definition.id;
  action.domain = definition.domain;
  action.title = definition.title;
  action.area_code = area.code;
  action.area_name = area.name;
  action.recommendation = with_area(definition.recommendation, area.name);
  action.partners = definition.partners;
  action.evidence = definition.evidence;
  action.measure_indicator = definition.measure;
  action.measure_name = definition.measure_name;
  action.expected_direction = definition.direction;
  action.review_months = definition.review_months;
  action.after = definition.after;
  if (!definition.measure.empty())
    if (const Figure figure = evidence.find(definition.measure_figure, area, nullptr); figure.estimate) {
      action.measure_indicator = figure.estimate->indicator_id;
      action.measure_estimate_id = figure.estimate->estimate_id;
      action.measure_value = figure.estimate->value;
      action.measure_unit = figure.estimate->unit;
      action.measure_period = figure.estimate->period;
    }
  for (const std::string& name : definition.rests_on)
    if (const auto found = there.find(name); found != there.end()) action.finding_ids.push_back(found->second->id);
  return action;
}

/// What a sentence tells apart from how it is put: its numbers, and its words for numbers and for how they compare.
std::multiset<std::string> told_by(const std::string& sentence) {
  static const std::set<std::string> kTelling = {
      "no", "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "half", "third", "thirds", "quarter", "quarters", "fifth", "fifths", "tenth", "tenths",
      "double", "doubled", "twice", "triple", "trebled", "times", "most", "least", "few", "fewer", "fewest", "many", "more", "less", "about", "almost", "nearly", "over", "under", "above", "below", "not",
      "up", "down", "same", "similar", "better", "worse", "higher", "highest", "lower", "lowest", "rose", "rising", "risen", "fell", "falling", "fallen", "grown", "grew", "increasing", "increased", "decreasing", "decreased",
      "every", "all", "only", "neither", "likely", "unlikely", "chance", "cannot"};
  std::multiset<std::string> told;
  std::string word;
  for (const char c : sentence + " ") {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) || ((c == '.' || c == ',' || c == '/') && !word.empty())) {
      word += static_cast<char>(std::tolower(byte));
      continue;
    }
    while (!word.empty() && !std::isalnum(static_cast<unsigned char>(word.back()))) word.pop_back();
    if (kTelling.contains(word) || word.find_first_of("0123456789") != std::string::npos) told.insert(word);
    word.clear();
  }
  return told;
}

/// Whether two statements of one finding differ in how they are put alone: they rest on the same figures and tell the same of them.
bool differ_in_words_alone(const core::Finding& then, const core::Finding& now) { return then.estimate_ids == now.estimate_ids && told_by(then.sentence) == told_by(now.sentence); }

/// What became of a finding that an action rests on; empty where it says what it said, in whatever words. Either may be missing, not both.
std::string change_of(const core::Finding* then, const core::Finding* now, bool may_quote) {
  if (!then) return "New since the edition before: " + now->sentence;
  if (!now) return "No longer so: " + (may_quote ? then->sentence : then->title + ".");
  const std::string was = may_quote ? " Before: " + then->sentence : "";
  if (then->direction != now->direction && now->direction != "neither") return fmt::format("The figures now say {}: {}{}", now->direction, now->sentence, was);
  if (then->strength != now->strength) return fmt::format("The evidence was {} and is {}: {}", then->strength, now->strength, now->sentence);
  if (then->sentence != now->sentence && !differ_in_words_alone(*then, *now)) return "Now: " + now->sentence + was;
  return {};
}

}  // namespace

core::Actions actions_of(const catalogue::Statements& definitions, const core::Findings& findings, const Input& input, const Evidence& evidence) {
  std::map<std::string_view, ByDefinition> by_area;
  for (const core::Finding& finding : findings) by_area[finding.area_code][finding.definition] = &finding;
  core::Actions actions;
  for (const std::string& domain : kDomains)
    for (const auto& [id, definition] : definitions.actions) {
      if (definition.domain != domain) continue;
      for (const Area& area : input.areas) {
        if (std::find(definition.area_types.begin(), definition.area_types.end(), area.type) == definition.area_types.end()) continue;
        const ByDefinition& there = by_area[area.code];
        if (is_true(definition.applies, there)) actions.push_back(action_for(definition, area, there, evidence));
      }
    }
  return actions;
}

bool applies(const catalogue::ActionDefinition& action, const core::Findings& findings) {
  ByDefinition there;
  for (const core::Finding& finding : findings) there[finding.definition] = &finding;
  return is_true(action.applies, there);
}

void mark_stale(core::Actions& actions, const catalogue::Statements& definitions, const core::Findings& findings, const core::Findings& before, bool may_quote) {
  std::map<std::string_view, const core::Finding*> now, then;
  for (const core::Finding& finding : findings) now[finding.id] = &finding;
  for (const core::Finding& finding : before) then[finding.id] = &finding;
  for (core::Action& action : actions) {
    action.changes.clear();
    for (const std::string& name : definitions.actions.at(action.definition).rests_on) {
      const std::string id = name + ":" + action.area_code;
      const auto a = then.find(id), b = now.find(id);
      if (a == then.end() && b == now.end()) continue;
      if (std::string text = change_of(a == then.end() ? nullptr : a->second, b == now.end() ? nullptr : b->second, may_quote); !text.empty()) action.changes.push_back(std::move(text));
    }
    action.stale = !action.changes.empty();
  }
}

}  // namespace dmp::findings
