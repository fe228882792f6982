#pragma once

#include <map>
#include <string>
#include <vector>

#include "indicators/context.hpp"

namespace dmp::indicators {

/// One small area or ward in one period.
struct SmallArea {
  std::size_t area = 0;      ///< index in the context's areas
  double deprivation = 0;    ///< of a ward the mean of its small areas, weighted by their residents
  double count = 0;
  double population = 0;
  double expected = 0;       ///< at the rates by age of all areas together; without ages at their one rate
};

/// What an indicator counts in the small areas of one kind, beside their population and their deprivation.
class SmallAreaCounts {
 public:
  /// Runs the indicator's SQL. With age bands, expected counts are standardised for age.
  SmallAreaCounts(Context& context, const catalogue::IndicatorDefinition& indicator, const std::vector<std::string>& types);

  /// Empty, or why nothing can be computed.
  [[nodiscard]] const std::string& reason() const { return reason_; }
  [[nodiscard]] const std::vector<core::Period>& periods() const { return periods_; }
  [[nodiscard]] const std::vector<std::string>& tables() const { return tables_; }
  [[nodiscard]] const std::vector<std::string>& dated_tables() const { return dated_tables_; }

  /// The areas of one type that are covered in the period, have residents and a deprivation; only those inside `within`, where that
  /// is said. In the order of the context.
  [[nodiscard]] std::vector<SmallArea> at(const std::string& type, std::size_t period, std::optional<std::size_t> within = {}) const;
  /// Count and population of a larger area of the indicator's levels, with all that lies in it.
  [[nodiscard]] SmallArea whole(std::size_t area, std::size_t period) const;
  /// Areas of the type that are left out because their deprivation is not known.
  [[nodiscard]] std::size_t without_deprivation(const std::string& type) const;
  [[nodiscard]] bool standardised() const { return numerator_question_.breakdowns.size() > 1 && !denominator_->straddling; }

  /// SQL as executed and tables read.
  IndicatorRun run;

 private:
  void read_deprivation();
  void spread_to_larger(const std::map<std::size_t, std::vector<std::size_t>>& parts);
  [[nodiscard]] double population(CellKey key, const core::Period& period) const;
  void standardise(std::vector<SmallArea>& areas, std::size_t period) const;

  Context& context_;
  const catalogue::IndicatorDefinition& indicator_;
  Question numerator_question_;
  Counts numerator_;
  std::shared_ptr<const Counts> denominator_ = std::make_shared<const Counts>();
  std::vector<std::string> tables_, dated_tables_;
  std::vector<core::Period> periods_;
  std::map<std::size_t, double> deprivation_;
  std::string reason_;
};

/// Whether a larger area holds a small one.
bool holds(const Areas& areas, std::size_t larger, std::size_t small);

/// "small areas", "wards".
std::string plural(const std::string& area_type);

}  // namespace dmp::indicators
