#include "charts/samples.hpp"

#include <fmt/format.h>

#include <cmath>

namespace dmp::charts {
namespace {

const std::vector<std::string> kYears = {"2019/20", "2020/21", "2021/22", "2022/23", "2023/24"};
const std::vector<std::string> kAreas = {"Osterquay", "Wenlowby", "Vale of Harrowfen", "Nearby Borough", "Another Town with a Long Name", "Farther County"};

Required required(const std::string& id, const std::string& title) {
  return {id, title, title + ": an invented picture, described.", {{"What", "Figure"}, {{"One", "1"}}}, {"Invented figures", "2023/24", "#method-" + id}};
}

Datum datum(const std::string& label, double value, double spread) {
  Datum d;
  d.label = label, d.value = value, d.lower = value - spread, d.upper = value + spread;
  return d;
}

Chart trend() {
  Chart chart(Kind::trend, required("trend", "People in treatment who were met, Eldermarshire"));
  chart.x.categories = kYears, chart.y.title = "Unmet need, %", chart.y.format = {1, "", "%", false};
  for (const auto& [name, role, start] : {std::tuple("Osterquay", "main", 62.0), std::tuple("England", "comparator", 54.0), std::tuple("Nearest neighbours", "comparator", 53.0), std::tuple("Wenlowby", "other", 58.0)}) {
    Series series{name, role, {}};
    for (std::size_t i = 0; i < kYears.size(); ++i) series.data.push_back(datum(kYears[i], start - 1.3 * static_cast<double>(i), 3));
    chart.series.push_back(series);
  }
  chart.series[0].data[1] = Datum(), chart.series[0].data[1].label = kYears[1], chart.series[0].data[1].mark = "[c]";
  return chart;
}

Chart intervals(const std::string& id, bool logarithmic) {
  Chart chart(Kind::intervals, required(id, logarithmic ? "Spend on powder cocaine by method" : "Unmet need beside the nearest neighbours"));
  chart.x.format = logarithmic ? Format{0, "\u00A3", "", true} : Format{1, "", "%", false};
  chart.x.logarithmic = logarithmic, chart.x.title = logarithmic ? "Pounds a year, logarithmic" : "Unmet need, %";
  chart.series.push_back({});
  for (std::size_t i = 0; i < kAreas.size(); ++i) {
    Datum d = logarithmic ? datum(kAreas[i], 2e7 * static_cast<double>(i + 1), 1.5e7) : datum(kAreas[i], 64 - 3.0 * static_cast<double>(i), 2.5);
    if (logarithmic) d.inner_lower = d.value * 0.8, d.inner_upper = d.value * 1.2;
    d.strong = i == 1;
    chart.series[0].data.push_back(d);
  }
  chart.series[0].data[3] = Datum(), chart.series[0].data[3].label = kAreas[3], chart.series[0].data[3].mark = "[c]";
  if (!logarithmic) chart.references = {{"England", 54.2}};
  return chart;
}

Chart bars(const std::string& id, bool stacked) {
  Chart chart(Kind::bars, required(id, stacked ? "Met and unmet need" : "Drug offences by drug"));
  chart.x.title = "People", chart.x.format = {0, "", "", false};
  chart.series.push_back({"In treatment", "", {}});
  if (stacked) chart.series.push_back({"Not in treatment", "", {}});
  for (std::size_t i = 0; i < kAreas.size(); ++i) {
    chart.series[0].data.push_back(datum(kAreas[i], 820 - 120.0 * static_cast<double>(i), 60));
    if (stacked) chart.series[1].data.push_back(datum(kAreas[i], 1200 - 150.0 * static_cast<double>(i), 90));
  }
  if (!stacked) chart.references = {{"Mean", 520}};
  return chart;
}

Chart panels() {
  Chart chart(Kind::panels, required("panels", "Seizures by drug"));
  for (const auto& [name, top] : {std::pair("Seizures", 1160.0), std::pair("Kilograms", 63.2), std::pair("Street value, \u00A3k", 640.0)}) {
    Series series{name, "", {}};
    for (const char* drug : {"Cannabis", "Cocaine", "Heroin", "Crack", "Ketamine"}) {
      Datum d;
      d.label = drug, d.value = series.data.size() == 4 ? kNone : top / static_cast<double>(1 + 3 * series.data.size()), d.mark = "[c]";
      series.data.push_back(d);
    }
    chart.series.push_back(series);
  }
  return chart;
}

Chart pyramid() {
  Chart chart(Kind::pyramid, required("pyramid", "Adults in treatment and residents by age and sex"));
  chart.y.categories = {"18\u201329", "30\u201339", "40\u201349", "50\u201359", "60+"};
  chart.x.title = "Share of all, %", chart.x.format = {1, "", "%", false}, chart.legend = {"In treatment", "Residents"};
  const std::vector<std::vector<double>> values = {{9, 21, 24, 12, 4}, {5, 10, 9, 4, 2}, {11, 9, 8, 9, 13}, {10, 9, 8, 9, 15}};
  for (std::size_t s = 0; s < 4; ++s) {
    Series series{s % 2 ? "Female" : "Male", s < 2 ? "" : "outline", {}};
    for (std::size_t i = 0; i < 5; ++i) series.data.push_back(datum(chart.y.categories[i], values[s][i], kNone));
    chart.series.push_back(series);
  }
  return chart;
}

Chart funnel() {
  Chart chart(Kind::funnel, required("funnel", "Drug admissions of wards"));
  chart.x.title = "Residents", chart.y.title = "Admissions per 100,000", chart.references = {{"County", 160}};
  for (const double z : {1.96, 3.09})
    for (const double sign : {-1.0, 1.0}) {
      Series limit{z < 2 ? "95%" : "99.8%", "limit", {}};
      for (double n = 1500; n <= 20000; n += 500) {
        Datum d;
        d.x = n, d.value = 160 + sign * z * std::sqrt(160 * 1e5 / n);
        limit.data.push_back(d);
      }
      chart.series.push_back(limit);
    }
  Series dots;
  for (int i = 0; i < 40; ++i) {
    Datum d;
    d.label = fmt::format("Ward {}", i + 1), d.x = 3000 + 370.0 * i, d.value = 160 + 130 * std::sin(2.3 * i) * std::exp(-0.03 * i) + (i == 7 ? 190 : 0), d.strong = i == 7 || i == 12;
    dots.data.push_back(d);
  }
  chart.series.push_back(dots);
  return chart;
}

Chart scatter() {
  Chart chart(Kind::scatter, required("scatter", "Admissions of wards against deprivation"));
  chart.x.title = "Deprivation (mean decile, 1 most deprived)", chart.y.title = "Admissions per 100,000", chart.x.format = {1, "", "", false};
  Series line{"Expected", "line", {}}, dots;
  for (int i = 0; i <= 20; ++i) {
    Datum d;
    d.x = 1 + 0.45 * i, d.value = 420 * std::exp(-0.14 * d.x);
    line.data.push_back(d);
  }
  for (int i = 0; i < 60; ++i) {
    Datum d;
    d.label = fmt::format("Ward {}", i + 1), d.x = 1 + 9.0 * (0.5 + 0.5 * std::sin(1.7 * i)), d.value = 420 * std::exp(-0.14 * d.x) * (1 + 0.25 * std::sin(5.1 * i)) * (i == 9 ? 2.1 : 1), d.strong = i == 9;
    dots.data.push_back(d);
  }
  chart.series = {line, dots};
  return chart;
}

Chart survival() {
  Chart chart(Kind::survival, required("survival", "Time to the next offence of people released under investigation"));
  chart.x.title = "Days since release", chart.y.title = "Without a further offence, %", chart.y.format = {0, "", "%", false};
  for (const auto& [name, rate] : {std::pair("Under 25", 0.0021), std::pair("25 and over", 0.0012)}) {
    Series series{name, "", {}};
    for (int t = 0; t <= 365; t += 15) {
      Datum d = datum("", 100 * std::exp(-rate * t), 0.6 + 0.012 * t);
      d.x = t;
      series.data.push_back(d);
    }
    chart.series.push_back(series);
  }
  return chart;
}

Chart sankey() {
  Chart chart(Kind::sankey, required("sankey", "The treatment journey"));
  chart.stages = {"Referred by", "Treatment", "Exit"};
  chart.flows = {{"Self", "Psychosocial", 0, 410}, {"Self", "Prescribing", 0, 220}, {"Criminal justice", "Psychosocial", 0, 120, 100, 140}, {"Criminal justice", "Prescribing", 0, 150}, {"Health", "Prescribing", 0, 60},
                 {"Psychosocial", "Completed", 1, 300}, {"Psychosocial", "Dropped out", 1, 150}, {"Psychosocial", "Still in treatment", 1, 80}, {"Prescribing", "Completed", 1, 60}, {"Prescribing", "Dropped out", 1, 90}, {"Prescribing", "Still in treatment", 1, 280}};
  return chart;
}

Chart waterfall() {
  Chart chart(Kind::waterfall, required("waterfall", "From the survey to the estimate"));
  chart.series.push_back({});
  for (const auto& [name, value] : {std::pair("National survey x residents", 9960.0), std::pair("Young people not in households", 11200.0), std::pair("Local prevalence", 10350.0), std::pair("Prisons", 10900.0), std::pair("Estimate", 10900.0)}) chart.series[0].data.push_back(datum(name, value, kNone));
  chart.x.title = "Users";
  return chart;
}

Chart tornado() {
  Chart chart(Kind::tornado, required("tornado", "What drives the spend on powder cocaine"));
  chart.x.format = {0, "\u00A3", "", true}, chart.references = {{"All at their medians", 21.4e6}};
  chart.series.push_back({});
  double half = 9e6;
  for (const char* name : {"Days of use a year, frequent users (150 to 300)", "Under-reporting in the survey (1.0 to 2.2)", "Grams a day (0.3 to 0.8)", "Price of a gram (\u00A360 to \u00A3100)"}) {
    Datum d;
    d.label = name, d.lower = 21.4e6 - half, d.upper = 21.4e6 + 1.3 * half, d.value = d.upper - d.lower;
    chart.series[0].data.push_back(d), half *= 0.6;
  }
  return chart;
}

Chart heat_map() {
  Chart chart(Kind::heat_map, required("heat-map", "Drug offences by weekday and hour"));
  for (int hour = 0; hour < 24; ++hour) chart.x.categories.push_back(fmt::format("{:02}", hour));
  for (const char* day : {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}) {
    Series row{day, "", {}};
    for (int hour = 0; hour < 24; ++hour) row.data.push_back(datum("", std::round(40 + 35 * std::sin((hour - 11) / 3.8) + static_cast<double>(chart.series.size()) * 3), kNone));
    chart.series.push_back(row);
  }
  return chart;
}

Chart rug() {
  Chart chart(Kind::rug, required("rug", "Every indicator by area"));
  chart.x.categories = {"Eldermarshire", "Osterquay", "Wenlowby", "Vale of Harrowfen"};
  const std::vector<std::string> statuses = {"better", "similar", "worse", "higher", "lower", ""};
  for (const char* name : {"Unmet need, opiates and crack", "Drug offences, per 1,000 residents", "Successful completions", "Deaths from drug misuse", "Waits over three weeks"}) {
    Series row{name, "", {}};
    for (std::size_t c = 0; c < 4; ++c) {
      Datum d;
      d.text = fmt::format("{:.1f}%", 12.5 * static_cast<double>(c + 1)), d.value = 12.5, d.status = statuses[(c + 2 * chart.series.size()) % 6];
      row.data.push_back(d);
    }
    chart.series.push_back(row);
  }
  chart.series[1].data[2] = Datum(), chart.series[1].data[2].mark = "[c]";
  return chart;
}

Chart scorecard() {
  Chart chart(Kind::scorecard, required("scorecard", "Headline outcomes"));
  chart.series.push_back({});
  const std::vector<std::string> statuses = {"worse", "similar", "better", ""};
  for (const char* name : {"Unmet need of people using opiates or crack", "Deaths from drug misuse, per 100,000", "Continuity of care from prison to the community within three weeks", "Cuckooed addresses"}) {
    Datum d = datum(name, 54, 5);
    d.text = "54.0%", d.reference = 49, d.note = "England 49.0%", d.status = statuses[chart.series[0].data.size()], d.trend = "\u2191";
    chart.series[0].data.push_back(d);
  }
  return chart;
}

Chart map(const std::string& id, bool bivariate, bool journeys) {
  Chart chart(Kind::map, required(id, bivariate ? "Drugs and violence" : journeys ? "County lines" : "Drug offences by small area"));
  chart.map_width = 600, chart.map_height = 480, chart.map_units_per_km = 20, chart.x.title = bivariate ? "Drug offences and violence" : "Per 1,000 residents";
  for (int row = 0; row < 8; ++row)
    for (int column = 0; column < 10; ++column) {
      const int x = column * 60, y = row * 60;
      Region region;
      region.code = fmt::format("A{}{}", row, column), region.name = "Place " + region.code, region.path = fmt::format("M{} {}h60v60h-60z", x, y), region.x = x + 30, region.y = y + 30;
      region.level = bivariate ? 1 + (column / 4) % 3 : journeys ? 0 : 1 + (row + column) % 5, region.second_level = bivariate ? 1 + (row / 3) % 3 : 0;
      if (!bivariate && row == 3 && column == 3) region.level = -1;
      chart.regions.push_back(region);
    }
  Region whole;
  whole.code = "W", whole.name = "Osterquay", whole.path = "M0 0h600v480h-600z", whole.outline = true, whole.x = 300, whole.y = 240;
  chart.regions.push_back(whole);
  if (bivariate) chart.legend = {"Drug offences"}, chart.second_legend = {"Violence"};
  else if (!journeys) chart.legend = {"0 to 2 (20 areas)", "2 to 4 (20 areas)", "4 to 7 (20 areas)", "7 to 12 (20 areas)", "12 to 31 (20 areas)"};
  if (journeys) chart.links = {{"A11", "A68", 9}, {"A11", "A48", 4}, {"A77", "A02", 2}};
  return chart;
}

}  // namespace

std::vector<Chart> samples() {
  return {trend(), intervals("caterpillar", false), intervals("methods", true), bars("bars", false), bars("met-need", true), panels(), pyramid(), funnel(), scatter(), survival(), sankey(), waterfall(), tornado(),
          heat_map(), rug(), scorecard(), map("map", false, false), map("overlap-map", true, false), map("journeys", false, true)};
}

}  // namespace dmp::charts
