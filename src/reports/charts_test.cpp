#include "reports/charts.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "reports/exhibits.hpp"
#include "reports/invented_county.hpp"
#include "reports/map.hpp"

namespace dmp::reports {
namespace {

using core::Estimate;

Estimate figure(double value, double lower, double upper) {
  Estimate row;
  row.value = value, row.lower_95 = lower, row.upper_95 = upper;
  return row;
}

TEST(Scale, BeginsAtZeroAndEndsRound) {
  const Estimate row = figure(4.4, 4.1, 4.7);
  const Scale scale = scale_for({&row});
  EXPECT_EQ(scale.lowest, 4);  // all figures lie far from zero and close together
  const Estimate low = figure(1.2, 1.0, 1.4);
  const Scale both = scale_for({&row, &low});
  EXPECT_EQ(both.lowest, 0);
  EXPECT_EQ(both.highest, 6);
  EXPECT_EQ(both.share(3), 0.5);
  EXPECT_EQ(both.share(99), 1);
}

TEST(Scale, IsNotStretchedByOneHugeInterval) {
  const Estimate row = figure(10, 1, 5000);
  EXPECT_LE(scale_for({&row}).highest, 30);
}

TEST(Scale, ExistsWithoutAnyFigure) {
  const Estimate nothing;
  const Scale scale = scale_for({&nothing, nullptr});
  EXPECT_EQ(scale.lowest, 0);
  EXPECT_EQ(scale.highest, 1);
}

TEST(Scale, KnowsNothingOfWithheldFigures) {
  Estimate withheld = figure(1000, 900, 1100);
  withheld.suppressed = "suppressed";
  const Estimate row = figure(2, 1, 3);
  EXPECT_LE(scale_for({&withheld, &row}).highest, 4);
}

TEST(Trend, LeavesAGapWhereAFigureIsWithheld) {
  ReportInput input = one_figure();
  for (int year = 0; year < 4; ++year) {
    Estimate row = input.estimates[0];
    row.estimate_id += std::to_string(year), row.period = std::to_string(2015 + year), row.period_end = row.period + "-12-31", row.value = 2 + year;
    if (year == 2) row.suppressed = "suppressed";
    input.estimates.push_back(row);
  }
  const Evidence evidence = gather(input);
  const auto chart = trend_chart(evidence, evidence.indicators[0]);
  ASSERT_TRUE(chart);
  ASSERT_EQ(chart->series[0].data.size(), 5u);
  EXPECT_TRUE(std::isnan(chart->series[0].data[2].value));
  EXPECT_EQ(chart->series[0].data[2].mark, "[c]");
  EXPECT_EQ(chart->is.table.rows[2][1], "[c]");
}

TEST(Map, NamesTheTenHighestPlacesAndCountsItsClasses) {
  const ReportInput input = invented_county();
  const Evidence evidence = gather(input);
  const auto mapped = mapped_indicators(input, evidence);
  ASSERT_EQ(mapped.size(), 3u);
  EXPECT_EQ(mapped[0]->note->id, "drug_offence_rate");
  const auto map = choropleth_chart(input, evidence, *mapped[0]);
  ASSERT_TRUE(map);
  EXPECT_NE(map->message.find("The 10 highest small areas"), std::string::npos);
  EXPECT_NE(map->message.find(mapped[0]->small_areas[0]->area_name), std::string::npos);
  EXPECT_TRUE(std::any_of(map->regions.begin(), map->regions.end(), [](const auto& region) { return region.level == -1; })) << "suppressed areas are hatched";
  EXPECT_EQ(map->legend.size(), 5u);
  EXPECT_EQ(map->is.table.rows.size(), mapped[0]->small_areas.size());
}

TEST(Exhibits, HaveASourceAPeriodALinkAndATableEach) {
  const ReportInput input = invented_county();
  const Evidence evidence = gather(input);
  const std::vector<Exhibit> exhibits = exhibits_of(input, evidence);
  EXPECT_GT(exhibits.size(), 4u);
  for (const Exhibit& exhibit : exhibits) {
    EXPECT_FALSE(exhibit.chart.is.provenance.link.empty()) << exhibit.chart.is.id;
    EXPECT_FALSE(exhibit.chart.is.table.rows.empty()) << exhibit.chart.is.id;
  }
}

TEST(Exhibits, AScorecardWithoutComparatorsTellsThePeriodInstead) {
  ReportInput input = invented_county();
  const auto with = scorecard_chart(input, gather(input));
  ASSERT_TRUE(with);
  for (Estimate& row : input.estimates) row.comparator_value = NAN, row.comparator = "", row.significance = "not compared";
  const auto without = scorecard_chart(input, gather(input));
  ASSERT_TRUE(without);
  EXPECT_EQ(without->legend, (std::vector<std::string>{"Indicator", "Figure", "95% interval", "Period", "Trend"}));
  EXPECT_EQ(without->is.table.columns, (std::vector<std::string>{"Indicator", "Figure", "95% interval", "Period", "Trend"}));
  for (const auto& row : without->is.table.rows) EXPECT_EQ(row.size(), 5u);
  for (std::size_t i = 0; i < without->series[0].data.size(); ++i) EXPECT_EQ(without->series[0].data[i].note, without->is.table.rows[i][3]);
  for (const auto& datum : with->series[0].data) EXPECT_FALSE(datum.note.empty());
}

TEST(Map, IsLeftOutWithoutShapes) {
  ReportInput input = invented_county();
  input.map_areas.clear();
  const Evidence evidence = gather(input);
  EXPECT_TRUE(mapped_indicators(input, evidence).empty());
}

TEST(Evidence, ChoosesHeadlinesFromEveryFamily) {
  const ReportInput input = invented_county();
  const Evidence evidence = gather(input);
  const auto headlines = headlines_of(input, evidence);
  ASSERT_EQ(headlines.size(), 8u);
  for (const char* family : {"use", "supply", "crime", "harm", "treatment"}) {
    EXPECT_TRUE(std::any_of(headlines.begin(), headlines.end(), [&](const Headline& headline) { return headline.indicator->note->family == family; })) << family;
  }
}

TEST(Evidence, TakesTheHeadlinesThatAreNamed) {
  ReportInput input = invented_county();
  const std::string second_area = input.areas.at(1).code;
  input.headlines = {"seizures", "no such indicator", "drug_deaths:" + second_area};
  const Evidence evidence = gather(input);
  const auto headlines = headlines_of(input, evidence);
  ASSERT_EQ(headlines.size(), 2u);
  EXPECT_EQ(headlines[0].indicator->note->id, "seizures");
  EXPECT_EQ(headlines[1].series->area->code, second_area);
}

}  // namespace
}  // namespace dmp::reports
