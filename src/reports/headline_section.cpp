#include <fmt/format.h>

#include <algorithm>

#include "core/period_words.hpp"
#include "reports/charts.hpp"
#include "reports/sections.hpp"
#include "reports/tables.hpp"

namespace dmp::reports {
namespace {

using core::Estimate;

/// The figure in large type and its unit in small: "61.0%" and "", "2.4" and "per 1,000 residents".
void big_figure(Html& html, const Estimate& row, const NumberStyle& style) {
  const std::string figure = style.figure(row.value), unit = style.unit_words();
  html.open("p", {{"class", "big"}}).open("a", {{"href", fragment(row.estimate_id)}}).text(figure).close();
  if (!unit.empty()) html.element("span", unit, {{"class", "big-unit"}});
  html.close();
}

void card(Html& html, const Evidence& evidence, const Headline& headline) {
  const IndicatorEvidence& indicator = *headline.indicator;
  const Estimate& row = *headline.series->latest();
  html.open("li", {{"class", "card"}}).element("h3", indicator.note->name);
  big_figure(html, row, indicator.style);
  const std::string interval = indicator.style.interval(row.lower_95, row.upper_95);
  html.open("p", {{"class", "card-line"}});
  html.text(row.area_name + ", " + core::period_label(row.period) + (interval.empty() ? "" : ". 95% interval " + interval)).close();
  // The tag says better or worse; the sentence beside it need not say it again.
  std::string comparison = comparison_phrase(row, indicator.style);
  comparison.resize(std::min(comparison.find(", which is"), comparison.size()));
  if (!comparison.empty()) {
    html.open("p", {{"class", "card-line"}});
    significance_tag(html, row);
    html.text(" " + capitalised(comparison) + ".").close();
  }
  const std::string trend = trend_sentence(row).empty() ? "" : capitalised(row.trend), spark = spark_line(*headline.series);
  if (!spark.empty() || !trend.empty()) html.open("p", {{"class", "card-line card-trend"}}).markup(spark).text(trend).close();
  html.open("p", {{"class", "card-foot"}})
      .open("span", {{"class", "card-more"}})
      .open("a", {{"href", fragment("indicator-" + indicator.note->id)}})
      .text("More");
  html.unseen(" on " + indicator.note->name).close().text(" \u00B7 ").close();
  source_line(html, evidence, indicator);
  html.close().close();
}

/// For a word processor: the cards as a table.
void headline_table(Page& page, const std::vector<Headline>& headlines) {
  open_table(page.html, "table-headlines", "Headline figures");
  heading_row(page.html, {"What", "Area and period", "#Figure", "#95% interval", "Compared"});
  page.html.open("tbody");
  for (const Headline& headline : headlines) {
    const Estimate& row = *headline.series->latest();
    page.html.open("tr").element("th", headline.indicator->note->name, {{"scope", "row"}}).element("td", row.area_name + ", " + core::period_label(row.period));
    number_cell(page.html, headline.indicator->style.phrase(row.value));
    number_cell(page.html, headline.indicator->style.interval(row.lower_95, row.upper_95));
    page.html.element("td", capitalised(comparison_phrase(row, headline.indicator->style))).close();
  }
  page.html.close();
  close_table(page.html);
}

}  // namespace

void headline_section(Page& page) {
  const std::vector<Headline> headlines = headlines_of(page.input, page.evidence);
  if (headlines.empty()) return;
  open_section(page, "headlines", "Headline figures");
  const std::string area = page.input.areas.empty() ? headlines.front().series->area->name : page.input.areas.front().name;
  page.html.element("p", fmt::format("The figures that say most about {}.{}", area, page.is_page() ? " Each links to its own place in the report." : ""), {{"class", "lead"}});
  if (page.is_document()) {
    headline_table(page, headlines);
  } else {
    page.html.open("ul", {{"class", "cards"}});
    for (const Headline& headline : headlines) card(page.html, page.evidence, headline);
    page.html.close();
  }
  close_section(page);
}

void reading_section(Page& page) {
  Html& html = page.html;
  const ReportInput& input = page.input;
  open_section(page, "reading", "How to read this report");
  html.element("p",
               "Chapters begin with what is known and how sure it is. Each indicator begins with the question it answers, then says what the latest figure "
               "shows. Charts and tables follow, with the caveats and the source beneath.");
  html.open("dl", {{"class", "terms"}});
  const auto term = [&](std::string_view name, std::string_view meaning) { html.open("div").element("dt", name).element("dd", meaning).close(); };
  term("95% interval",
       "The range that would hold the true figure in 95 of 100 such measurements. A wide interval means a small number or a rough estimate.");
  term("Higher, lower, similar",
       "\u201CSignificantly higher\u201D or \u201Clower\u201D is written only where the difference from the comparator is larger than chance "
       "explains. \u201CSimilar\u201D means that no difference can be shown, not that there is none.");
  term("Better, worse", "Used in place of higher and lower where it is clear which direction is good.");
  term("Trend", "Tested over the latest periods. \u201CNo significant change\u201D does not mean that the figures are equal.");
  term("Observed, modelled, intelligence, perception",
       "How the figure came about: counted from records; estimated by a model; from police intelligence; or what people who were asked believe.");
  html.close();
  open_table(html, "table-key", "Marks in place of a figure");
  heading_row(html, {"Mark", "Meaning", "Why"});
  html.open("tbody");
  const auto row = [&](std::string_view sign, std::string_view meaning, std::string_view why) {
    html.open("tr").element("th", sign, {{"scope", "row"}}).element("td", meaning).element("td", why).close();
  };
  row("[c]", "Suppressed",
      "The number is small enough, or could be worked out from others, so that it might reveal something about a person. It is not zero.");
  row("[x]", "Missing", "There is no figure: it was not collected, not sent, or too little to compute it from.");
  row("[z]", "Not applicable", "The figure has no meaning for this area or group.");
  html.close();
  close_table(html);
  html.element("p", fmt::format("All figures, with full precision and for every small area, are in the data pack of edition {}.", input.edition.id));
  close_section(page);
}

void glance_section(Page& page) {
  Html& html = page.html;
  open_section(page, "glance", "All indicators at a glance");
  std::vector<const IndicatorEvidence*> national;
  for (const IndicatorEvidence& own : page.evidence.indicators)
    if (is_national(own)) national.push_back(&own);
  // A copy that lives as long as the page: a later section lists the figures of the charts.
  if (auto rug = rug_chart(page.input, national, "rug", kRugTitle)) figure(page, page.made.emplace_back(std::move(*rug)), true);
  html.element("p",
               "The latest figure of each indicator. A shape and a colour show a significant difference from the comparator; a figure without one "
               "was not compared.");
  html.open("ul", {{"class", "key"}});
  for (const char* word : {"better", "similar", "worse", "higher", "lower"}) {
    core::Estimate sample;
    sample.value = 0, sample.significance = word;
    html.open("li");
    significance_tag(html, sample);
    html.close();
  }
  html.close();
  glance_table(html, page.evidence, page.input.areas);
  close_section(page);
}

}  // namespace dmp::reports
