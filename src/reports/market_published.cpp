#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reports/html.hpp"
#include "reports/market_chapter.hpp"
#include "reports/sections.hpp"
#include "reports/tables.hpp"

namespace dmp::reports {
namespace {

std::string about(double value) {
  if (std::isnan(value)) return "\u2013";
  return std::fabs(value) >= 1e6 ? significant_text(value / 1e6, 3) + "m" : significant_text(value, 3);
}

std::string with_interval(const MarketFigure& f, const std::string& before) {
  return std::isnan(f.lower_95) ? before + about(f.value) : fmt::format("{}{} ({} to {})", before, about(f.value), about(f.lower_95), about(f.upper_95));
}

void ways_table(Html& html, const MarketPublished& published, std::size_t number) {
  const bool pounds = published.unit.starts_with("GBP");
  open_table(html, fmt::format("table-market-published-{}", number), published.title + ": published " + published.stated + ", made again" + (pounds ? "" : ", " + published.unit));
  heading_row(html, {"Way", "#Figure (95% interval)", "#Published / this way", "How", "Source"});
  html.open("tbody");
  for (const MarketPublishedWay& way : published.ways) {
    html.open("tr").element("th", way.name, {{"scope", "row"}});
    number_cell(html, with_interval(way.figure, pounds ? "\u00A3" : ""));
    number_cell(html, way.ratio);
    html.element("td", way.note).element("td", way.citation).close();
  }
  html.close();
  close_table(html);
}

void hidden_table(Html& html, const MarketChapter& chapter, const std::string& area, std::size_t number) {
  open_table(html, fmt::format("table-market-hidden-{}", number), "Opiate and crack users by every method, " + area);
  heading_row(html, {"Method", "#Users (95% interval)", "Year and source", "By the deaths", "Note"});
  html.open("tbody");
  for (const MarketHidden& row : chapter.hidden) {
    if (row.area != area) continue;
    html.open("tr").element("th", capitalised(row.method) + ": " + row.name, {{"scope", "row"}});
    number_cell(html, with_interval(row.users, ""));
    html.element("td", row.vintage).element("td", row.plausible == "yes" ? "Plausible" : capitalised(row.plausible)).element("td", capitalised(row.note)).close();
  }
  html.close();
  close_table(html);
}

}  // namespace

void market_published(Page& page, const MarketChapter& chapter) {
  if (chapter.published.empty()) return;
  Html& html = page.html;
  html.element("h4", "Published figures, made again");
  html.element("p", "Each published figure beside every way of making it from public parameters. They enter no estimate of this chapter; a way that fits is no proof that the figure was made so.");
  std::size_t number = 0;
  for (const MarketPublished& published : chapter.published) {
    html.open("p", {{"class", "finding"}}).element("strong", published.title + ": " + published.stated + ". ").text(published.text).close();
    ++number;
    if (!page.is_page()) continue;
    html.open("details", {{"class", "data"}}).element("summary", published.title + ": every way with its source");
    ways_table(html, published, number);
    html.close();
  }
}

void market_hidden(Page& page, const MarketChapter& chapter) {
  if (chapter.hidden.empty()) return;
  Html& html = page.html;
  html.element("h4", "Users seen and unseen");
  html.element("p", "How many people use opiates or crack, by every method the data allow. Models that fit the lists alike need not agree, so no one of them is the answer; deaths say which numbers can hardly be.");
  std::vector<std::string> areas;
  for (const MarketHidden& row : chapter.hidden)
    if (std::find(areas.begin(), areas.end(), row.area) == areas.end()) areas.push_back(row.area);
  for (std::size_t i = 0; i < areas.size(); ++i) hidden_table(html, chapter, areas[i], i + 1);
}

}  // namespace dmp::reports
