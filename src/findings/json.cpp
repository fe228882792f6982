#include "findings/json.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/errors.hpp"

namespace dmp::findings {
namespace {

using Json = nlohmann::ordered_json;
using Texts = std::vector<std::string>;

Json number(double value) { return std::isnan(value) ? Json() : Json(value); }

Json written(const core::Finding& f) {
  Json figures = Json::object();
  for (const auto& [name, id] : f.figures) figures[name] = id;
  return {{"id", f.id},           {"definition", f.definition}, {"domain", f.domain},     {"title", f.title},         {"area_code", f.area_code},
          {"area_name", f.area_name}, {"area_type", f.area_type},   {"period", f.period},     {"sentence", f.sentence},   {"direction", f.direction},
          {"strength", f.strength},   {"strength_reasons", f.strength_reasons}, {"caveats", f.caveats}, {"probability_words", f.probability_words},
          {"estimate_ids", f.estimate_ids}, {"contradictions", f.contradictions}, {"headline_for", f.headline_for}, {"condition", f.condition}, {"figures", figures}};
}

Json written(const core::Contradiction& c) {
  return {{"id", c.id},         {"rule", c.rule},     {"kind", c.kind},     {"title", c.title},   {"area_code", c.area_code}, {"area_name", c.area_name},
          {"domain", c.domain}, {"reason", c.reason}, {"estimate_ids", c.estimate_ids}, {"finding_ids", c.finding_ids}};
}

Json written(const core::Unsaid& u) {
  return {{"id", u.id}, {"definition", u.definition}, {"title", u.title}, {"area_code", u.area_code}, {"area_name", u.area_name}, {"reason", u.reason}};
}

Json written(const core::Action& a) {
  Json evidence = Json::array();
  for (const core::Citation& c : a.evidence) evidence.push_back({{"citation", c.text}, {"url", c.url}, {"says", c.says}, {"strength", c.strength}});
  return {{"id", a.id},
          {"definition", a.definition},
          {"domain", a.domain},
          {"title", a.title},
          {"area_code", a.area_code},
          {"area_name", a.area_name},
          {"recommendation", a.recommendation},
          {"partners", a.partners},
          {"evidence", evidence},
          {"measure", {{"indicator", a.measure_indicator}, {"name", a.measure_name}, {"estimate_id", a.measure_estimate_id}, {"value", number(a.measure_value)}, {"unit", a.measure_unit}, {"period", a.measure_period}}},
          {"expected_direction", a.expected_direction},
          {"finding_ids", a.finding_ids},
          {"after", a.after},
          {"review_months", a.review_months},
          {"stale", a.stale},
          {"changes", a.changes}};
}

core::Finding read_finding(const Json& j) {
  core::Finding f;
  f.id = j.value("id", ""), f.definition = j.value("definition", ""), f.domain = j.value("domain", ""), f.title = j.value("title", "");
  f.area_code = j.value("area_code", ""), f.area_name = j.value("area_name", ""), f.area_type = j.value("area_type", ""), f.period = j.value("period", "");
  f.sentence = j.value("sentence", ""), f.direction = j.value("direction", ""), f.strength = j.value("strength", "");
  f.strength_reasons = j.value("strength_reasons", Texts()), f.caveats = j.value("caveats", Texts()), f.probability_words = j.value("probability_words", "");
  f.estimate_ids = j.value("estimate_ids", Texts()), f.contradictions = j.value("contradictions", Texts()), f.headline_for = j.value("headline_for", Texts());
  f.condition = j.value("condition", "");
  const Json figures = j.value("figures", Json::object());
  for (const auto& [name, id] : figures.items()) f.figures.emplace_back(name, id.get<std::string>());
  return f;
}

core::Contradiction read_contradiction(const Json& j) {
  return {j.value("id", ""),     j.value("rule", ""),   j.value("kind", ""), j.value("title", ""), j.value("area_code", ""), j.value("area_name", ""),
          j.value("domain", ""), j.value("reason", ""), j.value("estimate_ids", Texts()), j.value("finding_ids", Texts())};
}

core::Action read_action(const Json& j) {
  core::Action a;
  a.id = j.value("id", ""), a.definition = j.value("definition", ""), a.domain = j.value("domain", ""), a.title = j.value("title", "");
  a.area_code = j.value("area_code", ""), a.area_name = j.value("area_name", ""), a.recommendation = j.value("recommendation", "");
  a.partners = j.value("partners", Texts());
  const Json evidence = j.value("evidence", Json::array());
  for (const Json& c : evidence) a.evidence.push_back({c.value("citation", ""), c.value("url", ""), c.value("says", ""), c.value("strength", "")});
  const Json measure = j.value("measure", Json::object());
  a.measure_indicator = measure.value("indicator", ""), a.measure_name = measure.value("name", ""), a.measure_estimate_id = measure.value("estimate_id", "");
  if (measure.contains("value") && measure["value"].is_number()) a.measure_value = measure["value"].get<double>();
  a.measure_unit = measure.value("unit", ""), a.measure_period = measure.value("period", "");
  a.expected_direction = j.value("expected_direction", ""), a.finding_ids = j.value("finding_ids", Texts()), a.after = j.value("after", Texts());
  a.review_months = j.value("review_months", 12), a.stale = j.value("stale", false), a.changes = j.value("changes", Texts());
  return a;
}

template <typename Rows>
Json array_of(const Rows& rows) {
  Json array = Json::array();
  for (const auto& row : rows) array.push_back(written(row));
  return array;
}

}  // namespace

std::string findings_json(const Statements& statements, const std::string& edition) {
  Json json;
  json["edition"] = edition;
  json["findings"] = array_of(statements.findings);
  json["contradictions"] = array_of(statements.contradictions);
  json["not_said"] = array_of(statements.unsaid);
  return json.dump(1) + "\n";
}

std::string actions_json(const core::Actions& actions, const std::string& edition) {
  Json json;
  json["edition"] = edition;
  json["actions"] = array_of(actions);
  return json.dump(1) + "\n";
}

Statements read_statements(const std::string& findings, const std::string& actions, const std::string& file) {
  try {
    const Json of_findings = Json::parse(findings), of_actions = Json::parse(actions);
    Statements statements;
    for (const Json& j : of_findings.at("findings")) statements.findings.push_back(read_finding(j));
    for (const Json& j : of_findings.at("contradictions")) statements.contradictions.push_back(read_contradiction(j));
    for (const Json& j : of_findings.at("not_said"))
      statements.unsaid.push_back({j.value("id", ""), j.value("definition", ""), j.value("title", ""), j.value("area_code", ""), j.value("area_name", ""), j.value("reason", "")});
    for (const Json& j : of_actions.at("actions")) statements.actions.push_back(read_action(j));
    return statements;
  } catch (const Json::exception&) {
    throw core::UserError(core::ErrorKind::resource, "the edition's findings are damaged", core::Place{file}, "build the profile again: dmp build");
  }
}

}  // namespace dmp::findings
