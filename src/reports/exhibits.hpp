#pragma once

#include <optional>
#include <string>
#include <vector>

#include "charts/chart.hpp"
#include "reports/evidence.hpp"

/// The report's charts, made of what it shows: a kind of chart is made where its figures are there, else left out.
namespace dmp::reports {

/// A chart and the chapter it stands in.
struct Exhibit {
  std::string chapter;  ///< id of a chapter
  charts::Chart chart;
};

/// All exhibits of the chapters, in the order to show them.
std::vector<Exhibit> exhibits_of(const ReportInput& input, const Evidence& evidence);

/// One indicator over the periods: the first area with its interval, its comparators, the other areas. Nothing where no area has two figures.
std::optional<charts::Chart> trend_chart(const Evidence& evidence, const IndicatorEvidence& own);
/// The latest figure of every area with its interval, beside its comparators. Nothing with fewer than two rows.
std::optional<charts::Chart> caterpillar_chart(const Evidence& evidence, const IndicatorEvidence& own);
/// The groups of a breakdown in its first area. Nothing where no group has a figure or there are more than fifteen.
std::optional<charts::Chart> breakdown_chart(const Evidence& evidence, const IndicatorEvidence& own, std::size_t number);
/// The small areas of the latest period in five classes of about equally many. Nothing where none has both a shape and a row.
std::optional<charts::Chart> choropleth_chart(const ReportInput& input, const Evidence& evidence, const IndicatorEvidence& own);
/// Two indicators of small areas, each in thirds.
std::optional<charts::Chart> overlap_chart(const ReportInput& input, const Evidence& evidence, const IndicatorEvidence& first, const IndicatorEvidence& second);
/// Flows between places, from categories written "ORIGIN > DESTINATION".
std::optional<charts::Chart> journeys_chart(const ReportInput& input, const Evidence& evidence, const IndicatorEvidence& own);
/// Whether an indicator stands in the rug of the national framework.
bool is_national(const IndicatorEvidence& own);
inline constexpr const char* kRugTitle = "The national framework's indicators by area";
/// Indicators by areas: the tartan rug of some indicators.
std::optional<charts::Chart> rug_chart(const ReportInput& input, const std::vector<const IndicatorEvidence*>& indicators, const std::string& id, const std::string& title);
/// The headline indicators of the first area.
std::optional<charts::Chart> scorecard_chart(const ReportInput& input, const Evidence& evidence);
/// Every chart of the report: the exhibits, then trends and areas of each indicator, the rug last. Each id once.
std::vector<charts::Chart> every_chart(const ReportInput& input, const Evidence& evidence);
/// The charts of the market's chapter.
std::vector<charts::Chart> market_charts(const MarketChapter& chapter);
/// Two areas' or people's groups, treatment's stages and other charts that stand on particular indicators.
std::vector<Exhibit> particular_exhibits(const ReportInput& input, const Evidence& evidence);

/// The indicator of this id; nullptr where the edition has no figure of it.
const IndicatorEvidence* indicator_named(const Evidence& evidence, std::string_view id);
/// Where its figures come from, and the link to its explanation.
charts::Provenance provenance_of(const Evidence& evidence, const IndicatorEvidence& own, const std::string& period);
/// A figure as a chart's datum, with its mark where there is none.
charts::Datum datum_of(const core::Estimate& row, const std::string& label);
charts::Format format_of(const NumberStyle& style);

}  // namespace dmp::reports
