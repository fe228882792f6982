#include "reports/exhibits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/period_words.hpp"
#include "reports/html.hpp"

namespace dmp::reports {
namespace {

using charts::Chart;
using charts::Datum;
using charts::Kind;
using charts::Required;
using charts::Series;
using core::Estimate;

constexpr std::size_t kMostOthers = 6;

bool has_figures(const AreaSeries& series, std::size_t wanted) {
  return static_cast<std::size_t>(std::count_if(series.points.begin(), series.points.end(), [](const Estimate* point) { return point && shown(*point); })) >= wanted;
}

/// Comparators that stand beside a series, one a kind: England, region, force, county, neighbours; values by period.
std::vector<Series> comparator_series(const Evidence& evidence, const AreaSeries& main, const std::vector<std::string>& periods) {
  std::vector<Series> found;
  const auto put = [&](const std::string& name, std::size_t period, double value) {
    if (!std::isfinite(value)) return;
    auto series = std::find_if(found.begin(), found.end(), [&](const Series& one) { return one.name == name; });
    if (series == found.end()) {
      found.push_back({name, "comparator", std::vector<Datum>(periods.size())});
      series = std::prev(found.end());
      for (std::size_t i = 0; i < periods.size(); ++i) series->data[i].label = periods[i];
    }
    series->data[period].value = value;
  };
  for (std::size_t i = 0; i < main.points.size(); ++i) {
    const Estimate* row = main.points[i];
    if (!row || !shown(*row)) continue;
    if (!row->comparator.empty()) put(row->comparator, i, row->comparator_value);
    const auto comparisons = evidence.comparisons.find(row->estimate_id);
    if (comparisons == evidence.comparisons.end()) continue;
    for (const core::Comparison* comparison : comparisons->second)
      if (comparison->withheld.empty() && (comparison->kind == "england" || comparison->kind == "region" || comparison->kind == "neighbours")) put(comparison->comparator, i, comparison->value);
  }
  if (found.size() > 2) found.resize(2);
  return found;
}

std::string trend_words(const AreaSeries& series, const NumberStyle& style) {
  const Estimate *first = nullptr, *last = nullptr;
  for (const Estimate* point : series.points)
    if (point && shown(*point)) first = first ? first : point, last = point;
  if (!first || first == last) return {};
  std::string text = fmt::format("{}: from {} in {} to {} in {}.", series.area->name, style.phrase(first->value), core::period_in_prose(first->period), style.phrase(last->value), core::period_in_prose(last->period));
  if (std::isfinite(last->comparator_value)) text += fmt::format(" {} in {}: {}.", last->comparator, core::period_in_prose(last->period), style.figure(last->comparator_value));
  return text;
}

charts::Table period_rows(const IndicatorEvidence& own) {
  charts::Table table;
  table.columns = {"Period"};
  for (const AreaSeries& series : own.series) table.columns.push_back(series.area->name);
  for (std::size_t i = 0; i < own.periods.size(); ++i) {
    std::vector<std::string> row = {own.periods[i]};
    for (const AreaSeries& series : own.series) {
      const Estimate* point = series.points[i];
      row.push_back(!point ? "[x]" : shown(*point) ? own.style.figure(point->value) : std::string(mark(*point)));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace

charts::Format format_of(const NumberStyle& style) { return {style.decimals, style.prefix, style.suffix, !style.prefix.empty()}; }

const IndicatorEvidence* indicator_named(const Evidence& evidence, std::string_view id) {
  for (const IndicatorEvidence& own : evidence.indicators)
    if (own.note->id == id) return &own;
  return nullptr;
}

charts::Provenance provenance_of(const Evidence& evidence, const IndicatorEvidence& own, const std::string& period) {
  std::vector<std::string> names;
  for (const std::string& id : own.sources) {
    const auto found = evidence.sources.find(id);
    names.push_back(found == evidence.sources.end() || found->second->name.empty() ? id : found->second->name);
  }
  if (names.size() > 4) names.resize(3), names.emplace_back("others");
  return {names.empty() ? "see the method" : listed(names), period.empty() ? "all periods" : core::period_label(period), fragment("method-" + own.note->id)};
}

Datum datum_of(const Estimate& row, const std::string& label) {
  Datum datum;
  datum.label = label, datum.id = row.estimate_id;
  if (!shown(row)) {
    datum.mark = mark(row);
    return datum;
  }
  datum.value = row.value, datum.lower = row.lower_95, datum.upper = row.upper_95, datum.reference = row.comparator_value;
  datum.status = row.significance == "not compared" ? "" : row.significance;
  return datum;
}

std::optional<Chart> trend_chart(const Evidence& evidence, const IndicatorEvidence& own) {
  const AreaSeries* main = nullptr;
  for (const AreaSeries& series : own.series)
    if (!main && has_figures(series, 2)) main = &series;
  if (!main) return {};
  std::string alternative = trend_words(*main, own.style);
  std::size_t others = 0;
  for (const AreaSeries& series : own.series)
    if (&series != main && others++ < kMostOthers) alternative += (alternative.empty() ? "" : " ") + trend_words(series, own.style);
  Chart chart(Kind::trend, {"trend-" + own.note->id, fmt::format("{}, {} to {}", own.note->name, own.periods.front(), own.periods.back()), alternative, period_rows(own),
                            provenance_of(evidence, own, own.periods.front() + " to " + own.periods.back())});
  chart.x.categories = own.periods;
  chart.y = {unit_title(own.style), format_of(own.style), false, {}};
  const auto add = [&](const AreaSeries& series, const char* role) {
    Series drawn{series.area->name, role, {}};
    for (std::size_t i = 0; i < series.points.size(); ++i) {
      Datum datum;
      datum.label = own.periods[i];
      drawn.data.push_back(series.points[i] ? datum_of(*series.points[i], own.periods[i]) : datum);
    }
    chart.series.push_back(std::move(drawn));
  };
  add(*main, "main");
  for (Series& comparator : comparator_series(evidence, *main, own.periods)) chart.series.push_back(std::move(comparator));
  others = 0;
  for (const AreaSeries& series : own.series)
    if (&series != main && has_figures(series, 1) && others++ < kMostOthers) add(series, "other");
  return chart;
}

std::optional<Chart> caterpillar_chart(const Evidence& evidence, const IndicatorEvidence& own) {
  std::vector<Datum> rows;
  std::set<std::string> groups;
  charts::Table table{{"Area", own.style.unit.empty() ? "Figure" : unit_title(own.style), "95% interval", "Compared"}, {}};
  std::string period;
  for (const AreaSeries& series : own.series) {
    const Estimate& row = *series.latest();
    if (period.empty()) period = row.period;
    if (row.period != period) continue;
    rows.push_back(datum_of(row, series.area->name));
    rows.back().strong = &series == &own.series.front();
    const auto comparisons = evidence.comparisons.find(row.estimate_id);
    if (comparisons == evidence.comparisons.end()) continue;
    for (const core::Comparison* one : comparisons->second)
      if (one->withheld.empty() && std::isfinite(one->value) && one->kind != "county" && one->kind != "england" && groups.insert(one->comparator).second) {
        Datum datum;
        datum.label = capitalised(one->comparator), datum.value = one->value, datum.lower = one->lower_95, datum.upper = one->upper_95;
        rows.push_back(datum);
      }
  }
  const auto with_figure = std::count_if(rows.begin(), rows.end(), [](const Datum& d) { return std::isfinite(d.value); });
  if (with_figure < 2) return {};
  std::stable_sort(rows.begin(), rows.end(), [](const Datum& a, const Datum& b) { return std::isfinite(a.value) && (!std::isfinite(b.value) || a.value > b.value); });
  if (rows.size() > 30) rows.resize(30);
  std::string words;
  for (const Datum& d : rows) {
    table.rows.push_back({d.label, std::isfinite(d.value) ? own.style.figure(d.value) : d.mark, own.style.interval(d.lower, d.upper), d.status.empty() ? "not compared" : d.status});
    words += fmt::format("{}{} {}", words.empty() ? "" : ", ", d.label, std::isfinite(d.value) ? own.style.figure(d.value) : "suppressed or missing");
  }
  Chart chart(Kind::intervals, {"areas-" + own.note->id, fmt::format("{} by area, {}", own.note->name, core::period_label(period)), "From the highest down: " + words + ".", table, provenance_of(evidence, own, period)});
  chart.x = {unit_title(own.style), format_of(own.style), false, {}};
  const Estimate* principal = own.principal();
  if (principal && shown(*principal) && std::isfinite(principal->comparator_value)) chart.references = {{principal->comparator, principal->comparator_value}};
  chart.series.push_back({"", "main", std::move(rows)});
  return chart;
}

std::optional<Chart> breakdown_chart(const Evidence& evidence, const IndicatorEvidence& own, std::size_t number) {
  const Breakdown& breakdown = own.breakdowns[number];
  if (breakdown.groups.size() < 2 || breakdown.groups.size() > 15) return {};
  std::vector<Datum> rows;
  std::string words;
  charts::Table table{{breakdown.title}, {}};
  for (const Area* area : breakdown.areas) table.columns.push_back(area->name);
  std::size_t figures = 0;
  for (std::size_t group = 0; group < breakdown.groups.size(); ++group) {
    const Estimate* cell = breakdown.cells[group].front();
    Datum datum;
    datum.label = breakdown.groups[group], datum.mark = "[x]";
    rows.push_back(cell ? datum_of(*cell, breakdown.groups[group]) : datum);
    figures += std::isfinite(rows.back().value);
    words += fmt::format("{}{} {}", words.empty() ? "" : ", ", breakdown.groups[group], std::isfinite(rows.back().value) ? own.style.figure(rows.back().value) : rows.back().mark);
    std::vector<std::string> line = {breakdown.groups[group]};
    for (const Estimate* one : breakdown.cells[group]) line.push_back(!one ? "[x]" : shown(*one) ? own.style.figure(one->value) : std::string(mark(*one)));
    table.rows.push_back(std::move(line));
  }
  if (figures == 0) return {};
  Chart chart(Kind::bars, {fmt::format("groups-{}-{}", own.note->id, number), fmt::format("{} by {}, {}, {}", own.note->name, uncapitalised(breakdown.title), breakdown.areas.front()->name, core::period_label(breakdown.period)), words + ".", table,
                           provenance_of(evidence, own, breakdown.period)});
  chart.x = {unit_title(own.style), format_of(own.style), false, {}};
  chart.series.push_back({"", "main", std::move(rows)});
  return chart;
}

bool is_national(const IndicatorEvidence& own) { return own.note->tier != "local" && own.note->family != "context" && own.note->family != "inequality"; }

std::optional<Chart> rug_chart(const ReportInput& input, const std::vector<const IndicatorEvidence*>& indicators, const std::string& id, const std::string& title) {
  charts::Table table{{"Indicator"}, {}};
  std::vector<Series> rows;
  std::vector<std::string> areas;
  for (const Area& area : input.areas)
    if (areas.size() < 8) areas.push_back(area.name), table.columns.push_back(area.name);
  std::size_t better = 0, worse = 0;
  for (const IndicatorEvidence* own : indicators) {
    Series row{own->note->name, "main", {}};
    std::vector<std::string> line = {own->note->name};
    bool any = false;
    for (std::size_t a = 0; a < areas.size(); ++a) {
      Datum datum;
      datum.mark = "[x]";
      for (const AreaSeries& series : own->series)
        if (series.area->code == input.areas[a].code) datum = datum_of(*series.latest(), series.area->name), datum.text = std::isfinite(datum.value) ? own->style.figure(datum.value) : "";
      any = any || std::isfinite(datum.value);
      better += datum.status == "better", worse += datum.status == "worse";
      line.push_back((datum.text.empty() ? datum.mark : datum.text) + (datum.status.empty() ? "" : ", " + datum.status));
      row.data.push_back(std::move(datum));
    }
    if (!any) continue;
    rows.push_back(std::move(row)), table.rows.push_back(std::move(line));
  }
  if (rows.size() < 2 || areas.empty()) return {};
  const std::string period = input.edition.period.empty() ? "latest" : core::period_label(input.edition.period);
  Chart chart(Kind::rug, {id, title, fmt::format("{} indicators by {} areas. Of the figures {} are significantly better and {} significantly worse than their comparator.", rows.size(), areas.size(), better, worse), table,
                          {"the indicators' sources", "latest period of each, " + period, "#methods"}});
  chart.x.categories = areas;
  chart.series = std::move(rows);
  return chart;
}

std::optional<Chart> scorecard_chart(const ReportInput& input, const Evidence& evidence) {
  std::vector<Datum> rows;
  charts::Table table{{"Indicator", "Figure", "95% interval", "Period", "Comparator", "Compared", "Trend"}, {}};
  std::string words;
  bool compared = false;
  for (const IndicatorEvidence& own : evidence.indicators) {
    if (own.note->tier != "headline" || own.note->family == "context" || own.series.empty() || rows.size() >= 18) continue;
    const Estimate& row = *own.series.front().latest();
    if (!input.areas.empty() && own.series.front().area->code != input.areas.front().code) continue;
    Datum datum = datum_of(row, own.note->name);
    if (!std::isfinite(datum.value)) continue;
    const std::string unit = own.style.unit_words();
    datum.text = own.style.figure(row.value);
    if (!unit.empty() && unit.size() < 26) datum.label += ", " + unit;
    if (std::isfinite(row.comparator_value)) datum.note = row.comparator + " " + own.style.figure(row.comparator_value), compared = true;
    datum.trend = row.trend.starts_with("increasing") ? "\u2191" : row.trend.starts_with("decreasing") ? "\u2193" : row.trend.starts_with("no significant") ? "\u2192" : "";
    table.rows.push_back({own.note->name, own.style.phrase(row.value), own.style.interval(row.lower_95, row.upper_95), core::period_label(row.period), datum.note.empty() ? "none" : datum.note, datum.status.empty() ? "not compared" : datum.status, row.trend});
    words += fmt::format("{}{} {}{}", words.empty() ? "" : "; ", own.note->name, own.style.phrase(row.value), datum.status.empty() ? "" : ", " + datum.status);
    rows.push_back(std::move(datum));
  }
  if (rows.size() < 2) return {};
  // Without any comparator the column tells the period; beside comparators it says where there is none.
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i].note.empty()) rows[i].note = compared ? "none" : table.rows[i][3];
  if (!compared) {
    table.columns.erase(table.columns.begin() + 4, table.columns.begin() + 6);
    for (auto& row : table.rows) row.erase(row.begin() + 4, row.begin() + 6);
  }
  const std::string area = input.areas.empty() ? "the area" : input.areas.front().name;
  Chart chart(Kind::scorecard, {"scorecard", "Headline outcomes, " + area, words + ".", table, {"the indicators' sources", "latest period of each", "#methods"}});
  chart.subtitle = compared ? "Each row has its own scale. The line is the 95% interval, its ends below it; the dashed mark is the comparator. Arrow: the tested trend (up, down, no significant change)." : "Each row has its own scale. The line is the 95% interval, its ends below it. Nothing here has a comparator. Arrow: the tested trend.";
  if (!compared) chart.legend = {"Indicator", "Figure", "95% interval", "Period", "Trend"};
  chart.series.push_back({"", "main", std::move(rows)});
  return chart;
}

std::vector<Exhibit> exhibits_of(const ReportInput& input, const Evidence& evidence) {
  std::vector<Exhibit> exhibits;
  if (auto scorecard = scorecard_chart(input, evidence)) exhibits.push_back({"summary", std::move(*scorecard)});
  for (charts::Chart& chart : market_charts(input.market)) exhibits.push_back({"market", std::move(chart)});
  for (Exhibit& exhibit : particular_exhibits(input, evidence)) exhibits.push_back(std::move(exhibit));
  for (const Chapter& chapter : input.chapters) {
    // The indicators that a chapter names to be drawn, over time and beside the other areas.
    for (const std::string& id : chapter.draw) {
      const IndicatorEvidence* own = indicator_named(evidence, id);
      if (!own) continue;
      if (auto chart = caterpillar_chart(evidence, *own); chart && own->style.comparable) exhibits.push_back({chapter.id, std::move(*chart)});
    }
  }
  std::set<std::string> seen;
  std::erase_if(exhibits, [&](const Exhibit& exhibit) { return !seen.insert(exhibit.chart.is.id).second; });
  return exhibits;
}

}  // namespace dmp::reports
