#include "reports/report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "charts/draw.hpp"
#include "charts/json.hpp"
#include "core/hash.hpp"
#include "core/period_words.hpp"
#include "reports/document_markup.hpp"
#include "reports/evidence.hpp"
#include "reports/exhibits.hpp"
#include "reports/html.hpp"
#include "reports/sections.hpp"
#include "reports/stylesheet.hpp"

namespace dmp::reports {
namespace {

std::string base64(const std::string& bytes) {
  static constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    unsigned group = 0;
    for (std::size_t k = 0; k < 3; ++k) group = group << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    for (std::size_t k = 0; k < 4; ++k) out += i + k <= bytes.size() ? kDigits[group >> (18 - 6 * k) & 63] : '=';
  }
  return out;
}

void head(Html& html, const Edition& edition, Medium medium) {
  html.open("head").shape("meta", {{"charset", "utf-8"}});
  if (medium == Medium::document) {
    html.element("title", edition.title).close();
    return;
  }
  html.shape("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
  // The page asks nobody for anything and runs the one script it brings; this makes the browser hold it to that.
  html.shape("meta", {{"http-equiv", "Content-Security-Policy"}, {"content", fmt::format("default-src 'none'; style-src 'unsafe-inline'; script-src {}", report_script_hash())}});
  html.shape("meta", {{"name", "color-scheme"}, {"content", "light dark"}});
  html.shape("meta", {{"name", "description"}, {"content", edition.subtitle}});
  html.shape("meta", {{"name", "generator"}, {"content", "Drug Market Profiler " + edition.engine_version}});
  html.element("title", edition.title + (edition.organisation.empty() ? "" : " \u2013 " + edition.organisation));
  html.open("style").markup(kStylesheet).markup(charts::kStylesheet).close().close();
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
  fact("Period", core::period_label(edition.period));
  fact("Edition", edition.id);
  fact("Published by", edition.organisation);
  html.close().close().close().close();
}

constexpr std::size_t kMostPartsWithoutContents = 4, kMostBytesWithoutContents = 20'000;

void navigation(Html& html, const Page& page, bool with_search) {
  html.open("nav", {{"id", "contents"}, {"class", "contents"}, {"aria-labelledby", "contents-title"}});
  if (with_search) {
    html.open("div", {{"class", "search"}, {"id", "search"}, {"role", "search"}, {"hidden", ""}}).element("label", "Find in this report", {{"for", "search-words"}});
    html.shape("input", {{"id", "search-words"}, {"type", "search"}, {"autocomplete", "off"}, {"aria-controls", "search-found"}});
    html.open("p", {{"id", "search-said"}, {"role", "status"}}).close().open("ul", {{"id", "search-found"}}).close().close();
  }
  html.element("h2", "Contents", {{"id", "contents-title"}}).open("ol");
  for (const auto& [id, title] : page.contents) html.open("li").link(fragment(id), title).close();
  html.close().close();
}

void footer(Html& html, const ReportInput& input, bool is_page) {
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
  if (is_page)
    html.element("p", "This page loads nothing from elsewhere and sets no cookies; without its one script only the search is missing. It is made to meet WCAG 2.2 AA; every chart has a text alternative and its figures in a table.");
  html.close().close();
}

void sections(Page& page) {
  headline_section(page);
  summary_section(page);
  introduction_section(page);
  reading_section(page);
  chapter_sections(page);
  what_works_section(page);
  gaps_section(page);
  recommendations_section(page);
  plan_section(page);
  if (!page.evidence.indicators.empty()) glance_section(page);
  quality_section(page);
  methods_section(page);
  sources_section(page);
  figure_tables_section(page);
}

/// The sections, and what their writing has gathered (contents, pictures).
std::string body_of(Page& page) {
  sections(page);
  return page.html.take();
}

}  // namespace

std::string report_script_hash() {
  const std::string hex = core::sha256(kScript);
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return "'sha256-" + base64(bytes) + "'";
}

std::string html_report(const ReportInput& input, Medium medium) {
  const Evidence evidence = gather(input);
  const std::vector<Exhibit> exhibits = exhibits_of(input, evidence);
  Html main;
  Page page{main, input, evidence, exhibits, medium};
  const std::string body = body_of(page);
  Html html;
  html.markup("<!DOCTYPE html>\n").open("html", {{"lang", "en-GB"}});
  head(html, input.edition, medium);
  html.open("body");
  if (page.is_page()) html.element("a", "Skip to main content", {{"class", "skip"}, {"href", "#main"}});
  masthead(html, input.edition);
  html.open("div", {{"class", "width page"}});
  navigation(html, page, page.is_page());
  html.open("main", {{"id", "main"}, {"tabindex", "-1"}}).markup(body).close().close();
  footer(html, input, page.is_page());
  if (page.is_page()) html.open("script").markup(kScript).close();
  html.close().close();
  return html.take();
}

Document document_report(const ReportInput& input) {
  const Evidence evidence = gather(input);
  const std::vector<Exhibit> exhibits = exhibits_of(input, evidence);
  Html main;
  Page page{main, input, evidence, exhibits, Medium::document};
  const std::string body = body_of(page);
  Html html;
  html.markup("<!DOCTYPE html>\n").open("html", {{"lang", "en-GB"}});
  head(html, input.edition, Medium::document);
  html.open("body");
  if (input.edition.audience != "public") html.open("p").element("strong", "Restricted edition: not for publication").close();
  if (!input.edition.subtitle.empty()) html.element("p", input.edition.subtitle);
  html.element("p", fmt::format("{}{}Edition {}{}", input.edition.organisation, input.edition.organisation.empty() ? "" : ". ", input.edition.id, input.edition.period.empty() ? "" : ", period " + core::period_label(input.edition.period)));
  html.markup(for_word_processors(body));
  footer(html, input, false);
  html.close().close();
  return {html.take(), std::move(page.pictures)};
}

std::string form_report(const ReportInput& input, const core::Document& form, bool with_scorecard, Medium medium) {
  const Evidence evidence = gather(input);
  const std::vector<Exhibit> exhibits;
  Html main;
  Page page{main, input, evidence, exhibits, medium};
  form_part(page, form, with_scorecard);
  const std::string body = page.html.take();
  Edition edition = input.edition;
  // Who publishes it and the period stand beside the edition already.
  edition.title = form.title, edition.subtitle = "";
  Html html;
  html.markup("<!DOCTYPE html>\n").open("html", {{"lang", "en-GB"}});
  head(html, edition, medium);
  html.open("body", {{"class", "form"}});
  if (page.is_page()) html.element("a", "Skip to main content", {{"class", "skip"}, {"href", "#main"}});
  masthead(html, edition);
  // What is longer than a few pages says first what is in it.
  const bool has_contents = page.contents.size() >= kMostPartsWithoutContents && body.size() > kMostBytesWithoutContents;
  html.open("div", {{"class", has_contents ? "width page" : "width"}});
  if (has_contents) navigation(html, page, false);
  html.open("main", {{"id", "main"}, {"tabindex", "-1"}}).markup(body).close().close();
  html.open("footer").open("div", {{"class", "width"}}).element("p", form.footer).close().close();
  html.close().close();
  return html.take();
}

Document form_document(const ReportInput& input, const core::Document& form, bool with_scorecard) {
  const Evidence evidence = gather(input);
  const std::vector<Exhibit> exhibits;
  Html main;
  Page page{main, input, evidence, exhibits, Medium::document};
  form_part(page, form, with_scorecard);
  const std::string body = page.html.take();
  Html html;
  html.markup("<!DOCTYPE html>\n").open("html", {{"lang", "en-GB"}}).open("head").shape("meta", {{"charset", "utf-8"}}).element("title", form.title).close().open("body");
  if (!form.marking.empty()) html.open("p").element("strong", form.marking).close();
  if (!form.subtitle.empty()) html.element("p", form.subtitle);
  html.markup(for_word_processors(body)).element("p", form.footer).close().close();
  return {html.take(), std::move(page.pictures)};
}

std::vector<charts::Chart> every_chart(const ReportInput& input, const Evidence& evidence) {
  std::vector<charts::Chart> charts;
  for (Exhibit& exhibit : exhibits_of(input, evidence)) charts.push_back(std::move(exhibit.chart));
  const auto is_new = [&](const charts::Chart& chart) { return std::none_of(charts.begin(), charts.end(), [&](const charts::Chart& one) { return one.is.id == chart.is.id; }); };
  for (const IndicatorEvidence& own : evidence.indicators)
    for (auto chart : {trend_chart(evidence, own), caterpillar_chart(evidence, own)})
      if (chart && is_new(*chart)) charts.push_back(std::move(*chart));
  std::vector<const IndicatorEvidence*> national;
  for (const IndicatorEvidence& own : evidence.indicators)
    if (is_national(own)) national.push_back(&own);
  if (auto rug = rug_chart(input, national, "rug", kRugTitle)) charts.push_back(std::move(*rug));
  return charts;
}

std::string charts_json(const ReportInput& input) { return charts::json_of(every_chart(input, gather(input))); }

}  // namespace dmp::reports
