#include "pipeline/finding_explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/number.hpp"
#include "pipeline/finding_stage.hpp"

namespace dmp::pipeline {
namespace {

using Json = nlohmann::ordered_json;

template <typename Rows>
const typename Rows::value_type* with_id(const Rows& rows, const std::string& id) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const auto& row) { return row.id == id; });
  return found == rows.end() ? nullptr : &*found;
}

/// "need = unmet_need_ocu:E06000032:2023/24: 60.7 (56 to 65.1), higher than ..." for each figure.
void tell_figures(const core::Estimates& estimates, const std::vector<std::pair<std::string, std::string>>& figures, std::string& text, Json& json) {
  text += "\nThe figures it is told by\n";
  for (const auto& [name, id] : figures) {
    const auto found = std::find_if(estimates.begin(), estimates.end(), [&](const core::Estimate& e) { return e.estimate_id == id; });
    if (found == estimates.end()) continue;
    const std::string interval = std::isnan(found->lower_95) ? "" : fmt::format(" (95% interval {} to {})", core::rounded_text(found->lower_95), core::rounded_text(found->upper_95));
    text += fmt::format("    {}{}\n        {}{} {}; {}; trend: {}\n", name.empty() ? "" : name + " = ", id, core::rounded_text(found->value), interval, found->unit, found->significance, found->trend);
    json["figures"].push_back({{"name", name}, {"estimate_id", id}, {"value", found->value}});
  }
}

Explanation explain_finding(const Project& project, const core::Finding& f, const findings::Statements& statements, const core::Estimates& estimates) {
  Json json = {{"id", f.id}, {"kind", "finding"}, {"sentence", f.sentence}, {"condition", f.condition}, {"strength", f.strength}, {"strength_reasons", f.strength_reasons}, {"caveats", f.caveats}};
  std::string text = fmt::format("{}\n    {}\n\nIt is said where\n    {}\n", f.id, f.sentence, f.condition);
  const auto definition = project.statements.findings.find(f.definition);
  if (definition != project.statements.findings.end()) {
    text += "    defined in " + definition->second.place.file + "\n";
    json["definition_file"] = definition->second.place.file;
  }
  tell_figures(estimates, f.figures, text, json);
  text += fmt::format("\nStrength: {}\n", f.strength);
  for (const std::string& reason : f.strength_reasons) text += "    " + reason + "\n";
  if (!f.probability_words.empty()) text += "    in the words of the probability yardstick: " + f.probability_words + "\n";
  if (!f.caveats.empty()) text += "\nCaveats\n";
  for (const std::string& caveat : f.caveats) text += "    " + caveat + "\n";
  for (const std::string& id : f.contradictions)
    if (const auto* c = with_id(statements.contradictions, id)) {
      text += fmt::format("\nIt stands beside: {} ({})\n    {}\n", c->title, c->kind, c->reason);
      json["contradictions"].push_back({{"id", c->id}, {"reason", c->reason}});
    }
  text += "\nEach figure's own way back: dmp explain DIR ESTIMATE_ID\n";
  return {text, json.dump(1), {}};
}

Explanation explain_action(const Project& project, const core::Action& a, const findings::Statements& statements) {
  Json json = {{"id", a.id}, {"kind", "action"}, {"recommendation", a.recommendation}, {"partners", a.partners}, {"stale", a.stale}, {"changes", a.changes}};
  std::string text = fmt::format("{}\n    {}\n", a.id, a.recommendation);
  const auto definition = project.statements.actions.find(a.definition);
  if (definition != project.statements.actions.end()) {
    text += fmt::format("\nIt applies where\n    {}\n    defined in {}\n", definition->second.applies.source, definition->second.place.file);
    json["applies"] = definition->second.applies.source;
  }
  text += "\nWhat we know\n";
  for (const std::string& id : a.finding_ids)
    if (const auto* f = with_id(statements.findings, id)) {
      text += fmt::format("    {} ({})\n        {}\n", f->id, f->strength, f->sentence);
      json["findings"].push_back({{"id", f->id}, {"sentence", f->sentence}});
    }
  text += "\nEvidence for what works\n";
  for (const core::Citation& c : a.evidence) {
    text += fmt::format("    {} ({})\n        {}\n        {}\n", c.text, c.strength, c.says, c.url);
    json["evidence"].push_back({{"citation", c.text}, {"url", c.url}, {"says", c.says}});
  }
  for (const std::string& change : a.changes) text += "\nChanged since the edition before: " + change + "\n";
  return {text, json.dump(1), {}};
}

}  // namespace

std::optional<Explanation> explain_statement(const Project& project, const std::filesystem::path& edition, const std::string& id, Audience audience) {
  const auto statements = statements_of(edition, audience);
  if (!statements) return {};
  if (const auto* finding = with_id(statements->findings, id)) return explain_finding(project, *finding, *statements, estimates_in(estimates_of(edition, audience)));
  if (const auto* action = with_id(statements->actions, id)) return explain_action(project, *action, *statements);
  if (const auto* unsaid = with_id(statements->unsaid, id)) {
    const Json json = {{"id", id}, {"kind", "not said"}, {"reason", unsaid->reason}};
    return Explanation{fmt::format("{}\n    is not said of {}: {}\n", id, unsaid->area_name, unsaid->reason), json.dump(1), {}};
  }
  if (const auto* contradiction = with_id(statements->contradictions, id)) {
    Json json = {{"id", id}, {"kind", contradiction->kind}, {"reason", contradiction->reason}};
    std::string text = fmt::format("{}\n    {} ({})\n    {}\n", id, contradiction->title, contradiction->kind, contradiction->reason);
    std::vector<std::pair<std::string, std::string>> figures;
    for (const std::string& each : contradiction->estimate_ids) figures.emplace_back("", each);
    tell_figures(estimates_in(estimates_of(edition, audience)), figures, text, json);
    return Explanation{text, json.dump(1), {}};
  }
  return {};
}

}  // namespace dmp::pipeline
