#include "markets/returns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "core/errors.hpp"
#include "markets/resolve.hpp"
#include "stats/distribution.hpp"
#include "stats/draws.hpp"

namespace dmp::markets {
namespace {

constexpr std::size_t kDraws = 50'000;

/// The coefficients as draws, by role; of several vintages the latest, others under role@period.
class Coefficients {
 public:
  explicit Coefficients(const catalogue::Catalogue& catalogue) : definition_(catalogue.market("costs")) {}

  std::vector<double> draws(const std::string& role, std::uint64_t seed, const std::string& period = {}) const {
    const catalogue::MarketParameter& parameter = find(role, period);
    std::vector<double> x(kDraws);
    stats::fill_uniforms(seed, stats::stream_of("costs." + role), 0, x);
    Sampler(parameter).transform(x);
    return x;
  }
  [[nodiscard]] const catalogue::MarketParameter& find(const std::string& role, const std::string& period = {}) const {
    const catalogue::MarketParameter* found = nullptr;
    for (const catalogue::MarketParameter& parameter : definition_.parameters)
      if (parameter.role == role && (period.empty() ? !found || parameter.period > found->period : parameter.period == period)) found = &parameter;
    if (!found) throw core::UserError(core::ErrorKind::usage, "the costs have no coefficient '" + role + "'", definition_.place, "add a [[parameter]] with role = \"" + role + "\"");
    return *found;
  }
  [[nodiscard]] std::vector<std::string> periods(const std::string& role) const {
    std::vector<std::string> list;
    for (const catalogue::MarketParameter& parameter : definition_.parameters)
      if (parameter.role == role) list.push_back(parameter.period);
    return list;
  }

 private:
  const catalogue::MarketDefinition& definition_;
};

/// Draws of the number of users that have the summary's median and 95% interval (log-normal).
std::vector<double> user_draws(const TreatmentNeed& need, std::uint64_t seed) {
  std::vector<double> x(kDraws, need.users.median);
  if (!(need.users.lower_95 > 0) || need.users.upper_95 <= need.users.lower_95) return x;
  const double sd = stats::lognormal_from_interval(need.users.lower_95, need.users.upper_95, 0.95).sdlog;
  stats::fill_uniforms(seed, stats::stream_of("costs.users." + need.area), 0, x);
  const stats::LogNormal users{std::log(need.users.median), sd};
  stats::QuantileTable([&](double p) { return stats::quantile(users, p); }).transform(x);
  return x;
}

ReturnLine line(const TreatmentNeed& need, const std::string& quantity, const std::string& unit, const std::string& formula, const std::function<double(std::size_t)>& value) {
  std::vector<double> x(kDraws);
  for (std::size_t i = 0; i < kDraws; ++i) x[i] = value(i);
  return {need.area, quantity, unit, summarise(x), formula};
}

}  // namespace

std::vector<ReturnLine> costs(const catalogue::Catalogue& catalogue, const std::vector<TreatmentNeed>& needs, const MarketInputs& inputs, const Settings& settings) {
  const Coefficients coefficients(catalogue);
  std::vector<ReturnLine> lines;
  constexpr double kEngland = 32'004'731;  // residents of England aged 16 to 59, mid-2019 (Office for National Statistics)
  const auto national = coefficients.draws("national_cost", settings.seed), share = coefficients.draws("dependent_share_of_cost", settings.seed);
  for (const TreatmentNeed& need : needs) {
    const std::vector<double> users = user_draws(need, settings.seed);
    for (const std::string& period : coefficients.periods("cost_per_user")) {
      const auto cost = coefficients.draws("cost_per_user", settings.seed, period);
      lines.push_back(line(need, "cost of opiate and crack users, prices of " + period, "GBP a year", "users x cost of one", [&](std::size_t i) { return users[i] * cost[i]; }));
    }
    const auto area = std::find_if(inputs.areas.begin(), inputs.areas.end(), [&](const AreaInputs& a) { return a.code == need.area; });
    if (area == inputs.areas.end()) continue;
    const double people = area->residents.aged_16_59() / kEngland;
    lines.push_back(line(need, "cost of all other drug use, prices of " + coefficients.find("national_cost").period, "GBP a year", "national cost x share not of dependent users x share of residents aged 16 to 59",
                         [&](std::size_t i) { return national[i] * (1 - share[i]) * people; }));
  }
  return lines;
}

std::vector<ReturnLine> scenario_returns(const catalogue::Catalogue& catalogue, const std::vector<TreatmentNeed>& needs, const Scenario& scenario, const Settings& settings) {
  if (!(scenario.share_closed > 0 && scenario.share_closed <= 1)) throw core::UserError(core::ErrorKind::usage, "the share of unmet need must be above 0 and at most 1", "write for example --close 0.5");
  if (scenario.years < 1 || scenario.years > 30) throw core::UserError(core::ErrorKind::usage, "the years must be 1 to 30", "write for example --years 3");
  const Coefficients coefficients(catalogue);
  const auto draws = [&](const char* role) { return coefficients.draws(role, settings.seed); };
  const auto cost = draws("treatment_cost"), ratio = draws("treatment_return"), clients = draws("clients_per_worker"), untreated = draws("mortality_untreated"), treated = draws("mortality_treated"),
             crimes = draws("crimes_averted"), held = draws("retention");
  // Places grow in equal steps: 1/n, 2/n ... 1 of them, (n + 1) / 2 years of the full number.
  const double place_years = (scenario.years + 1) / 2.0;
  std::vector<ReturnLine> lines;
  for (const TreatmentNeed& need : needs) {
    const std::vector<double> users = user_draws(need, settings.seed);
    const auto places = [&](std::size_t i) { return scenario.share_closed * std::max(0.0, users[i] - need.in_treatment); };
    const auto add = [&](const char* quantity, const char* unit, const char* formula, const std::function<double(std::size_t)>& value) { lines.push_back(line(need, quantity, unit, formula, value)); };
    add("unmet need now", "people", "users - in treatment", [&](std::size_t i) { return std::max(0.0, users[i] - need.in_treatment); });
    add("further places at the end", "places", "share closed x unmet need", places);
    add("further keyworkers at the end", "staff", "places / clients of one worker", [&](std::size_t i) { return places(i) / clients[i]; });
    add("cost of the places over the years", "GBP", "places x years of the full number x cost of a place", [&](std::size_t i) { return places(i) * place_years * cost[i]; });
    add("benefit over the years", "GBP", "cost x return for a pound", [&](std::size_t i) { return places(i) * place_years * cost[i] * ratio[i]; });
    add("deaths averted over the years", "deaths", "places x years x held x (mortality out of treatment - in it)",
        [&](std::size_t i) { return places(i) * place_years * held[i] * std::max(0.0, untreated[i] - treated[i]); });
    add("crimes averted over the years", "crimes", "places x years x held x crimes averted a year", [&](std::size_t i) { return places(i) * place_years * held[i] * crimes[i]; });
  }
  return lines;
}

std::vector<ParameterUse> cost_parameters(const catalogue::Catalogue& catalogue) {
  std::vector<ParameterUse> uses;
  for (const catalogue::MarketParameter& parameter : catalogue.market("costs").parameters) {
    ParameterUse use;
    const Sampler sampler(parameter);
    use.id = "costs." + parameter.id(), use.role = parameter.role, use.unit = parameter.unit, use.period = parameter.period, use.place = parameter.place_name;
    use.citation = parameter.citation, use.note = parameter.note, use.origin = "catalogue", use.distribution = parameter.distribution.kind;
    use.is_default = parameter.is_default, use.spread_is_default = parameter.spread_is_default;
    use.best = sampler.best() / parameter.factor, use.median = sampler.quantile(0.5) / parameter.factor;
    use.lower_95 = sampler.quantile(0.025) / parameter.factor, use.upper_95 = sampler.quantile(0.975) / parameter.factor;
    use.file = parameter.place.file, use.line = parameter.place.line;
    uses.push_back(std::move(use));
  }
  return uses;
}

}  // namespace dmp::markets
