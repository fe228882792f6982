#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "indicators/context.hpp"
#include "indicators/measure.hpp"
#include "stats/proportion.hpp"
#include "stats/rate.hpp"

namespace dmp::indicators {
namespace {

using catalogue::IndicatorDefinition;
using core::Estimate;

const std::vector<std::string> kRequired = {"place", "period_start", "period_end", "value"};
const std::vector<std::string> kNumbers = {"value", "lower_95", "upper_95", "lower_99_8", "upper_99_8", "count", "denominator"};
const std::vector<std::string> kTexts = {"value_state", "sex", "age", "category", "note", "source", "vintage"};

std::string types_listed(const IndicatorDefinition& indicator) {
  std::string text;
  for (const auto& type : counted_types(indicator)) text += (text.empty() ? "" : ", ") + engine::quoted_text(type);
  return text;
}

/// The published rows of the areas asked for, every column that may be given in a fixed order.
std::string published_sql(const Select& select, const IndicatorDefinition& indicator) {
  std::string sql = with_select(select, "published") + "SELECT a.position, p.period_start::DATE, p.period_end::DATE";
  for (const auto& name : kNumbers) sql += select.has(name) ? ", p." + name + "::DOUBLE" : std::string(", NULL::DOUBLE");
  for (const auto& name : kTexts) sql += select.has(name) ? ", coalesce(p." + name + "::VARCHAR, '')" : std::string(", ''");
  sql += "\nFROM published p JOIN model.requested_area a ON a.area_code = p.place\nWHERE p.period_start IS NOT NULL AND p.period_end IS NOT NULL AND a.area_type IN (" +
         types_listed(indicator) + ")";
  if (!select.has("value_state")) sql += " AND p.value IS NOT NULL";
  return sql + "\nORDER BY 1, 2, 3, 12, 13, 14, 4, 15";  // area, period, sex, age, category, then whatever tells twins apart
}

double number(const engine::Chunk& chunk, std::size_t column, std::size_t row) {
  return chunk.columns[column].is_null(row) ? Estimate::kMissing : chunk.columns[column].number(row);
}

void add_interval(Estimate& estimate, const IndicatorDefinition& indicator) {
  estimate.method = "published";
  if (!std::isnan(estimate.lower_95) || std::isnan(estimate.value)) return;
  const bool shares = indicator.interval == "wilson";
  if ((!shares && indicator.interval != "byar") || std::isnan(estimate.count)) return;
  // A published count without a denominator is itself the value.
  const double total = shares || !std::isnan(estimate.denominator) ? estimate.denominator : 1;
  if (!(total > 0)) return;
  estimate.method = shares ? "published, Wilson's interval added" : "published, Byar's interval added";
  const auto set = [&](double confidence, double& lower, double& upper) {
    const core::Interval interval = shares ? stats::wilson_interval(estimate.count, total, confidence) : stats::byar_interval(estimate.count, confidence);
    const double factor = shares ? indicator.multiplier : indicator.multiplier / total;
    lower = interval.lower * factor;
    upper = interval.upper * factor;
  };
  set(0.95, estimate.lower_95, estimate.upper_95);
  set(0.998, estimate.lower_99_8, estimate.upper_99_8);
}

void read_row(const engine::Chunk& chunk, std::size_t row, Estimate& estimate, const IndicatorDefinition& indicator) {
  double* const numbers[] = {&estimate.value, &estimate.lower_95, &estimate.upper_95, &estimate.lower_99_8, &estimate.upper_99_8, &estimate.count, &estimate.denominator};
  for (std::size_t i = 0; i < kNumbers.size(); ++i) *numbers[i] = number(chunk, 3 + i, row);
  const auto text = [&](std::size_t i) { return std::string(chunk.columns[3 + kNumbers.size() + i].text(row)); };
  const std::string state = text(0), sex = text(1), age = text(2), category = text(3);
  if (!sex.empty()) estimate.sex = sex;
  if (!age.empty()) estimate.age = age == "All ages" || age == "All Ages" ? "All ages" : age;
  if (!category.empty()) {
    estimate.category = category;
    estimate.category_type = indicator.category_type;
  }
  if (std::isnan(estimate.value)) estimate.suppressed = state.empty() || state == "value" ? "missing" : state;
  add_note(estimate, text(4));
}

}  // namespace

Result compute_published(Context& context, const IndicatorDefinition& indicator) {
  Result result;
  Contract contract{kRequired, kNumbers};
  contract.allowed.insert(contract.allowed.end(), kTexts.begin(), kTexts.end());
  contract.allowed.emplace_back("arithmetic");
  const Select select = check_select(context.session, context.catalogue, indicator.numerator, indicator.numerator_place, contract);
  if (select.has("category") && indicator.category_type.empty())
    throw core::UserError(core::ErrorKind::usage, "the SQL gives a category but 'category_type' is not said", indicator.numerator_place, "say what the categories are");
  result.run.tables = context.coverage.uses(select.tables);
  if (const std::string reason = empty_table(context, select.tables); !reason.empty()) {
    result.reasons.push_back(reason);
    return result;
  }
  result.run.numerator_sql = published_sql(select, indicator);
  const auto rows = context.session.query(result.run.numerator_sql);
  while (const engine::Chunk* chunk = rows->next())
    for (std::size_t i = 0; i < chunk->rows; ++i) {
      const core::Period period{core::Day{static_cast<int>(chunk->columns[1].integer(i))}, core::Day{static_cast<int>(chunk->columns[2].integer(i))}};
      Draft draft = begin_draft(context, indicator, static_cast<std::size_t>(chunk->columns[0].integer(i)), period);
      // A country's published figures are worth showing beside the profile's own areas.
      if (context.areas[draft.area].type == "country" && std::find(indicator.levels.begin(), indicator.levels.end(), "country") != indicator.levels.end()) draft.shown = true;
      read_row(*chunk, i, draft.estimate, indicator);
      add_interval(draft.estimate, indicator);
      draft.basis.vintage = chunk->columns[3 + kNumbers.size() + 6].text(i);
      // The row's own source where the SELECT names it; else all that the table has for the area and the period.
      if (select.has("source")) draft.estimate.sources = std::string(chunk->columns[3 + kNumbers.size() + 5].text(i));
      else set_sources(context, select.tables, draft);
      result.drafts.push_back(std::move(draft));
    }
  if (result.drafts.empty()) result.reasons.push_back("no published row is about the profile's areas");
  return result;
}

}  // namespace dmp::indicators
