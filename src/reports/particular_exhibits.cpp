#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <string_view>
#include <unordered_map>

#include "core/period_words.hpp"
#include "reports/exhibits.hpp"
#include "reports/map.hpp"

/// Charts that stand on particular indicators, by the ids that the catalogue gives them.
namespace dmp::reports {
namespace {

using charts::Chart;
using charts::Datum;
using charts::Kind;
using charts::Series;
using core::Estimate;

/// What the indicator's latest period says of an area's groups, by the group.
struct Groups {
  std::string area, period;
  std::vector<std::pair<std::string, const Estimate*>> rows;

  [[nodiscard]] const Estimate* of(const std::string& group) const {
    for (const auto& [name, row] : rows)
      if (name == group) return row;
    return nullptr;
  }
};

/// The areas of the report by their code.
std::unordered_map<std::string_view, std::size_t> numbers_of(const std::vector<Area>& areas) {
  std::unordered_map<std::string_view, std::size_t> numbers;
  for (std::size_t i = 0; i < areas.size(); ++i) numbers.emplace(areas[i].code, i);
  return numbers;
}

/// The groups of a category type in the first area that has them; empty where there are none.
Groups groups_of(const ReportInput& input, const core::Text& indicator, const core::Text& category_type) {
  std::vector<const Estimate*> rows;
  std::string end;
  for (const Estimate& row : input.estimates) {
    if (row.indicator_id != indicator || row.category_type != category_type || row.category.empty() || row.sex != "Persons" || row.age != "All ages") continue;
    rows.push_back(&row);
    end = std::max(end, row.period_end.str());
  }
  const auto numbers = numbers_of(input.areas);
  std::map<std::size_t, std::vector<const Estimate*>> by_area;
  for (const Estimate* row : rows)
    if (const auto area = numbers.find(row->area_code); area != numbers.end() && row->period_end == end) by_area[area->second].push_back(row);
  Groups groups;
  if (by_area.empty()) return groups;
  groups.area = input.areas[by_area.begin()->first].name;
  for (const Estimate* row : by_area.begin()->second) groups.rows.emplace_back(row->category, row), groups.period = row->period;
  return groups;
}

double value_of(const Estimate* row) { return row && shown(*row) ? row->value : charts::kNone; }
std::string mark_of(const Estimate* row) { return row ? std::string(mark(*row)) : "[x]"; }
std::string text_of(const Estimate* row, const NumberStyle& style) { return row && shown(*row) ? style.figure(row->value) : mark_of(row); }

/// "Male, 25-34" of clients and residents as shares of all, back to back.
std::optional<Chart> pyramid(const ReportInput& input, const Evidence& evidence) {
  const IndicatorEvidence* own = indicator_named(evidence, "clients_by_age_and_sex");
  const Groups clients = groups_of(input, "clients_by_age_and_sex", "sex and age"), residents = groups_of(input, "residents_by_age_and_sex", "sex and age");
  if (!own || clients.rows.empty()) return {};
  std::vector<std::string> bands;
  for (const auto& [group, row] : clients.rows)
    if (const std::size_t comma = group.find(", "); comma != std::string::npos && std::find(bands.begin(), bands.end(), group.substr(comma + 2)) == bands.end()) bands.push_back(group.substr(comma + 2));
  std::sort(bands.begin(), bands.end());
  const auto total = [&](const Groups& groups) {
    double sum = 0;
    for (const auto& [group, row] : groups.rows) sum += std::isfinite(value_of(row)) ? row->value : 0;
    return sum;
  };
  const double all_clients = total(clients), all_residents = total(residents);
  if (bands.size() < 2 || !(all_clients > 0)) return {};
  charts::Table table{{"Age", "Men in treatment", "Women in treatment", "Men resident", "Women resident"}, {}};
  std::vector<Series> series = {{"Male", "main", {}}, {"Female", "main", {}}};
  if (all_residents > 0) series.push_back({"Male", "outline", {}}), series.push_back({"Female", "outline", {}});
  std::string words;
  for (const std::string& band : bands) {
    std::vector<std::string> line = {band};
    for (const auto& [groups, all, first] : {std::tuple(&clients, all_clients, std::size_t{0}), std::tuple(&residents, all_residents, std::size_t{2})})
      for (std::size_t sex = 0; sex < 2; ++sex) {
        const Estimate* row = groups->of(std::string(sex == 0 ? "Male, " : "Female, ") + band);
        Datum datum;
        datum.label = band, datum.value = all > 0 ? 100 * value_of(row) / all : charts::kNone, datum.mark = mark_of(row);
        line.push_back(std::isfinite(datum.value) ? fmt::format("{:.1f}%", datum.value) : datum.mark);
        if (first + sex < series.size()) series[first + sex].data.push_back(std::move(datum));
      }
    words += fmt::format("{}{}: men {} of clients, women {}", words.empty() ? "" : "; ", band, line[1], line[2]);
    table.rows.push_back(std::move(line));
  }
  Chart chart(Kind::pyramid, {"pyramid-clients", fmt::format("Adults in treatment and adult residents by age and sex, {}, {}", clients.area, core::period_label(clients.period)), words + ".", table, provenance_of(evidence, *own, clients.period)});
  chart.subtitle = "Each as a share of all clients and of all adult residents. Suppressed groups are left out of the total.";
  chart.legend = {"In treatment", "Residents aged 18 and over"};
  chart.x = {"Share of all, %", {1, "", "%", false}, false, {}};
  chart.y.categories = bands;
  chart.series = std::move(series);
  return chart;
}

/// People in need, met and not met, of each area.
std::optional<Chart> met_need(const Evidence& evidence, const std::string& indicator, const std::string& who) {
  const IndicatorEvidence* own = indicator_named(evidence, indicator);
  if (!own) return {};
  Series met{"In treatment", "main", {}}, unmet{"Not in treatment", "main", {}};
  charts::Table table{{"Area", "In need", "In treatment", "Not in treatment", "Unmet, % (95% interval)"}, {}};
  std::string words, period;
  for (const AreaSeries& series : own->series) {
    const Estimate& row = *series.latest();
    if (!shown(row) || !std::isfinite(row.denominator) || (!period.empty() && row.period != period)) continue;
    period = row.period;
    const double unmet_people = std::round(row.denominator * row.value / 100), met_people = row.denominator - unmet_people;
    Datum in, out;
    in.label = out.label = series.area->name, in.value = met_people, out.value = unmet_people, in.id = out.id = row.estimate_id;
    met.data.push_back(in), unmet.data.push_back(out);
    table.rows.push_back({series.area->name, count_text(row.denominator), count_text(met_people), count_text(unmet_people), own->style.figure(row.value) + " (" + own->style.interval(row.lower_95, row.upper_95) + ")"});
    words += fmt::format("{}{}: {} of {} not in treatment ({})", words.empty() ? "" : "; ", series.area->name, count_text(unmet_people), count_text(row.denominator), own->style.figure(row.value));
  }
  if (met.data.empty()) return {};
  Chart chart(Kind::bars, {"need-" + indicator, fmt::format("{}: met and unmet need, {}", who, core::period_label(period)), words + ".", table, provenance_of(evidence, *own, period)});
  chart.subtitle = "The need is itself an estimate: the interval of the unmet share is in the table.";
  chart.x = {"People", {0, "", "", false}, false, {}};
  chart.series = {std::move(met), std::move(unmet)};
  return chart;
}

/// "1 self > prescribing": the stage, what it comes from and goes to.
std::optional<Chart> journey(const ReportInput& input, const Evidence& evidence) {
  const IndicatorEvidence* own = indicator_named(evidence, "treatment_journey");
  const Groups groups = groups_of(input, "treatment_journey", "step of the journey");
  if (!own || groups.rows.empty()) return {};
  std::vector<charts::Flow> flows;
  charts::Table table{{"From", "To", "People"}, {}};
  std::string words;
  std::size_t withheld = 0;
  for (const auto& [group, row] : groups.rows) {
    const std::size_t arrow = group.find(" > ");
    if (arrow == std::string::npos || arrow < 3 || (group[0] != '1' && group[0] != '2')) continue;
    const std::string from = capitalised(group.substr(2, arrow - 2)), to = capitalised(group.substr(arrow + 3));
    table.rows.push_back({from, to, text_of(row, own->style)});
    if (!shown(*row)) {
      ++withheld;
      continue;
    }
    if (row->value <= 0) continue;
    flows.push_back({from, to, group[0] - '1', row->value});
    words += fmt::format("{}{} to {} {}", words.empty() ? "" : "; ", from, to, count_text(row->value));
  }
  if (flows.size() < 3) return {};
  std::stable_sort(flows.begin(), flows.end(), [](const charts::Flow& a, const charts::Flow& b) { return a.stage != b.stage ? a.stage < b.stage : a.value > b.value; });
  Chart chart(Kind::sankey, {"treatment-journey", fmt::format("From referral to exit: adults who started treatment, {}, {}", groups.area, core::period_label(groups.period)), words + ".", table, provenance_of(evidence, *own, groups.period)});
  if (withheld > 0) chart.subtitle = fmt::format("{} small {} suppressed and not drawn, so the two sides need not be equally high.", withheld, withheld == 1 ? "flow is" : "flows are");
  chart.stages = {"Referred by", "Treatment", "By the end of the period"};
  chart.y = {"", {0, "", "", false}, false, {}};
  chart.flows = std::move(flows);
  return chart;
}

/// Categories "Mon 15": weekday and hour (or the first hour of several).
std::optional<Chart> week(const ReportInput& input, const Evidence& evidence) {
  const IndicatorEvidence* own = indicator_named(evidence, "drug_offences_by_weekday_and_hour");
  const Groups groups = groups_of(input, "drug_offences_by_weekday_and_hour", "weekday and hour");
  if (!own || groups.rows.empty()) return {};
  static const std::vector<std::string> kDays = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
  std::vector<std::string> hours;
  for (const auto& [group, row] : groups.rows)
    if (const std::size_t blank = group.find(' '); blank != std::string::npos && std::find(hours.begin(), hours.end(), group.substr(blank + 1)) == hours.end()) hours.push_back(group.substr(blank + 1));
  std::sort(hours.begin(), hours.end());
  charts::Table table{{"Day"}, {}};
  for (const std::string& hour : hours) table.columns.push_back(hour);
  std::vector<Series> rows;
  std::pair<double, std::string> most{-1, ""};
  for (const std::string& day : kDays) {
    Series row{day, "main", {}};
    std::vector<std::string> line = {day};
    for (const std::string& hour : hours) {
      const Estimate* cell = groups.of(day + " " + hour);
      Datum datum;
      datum.value = value_of(cell), datum.mark = mark_of(cell), datum.label = day + " " + hour;
      if (datum.value > most.first) most = {datum.value, day + " " + hour};
      line.push_back(text_of(cell, own->style));
      row.data.push_back(std::move(datum));
    }
    table.rows.push_back(std::move(line)), rows.push_back(std::move(row));
  }
  if (hours.size() < 2 || most.first < 0) return {};
  Chart chart(Kind::heat_map, {"week-drug-offences", fmt::format("Drug offences by weekday and hour, {}, {}", groups.area, core::period_label(groups.period)), fmt::format("Most on {} ({}).", most.second, own->style.figure(most.first)), table, provenance_of(evidence, *own, groups.period)});
  chart.subtitle = "When they were recorded as having happened. Drug offences follow police work: this is also when officers look.";
  chart.x = {"Hour from", {}, false, hours};
  chart.y = {"Offences", {0, "", "", false}, false, {}};
  chart.series = std::move(rows);
  return chart;
}

/// Wards' rates against their deprivation, those off the line named.
std::optional<Chart> deprivation(const ReportInput& input, const Evidence& evidence, const std::string& rates, const std::string& outliers, const std::string& what) {
  const IndicatorEvidence *rate = indicator_named(evidence, rates), *decile = indicator_named(evidence, "deprivation_mean_decile"), *off = indicator_named(evidence, outliers);
  if (!rate || !decile) return {};
  std::map<std::string, double> deciles;
  std::string end;
  for (const Estimate& row : input.estimates)
    if (row.indicator_id == "deprivation_mean_decile" && row.area_type == "ward" && shown(row) && row.period_end >= end) end = row.period_end, deciles[row.area_code] = row.value;
  std::map<std::string, const Estimate*> named;
  if (off)
    for (const Estimate* row : off->small_areas)
      if (shown(*row) && row->significance != "similar" && row->significance != "not compared") named[row->area_code] = row;
  Series dots{"Wards", "main", {}};
  charts::Table table{{"Ward", "Mean deprivation decile", unit_title(rate->style)}, {}};
  std::string names;
  for (const Estimate* row : rate->small_areas) {
    const auto found = deciles.find(row->area_code);
    if (row->area_type != "ward" || !shown(*row) || found == deciles.end()) continue;
    Datum datum = datum_of(*row, row->area_name);
    datum.x = found->second, datum.strong = named.count(row->area_code) > 0, datum.lower = datum.upper = charts::kNone;
    table.rows.push_back({row->area_name, fmt::format("{:.1f}", found->second), rate->style.figure(row->value)});
    if (datum.strong) names += (names.empty() ? "" : ", ") + row->area_name;
    dots.data.push_back(std::move(datum));
  }
  if (dots.data.size() < 8) return {};
  // A straight line through the logarithms, weighted equally: it guides the eye, the test is the negative binomial's.
  double n = 0, sx = 0, sy = 0, sxx = 0, sxy = 0;
  for (const Datum& d : dots.data)
    if (d.value > 0) n += 1, sx += d.x, sy += std::log(d.value), sxx += d.x * d.x, sxy += d.x * std::log(d.value);
  const double slope = (n * sxy - sx * sy) / (n * sxx - sx * sx), start = (sy - slope * sx) / n;
  Series line{"usual for the deprivation", "line", {}};
  const auto [low, high] = std::minmax_element(dots.data.begin(), dots.data.end(), [](const Datum& a, const Datum& b) { return a.x < b.x; });
  for (int i = 0; i <= 30 && std::isfinite(slope); ++i) {
    Datum d;
    d.x = low->x + (high->x - low->x) * i / 30, d.value = std::exp(start + slope * d.x);
    line.data.push_back(d);
  }
  const std::string words = names.empty() ? "No ward differs significantly from what is usual for its deprivation." : "Significantly off what is expected of wards as deprived: " + names + ".";
  Chart chart(Kind::scatter, {"deprivation-" + rates, fmt::format("{} of wards against deprivation, {}", what, core::period_label(rate->small_area_period)), words, table, provenance_of(evidence, *rate, rate->small_area_period)});
  chart.message = words;
  chart.x = {"Mean deprivation decile of the ward (1 is most deprived)", {1, "", "", false}, false, {}};
  chart.y = {unit_title(rate->style), format_of(rate->style), false, {}};
  chart.series = {std::move(line), std::move(dots)};
  return chart;
}

/// Wards' rates over their residents between control limits around the county's rate.
std::optional<Chart> funnel(const Evidence& evidence, const std::string& indicator) {
  const IndicatorEvidence* own = indicator_named(evidence, indicator);
  if (!own || !own->principal() || !shown(*own->principal()) || !(own->principal()->denominator > 0)) return {};
  const Estimate& whole = *own->principal();
  // The unit's multiplier, from the principal area's own figure.
  const double multiplier = whole.value * whole.denominator / whole.count;
  Series dots{"Wards", "main", {}};
  charts::Table table{{"Ward", "Denominator", unit_title(own->style), "Against the limits"}, {}};
  std::string outside;
  double largest = 0;
  for (const Estimate* row : own->small_areas)
    if (row->area_type == "ward" && shown(*row) && row->denominator > 0) largest = std::max(largest, row->denominator);
  const auto limit = [&](double n, double z) {
    // Byar's interval turned round: the count whose interval would just touch the expected one.
    const double expected = whole.value * n / multiplier;
    return multiplier / n * std::max(0.0, expected + z * std::sqrt(expected) + (z * z - 1) / 6);
  };
  for (const Estimate* row : own->small_areas) {
    if (row->area_type != "ward" || !shown(*row) || !(row->denominator > 0)) continue;
    Datum datum = datum_of(*row, row->area_name);
    datum.x = row->denominator, datum.lower = datum.upper = charts::kNone;
    const bool high = row->value > limit(row->denominator, 3.0902), low = row->value < limit(row->denominator, -3.0902);
    datum.strong = high || low;
    if (datum.strong) outside += (outside.empty() ? "" : ", ") + row->area_name;
    table.rows.push_back({row->area_name, count_text(row->denominator), own->style.figure(row->value), high ? "above 99.8%" : low ? "below 99.8%" : row->value > limit(row->denominator, 1.96) ? "above 95%" : row->value < limit(row->denominator, -1.96) ? "below 95%" : "within 95%"});
    dots.data.push_back(std::move(datum));
  }
  if (dots.data.size() < 8 || !std::isfinite(multiplier)) return {};
  const std::string words = outside.empty() ? "No ward lies outside the 99.8% limits." : "Outside the 99.8% limits: " + outside + ".";
  Chart chart(Kind::funnel, {"funnel-" + indicator, fmt::format("{} of wards, {}", own->note->name, core::period_label(own->small_area_period)), words, table, provenance_of(evidence, *own, own->small_area_period)});
  chart.message = words;
  chart.subtitle = "Between the lines lies what chance gives around the whole area's rate: 95% solid, 99.8% dotted.";
  chart.x = {"Residents times years", {0, "", "", false}, false, {}};
  chart.y = {unit_title(own->style), format_of(own->style), false, {}};
  for (const auto& [name, z] : {std::pair("95%", 1.96), std::pair("99.8%", 3.0902)})
    for (const double sign : {-1.0, 1.0}) {
      Series line{name, "limit", {}};
      for (int i = 1; i <= 60; ++i) {
        Datum d;
        d.x = largest * 1.05 * i / 60, d.value = limit(d.x, sign * z);
        line.data.push_back(d);
      }
      chart.series.push_back(std::move(line));
    }
  chart.references = {{whole.area_name, whole.value}};
  chart.series.push_back(std::move(dots));
  return chart;
}

/// Seizures by drug: number, kilograms and value.
std::optional<Chart> seizures(const ReportInput& input, const Evidence& evidence) {
  const IndicatorEvidence* own = indicator_named(evidence, "drug_seizures");
  const Groups count = groups_of(input, "drug_seizures", "drug"), kilograms = groups_of(input, "drugs_seized_kg", "drug"), value = groups_of(input, "seizure_value_by_drug", "drug and basis");
  if (!own || count.rows.empty()) return {};
  std::vector<std::pair<std::string, const Estimate*>> ordered = count.rows;
  std::stable_sort(ordered.begin(), ordered.end(), [](const auto& a, const auto& b) { return (std::isfinite(value_of(a.second)) ? value_of(a.second) : -1) > (std::isfinite(value_of(b.second)) ? value_of(b.second) : -1); });
  Series seized{"Seizures", "main", {}}, kg{"Kilograms", "main", {}}, pounds{"Street value, \u00A3 thousand", "main", {}};
  charts::Table table{{"Drug", "Seizures", "Kilograms", "Street value, \u00A3 thousand"}, {}};
  std::string words;
  for (const auto& [drug, row] : ordered) {
    const Estimate *weight = kilograms.of(drug), *worth = value.of(drug + ", street");
    const auto datum = [&, name = drug_label(input.drug_names, drug)](const Estimate* cell, double shown_value, const std::string& text) {
      Datum d;
      d.label = name, d.value = shown_value, d.mark = mark_of(cell), d.text = std::isfinite(shown_value) ? text : "";
      return d;
    };
    const double number = row && shown(*row) && std::isfinite(row->count) ? row->count : charts::kNone, mass = value_of(weight), thousand = value_of(worth) / 1000;
    seized.data.push_back(datum(row, number, count_text(number)));
    kg.data.push_back(datum(weight, mass, fmt::format("{:.{}f}", mass, mass < 10 ? 2 : 1)));
    pounds.data.push_back(datum(worth, thousand, fmt::format("{:.{}f}", thousand, thousand < 10 ? 1 : 0)));
    const auto cell = [](const Datum& d) { return std::isfinite(d.value) ? d.text : d.mark; };
    table.rows.push_back({drug_label(input.drug_names, drug), cell(seized.data.back()), cell(kg.data.back()), cell(pounds.data.back())});
    if (words.size() < 300) words += fmt::format("{}{}: {} seizures, {} kg", words.empty() ? "" : "; ", drug_label(input.drug_names, drug), cell(seized.data.back()), cell(kg.data.back()));
  }
  Chart chart(Kind::panels, {"seizures", fmt::format("Seizures by drug, {}, {}", count.area, core::period_label(count.period)), words + ".", table, provenance_of(evidence, *own, count.period)});
  chart.subtitle = "Weight as seized, not pure. Plants are counted, not weighed. [x]: not measured in this way.";
  chart.series = {std::move(seized), std::move(kg), std::move(pounds)};
  return chart;
}

/// The small areas with the highest rates.
std::optional<Chart> highest_places(const Evidence& evidence, const std::string& indicator) {
  const IndicatorEvidence* own = indicator_named(evidence, indicator);
  if (!own) return {};
  std::vector<Datum> rows;
  charts::Table table{{"Small area", unit_title(own->style), "95% interval"}, {}};
  std::string words;
  for (const Estimate* row : own->small_areas) {
    if (!shown(*row) || rows.size() == 15) break;
    rows.push_back(datum_of(*row, row->area_name));
    table.rows.push_back({row->area_name, own->style.figure(row->value), own->style.interval(row->lower_95, row->upper_95)});
    words += (words.empty() ? "" : ", ") + row->area_name + " " + own->style.figure(row->value);
  }
  if (rows.size() < 3) return {};
  Chart chart(Kind::bars, {"highest-" + indicator, fmt::format("{}: the {} highest small areas, {}", own->note->name, rows.size(), core::period_label(own->small_area_period)), words + ".", table, provenance_of(evidence, *own, own->small_area_period)});
  chart.x = {unit_title(own->style), format_of(own->style), false, {}};
  if (own->principal() && shown(*own->principal())) chart.references = {{own->principal()->area_name, own->principal()->value}};
  chart.series.push_back({"", "main", std::move(rows)});
  return chart;
}

/// What a survival curve is about: the indicator, and how its chart is worded.
struct SurvivalWords {
  const char *indicator, *id, *title, *share, *since;
};

/// The days and the group of a category "opiate, 84 days" or "84 days"; days are negative where it is none.
std::pair<std::string, double> survival_point(const std::string& category) {
  const std::size_t comma = category.rfind(", "), number = comma == std::string::npos ? 0 : comma + 2;
  char* end = nullptr;
  const double days = std::strtod(category.c_str() + number, &end);
  if (std::string_view(end) != " days") return {"", -1};
  return {comma == std::string::npos ? "" : category.substr(0, comma), days};
}

/// A curve as the chart draws it: everybody at the beginning, then every day that may be shown.
std::optional<Series> survival_series(const std::string& name, const std::map<double, const Estimate*>& points, const NumberStyle& style, charts::Table& table) {
  Series line{capitalised(name), "main", {}};
  Datum start;
  start.label = "0 days", start.x = 0, start.value = start.lower = start.upper = 100;
  line.data.push_back(start);
  for (const auto& [day, row] : points) {
    table.rows.push_back({line.name, fmt::format("{:.0f}", day), shown(*row) ? style.figure(row->value) : std::string(mark(*row)), shown(*row) ? style.interval(row->lower_95, row->upper_95) : ""});
    if (!shown(*row)) continue;
    Datum d = datum_of(*row, fmt::format("{:.0f} days", day));
    d.x = day;
    line.data.push_back(std::move(d));
  }
  if (line.data.size() < 3) return {};
  return line;
}

/// Shares still without the event, of the latest period whose curves can be drawn: the last one has often not been followed for long enough.
std::optional<Chart> survival(const ReportInput& input, const Evidence& evidence, const SurvivalWords& words) {
  const IndicatorEvidence* own = indicator_named(evidence, words.indicator);
  if (!own) return {};
  // By the end of the period, curves in the order of the areas (or of the first area's groups), days.
  std::map<std::string, std::map<std::pair<std::size_t, std::string>, std::map<double, const Estimate*>>, std::greater<>> periods;
  const core::Text indicator = words.indicator;
  const auto numbers = numbers_of(input.areas);
  for (const Estimate& row : input.estimates) {
    if (row.indicator_id != indicator) continue;
    const auto area = numbers.find(row.area_code);
    if (area == numbers.end()) continue;
    if (const auto [group, days] = survival_point(row.category); days >= 0 && (group.empty() || area->second == 0)) periods[row.period_end][{area->second, group.empty() ? row.area_name.str() : group}][days] = &row;
  }
  for (const auto& [end, groups] : periods) {
    std::vector<Series> series;
    charts::Table table{{"Area", "Days", words.share, "95% interval"}, {}};
    std::string said, period;
    double reach = 0;
    for (const auto& [group, points] : groups) {
      period = points.begin()->second->period;
      auto line = survival_series(group.second, points, own->style, table);
      if (!line) continue;
      reach = std::max(reach, line->data.back().x);
      said += fmt::format("{}{}: {} after {:.0f} days", said.empty() ? "" : "; ", line->name, own->style.figure(line->data.back().value), line->data.back().x);
      series.push_back(std::move(*line));
    }
    if (series.empty() || reach < 150) continue;
    Chart chart(Kind::survival, {words.id, fmt::format("{} in {}", words.title, core::period_in_prose(period)), said + ".", table, provenance_of(evidence, *own, period)});
    chart.subtitle = "Shares by Kaplan and Meier: who could not be followed as long counts for as long as could be seen. The band is the 95% interval of the area named in bold; those of the others are in the table. A curve ends where small numbers would follow.";
    chart.x = {words.since, {}, false, {}};
    chart.y = {words.share, {0, "", "%", false}, false, {}};
    chart.series = std::move(series);
    return chart;
  }
  return {};
}

}  // namespace

std::vector<Exhibit> particular_exhibits(const ReportInput& input, const Evidence& evidence) {
  std::vector<Exhibit> exhibits;
  const auto add = [&](const char* chapter, std::optional<Chart> chart) {
    if (chart) exhibits.push_back({chapter, std::move(*chart)});
  };
  add("market", seizures(input, evidence));
  if (const IndicatorEvidence* own = indicator_named(evidence, "county_lines_journeys")) add("market", journeys_chart(input, evidence, *own));
  add("crime", week(input, evidence));
  add("crime", highest_places(evidence, "drug_offence_rate"));
  for (const IndicatorEvidence* own : mapped_indicators(input, evidence)) add(own->note->family == "harm" ? "harm" : own->note->family == "context" ? "context" : "crime", choropleth_chart(input, evidence, *own));
  const IndicatorEvidence *drugs = indicator_named(evidence, "drug_offence_rate"), *violence = indicator_named(evidence, "violence_rate");
  if (drugs && violence) add("crime", overlap_chart(input, evidence, *drugs, *violence));
  add("crime", survival(input, evidence, {"rui_time_to_offence", "survival-rui", "No further suspected offence: people released under investigation", "Without a further offence, %", "Days since release"}));
  add("harm", funnel(evidence, "drug_admissions_local"));
  add("harm", deprivation(input, evidence, "drug_admissions_local", "drug_admissions_off_the_line_wards", "Drug admissions"));
  add("treatment", met_need(evidence, "unmet_need_ocu", "People who use opiates or crack"));
  add("treatment", met_need(evidence, "unmet_need_alcohol", "Adults dependent on alcohol"));
  add("treatment", pyramid(input, evidence));
  add("treatment", journey(input, evidence));
  add("treatment", survival(input, evidence, {"time_in_treatment", "survival-time-in-treatment", "Still in treatment: adults who started", "Still in treatment, %", "Days since the start"}));
  add("treatment", survival(input, evidence, {"time_to_return_to_treatment", "survival-return", "Not back in treatment: adults who completed it", "Not back in treatment, %", "Days since completion"}));
  return exhibits;
}

}  // namespace dmp::reports
