#include "catalogue/published_methods.hpp"

#include "catalogue/catalogue.hpp"
#include "catalogue/document.hpp"

namespace dmp::catalogue {
namespace {

SiblingRow read_sibling(const Section& figure, std::string_view key) {
  const toml::table* table = figure.child(key);
  if (!table) return {};
  const Section section(*table, figure.file(), "where a number stands", {"publication", "statistic", "unit"});
  return {section.required_text("publication"), section.text("statistic"), section.text("unit")};
}

}  // namespace

std::vector<PublishedMethod> read_published_methods(const std::string& file, const std::string& text) {
  const toml::table root = parse_toml(file, text);
  const Section section(root, file, "the methods of published figures", {"name", "source", "as_of", "figure"});
  std::vector<PublishedMethod> methods;
  for (const toml::table* child : section.children("figure")) {
    const Section figure(*child, file, "a published figure", {"publication", "statistic", "unit", "method", "multiplier", "interval", "why", "count_from", "denominator_from"});
    PublishedMethod method;
    method.publication = figure.required_text("publication");
    method.statistic = figure.required_text("statistic");
    method.unit = figure.text("unit");
    method.method = figure.choice("method", {"rate", "proportion"});
    method.multiplier = figure.number("multiplier").value_or(1);
    method.interval = figure.choice("interval", {"wilson", "byar", "none", "other"});
    method.why = figure.text("why");
    if (method.interval == "other" && method.why.empty()) figure.refuse_missing("why", "say what the interval was made from");
    method.count_from = read_sibling(figure, "count_from");
    method.denominator_from = read_sibling(figure, "denominator_from");
    methods.push_back(std::move(method));
  }
  return methods;
}

const std::vector<PublishedMethod>& published_methods() {
  static const std::vector<PublishedMethod> methods = [] {
    for (const File& file : built_in_files())
      if (file.path == "reference/published_methods.toml") return read_published_methods(file.path, file.text);
    return std::vector<PublishedMethod>{};
  }();
  return methods;
}

}  // namespace dmp::catalogue
