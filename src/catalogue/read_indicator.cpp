#include <fmt/format.h>

#include <algorithm>

#include "catalogue/age_bands.hpp"
#include "catalogue/disclosure_reader.hpp"
#include "catalogue/document.hpp"
#include "catalogue/inequality_reader.hpp"
#include "catalogue/market_roles.hpp"

namespace dmp::catalogue {
namespace {

const Names kKeys = {"id",     "number",    "name",   "question",   "domain",        "family",    "tier",       "restricted", "method",
                     "unit",   "multiplier", "polarity", "quality",  "period",        "levels",    "breakdowns", "category_type", "age_bands",
                     "comparator", "citation", "published_twin", "caveats", "numerator", "denominator", "interval", "output", "layers", "events", "covariate", "not_comparable", "to_match", "follow_up", "inequality", "disclosure", "count_of", "share_of", "part_of", "example"};
const Names kMethods = {"count", "proportion", "rate", "dsr", "mean", "ratio", "published", "unmet_need", "survival", "market", "representation", "slope_index", "deprivation_outlier", "hotspot", "overlap",
                        "concentration", "unseen", "emerging", "seasonality", "near_repeat", "operation_effect"};
const Names kPeriods = {"month", "quarter", "calendar year", "financial year", "rolling 12 months", "three calendar years", "three financial years", "whole", "as published"};
const Names kLevels = {"small area", "middle area", "ward", "authority", "county", "force", "region", "country"};
const Names kBreakdowns = {"sex", "age", "category", "ethnicity", "deprivation"};
// Of these an estimate holds one.
const Names kCategories = {"category", "deprivation", "ethnicity"};
// The columns of estimates (interface.md), which an example may expect.
const Names kEstimateColumns = {"estimate_id", "indicator_id", "indicator_name", "domain", "area_code", "area_name", "area_type", "period", "period_start",
                                "period_end", "sex", "age", "category_type", "category", "unit", "value", "lower_95", "upper_95", "lower_99_8", "upper_99_8",
                                "count", "denominator", "method", "comparator", "comparator_value", "significance", "trend", "polarity", "quality",
                                "suppressed", "note", "sources"};

void check_each(const Section& section, std::string_view key, const Names& values, const Names& known) {
  refuse_repeats(section, key, values);
  for (std::size_t i = 0; i < values.size(); ++i)
    if (std::find(known.begin(), known.end(), values[i]) == known.end())
      refuse_name(fmt::format("'{}' cannot hold", key), values[i], known, place_of(section.file(), (*section.table().get(key)->as_array())[i].source()));
}

/// "sex", "age", "category", "ethnicity", "deprivation" or some of them joined by "+".
Names read_breakdowns(const Section& section) {
  const Names breakdowns = section.texts("breakdowns");
  refuse_repeats(section, "breakdowns", breakdowns);
  for (std::size_t i = 0; i < breakdowns.size(); ++i) {
    const core::Place place = place_of(section.file(), (*section.table().get("breakdowns")->as_array())[i].source());
    Names parts;
    for (std::size_t begin = 0; begin <= breakdowns[i].size();) {
      const std::size_t end = std::min(breakdowns[i].find('+', begin), breakdowns[i].size());
      parts.push_back(breakdowns[i].substr(begin, end - begin));
      begin = end + 1;
    }
    for (const std::string& part : parts)
      if (std::find(kBreakdowns.begin(), kBreakdowns.end(), part) == kBreakdowns.end()) refuse_name("there is no breakdown", part, kBreakdowns, place);
    std::sort(parts.begin(), parts.end());
    if (std::count_if(parts.begin(), parts.end(), [](const std::string& part) { return std::binary_search(kCategories.begin(), kCategories.end(), part); }) > 1)
      refuse("'" + breakdowns[i] + "' crosses two of category, ethnicity and deprivation", place, "name them apart, or join them in the column category");
    if (std::adjacent_find(parts.begin(), parts.end()) != parts.end()) refuse("'" + breakdowns[i] + "' crosses a breakdown with itself", place, "name each once");
  }
  return breakdowns;
}

bool breaks_down_by(const Names& breakdowns, std::string_view by) {
  return std::any_of(breakdowns.begin(), breakdowns.end(), [&](const std::string& breakdown) {
    return ("+" + breakdown + "+").find("+" + std::string(by) + "+") != std::string::npos;
  });
}

Names read_age_bands(const Section& section, const Names& breakdowns) {
  const toml::node* node = section.table().get("age_bands");
  if (!node) return breaks_down_by(breakdowns, "age") ? named_age_bands("broad") : Names{};
  if (node->is_string()) return named_age_bands(section.choice("age_bands", {"broad", "five"}));
  Names bands = section.texts("age_bands", true);
  int next = 0;
  for (std::size_t i = 0; i < bands.size(); ++i) {
    const core::Place place = place_of(section.file(), (*node->as_array())[i].source());
    const auto band = parse_age_band(bands[i]);
    if (!band) refuse("'" + bands[i].substr(0, 80) + "' is no age band", place, "write \"16-24\" or \"65+\"");
    if (band->from < next) refuse("age band '" + bands[i] + "' overlaps the one before or is out of order", place, "write the bands from the youngest on, none twice");
    if (!band->to && i + 1 < bands.size()) refuse("age band '" + bands[i] + "' has no end and is not the last", place, "write it last, or give it an end");
    next = band->to.value_or(0) + 1;
  }
  if (bands.empty()) refuse("'age_bands' is empty", section.place("age_bands"), "write \"broad\", \"five\" or a list");
  return bands;
}

/// `area` and `area_member` are there for every indicator's SQL; the second is made by the engine from the first.
const TableDefinition& area_member() {
  static const TableDefinition table = [] {
    TableDefinition made;
    made.id = "area_member";
    made.columns = {{"member_code", ColumnKind::area, true, {}, {}, {}, ""}, {"area_code", ColumnKind::area, true, {}, {}, {}, ""}};
    return made;
  }();
  return table;
}

std::map<std::string, std::vector<ExampleRow>> read_given(const Section& example, const Tables& tables) {
  std::map<std::string, std::vector<ExampleRow>> given;
  const toml::table* table = example.child("given");
  if (!table) example.refuse_missing("given", "give the rows of each table: given.TABLE = [ { ... } ]");
  Names known{area_member().id};
  for (const auto& [id, definition] : tables) known.push_back(id);
  for (const auto& [id, where] : keys_in_order(*table, example.file())) {
    const auto found = tables.find(id);
    if (found == tables.end() && id != area_member().id) refuse_name("there is no table", id, known, where);
    given[id] = read_rows(Section(*table, example.file(), "given", known), id, found == tables.end() ? area_member() : found->second);
  }
  return given;
}

std::vector<ExampleRow> read_expected(const Section& example) {
  if (!example.has("expect")) example.refuse_missing("expect", "say which estimates come out: expect = [ { area_code = \"...\", value = ... } ]");
  std::vector<ExampleRow> rows;
  for (const toml::table* row : example.children("expect")) {
    const Section section(*row, example.file(), "an expected estimate", kEstimateColumns);
    ExampleRow cells;
    for (const auto& [name, node] : *row) cells.emplace(std::string(name.str()), cell_of(node, example.file()));
    rows.push_back(std::move(cells));
  }
  return rows;
}

/// These methods look at the small areas of other indicators.
bool is_of_layers(Method method) { return method >= Method::hotspot; }

Covariate read_covariate(const toml::table& table, const Document& document) {
  const Section section(table, document.file, "a covariate", {"name", "sql", "kind", "log", "per_resident", "activity"});
  Covariate covariate;
  covariate.name = section.required_text("name");
  covariate.sql = section.required_text("sql");
  covariate.is_category = section.choice("kind", {"number", "category"}, "number") == "category";
  covariate.is_log = section.flag("log", false);
  covariate.per_resident = section.flag("per_resident", false);
  covariate.is_activity = section.flag("activity", false);
  covariate.place = text_place(section, "sql", document);
  if (covariate.is_category && (covariate.is_log || covariate.per_resident)) refuse("a category has no logarithm and no rate", covariate.place, "take out 'log' and 'per_resident', or write kind = \"number\"");
  return covariate;
}

/// They have no figures of their own: they are worked out from the estimates by small area of other indicators and the events behind them.
void read_layers(const Section& section, const Document& document, IndicatorDefinition& indicator) {
  for (const char* key : {"numerator", "denominator", "interval", "multiplier", "output", "example"})
    if (section.has(key)) refuse(std::string("the method ") + section.text("method") + " has no '" + key + "'", section.place(key), "take it out: it is worked out from other indicators' small areas");
  indicator.layers = section.texts("layers");
  refuse_repeats(section, "layers", indicator.layers);
  const std::size_t wanted = indicator.method == Method::overlap ? 2 : 1;
  if (indicator.layers.size() != wanted)
    refuse(wanted == 1 ? fmt::format("an indicator of the method {} has one layer", section.text("method")) : std::string("an overlap has two layers"), section.has("layers") ? section.place("layers") : indicator.place,
           "name indicators with the level \"small area\": layers = [\"drug_offence_rate\"" + std::string(wanted == 1 ? "]" : ", \"violence_rate\"]"));
  indicator.events = section.text("events");
  if (section.has("events")) indicator.events_place = text_place(section, "events", document);
  const bool needed = indicator.method == Method::seasonality || indicator.method == Method::near_repeat || indicator.method == Method::operation_effect;
  if (needed && indicator.events.empty()) section.refuse_missing("events", "add a SELECT of the single events: place, date, at, longitude, latitude");
  for (const toml::table* child : section.children("covariate")) indicator.covariates.push_back(read_covariate(*child, document));
  if (!indicator.covariates.empty() && indicator.method != Method::unseen) refuse("'covariate' is for the method unseen only", indicator.covariates.front().place, "take it out");
}

/// A result of the market model has no SQL: it names the result.
void read_market_output(const Section& section, IndicatorDefinition& indicator) {
  for (const char* key : {"numerator", "denominator", "interval", "multiplier"})
    if (section.has(key)) refuse(std::string("a market result has no '") + key + "'", section.place(key), "take it out: the model's parameters stand in 4-markets");
  indicator.output = section.choice("output", market_outputs());
}

void read_sql(const Section& section, const Document& document, IndicatorDefinition& indicator) {
  indicator.numerator = section.required_text("numerator");
  indicator.numerator_place = text_place(section, "numerator", document);
  const Method method = indicator.method;
  const bool needed = method >= Method::representation || method == Method::rate || method == Method::dsr || method == Method::ratio || method == Method::unmet_need;
  if (section.has("denominator")) {
    if (method == Method::count || method == Method::published || method == Method::survival)
      refuse("a " + section.text("method") + " has no denominator", section.place("denominator"), "take it out or choose another method");
    indicator.denominator = section.required_text("denominator");
    indicator.denominator_place = text_place(section, "denominator", document);
  } else if (needed) {
    section.refuse_missing("denominator", "add a SELECT of what the method divides by");
  }
  if (section.has("interval") && method != Method::published) refuse("'interval' is for the method published only", section.place("interval"), "take it out");
  if (method == Method::published) indicator.interval = section.choice("interval", {"published", "wilson", "byar", "none"}, "published");
}

/// On which days a survival curve is given.
void read_follow_up(const Section& indicator_section, const Document& document, IndicatorDefinition& indicator) {
  const toml::table* table = indicator_section.child("follow_up");
  if (indicator.method != Method::survival) {
    if (table) refuse("'follow_up' is for the method survival only", indicator_section.place("follow_up"), "take it out");
    return;
  }
  if (!table) indicator_section.refuse_missing("follow_up", "say after how many days the curve is given: [follow_up] with days = [28, 84, 183], headline = 84");
  if (indicator.breakdowns.size() > 1 || (indicator.breakdowns.size() == 1 && indicator.breakdowns[0] != "category"))
    refuse("a survival curve is broken down by category only", indicator_section.place("breakdowns"), "write breakdowns = [\"category\"], or leave it out");
  const Section section(*table, document.file, "[follow_up]", {"days", "headline"});
  const toml::array* days = table->get_as<toml::array>("days");
  if (!days || days->empty()) section.refuse_type("days", "a list of numbers of days");
  for (const toml::node& node : *days) {
    const auto day = node.value<std::int64_t>();
    const int before = indicator.follow_up.days.empty() ? 0 : indicator.follow_up.days.back();
    if (!day || *day <= before || *day > 36'500) refuse("'days' must hold whole numbers in ascending order, from 1 on", place_of(document.file, node.source()), "write for example days = [28, 84, 183]");
    indicator.follow_up.days.push_back(static_cast<int>(*day));
  }
  const auto headline = section.integer("headline", 1, 36'500);
  if (!headline) section.refuse_missing("headline", "name the day of 'days' whose figure stands for the whole");
  indicator.follow_up.headline = static_cast<int>(*headline);
  if (std::find(indicator.follow_up.days.begin(), indicator.follow_up.days.end(), *headline) == indicator.follow_up.days.end())
    refuse("'headline' is none of 'days'", section.place("headline"), "name one of them");
}

/// What may not be published of it, and the indicators it shares counts with.
void read_relations(const Section& section, IndicatorDefinition& indicator) {
  if (const toml::table* disclosure = section.child("disclosure")) indicator.disclosure = read_disclosure(*disclosure, section.file());
  indicator.count_of = section.text("count_of");
  indicator.share_of = section.text("share_of");
  indicator.part_of = section.texts("part_of", true);
  refuse_repeats(section, "part_of", indicator.part_of);
  for (const char* key : {"count_of", "share_of", "part_of"})
    if (section.has(key)) indicator.relations_place = section.place(key);
}

}  // namespace

IndicatorDefinition read_indicator(const Document& document, const Tables& tables) {
  const Section section(document.root, document.file, "an indicator", kKeys);
  IndicatorDefinition indicator;
  indicator.place = {document.file, 1, 1};
  indicator.id = read_id(section, document);
  indicator.number = static_cast<int>(section.integer("number", 1, 100'000).value_or(0));
  indicator.name = section.required_text("name");
  indicator.question = section.required_text("question");
  indicator.domain = section.choice("domain", {"USE", "CRI", "DTH", "SUP", "ENG", "REC", "CTX"});
  indicator.family = section.choice("family", {"crime", "treatment", "harm", "use", "supply", "context", "inequality"});
  indicator.tier = section.choice("tier", {"headline", "supporting", "local"});
  indicator.restricted = section.flag("restricted", false);
  const std::string method = section.choice("method", kMethods);
  indicator.method = static_cast<Method>(std::find(kMethods.begin(), kMethods.end(), method) - kMethods.begin());
  indicator.unit = section.required_text("unit");
  indicator.multiplier = section.number("multiplier").value_or(indicator.method == Method::proportion ? 100 : 1);
  if (indicator.multiplier <= 0) refuse("'multiplier' must be above 0", section.place("multiplier"), "write 100, 1000 or 100000, as the unit says");
  indicator.polarity = section.choice("polarity", {"low", "high", "none"});
  indicator.quality = section.choice("quality", {"observed", "modelled", "intelligence", "perception"});
  indicator.period = section.choice("period", kPeriods);
  if (!section.has("levels")) section.refuse_missing("levels", "say for which areas it is given: levels = [\"county\", \"authority\"]");
  indicator.levels = section.texts("levels");
  check_each(section, "levels", indicator.levels, kLevels);
  if (indicator.levels.empty()) refuse("'levels' is empty", section.place("levels"), "name at least one level of area");
  indicator.breakdowns = read_breakdowns(section);
  indicator.category_type = section.text("category_type");
  if (indicator.category_type.empty() && breaks_down_by(indicator.breakdowns, "category"))
    section.refuse_missing("category_type", "say what the categories are: category_type = \"offence\"");
  indicator.age_bands = read_age_bands(section, indicator.breakdowns);
  indicator.comparator = section.choice("comparator", {"england", "county", "none"}, "none");
  indicator.citation = section.required_text("citation");
  indicator.caveats = section.texts("caveats");
  indicator.published_twin = section.text("published_twin");
  indicator.twin_place = section.has("published_twin") ? section.place("published_twin") : indicator.place;
  indicator.not_comparable = read_not_comparable(section, false);
  indicator.to_match = section.text("to_match");
  if (!indicator.to_match.empty() && indicator.to_match.find("{n}") == std::string::npos)
    refuse("'to_match' has no {n} for the number", section.place("to_match"), "write for example \"{n} more people would have to be in treatment\"");
  const bool from_layers = is_of_layers(indicator.method);
  for (const char* key : {"layers", "events", "covariate"})
    if (section.has(key) && !from_layers) refuse(fmt::format("'{}' is for the methods that look at small areas only (hotspot, overlap, unseen ...)", key), section.place(key), "take it out");
  if (from_layers) {
    read_layers(section, document, indicator);
  } else if (indicator.method == Method::market) {
    read_market_output(section, indicator);
  } else {
    if (section.has("output")) refuse("'output' is for the method market only", section.place("output"), "take it out");
    read_sql(section, document, indicator);
  }
  read_follow_up(section, document, indicator);
  read_inequality(section, document, indicator);
  read_relations(section, indicator);
  for (const toml::table* child : section.children("example")) {
    const Section example(*child, document.file, "an example", {"given", "expect"});
    indicator.examples.push_back({read_given(example, tables), read_expected(example), example.place()});
  }
  if (indicator.examples.empty() && indicator.method != Method::market && !from_layers) section.refuse_missing("example", "add an [[example]]: a few rows given, the estimates expected; it runs as a test");
  return indicator;
}

}  // namespace dmp::catalogue
