#pragma once

#include <string>
#include <vector>

#include "catalogue/definitions.hpp"
#include "catalogue/profile.hpp"
#include "indicators/areas.hpp"
#include "indicators/compute.hpp"
#include "indicators/counts.hpp"
#include "indicators/coverage.hpp"
#include "indicators/judge.hpp"
#include "indicators/question.hpp"
#include "indicators/shared_counts.hpp"

namespace dmp::indicators {

/// What every indicator is computed from.
struct Context {
  engine::Session& session;
  const catalogue::Catalogue& catalogue;
  const catalogue::Profile& profile;
  const Options& options;
  const Areas& areas;
  Coverage& coverage;
  SharedCounts& shared_counts;
};

/// One indicator's estimates in the making.
struct Result {
  std::vector<Draft> drafts;
  IndicatorRun run;
  std::vector<std::string> reasons;  ///< why the indicator or some of its periods are not given
  std::vector<DeprivationGroup> groups;
};

/// count, proportion, rate, dsr, mean, ratio.
Result compute_counted(Context& context, const catalogue::IndicatorDefinition& indicator);
/// Rows passed on as they were published.
Result compute_published(Context& context, const catalogue::IndicatorDefinition& indicator);
/// People in treatment against estimated need.
Result compute_unmet_need(Context& context, const catalogue::IndicatorDefinition& indicator);

/// Shares without an event some days after, by Kaplan and Meier.
Result compute_survival(Context& context, const catalogue::IndicatorDefinition& indicator);

/// Shares of groups against their shares of a population, or their rates against one group's.
Result compute_representation(Context& context, const catalogue::IndicatorDefinition& indicator);
/// Rates by deprivation with the slope and relative index of inequality.
Result compute_slope_index(Context& context, const catalogue::IndicatorDefinition& indicator);
/// Wards or small areas that lie off what is expected of places as deprived.
Result compute_deprivation_outliers(Context& context, const catalogue::IndicatorDefinition& indicator);

/// A draft with everything the indicator, the area and the period say.
Draft begin_draft(const Context& context, const catalogue::IndicatorDefinition& indicator, std::size_t area, const core::Period& period);

/// Whether the indicator is given for the area.
bool is_given_for(const catalogue::IndicatorDefinition& indicator, const Area& area);

/// The periods of the indicator that the tables cover somewhere, cut to the profile's, and the months of each written to the
/// temporary table period_month. With coverage assumed, rounded out to whole periods.
std::vector<core::Period> prepare_periods(Context& context, const std::string& kind, const std::vector<std::string>& tables);
/// The months of the period that the tables do not cover in the area.
std::set<Month> missing_months(Context& context, const std::vector<std::string>& tables, std::size_t area, const core::Period& period);
/// Collects the gaps inside what is covered, and tells each period's once.
class Gaps {
 public:
  void add(Context& context, const std::vector<std::string>& tables, std::size_t area, const core::Period& period, const std::set<Month>& missing);
  void tell(const std::vector<std::string>& tables, std::vector<std::string>& reasons) const;

 private:
  std::map<core::Period, std::set<Month>> gaps_;
};

/// Where the rows of an area and period come from: the same for all its cells.
struct Origin {
  core::Text sources;
  bool best_fit = false;  ///< some bear codes of older boundaries
};
Origin origin_of(Context& context, const std::vector<std::string>& tables, std::size_t area, const core::Period& period);

/// Sources of the rows behind an estimate, and a note where some were allotted by best fit.
void set_sources(const Origin& origin, Draft& draft);
void set_sources(Context& context, const std::vector<std::string>& tables, Draft& draft);

/// The first of the tables without a row, as a reason to skip; empty where all have some.
std::string empty_table(Context& context, const std::vector<std::string>& tables);

}  // namespace dmp::indicators
