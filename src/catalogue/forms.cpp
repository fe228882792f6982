#include "catalogue/forms.hpp"

#include <algorithm>

#include "catalogue/document.hpp"

namespace dmp::catalogue {
namespace {

const Names kShows = {"", "headlines", "findings", "know_recommend", "contradictions", "actions", "plan", "progress", "scorecard", "facts", "gaps", "charts"};
const Names kDomains = {"USE", "CRI", "DTH", "SUP", "ENG", "REC", "CTX"};

void check_each(const Section& section, std::string_view key, const Names& values, const Names& known, const std::string& what) {
  for (std::size_t i = 0; i < values.size(); ++i)
    if (std::find(known.begin(), known.end(), values[i]) == known.end())
      refuse_name(what, values[i], known, place_of(section.file(), (*section.table().get(key)->as_array())[i].source()));
}

FormSection read_section(const toml::table& table, const Document& document, const Names& indicators, const Names& findings) {
  const Section section(table, document.file, "[[section]]",
                        {"title", "text", "show", "domains", "strengths", "directions", "findings", "indicators", "charts", "ratings", "areas", "most", "caveats", "strength", "by_domain", "stale_only", "otherwise"});
  FormSection read;
  read.place = section.place();
  read.title = section.text("title");
  read.text = section.text("text");
  read.show = section.has("show") ? section.choice("show", kShows) : "";
  read.domains = section.texts("domains");
  check_each(section, "domains", read.domains, kDomains, "there is no domain");
  read.strengths = section.texts("strengths");
  check_each(section, "strengths", read.strengths, {"strong", "moderate", "weak"}, "there is no strength");
  read.directions = section.texts("directions");
  check_each(section, "directions", read.directions, {"better", "worse", "neither"}, "there is no direction");
  read.findings = section.texts("findings");
  check_each(section, "findings", read.findings, findings, "there is no finding");
  read.indicators = section.texts("indicators");
  check_each(section, "indicators", read.indicators, indicators, "there is no indicator");
  read.charts = section.texts("charts");
  read.ratings = section.texts("ratings");
  check_each(section, "ratings", read.ratings, {"green", "amber", "red", "grey"}, "there is no rating");
  read.areas = section.choice("areas", {"all", "first", "authorities", "others"}, "all");
  read.most = static_cast<std::size_t>(section.integer("most", 1, 500).value_or(0));
  read.caveats = section.flag("caveats", false);
  read.strength = section.flag("strength", false);
  read.by_domain = section.flag("by_domain", false);
  read.stale_only = section.flag("stale_only", false);
  read.otherwise = section.text("otherwise");
  if (read.show.empty() && read.text.empty()) refuse("a section shows nothing and says nothing", read.place, "give it a text or say what to show");
  if (read.show == "scorecard" && read.indicators.empty()) section.refuse_missing("indicators", "name the indicators of the scorecard");
  if (read.show == "charts" && read.charts.empty()) section.refuse_missing("charts", "name the charts by their ids (dmp serve lists them), such as \"treatment-journey\" or \"market-*\"");
  return read;
}

FormDefinition read_form(const Document& document, const Names& indicators, const Names& findings) {
  const Section section(document.root, document.file, "a form", {"id", "title", "reader", "marking", "most_words", "section"});
  FormDefinition form;
  form.id = read_id(section, document);
  form.place = section.place("id");
  form.title = section.required_text("title");
  form.reader = section.required_text("reader");
  form.marking = section.text("marking");
  form.most_words = static_cast<std::size_t>(section.integer("most_words", 50, 100000).value_or(0));
  for (const toml::table* table : section.children("section")) form.sections.push_back(read_section(*table, document, indicators, findings));
  if (form.sections.empty()) section.refuse_missing("section", "add [[section]] with a title and what to show");
  return form;
}

}  // namespace

Forms read_forms(const std::vector<File>& built_in, const std::vector<File>& own, const Catalogue& catalogue, const std::vector<std::string>& findings) {
  Names indicators;
  for (const auto& [id, indicator] : catalogue.indicators) indicators.push_back(id);
  Forms forms;
  for (const File& file : effective_files(built_in, own)) {
    if (!file.path.starts_with("7-reports/forms/") || !file.path.ends_with(".toml")) continue;
    const std::string shown = file.shown.empty() ? "catalogue/" + file.path : file.shown;
    const std::string name = file.path.substr(file.path.rfind('/') + 1);
    const Document document{shown, name.substr(0, name.size() - 5), file.text, parse_toml(shown, file.text)};
    forms.emplace(document.id, read_form(document, indicators, findings));
  }
  return forms;
}

}  // namespace dmp::catalogue
