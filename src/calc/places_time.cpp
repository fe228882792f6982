#include <fmt/format.h>

#include <cmath>

#include "calc/places.hpp"
#include "core/errors.hpp"
#include "core/number.hpp"
#include "stats/change_point.hpp"
#include "stats/knox.hpp"
#include "stats/mann_kendall.hpp"

namespace dmp::calc {
namespace {

using core::Cell;

/// "100,200,400": rising numbers above 0.
std::vector<double> bounds_named(const Request& request, std::string_view name) {
  std::vector<double> bounds;
  const std::string& text = request.option(name);
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const auto number = core::parse_number(text.substr(begin, end - begin));
    if (!number || !(*number > 0) || !std::isfinite(*number) || (!bounds.empty() && *number <= bounds.back()))
      throw core::UserError(core::ErrorKind::usage, fmt::format("--{} '{}' are no rising numbers above 0", name, text.substr(0, 80)), fmt::format("write for example --{} {}", name, name == "times" ? "7,14,28" : "100,200,400"));
    bounds.push_back(*number);
    begin = end + 1;
  }
  return bounds;
}

std::uint64_t permutations_of(const Request& request) { return static_cast<std::uint64_t>(request.number_option("permutations", 0, 1e7)); }

}  // namespace

core::DataTable knox(const Request& request) {
  const Numbers x = request.numbers("x"), y = request.numbers("y"), time = request.numbers("time");
  std::vector<stats::PointEvent> events;
  std::size_t left_out = 0;
  for (std::size_t row = 0; row < request.table.rows; ++row) {
    if (x.missing(row) || y.missing(row) || time.missing(row)) ++left_out;
    else events.push_back({x[row], y[row], time[row]});
  }
  const auto distances = bounds_named(request, "distances"), times = bounds_named(request, "times");
  core::DataTable result = request.result({"from_distance", "to_distance", "from_time", "to_time", "observed", "expected", "ratio", "p_sim"});
  std::string note = left_out ? fmt::format("{} rows without place or time left out", left_out) : "";
  if (events.size() < 2) note += (note.empty() ? "" : "; ") + std::string("fewer than two events");
  for (const stats::KnoxCell& cell : stats::knox(events, distances, times, permutations_of(request), request.seed, request.threads))
    result.add({cell.from_distance, cell.to_distance, cell.from_time, cell.to_time, cell.observed, number_cell(cell.expected), number_cell(cell.ratio), number_cell(events.size() < 2 ? std::nan("") : cell.p), note.empty() ? Cell() : Cell(note)});
  return result;
}

core::DataTable mann_kendall(const Request& request) {
  const Numbers value = request.numbers("value");
  const double alpha = request.number_option("alpha", 0, 1);
  core::DataTable result = request.result({"s", "tau", "z", "p", "slope", "trend"});
  const stats::MannKendall found = stats::mann_kendall(value.values);
  const bool none = std::isnan(found.p);
  result.add({number_cell(none ? std::nan("") : found.s), number_cell(found.tau), number_cell(found.z), number_cell(found.p), number_cell(none ? std::nan("") : found.slope),
              none ? Cell("cannot be calculated") : Cell(found.p > alpha ? "no significant change" : found.z > 0 ? "increasing" : "decreasing"),
              none ? Cell("fewer than three values, or values that are all alike") : Cell()});
  return result;
}

core::DataTable change_point(const Request& request) {
  const Numbers x = request.counts("x");
  const bool with_control = request.has("control");
  const Numbers control = with_control ? request.counts("control") : Numbers();
  std::vector<double> others = with_control ? control.values : std::vector<double>();
  const bool is_known = request.given("at");
  const double at = is_known ? request.number_option("at", 1, 1e9) : 0;
  if (is_known && (at != std::floor(at) || at > static_cast<double>(request.table.rows)))
    throw core::UserError(core::ErrorKind::usage, fmt::format("--at {} is none of the {} rows", core::exact_text(at), request.table.rows), {request.table.file, 0, 0}, "give the row of the first step after the change, from 1");
  const stats::ChangePoint found = is_known ? stats::change_at(x.values, others, static_cast<std::size_t>(at) - 1)
                                            : stats::find_change(x.values, others, {.count = permutations_of(request), .seed = request.seed, .threads = request.threads});
  core::DataTable result = request.result({"first_after", "before", "after", "ratio", "lower", "upper", "dispersion", "llr", "p"});
  const bool none = !found.withheld.empty();
  const auto cell = [&](double number) { return none ? Cell() : number_cell(number); };
  result.add({none ? Cell() : Cell(static_cast<long long>(found.first_after + 1)), cell(found.before), cell(found.after), cell(found.ratio), cell(found.lower), cell(found.upper), cell(found.dispersion), cell(found.llr), cell(found.p),
              none ? Cell(std::string(found.withheld)) : Cell()});
  return result;
}

}  // namespace dmp::calc
