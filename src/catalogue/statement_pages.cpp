#include "catalogue/statement_pages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "catalogue/markdown.hpp"
#include "core/number.hpp"

namespace dmp::catalogue {
namespace {

constexpr const char* kNotice = "<!-- Made by dmp catalogue docs from the catalogue; change the file there, then run script/docs. -->\n\n";

std::string joined(const std::vector<std::string>& names) { return fmt::format("{}", fmt::join(names, ", ")); }

/// "group opiate, sex Male, previous period, in the county".
std::string figure_choice(const FigureReference& figure) {
  std::vector<std::string> parts;
  if (!figure.category.empty()) parts.push_back("group " + figure.category);
  if (!figure.pick.empty()) parts.push_back("the " + figure.pick + " group");
  if (figure.sex != "Persons") parts.push_back("sex " + figure.sex);
  if (figure.age != "All ages") parts.push_back("age " + figure.age);
  if (figure.period != "latest") parts.push_back("period: " + figure.period);
  if (!figure.with.empty()) parts.push_back("of the period of " + figure.with);
  if (figure.area != "this") parts.push_back("of the " + figure.area);
  return joined(parts);
}

std::string premise_text(const Premise& premise) {
  std::string text = "Said of: " + joined(premise.area_types) + ". Condition:\n\n" + fenced(premise.when.source, "text") + "\n## Figures\n\n";
  std::vector<std::vector<std::string>> rows;
  for (const FigureReference& figure : premise.figures) rows.push_back({code(figure.name), code(joined(figure.indicators)), markdown_text(figure_choice(figure))});
  for (const ListReference& list : premise.lists)
    rows.push_back({code(list.name), code(joined(list.indicators)), markdown_text("list over " + list.over + (list.level.empty() ? "" : " (" + list.level + ")") + (list.has_where ? ", where " + list.where.source : ""))});
  return text + markdown_table({"name", "indicator", "which"}, rows);
}

std::string examples_text(const std::vector<StatementExample>& examples) {
  std::string text = "\n## Worked examples\n";
  for (const StatementExample& example : examples) {
    std::vector<std::vector<std::string>> rows;
    for (const core::Estimate& e : example.figures) {
      const std::string interval = std::isnan(e.lower_95) ? "" : core::exact_text(e.lower_95) + " to " + core::exact_text(e.upper_95);
      rows.push_back({code(e.indicator_id), markdown_text(e.category.empty() ? e.sex == "Persons" ? e.age : e.sex : e.category), e.period, core::exact_text(e.value), interval});
    }
    text += "\n" + markdown_table({"indicator", "group", "period", "value", "95% interval"}, rows) + "\n";
    text += example.sentence.empty() ? "Nothing is said.\n" : "> " + markdown_text(example.sentence) + (example.strength.empty() ? "" : " (" + example.strength + ")") + "\n";
  }
  return text;
}

std::string head(const std::string& title, const std::string& id, const std::string& domain) { return kNotice + ("# " + markdown_text(title)) + "\n\n" + code(id) + ", domain " + domain + "\n\n"; }

template <typename Definitions, typename Row>
std::string overview(const Definitions& definitions, const std::vector<std::string>& header, Row row) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& [id, definition] : definitions) rows.push_back(row(definition));
  return markdown_table(header, rows);
}

std::string link(const std::string& folder, const std::string& id) { return "[" + code(id) + "](" + folder + "/" + id + ".md)"; }

}  // namespace

std::string page_of(const FindingDefinition& finding) {
  std::string text = head(finding.title, finding.id, finding.domain);
  if (!finding.covers.empty()) text += "Makes again: " + markdown_text(finding.covers) + ".\n\n";
  text += premise_text(finding.premise) + "\n## What is said\n\n";
  for (const SaidPart& part : finding.says) text += "- " + (part.has_when ? "where " + code(part.when.source) + ": " : std::string()) + code(part.text.source) + "\n";
  if (finding.has_better) text += "\nGood news where " + code(finding.better.source) + ".\n";
  if (finding.has_worse) text += "\nBad news where " + code(finding.worse.source) + ".\n";
  if (!finding.caveats.empty()) text += "\n## Caveats\n\n" + bullets(finding.caveats);
  return text + examples_text(finding.examples);
}

std::string page_of(const ContradictionDefinition& rule) {
  return head(rule.title, rule.id, rule.domain) + "Kind: " + rule.kind + ". Shown beside: " + (rule.findings.empty() ? "findings with one of its figures" : code(joined(rule.findings))) + ".\n\n" + premise_text(rule.premise) +
         "\n## The reason that is given\n\n" + code(rule.reason.source) + "\n" + examples_text(rule.examples);
}

std::string page_of(const ActionDefinition& action) {
  std::string text = head(action.title, action.id, action.domain) + markdown_text(action.recommendation) + "\n\n";
  if (!action.covers.empty()) text += "Makes again: " + markdown_text(action.covers) + ".\n\n";
  text += "Partners: " + markdown_text(joined(action.partners)) + ". Looked at again after " + std::to_string(action.review_months) + " months.\n\nApplies where:\n\n" + fenced(action.applies.source, "text");
  if (!action.measure_name.empty()) text += "\nMeasure: " + markdown_text(action.measure_name) + (action.measure.empty() ? "" : " (" + code(action.measure) + ")") + ", which should " + (action.direction == "none" ? "change" : action.direction) + ".\n";
  if (!action.after.empty()) text += "\nComes after: " + code(joined(action.after)) + ".\n";
  text += "\n## Evidence for what works\n\n";
  for (const core::Citation& citation : action.evidence) text += "- " + markdown_text(citation.text) + " <" + citation.url + "> (" + citation.strength + ") " + markdown_text(citation.says) + "\n";
  return text;
}

std::vector<File> statement_pages(const Statements& statements) {
  std::vector<File> pages;
  const auto add = [&](const std::string& folder, const auto& definitions) {
    for (const auto& [id, definition] : definitions) pages.push_back({folder + "/" + id + ".md", page_of(definition), {}});
  };
  add("actions", statements.actions);
  add("contradictions", statements.contradictions);
  add("findings", statements.findings);
  std::string list = std::string(kNotice) + "# What is said on the figures\n\n## Findings\n\n";
  list += overview(statements.findings, {"finding", "domain", "about", "makes again"},
                   [](const FindingDefinition& f) { return std::vector<std::string>{link("findings", f.id), f.domain, markdown_text(f.title), markdown_text(f.covers)}; });
  list += "\n## Contradictions\n\n" + overview(statements.contradictions, {"rule", "kind", "about"}, [](const ContradictionDefinition& c) {
            return std::vector<std::string>{link("contradictions", c.id), c.kind, markdown_text(c.title)};
          });
  list += "\n## Actions\n\n" + overview(statements.actions, {"action", "domain", "about", "makes again"}, [](const ActionDefinition& a) {
            return std::vector<std::string>{link("actions", a.id), a.domain, markdown_text(a.title), markdown_text(a.covers)};
          });
  pages.push_back({"statements.md", std::move(list), {}});
  return pages;
}

}  // namespace dmp::catalogue
