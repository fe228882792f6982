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

constexpr double kRow = 46;
constexpr std::size_t kMostDrugs = 5;

std::string at(double position) { return fmt::format("{:.1f}", position); }

/// Three significant digits: a model knows no more.
std::string about(double value) {
  if (std::isnan(value)) return {};
  if (value == 0) return "0";
  const double step = std::pow(10, std::floor(std::log10(std::fabs(value))) - 2);
  const double rounded = std::round(value / step) * step;
  if (std::fabs(rounded) >= 1e9) return fmt::format("{:.4g}bn", rounded / 1e9);
  if (std::fabs(rounded) >= 1e6) return fmt::format("{:.4g}m", rounded / 1e6);
  return core::rounded_text(rounded);
}

std::string pounds(double value) { return std::isnan(value) ? std::string() : "\u00A3" + about(value); }

std::string with_interval(const MarketFigure& figure, std::string (*format)(double)) {
  if (std::isnan(figure.value)) return "\u2013";
  if (std::isnan(figure.lower_95)) return format(figure.value);
  return fmt::format("{} ({} to {})", format(figure.value), format(figure.lower_95), format(figure.upper_95));
}

std::string title_of(std::string text) {
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
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

/// A logarithmic axis over everything that is drawn.
struct LogScale {
  double low = 1, high = 10;

  explicit LogScale(const std::vector<MarketMethod>& methods) {
    low = std::numeric_limits<double>::infinity(), high = 0;
    for (const MarketMethod& method : methods)
      for (const double x : {method.figure.value, method.figure.lower_95, method.figure.upper_95})
        if (x > 0) low = std::min(low, x), high = std::max(high, x);
    if (!(high > 0)) low = 1, high = 10;
    low /= 1.15, high *= 1.15;
  }
  [[nodiscard]] std::string x(double value) const { return at(100 * std::clamp(std::log(std::max(value, low) / low) / std::log(high / low), 0.0, 1.0)) + "%"; }
};

std::string described(const std::vector<MarketMethod>& methods, std::string (*format)(double)) {
  std::string text;
  for (const MarketMethod& method : methods) text += (text.empty() ? "" : "; ") + method.label + ": " + with_interval(method.figure, format);
  return text + ".";
}

/// Every method's figure on one logarithmic scale: thin line 95%, thick line 50%, dot the figure.
void methods_chart(Html& html, const std::string& id, const std::string& title, const std::vector<MarketMethod>& methods, std::string (*format)(double)) {
  const LogScale scale(methods);
  html.open("figure", {{"class", "chart"}}).open("figcaption").element("strong", title).close();
  html.open("svg", {{"class", "bars"}, {"width", "100%"}, {"height", at(kRow * static_cast<double>(methods.size()))}, {"role", "img"}, {"aria-labelledby", id + "-title " + id + "-desc"}});
  html.element("title", title, {{"id", id + "-title"}}).element("desc", described(methods, format), {{"id", id + "-desc"}});
  for (std::size_t i = 0; i < methods.size(); ++i) {
    const double top = kRow * static_cast<double>(i), y = top + 32;
    const MarketFigure& f = methods[i].figure;
    html.open("text", {{"x", "0"}, {"y", at(top + 16)}, {"class", i == 0 ? "strong" : ""}}).text(methods[i].label + ": " + with_interval(f, format)).close();
    html.shape("line", {{"class", "grid"}, {"x1", "0"}, {"x2", "100%"}, {"y1", at(y)}, {"y2", at(y)}});
    if (!std::isnan(f.lower_95)) html.shape("line", {{"class", "line"}, {"x1", scale.x(f.lower_95)}, {"x2", scale.x(f.upper_95)}, {"y1", at(y)}, {"y2", at(y)}});
    if (!std::isnan(f.lower_50)) html.shape("line", {{"class", "line"}, {"style", "stroke-width:7"}, {"x1", scale.x(f.lower_50)}, {"x2", scale.x(f.upper_50)}, {"y1", at(y)}, {"y2", at(y)}});
    html.shape("circle", {{"class", "dot"}, {"cx", scale.x(f.value)}, {"cy", at(y)}, {"r", "5.5"}});
  }
  html.close().close();
}

void methods_of(Html& html, const MarketDrug& drug, std::size_t number) {
  if (drug.spend_methods.size() < 2 && drug.quantity_methods.size() < 2) return;
  html.element("h4", drug.name + ": every method side by side");
  if (drug.spend_methods.size() > 1) methods_chart(html, fmt::format("market-spend-{}", number), drug.name + ": spend a year by method (logarithmic scale)", drug.spend_methods, pounds);
  if (drug.quantity_methods.size() > 1)
    methods_chart(html, fmt::format("market-quantity-{}", number), drug.name + ": kilograms a year by method (logarithmic scale)", drug.quantity_methods, about);
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
}

/// Users as the corrections are made, one bar a step.
void waterfall(Html& html, const MarketChapter& chapter) {
  if (chapter.waterfall.size() < 2) return;
  double most = 0;
  std::string description;
  for (const MarketStep& step : chapter.waterfall) {
    most = std::max(most, step.users);
    description += (description.empty() ? "" : "; ") + title_of(step.name) + ": " + about(step.users);
  }
  html.element("h4", "From the survey to the estimate: users of " + chapter.leading_drug);
  html.element("p", "The first bar is the national survey's percentage of the residents; each further bar makes one more correction (median of the draws).");
  html.open("figure", {{"class", "chart"}}).open("figcaption").element("strong", "Users of " + chapter.leading_drug + " as corrections are made").close();
  html.open("svg", {{"class", "bars"}, {"width", "100%"}, {"height", at(kRow * static_cast<double>(chapter.waterfall.size()))}, {"role", "img"}, {"aria-labelledby", "market-steps-title market-steps-desc"}});
  html.element("title", "Users as corrections are made", {{"id", "market-steps-title"}}).element("desc", description + ".", {{"id", "market-steps-desc"}});
  double before = 0;
  for (std::size_t i = 0; i < chapter.waterfall.size(); ++i) {
    const MarketStep& step = chapter.waterfall[i];
    const double top = kRow * static_cast<double>(i), from = 100 * std::min(before, step.users) / most, to = 100 * std::max(before, step.users) / most;
    const std::string change = i == 0 ? "" : fmt::format(" ({}{})", step.users >= before ? "+" : "\u2212", about(std::fabs(step.users - before)));
    html.open("text", {{"x", "0"}, {"y", at(top + 16)}}).text((i == 0 ? "National survey x residents" : title_of(step.name)) + ": " + about(step.users) + change).close();
    html.shape("rect", {{"class", "bar"}, {"x", at(i == 0 ? 0 : from) + "%"}, {"y", at(top + 22)}, {"width", at(std::max(0.4, i == 0 ? to : to - from)) + "%"}, {"height", "16"}});
    before = step.users;
  }
  html.close().close();
}

/// The result with one parameter at its 10th and 90th percentile, the others at their medians.
void tornado(Html& html, const MarketChapter& chapter) {
  const std::size_t n = std::min<std::size_t>(chapter.tornado.size(), 10);
  if (n == 0) return;
  double low = chapter.tornado_middle, high = low;
  std::string description;
  for (std::size_t i = 0; i < n; ++i) {
    const MarketSwing& swing = chapter.tornado[i];
    low = std::min({low, swing.low, swing.high}), high = std::max({high, swing.low, swing.high});
    description += (description.empty() ? "" : "; ") + swing.parameter + ": " + pounds(swing.low) + " to " + pounds(swing.high);
  }
  const auto x = [&](double value) { return 100 * (value - low) / std::max(high - low, 1e-9); };
  const std::string title = "What drives the spend on " + chapter.leading_drug;
  html.element("h4", title);
  html.element("p", "Each bar: the spend with one parameter at its 10th and at its 90th percentile, all others at their medians. The line is the spend with all at their medians.");
  html.open("figure", {{"class", "chart"}}).open("figcaption").element("strong", title).close();
  html.open("svg", {{"class", "bars"}, {"width", "100%"}, {"height", at(kRow * static_cast<double>(n))}, {"role", "img"}, {"aria-labelledby", "market-tornado-title market-tornado-desc"}});
  html.element("title", title, {{"id", "market-tornado-title"}}).element("desc", description + ".", {{"id", "market-tornado-desc"}});
  for (std::size_t i = 0; i < n; ++i) {
    const MarketSwing& swing = chapter.tornado[i];
    const double top = kRow * static_cast<double>(i), from = std::min(swing.low, swing.high), to = std::max(swing.low, swing.high);
    html.open("text", {{"x", "0"}, {"y", at(top + 16)}}).text(fmt::format("{} from {} to {}: {} to {}", swing.parameter, swing.low_label, swing.high_label, pounds(swing.low), pounds(swing.high))).close();
    html.shape("rect", {{"class", "bar"}, {"x", at(x(from)) + "%"}, {"y", at(top + 22)}, {"width", at(std::max(0.4, x(to) - x(from))) + "%"}, {"height", "16"}});
    html.shape("line", {{"class", "comparator"}, {"x1", at(x(chapter.tornado_middle)) + "%"}, {"x2", at(x(chapter.tornado_middle)) + "%"}, {"y1", at(top + 20)}, {"y2", at(top + 40)}});
  }
  html.close().close();
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

void market_section(Html& html, const MarketChapter& chapter) {
  if (chapter.drugs.empty()) return;
  open_section(html, "market", "How big the drug market is");
  html.element("p", fmt::format("In {} in {} users are estimated to spend {} a year on the drugs below. This is a model, not a count: users, days of use, quantity and price each carry their doubt, and the "
                                "table says how many of the parameters have no source.",
                                chapter.area, chapter.period, with_interval(chapter.total_spend, pounds)),
               {{"class", "finding"}});
  drugs_table(html, chapter);
  std::size_t number = 0;
  for (const MarketDrug& drug : chapter.drugs)
    if (number < kMostDrugs && !std::isnan(drug.spend.value)) methods_of(html, drug, ++number);
  waterfall(html, chapter);
  tornado(html, chapter);
  market_flows(html, chapter);
  datasets_table(html, chapter);
  if (!chapter.notes.empty()) {
    html.open("div", {{"class", "caveats"}}).element("p", "Bear in mind", {{"class", "caveats-title"}}).open("ul");
    for (const std::string& note : chapter.notes) html.element("li", note);
    html.close().close();
  }
  html.element("p", fmt::format("{} draws, seed {}. Every parameter with its citation: dmp market --parameters, and market.json of the edition.", core::rounded_text(static_cast<double>(chapter.draws)), chapter.seed),
               {{"class", "meta"}});
  close_section(html);
}

}  // namespace dmp::reports
