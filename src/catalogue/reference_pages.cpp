#include "catalogue/reference_pages.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "catalogue/document.hpp"
#include "catalogue/markdown.hpp"
#include "catalogue/schema.hpp"
#include "core/number.hpp"

namespace dmp::catalogue {
namespace {

constexpr const char* kNotice = "<!-- Made by dmp catalogue docs from the catalogue; change the file there, then run script/docs. -->\n\n";

std::string joined(const Names& names, const char* separator = ", ") { return fmt::format("{}", fmt::join(names, separator)); }

std::string codes(const Names& names) {
  Names spans;
  for (const std::string& name : names) spans.push_back(name.empty() ? "blank" : code(name));
  return joined(spans);
}

std::string link(const std::string& folder, const std::string& id) { return fmt::format("[{}](../{}/{}.md)", id, folder, id); }

std::string kind_name(ColumnKind kind) { return kind_names().at(static_cast<std::size_t>(kind)); }

/// "0 to 120", "at least 0", the codes, or nothing.
std::string allowed(const ColumnDefinition& column) {
  if (!column.values.empty()) return codes(column.values);
  if (column.minimum && column.maximum) return core::exact_text(*column.minimum) + " to " + core::exact_text(*column.maximum);
  if (column.minimum) return "at least " + core::exact_text(*column.minimum);
  if (column.maximum) return "at most " + core::exact_text(*column.maximum);
  return {};
}

/// Facts with an empty second part are left out.
std::string facts(const std::vector<std::vector<std::string>>& all) {
  std::vector<std::vector<std::string>> said;
  for (const auto& fact : all)
    if (!fact[1].empty()) said.push_back(fact);
  return markdown_table({"", ""}, said);
}

std::string origin_of(const ColumnMapping& mapping) {
  if (mapping.value) return "always " + code(*mapping.value);
  if (!mapping.file_name.empty()) return "the file's name: " + code(mapping.file_name);
  if (!mapping.join.empty()) return codes(mapping.join) + " as one text";
  if (mapping.from.size() > 1) return codes(mapping.from) + (mapping.each_row ? ": the first that is not blank in the row" : ": the first that the file has");
  return codes(mapping.from);
}

/// What is done to the cell, as sentences.
std::string conversion_of(const ColumnMapping& mapping, const ColumnDefinition& column) {
  Names steps;
  if (!mapping.pattern.empty()) steps.push_back("of " + code(mapping.pattern) + (mapping.replace.empty() ? "" : " becomes " + code(mapping.replace)));
  if (mapping.area_name) steps.push_back(mapping.area_types.empty() ? "a name, looked up" : "a name of " + joined(mapping.area_types, " or ") + ", looked up");
  if (!mapping.formats.empty()) steps.push_back("written as " + codes(mapping.formats));
  if (mapping.part != PeriodPart::none) steps.push_back(mapping.part == PeriodPart::start ? "first day of the period" : "last day of the period");
  if (mapping.scale != 1) steps.push_back("times " + core::exact_text(mapping.scale));
  if (column.kind == ColumnKind::pseudonym) {
    const char* rules[] = {"as it is", "its digits", "the name in plain letters"};
    steps.push_back(std::string("hashed: ") + rules[static_cast<int>(mapping.pseudonym)]);
  }
  for (const auto& [from, to] : mapping.map) steps.push_back(code(from) + " is " + (to.empty() ? "blank" : code(to)));
  if (!mapping.map.empty() || mapping.otherwise != Otherwise::keep) {
    const std::string rest[] = {"anything else rejects the row", "anything else is kept", "anything else is blank", "anything else is " + code(mapping.otherwise_value)};
    steps.push_back(rest[static_cast<int>(mapping.otherwise)]);
  }
  return joined(steps, "; ");
}

std::string format_facts(const SourceDefinition& source) {
  const FormatDefinition& format = source.format;
  Names filters;
  for (const auto& [column, expression] : source.rows.only) filters.push_back("only where " + code(column) + " is " + code(expression));
  for (const auto& [column, expression] : source.rows.skip) filters.push_back("not where " + code(column) + " is " + code(expression));
  return facts({{"Files", codes(source.files)},
                {"Container", format.container},
                {"Delimiter", format.delimiter ? code(format.delimiter == '\t' ? "tab" : std::string(1, format.delimiter)) : ""},
                {"Encoding", format.encoding},
                {"Header", format.header < 0 ? "" : format.header == 0 ? "none" : "line " + std::to_string(format.header)},
                {"Sheet", markdown_text(format.sheet)},
                {"Members of the archive", code(format.member)},
                {"The table ends at", code(format.footer)},
                {"Rows", joined(filters, "; ")},
                {"Suppressed", codes(source.markers.suppressed)},
                {"Missing", codes(source.markers.missing)},
                {"Not applicable", codes(source.markers.not_applicable)}});
}

std::string mapping_table(const SourceDefinition& source, const TableDefinition& table) {
  std::vector<std::vector<std::string>> rows;
  for (const ColumnMapping& mapping : source.columns) {
    const ColumnDefinition& column = *find_column(table, mapping.column);
    rows.push_back({code(column.name), kind_name(column.kind), column.required ? "yes" : "", origin_of(mapping), conversion_of(mapping, column)});
  }
  if (source.unpivot) {
    const std::string wide = "headers that fit " + code(source.unpivot->columns);
    if (const auto* column = find_column(table, source.unpivot->name_to)) rows.push_back({code(column->name), kind_name(column->kind), column->required ? "yes" : "", wide, ""});
    for (const auto& [group, name] : source.unpivot->value_to)
      if (const auto* column = find_column(table, name))
        rows.push_back({code(name), kind_name(column->kind), column->required ? "yes" : "", "cells under " + wide + (group.empty() ? "" : " with " + code(group)), ""});
  }
  return markdown_table({"Column", "Type", "Required", "From", "How"}, rows);
}

std::string source_example(const SourceExample& example) {
  std::string text = fenced(example.input, "text");
  if (!example.file.empty()) text = "File " + code(example.file) + ":\n\n" + text;
  if (!example.rows.empty()) text += "\nbecomes\n\n" + example_table(example.rows);
  if (!example.rejected.empty()) {
    std::vector<std::vector<std::string>> rows;
    for (const ExpectedRejection& rejection : example.rejected)
      rows.push_back({std::to_string(rejection.line), rejection.column ? std::to_string(rejection.column) : "", markdown_text(rejection.rule)});
    text += "\nand these lines are kept aside\n\n" + markdown_table({"Line", "Column", "Rule"}, rows);
  }
  return text + "\n";
}

/// Where a method of maps, which a few rows cannot show, has its formula and its worked example.
std::string method_page(Method method) {
  switch (method) {
    case Method::hotspot:
    case Method::overlap:
    case Method::concentration: return "hotspots";
    case Method::unseen: return "unseen";
    default: return "places-over-time";
  }
}

std::string index_page(const Catalogue& catalogue) {
  std::string page = std::string(kNotice) + "# Reference\n\nHow definitions are written: [the format of the catalogue](catalogue-format.md).\n\n## Tables\n\n";
  std::vector<std::vector<std::string>> rows;
  const auto linked = [](const char* folder, const std::string& id) { return fmt::format("[{}]({}/{}.md)", id, folder, id); };
  for (const auto& [id, table] : catalogue.tables) rows.push_back({linked("tables", id), markdown_text(table.name), table.subject});
  page += markdown_table({"Table", "Name", "Subject"}, rows);
  for (const std::string kind : {"partner", "public"}) {
    rows.clear();
    for (const auto& [id, source] : catalogue.sources)
      if (source.kind == kind) rows.push_back({linked("sources", id), markdown_text(source.name), linked("tables", source.table)});
    if (rows.empty()) continue;
    page += std::string("\n## ") + (kind == "partner" ? "Sources: extracts of the partners" : "Sources: public data") + "\n\n" + markdown_table({"Source", "Name", "Fills"}, rows);
  }
  if (!catalogue.indicators.empty()) page += "\n## Indicators\n\n";
  rows.clear();
  for (const auto& [id, indicator] : catalogue.indicators)
    rows.push_back({linked("indicators", id), markdown_text(indicator.name), indicator.domain, indicator.tier, method_name(indicator.method), markdown_text(indicator.unit)});
  if (!rows.empty()) page += markdown_table({"Indicator", "Name", "Domain", "Tier", "Method", "Unit"}, rows);
  rows.clear();
  for (const auto& [id, market] : catalogue.markets)
    rows.push_back({linked("markets", id), markdown_text(market.name), std::to_string(market.parameters.size()), std::to_string(std::count_if(market.parameters.begin(), market.parameters.end(), [](const auto& p) { return p.is_default; }))});
  if (!rows.empty()) page += "\n## Markets\n\n" + markdown_table({"Market", "Name", "Parameters", "of them defaults"}, rows);
  return page;
}

}  // namespace

std::string method_name(Method method) {
  static const Names names = {"count", "proportion", "rate", "dsr", "mean", "ratio", "published", "unmet_need", "survival", "market", "representation", "slope_index", "deprivation_outlier", "hotspot", "overlap",
                              "concentration", "unseen", "emerging", "seasonality", "near_repeat", "operation_effect"};
  return names.at(static_cast<std::size_t>(method));
}

std::string page_of(const TableDefinition& table, const Catalogue& catalogue) {
  std::string page = fmt::format("{}# {}\n\nTable {}. {}\n\n", kNotice, markdown_text(table.name), code(table.id), markdown_text(table.description));
  page += facts({{"Subject", table.subject},
                 {"Key", table.key.empty() ? "the whole row" : codes(table.key)},
                 {"When", table.period_column.empty() ? "timeless" : code(table.period_column)},
                 {"Where", code(table.place_column)}});
  std::vector<std::vector<std::string>> rows;
  for (const ColumnDefinition& column : table.columns)
    rows.push_back({code(column.name), kind_name(column.kind), stored_type(column.kind), column.required ? "yes" : "", allowed(column), markdown_text(column.description)});
  page += "\n## Columns\n\n" + markdown_table({"Column", "Type", "Stored as", "Required", "Allowed", "Meaning"}, rows);
  const bool measured = std::any_of(table.columns.begin(), table.columns.end(), [](const auto& column) { return column.kind == ColumnKind::measure; });
  if (measured) page += "\nA measure has a companion column `NAME_state`: value, suppressed, missing or not applicable.\n";
  Names sources, indicators;
  for (const auto& [id, source] : catalogue.sources)
    if (source.table == table.id) sources.push_back(link("sources", id));
  for (const auto& [id, indicator] : catalogue.indicators)
    if (std::any_of(indicator.examples.begin(), indicator.examples.end(), [&](const auto& example) { return example.given.contains(table.id); }))
      indicators.push_back(link("indicators", id));
  if (!sources.empty()) page += "\nFilled by: " + joined(sources) + ".\n";
  if (!indicators.empty()) page += "\nRead by: " + joined(indicators) + ".\n";
  return page;
}

std::string page_of(const SourceDefinition& source, const Catalogue& catalogue) {
  const TableDefinition& table = catalogue.table(source.table);
  std::string page = fmt::format("{}# {}\n\nSource {}: fills the table {}.\n\n", kNotice, markdown_text(source.name), code(source.id), link("tables", source.table));
  page += facts({{"Kind", source.kind}, {"Publisher", markdown_text(source.publisher)}, {"Licence", markdown_text(source.licence)}, {"Citation", markdown_text(source.citation)}});
  if (!source.notes.empty()) page += "\n" + bullets(source.notes);
  page += "\n## Format\n\n" + format_facts(source);
  page += "\n## Columns\n\n" + mapping_table(source, table) + "\n## Example\n\n";
  if (!template_of(source).empty()) page += fmt::format("Template: [{}.csv]({}.csv).\n\n", source.id, source.id);
  for (const SourceExample& example : source.examples) page += source_example(example);
  page.pop_back();
  return page;
}

std::string page_of(const IndicatorDefinition& indicator, const Catalogue& catalogue) {
  std::string page = fmt::format("{}# {}\n\nIndicator {}. {}\n\n", kNotice, markdown_text(indicator.name), code(indicator.id), markdown_text(indicator.question));
  page += facts({{"Number in the field's list", indicator.number ? std::to_string(indicator.number) : ""},
                 {"Domain", indicator.domain},
                 {"Family", indicator.family},
                 {"Tier", indicator.tier},
                 {"Audience", indicator.restricted ? "restricted" : ""},
                 {"Method", code(method_name(indicator.method))},
                 {"Unit", markdown_text(indicator.unit)},
                 {"Multiplier", indicator.multiplier == 1 ? "" : core::exact_text(indicator.multiplier)},
                 {"Polarity", indicator.polarity == "none" ? "none" : indicator.polarity + " is good"},
                 {"Quality", indicator.quality},
                 {"Period", indicator.period},
                 {"Areas", joined(indicator.levels)},
                 {"Breakdowns", joined(indicator.breakdowns)},
                 {"Categories", markdown_text(indicator.category_type)},
                 {"Age bands", joined(indicator.age_bands)},
                 {"Comparator", indicator.comparator},
                 {"As published", indicator.published_twin.empty() ? "" : fmt::format("[{0}]({0}.md)", indicator.published_twin)},
                 {"Citation", markdown_text(indicator.citation)}});
  if (!indicator.caveats.empty()) page += "\n## Caveats\n\n" + bullets(indicator.caveats);
  if (!indicator.layers.empty()) {
    page += "\n## Layers\n\nWorked out from the small areas of " + code(indicator.layers.front()) + (indicator.layers.size() > 1 ? " and " + code(indicator.layers.back()) : std::string()) + ".\n";
    if (!indicator.events.empty()) page += "\n## Events\n\n" + fenced(indicator.events, "sql");
    for (const Covariate& covariate : indicator.covariates)
      page += "\n## Taken into account: " + markdown_text(covariate.name) + (covariate.is_activity ? " (what the authorities do: in a second model)" : "") + "\n\n" + fenced(covariate.sql, "sql");
    return page + fmt::format("\n## Example\n\nWorked in [{0}](../../methods/{0}.md#worked-example).\n", method_page(indicator.method));
  }
  if (indicator.method == Method::market) return page + "\n## Result\n\n" + code(indicator.output) + " of the market model, from the parameters of the [markets](../index.md#markets), whose pages hold the worked examples.\n";
  page += (indicator.denominator.empty() ? "\n## Rows\n\n" : "\n## Numerator\n\n") + fenced(indicator.numerator, "sql");
  if (!indicator.denominator.empty()) page += "\n## Denominator\n\n" + fenced(indicator.denominator, "sql");
  if (!indicator.inequality.gradient.empty()) page += "\n## Order of deprivation\n\n" + fenced(indicator.inequality.gradient, "sql");
  page += "\n## Example\n";
  for (const IndicatorExample& example : indicator.examples) {
    for (const auto& [id, rows] : example.given)
      page += fmt::format("\nGiven {}\n\n{}", catalogue.tables.contains(id) ? link("tables", id) : code(id), example_table(rows));
    page += "\nexpect\n\n" + example_table(example.expect);
  }
  return page;
}

std::string template_of(const SourceDefinition& source) {
  const bool text = source.format.container.empty() || source.format.container == "csv";
  if (source.kind != "partner" || !text || source.examples.empty() || source.format.header == 0) return {};
  const SourceExample& example = source.examples.front();
  std::string good;
  std::uint64_t line = 0;
  for (std::size_t begin = 0; begin < example.input.size();) {
    const std::size_t end = std::min(example.input.find('\n', begin), example.input.size());
    ++line;
    if (std::none_of(example.rejected.begin(), example.rejected.end(), [&](const auto& rejection) { return rejection.line == line; }))
      good += example.input.substr(begin, end - begin) + "\n";
    begin = end + 1;
  }
  return good;
}

std::vector<File> reference_pages(const Catalogue& catalogue) {
  std::vector<File> pages{{"index.md", index_page(catalogue)}};
  for (const auto& [id, table] : catalogue.tables) pages.push_back({"tables/" + id + ".md", page_of(table, catalogue)});
  for (const auto& [id, source] : catalogue.sources) {
    pages.push_back({"sources/" + id + ".md", page_of(source, catalogue)});
    if (std::string text = template_of(source); !text.empty()) pages.push_back({"sources/" + id + ".csv", std::move(text)});
  }
  for (const auto& [id, indicator] : catalogue.indicators) pages.push_back({"indicators/" + id + ".md", page_of(indicator, catalogue)});
  for (const auto& [id, market] : catalogue.markets) pages.push_back({"markets/" + id + ".md", page_of(market, catalogue)});
  std::sort(pages.begin(), pages.end(), [](const File& a, const File& b) { return a.path < b.path; });
  return pages;
}

}  // namespace dmp::catalogue
