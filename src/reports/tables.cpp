#include "reports/tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <span>

#include "core/period_words.hpp"
#include "reports/charts.hpp"

namespace dmp::reports {
namespace {

using core::Estimate;

constexpr std::size_t kRankedPlaces = 20;
constexpr std::size_t kMostAreas = 24;  // columns beside each other; hundreds of them nobody reads, and no browser likes

void tell_left_out(Html& html, std::size_t areas) {
  if (areas > kMostAreas) html.element("p", fmt::format("The first {} of {} areas; the dashboard has all of them.", kMostAreas, areas), {{"class", "quiet"}});
}

void value_cell(Html& html, const Estimate& row, const NumberStyle& style) {
  html.open("td", {{"id", anchor(row.estimate_id)}});
  if (shown(row)) {
    html.element("strong", style.figure(row.value));
  } else {
    mark_text(html, row);
  }
  html.close();
}

void marked_number_cell(Html& html, const Estimate& row, const std::string& text) {
  html.open("td", {{"class", "n"}});
  if (shown(row)) {
    html.text(text);
  } else {
    mark_text(html, row);
  }
  html.close();
}

/// Which optional columns a table of totals has.
struct Columns {
  std::string comparator_name;  ///< where all rows share it: then the heading says it once
  bool period = false, count = false, denominator = false, interval = false, comparator = false, significance = false, trend = false;
};

Columns columns_of(const std::vector<const Estimate*>& rows) {
  Columns columns;
  bool one_comparator = true;
  for (const Estimate* row : rows) {
    columns.period = columns.period || row->period != rows.front()->period;
    if (!shown(*row)) continue;
    columns.count = columns.count || (!std::isnan(row->count) && row->count != row->value);
    columns.denominator = columns.denominator || !std::isnan(row->denominator);
    columns.interval = columns.interval || (!std::isnan(row->lower_95) && !std::isnan(row->upper_95));
    if (!row->comparator.empty()) {
      one_comparator = one_comparator && (columns.comparator_name.empty() || columns.comparator_name == row->comparator);
      columns.comparator_name = row->comparator;
    }
    columns.comparator = columns.comparator || !std::isnan(row->comparator_value);
    columns.significance = columns.significance || (!row->significance.empty() && row->significance != "not compared");
    columns.trend = columns.trend || !trend_sentence(*row).empty();
  }
  if (!one_comparator) columns.comparator_name.clear();
  return columns;
}

std::string value_heading(const NumberStyle& style) {
  if (style.unit.empty()) return "#Figure";
  return "#" + unit_title(style);
}

std::vector<std::string> headings_of(const Columns& columns, const NumberStyle& style, bool plot) {
  std::vector<std::string> headings = {"Area"};
  if (columns.period) headings.emplace_back("Period");
  headings.push_back(value_heading(style));  // first, so that a narrow screen shows it without scrolling
  if (columns.interval) headings.emplace_back("#95% interval");
  if (plot) headings.emplace_back("Plot");
  if (columns.comparator) headings.push_back("#" + (columns.comparator_name.empty() ? "Comparator" : columns.comparator_name));
  if (columns.significance) headings.emplace_back("Compared");
  if (columns.trend) headings.emplace_back("Trend");
  if (columns.count) headings.emplace_back("#Count");
  if (columns.denominator) headings.emplace_back("#Out of");
  return headings;
}

void comparator_cell(Html& html, const Estimate& row, const NumberStyle& style, bool named) {
  html.open("td", {{"class", "n"}});
  if (shown(row) && !std::isnan(row.comparator_value)) {
    html.text(style.figure(row.comparator_value));
    if (named) html.element("span", row.comparator, {{"class", "under"}});
  }
  html.close();
}

void latest_row(Html& html, const AreaSeries& series, const Columns& columns, const NumberStyle& style, const Scale* plot) {
  const Estimate& row = *series.latest();
  html.open("tr").element("th", series.area->name, {{"scope", "row"}});
  if (columns.period) html.element("td", core::period_label(row.period));
  value_cell(html, row, style);
  if (columns.interval) marked_number_cell(html, row, style.interval(row.lower_95, row.upper_95));
  if (plot) html.open("td").markup(range_plot(row, *plot)).close();
  if (columns.comparator) comparator_cell(html, row, style, columns.comparator_name.empty());
  if (columns.significance) {
    html.open("td");
    significance_tag(html, row);
    html.close();
  }
  if (columns.trend) html.element("td", shown(row) && !row.trend.empty() ? capitalised(row.trend) : "");
  if (columns.count) marked_number_cell(html, row, count_text(row.count));
  if (columns.denominator) marked_number_cell(html, row, count_text(row.denominator));
  html.close();
}

struct TagLook {
  std::string_view word, shape, css_class;
};

constexpr TagLook kTags[] = {
    {"better", "\u25CF", "tag tag-better"}, {"worse", "\u25C6", "tag tag-worse"}, {"similar", "\u25CB", "tag tag-similar"},
    {"higher", "\u25B2", "tag tag-higher"}, {"lower", "\u25BC", "tag tag-lower"},
};

const TagLook* tag_look(const Estimate& row) {
  if (!shown(row)) return nullptr;
  const auto* found = std::find_if(std::begin(kTags), std::end(kTags), [&](const TagLook& look) { return look.word == row.significance; });
  return found == std::end(kTags) ? nullptr : found;
}

void glance_cell(Html& html, const Estimate* row, const NumberStyle& style) {
  const TagLook* look = row ? tag_look(*row) : nullptr;
  html.open("td", {{"class", look ? fmt::format("n glance-{}", look->word) : "n"}});
  if (!row) {
    html.element("span", "\u2013", {{"class", "quiet"}}).unseen("no figure for this area");
  } else if (!shown(*row)) {
    mark_text(html, *row);
  } else {
    if (look) html.element("span", look->shape, {{"class", "shape"}, {"aria-hidden", "true"}});
    html.link(fragment(row->estimate_id), style.figure(row->value));
    if (look) html.unseen(fmt::format(", {}", look->word));
  }
  html.close();
}

}  // namespace

void open_table(Html& html, const std::string& id, const std::string& caption, std::string_view css_class) {
  const std::string caption_id = anchor(id + "-caption");
  html.open("div", {{"class", "scroll"}, {"role", "group"}, {"tabindex", "0"}, {"aria-labelledby", caption_id}});
  html.open("table", {{"id", anchor(id)}, {"class", css_class}}).open("caption", {{"id", caption_id}});
  html.element("span", caption).close();
}

void close_table(Html& html) { html.close().close(); }

void heading_row(Html& html, const std::vector<std::string>& headings) {
  html.open("thead").open("tr");
  for (const std::string& heading : headings) {
    const bool number = !heading.empty() && heading.front() == '#';
    html.element("th", std::string_view(heading).substr(number ? 1 : 0), {{"scope", "col"}, {"class", number ? "n" : ""}});
  }
  html.close().close();
}

void number_cell(Html& html, const std::string& text) { html.element("td", text, {{"class", "n"}}); }

void mark_text(Html& html, const Estimate& row) { html.element("abbr", mark(row), {{"title", mark_word(row)}}); }

void significance_tag(Html& html, const Estimate& row) {
  const TagLook* look = tag_look(row);
  if (!look) {
    if (shown(row)) html.element("span", "Not compared", {{"class", "quiet"}});
    return;
  }
  html.open("span", {{"class", look->css_class}}).element("span", look->shape, {{"class", "shape"}, {"aria-hidden", "true"}});
  html.text(" " + capitalised(look->word)).close();
}

void latest_table(Html& html, const IndicatorEvidence& evidence, bool with_plots) {
  if (evidence.series.empty()) return;
  std::vector<const Estimate*> rows;
  for (const AreaSeries& series : evidence.series) rows.push_back(series.latest());
  const Columns columns = columns_of(rows);
  const bool plot = with_plots && columns.interval;
  const Scale scale = scale_for(rows);
  std::string caption = evidence.note->name + " by area";
  if (!columns.period) caption += ", " + core::period_label(rows.front()->period);
  open_table(html, "table-" + evidence.note->id, caption);
  heading_row(html, headings_of(columns, evidence.style, plot));
  html.open("tbody");
  for (const AreaSeries& series : evidence.series) latest_row(html, series, columns, evidence.style, plot ? &scale : nullptr);
  html.close();
  close_table(html);
}

void period_table(Html& html, const IndicatorEvidence& evidence) {
  if (evidence.periods.size() < 2) return;
  const std::size_t areas = std::min(evidence.series.size(), kMostAreas);
  html.open("details", {{"class", "data"}}).element("summary", "Figures for every period: " + evidence.note->name);
  std::string caption = evidence.note->name + " by area and period";
  if (!evidence.style.unit.empty()) caption += ", " + evidence.style.unit;
  open_table(html, "periods-" + evidence.note->id, caption + ", with 95% intervals where they can be given", "figures");
  std::vector<std::string> headings = {"Period"};
  for (std::size_t area = 0; area < areas; ++area) headings.push_back("#" + evidence.series[area].area->name);
  heading_row(html, headings);
  html.open("tbody");
  for (std::size_t period = 0; period < evidence.periods.size(); ++period) {
    html.open("tr").element("th", core::period_label(evidence.periods[period]), {{"scope", "row"}});
    for (std::size_t area = 0; area < areas; ++area) {
      const AreaSeries& series = evidence.series[area];
      const Estimate* row = series.points[period];
      // The latest figure has its anchor in the table of the latest figures.
      const bool has_id = row && row != series.latest();
      html.open("td", {{"id", has_id ? anchor(row->estimate_id) : ""}});
      if (row && shown(*row)) {
        html.text(evidence.style.figure(row->value));
        if (const std::string interval = evidence.style.interval(row->lower_95, row->upper_95); !interval.empty()) html.element("small", interval);
      } else if (row) {
        mark_text(html, *row);
      } else {
        html.element("abbr", "[x]", {{"title", "missing"}});
      }
      html.close();
    }
    html.close();
  }
  html.close();
  close_table(html);
  tell_left_out(html, evidence.series.size());
  html.close();
}

void breakdown_table(Html& html, const IndicatorEvidence& evidence, const Breakdown& breakdown, std::size_t number) {
  std::string caption = fmt::format("{} by {}, {}", evidence.note->name, uncapitalised(breakdown.title), core::period_label(breakdown.period));
  if (!evidence.style.unit.empty()) caption += " (" + evidence.style.unit + ", with 95% intervals where they can be given)";
  open_table(html, fmt::format("table-{}-{}", evidence.note->id, number), caption, "figures");
  std::vector<std::string> headings = {breakdown.title};
  const std::size_t areas = std::min(breakdown.areas.size(), kMostAreas);
  for (std::size_t area = 0; area < areas; ++area) headings.push_back("#" + breakdown.areas[area]->name);
  heading_row(html, headings);
  html.open("tbody");
  for (std::size_t group = 0; group < breakdown.groups.size(); ++group) {
    html.open("tr").element("th", breakdown.groups[group], {{"scope", "row"}});
    for (std::size_t area = 0; area < areas; ++area) {
      const Estimate* row = breakdown.cells[group][area];
      html.open("td");
      if (row && shown(*row)) {
        // p and z beside a count of places are no places.
        const NumberStyle style = evidence.note->unit.empty() || row->unit == evidence.note->unit ? evidence.style : number_style(row->unit, row->value, row->value == std::floor(row->value));
        html.text(row->unit == "p" && row->value < 0.001 ? "under 0.001" : style.figure(row->value));
        const std::string interval = style.interval(row->lower_95, row->upper_95);
        if (!interval.empty()) html.element("small", interval);
      } else if (row) {
        mark_text(html, *row);
      } else {
        html.element("abbr", "[x]", {{"title", "missing"}});
      }
      html.close();
    }
    html.close();
  }
  html.close();
  close_table(html);
  tell_left_out(html, breakdown.areas.size());
  if (breakdown.left_out > 0) {
    html.element("p",
                 fmt::format("{} smaller {} not shown here; the data pack has them all.", breakdown.left_out,
                             breakdown.left_out == 1 ? "group is" : "groups are"),
                 {{"class", "quiet"}});
  }
}

void small_area_table(Html& html, const IndicatorEvidence& evidence) {
  const std::size_t ranked = std::min(kRankedPlaces, static_cast<std::size_t>(std::count_if(evidence.small_areas.begin(), evidence.small_areas.end(),
                                                                                            [](const Estimate* row) { return shown(*row); })));
  if (ranked == 0) return;
  const std::vector<const Estimate*> rows(evidence.small_areas.begin(), evidence.small_areas.begin() + static_cast<std::ptrdiff_t>(ranked));
  const Columns columns = columns_of(rows);
  html.open("details", {{"class", "data"}}).element("summary", fmt::format("The {} highest small areas: {}", ranked, evidence.note->name));
  open_table(
      html, "places-" + evidence.note->id,
      fmt::format("{}: the {} highest of {} small areas, {}", evidence.note->name, ranked, evidence.small_areas.size(), core::period_label(evidence.small_area_period)));
  std::vector<std::string> headings = {"#Rank", "Small area", "#Count", value_heading(evidence.style)};
  if (columns.interval) headings.emplace_back("#95% interval");
  if (columns.significance) headings.emplace_back("Compared");
  heading_row(html, headings);
  html.open("tbody");
  for (std::size_t i = 0; i < ranked; ++i) {
    html.open("tr");
    number_cell(html, count_text(static_cast<std::uint64_t>(i + 1)));
    html.open("th", {{"scope", "row"}}).text(rows[i]->area_name).element("span", rows[i]->area_code, {{"class", "under"}}).close();
    number_cell(html, count_text(rows[i]->count));
    value_cell(html, *rows[i], evidence.style);
    if (columns.interval) {
      number_cell(html, evidence.style.interval(rows[i]->lower_95, rows[i]->upper_95));
    }
    if (columns.significance) {
      html.open("td");
      significance_tag(html, *rows[i]);
      html.close();
    }
    html.close();
  }
  html.close();
  close_table(html);
  html.element("p", "The data pack has every small area.", {{"class", "quiet"}}).close();
}

void glance_table(Html& html, const Evidence& evidence, const std::vector<Area>& areas) {
  open_table(html, "table-glance", "The latest figure of every indicator, by area", "glance");
  const std::span<const Area> first(areas.data(), std::min(areas.size(), kMostAreas));
  std::vector<std::string> headings = {"Indicator"};
  for (const Area& area : first) headings.push_back("#" + area.name);
  headings.emplace_back("Period");
  heading_row(html, headings);
  for (const auto& [family, members] : evidence.families) {
    if (family == "inequality") continue;  // groups and places set against each other have no one figure
    html.open("tbody").open("tr", {{"class", "group"}});
    html.element("th", family_title(family), {{"scope", "rowgroup"}, {"colspan", fmt::format("{}", first.size() + 2)}}).close();
    for (const IndicatorEvidence* indicator : members) {
      if (indicator->series.empty() || division_of(*indicator)) continue;
      html.open("tr").open("th", {{"scope", "row"}}).link(fragment("indicator-" + indicator->note->id), indicator->note->name);
      if (!indicator->style.unit.empty() && indicator->style.unit != "%" && indicator->style.unit != "£")
        html.element("span", indicator->style.unit, {{"class", "under"}});
      html.close();
      for (const Area& area : first) {
        const auto found = std::find_if(indicator->series.begin(), indicator->series.end(),
                                        [&](const AreaSeries& series) { return series.area->code == area.code; });
        glance_cell(html, found == indicator->series.end() ? nullptr : found->latest(), indicator->style);
      }
      html.element("td", core::period_label(indicator->principal()->period));
      html.close();
    }
    html.close();
  }
  close_table(html);
  tell_left_out(html, areas.size());
}

}  // namespace dmp::reports
