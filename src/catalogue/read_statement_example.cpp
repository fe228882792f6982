#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "catalogue/statement_reader.hpp"
#include "core/period.hpp"

namespace dmp::catalogue {
namespace {

const std::string kArea = "E06000001", kAreaName = "Exampleton", kCounty = "E10000001", kCountyName = "Exampleshire";

const std::map<std::string, double core::Estimate::*> kNumbers = {
    {"value", &core::Estimate::value}, {"lower", &core::Estimate::lower_95}, {"upper", &core::Estimate::upper_95},
    {"count", &core::Estimate::count}, {"denominator", &core::Estimate::denominator}, {"comparator_value", &core::Estimate::comparator_value}};
const std::map<std::string, core::Text core::Estimate::*> kTexts = {
    {"sex", &core::Estimate::sex}, {"age", &core::Estimate::age}, {"category_type", &core::Estimate::category_type}, {"category", &core::Estimate::category},
    {"comparator", &core::Estimate::comparator}, {"significance", &core::Estimate::significance}, {"trend", &core::Estimate::trend}, {"note", &core::Estimate::note},
    {"suppressed", &core::Estimate::suppressed}};
const std::map<std::string, double core::Comparison::*> kBesideNumbers = {
    {"value", &core::Comparison::value}, {"lower", &core::Comparison::lower_95}, {"upper", &core::Comparison::upper_95}, {"ratio", &core::Comparison::ratio},
    {"ratio_lower", &core::Comparison::ratio_lower}, {"ratio_upper", &core::Comparison::ratio_upper}, {"difference", &core::Comparison::difference},
    {"gap", &core::Comparison::gap}, {"gap_lower", &core::Comparison::gap_lower}, {"gap_upper", &core::Comparison::gap_upper}, {"rank", &core::Comparison::rank},
    {"rank_of", &core::Comparison::rank_of},
    {"earlier", &core::Comparison::earlier}, {"change", &core::Comparison::change}, {"change_lower", &core::Comparison::change_lower}, {"change_upper", &core::Comparison::change_upper},
    {"own_earlier", &core::Comparison::own_earlier}, {"own_change", &core::Comparison::own_change}, {"own_change_lower", &core::Comparison::own_change_lower}, {"own_change_upper", &core::Comparison::own_change_upper}};
const std::map<std::string, core::Text core::Comparison::*> kBesideTexts = {
    {"kind", &core::Comparison::kind}, {"comparator", &core::Comparison::comparator}, {"significance", &core::Comparison::significance},
    {"gap_sentence", &core::Comparison::gap_sentence}, {"since", &core::Comparison::since}};

template <typename First, typename Second>
Names keys_of(const First& first, const Second& second, Names more) {
  for (const auto& entry : first) more.push_back(entry.first);
  for (const auto& entry : second) more.push_back(entry.first);
  return more;
}

void set_area(core::Estimate& estimate, const Section& section) {
  const std::string area = section.text("area", "this");
  estimate.area_code = area == "this" ? kArea : area == "county" ? kCounty : area == "england" ? "E92000001" : area;
  estimate.area_name = area == "this" ? kAreaName : area == "county" ? kCountyName : area == "england" ? "England" : area;
  estimate.area_type = section.text("area_type", area == "this" ? "authority" : area == "county" ? "county" : area == "england" ? "country" : "ward");
}

core::Estimate read_example_figure(const toml::table& table, const Document& document, const Catalogue& catalogue) {
  const Section section(table, document.file, "a figure of [[example]]", keys_of(kNumbers, kTexts, {"indicator", "area", "area_type", "period", "quality"}));
  Names known;
  for (const auto& [id, indicator] : catalogue.indicators) known.push_back(id);
  core::Estimate estimate;
  estimate.indicator_id = section.choice("indicator", known);
  const IndicatorDefinition& indicator = catalogue.indicators.at(estimate.indicator_id);
  estimate.indicator_name = indicator.name;
  estimate.domain = indicator.domain;
  estimate.unit = indicator.unit;
  estimate.polarity = indicator.polarity;
  estimate.quality = section.text("quality", indicator.quality);
  set_area(estimate, section);
  estimate.period = section.text("period", "2023/24");
  const auto period = core::parse_period(estimate.period);
  if (!period) refuse("'" + estimate.period + "' is no period", section.place("period"), "write it as 2023/24, 2023 or 2021-23");
  estimate.period_start = core::text(period->start);
  estimate.period_end = core::text(period->end);
  for (const auto& [key, member] : kNumbers)
    if (const auto number = section.number(key)) estimate.*member = *number;
  for (const auto& [key, member] : kTexts)
    if (section.has(key)) estimate.*member = section.text(key);
  if (!estimate.category.empty() && estimate.category_type.empty()) estimate.category_type = indicator.category_type;
  estimate.estimate_id = estimate.indicator_id + ":" + estimate.area_code + ":" + estimate.period;
  if (estimate.sex != "Persons") estimate.estimate_id += ":sex=" + estimate.sex;
  if (estimate.age != "All ages") estimate.estimate_id += ":age=" + estimate.age;
  if (!estimate.category.empty()) estimate.estimate_id += ":" + estimate.category_type + "=" + estimate.category;
  return estimate;
}

core::Comparison read_example_comparison(const toml::table& table, const Document& document, const std::vector<core::Estimate>& figures) {
  const Section section(table, document.file, "a comparison of [[example]]", keys_of(kBesideNumbers, kBesideTexts, {"figure"}));
  core::Comparison comparison;
  const auto number = section.integer("figure", 1, static_cast<long long>(std::max<std::size_t>(1, figures.size()))).value_or(1);
  if (figures.empty()) refuse("a comparison needs a figure", section.place(), "write figures before comparisons");
  const core::Estimate& of = figures[static_cast<std::size_t>(number - 1)];
  comparison.estimate_id = of.estimate_id;
  comparison.indicator_id = of.indicator_id;
  comparison.area_code = of.area_code;
  comparison.area_name = of.area_name;
  comparison.period = of.period;
  for (const auto& [key, member] : kBesideNumbers)
    if (const auto value = section.number(key)) comparison.*member = *value;
  for (const auto& [key, member] : kBesideTexts)
    if (section.has(key)) comparison.*member = section.text(key);
  comparison.kind = section.choice("kind", comparator_kinds());
  return comparison;
}

}  // namespace

std::vector<StatementExample> read_statement_examples(const Section& section, const Document& document, const Catalogue& catalogue, std::string_view said) {
  std::vector<StatementExample> examples;
  for (const toml::table* table : section.children("example")) {
    const Section each(*table, document.file, "[[example]]", {"figures", "comparisons", "area", std::string(said), "strength", "direction", "nothing"});
    StatementExample example;
    example.place = each.place();
    example.area_code = each.choice("area", {"this", "county"}, "this") == "this" ? kArea : kCounty;
    for (const toml::table* figure : each.children("figures")) example.figures.push_back(read_example_figure(*figure, document, catalogue));
    for (const toml::table* comparison : each.children("comparisons")) example.comparisons.push_back(read_example_comparison(*comparison, document, example.figures));
    if (!each.flag("nothing", false)) example.sentence = each.required_text(said);
    example.strength = each.text("strength");
    example.direction = each.text("direction");
    examples.push_back(std::move(example));
  }
  if (examples.empty()) section.refuse_missing("example", "add [[example]] with figures and what is said of them");
  return examples;
}

}  // namespace dmp::catalogue
