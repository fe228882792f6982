#include <fmt/format.h>

#include <algorithm>

#include "catalogue/statement_check.hpp"
#include "catalogue/statement_reader.hpp"
#include "core/number.hpp"

namespace dmp::catalogue {
namespace {

const Names kDomains = {"USE", "CRI", "DTH", "SUP", "ENG", "REC", "CTX"};
const Names kAreaTypes = {"county", "authority", "force"};
const Names kReportForms = {"needs_assessment", "market_profile", "board_paper", "annual_report", "public_summary", "press_fact_box", "scorecard"};

void check_each(const Section& section, std::string_view key, const Names& values, const Names& known) {
  refuse_repeats(section, key, values);
  for (std::size_t i = 0; i < values.size(); ++i)
    if (std::find(known.begin(), known.end(), values[i]) == known.end())
      refuse_name(fmt::format("'{}' cannot hold", key), values[i], known, place_of(section.file(), (*section.table().get(key)->as_array())[i].source()));
}

void check_indicators(const Names& indicators, const core::Place& place, const Catalogue& catalogue) {
  Names known;
  for (const auto& [id, indicator] : catalogue.indicators) known.push_back(id);
  if (indicators.empty()) refuse("no indicator is named", place, "write the id of one");
  for (const std::string& id : indicators)
    if (!catalogue.indicators.contains(id)) refuse_name("there is no indicator", id, known, place);
}

void check_period(const std::string& period, const core::Place& place) {
  if (period == "latest" || period == "first" || period == "previous") return;
  const bool back = period.ends_with(" before");
  const auto steps = back ? core::parse_integer(std::string_view(period).substr(0, period.size() - 7)) : std::nullopt;
  if (!steps || *steps < 1 || *steps > 100) refuse("'" + period.substr(0, 60) + "' is no period of a figure", place, "write latest, first, previous or a number of periods such as \"5 before\"");
}

/// A name for a figure or list that does not shadow a word of the language.
void check_name(const std::string& name, const core::Place& place) {
  static const Names reserved = {"it", "area", "county", "area_type", "and", "or", "not", "england", "region", "force", "neighbours", "list", "comparator"};
  if (!is_name(name) || std::find(reserved.begin(), reserved.end(), name) != reserved.end())
    refuse("'" + name.substr(0, 60) + "' cannot be the name of a figure", place, "use small letters, digits and underscores, a letter first, and no word of the language");
}

Names indicators_of(const Section& section) {
  return section.texts("indicator", true);
}

ListReference read_list(const std::string& name, const toml::table& table, const Document& document, const Catalogue& catalogue, ExpressionNames names) {
  const Section section(table, document.file, "[lists." + name + "]", {"indicator", "over", "level", "category_type", "category", "without", "where", "order", "most", "tell_more"});
  ListReference list;
  list.name = name;
  list.place = section.place();
  list.indicators = indicators_of(section);
  check_indicators(list.indicators, section.place("indicator"), catalogue);
  list.over = section.choice("over", {"category", "sex", "age", "sex and age", "areas"});
  if (list.over == "areas") list.level = section.choice("level", {"small area", "ward", "authority"});
  list.category_type = section.text("category_type");
  list.category = section.text("category");
  list.without = section.texts("without");
  if (section.has("where")) {
    list.where = read_expression(section, "where", document);
    list.has_where = true;
    names.it = true;
    check_condition(list.where, names);
  }
  list.highest_first = section.choice("order", {"highest", "lowest"}, "highest") == "highest";
  list.most = static_cast<std::size_t>(section.integer("most", 1, 50).value_or(5));
  list.tell_more = section.flag("tell_more", true);
  return list;
}

Premise read_premise(const Section& section, const Document& document, const Catalogue& catalogue, ExpressionNames& names) {
  Premise premise;
  premise.area_types = section.has("areas") ? section.texts("areas") : Names{"county", "authority", "force"};
  if (section.has("areas")) check_each(section, "areas", premise.area_types, kAreaTypes);
  premise.compare = section.has("compare") ? section.texts("compare") : Names{"england", "neighbours", "region", "county", "force", "list"};
  if (section.has("compare")) check_each(section, "compare", premise.compare, comparator_kinds());
  const toml::table* figures = section.child("figures");
  if (!figures || figures->empty()) section.refuse_missing("figures", "add [figures] with a name for each figure: need = \"unmet_need_ocu\"");
  for (const auto& [name, place] : keys_in_order(*figures, document.file)) {
    check_name(name, place);
    premise.figures.push_back(read_figure(name, *figures->get(name), document, catalogue));
    names.figures.insert(name);
  }
  for (const FigureReference& figure : premise.figures) {
    if (figure.with.empty()) continue;
    const auto other = std::find_if(premise.figures.begin(), premise.figures.end(), [&](const FigureReference& each) { return each.name == figure.with; });
    if (other == premise.figures.end() || other->name == figure.name) refuse_name("no figure is called", figure.with, {names.figures.begin(), names.figures.end()}, figure.place);
    if (!other->with.empty()) refuse("'" + figure.name + "' takes the period of '" + other->name + "', which takes another's", figure.place, "write with = \"" + other->with + "\"");
  }
  if (const toml::table* lists = section.child("lists"))
    for (const auto& [name, place] : keys_in_order(*lists, document.file)) {
      check_name(name, place);
      if (names.figures.contains(name)) refuse("'" + name + "' is a figure and a list", place, "give the list another name");
      const toml::table* table = lists->get(name)->as_table();
      if (!table) refuse("a list must be a table", place, "write [lists." + name + "]");
      premise.lists.push_back(read_list(name, *table, document, catalogue, names));
    }
  for (const ListReference& list : premise.lists) names.lists.insert(list.name);
  premise.when = read_expression(section, "when", document);
  check_condition(premise.when, names);
  return premise;
}

Template read_template(const Section& section, std::string_view key, const Document& document, const ExpressionNames& names) {
  const std::string text = section.required_text(key);
  Template read = parse_template(text, text_place(section, key, document));
  check_template(read, names);
  return read;
}

bool read_optional_condition(const Section& section, std::string_view key, const Document& document, const ExpressionNames& names, Expression& into) {
  if (!section.has(key)) return false;
  into = read_expression(section, key, document);
  check_condition(into, names);
  return true;
}


core::Citation read_citation(const toml::table& table, const Document& document) {
  const Section section(table, document.file, "[[evidence]]", {"citation", "url", "says", "strength"});
  core::Citation citation;
  citation.text = section.required_text("citation");
  citation.url = section.required_text("url");
  if (!citation.url.starts_with("https://")) refuse("'url' is no address", section.place("url"), "write it from https:// on");
  citation.says = section.required_text("says");
  citation.strength = section.choice("strength", {"systematic review", "guideline", "national policy", "evaluation", "statistics"});
  return citation;
}

}  // namespace

Expression read_expression(const Section& section, std::string_view key, const Document& document) {
  const std::string text = section.required_text(key);
  return parse_expression(text, text_place(section, key, document));
}

FigureReference read_figure(const std::string& name, const toml::node& node, const Document& document, const Catalogue& catalogue) {
  FigureReference figure;
  figure.name = name;
  figure.place = place_of(document.file, node.source());
  if (node.is_string()) {
    figure.indicators = {node.as_string()->get()};
  } else if (const toml::array* array = node.as_array()) {
    for (const toml::node& each : *array) {
      if (!each.is_string()) refuse("'" + name + "' must hold ids of indicators", place_of(document.file, each.source()), "put them in quotes");
      figure.indicators.push_back(each.as_string()->get());
    }
  } else if (const toml::table* table = node.as_table()) {
    const Section section(*table, document.file, "the figure '" + name + "'", {"indicator", "area", "sex", "age", "category_type", "category", "pick", "period", "with"});
    figure.indicators = indicators_of(section);
    figure.area = section.choice("area", {"this", "county", "england", "region", "force"}, "this");
    figure.sex = section.choice("sex", {"Persons", "Male", "Female"}, "Persons");
    figure.age = section.text("age", "All ages");
    figure.category_type = section.text("category_type");
    figure.category = section.text("category");
    figure.pick = section.has("pick") ? section.choice("pick", {"largest", "smallest"}) : "";
    figure.period = section.text("period", "latest");
    figure.with = section.text("with");
    check_period(figure.period, section.place("period"));
  } else {
    refuse("'" + name + "' is no figure", figure.place, "write the id of an indicator, or a table with indicator = ...");
  }
  check_indicators(figure.indicators, figure.place, catalogue);
  return figure;
}

FindingDefinition read_finding(const Document& document, const Catalogue& catalogue) {
  const Section section(document.root, document.file, "a finding",
                        {"id", "title", "domain", "areas", "compare", "figures", "lists", "when", "say", "better", "worse", "caveats", "indicator_caveats", "judgement",
                         "headline_for", "numbers", "covers", "example"});
  FindingDefinition finding;
  finding.id = read_id(section, document);
  finding.place = section.place("id");
  finding.title = section.required_text("title");
  finding.domain = section.choice("domain", kDomains);
  ExpressionNames names;
  finding.premise = read_premise(section, document, catalogue, names);
  for (const toml::table* table : section.children("say")) {
    const Section each(*table, document.file, "[[say]]", {"text", "when"});
    SaidPart part;
    part.text = read_template(each, "text", document, names);
    part.has_when = read_optional_condition(each, "when", document, names, part.when);
    finding.says.push_back(std::move(part));
  }
  if (finding.says.empty()) section.refuse_missing("say", "add [[say]] with text = ...");
  finding.has_better = read_optional_condition(section, "better", document, names, finding.better);
  finding.has_worse = read_optional_condition(section, "worse", document, names, finding.worse);
  finding.caveats = section.texts("caveats");
  finding.quotes_indicator_caveats = section.flag("indicator_caveats", true);
  finding.judgement = section.text("judgement");
  if (!finding.judgement.empty() && !names.figures.contains(finding.judgement))
    refuse_name("no figure is called", finding.judgement, {names.figures.begin(), names.figures.end()}, section.place("judgement"));
  finding.headline_for = section.texts("headline_for");
  if (section.has("headline_for")) check_each(section, "headline_for", finding.headline_for, kReportForms);
  if (const toml::node* numbers = section.table().get("numbers")) {
    if (!numbers->is_array()) section.refuse_type("numbers", "an array of whole numbers");
    for (const toml::node& number : *numbers->as_array()) {
      const auto value = number.value<long long>();
      if (!value || *value < 1 || *value > 118) refuse("'numbers' holds no row of the field's list", place_of(document.file, number.source()), "write whole numbers from 1 to 118");
      finding.numbers.push_back(static_cast<int>(*value));
    }
  }
  finding.covers = section.text("covers");
  finding.examples = read_statement_examples(section, document, catalogue, "sentence");
  return finding;
}

ContradictionDefinition read_contradiction(const Document& document, const Catalogue& catalogue) {
  const Section section(document.root, document.file, "a contradiction",
                        {"id", "title", "kind", "domain", "areas", "compare", "figures", "lists", "when", "reason", "findings", "example"});
  ContradictionDefinition rule;
  rule.id = read_id(section, document);
  rule.place = section.place("id");
  rule.title = section.required_text("title");
  rule.kind = section.choice("kind", {"cannot both hold", "different denominators", "different periods", "different figures"});
  rule.domain = section.choice("domain", kDomains);
  ExpressionNames names;
  rule.premise = read_premise(section, document, catalogue, names);
  rule.reason = read_template(section, "reason", document, names);
  rule.findings = section.texts("findings");
  rule.examples = read_statement_examples(section, document, catalogue, "reason");
  return rule;
}

ActionDefinition read_action(const Document& document, const Catalogue& catalogue, const std::vector<std::string>& findings) {
  const Section section(document.root, document.file, "an action",
                        {"id", "title", "domain", "areas", "recommendation", "partners", "applies", "evidence", "measure", "measure_name", "direction", "after", "review_months", "covers", "example"});
  ActionDefinition action;
  action.id = read_id(section, document);
  action.place = section.place("id");
  action.title = section.required_text("title");
  action.domain = section.choice("domain", kDomains);
  action.recommendation = section.required_text("recommendation");
  action.area_types = section.has("areas") ? section.texts("areas") : Names{"county", "authority"};
  if (section.has("areas")) check_each(section, "areas", action.area_types, kAreaTypes);
  action.partners = section.texts("partners");
  if (action.partners.empty()) section.refuse_missing("partners", "say who carries it out");
  refuse_repeats(section, "partners", action.partners);
  action.applies = read_expression(section, "applies", document);
  ExpressionNames names;
  names.findings = {findings.begin(), findings.end()};
  names.of_findings = true;
  check_condition(action.applies, names);
  action.rests_on = findings_named(action.applies);
  for (const toml::table* table : section.children("evidence")) action.evidence.push_back(read_citation(*table, document));
  if (action.evidence.empty()) section.refuse_missing("evidence", "add [[evidence]] with citation, url, says and strength");
  action.measure_name = section.text("measure_name");
  action.direction = section.choice("direction", {"increase", "decrease", "none"}, "none");
  if (const toml::node* measure = section.table().get("measure")) {
    action.measure_figure = read_figure("measure", *measure, document, catalogue);
    action.measure = action.measure_figure.indicators.front();
    if (action.measure_name.empty()) action.measure_name = catalogue.indicators.at(action.measure).name;
    if (action.direction == "none") section.refuse_missing("direction", "say which way the measure should go: increase or decrease");
  }
  action.after = section.texts("after");
  if (section.has("after")) refuse_repeats(section, "after", action.after);
  action.after_place = section.place("after");
  action.review_months = static_cast<int>(section.integer("review_months", 1, 60).value_or(12));
  action.covers = section.text("covers");
  for (const toml::table* table : section.children("example")) {
    const Section each(*table, document.file, "[[example]]", {"findings", "applies"});
    ActionExample example{each.texts("findings"), each.flag("applies", true), each.place()};
    for (const std::string& name : example.findings)
      if (!names.findings.contains(name)) refuse_name("there is no finding", name, findings, each.place("findings"));
    action.examples.push_back(std::move(example));
  }
  if (action.examples.empty()) section.refuse_missing("example", "add [[example]] with findings and whether it applies");
  return action;
}

}  // namespace dmp::catalogue
