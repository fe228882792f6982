#include "pipeline/explain.hpp"

#include "pipeline/finding_explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "core/errors.hpp"
#include "core/file.hpp"
#include "core/hash.hpp"
#include "core/nearest.hpp"
#include "core/number.hpp"
#include "indicators/compute.hpp"
#include "indicators/steps.hpp"
#include "pipeline/area_group.hpp"
#include "pipeline/arithmetic.hpp"
#include "pipeline/disclosure_policy.hpp"
#include "pipeline/edition.hpp"
#include "pipeline/market_explain.hpp"
#include "pipeline/market_stage.hpp"
#include "pipeline/hotspot_stage.hpp"

namespace dmp::pipeline {
namespace {

using Json = nlohmann::ordered_json;

Json json_cell(const core::Cell& cell) {
  if (const auto* number = std::get_if<double>(&cell)) return *number;
  if (const auto* whole = std::get_if<long long>(&cell)) return *whole;
  if (std::holds_alternative<std::monostate>(cell)) return nullptr;
  return core::exact_text(cell);
}

/// The estimate's row, or nothing where the id is an indicator's.
std::optional<std::vector<core::Cell>> row_of(const core::DataTable& table, const std::string& id) {
  for (const auto& row : table.rows())
    if (core::exact_text(row[0]) == id) return row;
  return std::nullopt;
}

std::string indicator_of(const std::string& id) { return id.substr(0, id.find(':')); }

[[noreturn]] void unknown(const std::string& id, const core::DataTable& of_indicator, const catalogue::Catalogue& catalogue) {
  std::vector<std::string> known;
  for (const auto& row : of_indicator.rows()) known.push_back(core::exact_text(row[0]));
  if (known.empty())
    for (const auto& [name, indicator] : catalogue.indicators) known.push_back(name);
  throw core::UserError(core::ErrorKind::usage, "there is no estimate or indicator '" + id + "' in the edition",
                        "dmp estimates lists the ids." + core::suggestion(id, known));
}

std::string formula_of(catalogue::Method method) {
  using catalogue::Method;
  switch (method) {
    case Method::count: return "value = count; interval: exact Poisson (chi-square quantiles) below 10, else Byar";
    case Method::proportion: return "value = multiplier x count / denominator; interval: Wilson score (Wilson 1927; Newcombe 1998)";
    case Method::rate: return "value = multiplier x count / denominator; interval: Byar (Breslow and Day 1987), exact Poisson below 10 events";
    case Method::dsr: return "value = multiplier x sum(standard x count / population) / sum(standard), European Standard Population 2013; interval: Dobson et al. 1991 by Byar";
    case Method::mean: return "value = mean; interval: Student t";
    case Method::ratio: return "value = multiplier x count / denominator";
    case Method::published: return "value as published; where an interval is missing and a count is given: Wilson or Byar as the indicator says";
    case Method::survival: return "value = 100 x product over the days up to then of (1 - events / people at risk), Kaplan and Meier; interval: Greenwood's variance on the log(-log) scale (docs/methods/survival.md)";
    case Method::hotspot:
    case Method::overlap: return "from other indicators' estimates by small area: own counts against usual variation, Gi* by conditional permutation (docs/methods/hotspots.md)";
    case Method::concentration: return "from another indicator's counts by small area: share of the places with the most events, interval of the underlying shares (gamma-Poisson posterior, places ranked by each draw) (docs/methods/hotspots.md)";
    case Method::unseen: return "small areas with fewer than a negative binomial regression on what they are like expects of them, fitted without the area itself; p adjusted by Benjamini and Hochberg (docs/methods/unseen.md)";
    case Method::emerging: return "Gi* of every step of time with adjusted p, and Mann and Kendall's test of its z over the steps (docs/methods/places-over-time.md)";
    case Method::seasonality: return "count of the month, weekday or hour over what it would be if all were alike, for the days each has (docs/methods/places-over-time.md)";
    case Method::near_repeat: return "Knox test: pairs near in space and time over the median of maps with the dates shuffled (docs/methods/places-over-time.md)";
    case Method::operation_effect: return "ratio after to before in the operation's area over the same ratio in the control area, interval widened by the scatter of the months (docs/methods/places-over-time.md)";
    case Method::market: return "value = median of the model's draws; interval: central 95% of the draws; users x days x quantity x price by user type (docs/methods/market-size.md)";
    case Method::representation:
      return "value = share of the count / share of the denominator, or with a reference group rate / the reference's rate; interval: Wilson of the share, exact conditional of the ratio of rates, "
             "with the denominator's doubt where it is an estimate (docs/methods/representation.md)";
    case Method::slope_index:
      return "groups of areas by deprivation; line through the groups' rates weighted by population; slope index = most less least deprived, relative index = most / least (docs/methods/deprivation-gradient.md)";
    case Method::deprivation_outlier:
      return "value = count / expected, expected from a negative binomial regression on deprivation without the area itself; p adjusted by Benjamini and Hochberg (docs/methods/deprivation-outliers.md)";
    case Method::unmet_need: return "value = 100 x (1 - in treatment / estimated need); interval from the need's interval and the count's";
  }
  return {};
}

std::string indented(const std::string& text) {
  std::string out;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t to = std::min(text.find('\n', from), text.size());
    if (to > from) out += "    " + text.substr(from, to - from) + "\n";
    from = to + 1;
  }
  return out;
}

struct Sources {
  Json files = Json::array();
  std::string text;
};

/// The files of the sources that the indicator read, as the edition's manifest lists them.
Sources sources_of(const Json& manifest, const Json& run) {
  Sources sources;
  std::vector<std::string> ids;
  for (const Json& table : run.value("tables", Json::array())) ids.push_back(table.value("source", ""));
  std::sort(ids.begin(), ids.end());
  for (const Json& file : manifest.value("files", Json::array())) {
    if (!std::binary_search(ids.begin(), ids.end(), file.value("source", ""))) continue;
    sources.files.push_back(file);
    sources.text += fmt::format("    {} ({}): {} rows, {} loaded, {} rejected, {} duplicates\n      sha256 {}\n", file.value("file", ""), file.value("source", ""),
                                file.value("rows", 0), file.value("loaded", 0), file.value("rejected", 0), file.value("duplicates", 0), file.value("sha256", ""));
  }
  return sources;
}

/// Hashes the profile's files as they are now and names those of the edition that are no longer among them.
std::vector<std::string> changed_files(const Project& project, const Json& files) {
  std::vector<std::string> now, changed;
  std::vector<std::string> wanted;
  for (const Json& file : files) wanted.push_back(file.value("source", ""));
  for (const catalogue::ProfileSource& source : project.profile.sources) {
    if (std::find(wanted.begin(), wanted.end(), source.source) == wanted.end()) continue;
    for (const auto& path : source.paths) now.push_back(core::sha256_of_file(path));
  }
  for (const Json& file : files) {
    const std::string name = file.value("file", "");
    // A member of an archive has a hash of its own; the archive as a whole is not told apart here.
    if (name.find_first_of("!#") != std::string::npos) continue;
    if (std::find(now.begin(), now.end(), file.value("sha256", "")) == now.end()) changed.push_back(name);
  }
  return changed;
}

/// What the arithmetic needs of a row of the estimates table.
core::Estimate estimate_of(const std::vector<std::string>& columns, const std::vector<core::Cell>& row) {
  core::Estimate estimate;
  const std::map<std::string, core::Text*> texts = {{"indicator_id", &estimate.indicator_id}, {"area_code", &estimate.area_code}, {"area_type", &estimate.area_type},
                                                     {"period_start", &estimate.period_start}, {"period_end", &estimate.period_end}, {"sex", &estimate.sex}, {"age", &estimate.age},
                                                     {"category", &estimate.category}, {"unit", &estimate.unit}, {"method", &estimate.method}, {"suppressed", &estimate.suppressed},
                                                     {"note", &estimate.note}};
  const std::map<std::string, double*> numbers = {{"value", &estimate.value}, {"lower_95", &estimate.lower_95}, {"upper_95", &estimate.upper_95}, {"count", &estimate.count},
                                                  {"denominator", &estimate.denominator}};
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (const auto text = texts.find(columns[i]); text != texts.end()) *text->second = core::exact_text(row[i]);
    if (const auto number = numbers.find(columns[i]); number != numbers.end())
      if (const auto* value = std::get_if<double>(&row[i])) *number->second = *value;
  }
  return estimate;
}

/// The steps below the figure's count and denominator, where the database of the edition's build is still there and the
/// indicator's SQL is still the one that was executed; else none.
indicators::Steps steps_in(const std::filesystem::path& folder, const std::filesystem::path& edition, const Project& project, const catalogue::IndicatorDefinition& indicator,
                           const std::string& executed, const core::Estimate& estimate) {
  const auto database = folder / "build" / "dmp.duckdb";
  const auto last = indicator.numerator.find_last_not_of(" \t\r\n;");
  if (!std::filesystem::exists(database) || executed.find(indicator.numerator.substr(0, last + 1)) == std::string::npos) return {};
  try {
    engine::Settings engine_settings;
    engine_settings.read_only = true;
    engine_settings.memory_limit = project.profile.memory_limit;
    const auto session = engine::open_database(database, engine_settings);
    session->lock_settings();
    const auto held = engine::fetch(*session, "SELECT edition FROM intake.edition");
    if (held.rows().empty() || core::exact_text(held.rows()[0][0]) != edition.filename().string()) return {};
    return indicators::steps_of(*session, project.catalogue, indicator, estimate);
  } catch (const core::UserError&) {
    return {};  // Another program has the database: the figure can be explained without its steps.
  }
}

Recomputed recompute(const std::filesystem::path& folder, const std::filesystem::path& edition, const Project& project, const std::string& id, const core::DataTable& published,
                     const RunSettings& settings) {
  Recomputed recomputed;
  const auto database = folder / "build" / "dmp.duckdb";
  if (!std::filesystem::exists(database))
    throw core::UserError(core::ErrorKind::resource, "the database of the last build is not there", core::Place{database.string()}, "run: dmp build " + folder.string());
  const auto lock = core::FileLock::take(folder / "build" / ".lock");
  if (!lock) throw core::UserError(core::ErrorKind::resource, "a build of this profile is running", core::Place{folder.string()}, "wait until it is done");
  engine::Settings engine_settings;
  engine_settings.threads = settings.threads;
  engine_settings.memory_limit = project.profile.memory_limit;
  const auto session = engine::open_database(database, engine_settings);
  session->lock_settings();
  const auto held = engine::fetch(*session, "SELECT edition FROM intake.edition");
  if (held.rows().empty() || core::exact_text(held.rows()[0][0]) != edition.filename().string())
    throw core::UserError(core::ErrorKind::resource, "the database belongs to another edition than the one asked about", core::Place{database.string()},
                          "recompute figures of the latest edition, or build again from that edition's extracts");
  Project resolved = project;
  resolve_area_group(*session, resolved);
  indicators::Options options;
  options.only = project.catalogue.indicator(indicator_of(id)).layers;
  if (options.only.empty()) options.only = {indicator_of(id)};
  else if (project.catalogue.indicators.contains("population")) options.only.emplace_back("population");  // what some layers are set against
  indicators::Computation computation = indicators::compute_estimates(*session, resolved.catalogue, resolved.profile, options);
  resolved.profile.indicators = {indicator_of(id)};
  add_hotspot_estimates(*session, resolved, computation, settings);
  add_market_estimates(*session, project, computation, settings, options.only);
  const core::DataTable again = table_of(computation.estimates);
  recomputed.done = true;
  recomputed.same = true;
  const auto compare = [&](const std::vector<core::Cell>& before) {
    const auto after = row_of(again, core::exact_text(before[0]));
    for (std::size_t i = 0; i < before.size(); ++i) {
      const std::string now = after ? core::exact_text((*after)[i]) : "no such figure";
      if (core::exact_text(before[i]) == now) continue;
      recomputed.same = false;
      recomputed.differences.push_back(fmt::format("{} {}: '{}' in the edition, '{}' now", core::exact_text(before[0]), again.columns()[i], core::exact_text(before[i]), now));
      if (!after) break;
    }
  };
  for (const auto& row : published.rows())
    if (id == indicator_of(id) || core::exact_text(row[0]) == id) compare(row);
  return recomputed;
}

/// The figures beside one that is explained: of its area and period, where it is there, since an indicator may have hundreds of thousands; else of its indicator.
core::DataTable published_with(const std::string& id, const std::filesystem::path& file) {
  const std::string indicator = indicator_of(id);
  const std::size_t area = indicator.size() + 1, period = id.find(':', area);
  if (area < id.size() && period != std::string::npos) {
    const std::size_t end = std::min(id.find(':', period + 1), id.size());
    core::DataTable found = read_estimates(file, {indicator, id.substr(area, period - area), id.substr(period + 1, end - period - 1)});
    if (row_of(found, id)) return found;
  }
  return read_estimates(file, {indicator, "", ""});
}

}  // namespace

Explanation explain(const std::filesystem::path& folder, const std::string& id, const ExplainSettings& asked, const RunSettings& settings) {
  const Project project = open_project(folder);
  const std::filesystem::path edition = find_edition(folder, asked.edition);
  if (auto statement = explain_statement(project, edition, id, asked.audience)) return *statement;
  const std::string indicator_id = indicator_of(id);
  const core::DataTable published = published_with(id, estimates_of(edition, asked.audience));
  const auto row = row_of(published, id);
  const auto indicator_there = project.catalogue.indicators.find(indicator_id);
  if (published.rows().empty() && asked.audience == Audience::everybody && indicator_there != project.catalogue.indicators.end() && indicator_there->second.restricted)
    throw core::UserError(core::ErrorKind::usage, "the indicator '" + indicator_id + "' is restricted", "those who may see it use --audience restricted");
  if (!row && (id != indicator_id || published.rows().empty())) unknown(id, published, project.catalogue);
  const catalogue::IndicatorDefinition& indicator = project.catalogue.indicator(indicator_id);
  const Json manifest = Json::parse(core::read_file(edition / "edition.json"));
  const Json run = manifest.value("indicators", Json::object()).value(indicator_id, Json::object());
  const Sources sources = sources_of(manifest, run);

  Explanation explanation;
  Json json;
  json["id"] = id;
  json["edition"] = manifest.value("edition", "");
  std::string& text = explanation.text;
  text = fmt::format("{}\n  edition {}\n\n", id, manifest.value("edition", ""));
  if (row) {
    json["estimate"] = Json::object();
    text += "The figure\n";
    for (std::size_t i = 0; i < row->size(); ++i) {
      json["estimate"][published.columns()[i]] = json_cell((*row)[i]);
      if (const std::string value = core::exact_text((*row)[i]); !value.empty()) text += fmt::format("    {:<17} {}\n", published.columns()[i], value);
    }
    text += '\n';
    const core::Estimate estimate = estimate_of(published.columns(), *row);
    // What lies below a figure is smaller than the figure: not for everybody where it counts people of the partners.
    const auto sources_column = std::find(published.columns().begin(), published.columns().end(), "sources") - published.columns().begin();
    const bool may_see_steps = asked.audience == Audience::restricted || !is_held_back(project.catalogue, core::exact_text((*row)[static_cast<std::size_t>(sources_column)]));
    const std::vector<std::string> lines =
        arithmetic_of(estimate, indicator, may_see_steps ? steps_in(folder, edition, project, indicator, run.value("numerator_sql", ""), estimate) : indicators::Steps{});
    json["arithmetic"] = lines;
    text += "The arithmetic\n";
    for (const std::string& line : lines) text += "    " + line + "\n";
    text += '\n';
  }
  json["indicator"] = {{"id", indicator.id}, {"name", indicator.name}, {"question", indicator.question}, {"definition_file", indicator.place.file},
                       {"unit", indicator.unit}, {"multiplier", indicator.multiplier}, {"formula", formula_of(indicator.method)}, {"citation", indicator.citation},
                       {"caveats", indicator.caveats}};
  text += fmt::format("The indicator: {}\n    {}\n    defined in {}\n    unit {}; multiplier {}\n    {}\n    reference: {}\n", indicator.name, indicator.question, indicator.place.file,
                      indicator.unit, core::exact_text(indicator.multiplier), formula_of(indicator.method), indicator.citation);
  for (const std::string& caveat : indicator.caveats) text += "    caveat: " + caveat + "\n";
  if (indicator.method == catalogue::Method::market) {
    const core::Estimate estimate = row ? estimate_of(published.columns(), *row) : core::Estimate{};
    text += explain_market(edition, estimate.category, estimate.area_code, json);
  }
  json["numerator_sql"] = run.value("numerator_sql", "");
  json["denominator_sql"] = run.value("denominator_sql", "");
  text += "\nThe SQL as executed: numerator\n" + indented(run.value("numerator_sql", ""));
  if (const std::string sql = run.value("denominator_sql", ""); !sql.empty()) text += "  denominator\n" + indented(sql);
  json["tables"] = run.value("tables", Json::array());
  text += "\nTables and sources it read\n";
  for (const Json& table : run.value("tables", Json::array()))
    text += fmt::format("    {} from {}: {} rows\n", table.value("table", ""), table.value("source", ""), table.value("rows", 0));
  json["files"] = sources.files;
  text += "\nFiles\n" + sources.text;
  if (asked.recompute) {
    Recomputed& recomputed = explanation.recomputed;
    // The figures as computed are compared; what was released of them may be less.
    const core::DataTable computed = read_estimates(estimates_of(edition, Audience::restricted), {indicator_id, "", ""});
    recomputed = recompute(folder, edition, project, id, computed, settings);
    if (asked.audience == Audience::everybody && !recomputed.differences.empty())
      recomputed.differences = {fmt::format("{} numbers or texts differ; those who may see them use --audience restricted", recomputed.differences.size())};
    recomputed.files_changed = changed_files(project, sources.files);
    json["recomputed"] = {{"same", recomputed.same}, {"differences", recomputed.differences}, {"files_changed", recomputed.files_changed}};
    text += recomputed.same ? "\nComputed again from the database: the same, to the last digit.\n" : "\nComputed again from the database: NOT the same.\n";
    for (const std::string& difference : recomputed.differences) text += "    " + difference + "\n";
    for (const std::string& file : recomputed.files_changed) text += "    the file " + file + " has changed or gone since the edition was built\n";
  }
  explanation.json = json.dump(1) + "\n";
  return explanation;
}

}  // namespace dmp::pipeline
