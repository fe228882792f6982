#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reports/exhibits.hpp"
#include "reports/market_chapter.hpp"

namespace dmp::reports {
namespace {

using charts::Chart;
using charts::Datum;
using charts::Format;
using charts::Kind;

constexpr std::size_t kMostDrugs = 5;

/// Three significant digits: a model knows no more.
double about(double value) {
  if (!std::isfinite(value) || value == 0) return value;
  const double step = std::pow(10, std::floor(std::log10(std::fabs(value))) - 2);
  return std::round(value / step) * step;
}

Datum datum_of(const std::string& label, const MarketFigure& figure) {
  Datum d;
  d.label = label, d.value = about(figure.value), d.lower = about(figure.lower_95), d.upper = about(figure.upper_95), d.inner_lower = figure.lower_50, d.inner_upper = figure.upper_50;
  if (!std::isfinite(d.value)) d.mark = "[x]";
  return d;
}

std::string words_of(double value, const Format& format) {
  if (std::isnan(value)) return "[x]";
  return format.prefix + significant_text(value, 3) + format.suffix;
}

charts::Provenance provenance(const MarketChapter& chapter) { return {"market model of this edition; every parameter has its source in market.json", chapter.period, "#market"}; }

/// A row a label, its figure and interval as a dot and lines.
Chart intervals(const MarketChapter& chapter, const std::string& id, const std::string& title, std::vector<Datum> rows, const Format& format, const std::string& axis) {
  charts::Table table{{"", axis, "Lower 95%", "Upper 95%"}, {}};
  table.columns[0] = "Row";
  std::string words;
  for (const Datum& d : rows) {
    table.rows.push_back({d.label, words_of(d.value, format), words_of(d.lower, format), words_of(d.upper, format)});
    words += (words.empty() ? "" : "; ") + d.label + " " + words_of(d.value, format);
    if (std::isfinite(d.lower)) words += " (" + words_of(d.lower, format) + " to " + words_of(d.upper, format) + ")";
  }
  Chart chart(Kind::intervals, {id, title, words + ".", table, provenance(chapter)});
  chart.x = {axis, format, true, {}};
  chart.subtitle = "Dot: median. Thick line: 50% interval. Thin line: 95% interval. Logarithmic scale.";
  chart.series.push_back({"", "main", std::move(rows)});
  return chart;
}

void add_drugs(std::vector<Chart>& charts, const MarketChapter& chapter) {
  std::vector<Datum> rows;
  for (const MarketDrug& drug : chapter.drugs)
    if (drug.spend.value > 0) rows.push_back(datum_of(drug.name, drug.spend));
  if (rows.size() < 2) return;
  charts.push_back(intervals(chapter, "market-drugs", "What users spend a year, by drug, " + chapter.area, std::move(rows), {0, "\u00A3", "", true}, "Pounds a year"));
}

void add_methods(std::vector<Chart>& charts, const MarketChapter& chapter) {
  std::size_t number = 0;
  for (const MarketDrug& drug : chapter.drugs) {
    if (std::isnan(drug.spend.value) || ++number > kMostDrugs) continue;
    const auto add = [&](const std::vector<MarketMethod>& methods, const char* what, const Format& format, const std::string& title, const std::string& axis) {
      if (methods.size() < 2) return;
      std::vector<Datum> rows;
      for (const MarketMethod& method : methods) rows.push_back(datum_of(method.label, method.figure));
      rows.front().strong = true;
      charts.push_back(intervals(chapter, fmt::format("market-{}-{}", what, number), title, std::move(rows), format, axis));
    };
    add(drug.spend_methods, "spend", {0, "\u00A3", "", true}, drug.name + ": spend a year by method", "Pounds a year");
    add(drug.quantity_methods, "quantity", {0, "", " kg", true}, drug.name + ": kilograms a year by method", "Kilograms a year");
  }
}

void add_waterfall(std::vector<Chart>& charts, const MarketChapter& chapter) {
  if (chapter.waterfall.size() < 2) return;
  std::vector<Datum> rows;
  charts::Table table{{"Step", "Users after it"}, {}};
  std::string words;
  for (const MarketStep& step : chapter.waterfall) {
    Datum d;
    d.label = capitalised(step.name), d.value = about(step.users);
    table.rows.push_back({d.label, significant_text(d.value, 3)});
    words += (words.empty() ? "" : "; ") + d.label + " " + significant_text(d.value, 3);
    rows.push_back(std::move(d));
  }
  Datum end;
  end.label = "Estimate", end.value = rows.back().value;
  rows.push_back(end), table.rows.push_back({"Estimate", significant_text(end.value, 3)});
  Chart chart(Kind::waterfall, {"market-steps", "From the survey to the estimate: users of " + uncapitalised(chapter.waterfall_drug.empty() ? chapter.leading_drug : chapter.waterfall_drug) + ", " + chapter.area, words + ".", table, provenance(chapter)});
  chart.subtitle = "Each bar is one more correction to the survey. Medians of the model's draws.";
  chart.x = {"Users", {0, "", "", false}, false, {}};
  chart.series.push_back({"", "main", std::move(rows)});
  charts.push_back(std::move(chart));
}

void add_tornado(std::vector<Chart>& charts, const MarketChapter& chapter) {
  std::vector<Datum> rows;
  charts::Table table{{"Parameter", "Low", "High", "Spend when low", "Spend when high"}, {}};
  const Format pounds{0, "\u00A3", "", true};
  std::string words;
  for (std::size_t i = 0; i < std::min<std::size_t>(chapter.tornado.size(), 10); ++i) {
    const MarketSwing& swing = chapter.tornado[i];
    Datum d;
    d.label = fmt::format("{} ({} to {})", capitalised(swing.parameter), swing.low_label, swing.high_label);
    d.lower = about(swing.low), d.upper = about(swing.high), d.value = std::fabs(d.upper - d.lower);
    table.rows.push_back({capitalised(swing.parameter), swing.low_label, swing.high_label, words_of(swing.low, pounds), words_of(swing.high, pounds)});
    words += (words.empty() ? "" : "; ") + swing.parameter + " " + words_of(swing.low, pounds) + " to " + words_of(swing.high, pounds);
    rows.push_back(std::move(d));
  }
  if (rows.empty()) return;
  Chart chart(Kind::tornado, {"market-tornado", "What drives the spend on " + uncapitalised(chapter.leading_drug) + ", " + chapter.area, words + ".", table, provenance(chapter)});
  chart.subtitle = "The spend with one parameter at its 10th and at its 90th percentile, all others at their medians.";
  chart.x = {"", pounds, false, {}};
  chart.references = {{"All at their medians", about(chapter.tornado_middle)}};
  chart.series.push_back({"", "main", std::move(rows)});
  charts.push_back(std::move(chart));
}

void add_balances(std::vector<Chart>& charts, const MarketChapter& chapter) {
  std::size_t number = 0;
  for (const MarketBalance& balance : chapter.balances) {
    ++number;
    std::vector<charts::Flow> flows;
    charts::Table table{{"Flow", "Side", "Kilograms a month", "95% interval"}, {}};
    std::string words;
    double sum = 0;
    const auto add = [&](const MarketFlow& flow, bool in) {
      const MarketFigure& f = flow.kilograms;
      table.rows.push_back({flow.name, in ? "in" : "out", significant_text(f.value, 3), std::isfinite(f.lower_95) ? significant_text(f.lower_95, 3) + " to " + significant_text(f.upper_95, 3) : ""});
      words += fmt::format("{}{} {} {} kg a month", words.empty() ? "" : "; ", in ? "in:" : "out:", flow.name, significant_text(f.value, 3));
      if (!(f.value > 0)) return;
      sum += f.value;
      flows.push_back({in ? flow.name : "Market", in ? "Market" : flow.name, in ? 0 : 1, f.value, f.lower_95, f.upper_95});
    };
    for (const MarketFlow& flow : balance.in) add(flow, true);
    for (const MarketFlow& flow : balance.out) add(flow, false);
    if (!(sum > 0) || table.rows.empty()) continue;
    Chart chart(Kind::sankey, {fmt::format("market-flows-{}", number), balance.title + ": kilograms a month", words + ".", table, provenance(chapter)});
    chart.subtitle = "Street weight. What comes in is never counted: it is what the other terms ask for, or what somebody states.";
    chart.message = balance.sentence;
    chart.stages = {"In", "", "Out"};
    chart.y = {"", {sum < 5 ? 2 : sum < 50 ? 1 : 0, "", " kg", false}, false, {}};
    chart.flows = std::move(flows);
    charts.push_back(std::move(chart));
  }
}

}  // namespace

std::vector<Chart> market_charts(const MarketChapter& chapter) {
  std::vector<Chart> charts;
  if (chapter.drugs.empty()) return charts;
  add_drugs(charts, chapter);
  add_methods(charts, chapter);
  add_waterfall(charts, chapter);
  add_tornado(charts, chapter);
  add_balances(charts, chapter);
  return charts;
}

}  // namespace dmp::reports
