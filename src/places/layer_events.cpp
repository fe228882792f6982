#include "places/layer_events.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <unordered_map>

#include "core/errors.hpp"

namespace dmp::places {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
/// From so many events a month on, a month without any is taken for one that the extracts do not hold.
constexpr double kUsualMonth = 10;
constexpr std::int64_t kMicrosecondsOfDay = 86'400'000'000;

struct Given {
  std::string sql;     ///< without a closing semicolon; empty: cannot be had
  std::string reason;
  std::vector<std::string> columns;
  [[nodiscard]] bool has(const std::string& name) const { return std::find(columns.begin(), columns.end(), name) != columns.end(); }
};

/// A SELECT of the catalogue after its check.
Given checked(engine::Session& session, const std::string& sql, const core::Place& place, const std::vector<std::string>& required) {
  Given given;
  std::string text = sql;
  while (!text.empty() && (std::isspace(static_cast<unsigned char>(text.back())) || text.back() == ';')) text.pop_back();
  const engine::StatementKind kind = session.kind_of(text);
  if (kind.statements != 1 || !kind.is_select) throw core::UserError(core::ErrorKind::usage, "it is not one SELECT", place, "write one SELECT");
  std::string message;
  const auto columns = session.describe(text, message);
  if (!columns) {
    given.reason = "its SQL cannot be run: " + message.substr(0, message.find('\n'));
    return given;
  }
  for (const engine::Column& column : *columns) given.columns.push_back(column.name);
  for (const std::string& name : required)
    if (!given.has(name)) throw core::UserError(core::ErrorKind::usage, "the SELECT gives no column '" + name + "'", place, "name it: ... AS " + name);
  given.sql = std::move(text);
  return given;
}

/// Small areas of every code that rolls up into them.
constexpr const char* kSmallAreas =
    "(SELECT m.member_code, a.area_code FROM model.member m JOIN model.requested_area a ON a.position = m.position WHERE a.area_type = 'small area')";

std::unordered_map<std::string, std::size_t> places_of(const SmallAreaMap& map) {
  std::unordered_map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < map.codes.size(); ++i) places.emplace(map.codes[i], i);
  return places;
}

int month_of(core::Day day) {
  const std::string text = core::text(day);
  return std::stoi(text.substr(0, 4)) * 12 + std::stoi(text.substr(5, 2)) - 1;
}

std::string query_of_covariate(engine::Session& session, const Given& given, const catalogue::Covariate& covariate, const NamedLayer& layer) {
  std::string rows = "WITH given AS (" + given.sql + ") ";
  if (given.has("date"))
    rows = "WITH given AS (SELECT * FROM (" + given.sql + ") WHERE date >= " + engine::quoted_text(layer.period_start) + "::DATE AND date <= " + engine::quoted_text(layer.period_end) + "::DATE) ";
  // Decimals add up to the same whatever the order.
  const std::string value = covariate.is_category ? "min(g.value::VARCHAR)" : covariate.per_resident ? "sum(g.value::DECIMAL(30,6))::DOUBLE" : "(sum(g.value::DECIMAL(30,6)) / count(*))::DOUBLE";
  const std::string direct = "SELECT s.area_code, " + value + " AS value FROM given g JOIN " + kSmallAreas + " s ON s.member_code = g.place WHERE g.value IS NOT NULL GROUP BY s.area_code";
  std::string ignored;
  if (covariate.per_resident || !session.describe("SELECT old_code, new_code FROM area_successor", ignored)) return rows + direct + " ORDER BY 1";
  // What a place is like is also so in each of the parts it was divided into.
  const std::string parts = "SELECT s.new_code AS area_code, " + value + " AS value FROM given g JOIN area_successor s ON s.old_code = g.place WHERE g.value IS NOT NULL GROUP BY s.new_code";
  return rows + "SELECT coalesce(d.area_code, p.area_code), coalesce(d.value, p.value) FROM (" + direct + ") d FULL JOIN (" + parts + ") p ON p.area_code = d.area_code ORDER BY 1";
}

}  // namespace

LayerEvents read_events(engine::Session& session, const SmallAreaMap& map, const std::string& sql, const core::Place& place) {
  LayerEvents read;
  const Given given = checked(session, sql, place, {"place", "date"});
  read.reason = given.reason;
  if (!read.reason.empty()) return read;
  const auto column = [&](const char* name, const char* otherwise) { return given.has(name) ? std::string("e.") + name : std::string(otherwise); };
  const auto result = session.query("WITH events AS (" + given.sql + ") SELECT s.area_code, CAST(e.date AS DATE) AS date, " + column("at", "NULL") + "::TIMESTAMP AS at, " + column("longitude", "NULL") + "::DOUBLE AS longitude, " +
                                    column("latitude", "NULL") + "::DOUBLE AS latitude FROM events e LEFT JOIN " + kSmallAreas + " s ON s.member_code = e.place WHERE e.date IS NOT NULL ORDER BY ALL");
  const auto places = places_of(map);
  std::unordered_map<std::int64_t, int> months;
  while (const engine::Chunk* chunk = result->next())
    for (std::size_t row = 0; row < chunk->rows; ++row) {
      const auto found = chunk->columns[0].is_null(row) ? places.end() : places.find(std::string(chunk->columns[0].text(row)));
      if (found == places.end()) {
        ++read.elsewhere;
        continue;
      }
      PlaceEvent event{found->second, 0, {}, kNaN, kNaN, kNaN};
      const std::int64_t date = chunk->columns[1].integer(row);
      const auto [month, is_new] = months.try_emplace(date, 0);
      if (is_new) month->second = month_of({static_cast<int>(date)});
      event.month = month->second;
      if (!chunk->columns[2].is_null(row)) {
        const std::int64_t at = chunk->columns[2].integer(row), day = (at >= 0 ? at : at - kMicrosecondsOfDay + 1) / kMicrosecondsOfDay;
        event.day = {static_cast<int>(day)};
        event.hour = static_cast<double>(at - day * kMicrosecondsOfDay) / 3.6e9;
      }
      if (!chunk->columns[3].is_null(row) && !chunk->columns[4].is_null(row)) event.longitude = chunk->columns[3].number(row), event.latitude = chunk->columns[4].number(row);
      read.events.push_back(event);
    }
  if (read.events.empty()) read.reason = read.elsewhere > 0 ? "none of its events lies in a small area of the map" : "there are no events";
  return read;
}

MonthlyCounts monthly_counts(const LayerEvents& events, std::size_t areas) {
  MonthlyCounts monthly;
  monthly.counts.resize(areas);
  if (events.events.empty()) return monthly;
  const auto [first, last] = std::minmax_element(events.events.begin(), events.events.end(), [](const PlaceEvent& a, const PlaceEvent& b) { return a.month < b.month; });
  monthly.first_month = first->month;
  const auto months = static_cast<std::size_t>(last->month - first->month + 1);
  for (auto& counts : monthly.counts) counts.assign(months, 0);
  monthly.totals.assign(months, 0);
  for (const PlaceEvent& event : events.events) {
    const auto month = static_cast<std::size_t>(event.month - monthly.first_month);
    ++monthly.counts[event.area][month];
    ++monthly.totals[month];
  }
  if (static_cast<double>(events.events.size()) < kUsualMonth * static_cast<double>(months)) return monthly;
  for (std::size_t month = 0; month < months; ++month) {
    if (monthly.totals[month] > 0) continue;
    monthly.missing.push_back(monthly.first_month + static_cast<int>(month));
    monthly.totals[month] = kNaN;
    for (auto& counts : monthly.counts) counts[month] = kNaN;
  }
  return monthly;
}

std::string month_text(int month) { return fmt::format("{:04}-{:02}", month / 12, month % 12 + 1); }

std::string months_text(const std::vector<int>& months) {
  std::string text;
  for (std::size_t first = 0; first < months.size();) {
    std::size_t last = first;
    while (last + 1 < months.size() && months[last + 1] == months[last] + 1) ++last;
    text += (text.empty() ? "" : ", ") + month_text(months[first]) + (last > first ? " to " + month_text(months[last]) : "");
    first = last + 1;
  }
  return text;
}

CovariateValues read_covariate(engine::Session& session, const SmallAreaMap& map, const catalogue::Covariate& covariate, const NamedLayer& layer) {
  CovariateValues read{covariate.name, covariate.is_category, covariate.is_log, covariate.is_activity, {}, {}, {}};
  const std::size_t areas = map.codes.size();
  if (covariate.is_category) read.words.resize(areas);
  else read.numbers.assign(areas, covariate.per_resident ? 0 : kNaN);
  const Given given = checked(session, covariate.sql, covariate.place, {"place", "value"});
  read.reason = given.reason;
  if (!read.reason.empty()) return read;
  const auto places = places_of(map);
  const auto result = session.query(query_of_covariate(session, given, covariate, layer));
  std::size_t known = 0;
  while (const engine::Chunk* chunk = result->next())
    for (std::size_t row = 0; row < chunk->rows; ++row) {
      const auto found = places.find(std::string(chunk->columns[0].text(row)));
      if (found == places.end() || chunk->columns[1].is_null(row)) continue;
      ++known;
      if (covariate.is_category) read.words[found->second] = std::string(chunk->columns[1].text(row));
      else read.numbers[found->second] = chunk->columns[1].number(row);
    }
  if (known == 0) read.reason = "nothing is held of it for the small areas";
  if (covariate.per_resident)
    for (std::size_t i = 0; i < areas; ++i) read.numbers[i] = layer.layer.areas[i].population > 0 ? 1000 * read.numbers[i] / layer.layer.areas[i].population : kNaN;
  return read;
}

CovariateValues residents_per_hectare(const SmallAreaMap& map, const NamedLayer& layer) {
  CovariateValues made{"residents per hectare", false, true, false, {}, {}, {}};
  for (std::size_t i = 0; i < map.codes.size(); ++i) {
    const double hectares = map.measured[i].square_metres / 10'000;
    made.numbers.push_back(hectares > 0 && layer.layer.areas[i].population > 0 ? layer.layer.areas[i].population / hectares : kNaN);
  }
  if (!map.has_outlines()) made.reason = "no outlines are held";
  return made;
}

}  // namespace dmp::places
