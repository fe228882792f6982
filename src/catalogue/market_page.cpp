#include <fmt/format.h>

#include <algorithm>

#include "catalogue/market_reader.hpp"
#include "catalogue/market_roles.hpp"
#include "catalogue/markdown.hpp"
#include "catalogue/reference_pages.hpp"
#include "core/number.hpp"

namespace dmp::catalogue {
namespace {

constexpr const char* kNotice = "<!-- Made by dmp catalogue docs from the catalogue; change the file there, then run script/docs. -->\n\n";

std::string joined(const std::vector<std::string>& names) { return fmt::format("{}", fmt::join(names, ", ")); }

/// "pert: min 40, mode 63, max 80".
std::string distribution_text(const DistributionDefinition& distribution) {
  if (distribution.kind == "fixed") return core::exact_text(distribution.numbers.at("value"));
  std::vector<std::string> parts;
  for (const auto& [name, value] : distribution.numbers) parts.push_back(name + " " + core::exact_text(value));
  if (!distribution.values.empty()) parts.push_back(fmt::format("{} values", distribution.values.size()));
  return distribution.kind + (parts.empty() ? "" : ": " + joined(parts));
}

std::string source_text(const MarketParameter& parameter) {
  std::string text = parameter.is_default ? "**default**" : markdown_text(parameter.citation);
  if (parameter.spread_is_default) text += "; spread: **default**";
  if (!parameter.note.empty()) text += "; " + markdown_text(parameter.note);
  return text;
}

std::string when_and_where(const std::string& period, const std::string& place) { return period + (period.empty() || place.empty() ? "" : ", ") + place; }

std::string parameters_of(const MarketDefinition& market) {
  std::vector<std::vector<std::string>> rows;
  for (const MarketParameter& p : market.parameters) rows.push_back({code(p.id()), markdown_text(p.unit), distribution_text(p.distribution), when_and_where(p.period, p.place_name), source_text(p)});
  if (rows.empty()) return {};
  const auto defaults = std::count_if(market.parameters.begin(), market.parameters.end(), [](const MarketParameter& p) { return p.is_default; });
  return fmt::format("\n## Parameters\n\n{} of {} are defaults without a source. A profile puts its own in their place with `[[market.parameter]]`.\n\n", defaults, rows.size()) + markdown_table({"Parameter", "Unit", "Distribution", "When, where", "Source"}, rows);
}

std::string roles_of(const MarketDefinition& market) {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> seen;
  for (const MarketParameter& p : market.parameters) {
    const MarketRole* role = find_market_role(p.role);
    if (!role || std::find(seen.begin(), seen.end(), p.role) != seen.end()) continue;
    seen.push_back(p.role);
    rows.push_back({code(p.role), markdown_text(std::string(role->meaning))});
  }
  return rows.empty() ? std::string() : "\n## What the parameters mean\n\n" + markdown_table({"Role", "Meaning"}, rows);
}

std::string benchmarks_of(const MarketDefinition& market) {
  std::vector<std::vector<std::string>> rows;
  for (const MarketBenchmark& b : market.benchmarks)
    rows.push_back({markdown_text(b.name), b.measure, core::exact_text(b.value), markdown_text(b.unit), when_and_where(b.period, b.place_name), b.citation.empty() ? "**default**" : markdown_text(b.citation + (b.note.empty() ? "" : "; " + b.note))});
  return rows.empty() ? std::string() : "\n## Published figures\n\nResults and needed values are held against these; those of a country are scaled down to the area.\n\n" + markdown_table({"Figure", "Measure", "Value", "Unit", "When, where", "Source"}, rows);
}

std::string together_of(const MarketDefinition& market) {
  std::string text;
  for (const MarketCorrelation& c : market.correlations) text += fmt::format("- {}: rank correlations {}{}\n", joined(c.parameters), [&] {
    std::vector<std::string> numbers;
    for (std::size_t i = 0; i < c.matrix.size(); ++i)
      for (std::size_t j = 0; j < i; ++j) numbers.push_back(core::exact_text(c.matrix[i][j]));
    return joined(numbers);
  }(), c.is_default ? " (**default**)" : c.citation.empty() ? "" : " (" + markdown_text(c.citation) + ")");
  return text.empty() ? text : "\n## Parameters that move together\n\n" + text;
}

std::string datasets_of(const MarketDefinition& market) {
  std::vector<std::vector<std::string>> rows;
  for (const MarketDataset& d : market.datasets) rows.push_back({markdown_text(d.name), d.measures.empty() ? "the parameters " + joined(d.roles) + (d.user_types.empty() ? "" : " of " + joined(d.user_types)) : d.measures + " with an error of " + core::exact_text(100 * d.relative_error) + "%"});
  return rows.empty() ? std::string() : "\n## Datasets that could be collected\n\n" + markdown_table({"Dataset", "Would tell"}, rows);
}

std::string examples_of(const MarketDefinition& market) {
  std::string text;
  for (const MarketExample& example : market.examples) {
    std::vector<std::string> expect;
    for (const auto& [result, value] : example.expect) expect.push_back(result + " = " + core::exact_text(value));
    text += fmt::format("- {}: {} residents aged 16 to 59{} give {}{}\n", markdown_text(example.name), core::exact_text(example.population), example.period.empty() ? "" : " in " + example.period, joined(expect),
                        example.citation.empty() ? "" : " (" + markdown_text(example.citation) + ")");
  }
  return text.empty() ? text : "\n## Worked checks\n\nBest values of every parameter, corrections off; run as tests.\n\n" + text;
}

}  // namespace

std::string page_of(const MarketDefinition& market, const Catalogue&) {
  const std::string what = market.kind == "drug" ? "the market of one drug" : market.kind == "people" ? "users only, without quantities" : market.kind == "costs" ? "what drug use costs and treatment returns" : "parameters that every drug shares";
  std::string page = fmt::format("{}# {}\n\nMarket {}: {}.\n\n", kNotice, markdown_text(market.name), code(market.id), what);
  std::vector<std::vector<std::string>> rows;
  const auto fact = [&](const char* name, const std::string& value) {
    if (!value.empty()) rows.push_back({name, value});
  };
  const bool drug = market.kind == "drug" || market.kind == "people";
  fact("Code in the tables", market.code.empty() ? "" : code(market.code));
  fact("Class", market.drug_class);
  fact("Bought and used in", market.kind == "drug" ? market.unit : "");
  fact("Users from", !drug ? "" : market.users == "survey" ? "the household survey" : "published estimates of " + market.users + " users");
  fact("Names in surveys and wastewater", joined(market.survey_drugs));
  if (!rows.empty()) page += markdown_table({"", ""}, rows);
  if (!market.caveats.empty()) page += "\n## Caveats\n\n" + bullets(market.caveats);
  return page + parameters_of(market) + together_of(market) + benchmarks_of(market) + datasets_of(market) + examples_of(market) + roles_of(market);
}

}  // namespace dmp::catalogue
