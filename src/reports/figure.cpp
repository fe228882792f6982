#include <fmt/format.h>

#include <algorithm>

#include "charts/draw.hpp"
#include "reports/sections.hpp"
#include "reports/tables.hpp"

namespace dmp::reports {
namespace {

/// Tables longer than this are left to the page and the data pack.
constexpr std::size_t kMostRowsOnPaper = 40;

void source_of(Html& html, const charts::Chart& chart, bool with_links) {
  const charts::Provenance& from = chart.is.provenance;
  html.open("p", {{"class", "meta"}}).text("Source: " + from.source + " \u00B7 " + from.period);
  if (with_links && !from.link.empty()) html.text(" \u00B7 ").open("a", {{"href", from.link}}).text("How it is worked out").unseen(": " + chart.is.title).close();
  html.close();
}

}  // namespace

void chart_table(Html& html, const charts::Chart& chart) {
  const charts::Table& table = chart.is.table;
  open_table(html, "data-" + chart.is.id, chart.is.title);
  std::vector<std::string> headings = table.columns;
  // Columns whose cells begin with digits, signs or marks are numbers.
  for (std::size_t column = 1; column < headings.size(); ++column) {
    const auto is_number = [&](const std::vector<std::string>& row) { return row[column].empty() || std::string_view("0123456789-+.[\xC2\xE2").find(row[column][0]) != std::string_view::npos; };
    if (std::all_of(table.rows.begin(), table.rows.end(), is_number)) headings[column].insert(0, "#");
  }
  heading_row(html, headings);
  html.open("tbody");
  for (const auto& row : table.rows) {
    html.open("tr").element("th", row[0], {{"scope", "row"}});
    for (std::size_t column = 1; column < row.size(); ++column) {
      if (headings[column].front() == '#') number_cell(html, row[column]);
      else html.element("td", row[column]);
    }
    html.close();
  }
  html.close();
  close_table(html);
}

void figure(Page& page, const charts::Chart& chart, bool numbered) {
  Html& html = page.html;
  const std::string name = numbered ? fmt::format("Figure {}. ", ++page.figures) : "";
  if (numbered) page.numbered.push_back(&chart);
  const std::string id = anchor("figure-" + chart.is.id);
  if (page.is_document()) {
    const std::string file = anchor(chart.is.id);
    page.pictures.push_back({file, charts::svg_file_of(chart), chart.is.title + ". " + chart.is.alternative});
    if (!chart.message.empty()) html.element("p", chart.message);
    html.open("p").shape("img", {{"src", "figures/" + file + ".png"}, {"alt", chart.is.title + ". " + chart.is.alternative}, {"style", "width:16cm"}}).close();
    html.open("div", {{"data-custom-style", "Image Caption"}}).open("p").text(name + chart.is.title + (chart.subtitle.empty() ? "" : ". " + chart.subtitle)).text(" Source: " + chart.is.provenance.source + ", " + chart.is.provenance.period + ".").close().close();
    return;
  }
  html.open("figure", {{"class", "chart"}, {"id", id}}).open("figcaption", {{"id", id + "-caption"}}).open("strong").text(name + chart.is.title).close();
  if (!chart.message.empty()) html.element("span", chart.message, {{"class", "message"}});
  if (!chart.subtitle.empty()) html.element("span", chart.subtitle, {{"class", "quiet"}});
  html.close();
  html.open("div", {{"class", "frame"}, {"role", "group"}, {"tabindex", page.is_page() ? "0" : ""}, {"aria-labelledby", id + "-caption"}}).markup(charts::svg_of(chart)).close();
  source_of(html, chart, true);
  if (page.is_page() && numbered) {
    html.open("details", {{"class", "data"}}).element("summary", "The figures of this chart as a table: " + chart.is.title);
    chart_table(html, chart);
    html.close();
  }
  html.close();
}

void exhibits_part(Page& page, const std::string& chapter, std::string_view only) {
  for (const Exhibit& exhibit : page.exhibits)
    if (exhibit.chapter == chapter && exhibit.chart.is.id.starts_with(only)) figure(page, exhibit.chart, true);
}

void figure_tables_section(Page& page) {
  if (page.is_page() || page.numbered.empty()) return;
  open_section(page, "figure-tables", "The figures of the charts");
  page.html.element("p", fmt::format("Charts with more than {} figures have them in the electronic report and in the data pack.", kMostRowsOnPaper), {{"class", "lead"}});
  for (const charts::Chart* chart : page.numbered)
    if (chart->is.table.rows.size() <= kMostRowsOnPaper && chart->is.table.columns.size() <= 9) chart_table(page.html, *chart);
  close_section(page);
}

}  // namespace dmp::reports
