#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "places/hotspot_estimates.hpp"
#include "places/map_drawing.hpp"
#include "places/places_over_time.hpp"
#include "stats/false_discovery.hpp"

namespace dmp::places {
namespace {

using catalogue::IndicatorDefinition;
using catalogue::ProfileArea;
using core::Estimate;

constexpr int kMonthsOfStep = 3;
constexpr std::size_t kFewestSteps = 6, kFewestTimed = 200;

/// What the estimates over the whole span of the events bear as their period.
NamedLayer whole_span(PlaceMaterial& material, const IndicatorDefinition& indicator, int first, int last) {
  NamedLayer span = material.layer(indicator.layers.front(), material.periods(indicator.layers.front()).back());
  const core::Day start = *core::make_day(first / 12, static_cast<unsigned>(first % 12 + 1), 1);
  const core::Day end{core::add_months(*core::make_day(last / 12, static_cast<unsigned>(last % 12 + 1), 1), 1).since_epoch - 1};
  span.period = core::Period{start, end}.text();
  span.period_start = core::text(start);
  span.period_end = core::text(end);
  return span;
}

std::vector<char> areas_in(const ProfileArea& area, const NamedLayer& layer) {
  std::vector<char> in;
  for (const LayerArea& small : layer.layer.areas) in.push_back(holds(area, small));
  return in;
}

const LayerEvents& events_of(PlaceMaterial& material, const IndicatorDefinition& indicator) {
  if (!indicator.events.empty()) return material.events(indicator.events, indicator.events_place);
  const IndicatorDefinition& layer = material.catalogue.indicator(indicator.layers.front());
  return material.events(layer.numerator, layer.numerator_place);
}

std::string why_none(PlaceMaterial& material, const IndicatorDefinition& indicator) {
  if (material.periods(indicator.layers.front()).empty()) return "there are no counts by small area of " + indicator.layers.front();
  return events_of(material, indicator).reason;
}

void add_pattern(core::Estimates& estimates, const Estimate& total, const stats::CyclicPattern& pattern, const std::string& type, const std::vector<std::string>& names) {
  for (std::size_t phase = 0; phase < pattern.phases.size(); ++phase) {
    const stats::CyclicPhase& found = pattern.phases[phase];
    add_measure(estimates, total, Measure{.type = type, .name = names[phase], .unit = "times the mean", .value = found.index, .lower = found.lower, .upper = found.upper});
  }
  if (pattern.withheld.empty())
    add_measure(estimates, total, Measure{.name = "p that every " + type + " is alike", .unit = "p", .value = told_p(pattern.p),
                                          .note = fmt::format("chi-square {:.1f} of {:.0f} degrees of freedom, scatter {:.2f} times chance", pattern.chi_square, pattern.degrees_of_freedom, pattern.dispersion)});
}

std::vector<std::string> hour_names() {
  std::vector<std::string> names;
  for (int hour = 0; hour < 24; ++hour) names.push_back(fmt::format("{:02}:00", hour));
  return names;
}

template <class Name>
std::vector<std::string> names_of(std::size_t count, Name name) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i) names.push_back(name(i));
  return names;
}

/// The month above the mean the most, as the estimate itself.
void add_peak(core::Estimates& estimates, Estimate& total, const stats::CyclicPattern& months, const std::string& missing) {
  const auto peak = std::max_element(months.phases.begin(), months.phases.end(), [](const auto& a, const auto& b) { return a.index < b.index; });
  total.value = peak->index;
  total.lower_95 = peak->lower;
  total.upper_95 = peak->upper;
  total.note = "the highest month: " + month_name(static_cast<std::size_t>(peak - months.phases.begin())) + (missing.empty() ? "" : "; months without extracts: " + missing);
  add_row(estimates, total);
}

struct Counted {
  Typology typology;
  bool is_hot;
  const char* name;
};

bool is_told(const Emergence& found) { return found.typology != Typology::none && found.is_hot; }

constexpr std::array<Typology, 8> kTypologies = {Typology::fresh, Typology::consecutive, Typology::intensifying, Typology::persistent, Typology::diminishing, Typology::sporadic, Typology::oscillating, Typology::historical};

void add_emerging_totals(core::Estimates& estimates, const IndicatorDefinition& indicator, const catalogue::Profile& profile, const NamedLayer& span, const std::vector<Emergence>& found, const std::string& note) {
  for (const ProfileArea& area : profile.areas) {
    if (!is_given_for(indicator, area.type)) continue;
    const std::vector<char> in = areas_in(area, span);
    Estimate total = begin_row(indicator, span, "Gi* by quarter and Mann and Kendall's test");
    set_area(total, area);
    double hot = 0;
    for (std::size_t i = 0; i < found.size(); ++i) hot += in[i] && is_told(found[i]);
    total.value = total.count = hot;
    total.denominator = static_cast<double>(std::count(in.begin(), in.end(), 1));
    if (!(total.denominator > 0)) continue;
    total.note = note;
    add_row(estimates, total);
    for (const Typology typology : kTypologies) {
      double areas = 0;
      for (std::size_t i = 0; i < found.size(); ++i) areas += in[i] && is_told(found[i]) && found[i].typology == typology;
      add_measure(estimates, total, Measure{.type = "pattern", .name = typology_name(typology, true), .unit = indicator.unit, .value = areas});
    }
  }
}

DrawnMap drawn_emerging(const std::vector<Emergence>& found, const NamedLayer& layer) {
  static constexpr std::array<const char*, 8> kColours = {"#f768a1", "#dd3497", "#7a0177", "#d7301f", "#fc8d59", "#fdcc8a", "#c7e9b4", "#bdbdbd"};
  DrawnMap drawn;
  std::size_t hot = 0;
  std::string named;
  // Only the patterns that there are: eight colours are many.
  std::array<int, kTypologies.size()> classes{};
  for (std::size_t k = 0; k < kTypologies.size(); ++k) {
    if (std::none_of(found.begin(), found.end(), [&](const Emergence& each) { return is_told(each) && each.typology == kTypologies[k]; })) continue;
    std::string name = typology_name(kTypologies[k], true);
    name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
    classes[k] = static_cast<int>(drawn.legend.size());
    drawn.legend.push_back({kColours[k], name});
  }
  const int none = drawn.enlarged = static_cast<int>(drawn.legend.size());
  drawn.legend.push_back({"#f5f5f5", "No pattern, or cold"});
  for (std::size_t i = 0; i < found.size(); ++i) {
    const auto place = std::find(kTypologies.begin(), kTypologies.end(), found[i].typology) - kTypologies.begin();
    drawn.classes.push_back(is_told(found[i]) ? classes[static_cast<std::size_t>(place)] : none);
    drawn.told.push_back(is_told(found[i]) ? typology_name(found[i].typology, true) : "no pattern of hotspots");
    if (!is_told(found[i])) continue;
    if (++hot <= 10) named += (named.empty() ? " " : "; ") + layer.layer.areas[i].name + " (" + typology_name(found[i].typology, true) + ")";
  }
  drawn.words = fmt::format("{} small areas have a pattern of hotspots over time{}{}", hot, hot ? ":" : "", named) + ".";
  return drawn;
}

}  // namespace

PlaceEstimates emerging_estimates(PlaceMaterial& material, const IndicatorDefinition& indicator) {
  PlaceEstimates made;
  made.reason = why_none(material, indicator);
  if (!made.reason.empty()) return made;
  const MonthlyCounts monthly = monthly_counts(events_of(material, indicator), material.map.codes.size());
  const NamedLayer span = whole_span(material, indicator, monthly.first_month, monthly.first_month + static_cast<int>(monthly.totals.size()) - 1);
  const LayerSteps steps = layer_steps(span.layer, monthly, kMonthsOfStep);
  if (steps.steps.size() < kFewestSteps) {
    made.reason = fmt::format("only {} whole quarters", steps.steps.size());
    return made;
  }
  const std::vector<Emergence> found = emerging_hotspots(steps.steps, material.settings());
  std::string note = fmt::format("{} quarters, {} to {}", steps.steps.size(), steps.names.front().substr(0, 7), steps.names.back().substr(steps.names.back().size() - 7));
  if (!steps.left_out.empty()) note += fmt::format("; {} quarters with missing months are left out", steps.left_out.size());
  add_emerging_totals(made.estimates, indicator, material.profile, span, found, note);
  for (std::size_t i = 0; i < found.size() && is_given_for(indicator, "small area"); ++i) {
    if (!is_told(found[i])) continue;
    Estimate row = begin_row(indicator, span, "Gi* by quarter and Mann and Kendall's test");
    set_small_area(row, span.layer.areas[i]);
    row.value = 1;
    row.note = typology_name(found[i].typology, true);
    add_row(made.estimates, row);
    add_measure(made.estimates, row, "quarters as a hotspot", "quarters", static_cast<double>(found[i].hot_steps));
    add_measure(made.estimates, row, "trend (tau)", "tau", std::round(found[i].trend.tau * 100) / 100);
    add_measure(made.estimates, row, "p of the trend", "p", told_p(found[i].trend.p));
  }
  const DrawnMap drawn = drawn_emerging(found, span);
  made.map = map_svg(material.map, drawn, {indicator.name, "By small area, " + note, material.source_names(span.sources), "", indicator.id, false});
  made.map_in_words = drawn.words;
  return made;
}

PlaceEstimates seasonality_estimates(PlaceMaterial& material, const IndicatorDefinition& indicator) {
  PlaceEstimates made;
  made.reason = why_none(material, indicator);
  if (!made.reason.empty()) return made;
  const LayerEvents& events = events_of(material, indicator);
  const MonthlyCounts monthly = monthly_counts(events, material.map.codes.size());
  const NamedLayer span = whole_span(material, indicator, monthly.first_month, monthly.first_month + static_cast<int>(monthly.totals.size()) - 1);
  for (const ProfileArea& area : material.profile.areas) {
    if (!is_given_for(indicator, area.type)) continue;
    const TimePatterns patterns = time_patterns(events, monthly, areas_in(area, span));
    Estimate total = begin_row(indicator, span, "index of the month, Poisson with scatter");
    set_area(total, area);
    if (!patterns.months.withheld.empty()) {
      made.reason = std::string(patterns.months.withheld);
      continue;
    }
    add_peak(made.estimates, total, patterns.months, months_text(monthly.missing));
    add_pattern(made.estimates, total, patterns.months, "month", names_of(12, month_name));
    if (patterns.timed < kFewestTimed) continue;
    add_pattern(made.estimates, total, patterns.weekdays, "weekday", names_of(7, weekday_name));
    add_pattern(made.estimates, total, patterns.hours, "hour", hour_names());
  }
  return made;
}

PlaceEstimates near_repeat_estimates(PlaceMaterial& material, const IndicatorDefinition& indicator) {
  PlaceEstimates made;
  made.reason = why_none(material, indicator);
  const ProfileArea* county = county_of(material.profile);
  if (!made.reason.empty() || !county) return made;
  const LayerEvents& events = events_of(material, indicator);
  const int last = std::max_element(events.events.begin(), events.events.end(), [](const PlaceEvent& a, const PlaceEvent& b) { return a.month < b.month; })->month, first = last - 11;
  const HotspotSettings settings = material.settings();
  const NearRepeats found = near_repeats(events, first, last, {}, {.count = 999, .seed = settings.seed, .threads = settings.threads});
  made.reason = found.reason;
  if (!found.reason.empty()) return made;
  Estimate total = begin_row(indicator, whole_span(material, indicator, first, last), "Knox test, dates shuffled 999 times");
  set_area(total, *county);
  const auto text = [](const stats::KnoxCell& cell) {
    const std::string where = cell.from_distance == 0 ? "at the same point" : cell.from_distance <= 1 ? fmt::format("up to {:.0f} m", cell.to_distance) : fmt::format("{:.0f} to {:.0f} m", cell.from_distance, cell.to_distance);
    return fmt::format("{}, {}", where, cell.from_time == 0 ? fmt::format("up to {:.0f} days", cell.to_time) : fmt::format("{:.0f} to {:.0f} days", cell.from_time + 1, cell.to_time));
  };
  const stats::KnoxCell& nearest = found.cells.front();
  total.value = nearest.ratio;
  if (std::isnan(total.value)) total.suppressed = "not applicable";
  total.note = fmt::format("{}; p {:.3f}; {} events on {} points", text(nearest), nearest.p, found.events, found.points);
  add_row(made.estimates, total);
  total.suppressed.clear();
  for (const stats::KnoxCell& cell : found.cells)
    add_measure(made.estimates, total, Measure{.type = "distance and time", .name = text(cell), .unit = indicator.unit, .value = cell.ratio, .note = fmt::format("{:.0f} pairs, {:.0f} by chance; p {:.3f}", cell.observed, cell.expected, cell.p)});
  return made;
}

namespace {

struct Operation {
  std::string id, name, area;
  int start = 0, end = 0;
};

struct JudgedOperation {
  Operation operation;
  OperationChange change;
  [[nodiscard]] bool with_control() const { return change.against_control.withheld.empty(); }
  [[nodiscard]] const stats::ChangePoint& told() const { return with_control() ? change.against_control : change.alone; }
};

/// Operations whose area is told.
std::vector<Operation> operations_of(PlaceMaterial& material, std::string& reason) {
  std::vector<Operation> operations;
  std::string message;
  if (!material.session.describe("SELECT area_code FROM operation", message)) {
    reason = "operations name no areas";
    return operations;
  }
  const auto rows = engine::fetch(material.session,
                                  "SELECT operation_id, name, area_code, (year(start_date) * 12 + month(start_date) - 1)::BIGINT, (year(coalesce(end_date, start_date)) * 12 + month(coalesce(end_date, start_date)) - 1)::BIGINT "
                                  "FROM operation WHERE area_code IS NOT NULL ORDER BY start_date, operation_id");
  for (const auto& row : rows.rows())
    operations.push_back({std::get<std::string>(row[0]), std::get<std::string>(row[1]), std::get<std::string>(row[2]), static_cast<int>(std::get<long long>(row[3])), static_cast<int>(std::get<long long>(row[4]))});
  if (operations.empty()) reason = "no operation names its area";
  return operations;
}

}  // namespace

PlaceEstimates operation_estimates(PlaceMaterial& material, const IndicatorDefinition& indicator) {
  PlaceEstimates made;
  made.reason = why_none(material, indicator);
  const ProfileArea* county = county_of(material.profile);
  if (!made.reason.empty() || !county) return made;
  const MonthlyCounts monthly = monthly_counts(events_of(material, indicator), material.map.codes.size());
  const NamedLayer& layer = material.layer(indicator.layers.front(), material.periods(indicator.layers.front()).back());
  std::vector<JudgedOperation> judged;
  std::vector<double> p;
  for (Operation& operation : operations_of(material, made.reason)) {
    std::vector<char> treated, control;
    for (const LayerArea& small : layer.layer.areas) {
      treated.push_back(small.code == operation.area || small.authority == operation.area);
      control.push_back(!treated.back() && !small.authority.empty());
    }
    if (std::count(treated.begin(), treated.end(), 1) == 0) continue;
    const OperationChange change = operation_change(monthly, treated, control, {operation.start, operation.end});
    judged.push_back({std::move(operation), change});
    if (!judged.back().told().withheld.empty()) judged.pop_back();
    else p.push_back(judged.back().told().p);
  }
  const std::vector<double> adjusted = stats::benjamini_hochberg(p);
  for (std::size_t i = 0; i < judged.size(); ++i) {
    const auto& [operation, change] = judged[i];
    const stats::ChangePoint& told = judged[i].told();
    Estimate total = begin_row(indicator, whole_span(material, indicator, change.first_month, change.last_month), "before and after, against a control area");
    set_area(total, *county);
    add_measure(made.estimates, total, Measure{.type = "operation", .name = operation.name, .unit = indicator.unit, .value = told.ratio, .lower = told.lower, .upper = told.upper,
                                               .note = fmt::format("{} from {}; p {:.3f}, adjusted for {} operations {:.3f}; without the control {:.2f} ({:.2f} to {:.2f}); {}", operation.area, month_text(operation.start), told.p, p.size(),
                                                                   adjusted[i], change.alone.ratio, change.alone.lower, change.alone.upper, judged[i].with_control() ? "the rest of the map is the control" : std::string(change.against_control.withheld))});
  }
  if (made.estimates.empty() && made.reason.empty()) made.reason = "no operation has three months before and after";
  return made;
}

}  // namespace dmp::places
