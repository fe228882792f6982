#include "stats/funnel.hpp"

#include <cmath>
#include <limits>

#include "stats/proportion.hpp"
#include "stats/rate.hpp"

namespace dmp::stats {

std::optional<FunnelStatistic> funnel_statistic_named(std::string_view name) {
  if (name == "proportion") return FunnelStatistic::proportion;
  if (name == "rate") return FunnelStatistic::rate;
  if (name == "ratio") return FunnelStatistic::ratio;
  return {};
}

std::string_view name(FunnelPlace place) {
  switch (place) {
    case FunnelPlace::not_significant: return "not significant";
    case FunnelPlace::low_0025: return "low 0.025";
    case FunnelPlace::low_0001: return "low 0.001";
    case FunnelPlace::high_0025: return "high 0.025";
    case FunnelPlace::high_0001: return "high 0.001";
    case FunnelPlace::not_placed: return "";
  }
  return "";
}

double funnel_benchmark(std::span<const double> x, std::span<const double> n, FunnelStatistic statistic) {
  if (statistic == FunnelStatistic::ratio) return 1;
  double events = 0, total = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!(x[i] >= 0) || !(n[i] > 0)) continue;
    events += x[i];
    total += n[i];
  }
  return total > 0 ? events / total : std::numeric_limits<double>::quiet_NaN();
}

Interval funnel_limits(double benchmark, double n, FunnelStatistic statistic, double confidence) {
  if (!(n > 0)) return {};
  if (statistic == FunnelStatistic::proportion) return proportion_control_limits(benchmark, n, confidence);
  const Interval counts = poisson_control_limits(benchmark * n, confidence);
  return {.lower = counts.lower / n, .upper = counts.upper / n};
}

FunnelPlace funnel_place(double x, double n, double benchmark, FunnelStatistic statistic) {
  if (!(x >= 0) || !(n > 0) || std::isnan(benchmark)) return FunnelPlace::not_placed;
  const auto side = [&](double confidence) {
    if (statistic == FunnelStatistic::proportion) {
      const Interval limits = proportion_control_limits(benchmark, n, confidence);
      return x / n < limits.lower ? -1 : x / n > limits.upper ? 1 : 0;
    }
    const Interval own = byar_interval(x, confidence);
    return own.upper < benchmark * n ? -1 : own.lower > benchmark * n ? 1 : 0;
  };
  const int inner = side(kFunnelInner);
  const int outer = side(kFunnelOuter);
  if (inner == 0) return FunnelPlace::not_significant;
  if (inner < 0) return outer < 0 ? FunnelPlace::low_0001 : FunnelPlace::low_0025;
  return outer > 0 ? FunnelPlace::high_0001 : FunnelPlace::high_0025;
}

}  // namespace dmp::stats
