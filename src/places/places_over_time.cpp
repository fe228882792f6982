#include "places/places_over_time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "places/national_grid.hpp"

namespace dmp::places {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

int days_in(int month) {
  const auto first = core::make_day(month / 12, static_cast<unsigned>(month % 12 + 1), 1);
  return core::add_months(*first, 1).since_epoch - first->since_epoch;
}

core::Day first_day(int month) { return *core::make_day(month / 12, static_cast<unsigned>(month % 12 + 1), 1); }

/// 0: Monday. 1970-01-01 was a Thursday.
std::size_t weekday_of(core::Day day) { return static_cast<std::size_t>(((day.since_epoch + 3) % 7 + 7) % 7); }

bool is_in(const std::vector<char>& areas, std::size_t area) { return areas.empty() || areas[area]; }

/// Months of the year, a block a year that begins with the first month.
stats::CyclicPattern months_of_year(const MonthlyCounts& monthly, const std::vector<char>& areas) {
  const std::size_t months = monthly.totals.size(), years = (months + 11) / 12;
  std::vector<std::vector<double>> counts(years, std::vector<double>(12, 0)), days = counts;
  for (std::size_t month = 0; month < months; ++month) {
    if (std::isnan(monthly.totals[month])) continue;
    const std::size_t block = month / 12, phase = static_cast<std::size_t>(monthly.first_month + static_cast<int>(month)) % 12;
    days[block][phase] = days_in(monthly.first_month + static_cast<int>(month));
    for (std::size_t area = 0; area < monthly.counts.size(); ++area)
      if (is_in(areas, area)) counts[block][phase] += monthly.counts[area][month];
  }
  // A year with a single month says nothing of months.
  std::vector<std::vector<double>> kept, kept_days;
  for (std::size_t block = 0; block < years; ++block)
    if (std::count_if(days[block].begin(), days[block].end(), [](double d) { return d > 0; }) >= 2) kept.push_back(counts[block]), kept_days.push_back(days[block]);
  if (kept.empty()) return {{}, 0, 0, 0, 0, "fewer than two years of months"};
  // Months that no year has are no phases.
  for (std::size_t phase = 0; phase < 12; ++phase)
    if (std::none_of(kept_days.begin(), kept_days.end(), [&](const auto& row) { return row[phase] > 0; })) return {{}, 0, 0, 0, 0, "a month of the year is never there"};
  return stats::cyclic_pattern(kept, kept_days);
}

/// Weekdays or hours, a block a quarter.
stats::CyclicPattern of_the_week_or_day(const std::vector<const PlaceEvent*>& events, int first_month, int last_month, bool weekdays) {
  const std::size_t blocks = static_cast<std::size_t>((last_month - first_month) / 3 + 1), phases = weekdays ? 7 : 24;
  std::vector<std::vector<double>> counts(blocks, std::vector<double>(phases, 0)), exposure = counts;
  for (int month = first_month; month <= last_month; ++month) {
    const auto block = static_cast<std::size_t>((month - first_month) / 3);
    for (int day = 0; day < days_in(month); ++day) {
      if (weekdays) ++exposure[block][weekday_of({first_day(month).since_epoch + day})];
      else
        for (double& hour : exposure[block]) ++hour;
    }
  }
  for (const PlaceEvent* event : events) ++counts[static_cast<std::size_t>((event->month - first_month) / 3)][weekdays ? weekday_of(event->day) : std::min<std::size_t>(23, static_cast<std::size_t>(event->hour))];
  // Quarters without any event were not observed.
  std::vector<std::vector<double>> kept, kept_exposure;
  for (std::size_t block = 0; block < blocks; ++block)
    if (std::any_of(counts[block].begin(), counts[block].end(), [](double count) { return count > 0; })) kept.push_back(counts[block]), kept_exposure.push_back(exposure[block]);
  if (kept.size() < 2) return {{}, 0, 0, 0, 0, "fewer than two quarters with times"};
  return stats::cyclic_pattern(kept, kept_exposure);
}

double sum_in(const MonthlyCounts& monthly, const std::vector<char>& areas, std::size_t month) {
  double sum = 0;
  for (std::size_t area = 0; area < monthly.counts.size(); ++area)
    if (areas[area]) sum += monthly.counts[area][month];
  return sum;
}

}  // namespace

const std::string& month_name(std::size_t month) {
  static const std::array<std::string, 12> names = {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"};
  return names.at(month);
}

const std::string& weekday_name(std::size_t weekday) {
  static const std::array<std::string, 7> names = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
  return names.at(weekday);
}

TimePatterns time_patterns(const LayerEvents& events, const MonthlyCounts& monthly, const std::vector<char>& area_is_in) {
  TimePatterns patterns;
  patterns.months = months_of_year(monthly, area_is_in);
  std::vector<const PlaceEvent*> timed;
  int first = std::numeric_limits<int>::max(), last = 0;
  bool midnight_only = true;
  for (const PlaceEvent& event : events.events) {
    if (!is_in(area_is_in, event.area)) continue;
    ++patterns.events;
    if (std::isnan(event.hour)) continue;
    timed.push_back(&event);
    midnight_only = midnight_only && event.hour == 0;
    first = std::min(first, event.month), last = std::max(last, event.month);
  }
  patterns.timed = timed.size();
  patterns.weekdays.withheld = patterns.hours.withheld = "the events have no times";
  if (timed.empty()) return patterns;
  patterns.weekdays = of_the_week_or_day(timed, first, last, true);
  if (midnight_only) patterns.hours.withheld = "the events have days, but no times";
  else patterns.hours = of_the_week_or_day(timed, first, last, false);
  return patterns;
}

LayerSteps layer_steps(const Layer& layer, const MonthlyCounts& monthly, int months) {
  LayerSteps found;
  const int all = static_cast<int>(monthly.totals.size());
  for (int first = all % months; first + months <= all; first += months) {
    Layer step = layer;
    bool is_whole = true;
    for (std::size_t i = 0; i < step.areas.size(); ++i) {
      step.areas[i].count = 0;
      for (int month = first; month < first + months; ++month) step.areas[i].count += monthly.counts[i][static_cast<std::size_t>(month)];
    }
    for (int month = first; month < first + months; ++month) is_whole = is_whole && !std::isnan(monthly.totals[static_cast<std::size_t>(month)]);
    const std::string name = months == 1 ? month_text(monthly.first_month + first) : month_text(monthly.first_month + first) + " to " + month_text(monthly.first_month + first + months - 1);
    if (!is_whole) {
      found.left_out.push_back(name);
      continue;
    }
    found.steps.push_back(std::move(step));
    found.names.push_back(name);
  }
  return found;
}

NearRepeats near_repeats(const LayerEvents& events, int first_month, int last_month, const NearRepeatBands& bands, const stats::Permutations& permutations) {
  NearRepeats found;
  std::vector<stats::PointEvent> points;
  std::set<std::pair<double, double>> distinct;
  std::size_t without_day = 0, without_point = 0;
  for (const PlaceEvent& event : events.events) {
    if (event.month < first_month || event.month > last_month) continue;
    const bool has_point = !std::isnan(event.longitude);
    without_day += std::isnan(event.hour);
    without_point += !has_point;
    if (std::isnan(event.hour) || !has_point) continue;
    const GridPoint place = national_grid(event.longitude, event.latitude);
    points.push_back({place.easting, place.northing, static_cast<double>(event.day.since_epoch)});
    distinct.emplace(event.longitude, event.latitude);
  }
  found.events = points.size();
  found.points = distinct.size();
  if (points.size() < 50) {
    found.reason = without_day > points.size() ? "the events have months, but no days" : without_point > points.size() ? "the events have no points" : fmt::format("only {} events have a day and a point", points.size());
    return found;
  }
  found.cells = stats::knox(points, bands.metres, bands.days, permutations.count, permutations.seed, permutations.threads);
  return found;
}

OperationChange operation_change(const MonthlyCounts& monthly, const std::vector<char>& treated, const std::vector<char>& control, const OperationSpan& span) {
  OperationChange found;
  const int last = monthly.first_month + static_cast<int>(monthly.totals.size()) - 1;
  found.start = span.start;
  found.first_month = std::max(monthly.first_month, span.start - span.before);
  found.last_month = std::min(last, span.end + span.after);
  std::vector<double> counts, others;
  for (int month = found.first_month; month <= found.last_month; ++month) {
    const auto place = static_cast<std::size_t>(month - monthly.first_month);
    const bool is_missing = std::isnan(monthly.totals[place]);
    found.months_missing += is_missing;
    counts.push_back(is_missing ? kNaN : sum_in(monthly, treated, place));
    others.push_back(is_missing ? kNaN : sum_in(monthly, control, place));
  }
  const auto cut = static_cast<std::size_t>(std::max(0, span.start - found.first_month));
  found.alone = stats::change_at(counts, {}, cut);
  if (std::any_of(control.begin(), control.end(), [](char c) { return c != 0; })) found.against_control = stats::change_at(counts, others, cut);
  else found.against_control.withheld = "there is no control area";
  return found;
}

}  // namespace dmp::places
