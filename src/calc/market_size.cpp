#include <fmt/format.h>

#include <array>
#include <cmath>
#include <optional>

#include "calc/market.hpp"
#include "core/number.hpp"
#include "core/period.hpp"
#include "stats/distribution.hpp"
#include "stats/mean.hpp"
#include "stats/pooling.hpp"

namespace dmp::calc {
namespace {

using core::Cell;

/// The parameter columns that are in the table; a missing one is empty on every row.
class Parameters {
 public:
  explicit Parameters(const Request& request) : request_(request) {}

  double at(std::string_view name, std::size_t row, double otherwise = std::nan("")) {
    auto found = columns_.find(name);
    if (found == columns_.end()) found = columns_.emplace(name, request_.has(name) ? request_.numbers(name).values : std::vector<double>(request_.table.rows, std::nan(""))).first;
    return std::isnan(found->second[row]) ? otherwise : found->second[row];
  }

 private:
  const Request& request_;
  std::map<std::string, std::vector<double>, std::less<>> columns_;
};

constexpr double kUsualPertShape = 4;
constexpr double kUsualCoverage = 0.95;

std::optional<stats::Distribution> distribution_of(const std::string& kind, Parameters& given, std::size_t row) {
  const auto at = [&](std::string_view name) { return given.at(name, row); };
  if (kind == "pert") return stats::Pert{at("min"), at("mode"), at("max"), given.at("shape", row, kUsualPertShape)};
  if (kind == "triangular") return stats::Triangular{at("min"), at("mode"), at("max")};
  if (kind == "uniform") return stats::Uniform{at("min"), at("max")};
  if (kind == "beta") return stats::Beta{at("alpha"), at("beta")};
  if (kind == "gamma") return stats::Gamma{at("shape"), at("scale")};
  const double coverage = given.at("coverage", row, kUsualCoverage);
  if (kind == "normal") {
    if (std::isnan(at("sd")) && !std::isnan(at("lower"))) return stats::normal_from_interval(at("lower"), at("upper"), coverage);
    return stats::Normal{at("mean"), at("sd")};
  }
  if (kind == "lognormal") {
    if (std::isnan(at("sdlog")) && !std::isnan(at("lower"))) return stats::lognormal_from_interval(at("lower"), at("upper"), coverage);
    return stats::LogNormal{at("meanlog"), at("sdlog")};
  }
  return {};
}

/// Consumption for each gram of residue.
double consumption_factor(const Request& request) {
  constexpr double kCocaineFromBenzoylecgonine = 3.59;
  const bool by_mass = request.given("molar-mass-parent") || request.given("molar-mass-residue") || request.given("excretion");
  if (!by_mass) return request.given("factor") ? request.number_option("factor", 0, 1e9) : kCocaineFromBenzoylecgonine;
  if (request.given("factor") || !request.given("molar-mass-parent") || !request.given("molar-mass-residue") || !request.given("excretion"))
    throw core::UserError(core::ErrorKind::usage, "the consumption factor is not clear", "give either --factor, or --molar-mass-parent, --molar-mass-residue and --excretion together");
  return request.number_option("molar-mass-parent", 1e-6, 1e6) / request.number_option("molar-mass-residue", 1e-6, 1e6) / request.number_option("excretion", 1e-9, 1);
}

/// Concentrations; "<10" counts as half of ten, and so does a value below the limit of quantification.
Numbers concentrations(const Request& request) {
  constexpr std::string_view kName = "concentration_ng_l";
  const double limit = request.given("loq") ? request.number_option("loq", 0, 1e12) : 0;
  Numbers result = request.numbers(kName, [](std::string_view text) { return text.starts_with('<') ? core::parse_number(text.substr(1)) : std::nullopt; });
  const std::vector<std::string> texts = request.texts(kName);
  for (std::size_t row = 0; row < texts.size(); ++row) {
    if (result[row] < 0) request.fail(row, kName, "a concentration is negative", "write 0 or more");
    if (texts[row].starts_with('<'))
      result.values[row] /= 2;
    else if (result[row] < limit)
      result.values[row] = limit / 2;
  }
  return result;
}

/// 0 Monday to 6 Sunday, from a date or the beginning of a day's name; nothing where it is neither.
std::optional<int> day_of_week(std::string_view text) {
  if (const auto day = core::parse_day(text.substr(0, 10))) {
    constexpr int kThursday = 3;  // 1970-01-01
    const int number = (day->since_epoch + kThursday) % 7;
    return number < 0 ? number + 7 : number;
  }
  static constexpr std::array<std::string_view, 7> kNames = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  std::string start(text.substr(0, 3));
  for (char& c : start) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  for (int i = 0; i < 7; ++i)
    if (start == kNames[static_cast<std::size_t>(i)]) return i;
  return {};
}

struct WastewaterDay {
  double load;
  double consumption;
  double per_thousand;
};

void add_means(core::DataTable& result, const Request& request, std::size_t first_row, const char* name, std::span<const WastewaterDay> days) {
  std::vector<double> load, consumption, per_thousand;
  for (const WastewaterDay& day : days) {
    load.push_back(day.load);
    consumption.push_back(day.consumption);
    per_thousand.push_back(day.per_thousand);
  }
  const stats::Mean centre = stats::mean(per_thousand);
  std::vector<Cell> row = request.group_cells(first_row);
  row.emplace_back(name);
  row.push_back(number_cell(stats::mean(load).value));
  row.push_back(number_cell(stats::mean(consumption).value));
  row.push_back(number_cell(centre.value));
  for (const double confidence : request.confidences) add_limits(row, stats::mean_interval(centre, confidence));
  row.push_back(centre.n == 0 ? Cell("no days") : centre.n == 1 ? Cell("one day has no spread") : Cell());
  result.add(std::move(row));
}

/// Shares from a column or option that may be in percent: it is where any value exceeds 1.
void make_shares(std::vector<double>& values) {
  bool percent = false;
  for (const double value : values) percent = percent || value > 1;
  if (percent)
    for (double& value : values) value /= 100;
}

}  // namespace

core::DataTable distribution(const Request& request) {
  const std::vector<std::string> kinds = request.texts("kind");
  Parameters given(request);
  core::DataTable result = request.result({"quantile", "mean", "variance"});
  for (std::size_t i = 0; i < request.table.rows; ++i) {
    const auto distribution = distribution_of(kinds[i], given, i);
    if (!distribution) request.fail(i, "kind", fmt::format("unknown distribution '{}'", kinds[i]), "use pert, triangular, uniform, normal, lognormal, beta or gamma");
    const std::string_view fault = stats::fault(*distribution);
    if (!fault.empty() && fault != "a parameter is missing") request.fail(i, "kind", fmt::format("the {} distribution is impossible: {}", kinds[i], fault), "correct its parameters");
    const double p = given.at("p", i);
    if (p < 0 || p > 1) request.fail(i, "p", fmt::format("{} is no probability", core::exact_text(p)), "write a number from 0 to 1");
    std::vector<Cell> row = request.group_cells(i);
    row.push_back(number_cell(stats::quantile(*distribution, p)));
    row.push_back(number_cell(stats::mean(*distribution)));
    row.push_back(number_cell(stats::variance(*distribution)));
    row.push_back(!fault.empty() ? Cell(std::string(fault)) : std::isnan(p) ? Cell("p is missing") : Cell());
    result.add(std::move(row));
  }
  return result;
}

core::DataTable pool(const Request& request) {
  const Numbers estimate = request.numbers("estimate");
  const auto [lower, upper] = request.limits("lower", "upper");
  const double level = request.number_option("level", 1e-9, 1 - 1e-9);
  std::vector<std::string> columns;
  for (const std::string name : {"fixed", "random"}) {
    columns.push_back(name);
    for (std::string& limit : limit_columns(request.confidences, name + "_")) columns.push_back(std::move(limit));
  }
  for (const char* name : {"q", "tau2", "i2"}) columns.emplace_back(name);
  core::DataTable result = request.result(columns);
  for (const auto& rows : request.groups().rows) {
    std::vector<double> value, low, high;
    for (const std::uint32_t row : rows) {
      if (estimate.missing(row) || lower.missing(row) || upper.missing(row)) continue;
      value.push_back(estimate[row]);
      low.push_back(lower[row]);
      high.push_back(upper[row]);
    }
    const stats::Pooled pooled = stats::pool(value, low, high, level);
    std::vector<Cell> row = request.group_cells(rows.front());
    row.push_back(number_cell(pooled.fixed));
    for (const double confidence : request.confidences) add_limits(row, stats::log_interval(pooled.fixed, pooled.fixed_error, confidence));
    row.push_back(number_cell(pooled.random));
    for (const double confidence : request.confidences) add_limits(row, stats::log_interval(pooled.random, pooled.random_error, confidence));
    for (const double number : {pooled.q, pooled.tau2, pooled.i2}) row.push_back(number_cell(number));
    const std::size_t left_out = rows.size() - value.size();
    row.push_back(!pooled.withheld.empty() ? Cell(std::string(pooled.withheld)) : left_out ? Cell(fmt::format("{} rows without estimate or interval left out", left_out)) : Cell());
    result.add(std::move(row));
  }
  return result;
}

core::DataTable wastewater(const Request& request) {
  const std::vector<std::string> days = request.texts("day");
  const Numbers concentration = concentrations(request), flow = request.counts("flow_l_day"), people = request.counts("population");
  const double factor = consumption_factor(request);
  std::vector<std::string> columns = {"day", "load_g_day", "consumption_g_day", "mg_per_1000_day"};
  for (std::string& name : limit_columns(request.confidences)) columns.push_back(std::move(name));
  core::DataTable result = request.result(columns);
  for (const auto& rows : request.groups().rows) {
    std::vector<WastewaterDay> week, weekend, weekday;
    for (const std::uint32_t i : rows) {
      const auto number = day_of_week(days[i]);
      if (!number) request.fail(i, "day", fmt::format("'{}' is no day", days[i]), "write a date such as 2024-03-06 or a name such as Wednesday");
      const double load = concentration[i] * flow[i] / 1e9;
      const WastewaterDay day{.load = load, .consumption = load * factor, .per_thousand = people[i] > 0 ? load * 1e6 / people[i] : std::nan("")};
      const bool measured = !std::isnan(day.per_thousand);
      std::vector<Cell> row = request.group_cells(i);
      row.emplace_back(days[i]);
      for (const double value : {day.load, day.consumption, day.per_thousand}) row.push_back(number_cell(value));
      row.insert(row.end(), 2 * request.confidences.size(), Cell());
      row.push_back(measured ? Cell() : concentration.missing(i) ? Cell(concentration.reason(i)) : flow.missing(i) ? Cell(flow.reason(i)) : people.missing(i) ? Cell(people.reason(i)) : Cell(people.column + " is 0"));
      result.add(std::move(row));
      if (!measured) continue;
      week.push_back(day);
      (*number >= 1 && *number <= 3 ? weekday : weekend).push_back(day);
    }
    add_means(result, request, rows.front(), "week", week);
    add_means(result, request, rows.front(), "weekend", weekend);
    add_means(result, request, rows.front(), "weekday", weekday);
  }
  return result;
}

core::DataTable seizure_value(const Request& request) {
  const Numbers grams = request.counts("grams"), price = request.counts("price");
  Numbers purity = request.counts("purity");
  make_shares(purity.values);
  std::vector<double> street;
  if (request.given("street-purity")) street.push_back(request.number_option("street-purity", 1e-6, 100));
  make_shares(street);
  core::DataTable result = request.result({"gross_g", "pure_g", "street_equivalent_g", "value_unadjusted_gbp", "value_purity_adjusted_gbp"});
  for (const auto& rows : request.groups().rows) {
    double gross = 0, pure = 0, value = 0, adjusted = 0;
    std::string note;
    for (const std::uint32_t row : rows) {
      if (note.empty()) note = grams.missing(row) ? grams.reason(row) : purity.missing(row) ? purity.reason(row) : price.reason(row);
      if (purity[row] > 1) request.fail(row, "purity", "a purity is above 100 %", "write a share from 0 to 1, or percent");
      gross += grams[row];
      pure += grams[row] * purity[row];
      value += grams[row] * price[row];
      if (!street.empty()) adjusted += grams[row] * purity[row] / street[0] * price[row];
    }
    std::vector<Cell> row = request.group_cells(rows.front());
    row.push_back(number_cell(gross));
    row.push_back(number_cell(pure));
    row.push_back(street.empty() ? Cell() : number_cell(pure / street[0]));
    row.push_back(number_cell(value));
    row.push_back(street.empty() ? Cell() : number_cell(adjusted));
    if (note.empty() && street.empty()) note = "no --street-purity, so no adjustment";
    row.push_back(note.empty() ? Cell() : Cell(note));
    result.add(std::move(row));
  }
  return result;
}

}  // namespace dmp::calc
