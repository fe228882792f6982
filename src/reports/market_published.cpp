#include <fmt/format.h>

#include <cmath>

#include "core/number.hpp"
#include "reports/html.hpp"
#include "reports/market_chapter.hpp"
#include "reports/sections.hpp"
#include "reports/tables.hpp"

namespace dmp::reports {
namespace {

/// Three significant digits.
std::string about(double value) {
  if (std::isnan(value)) return "\u2013";
  if (value == 0) return "0";
  const double step = std::pow(10, std::floor(std::log10(std::fabs(value))) - 2), rounded = std::round(value / step) * step;
  return std::fabs(rounded) >= 1e6 ? fmt::format("{:.4g}m", rounded / 1e6) : core::rounded_text(rounded);
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
  open_table(html, "table-market-hidden", "Opiate and crack users by every method");
  heading_row(html, {"Area", "Method", "Figure", "#Users (95% interval)", "Year", "By the deaths", "Note"});
  html.open("tbody");
  for (const MarketHidden& row : chapter.hidden) {
    html.open("tr").element("th", row.area, {{"scope", "row"}}).element("td", row.method).element("td", row.name);
    number_cell(html, with_interval(row.users, ""));
    html.element("td", row.vintage).element("td", row.plausible == "yes" ? "plausible" : row.plausible).element("td", row.note).close();
  }
  html.close();
  close_table(html);
}

}  // namespace dmp::reports
