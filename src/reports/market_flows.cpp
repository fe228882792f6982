#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/number.hpp"
#include "reports/html.hpp"
#include "reports/market_chapter.hpp"
#include "reports/tables.hpp"

namespace dmp::reports {
namespace {

constexpr double kWidth = 720, kHeight = 220, kGap = 26, kTop = 24, kBar = 14;

/// Two significant digits: the terms of a balance are known no better.
std::string about(double value) {
  if (std::isnan(value)) return "\u2013";
  if (value == 0) return "0";
  if (std::fabs(value) < 1) return fmt::format("{:.2g}", value);
  const double step = std::pow(10, std::floor(std::log10(std::fabs(value))) - 1);
  return core::rounded_text(std::round(value / step) * step);
}

std::string with_interval(const MarketFigure& f) {
  return std::isnan(f.lower_95) || about(f.lower_95) == about(f.upper_95) ? about(f.value) : fmt::format("{} ({} to {})", about(f.value), about(f.lower_95), about(f.upper_95));
}

std::string at(double x) { return fmt::format("{:.1f}", x); }

double sum_of(const std::vector<MarketFlow>& flows) {
  double sum = 0;
  for (const MarketFlow& flow : flows) sum += std::max(0.0, flow.kilograms.value);
  return sum;
}

std::string described(const MarketBalance& balance) {
  std::string text;
  for (const auto& [side, flows] : {std::pair<const char*, const std::vector<MarketFlow>*>{"In: ", &balance.in}, {" Out: ", &balance.out}}) {
    text += side;
    for (const MarketFlow& flow : *flows) text += flow.name + " " + with_interval(flow.kilograms) + " kg a month; ";
  }
  text.resize(text.size() - 2);
  return text + ".";
}

/// One side's bands, from the middle bar to its own place; heights by kilograms.
void side(Html& html, const std::vector<MarketFlow>& flows, bool left, double per_kilogram, double middle_top) {
  double y = kTop, y_middle = middle_top;
  const double outer = left ? kBar : kWidth - kBar, inner = left ? kWidth / 2 - kBar / 2 : kWidth / 2 + kBar / 2, bend = (outer + inner) / 2;
  for (const MarketFlow& flow : flows) {
    const double height = std::max(1.5, std::max(0.0, flow.kilograms.value) * per_kilogram);
    html.shape("rect", {{"class", "bar"}, {"x", at(left ? 0 : kWidth - kBar)}, {"y", at(y)}, {"width", at(kBar)}, {"height", at(height)}});
    html.shape("path", {{"class", "bar"}, {"style", "fill-opacity:.45"},
                        {"d", fmt::format("M{} {} C{} {} {} {} {} {} L{} {} C{} {} {} {} {} {} Z", at(outer), at(y), at(bend), at(y), at(bend), at(y_middle), at(inner), at(y_middle), at(inner), at(y_middle + height),
                                          at(bend), at(y_middle + height), at(bend), at(y + height), at(outer), at(y + height))}});
    html.open("text", {{"x", at(left ? kBar + 6 : kWidth - kBar - 6)}, {"y", at(y - 6)}, {"text-anchor", left ? "start" : "end"}}).text(flow.name + ": " + with_interval(flow.kilograms) + " kg").close();
    y += height + kGap, y_middle += height;
  }
}

void sankey(Html& html, const MarketBalance& balance, std::size_t number) {
  const double most = std::max(sum_of(balance.in), sum_of(balance.out));
  if (!(most > 0)) return;
  const double rows = static_cast<double>(std::max(balance.in.size(), balance.out.size())), height = kTop + kHeight + rows * kGap, per_kilogram = kHeight / most;
  const std::string id = fmt::format("market-flows-{}", number), title = balance.title + ": kilograms a month, street weight";
  html.open("figure", {{"class", "chart"}}).open("figcaption").element("strong", title).close();
  html.open("svg", {{"class", "bars"}, {"width", "100%"}, {"viewBox", fmt::format("0 0 {} {}", at(kWidth), at(height))}, {"role", "img"}, {"aria-labelledby", id + "-title " + id + "-desc"}});
  html.element("title", title, {{"id", id + "-title"}}).element("desc", described(balance), {{"id", id + "-desc"}});
  html.shape("rect", {{"class", "bar"}, {"x", at(kWidth / 2 - kBar / 2)}, {"y", at(kTop)}, {"width", at(kBar)}, {"height", at(kHeight)}});
  side(html, balance.in, true, per_kilogram, kTop);
  side(html, balance.out, false, per_kilogram, kTop);
  html.close().close();
}

void flows_table(Html& html, const MarketBalance& balance, std::size_t number) {
  open_table(html, fmt::format("table-market-flows-{}", number), balance.title + ": terms of the balance, median and 95% interval");
  heading_row(html, {"Term", "#Kilograms a month", "Side"});
  html.open("tbody");
  for (const auto& [name, flows] : {std::pair<const char*, const std::vector<MarketFlow>*>{"in", &balance.in}, {"out", &balance.out}})
    for (const MarketFlow& flow : *flows) {
      html.open("tr").element("th", flow.name, {{"scope", "row"}});
      number_cell(html, with_interval(flow.kilograms));
      html.element("td", name).close();
    }
  html.close();
  close_table(html);
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

void market_flows(Html& html, const MarketChapter& chapter) {
  if (!chapter.balances.empty()) {
    html.element("h4", "What comes in, what stays, what passes on");
    html.element("p", "Production and what comes in equal what is used, seized and passed on. What comes in is never counted: it is what the other terms ask for, or what somebody states.");
    std::size_t number = 0;
    for (const MarketBalance& balance : chapter.balances) {
      ++number;
      if (!balance.sentence.empty()) html.element("p", balance.sentence, {{"class", "finding"}});
      sankey(html, balance, number);
      flows_table(html, balance, number);
    }
  }
  if (!chapter.statements.empty()) {
    html.element("h4", "Published figures about supply");
    html.open("ul");
    for (const std::string& statement : chapter.statements) html.element("li", statement);
    html.close();
  }
  supply_table(html, chapter);
}

}  // namespace dmp::reports
