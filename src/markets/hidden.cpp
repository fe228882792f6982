#include "markets/hidden.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <set>

#include "core/number.hpp"
#include "stats/normal.hpp"
#include "stats/pooling.hpp"

namespace dmp::markets {
namespace {

/// So few people on the lists tell nothing, and say too much of those few.
constexpr double kFewest = 10;

constexpr const char* kListNames[] = {"treatment", "arrests", "prison"};

/// Financial years (their first) of the people on each list of an area.
using Sightings = std::map<int, std::map<std::string, unsigned>>;

std::string year_of(const char* day) { return fmt::format("(CASE WHEN month({0}) >= 4 THEN year({0}) ELSE year({0}) - 1 END)", day); }

/// area, person, first and last financial year, list.
std::string sightings_sql(const std::string& areas) {
  const std::string member = " JOIN model.area_member m ON m.member_code = ";
  return "SELECT m.area_code, e.name_key, min" + year_of("e.start_date") + ", max" + year_of("coalesce(e.discharge_date, (SELECT max(start_date) FROM treatment_episode))") + ", 0 FROM treatment_episode e" + member +
         "e.authority_code WHERE e.opiate AND e.name_key IS NOT NULL AND m.area_code IN (" + areas + ") GROUP BY 1, 2 UNION ALL SELECT m.area_code, a.name_key, " + year_of("a.arrest_date") + ", " +
         year_of("a.arrest_date") + ", 1 FROM arrest a JOIN drug_test t ON t.arrest_id = a.arrest_id" + member +
         "coalesce(a.lsoa_code, t.authority_code) WHERE t.positive_opiates AND a.name_key IS NOT NULL AND m.area_code IN (" + areas + ") UNION ALL SELECT m.area_code, p.name_key, " +
         year_of("p.released_on") + ", " + year_of("p.released_on") + ", 2 FROM prison_release p" + member + "p.authority_code WHERE p.drug_group = 'opiate' AND p.name_key IS NOT NULL AND m.area_code IN (" + areas + ") ORDER BY ALL";
}

/// The latest year up to the wanted one in which every list that holds anyone at all has people.
int common_year(const Sightings& sightings, unsigned all, int wanted) {
  int best = 0;
  for (const auto& [year, people] : sightings) {
    unsigned lists = 0;
    for (const auto& [key, history] : people) lists |= history;
    if (lists == all && year <= wanted) best = year;
  }
  return best;
}

double deaths_in(engine::Session& session, const std::string& area, int year) {
  const auto rows = session.query(fmt::format("SELECT count(*) FILTER (WHERE d.drug_misuse AND {} = {}), count(*) FILTER (WHERE {} = {}) FROM death d JOIN model.area_member m ON m.member_code = coalesce(d.authority_code, d.lsoa_code) WHERE "
                                              "m.area_code = {}",
                                              year_of("d.registered_on"), year, year_of("d.registered_on"), year, engine::quoted_text(area)));
  const engine::Chunk* chunk = rows->next();
  return chunk && chunk->rows > 0 && chunk->columns[1].number(0) > 0 ? chunk->columns[0].number(0) : std::nan("");
}

LinkedLists lists_of(const std::string& area, const Sightings& sightings, unsigned all, int year) {
  LinkedLists lists;
  lists.area = area, lists.period = core::financial_year(year).text();
  std::vector<unsigned> kept;
  for (unsigned list = 0; list < 3; ++list)
    if (all & (1U << list)) kept.push_back(list), lists.counts.lists.emplace_back(kListNames[list]);
  lists.counts.count.assign(std::size_t{1} << kept.size(), 0);
  for (const auto& [key, history] : sightings.at(year)) {
    std::size_t place = 0;
    for (std::size_t i = 0; i < kept.size(); ++i)
      if (history & (1U << kept[i])) place |= std::size_t{1} << i;
    ++lists.counts.count[place];
    lists.in_treatment += history & 1U;
  }
  return lists;
}

/// What deaths say about a number of users: rates between those in treatment and those out of it are plausible.
class MortalityCheck {
 public:
  explicit MortalityCheck(const Evidence& evidence) {
    const auto& markets = evidence.catalogue().markets;
    const auto costs = markets.find("costs");
    if (costs == markets.end()) return;
    for (const catalogue::MarketParameter& p : costs->second.parameters) {
      if (p.role == "mortality_treated") low_ = 1000 * Sampler(p).quantile(0.025);
      if (p.role == "mortality_untreated") high_ = 1000 * Sampler(p).quantile(0.975);
    }
  }
  void judge(HiddenRow& row, double deaths) const {
    if (std::isnan(deaths) || !(row.value > 0) || !(high_ > 0)) return;
    // The rate times the users is the count: of a few deaths only the verdict is told.
    if (deaths >= kFewest) row.deaths_per_1000 = 1000 * deaths / row.value;
    // A few deaths may be more or fewer by chance: the exact limits of their number are what must not meet the plausible rates.
    const double fewest = deaths > 0 ? stats::chi_square_quantile(0.025, 2 * deaths) / 2 : 0, most = stats::chi_square_quantile(0.975, 2 * deaths + 2) / 2;
    row.plausible = 1000 * fewest / row.value > high_ ? "too many deaths for so few users" : 1000 * most / row.value < low_ ? "too few deaths for so many users" : "yes";
  }

 private:
  double low_ = 0, high_ = 0;
};

HiddenRow row_of(const LinkedLists& lists, const std::string& method, const std::string& name, const stats::HiddenPopulation& population) {
  HiddenRow row;
  row.area = lists.area, row.method = method, row.name = name, row.vintage = lists.period;
  if (!population.withheld.empty()) {
    row.note = "withheld: " + std::string(population.withheld);
    return row;
  }
  if (population.seen < kFewest) {
    row.note = fmt::format("withheld: fewer than {:.0f} people on the lists", kFewest);
    return row;
  }
  const core::Interval interval = stats::unseen_interval(population, 0.95);
  row.value = population.estimate, row.lower_95 = interval.lower, row.upper_95 = interval.upper, row.seen = population.seen;
  return row;
}

void add_pairs(std::vector<HiddenRow>& rows, const LinkedLists& lists) {
  const std::size_t n = lists.counts.lists.size();
  for (std::size_t a = 0; a < n; ++a)
    for (std::size_t b = a + 1; b < n; ++b) {
      double first = 0, second = 0, both = 0;
      for (std::size_t history = 1; history < lists.counts.count.size(); ++history) {
        const bool on_a = history >> a & 1U, on_b = history >> b & 1U;
        first += on_a ? lists.counts.count[history] : 0, second += on_b ? lists.counts.count[history] : 0, both += on_a && on_b ? lists.counts.count[history] : 0;
      }
      const std::string name = lists.counts.lists[a] + " and " + lists.counts.lists[b];
      HiddenRow row = row_of(lists, "two lists (Chapman)", name, both > 0 ? stats::chapman(first, second, both) : stats::HiddenPopulation{std::nan(""), std::nan(""), 0, "the lists have nobody in common"});
      if (both > 0 && row.note.empty()) row.note = "as if being on one list said nothing about the other";
      rows.push_back(std::move(row));
    }
}

void add_models(std::vector<HiddenRow>& rows, const LinkedLists& lists) {
  if (lists.counts.lists.size() < 3) return;
  const stats::CaptureModelSet set = stats::capture_model_set(lists.counts);
  for (std::size_t i = 0; i < set.models.size(); ++i) {
    HiddenRow row = row_of(lists, "log-linear model", set.models[i].name, set.models[i].population);
    row.aic = set.models[i].aic, row.bic = set.models[i].bic;
    row.equally_good = std::find(set.equally_good.begin(), set.equally_good.end(), i) != set.equally_good.end();
    rows.push_back(std::move(row));
  }
  rows.push_back(row_of(lists, "average of the models", "weights by AIC", set.by_aic));
  rows.push_back(row_of(lists, "average of the models", "weights by BIC", set.by_bic));
  HiddenRow spread;
  spread.area = lists.area, spread.method = "spread over the models", spread.name = fmt::format("{} equally good models of {}", set.equally_good.size(), set.models.size()), spread.vintage = lists.period;
  if (set.equally_good.empty()) {
    spread.note = "withheld: no model can be fitted";
  } else {
    spread.value = std::sqrt(set.lowest * set.highest), spread.lower_95 = set.reach.lower, spread.upper_95 = set.reach.upper;
    spread.note = fmt::format("estimates from {} to {}: models that fit alike need not agree; the value is their geometric middle", core::rounded_text(set.lowest), core::rounded_text(set.highest));
  }
  rows.push_back(std::move(spread));
}

void add_multiplier(std::vector<HiddenRow>& rows, const LinkedLists& lists, const Evidence& evidence) {
  const auto heroin = evidence.catalogue().markets.find("heroin");
  std::vector<double> share = heroin == evidence.catalogue().markets.end() ? std::vector<double>() : evidence.of_role(heroin->second, "in_treatment_share");
  if (share.empty() || lists.in_treatment < kFewest) return;
  for (double& value : share) value = lists.in_treatment / value;
  const Summary found = summarise(share);
  rows.push_back({lists.area, "treatment multiplier", "opiate users in treatment / share in treatment", lists.period, found.median, found.lower_95, found.upper_95, std::nan(""), std::nan(""), false, std::nan(""), {},
                  "the share is the nation's, of opiate and crack users", lists.in_treatment});
}

void add_published(std::vector<HiddenRow>& rows, const MarketInputs& inputs) {
  for (const AreaInputs& area : inputs.areas)
    for (const char* group : {"opiate", "opiate and crack"}) {
      const auto known = area.users.find(group);
      if (known == area.users.end()) continue;
      const UserEstimate& u = known->second;
      rows.push_back({area.code, "published estimate", std::string(group) + " users", u.period + (u.method.empty() ? "" : ", " + u.method), u.value, u.lower, u.upper, std::nan(""), std::nan(""), false, std::nan(""), {}, {}});
    }
}

/// Each authority's published rate drawn towards the authorities' mean by as much as its interval is wide.
void add_pooled(std::vector<HiddenRow>& rows, const MarketInputs& inputs) {
  std::vector<double> value, lower, upper;
  std::vector<const AreaInputs*> areas;
  for (const AreaInputs& area : inputs.areas) {
    const auto known = area.users.find("opiate and crack");
    if (area.type != "authority" || known == area.users.end() || !(known->second.lower > 0) || !(known->second.upper > known->second.lower)) continue;
    const double people = area.residents.aged_15_64;
    value.push_back(known->second.value / people), lower.push_back(known->second.lower / people), upper.push_back(known->second.upper / people);
    areas.push_back(&area);
  }
  if (areas.size() < 3) return;
  const stats::Pooled pooled = stats::pool(value, lower, upper, 0.95);
  if (!pooled.withheld.empty()) return;
  for (std::size_t i = 0; i < areas.size(); ++i) {
    const double se = std::log(upper[i] / lower[i]) / (2 * stats::two_sided_z(0.95)), own = pooled.tau2 / (pooled.tau2 + se * se);
    const double centre = own * std::log(value[i]) + (1 - own) * std::log(pooled.random), error = std::sqrt(own * se * se + std::pow((1 - own) * pooled.random_error, 2));
    const core::Interval interval = stats::log_interval(std::exp(centre), error, 0.95);
    const double people = areas[i]->residents.aged_15_64;
    rows.push_back({areas[i]->code, "partial pooling over areas", "opiate and crack users: published rates together", areas[i]->users.at("opiate and crack").period, people * std::exp(centre), people * interval.lower, people * interval.upper, std::nan(""), std::nan(""),
                    false, std::nan(""), {}, fmt::format("{:.0f}% its own, {:.0f}% the mean of {} authorities", 100 * own, 100 * (1 - own), areas.size())});
  }
}

}  // namespace

std::vector<LinkedLists> read_linked_lists(engine::Session& session, const MarketInputs& inputs) {
  std::string areas;
  for (const AreaInputs& area : inputs.areas) areas += (areas.empty() ? "" : ", ") + engine::quoted_text(area.code);
  if (areas.empty()) return {};
  const int wanted = std::stoi(core::text(inputs.period.start).substr(0, 4));
  std::map<std::string, Sightings> by_area;
  std::map<std::string, unsigned> all;
  const auto rows = session.query(sightings_sql(areas));
  while (const engine::Chunk* chunk = rows->next())
    for (std::size_t i = 0; i < chunk->rows; ++i) {
      const std::string area(chunk->columns[0].text(i)), key(chunk->columns[1].text(i));
      const auto list = static_cast<unsigned>(chunk->columns[4].integer(i));
      for (auto year = chunk->columns[2].integer(i); year <= chunk->columns[3].integer(i); ++year) by_area[area][static_cast<int>(year)][key] |= 1U << list;
      all[area] |= 1U << list;
    }
  std::vector<LinkedLists> lists;
  for (const auto& [area, sightings] : by_area) {
    const int year = common_year(sightings, all[area], wanted);
    if (std::popcount(all[area]) < 2 || year == 0) continue;
    lists.push_back(lists_of(area, sightings, all[area], year));
    lists.back().deaths = deaths_in(session, area, year);
  }
  return lists;
}

std::vector<HiddenRow> hidden_users(const std::vector<LinkedLists>& lists, const std::vector<IndicatorPrevalence>& indicators, Evidence& evidence) {
  std::vector<HiddenRow> rows;
  add_published(rows, evidence.inputs());
  add_pooled(rows, evidence.inputs());
  for (const IndicatorPrevalence& one : indicators) {
    HiddenRow row;
    row.area = one.area, row.method = "multiple indicators", row.name = "opiate and crack users: by what goes with it elsewhere", row.vintage = one.period, row.value = one.users, row.lower_95 = one.lower_95;
    row.upper_95 = one.upper_95, row.note = one.note;
    rows.push_back(std::move(row));
  }
  std::map<std::string, double> deaths;
  for (const LinkedLists& one : lists) {
    deaths[one.area] = one.deaths;
    add_multiplier(rows, one, evidence);
    add_pairs(rows, one);
    rows.push_back(row_of(one, "Chao's lower bound", "people by number of lists", stats::chao_bias_corrected(one.counts.by_number_of_lists())));
    if (rows.back().note.empty()) rows.back().note = "a bound only where every list catches alike: lists that differ make it too high";
    add_models(rows, one);
  }
  const MortalityCheck check(evidence);
  for (HiddenRow& row : rows)
    if (const auto known = deaths.find(row.area); known != deaths.end()) check.judge(row, known->second);
  std::stable_sort(rows.begin(), rows.end(), [](const HiddenRow& a, const HiddenRow& b) { return a.area < b.area; });
  return rows;
}

core::Estimates hidden_estimates(const std::vector<HiddenRow>& rows, const std::string& sources, const catalogue::Catalogue& catalogue, const MarketInputs& inputs) {
  core::Estimates estimates;
  for (const auto& [id, indicator] : catalogue.indicators) {
    if (indicator.method != catalogue::Method::market || indicator.output != "hidden_users") continue;
    for (const AreaInputs& area : inputs.areas)
      for (const HiddenRow& row : rows) {
        const bool level = std::find(indicator.levels.begin(), indicator.levels.end(), area.type) != indicator.levels.end();
        if (row.area != area.code || std::isnan(row.value) || !level) continue;
        core::Estimate e;
        e.indicator_id = id, e.indicator_name = indicator.name, e.domain = indicator.domain;
        e.area_code = area.code, e.area_name = area.name, e.area_type = area.type;
        e.period = inputs.period.text(), e.period_start = core::text(inputs.period.start), e.period_end = core::text(inputs.period.end);
        e.category_type = indicator.category_type, e.category = row.method + ": " + row.name;
        e.estimate_id = id + ":" + area.code + ":" + e.period + ":" + e.category_type + "=" + e.category;
        e.unit = indicator.unit, e.polarity = indicator.polarity, e.quality = indicator.quality, e.sources = sources;
        e.value = row.value, e.lower_95 = row.lower_95, e.upper_95 = row.upper_95, e.count = row.seen;
        e.method = row.method + (row.vintage.empty() ? "" : ", " + row.vintage);
        e.note = row.note;
        if (row.equally_good) e.note += std::string(e.note.empty() ? "" : "; ") + "fits as well as the best model";
        if (!row.plausible.empty())
          e.note += fmt::format("{}deaths: {}{}", e.note.empty() ? "" : "; ", row.plausible == "yes" ? "plausible" : row.plausible, std::isnan(row.deaths_per_1000) ? "" : fmt::format(" ({:.1f} a year for each 1,000)", row.deaths_per_1000));
        estimates.push_back(std::move(e));
      }
  }
  return estimates;
}

std::string hidden_sources(engine::Session& session) {
  std::string all;
  const auto rows = engine::fetch(session, "SELECT DISTINCT _source FROM (SELECT _source FROM drug_user_estimate UNION ALL SELECT _source FROM treatment_episode UNION ALL SELECT _source FROM arrest UNION ALL SELECT _source FROM drug_test "
                                           "UNION ALL SELECT _source FROM prison_release UNION ALL SELECT _source FROM death) WHERE _source IS NOT NULL ORDER BY 1");
  for (const auto& row : rows.rows()) all += (all.empty() ? "" : ";") + core::exact_text(row[0]);
  return all;
}

}  // namespace dmp::markets
