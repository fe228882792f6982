#include "indicators/small_area_counts.hpp"

#include <algorithm>
#include <cmath>

namespace dmp::indicators {
namespace {

/// What each small area's own deprivation is; of old areas that went into one the mean.
std::string deprivation_sql(const Select& select) {
  return with_select(select, "gradient") +
         "SELECT m.position, (sum(g.value::DECIMAL(30,9)) / count(*))::DOUBLE AS value FROM gradient g JOIN model.member m ON m.member_code = g.place "
         "JOIN model.requested_area a ON a.position = m.position WHERE a.area_type = 'small area' AND g.value IS NOT NULL GROUP BY m.position ORDER BY m.position";
}

/// Which small areas lie in which wards and middle areas.
std::map<std::size_t, std::vector<std::size_t>> parts_of(engine::Session& session) {
  std::map<std::size_t, std::vector<std::size_t>> parts;
  const auto rows = session.query(
      "SELECT larger.position, small.position FROM model.member m JOIN model.requested_area larger ON larger.position = m.position JOIN model.requested_area small ON small.area_code = m.member_code "
      "WHERE larger.area_type IN ('ward', 'middle area') AND small.area_type = 'small area' ORDER BY 1, 2");
  while (const engine::Chunk* chunk = rows->next())
    for (std::size_t i = 0; i < chunk->rows; ++i)
      parts[static_cast<std::size_t>(chunk->columns[0].integer(i))].push_back(static_cast<std::size_t>(chunk->columns[1].integer(i)));
  return parts;
}

void add_once(std::vector<std::string>& names, const std::vector<std::string>& more) {
  names.insert(names.end(), more.begin(), more.end());
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
}

}  // namespace

bool holds(const Areas& areas, std::size_t larger, std::size_t small) {
  const auto& of_small = areas[small].covered_by;
  const auto& of_larger = areas[larger].covered_by;
  return std::any_of(of_small.begin(), of_small.end(),
                     [&](std::size_t by) { return by == larger || std::find(of_larger.begin(), of_larger.end(), by) != of_larger.end(); });
}

std::string plural(const std::string& area_type) { return area_type + "s"; }

SmallAreaCounts::SmallAreaCounts(Context& context, const catalogue::IndicatorDefinition& indicator, const std::vector<std::string>& types)
    : context_(context), indicator_(indicator) {
  numerator_question_ = question_of(context.session, context.catalogue, indicator, true);
  Question population = question_of(context.session, context.catalogue, indicator, false);
  const Select gradient =
      check_select(context.session, context.catalogue, indicator.inequality.gradient, indicator.inequality.gradient_place, {{"place", "value"}, {}});
  std::vector<Breakdown> breakdowns = {Breakdown{}};
  if (!numerator_question_.bands.empty()) breakdowns.push_back({false, true, false});
  for (Question* question : {&numerator_question_, &population}) {
    question->breakdowns = breakdowns;
    question->area_types = types;
    for (const std::string& level : indicator.levels)
      if (std::find(types.begin(), types.end(), level) == types.end()) question->area_types.push_back(level);
    // A ward's deprivation is weighted by the residents of its small areas.
    if (std::find(types.begin(), types.end(), "small area") == types.end()) question->area_types.emplace_back("small area");
  }
  dated_tables_ = tables_ = numerator_question_.select.tables;
  add_once(tables_, population.select.tables);
  add_once(tables_, gradient.tables);
  if (population.timing != Timing::years) add_once(dated_tables_, population.select.tables);
  run.tables = context.coverage.uses(tables_);
  reason_ = empty_table(context, tables_);
  if (!reason_.empty()) return;
  if (numerator_question_.timing != Timing::months || population.timing != Timing::years) {
    reason_ = "its rows must bear a date, and its denominator a year";
    return;
  }
  periods_ = prepare_periods(context, indicator.period, dated_tables_);
  if (periods_.empty()) {
    reason_ = "the sources cover no whole " + indicator.period;
    return;
  }
  numerator_ = count(context.session, numerator_question_);
  denominator_ = context.shared_counts.count(context.session, population);
  run.numerator_sql = numerator_.sql;
  run.denominator_sql = denominator_->sql + ";\n" + deprivation_sql(gradient);
  const auto rows = context.session.query(deprivation_sql(gradient));
  while (const engine::Chunk* chunk = rows->next())
    for (std::size_t i = 0; i < chunk->rows; ++i) deprivation_[static_cast<std::size_t>(chunk->columns[0].integer(i))] = chunk->columns[1].number(i);
  spread_to_larger(parts_of(context.session));
  if (deprivation_.empty()) reason_ = "no small area of the profile has a deprivation";
}

void SmallAreaCounts::spread_to_larger(const std::map<std::size_t, std::vector<std::size_t>>& parts) {
  for (const auto& [larger, small_areas] : parts) {
    double sum = 0, people = 0;
    for (const std::size_t small : small_areas) {
      const auto value = deprivation_.find(small);
      CellKey key;
      key.area = small;
      const double residents = population(key, periods_.back());
      if (value == deprivation_.end() || !(residents > 0)) continue;
      sum += residents * value->second;
      people += residents;
    }
    if (people > 0) deprivation_[larger] = sum / people;
  }
}

double SmallAreaCounts::population(CellKey key, const core::Period& period) const {
  const auto stock = stock_of(*denominator_, std::move(key), period);
  return stock ? stock->value : 0;
}

SmallArea SmallAreaCounts::whole(std::size_t area, std::size_t period) const {
  CellKey key;
  key.area = area;
  SmallArea whole{area, 0, 0, population(key, periods_[period]), 0};
  key.period = static_cast<int>(period);
  whole.count = numerator_.at(key).n;
  return whole;
}

std::size_t SmallAreaCounts::without_deprivation(const std::string& type) const {
  std::size_t number = 0;
  for (std::size_t i = 0; i < context_.areas.size(); ++i) number += context_.areas[i].type == type && !deprivation_.contains(i);
  return number;
}

std::vector<SmallArea> SmallAreaCounts::at(const std::string& type, std::size_t period, std::optional<std::size_t> within) const {
  std::vector<SmallArea> found;
  for (std::size_t i = 0; i < context_.areas.size(); ++i) {
    const auto deprivation = deprivation_.find(i);
    if (context_.areas[i].type != type || deprivation == deprivation_.end() || (within && !holds(context_.areas, *within, i))) continue;
    if (!missing_months(context_, dated_tables_, i, periods_[period]).empty()) continue;
    CellKey key;
    key.area = i;
    SmallArea small{i, deprivation->second, 0, population(key, periods_[period]), 0};
    key.period = static_cast<int>(period);
    small.count = numerator_.at(key).n;
    if (small.population > 0) found.push_back(small);
  }
  standardise(found, period);
  return found;
}

void SmallAreaCounts::standardise(std::vector<SmallArea>& areas, std::size_t period) const {
  const std::size_t bands = standardised() ? numerator_question_.bands.size() : 1;
  for (std::size_t band = 0; band < bands; ++band) {
    double events = 0, people = 0;
    std::vector<double> residents;
    for (const SmallArea& small : areas) {
      CellKey key;
      key.area = small.area;
      if (standardised()) key.breakdown.age = true, key.band = static_cast<int>(band);
      residents.push_back(population(key, periods_[period]));
      people += residents.back();
      key.period = static_cast<int>(period);
      events += numerator_.at(key).n;
    }
    for (std::size_t i = 0; i < areas.size(); ++i)
      if (people > 0) areas[i].expected += residents[i] * events / people;
  }
}

}  // namespace dmp::indicators
