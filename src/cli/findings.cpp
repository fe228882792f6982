#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "cli/finding_moves.hpp"
#include "cli/verb.hpp"
#include "core/errors.hpp"
#include "core/nearest.hpp"
#include "findings/json.hpp"
#include "pipeline/edition.hpp"
#include "pipeline/finding_stage.hpp"

namespace dmp::cli {
namespace {

struct Options {
  std::string folder = ".", edition, audience = "public", domain, area, strength, since;
  bool actions = false, contradictions = false, not_said = false;
};

std::string joined(const std::vector<std::string>& texts, const char* sign = "; ") { return fmt::format("{}", fmt::join(texts, sign)); }

std::string domain_of(const std::string& asked) {
  static const std::vector<std::string> known = {"USE", "CRI", "DTH", "SUP", "ENG", "REC", "CTX"};
  std::string domain = asked;
  for (char& c : domain) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  if (!domain.empty() && std::find(known.begin(), known.end(), domain) == known.end())
    throw core::UserError(core::ErrorKind::usage, "there is no domain '" + asked + "'", "one of " + joined(known, ", "));
  return domain;
}

/// An area by its code or name; a usage UserError with the nearest where no statement is of it.
template <typename Rows>
void keep_area(Rows& rows, const std::string& area, const std::vector<std::string>& known) {
  if (area.empty()) return;
  if (std::find(known.begin(), known.end(), area) == known.end()) throw core::UserError(core::ErrorKind::usage, "there is no area '" + area + "'", "give a code or a name." + core::suggestion(area, known));
  std::erase_if(rows, [&](const auto& row) { return row.area_code != area && row.area_name != area; });
}

std::vector<std::string> areas_of(const findings::Statements& statements) {
  std::vector<std::string> known;
  for (const auto& finding : statements.findings) known.push_back(finding.area_code), known.push_back(finding.area_name);
  for (const auto& unsaid : statements.unsaid) known.push_back(unsaid.area_code), known.push_back(unsaid.area_name);
  std::sort(known.begin(), known.end());
  known.erase(std::unique(known.begin(), known.end()), known.end());
  return known;
}

void print_findings(const core::Findings& findings, const Context& context) {
  if (context.chosen_format() == core::Format::table) {
    core::DataTable table({"domain", "area", "what we know", "strength"});
    for (const auto& f : findings) table.add({f.domain, f.area_name, f.sentence + (f.contradictions.empty() ? "" : " [!]"), f.strength});
    return context.print(table);
  }
  core::DataTable table({"finding_id", "definition", "domain", "title", "area_code", "area_name", "period", "sentence", "direction", "strength", "strength_reasons", "caveats", "probability_words",
                         "estimate_ids", "contradictions"});
  for (const auto& f : findings)
    table.add({f.id, f.definition, f.domain, f.title, f.area_code, f.area_name, f.period, f.sentence, f.direction, f.strength, joined(f.strength_reasons), joined(f.caveats, " "), f.probability_words,
               joined(f.estimate_ids, " "), joined(f.contradictions, " ")});
  context.print(table);
}

void print_actions(const core::Actions& actions, const Context& context) {
  core::DataTable table({"action_id", "domain", "area_code", "area_name", "title", "recommendation", "partners", "measure", "expected_direction", "baseline_estimate_id", "finding_ids", "evidence", "review_months",
                         "stale", "changes"});
  for (const auto& a : actions) {
    std::vector<std::string> evidence;
    for (const auto& citation : a.evidence) evidence.push_back(citation.text + " " + citation.url);
    table.add({a.id, a.domain, a.area_code, a.area_name, a.title, a.recommendation, joined(a.partners), a.measure_name, a.expected_direction, a.measure_estimate_id, joined(a.finding_ids, " "), joined(evidence),
               static_cast<long long>(a.review_months), a.stale, joined(a.changes, " ")});
  }
  context.print(table);
}

void print_contradictions(const core::Contradictions& contradictions, const Context& context) {
  core::DataTable table({"contradiction_id", "kind", "domain", "area_name", "title", "reason", "estimate_ids", "finding_ids"});
  for (const auto& c : contradictions) table.add({c.id, c.kind, c.domain, c.area_name, c.title, c.reason, joined(c.estimate_ids, " "), joined(c.finding_ids, " ")});
  context.print(table);
}

void print_not_said(const std::vector<core::Unsaid>& unsaid, const Context& context) {
  core::DataTable table({"finding_id", "area_name", "title", "reason"});
  for (const auto& u : unsaid) table.add({u.id, u.area_name, u.title, u.reason});
  context.print(table);
}

void run(const Options& options, const Context& context) {
  const pipeline::Audience audience = pipeline::audience_named(options.audience);
  const auto edition = pipeline::find_edition(options.folder, options.edition);
  findings::Statements statements = pipeline::need_statements(edition, audience);
  const std::string domain = domain_of(options.domain);
  const std::vector<std::string> areas = areas_of(statements);
  const auto filter = [&](auto& rows) {
    keep_area(rows, options.area, areas);
    if (!domain.empty()) std::erase_if(rows, [&](const auto& row) { return row.domain != domain; });
  };
  if (!options.since.empty()) {
    return context.print(finding_moves(pipeline::find_edition(options.folder, options.since), edition, audience));
  }
  if (options.not_said) {
    keep_area(statements.unsaid, options.area, areas);
    return print_not_said(statements.unsaid, context);
  }
  if (options.actions) {
    filter(statements.actions);
    return print_actions(statements.actions, context);
  }
  if (options.contradictions) {
    filter(statements.contradictions);
    return print_contradictions(statements.contradictions, context);
  }
  filter(statements.findings);
  if (!options.strength.empty()) std::erase_if(statements.findings, [&](const auto& f) { return f.strength != options.strength; });
  print_findings(statements.findings, context);
  const auto contradicted = std::count_if(statements.findings.begin(), statements.findings.end(), [](const auto& f) { return !f.contradictions.empty(); });
  if (contradicted > 0 && !context.quiet) std::cerr << "note: " << contradicted << " of " << statements.findings.size() << " findings stand beside something that does not fit them; see --contradictions\n";
}

}  // namespace

void add_findings(CLI::App& app, Context& context) {
  auto* verb = app.add_subcommand("findings", "what we know: statements bound to the estimates that carry them");
  const auto options = std::make_shared<Options>();
  verb->add_option("DIR", options->folder, "profile folder")->capture_default_str();
  verb->add_option("--domain", options->domain, "only this domain of the outcomes framework: USE CRI DTH SUP ENG REC CTX");
  verb->add_option("--area", options->area, "only this area (code or name)");
  verb->add_option("--strength", options->strength, "only findings of this strength")->check(CLI::IsMember({"strong", "moderate", "weak"}));
  verb->add_option("--edition", options->edition, "an edition's id (default: the latest)");
  verb->add_option("--audience", options->audience, "public: from released figures; restricted: from every figure, not for publication")->capture_default_str();
  verb->add_flag("--actions", options->actions, "the actions that follow from the findings");
  verb->add_flag("--contradictions", options->contradictions, "statements and figures that do not fit each other, with the reason");
  verb->add_flag("--not-said", options->not_said, "statements of the catalogue that are not made, and why");
  verb->add_option("--since", options->since, "an earlier edition: what appeared, disappeared or changed since, and why");
  add_output_options(*verb, context);
  verb->footer("Examples:\n  dmp findings examples/bedfordshire --domain ENG\n  dmp findings my-county --area Luton --actions --format json\n  dmp findings my-county --since 3f2a91c04e5d");
  verb->callback([&context, options] { run(*options, context); });
}

}  // namespace dmp::cli
