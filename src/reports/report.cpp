#include "reports/report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reports/evidence.hpp"
#include "reports/html.hpp"
#include "reports/sections.hpp"
#include "reports/stylesheet.hpp"

namespace dmp::reports {
namespace {

using Contents = std::vector<std::pair<std::string, std::string>>;

Contents contents_of(const ReportInput& input, const Evidence& evidence) {
  Contents contents;
  if (!headlines_of(input, evidence).empty()) contents.emplace_back("headlines", "Headline figures");
  contents.emplace_back("reading", "How to read this report");
  if (!evidence.indicators.empty()) contents.emplace_back("glance", "All indicators at a glance");
  if (!input.market.drugs.empty()) contents.emplace_back("market", "How big the drug market is");
  if (!input.place_maps.empty()) contents.emplace_back("where", "Where: hotspots and overlap");
  for (const auto& [family, members] : evidence.families) contents.emplace_back("family-" + family, std::string(family_title(family)));
  contents.emplace_back("quality", "Quality of the data");
  contents.emplace_back("methods", "Definitions and methods");
  contents.emplace_back("sources", "Sources");
  return contents;
}

void head(Html& html, const Edition& edition) {
  html.open("head").shape("meta", {{"charset", "utf-8"}});
  html.shape("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
  // The page asks nobody for anything; this makes the browser hold it to that.
  html.shape("meta", {{"http-equiv", "Content-Security-Policy"}, {"content", "default-src 'none'; style-src 'unsafe-inline'"}});
  html.shape("meta", {{"name", "color-scheme"}, {"content", "light dark"}});
  html.shape("meta", {{"name", "description"}, {"content", edition.subtitle}});
  html.shape("meta", {{"name", "generator"}, {"content", "Drug Market Profiler " + edition.engine_version}});
  html.element("title", edition.title + (edition.organisation.empty() ? "" : " \u2013 " + edition.organisation));
  html.open("style").markup(kStylesheet).close().close();
}

void masthead(Html& html, const Edition& edition) {
  html.open("header").open("div", {{"class", "masthead"}}).open("div", {{"class", "width"}});
  html.element("p", edition.organisation.empty() ? "Combating Drugs Partnership" : edition.organisation).close();
  html.close().open("div", {{"class", "title-block"}}).open("div", {{"class", "width"}});
  if (edition.audience != "public") {
    html.element("p", "Restricted edition: not for publication", {{"class", "restricted"}});
  }
  html.element("h1", edition.title);
  if (!edition.subtitle.empty()) html.element("p", edition.subtitle, {{"class", "subtitle"}});
  html.open("dl", {{"class", "facts"}});
  const auto fact = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) html.open("div").element("dt", name).element("dd", value).close();
  };
  fact("Period", edition.period);
  fact("Edition", edition.id);
  fact("Published by", edition.organisation);
  html.close().close().close().close();
}

void navigation(Html& html, const Contents& contents) {
  html.open("nav", {{"id", "contents"}, {"class", "contents"}, {"aria-labelledby", "contents-title"}});
  html.element("h2", "Contents", {{"id", "contents-title"}}).open("ol");
  for (const auto& [id, title] : contents) html.open("li").link(fragment(id), title).close();
  html.close().close();
}

void footer(Html& html, const ReportInput& input) {
  const Edition& edition = input.edition;
  html.open("footer").open("div", {{"class", "width"}});
  const bool open_licence = std::any_of(input.sources.begin(), input.sources.end(),
                                        [](const SourceNote& source) { return source.licence.find("Open Government Licence") != std::string::npos; });
  if (open_licence) html.element("p", "Contains public sector information licensed under the Open Government Licence v3.0.");
  if (!input.map_attribution.empty()) html.element("p", "Boundaries: " + input.map_attribution);
  std::string made = "Made with Drug Market Profiler";
  if (!edition.engine_version.empty()) made += " " + edition.engine_version;
  if (!edition.catalogue_version.empty()) made += ", catalogue " + edition.catalogue_version;
  html.element("p", made + ". The same data give the same report, byte for byte.");
  html.element("p",
               "This page needs no script, loads nothing from elsewhere and sets no cookies. It is made to meet WCAG 2.2 AA; every chart has a text "
               "alternative and its figures in a table.");
  html.close().close();
}

}  // namespace

std::string html_report(const ReportInput& input) {
  const Evidence evidence = gather(input);
  const Contents contents = contents_of(input, evidence);
  Html html;
  html.markup("<!DOCTYPE html>\n").open("html", {{"lang", "en-GB"}});
  head(html, input.edition);
  html.open("body").element("a", "Skip to main content", {{"class", "skip"}, {"href", "#main"}});
  masthead(html, input.edition);
  html.open("div", {{"class", "width page"}});
  navigation(html, contents);
  html.open("main", {{"id", "main"}, {"tabindex", "-1"}});
  headline_section(html, input, evidence);
  reading_section(html, input);
  if (!evidence.indicators.empty()) glance_section(html, input, evidence);
  market_section(html, input.market);
  where_section(html, input);
  for (std::size_t family = 0; family < evidence.families.size(); ++family) {
    if (evidence.families[family].first == "inequality") inequality_section(html, evidence, family);
    else family_section(html, input, evidence, family);
  }
  quality_section(html, input);
  methods_section(html, evidence);
  sources_section(html, input);
  html.close().close();
  footer(html, input);
  html.close().close();
  return html.take();
}

}  // namespace dmp::reports
