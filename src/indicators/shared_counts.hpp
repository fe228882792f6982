#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "indicators/counts.hpp"

namespace dmp::indicators {

/// What several indicators count alike: the population that their rates are of, the people in treatment. Counted once, by the
/// first that asks, with every breakdown and type of area that any of them needs. For several threads at once.
class SharedCounts {
 public:
  /// wanted: the indicators that are computed together. Those whose SELECTs are the same text share its counts.
  explicit SharedCounts(const std::vector<const catalogue::IndicatorDefinition*>& wanted);

  /// As count(), perhaps with cells more than asked for. periods: those of the table period_month, empty where the question is not by
  /// months.
  std::shared_ptr<const Counts> count(engine::Session& session, const Question& question, const std::string& period_kind = {}, const std::vector<core::Period>& periods = {});

 private:
  struct Needs {
    std::vector<Breakdown> breakdowns;
    std::vector<AgeBand> bands;
    std::vector<std::string> area_types;
    bool one_set_of_bands = true;
  };
  struct Entry {
    std::once_flag once;
    std::shared_ptr<const Counts> counts;
  };
  [[nodiscard]] Question widened(const Question& question, const std::string& period_kind) const;

  std::map<std::string, std::size_t> uses_;                     ///< how many numerators and denominators are the SELECT
  std::map<std::pair<std::string, std::string>, Needs> needs_;  ///< by SELECT and kind of period
  std::mutex mutex_;
  std::map<std::string, Entry> entries_;  ///< by statement and periods
};

}  // namespace dmp::indicators
