#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/interval.hpp"

namespace dmp::stats {

using core::Interval;

/// People followed until an event or until they are lost to sight (censored). start: when they come under observation
/// (delayed entry); empty: all at the beginning. A person is at risk at t where start < t <= time (from the beginning
/// on, also at t = 0). status: 0 censored, 1 (or for competing events 2, 3, ...) the event.
struct Followed {
  std::vector<double> start;
  std::vector<double> time;
  std::vector<int> status;
};

/// One step of a survival curve, at an event or censoring time.
struct SurvivalStep {
  double time;
  double at_risk;
  double events;
  double censored;
  double survival;
  double greenwood;  ///< sum of d / (n (n - d)) up to here: the variance of log survival
};

/// Kaplan and Meier's curve with a step at every event and censoring time. Events come before censoring at the same time.
/// E. L. Kaplan and P. Meier (1958), Journal of the American Statistical Association 53, 457-481.
std::vector<SurvivalStep> kaplan_meier(const Followed& followed);

enum class SurvivalScale { plain, log, log_log };

/// Interval of the survival at a step, on a scale, within [0, 1]. Survival 0 has none on the log scales (NaN); survival 1 is exact.
Interval survival_interval(const SurvivalStep& step, SurvivalScale scale, double confidence);

/// Mean survival time up to tau (area under the curve) and its standard error, by Greenwood's terms.
struct RestrictedMean {
  double value;
  double standard_error;
};
RestrictedMean restricted_mean(std::span<const SurvivalStep> curve, double tau);

/// The log-rank test of groups, numbered from 0, in strata (empty: one).
struct LogRank {
  std::vector<double> people;
  std::vector<double> observed;
  std::vector<double> expected;
  double chi_square;
  double degrees_of_freedom;
  double p;   ///< NaN below two groups
};
/// N. Mantel (1966), Cancer Chemotherapy Reports 50, 163-170; hypergeometric variance.
LogRank log_rank(const Followed& followed, std::span<const std::size_t> group, std::span<const std::size_t> stratum);

/// One step of the cumulative incidence of a cause.
struct IncidenceStep {
  double time;
  double incidence;
  double variance;
};
/// The Aalen-Johansen estimate for one cause among competing ones, at every event and censoring time, with the variance
/// that R's cmprsk gives (Aalen's, with its correction for ties).
/// O. Aalen (1978), Annals of Statistics 6, 534-545; R. J. Gray (1988), Annals of Statistics 16, 1141-1154.
std::vector<IncidenceStep> cumulative_incidence(const Followed& followed, int cause);

}  // namespace dmp::stats
