#include <fmt/format.h>

#include <algorithm>

#include "core/period_words.hpp"
#include "findings/contradictions.hpp"
#include "findings/render.hpp"
#include "findings/statements.hpp"
#include "findings/strength.hpp"
#include "findings/wording.hpp"

namespace dmp::findings {
namespace {

constexpr std::size_t kMostEstimates = 24;
const std::vector<std::string> kDomains = {"USE", "CRI", "DTH", "SUP", "ENG", "REC", "CTX"};

bool is_for(const catalogue::Premise& premise, const Area& area) { return std::find(premise.area_types.begin(), premise.area_types.end(), area.type) != premise.area_types.end(); }

/// The estimates a premise reads, in the order of its figures, then its lists.
std::vector<std::string> estimates_read(const catalogue::Premise& premise, const Scope& scope) {
  std::vector<std::string> ids;
  const auto add = [&](const Figure& figure) {
    if (figure.estimate && ids.size() < kMostEstimates && std::find(ids.begin(), ids.end(), figure.estimate->estimate_id) == ids.end()) ids.push_back(figure.estimate->estimate_id);
  };
  for (const auto& reference : premise.figures) add(scope.figures.at(reference.name));
  for (const auto& reference : premise.lists)
    for (std::size_t i = 0; i < std::min(reference.most, scope.lists.at(reference.name).size()); ++i) add(scope.lists.at(reference.name)[i]);
  return ids;
}

/// The figure the statement is about: the first that there is, of the figures, else of the lists.
const Figure* principal_of(const catalogue::Premise& premise, const Scope& scope) {
  for (const auto& reference : premise.figures)
    if (const Figure& figure = scope.figures.at(reference.name); figure.estimate) return &figure;
  for (const auto& reference : premise.lists)
    if (const auto& rows = scope.lists.at(reference.name); !rows.empty()) return &rows.front();
  return nullptr;
}

std::vector<std::string> caveats_of(const catalogue::FindingDefinition& definition, const catalogue::Catalogue& catalogue, const Scope& scope, const Figure& principal) {
  std::vector<std::string> caveats = definition.caveats;
  const auto add = [&](const std::string& caveat) {
    if (std::find(caveats.begin(), caveats.end(), caveat) == caveats.end()) caveats.push_back(caveat);
  };
  for (const auto& reference : definition.premise.figures) {
    const Figure& figure = scope.figures.at(reference.name);
    if (figure.estimate && figure.held_back && reference.period == "latest")
      add(fmt::format("The figure for {} is held back because it rests on few people; what is said is of {}.", core::period_in_prose(figure.held_back->period), core::period_in_prose(figure.estimate->period)));
  }
  const auto indicator = catalogue.indicators.find(principal.estimate->indicator_id);
  if (definition.quotes_indicator_caveats && indicator != catalogue.indicators.end())
    for (const std::string& caveat : indicator->second.caveats) add(caveat);
  return caveats;
}

std::string said(const catalogue::FindingDefinition& definition, const Scope& scope) {
  std::string sentence;
  for (const catalogue::SaidPart& part : definition.says) {
    if (part.has_when && !holds(part.when, scope)) continue;
    if (const auto text = render(part.text, scope, definition.premise.lists); text && !text->empty()) sentence += (sentence.empty() ? "" : " ") + capitalised(*text);
  }
  return sentence;
}

core::Unsaid unsaid(const catalogue::FindingDefinition& definition, const Area& area, std::string reason) {
  return {definition.id + ":" + area.code, definition.id, definition.title, area.code, area.name, std::move(reason)};
}

/// The finding of one area, or why there is none.
std::variant<core::Finding, core::Unsaid> look_at(const catalogue::FindingDefinition& definition, const catalogue::Catalogue& catalogue, const Area& area, const Evidence& evidence,
                                                 const std::string& period_end, FiguresShown& shown) {
  const catalogue::Premise& premise = definition.premise;
  Scope scope = scope_of(premise, area, evidence);
  const Figure* principal = principal_of(premise, scope);
  if (!principal) return unsaid(definition, area, "there is no figure that may be shown of " + fmt::format("{}", fmt::join(premise.figures.front().indicators, ", ")));
  if (!holds(premise.when, scope)) return unsaid(definition, area, why_not(premise.when, scope));
  core::Finding finding;
  scope.period = principal->estimate->period;
  for (const catalogue::SaidPart& part : definition.says) add_periods_said(part.text.pieces, scope.periods_said);
  finding.sentence = said(definition, scope);
  if (finding.sentence.empty()) return unsaid(definition, area, "a figure that every sentence needs is missing");
  finding.id = definition.id + ":" + area.code;
  finding.definition = definition.id;
  finding.domain = definition.domain;
  finding.title = definition.title;
  finding.area_code = area.code;
  finding.area_name = area.name;
  finding.area_type = area.type;
  finding.period = principal->estimate->period;
  const bool better = definition.has_better && holds(definition.better, scope), worse = definition.has_worse && holds(definition.worse, scope);
  finding.direction = better == worse ? "neither" : better ? "better" : "worse";
  Strength strength = strength_of(*principal, period_end);
  finding.strength = strength.word;
  finding.strength_reasons = std::move(strength.reasons);
  finding.caveats = caveats_of(definition, catalogue, scope, *principal);
  if (!definition.judgement.empty())
    if (const Figure& judged = scope.figures.at(definition.judgement); judged.estimate) finding.probability_words = yardstick_words(judged.estimate->value, judged.estimate->lower_95);
  finding.estimate_ids = estimates_read(premise, scope);
  finding.headline_for = definition.headline_for;
  finding.condition = premise.when.source;
  for (const auto& reference : premise.figures)
    if (const Figure& figure = scope.figures.at(reference.name); figure.estimate) {
      finding.figures.emplace_back(reference.name, figure.estimate->estimate_id);
      shown[figure.estimate->estimate_id] = figure.estimate;
    }
  return finding;
}

std::set<std::string> indicators_of(const catalogue::Premise& premise) {
  std::set<std::string> ids;
  for (const auto& figure : premise.figures) ids.insert(figure.indicators.begin(), figure.indicators.end());
  for (const auto& list : premise.lists) ids.insert(list.indicators.begin(), list.indicators.end());
  return ids;
}

std::set<std::string> all_indicators(const catalogue::Statements& definitions) {
  std::set<std::string> ids;
  for (const auto& [id, finding] : definitions.findings) ids.merge(indicators_of(finding.premise));
  for (const auto& [id, rule] : definitions.contradictions) ids.merge(indicators_of(rule.premise));
  for (const auto& [id, action] : definitions.actions) ids.insert(action.measure_figure.indicators.begin(), action.measure_figure.indicators.end());
  return ids;
}

core::Contradictions contradictions_with(const catalogue::ContradictionDefinition& rule, const Input& input, const Evidence& evidence) {
  core::Contradictions found;
  for (const Area& area : input.areas) {
    if (!is_for(rule.premise, area)) continue;
    const Scope scope = scope_of(rule.premise, area, evidence);
    if (!holds(rule.premise.when, scope)) continue;
    const auto reason = render(rule.reason, scope, rule.premise.lists);
    if (!reason) continue;
    found.push_back({rule.id + ":" + area.code, rule.id, rule.kind, rule.title, area.code, area.name, rule.domain, capitalised(*reason), estimates_read(rule.premise, scope), {}});
  }
  return found;
}

std::vector<const catalogue::FindingDefinition*> in_order(const catalogue::Statements& definitions) {
  std::vector<const catalogue::FindingDefinition*> order;
  for (const std::string& domain : kDomains)
    for (const auto& [id, definition] : definitions.findings)
      if (definition.domain == domain) order.push_back(&definition);
  return order;
}

}  // namespace

core::Findings findings_of(const catalogue::FindingDefinition& definition, const catalogue::Catalogue& catalogue, const Input& input) {
  const Evidence evidence(input, indicators_of(definition.premise));
  FiguresShown shown;
  core::Findings findings;
  for (const Area& area : input.areas) {
    if (!is_for(definition.premise, area)) continue;
    auto looked = look_at(definition, catalogue, area, evidence, input.period_end, shown);
    if (auto* finding = std::get_if<core::Finding>(&looked)) findings.push_back(std::move(*finding));
  }
  return findings;
}

core::Contradictions contradictions_of(const catalogue::ContradictionDefinition& rule, const Input& input) {
  return contradictions_with(rule, input, Evidence(input, indicators_of(rule.premise)));
}

core::Actions actions_of(const catalogue::Statements& definitions, const core::Findings& findings, const Input& input, const Evidence& evidence);

Statements make_statements(const catalogue::Statements& definitions, const catalogue::Catalogue& catalogue, const Input& input) {
  const Evidence evidence(input, all_indicators(definitions));
  Statements statements;
  FiguresShown shown;
  for (const catalogue::FindingDefinition* definition : in_order(definitions))
    for (const Area& area : input.areas) {
      if (!is_for(definition->premise, area)) continue;
      auto looked = look_at(*definition, catalogue, area, evidence, input.period_end, shown);
      if (auto* finding = std::get_if<core::Finding>(&looked)) statements.findings.push_back(std::move(*finding));
      else statements.unsaid.push_back(std::move(std::get<core::Unsaid>(looked)));
    }
  for (const auto& [id, rule] : definitions.contradictions)
    for (core::Contradiction& each : contradictions_with(rule, input, evidence)) statements.contradictions.push_back(std::move(each));
  for (core::Contradiction& each : published_against_counted(catalogue, input)) statements.contradictions.push_back(std::move(each));
  for (core::Contradiction& each : periods_that_differ(statements.findings, shown)) statements.contradictions.push_back(std::move(each));
  bind(statements.contradictions, statements.findings, definitions);
  statements.actions = actions_of(definitions, statements.findings, input, evidence);
  return statements;
}

}  // namespace dmp::findings
