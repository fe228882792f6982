#pragma once

#include <deque>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "reports/report.hpp"
#include "reports/wording.hpp"

/// The estimates arranged for reading: by indicator, then by area, period and breakdown. Holds pointers into the input.
namespace dmp::reports {

/// One area's totals (all persons, all ages, no category), one entry a period of the indicator; nullptr where none.
struct AreaSeries {
  const Area* area = nullptr;
  std::vector<const core::Estimate*> points;

  /// The row of the last period the area has a row for (shown or not); nullptr where it has none.
  [[nodiscard]] const core::Estimate* latest() const;
};

/// One way of splitting an indicator in its latest period: by sex, age, sex and age, or a category.
struct Breakdown {
  std::string title;  ///< "Sex", "Age", "Sex and age", "Offence"
  std::string period;
  std::vector<std::string> groups;                        ///< the rows, the most telling first for categories, in natural order for ages
  std::size_t left_out = 0;                               ///< groups beyond the first twelve
  std::vector<const Area*> areas;                         ///< the columns
  std::vector<std::vector<const core::Estimate*>> cells;  ///< [group][area]; nullptr where there is no row
};

struct IndicatorEvidence {
  const IndicatorNote* note = nullptr;
  NumberStyle style;
  std::vector<std::string> periods;  ///< of the totals, oldest first
  std::vector<AreaSeries> series;    ///< only areas with at least one row
  std::vector<Breakdown> breakdowns;
  std::string small_area_period;
  std::vector<const core::Estimate*> small_areas;  ///< latest period, highest first, those without a figure last
  std::vector<std::string> sources;                ///< ids, in the order they are named

  /// The latest total of the first area that has one; nullptr where there is none.
  [[nodiscard]] const core::Estimate* principal() const;
};

/// Of an indicator whose groups divide a whole, so that each area's own figure is 100% and tells nothing (residents by ethnic group): its groups; else nullptr.
const Breakdown* division_of(const IndicatorEvidence& own);

/// Everything the report shows, in the order it shows it.
struct Evidence {
  std::deque<IndicatorNote> unnamed;  ///< notes made for indicators that have estimates and no note
  std::deque<Area> other_areas;       ///< areas besides the profile's own (England, neighbours)
  std::vector<IndicatorEvidence> indicators;
  std::vector<std::pair<std::string, std::vector<const IndicatorEvidence*>>> families;  ///< in the report's order
  /// The chapters with the indicators they hold, also those that hold none; an indicator stands in one chapter.
  std::deque<Chapter> made_chapters;  ///< of families, where the input names no chapters
  std::vector<std::pair<const Chapter*, std::vector<const IndicatorEvidence*>>> chapters;
  std::unordered_map<std::string, const SourceNote*> sources;
  std::unordered_map<std::string_view, std::vector<const core::Comparison*>> comparisons;  ///< by estimate id
};

/// Whether an area type is drawn on the map and ranked in place of being listed: small areas and wards.
bool small_area_type(const std::string& area_type);

/// Arranges the input; indicators without any estimate are left out. The input must outlive the result.
Evidence gather(const ReportInput& input);

/// A figure for the headline box: an indicator and the area it is shown for.
struct Headline {
  const IndicatorEvidence* indicator = nullptr;
  const AreaSeries* series = nullptr;
};

/// The figures of the headline box: those the input names, else the most telling of each family, those of the first area first.
std::vector<Headline> headlines_of(const ReportInput& input, const Evidence& evidence);

}  // namespace dmp::reports
