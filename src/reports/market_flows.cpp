#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reports/html.hpp"
#include "reports/market_chapter.hpp"
#include "reports/sections.hpp"
#include "reports/tables.hpp"

namespace dmp::reports {
namespace {

/// Two significant digits: the terms of a balance are known no better.
std::string about(double value) { return std::isnan(value) ? "\u2013" : significant_text(value, 2); }

std::string with_interval(const MarketFigure& f) {
  return std::isnan(f.lower_95) || about(f.lower_95) == about(f.upper_95) ? about(f.value) : fmt::format("{} ({} to {})", about(f.value), about(f.lower_95), about(f.upper_95));
}

void supply_table(Html& html, const MarketChapter& chapter) {
  if (chapter.supply.empty()) return;
  html.element("h4", "Seizures, cultivation, valuations");
  html.element("p", "Every value says on which basis it stands: a street price, the price by the kilogram, or pounds for pure grams. A value without its basis is not comparable with another.");
  open_table(html, "table-market-supply", "Supply, " + chapter.area);
  heading_row(html, {"Drug", "Figure", "Basis", "#Value (95% interval)", "Unit", "Note"});
  html.open("tbody");
  for (const MarketSupply& row : chapter.supply) {
    html.open("tr").element("th", row.drug, {{"scope", "row"}}).element("td", row.name).element("td", row.basis);
    number_cell(html, with_interval(row.figure));
    html.element("td", row.unit).element("td", (row.is_flag ? "To be looked into: " : "") + row.note).close();
  }
  html.close();
  close_table(html);
}

}  // namespace

void market_flows(Page& page, const MarketChapter& chapter) {
  Html& html = page.html;
  if (!chapter.balances.empty()) {
    html.element("h4", "What comes in, what stays, what passes on");
    html.element("p", "Production and what comes in equal what is used, seized and passed on. What comes in is never counted: it is what the other terms ask for, or what somebody states.");
    exhibits_part(page, "market", "market-flows");
  }
  supply_table(html, chapter);
}

}  // namespace dmp::reports
