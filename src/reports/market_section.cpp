#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/number.hpp"
#include "reports/html.hpp"
#include "reports/market_chapter.hpp"
#include "reports/sections.hpp"
#include "reports/tables.hpp"

namespace dmp::reports {
namespace {

constexpr std::size_t kMostDrugs = 5;

/// Three significant digits: a model knows no more.
std::string about(double value) {
  if (std::fabs(value) >= 1e9) return significant_text(value / 1e9, 3) + "bn";
  return std::fabs(value) >= 1e6 ? significant_text(value / 1e6, 3) + "m" : significant_text(value, 3);
}

std::string pounds(double value) { return std::isnan(value) ? std::string() : "\u00A3" + about(value); }

std::string with_interval(const MarketFigure& figure, std::string (*format)(double)) {
  if (std::isnan(figure.value)) return "\u2013";
  if (std::isnan(figure.lower_95)) return format(figure.value);
  return fmt::format("{} ({} to {})", format(figure.value), format(figure.lower_95), format(figure.upper_95));
}

void drugs_table(Html& html, const MarketChapter& chapter) {
  open_table(html, "table-market", fmt::format("The market by drug, {}, {}: median and 95% interval", chapter.area, chapter.period));
  heading_row(html, {"Drug", "#Users", "#Kilograms, street", "#Kilograms, pure", "#Spend a year", "#Spend of a user", "#Parameters without a source"});
  html.open("tbody");
  for (const MarketDrug& drug : chapter.drugs) {
    html.open("tr").element("th", drug.name, {{"scope", "row"}});
    number_cell(html, with_interval(drug.users, about));
    number_cell(html, with_interval(drug.kilograms, about));
    number_cell(html, with_interval(drug.pure_kilograms, about));
    number_cell(html, with_interval(drug.spend, pounds));
    number_cell(html, with_interval(drug.spend_per_user, pounds));
    number_cell(html, fmt::format("{} of {}", drug.defaults, drug.parameters));
    html.close();
  }
  html.close();
  close_table(html);
}

void methods_of(Page& page, const MarketDrug& drug, std::size_t number) {
  if (drug.spend_methods.size() < 2 && drug.quantity_methods.size() < 2) return;
  Html& html = page.html;
  html.element("h4", drug.name + ": every method side by side");
  exhibits_part(page, "market", fmt::format("market-spend-{}", number));
  exhibits_part(page, "market", fmt::format("market-quantity-{}", number));
  const auto table = [&] {
    open_table(html, fmt::format("table-market-methods-{}", number), drug.name + ": methods and their sources");
    heading_row(html, {"Method", "#Figure (95% interval)", "How", "Source"});
    html.open("tbody");
    const auto rows = [&](const std::vector<MarketMethod>& methods, std::string (*format)(double), std::string_view unit) {
      for (const MarketMethod& method : methods) {
        html.open("tr").element("th", method.label, {{"scope", "row"}});
        number_cell(html, with_interval(method.figure, format) + std::string(unit));
        html.element("td", method.note).element("td", method.citation).close();
      }
    };
    rows(drug.spend_methods, pounds, "");
    rows(drug.quantity_methods, about, " kg");
    html.close();
    close_table(html);
  };
  if (!page.is_page()) return;
  html.open("details", {{"class", "data"}}).element("summary", drug.name + ": methods and their sources");
  table();
  html.close();
}

void datasets_table(Html& html, const MarketChapter& chapter) {
  if (chapter.datasets.empty()) return;
  html.element("h4", "What to collect next");
  open_table(html, "table-market-information", "By how much the 95% interval of the spend on " + chapter.leading_drug + " would be expected to shrink");
  heading_row(html, {"Dataset", "#Share of the interval removed"});
  html.open("tbody");
  for (const MarketDataset& dataset : chapter.datasets) {
    html.open("tr").element("th", dataset.name, {{"scope", "row"}});
    number_cell(html, fmt::format("{:.0f}%", 100 * dataset.share_removed));
    html.close();
  }
  html.close();
  close_table(html);
}

}  // namespace

void market_part(Page& page) {
  const MarketChapter& chapter = page.input.market;
  if (chapter.drugs.empty()) return;
  Html& html = page.html;
  html.element("h3", "How big the drug market is", {{"id", "market"}});
  html.element("p", fmt::format("In {} in {} users are estimated to spend {} a year on the drugs below. This is a model, not a count: users, days of use, quantity and price each carry their doubt, and the "
                                "table says how many of the parameters have no source.",
                                chapter.area, chapter.period, with_interval(chapter.total_spend, pounds)),
               {{"class", "finding"}});
  drugs_table(html, chapter);
  exhibits_part(page, "market", "market-drugs");
  std::size_t number = 0;
  for (const MarketDrug& drug : chapter.drugs)
    if (number < kMostDrugs && !std::isnan(drug.spend.value)) methods_of(page, drug, ++number);
  html.element("h4", "From the survey to the estimate, and what drives it");
  exhibits_part(page, "market", "market-steps");
  exhibits_part(page, "market", "market-tornado");
  market_published(page, chapter);
  market_flows(page, chapter);
  market_hidden(page, chapter);
  datasets_table(html, chapter);
  if (!chapter.notes.empty()) {
    html.open("div", {{"class", "caveats"}}).element("p", "Bear in mind", {{"class", "caveats-title"}}).open("ul");
    for (const std::string& note : chapter.notes) html.element("li", note);
    html.close().close();
  }
  html.element("p", fmt::format("{} draws, seed {}. Every parameter with its citation: dmp market --parameters, and market.json of the edition.", core::rounded_text(static_cast<double>(chapter.draws)), chapter.seed),
               {{"class", "meta"}});
}

}  // namespace dmp::reports
