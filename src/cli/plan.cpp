#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iostream>

#include "calc/table.hpp"
#include "cli/verb.hpp"
#include "core/errors.hpp"
#include "core/file.hpp"
#include "core/nearest.hpp"
#include "core/period.hpp"
#include "intake/containers/open.hpp"
#include "pipeline/edition.hpp"
#include "pipeline/finding_stage.hpp"
#include "plan/exchange.hpp"
#include "plan/plan.hpp"
#include "plan/progress.hpp"

namespace dmp::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string folder = ".", id, by, edition, audience = "public", today, file, comment, expect, area;
  std::vector<std::string> sets, actions;
  std::map<std::string, std::string> named;
  int version = 0;
  bool all = false, remove = false, restore = false, everything = false;
};
using Shared = std::shared_ptr<Options>;

std::string today_of(const Options& options) {
  if (!options.today.empty()) {
    if (!core::parse_day(options.today)) throw core::UserError(core::ErrorKind::usage, "'" + options.today + "' is no date", "write it as 2026-03-31");
    return options.today;
  }
  return plan::author_now().at.substr(0, 10);
}

plan::FieldEdits edits_of(const Options& options) {
  plan::FieldEdits edits;
  for (const auto& [field, text] : options.named)
    if (!text.empty()) edits.emplace_back(field, text);
  for (const std::string& set : options.sets) {
    const std::size_t equals = set.find('=');
    if (equals == std::string::npos) throw core::UserError(core::ErrorKind::usage, "--set takes FIELD=TEXT, not '" + set + "'", "write --set owner=\"Jo Smith\"");
    edits.emplace_back(set.substr(0, equals), set.substr(equals + 1));
  }
  return edits;
}

core::PlanProgresses progress_of(plan::Plan& plan, const Options& options) {
  const auto edition = pipeline::find_edition(options.folder, options.edition);
  return plan::judge(plan.list(), pipeline::estimates_in(pipeline::estimates_of(edition, pipeline::audience_named(options.audience))), today_of(options));
}

void list(const Options& options, const Context& context) {
  plan::Plan plan = plan::Plan::open(options.folder, false);
  core::PlanRows rows = plan.list(options.all);
  if (!options.id.empty()) rows = {plan.get(options.id)};
  if (context.chosen_format() != core::Format::table) return context.print(plan::table_of(rows));
  core::DataTable table({"id", "version", "domain", "area", "title", "owner", "status", "due", "target", "risk"});
  for (const auto& r : rows)
    table.add({r.id, static_cast<long long>(r.version), r.domain, r.area_name, r.title + (r.removed ? " (removed)" : ""), r.owner, r.status, r.due, std::isnan(r.target) ? core::Cell() : core::Cell(r.target), r.risk});
  context.print(table);
}

void add(const Options& options, const Context& context) {
  plan::Plan plan = plan::Plan::open(options.folder, true);
  context.print(plan::table_of(core::PlanRows{plan.add(edits_of(options), plan::author_now(options.by))}));
}

void update(const Options& options, const Context& context) {
  plan::Plan plan = plan::Plan::open(options.folder, false);
  const plan::Author author = plan::author_now(options.by);
  const plan::FieldEdits edits = edits_of(options);
  if (edits.empty() && options.comment.empty() && !options.remove && !options.restore)
    throw core::UserError(core::ErrorKind::usage, "nothing is changed", "say what: --set FIELD=TEXT, --comment TEXT, --remove or --restore");
  core::PlanRow row = plan.get(options.id);
  int version = options.version;
  if (!edits.empty()) {
    row = plan.update(options.id, version, edits, author);
    version = version == 0 ? 0 : row.version;
  }
  if (options.remove || options.restore) row = plan.set_removed(options.id, options.remove, version, author);
  if (!options.comment.empty()) row = plan.comment(options.id, options.comment, author);
  context.print(plan::table_of(core::PlanRows{row}));
}

/// What became of the evidence for an item that was adopted from an action.
std::string evidence_of(const std::string& action_id, const std::optional<findings::Statements>& statements) {
  if (action_id.empty() || !statements) return {};
  const auto found = std::find_if(statements->actions.begin(), statements->actions.end(), [&](const core::Action& action) { return action.id == action_id; });
  if (found == statements->actions.end()) return "no longer recommended: what it rests on is no longer so";
  return found->stale ? "what it rests on has changed: " + fmt::format("{}", fmt::join(found->changes, " ")) : "";
}

void progress(const Options& options, const Context& context) {
  plan::Plan plan = plan::Plan::open(options.folder, false);
  const core::PlanProgresses all = progress_of(plan, options);
  const auto statements = pipeline::statements_of(pipeline::find_edition(options.folder, options.edition), pipeline::audience_named(options.audience));
  std::map<std::string, std::string> evidence;
  for (const core::PlanRow& row : plan.list()) evidence[row.id] = evidence_of(row.action_id, statements);
  if (context.chosen_format() != core::Format::table) {
    const core::DataTable judged = plan::table_of(all);
    std::vector<std::string> columns = judged.columns();
    columns.emplace_back("evidence");
    core::DataTable table(columns);
    for (auto row : judged.rows()) {
      row.emplace_back(evidence[core::exact_text(row[0])]);
      table.add(std::move(row));
    }
    return context.print(table);
  }
  core::DataTable table({"id", "title", "owner", "rating", "baseline", "latest", "expected", "target", "why"});
  const auto number = [](double value) { return std::isnan(value) ? core::Cell() : core::Cell(value); };
  for (const auto& p : all)
    table.add({p.id, p.title, p.owner, p.rating, number(p.baseline), number(p.latest), number(p.expected), number(p.target), p.rating_reason + (p.overdue.empty() ? "" : "; " + p.overdue)});
  context.print(table);
}

void history(const Options& options, const Context& context) {
  plan::Plan plan = plan::Plan::open(options.folder, false);
  context.print(plan::table_of(plan.history(options.id)));
}

/// A table of texts out of a csv, a workbook or any other table that the intake reads.
std::vector<plan::Plan::Row> rows_in(const std::string& file) {
  core::TemporaryFolder scratch(fs::temp_directory_path(), "dmp-plan-");
  const auto tables = intake::open_extract(file, {}, scratch);
  if (tables.empty()) throw core::UserError(core::ErrorKind::data, "the file holds no table", core::Place{file}, "save it as csv or xlsx");
  std::string text = core::read_file(tables.front().text).substr(tables.front().skip_bytes);
  calc::ReadSettings settings;
  settings.delimiter = tables.front().delimiter;
  const calc::Table table = calc::read_csv(std::move(text), tables.front().name, settings);
  std::vector<std::vector<std::string>> cells(table.rows);
  std::vector<std::string> header;
  for (const calc::Column& column : table.columns) {
    header.push_back(column.name);
    for (std::size_t row = 0; row < table.rows; ++row) cells[row].push_back(column.is_text() ? std::string(column.text(row)) : core::exact_text(table.cell(row, column)));
  }
  return plan::rows_of(header, cells);
}

void import(const Options& options, const Context& context) {
  const std::vector<plan::Plan::Row> rows = rows_in(options.file);
  plan::Plan plan = plan::Plan::open(options.folder, true);
  const auto result = plan.import(rows, plan::author_now(options.by));
  core::DataTable table({"added", "changed", "unchanged"});
  table.add({static_cast<long long>(result.added), static_cast<long long>(result.changed), static_cast<long long>(result.unchanged)});
  context.print(table);
}

/// The text of a csv cell that a spreadsheet would run as a formula gets a quote before it.
void guard(core::DataTable& table) {
  core::DataTable guarded(table.columns());
  for (auto row : table.rows()) {
    for (core::Cell& cell : row)
      if (auto* text = std::get_if<std::string>(&cell); text && !text->empty() && std::string("=+-@").find(text->front()) != std::string::npos) text->insert(0, "'");
    guarded.add(std::move(row));
  }
  table = std::move(guarded);
}

void export_plan(const Options& options, const Context& context) {
  plan::Plan plan = plan::Plan::open(options.folder, false);
  if (!context.output.empty() && context.output.ends_with(".xlsx")) {
    core::PlanProgresses judged;
    try {
      judged = progress_of(plan, options);
    } catch (const core::UserError& fault) {  // a plan may be older than the first edition
      if (!context.quiet) std::cerr << "note: the workbook has no progress: " << fault.problem() << '\n';
    }
    return plan::write_workbook(plan.list(), judged, plan.history(), context.output);
  }
  core::DataTable table = plan::table_of(plan.list(options.all));
  if (context.chosen_format() == core::Format::csv) guard(table);
  context.print(table);
}

void verify(const Options& options, Context& context) {
  plan::Plan plan = plan::Plan::open(options.folder, false);
  plan::Verification found = plan.verify();
  if (!options.expect.empty()) {
    const auto changes = plan.history();
    if (std::none_of(changes.begin(), changes.end(), [&](const auto& change) { return change.hash.starts_with(options.expect); }))
      found.problems.push_back("the log does not hold the entry " + options.expect + ": it was cut short or replaced");
    found.sound = found.problems.empty();
  }
  core::DataTable table({"sound", "entries", "items", "head", "problem"});
  if (found.problems.empty()) found.problems.emplace_back();
  for (const std::string& problem : found.problems) table.add({found.sound, found.entries, static_cast<long long>(found.items), found.head, problem});
  context.print(table);
  if (!found.sound) context.exit_code = 1;
}

void recover(const Options& options, Context& context) {
  const plan::Recovery done = plan::recover(options.folder);
  core::DataTable table({"entries", "restored_from", "fault_of_database", "fault_of_text_log", "database_kept_as", "text_log_kept_as", "entries_lost", "stories_differ_from"});
  table.add({done.entries, done.restored_from, done.database_fault, done.log_fault, done.kept_as, done.log_kept_as, done.lost, done.unsure_from > 0 ? core::Cell(done.unsure_from) : core::Cell()});
  context.print(table);
  if (done.lost > 0) {
    std::cerr << fmt::format("warning: {} {} of the log can be read in neither file; the damaged files are kept beside the plan\n", done.lost, done.lost == 1 ? "entry" : "entries");
    context.exit_code = 1;
  }
}

plan::Baseline baseline_of(const core::Action& action, const core::Estimates& estimates) {
  plan::Baseline baseline;
  for (const core::Estimate& e : estimates)
    if (!action.measure_estimate_id.empty() && e.estimate_id == action.measure_estimate_id) baseline = {e.estimate_id, e.period, e.unit, e.value, e.lower_95, e.upper_95};
  return baseline;
}

void from_actions(const Options& options, const Context& context) {
  const auto edition = pipeline::find_edition(options.folder, options.edition);
  const pipeline::Audience audience = pipeline::audience_named(options.audience);
  const findings::Statements statements = pipeline::need_statements(edition, audience);
  const core::Estimates estimates = pipeline::estimates_in(pipeline::estimates_of(edition, audience));
  std::vector<std::string> known, wanted = options.actions;
  for (const core::Action& action : statements.actions) known.push_back(action.id);
  if (wanted.empty() && !options.everything)
    throw core::UserError(core::ErrorKind::usage, "no action is named", "name some (dmp findings --actions lists them), or --every");
  for (const std::string& id : wanted)
    if (std::find(known.begin(), known.end(), id) == known.end()) throw core::UserError(core::ErrorKind::usage, "the edition has no action '" + id + "'", "dmp findings --actions lists them." + core::suggestion(id, known));
  plan::Plan plan = plan::Plan::open(options.folder, true);
  std::vector<std::string> there;
  for (const core::PlanRow& row : plan.list()) there.push_back(row.action_id);
  core::PlanRows adopted;
  const plan::Author author = plan::author_now(options.by);
  for (const core::Action& action : statements.actions) {
    const bool asked = options.everything ? options.area.empty() || action.area_code == options.area || action.area_name == options.area : std::find(wanted.begin(), wanted.end(), action.id) != wanted.end();
    if (!asked || std::find(there.begin(), there.end(), action.id) != there.end()) continue;
    adopted.push_back(plan.add(plan::fields_of(action, baseline_of(action, estimates), today_of(options)), author, "adopt"));
  }
  context.print(plan::table_of(adopted));
}

void add_fields(CLI::App& verb, const Shared& options) {
  for (const char* name : {"title", "owner", "status", "domain", "due", "measure", "direction", "target", "target_date", "risk", "milestones", "depends_on"}) {
    std::string option = "--" + std::string(name);
    std::replace(option.begin(), option.end(), '_', '-');
    verb.add_option(option, options->named[name], std::string("the field ") + name);
  }
  verb.add_option("--set", options->sets, "FIELD=TEXT: any field (dmp plan export shows them); may be given several times");
  verb.add_option("--by", options->by, "who edits (default: DMP_USER or the user's name)");
}

CLI::App* part(CLI::App& verb, const Shared& options, const char* name, const char* about) {
  auto* each = verb.add_subcommand(name, about);
  each->add_option("DIR", options->folder, "profile folder")->capture_default_str();
  return each;
}

void add_judging(CLI::App& verb, const Shared& options) {
  verb.add_option("--edition", options->edition, "an edition's id (default: the latest)");
  verb.add_option("--audience", options->audience, "public or restricted figures")->capture_default_str();
  verb.add_option("--today", options->today, "the day by which milestones are late (default: today)");
}

}  // namespace

void add_plan(CLI::App& app, Context& context) {
  auto* verb = app.add_subcommand("plan", "the delivery plan: items, owners, milestones, progress, history");
  const auto options = std::make_shared<Options>();
  verb->require_subcommand(1);
  verb->footer("Examples:\n  dmp plan from-actions my-county prison_continuity:E06000032\n  dmp plan update my-county P-0001 --version 3 --owner \"Jo Smith\" --set \"milestones=Pathway agreed | 2026-12-31\"\n"
               "  dmp plan progress my-county\n  dmp plan export my-county -o plan.xlsx\n  dmp plan verify my-county");
  auto* listed = part(*verb, options, "list", "the items as they stand");
  listed->add_option("ID", options->id, "only this item");
  listed->add_flag("--all", options->all, "also those taken out of the plan");
  auto* added = part(*verb, options, "add", "a new item (needs --title)");
  add_fields(*added, options);
  auto* updated = part(*verb, options, "update", "change an item; with --version the edit is refused where somebody changed it since");
  updated->add_option("ID", options->id, "the item")->required();
  updated->add_option("--version", options->version, "the version that the edit was made of (0: whatever it is)")->check(CLI::NonNegativeNumber);
  updated->add_option("--comment", options->comment, "add a comment");
  updated->add_flag("--remove", options->remove, "take the item out of the plan; its history stays");
  updated->add_flag("--restore", options->restore, "put it back");
  add_fields(*updated, options);
  auto* judged = part(*verb, options, "progress", "red, amber, green: each measure against its baseline, where it should be, and chance");
  add_judging(*judged, options);
  auto* told = part(*verb, options, "history", "the log: who changed what and when");
  told->add_option("ID", options->id, "only this item");
  auto* imported = part(*verb, options, "import", "add and change items from a csv, xlsx or ods table; all rows or none");
  imported->add_option("FILE", options->file, "the table")->required();
  imported->add_option("--by", options->by, "who edits");
  auto* exported = part(*verb, options, "export", "the plan as csv or json, or with -o NAME.xlsx as a workbook with progress and log");
  exported->add_flag("--all", options->all, "also those taken out of the plan");
  add_judging(*exported, options);
  auto* verified = part(*verb, options, "verify", "look over the file, the chain of hashes and what follows from it; exit 1 where something is wrong");
  verified->add_option("--expect", options->expect, "a head noted down earlier, which the log must hold");
  auto* recovered = part(*verb, options, "recover", "make whichever of plan.sqlite and log.jsonl is damaged again from the one that is whole; of two damaged ones take each entry from where it is sound");
  auto* adopted = part(*verb, options, "from-actions", "adopt recommended actions of an edition as items, with their baselines");
  adopted->add_option("ACTION", options->actions, "ids of actions");
  adopted->add_flag("--every", options->everything, "every action that is not in the plan yet");
  adopted->add_option("--area", options->area, "with --every: only of this area (code or name)");
  adopted->add_option("--by", options->by, "who edits");
  add_judging(*adopted, options);
  for (auto* each : {listed, added, updated, judged, told, imported, exported, verified, recovered, adopted}) add_output_options(*each, context);
  listed->callback([&context, options] { list(*options, context); });
  added->callback([&context, options] { add(*options, context); });
  updated->callback([&context, options] { update(*options, context); });
  judged->callback([&context, options] { progress(*options, context); });
  told->callback([&context, options] { history(*options, context); });
  imported->callback([&context, options] { import(*options, context); });
  exported->callback([&context, options] { export_plan(*options, context); });
  verified->callback([&context, options] { verify(*options, context); });
  recovered->callback([&context, options] { recover(*options, context); });
  adopted->callback([&context, options] { from_actions(*options, context); });
}

}  // namespace dmp::cli
