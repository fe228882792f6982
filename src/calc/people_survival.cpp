#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <sstream>

#include "calc/people.hpp"
#include "core/number.hpp"
#include "stats/cox.hpp"
#include "stats/normal.hpp"
#include "stats/survival.hpp"

namespace dmp::calc {
namespace {

using core::Cell;

/// The people of a request; rows without time or status are left out, and counted.
struct People {
  Numbers time;
  Numbers status;
  std::vector<double> start;  ///< empty without that column
  std::vector<bool> known;

  [[nodiscard]] stats::Followed of(std::span<const std::uint32_t> rows, std::vector<std::uint32_t>* kept = nullptr) const {
    stats::Followed followed;
    for (const std::uint32_t row : rows) {
      if (!known[row]) continue;
      followed.time.push_back(time[row]);
      followed.status.push_back(static_cast<int>(status[row]));
      if (!start.empty()) followed.start.push_back(start[row]);
      if (kept) kept->push_back(row);
    }
    return followed;
  }
  [[nodiscard]] Cell left_out(std::span<const std::uint32_t> rows) const {
    const auto unknown = std::count_if(rows.begin(), rows.end(), [&](std::uint32_t row) { return !known[row]; });
    return unknown ? Cell(fmt::format("{} rows without time or status left out", unknown)) : Cell();
  }
};

People people_of(const Request& request, bool several_causes) {
  People people{.time = request.counts("time"), .status = request.counts("status"), .start = {}, .known = std::vector<bool>(request.table.rows)};
  if (request.has("start")) people.start = request.counts("start").values;
  for (std::size_t row = 0; row < request.table.rows; ++row) {
    const double status = people.status[row];
    people.known[row] = !people.time.missing(row) && !people.status.missing(row) && (people.start.empty() || !std::isnan(people.start[row]));
    if (!people.known[row]) continue;
    if (status != std::floor(status) || status > (several_causes ? 1000 : 1))
      request.fail(row, "status", fmt::format("{} is no status", core::exact_text(status)), several_causes ? "write 0 for censored, 1, 2, ... for the cause" : "write 1 for an event, 0 for censored");
    if (!people.start.empty() && people.start[row] >= people.time[row]) request.fail(row, "start", "the start is not before the time", "correct one of them or leave the row out");
  }
  return people;
}

std::vector<double> times_asked(const Request& request) {
  std::vector<double> times;
  if (!request.given("at")) return times;
  std::istringstream text(request.option("at"));
  for (std::string one; std::getline(text, one, ',');) {
    const auto time = core::parse_number(one);
    if (!time || *time < 0) throw core::UserError(core::ErrorKind::usage, fmt::format("--at '{}' is no time", one), "give numbers such as 30,365");
    times.push_back(*time);
  }
  std::sort(times.begin(), times.end());
  return times;
}

/// The curve at the times asked for: events and censoring since the last of them, people at risk just before it.
std::vector<stats::SurvivalStep> curve_at(std::span<const stats::SurvivalStep> curve, const stats::Followed& followed, std::span<const double> times) {
  std::vector<stats::SurvivalStep> result;
  std::size_t next = 0;
  stats::SurvivalStep now{.time = 0, .at_risk = 0, .events = 0, .censored = 0, .survival = 1, .greenwood = 0};
  for (const double time : times) {
    now.events = now.censored = now.at_risk = 0;
    for (; next < curve.size() && curve[next].time <= time; ++next) {
      now.events += curve[next].events;
      now.censored += curve[next].censored;
      now.survival = curve[next].survival;
      now.greenwood = curve[next].greenwood;
    }
    now.time = time;
    for (std::size_t i = 0; i < followed.time.size(); ++i)
      if (followed.time[i] >= time && (followed.start.empty() || followed.start[i] < time)) ++now.at_risk;
    result.push_back(now);
  }
  return result;
}

stats::SurvivalScale scale_of(const Request& request) {
  static constexpr std::array<std::string_view, 3> kScales = {"log", "log-log", "plain"};
  const std::string& name = request.choice("transform", kScales);
  return name == "plain" ? stats::SurvivalScale::plain : name == "log" ? stats::SurvivalScale::log : stats::SurvivalScale::log_log;
}

/// Numbers from 0 for the texts of a column, in alphabetical order.
std::vector<std::size_t> numbered(const std::vector<std::string>& texts, std::span<const std::uint32_t> rows, std::vector<std::string>& names) {
  std::set<std::string> sorted;
  for (const std::uint32_t row : rows) sorted.insert(texts[row]);
  names.assign(sorted.begin(), sorted.end());
  std::vector<std::size_t> result;
  for (const std::uint32_t row : rows) result.push_back(static_cast<std::size_t>(std::lower_bound(names.begin(), names.end(), texts[row]) - names.begin()));
  return result;
}

}  // namespace

core::DataTable kaplan_meier(const Request& request) {
  const People people = people_of(request, false);
  const std::vector<double> at = times_asked(request);
  const stats::SurvivalScale scale = scale_of(request);
  const bool with_mean = request.given("rmst");
  const double tau = with_mean ? request.number_option("rmst", 0, 1e12) : 0;
  std::vector<std::string> columns = {"time", "at_risk", "events", "censored", "survival", "std_err"};
  for (std::string& name : limit_columns(request.confidences)) columns.push_back(std::move(name));
  if (with_mean) columns.insert(columns.end(), {"rmst", "rmst_std_err"});
  core::DataTable result = request.result(columns);
  for (const auto& rows : request.groups().rows) {
    const stats::Followed followed = people.of(rows);
    const auto curve = stats::kaplan_meier(followed);
    const auto mean = stats::restricted_mean(curve, tau);
    const double last = curve.empty() ? 0 : curve.back().time;
    for (const auto& step : at.empty() ? curve : curve_at(curve, followed, at)) {
      // Behind the last sight nothing is known, unless nobody is left.
      const bool beyond = step.time > last && step.survival > 0;
      std::vector<Cell> row = request.group_cells(rows.front());
      for (const double number : {step.time, step.at_risk, step.events, step.censored}) row.emplace_back(number);
      row.push_back(beyond ? Cell() : Cell(step.survival));
      row.push_back(beyond || step.survival == 0 ? Cell() : number_cell(step.survival * std::sqrt(step.greenwood)));
      for (const double confidence : request.confidences) add_limits(row, beyond ? core::Interval() : stats::survival_interval(step, scale, confidence));
      if (with_mean) {
        row.push_back(number_cell(tau > last && step.survival > 0 ? std::nan("") : mean.value));
        row.push_back(number_cell(tau > last && step.survival > 0 ? std::nan("") : mean.standard_error));
      }
      row.push_back(beyond ? Cell("nobody was followed so long") : people.left_out(rows));
      result.add(std::move(row));
    }
  }
  return result;
}

core::DataTable log_rank(const Request& request) {
  const People people = people_of(request, false);
  const std::vector<std::string> groups = request.texts("group");
  const std::vector<std::string> strata = request.has("stratum") ? request.texts("stratum") : std::vector<std::string>(request.table.rows);
  core::DataTable result = request.result({"group", "n", "observed", "expected", "chi_square", "df", "p"});
  for (const auto& rows : request.groups().rows) {
    std::vector<std::uint32_t> kept;
    const stats::Followed followed = people.of(rows, &kept);
    std::vector<std::string> names, stratum_names;
    const auto group = numbered(groups, kept, names);
    const auto stratum = numbered(strata, kept, stratum_names);
    const stats::LogRank test = stats::log_rank(followed, group, stratum);
    for (std::size_t g = 0; g < names.size(); ++g) {
      std::vector<Cell> row = request.group_cells(rows.front());
      row.emplace_back(names[g]);
      for (const double number : {test.people[g], test.observed[g], test.expected[g], test.chi_square, test.degrees_of_freedom, test.p}) row.push_back(number_cell(number));
      row.push_back(names.size() < 2 ? Cell("fewer than two groups") : people.left_out(rows));
      result.add(std::move(row));
    }
  }
  return result;
}

core::DataTable cumulative_incidence(const Request& request) {
  const People people = people_of(request, true);
  const std::vector<double> at = times_asked(request);
  std::vector<std::string> columns = {"cause", "time", "incidence", "std_err"};
  for (std::string& name : limit_columns(request.confidences)) columns.push_back(std::move(name));
  core::DataTable result = request.result(columns);
  for (const auto& rows : request.groups().rows) {
    const stats::Followed followed = people.of(rows);
    const std::set<int> causes(followed.status.begin(), followed.status.end());
    for (const int cause : causes) {
      if (cause == 0) continue;
      const auto curve = stats::cumulative_incidence(followed, cause);
      const auto add = [&](double time, const stats::IncidenceStep& step, Cell note) {
        std::vector<Cell> row = request.group_cells(rows.front());
        row.emplace_back(static_cast<long long>(cause));
        row.emplace_back(time);
        row.push_back(number_cell(step.incidence));
        const double error = std::sqrt(std::max(0.0, step.variance));
        row.push_back(number_cell(std::isnan(step.variance) ? step.variance : error));
        for (const double confidence : request.confidences) {
          // On the scale of log(-log), which keeps the limits between 0 and 1.
          const double reach = stats::two_sided_z(confidence) * error / (step.incidence * std::log(step.incidence));
          const bool none = !(step.incidence > 0 && step.incidence < 1);
          add_limits(row, none ? core::Interval{step.incidence, step.incidence} : core::Interval{std::pow(step.incidence, std::exp(-reach)), std::pow(step.incidence, std::exp(reach))});
        }
        row.push_back(std::move(note));
        result.add(std::move(row));
      };
      if (at.empty())
        for (const auto& step : curve) add(step.time, step, people.left_out(rows));
      for (const double time : at) {
        stats::IncidenceStep now{.time = time, .incidence = 0, .variance = 0};
        for (const auto& step : curve)
          if (step.time <= time) now = step;
        const bool beyond = curve.empty() || time > curve.back().time;
        add(time, beyond ? stats::IncidenceStep{time, std::nan(""), std::nan("")} : now, beyond ? Cell("nobody was followed so long") : people.left_out(rows));
      }
    }
  }
  return result;
}

core::DataTable cox(const Request& request) {
  static constexpr std::array<std::string_view, 2> kTies = {"efron", "breslow"};
  static constexpr std::array<std::string_view, 3> kUsed = {"time", "status", "start"};
  const stats::Ties ties = request.choice("ties", kTies) == "efron" ? stats::Ties::efron : stats::Ties::breslow;
  People people = people_of(request, false);
  std::vector<std::string> names;
  if (request.given("covariates")) {
    std::istringstream text(request.option("covariates"));
    for (std::string name; std::getline(text, name, ',');) names.push_back(name);
  } else {
    names = request.other_columns(kUsed);
  }
  if (names.empty()) throw core::UserError(core::ErrorKind::usage, "there are no covariates", {request.table.file, 0, 0}, "name numeric columns with --covariates a,b");
  std::vector<Numbers> covariates;
  for (const std::string& name : names) {
    covariates.push_back(request.numbers(name));
    for (std::size_t row = 0; row < request.table.rows; ++row)
      if (covariates.back().missing(row)) people.known[row] = false;
  }
  std::vector<std::string> columns = {"term", "coefficient", "hazard_ratio", "std_err"};
  for (std::string& name : limit_columns(request.confidences)) columns.push_back(std::move(name));
  columns.insert(columns.end(), {"p", "log_likelihood"});
  core::DataTable result = request.result(columns);
  for (const auto& rows : request.groups().rows) {
    std::vector<std::uint32_t> kept;
    const stats::Followed followed = people.of(rows, &kept);
    std::vector<std::vector<double>> values(names.size());
    for (std::size_t j = 0; j < names.size(); ++j)
      for (const std::uint32_t row : kept) values[j].push_back(covariates[j][row]);
    const stats::CoxModel model = stats::cox(followed, values, ties);
    for (std::size_t j = 0; j < names.size(); ++j) {
      const double b = model.coefficient[j], error = model.standard_error[j];
      std::vector<Cell> row = request.group_cells(rows.front());
      row.emplace_back(names[j]);
      for (const double number : {b, std::exp(b), error}) row.push_back(number_cell(number));
      for (const double confidence : request.confidences) {
        const double reach = stats::two_sided_z(confidence) * error;
        add_limits(row, {std::exp(b - reach), std::exp(b + reach)});
      }
      row.push_back(number_cell(stats::chi_square_upper_tail(b * b / (error * error), 1)));
      row.push_back(number_cell(model.log_likelihood));
      row.push_back(!model.withheld.empty() ? Cell(std::string(model.withheld)) : people.left_out(rows));
      result.add(std::move(row));
    }
  }
  return result;
}

}  // namespace dmp::calc
