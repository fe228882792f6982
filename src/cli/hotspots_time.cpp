#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>

#include "cli/hotspots_material.hpp"
#include "core/errors.hpp"
#include "places/places_over_time.hpp"

namespace dmp::cli {
namespace {

using core::Cell;
using core::ErrorKind;
using core::UserError;

/// Below this many events no pattern of an area is told to the public.
constexpr std::size_t kFewestTold = 100;

Cell number(double value) { return std::isnan(value) ? Cell() : Cell(value); }

struct Options : PlaceOptions {
  std::vector<std::string> areas, control;
  std::string from, to, first, last;
  int step = 3, before = 12, after = 6;
  std::vector<double> metres = {1, 200, 400}, days = {7, 14, 28};
  std::uint64_t permutations = 999;
  double alpha = 0.05;
};

/// The areas of the map inside any of the codes (authorities, small areas, or the county of all); empty codes: all.
std::vector<char> areas_in(const places::SmallAreaMap& map, const std::vector<std::string>& codes, const std::string& option) {
  std::vector<char> in(map.codes.size(), codes.empty());
  for (const std::string& code : codes) {
    bool found = false;
    for (std::size_t i = 0; i < map.codes.size(); ++i)
      if (map.codes[i] == code || map.authorities[i] == code) in[i] = 1, found = true;
    if (!found) throw UserError(ErrorKind::usage, fmt::format("{} '{}' is neither an authority nor a small area of the map", option, code), "dmp hotspots lists area_code and authority");
  }
  return in;
}

int month_named(const std::string& text, const std::string& option) {
  const auto day = core::parse_day(text.size() == 7 ? text + "-01" : text);
  if (!day) throw UserError(ErrorKind::usage, fmt::format("{} '{}' is no month", option, text.substr(0, 40)), "write a month such as 2024-03");
  const std::string whole = core::text(*day);
  return std::stoi(whole.substr(0, 4)) * 12 + std::stoi(whole.substr(5, 2)) - 1;
}

void tell(const places::LayerEvents& events, const places::MonthlyCounts& monthly, const Context& context) {
  if (context.quiet) return;
  if (events.elsewhere > 0) std::cerr << fmt::format("note: {} events without a small area of the map are left out\n", events.elsewhere);
  if (!monthly.missing.empty()) std::cerr << "warning: months without extracts are left out: " << places::months_text(monthly.missing) << '\n';
}

void add_pattern(core::DataTable& table, const std::string& pattern, const stats::CyclicPattern& found, const std::function<std::string(std::size_t)>& name, bool with_counts) {
  if (!found.withheld.empty()) return table.add({pattern, Cell(), Cell(), Cell(), Cell(), Cell(), Cell(), Cell(), std::string(found.withheld)});
  for (std::size_t phase = 0; phase < found.phases.size(); ++phase) {
    const stats::CyclicPhase& one = found.phases[phase];
    table.add({pattern, name(phase), with_counts || one.count >= 10 ? Cell(one.count) : Cell(), number(one.index), number(one.lower), number(one.upper), number(found.p), number(found.dispersion), one.count > 0 ? Cell() : Cell("no events")});
  }
}

void run_timing(const Options& options, const Context& context) {
  PlaceWorkspace workspace = open_places(options);
  const places::LayerEvents events = layer_events(options, workspace);
  const places::MonthlyCounts monthly = places::monthly_counts(events, workspace.map.codes.size());
  tell(events, monthly, context);
  const places::TimePatterns found = places::time_patterns(events, monthly, areas_in(workspace.map, options.areas, "--area"));
  if (options.is_public() && found.events < kFewestTold)
    throw UserError(ErrorKind::data, "too few events for a pattern that may be published", "take a larger area, or --audience restricted");
  core::DataTable table({"pattern", "phase", "count", "index", "lower", "upper", "p", "dispersion", "note"});
  const bool with_counts = !options.is_public();
  add_pattern(table, "month", found.months, [](std::size_t phase) { return places::month_name(phase); }, with_counts);
  add_pattern(table, "weekday", found.weekdays, [](std::size_t phase) { return places::weekday_name(phase); }, with_counts);
  add_pattern(table, "hour", found.hours, [](std::size_t phase) { return fmt::format("{:02}:00", phase); }, with_counts);
  context.print(table);
}

void run_emerging(const Options& options, const Context& context) {
  PlaceWorkspace workspace = open_places(options);
  const places::LayerEvents events = layer_events(options, workspace);
  const places::MonthlyCounts monthly = places::monthly_counts(events, workspace.map.codes.size());
  tell(events, monthly, context);
  const places::NamedLayer layer = places::read_layer(workspace.map, workspace.estimates, {options.layer, options.period, options.denominator});
  const places::LayerSteps steps = places::layer_steps(layer.layer, monthly, options.step);
  if (steps.steps.size() < 3) throw UserError(ErrorKind::data, fmt::format("there are only {} whole steps of {} months", steps.steps.size(), options.step), "take shorter steps with --step, or add older extracts");
  if (!context.quiet) std::cerr << fmt::format("{} steps, {} to {}{}\n", steps.steps.size(), steps.names.front(), steps.names.back(), steps.left_out.empty() ? "" : fmt::format("; {} steps with missing months left out", steps.left_out.size()));
  places::HotspotSettings settings;
  settings.alpha = options.alpha, settings.permutations = options.permutations, settings.seed = context.seed, settings.threads = context.threads, settings.local_moran = false, settings.replicates = 0;
  const auto found = places::emerging_hotspots(steps.steps, settings);
  const std::vector<char> in = areas_in(workspace.map, options.areas, "--area");
  core::DataTable table({"area_code", "area_name", "authority", "pattern", "steps", "hot_steps", "cold_steps", "tau", "trend_z", "trend_p", "slope"});
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < found.size(); ++i)
    if (in[i]) order.push_back(i);
  const auto key = [&](std::size_t i) { return found[i].typology == places::Typology::none ? 2 : found[i].is_hot ? 0 : 1; };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return std::pair(key(a), found[b].hot_steps + found[b].cold_steps) < std::pair(key(b), found[a].hot_steps + found[a].cold_steps); });
  for (const std::size_t i : order)
    table.add({workspace.map.codes[i], workspace.map.names[i], workspace.map.authorities[i], places::typology_name(found[i].typology, found[i].is_hot), static_cast<long long>(steps.steps.size()), static_cast<long long>(found[i].hot_steps),
               static_cast<long long>(found[i].cold_steps), number(found[i].trend.tau), number(found[i].trend.z), number(found[i].trend.p), number(found[i].trend.slope)});
  write_places(context, table, workspace.map, layer.period_end, []() -> std::string { throw UserError(ErrorKind::usage, "patterns over time are drawn in the report", "write a table, .geojson or .gpkg"); });
}

void run_near_repeat(const Options& options, const Context& context) {
  PlaceWorkspace workspace = open_places(options);
  const places::LayerEvents events = layer_events(options, workspace);
  for (const auto* bounds : {&options.metres, &options.days})
    if (bounds->empty() || !(bounds->front() > 0) || std::adjacent_find(bounds->begin(), bounds->end(), [](double a, double b) { return !(b > a); }) != bounds->end())
      throw UserError(ErrorKind::usage, "--distances and --days are rising numbers above 0", "write for example --distances 1,200,400 --days 7,14,28");
  const places::MonthlyCounts monthly = places::monthly_counts(events, workspace.map.codes.size());
  const int end = options.last.empty() ? monthly.first_month + static_cast<int>(monthly.totals.size()) - 1 : month_named(options.last, "--last");
  const int start = options.first.empty() ? end - 11 : month_named(options.first, "--first");
  const places::NearRepeats found = places::near_repeats(events, start, end, {options.metres, options.days}, {.count = options.permutations, .seed = context.seed, .threads = context.threads});
  if (!found.reason.empty()) throw UserError(ErrorKind::data, "there is no near-repeat table: " + found.reason, "it needs the day and the point of at least 50 events");
  if (!context.quiet) std::cerr << fmt::format("{} events on {} points, {} to {}\n", found.events, found.points, places::month_text(start), places::month_text(end));
  core::DataTable table({"from_metres", "to_metres", "from_days", "to_days", "observed", "expected", "ratio", "p_sim"});
  for (const stats::KnoxCell& cell : found.cells)
    table.add({cell.from_distance, cell.to_distance, cell.from_time, cell.to_time, cell.observed, number(cell.expected), number(cell.ratio), number(cell.p)});
  context.print(table);
}

void add_change(core::DataTable& table, const std::string& kind, const stats::ChangePoint& found, int first_month, bool with_levels) {
  const bool none = !found.withheld.empty();
  const auto cell = [&](double value) { return none ? Cell() : number(value); };
  table.add({kind, none ? Cell() : Cell(places::month_text(first_month + static_cast<int>(found.first_after))), with_levels ? cell(found.before) : Cell(), with_levels ? cell(found.after) : Cell(), cell(found.ratio), cell(found.lower), cell(found.upper),
             cell(found.dispersion), cell(found.llr), cell(found.p), none ? Cell(std::string(found.withheld)) : Cell()});
}

void run_change(const Options& options, const Context& context) {
  PlaceWorkspace workspace = open_places(options);
  const places::LayerEvents events = layer_events(options, workspace);
  const places::MonthlyCounts monthly = places::monthly_counts(events, workspace.map.codes.size());
  tell(events, monthly, context);
  const std::vector<char> treated = areas_in(workspace.map, options.areas, "--area");
  std::vector<char> control = options.control.empty() ? std::vector<char>(treated.size(), 0) : areas_in(workspace.map, options.control, "--control");
  for (std::size_t i = 0; i < treated.size(); ++i)
    if (treated[i] && control[i]) throw UserError(ErrorKind::usage, fmt::format("{} is in the area and in the control", workspace.map.codes[i]), "choose a control area apart from --area");
  const bool with_control = !options.control.empty();
  double all = 0;
  for (std::size_t i = 0; i < treated.size(); ++i)
    for (const double count : monthly.counts[i]) all += treated[i] && !std::isnan(count) ? count : 0;
  if (options.is_public() && all < static_cast<double>(kFewestTold)) throw UserError(ErrorKind::data, "too few events for a series that may be published", "take a larger area, or --audience restricted");
  core::DataTable table({"comparison", "first_month_after", "before", "after", "ratio", "lower", "upper", "dispersion", "llr", "p", "note"});
  if (!options.from.empty()) {
    const int start = month_named(options.from, "--from"), end = options.to.empty() ? start : month_named(options.to, "--to");
    if (end < start) throw UserError(ErrorKind::usage, "--to lies before --from", "give the first and the last month of the operation");
    const places::OperationChange found = places::operation_change(monthly, treated, control, {start, end, options.before, options.after});
    add_change(table, "area alone", found.alone, found.first_month, true);
    if (with_control) add_change(table, "against the control", found.against_control, found.first_month, true);
    return context.print(table);
  }
  std::vector<double> counts(monthly.totals.size(), 0), others = counts;
  for (std::size_t month = 0; month < counts.size(); ++month)
    for (std::size_t i = 0; i < treated.size(); ++i) {
      if (treated[i]) counts[month] += monthly.counts[i][month];
      if (control[i]) others[month] += monthly.counts[i][month];
    }
  const stats::Permutations permutations{.count = options.permutations, .seed = context.seed, .threads = context.threads};
  add_change(table, "most likely month, area alone", stats::find_change(counts, {}, permutations), monthly.first_month, true);
  if (with_control) add_change(table, "most likely month, against the control", stats::find_change(counts, others, permutations), monthly.first_month, true);
  context.print(table);
}

CLI::App* add(CLI::App& parent, Context& context, const char* name, const char* what, const std::shared_ptr<Options>& options, void (*run)(const Options&, const Context&)) {
  auto* verb = parent.add_subcommand(name, what);
  add_place_options(*verb, *options);
  add_output_options(*verb, context);
  add_chance_options(*verb, context);
  verb->add_option("--area", options->areas, "authorities or small areas by code (default: the whole map)")->delimiter(',');
  verb->callback([&context, options, run] { run(*options, context); });
  return verb;
}

}  // namespace

void add_hotspots_time(CLI::App& parent, Context& context) {
  auto options = std::make_shared<Options>();
  add(parent, context, "timing", "months, weekdays and hours: when there is more than usual", options, run_timing)->footer("Examples:\n  dmp hotspots timing examples/bedfordshire\n  dmp hotspots timing . --layer violence_rate --area E06000032");
  options = std::make_shared<Options>();
  options->permutations = 9999;
  auto* emerging = add(parent, context, "emerging", "new, persistent, intensifying, diminishing, sporadic hotspots", options, run_emerging);
  emerging->add_option("--step", options->step, "months of a step of time")->check(CLI::Range(1, 12))->capture_default_str();
  emerging->add_option("--alpha", options->alpha, "share of false discoveries allowed among the hotspots of a step")->check(CLI::Range(0.0, 1.0))->capture_default_str();
  emerging->add_option("--permutations", options->permutations, "conditional permutations for Gi*")->capture_default_str();
  emerging->footer("Gi* of every step and Mann and Kendall's test of its z; the names are defined in docs/methods/places-over-time.md.\n\nExample:\n  dmp hotspots emerging examples/bedfordshire --step 3");
  options = std::make_shared<Options>();
  auto* near = add(parent, context, "near-repeat", "whether events follow on others near by within days (Knox)", options, run_near_repeat);
  near->add_option("--distances", options->metres, "bounds of the bands of distance in metres; 1 is the same point")->delimiter(',');
  near->add_option("--days", options->days, "bounds of the bands of days")->delimiter(',');
  near->add_option("--first", options->first, "first month (default: twelve months to the last)");
  near->add_option("--last", options->last, "last month");
  near->add_option("--permutations", options->permutations, "times the dates are shuffled")->capture_default_str();
  near->footer("Example:\n  dmp hotspots near-repeat . --distances 1,100,200,400 --days 2,7,14");
  options = std::make_shared<Options>();
  auto* change = add(parent, context, "change", "change after an operation, or the month in which the level changed", options, run_change);
  change->add_option("--control", options->control, "authorities or small areas where nothing was changed")->delimiter(',');
  change->add_option("--from", options->from, "first month of the operation (default: the most likely month of a change is looked for)");
  change->add_option("--to", options->to, "last month of the operation (default: the first)");
  change->add_option("--before", options->before, "months before")->check(CLI::Range(3, 120))->capture_default_str();
  change->add_option("--after", options->after, "months after its last")->check(CLI::Range(2, 120))->capture_default_str();
  change->add_option("--permutations", options->permutations, "for p of a month that was looked for")->capture_default_str();
  change->footer("Example:\n  dmp hotspots change . --area E06000032 --control E06000055,E06000056 --from 2023-06 --to 2023-08");
}

}  // namespace dmp::cli
