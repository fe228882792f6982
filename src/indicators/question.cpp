#include "indicators/question.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/errors.hpp"
#include "indicators/select.hpp"

namespace dmp::indicators {
namespace {

using catalogue::IndicatorDefinition;
using catalogue::Method;

const std::vector<std::string> kColumns = {"date", "until", "year", "period_start", "period_end", "sex", "age", "age_to", "category", "ethnicity", "small_area", "person", "weight", "contributor", "arithmetic"};

bool splits(const std::vector<Breakdown>& breakdowns, bool Breakdown::*by) {
  return std::any_of(breakdowns.begin(), breakdowns.end(), [&](const Breakdown& b) { return b.*by; });
}

bool splits_by(const std::vector<Breakdown>& breakdowns, std::string_view column) {
  return std::any_of(breakdowns.begin(), breakdowns.end(), [&](const Breakdown& b) { return b.category && b.by == column; });
}

[[noreturn]] void refuse(const std::string& what, const core::Place& place, const std::string& mend) {
  throw core::UserError(core::ErrorKind::usage, what, place, mend);
}

Timing timing_of(const Select& select, const IndicatorDefinition& indicator, const core::Place& place) {
  if (select.has("year")) return Timing::years;
  if (select.has("period_start") && select.has("period_end")) return Timing::dates_published;
  if (select.has("date")) return indicator.period == "whole" ? Timing::whole : Timing::months;
  if (indicator.period == "whole") return Timing::whole;
  if (indicator.period == "as published") refuse("the SQL gives no columns 'period_start' and 'period_end'", place, "give the first and the last day of each row's period");
  refuse("the SQL gives no column 'date'", place, "give the day as date, or, for a stock such as population, the year as year");
}

}  // namespace

Question question_of(engine::Session& session, const catalogue::Catalogue& catalogue, const IndicatorDefinition& indicator, bool is_numerator) {
  Contract contract{{"place"}, kColumns};
  if (is_numerator && indicator.method == Method::proportion) contract.allowed.emplace_back("hit");
  const std::string& sql = is_numerator ? indicator.numerator : indicator.denominator;
  const core::Place& place = is_numerator ? indicator.numerator_place : indicator.denominator_place;
  Question question;
  question.select = check_select(session, catalogue, sql, place, contract);
  question.timing = timing_of(question.select, indicator, place);
  if (question.select.has("until") && (question.timing != Timing::months || !question.select.has("person")))
    refuse("the SQL gives a column 'until', which says how long somebody or something is counted, without 'date' and 'person'", place, "give the first day as date and what is counted as person");
  question.breakdowns = breakdowns_of(indicator);
  question.bands = age_bands_of(indicator);
  question.standardised = indicator.method == Method::dsr;
  question.squares = indicator.method == Method::mean && question.select.has("weight");
  question.area_types = counted_types(indicator);
  const bool age = splits(question.breakdowns, &Breakdown::age) || question.standardised;
  const auto need = [&](const char* column, bool needed) {
    if (needed && !question.select.has(column)) refuse(fmt::format("the SQL gives no column '{}', which the indicator is broken down by", column), place, "add it, or take the breakdown out");
  };
  need("sex", splits(question.breakdowns, &Breakdown::sex));
  need("age", age);
  need("ethnicity", splits_by(question.breakdowns, "ethnicity"));
  need("small_area", splits_by(question.breakdowns, "deprivation"));
  if (is_numerator) {
    need("category", splits_by(question.breakdowns, ""));
  } else if (!question.select.has("category")) {
    for (Breakdown& breakdown : question.breakdowns) breakdown.category = breakdown.category && !breakdown.by.empty();
    std::sort(question.breakdowns.begin(), question.breakdowns.end());
    question.breakdowns.erase(std::unique(question.breakdowns.begin(), question.breakdowns.end()), question.breakdowns.end());
  }
  return question;
}

}  // namespace dmp::indicators
