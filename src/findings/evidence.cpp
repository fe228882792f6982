#include "findings/evidence.hpp"

#include <algorithm>
#include <cmath>

#include "core/number.hpp"

namespace dmp::findings {
namespace {

using core::Estimate;

bool fits(const Estimate& row, const catalogue::FigureReference& wanted) {
  if (row.sex != wanted.sex || row.age != wanted.age) return false;
  if (!wanted.category_type.empty() && row.category_type != wanted.category_type) return false;
  if (!wanted.pick.empty()) return !row.category.empty();
  return row.category == wanted.category;
}

/// Later first; of two that end together the shorter.
bool is_later(const Estimate* a, const Estimate* b) {
  if (a->period_end != b->period_end) return a->period_end > b->period_end;
  return a->period_start > b->period_start;
}

bool same_period(const Estimate& a, const Estimate& b) { return a.period_start == b.period_start && a.period_end == b.period_end; }

/// How many distinct periods back from the latest; nothing further back than there are.
const Estimate* steps_back(const std::vector<const Estimate*>& rows, std::size_t steps) {
  std::size_t step = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i > 0 && !same_period(*rows[i], *rows[i - 1])) ++step;
    if (step == steps) return rows[i];
  }
  return nullptr;
}

const Estimate* of_period(const std::vector<const Estimate*>& rows, const catalogue::FigureReference& wanted, const Figure* with) {
  if (rows.empty()) return nullptr;
  if (!wanted.with.empty()) {
    if (!with || !with->estimate) return nullptr;
    for (const Estimate* row : rows)
      if (same_period(*row, *with->estimate)) return row;
    return nullptr;
  }
  if (wanted.period == "latest") return rows.front();
  if (wanted.period == "first") return rows.size() > 1 && !same_period(*rows.front(), *rows.back()) ? rows.back() : nullptr;
  if (wanted.period == "previous") return steps_back(rows, 1);
  return steps_back(rows, static_cast<std::size_t>(core::parse_integer(wanted.period.substr(0, wanted.period.find(' '))).value_or(1)));
}

/// The trend is of the latest five periods.
std::string start_of_trend(const std::vector<const Estimate*>& rows) {
  const Estimate* fifth = steps_back(rows, 4);
  return fifth ? fifth->period : rows.empty() ? "" : rows.back()->period;
}

bool is_group(const Estimate& row, const catalogue::ListReference& wanted) {
  const bool by_sex = row.sex != "Persons", by_age = row.age != "All ages", by_category = !row.category.empty();
  if (wanted.over == "category") return by_category && !by_sex && !by_age && (wanted.category_type.empty() || row.category_type == wanted.category_type);
  if (wanted.over == "sex") return by_sex && !by_age && !by_category;
  if (wanted.over == "age") return by_age && !by_sex && !by_category;
  if (wanted.over == "sex and age") return by_sex && by_age && !by_category;
  return !by_sex && !by_age && row.category == wanted.category;
}

const std::string& group_name(const Estimate& row, const std::string& over) {
  return over == "category" ? row.category : over == "areas" ? row.area_name : over == "sex" ? row.sex : row.age;
}

}  // namespace

bool shown(const Estimate& estimate) { return estimate.suppressed.empty() && !std::isnan(estimate.value); }

Evidence::Evidence(const Input& input, const std::set<std::string>& indicators) : input_(input) {
  arrange(*input.estimates, indicators);
  arrange(*input.comparisons);
  for (auto& [indicator, each] : series_) {
    for (auto& [area, rows] : each.by_area) std::stable_sort(rows.begin(), rows.end(), is_later);
    for (auto& [level, rows] : each.by_level) std::stable_sort(rows.begin(), rows.end(), is_later);
  }
}

// Rows come by indicator and area: the place of the row before is that of the next, nearly always.
void Evidence::arrange(const core::Estimates& estimates, const std::set<std::string>& indicators) {
  Series* series = nullptr;
  Rows *of_area = nullptr, *of_level = nullptr;
  const Estimate* last = nullptr;
  for (const Estimate& row : estimates) {
    const bool new_indicator = !last || row.indicator_id != last->indicator_id;
    if (new_indicator) series = indicators.contains(row.indicator_id) ? &series_[row.indicator_id] : nullptr;
    if (series && (new_indicator || row.area_code != last->area_code)) {
      const bool small = row.area_type == "small area" || row.area_type == "ward";
      of_area = small ? nullptr : &series->by_area[row.area_code];
      of_level = small || row.area_type == "authority" ? &series->by_level[row.area_type] : nullptr;
    }
    last = &row;
    if (!series) continue;
    if (of_area) of_area->push_back(&row);
    if (of_level) of_level->push_back(&row);
  }
}

void Evidence::arrange(const core::Comparisons& comparisons) {
  std::vector<const core::Comparison*>* of_area = nullptr;
  const core::Comparison* last = nullptr;
  for (const core::Comparison& comparison : comparisons) {
    if (!last || comparison.indicator_id != last->indicator_id || comparison.area_code != last->area_code) {
      const auto series = series_.find(comparison.indicator_id);
      of_area = series == series_.end() ? nullptr : &series->second.comparisons[comparison.area_code];
    }
    last = &comparison;
    if (of_area) of_area->push_back(&comparison);
  }
}

Figure Evidence::with_comparisons(const Estimate* estimate, const Series& series) {
  Figure figure;
  figure.estimate = estimate;
  const auto of_area = series.comparisons.find(estimate->area_code);
  if (of_area == series.comparisons.end()) return figure;
  for (const core::Comparison* comparison : of_area->second)
    if (comparison->estimate_id == estimate->estimate_id) figure.beside.push_back(comparison);
  return figure;
}

Figure Evidence::find(const catalogue::FigureReference& reference, const Area& area, const Figure* with) const {
  const std::string code = reference.area == "this"     ? area.code
                           : reference.area == "county" ? (area.county.empty() && area.type == "county" ? area.code : area.county)
                           : reference.area == "england" ? "E92000001"
                           : reference.area == "region"  ? area.region
                                                         : area.force;
  for (const std::string& indicator : reference.indicators) {
    const auto series = series_.find(indicator);
    if (series == series_.end()) continue;
    const auto all = series->second.by_area.find(code);
    if (all == series->second.by_area.end()) continue;
    Rows rows;
    const Estimate* held_back = nullptr;
    for (const Estimate* row : all->second) {
      if (!fits(*row, reference)) continue;
      if (shown(*row)) rows.push_back(row);
      else if (rows.empty() && !held_back && row->suppressed == "suppressed") held_back = row;
    }
    const Estimate* found = of_period(rows, reference, with);
    if (!found) continue;
    if (!reference.pick.empty())
      for (const Estimate* row : rows)
        if (same_period(*row, *found) && (reference.pick == "largest" ? row->value > found->value : row->value < found->value)) found = row;
    Figure figure = with_comparisons(found, series->second);
    figure.held_back = held_back;
    figure.first_period = start_of_trend(rows);
    return figure;
  }
  return {};
}

std::vector<Figure> Evidence::rows(const catalogue::ListReference& reference, const Area& area) const {
  for (const std::string& indicator : reference.indicators) {
    const auto series = series_.find(indicator);
    if (series == series_.end()) continue;
    const bool of_areas = reference.over == "areas";
    const auto& kept = of_areas ? series->second.by_level : series->second.by_area;
    const auto all = kept.find(of_areas ? reference.level : area.code);
    if (all == kept.end()) continue;
    const auto inside = input_.inside.find(area.code);
    std::vector<Figure> found;
    const Estimate* latest = nullptr;
    for (const Estimate* row : all->second) {
      if (latest && !same_period(*row, *latest)) break;
      if (!shown(*row) || !is_group(*row, reference)) continue;
      if (of_areas && (inside == input_.inside.end() || !inside->second.contains(row->area_code))) continue;
      if (std::find(reference.without.begin(), reference.without.end(), group_name(*row, reference.over)) != reference.without.end()) continue;
      latest = row;
      found.push_back(with_comparisons(row, series->second));
    }
    if (found.empty()) continue;
    std::stable_sort(found.begin(), found.end(), [&](const Figure& a, const Figure& b) {
      return reference.highest_first ? a.estimate->value > b.estimate->value : a.estimate->value < b.estimate->value;
    });
    return found;
  }
  return {};
}

const core::Comparison* comparator_of(const Figure& figure, const std::string& kind) {
  const auto found = std::find_if(figure.beside.begin(), figure.beside.end(), [&](const core::Comparison* each) { return each->kind == kind; });
  return found == figure.beside.end() ? nullptr : *found;
}

const core::Comparison* comparator_of(const Figure& figure, const std::vector<std::string>& kinds) {
  for (const std::string& kind : kinds) {
    const core::Comparison* found = comparator_of(figure, kind);
    if (found && found->significance != "not compared" && !found->significance.empty()) return found;
  }
  return nullptr;
}

std::string direction_of(double value, double beside, const std::string& significance) {
  if (significance == "higher" || significance == "lower" || significance == "similar") return significance;
  if ((significance == "better" || significance == "worse") && !std::isnan(beside)) return value > beside ? "higher" : "lower";
  return {};
}

}  // namespace dmp::findings
