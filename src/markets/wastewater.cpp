#include "markets/wastewater.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/number.hpp"

namespace dmp::markets {
namespace {

using catalogue::MarketDefinition;

/// Sources write the country behind the city: sites of the United Kingdom.
bool is_domestic(const std::string& site) { return site.ends_with(" GB") || site.find(" GB0") != std::string::npos; }

bool is_weekend(int weekday) { return weekday == 1 || weekday >= 5; }

double mean_of(const std::vector<double>& x) {
  double sum = 0;
  for (const double value : x) sum += value;
  return x.empty() ? std::nan("") : sum / static_cast<double>(x.size());
}

bool share_residue(const MarketDefinition& a, const MarketDefinition& b) {
  const auto names = names_of(a), others = names_of(b);
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) { return std::find(others.begin(), others.end(), name) != others.end(); });
}

/// The drugs that leave the same residue as this one, itself among them.
std::vector<const MarketDefinition*> family_of(const MarketDefinition& drug, const catalogue::Catalogue& catalogue) {
  std::vector<const MarketDefinition*> family;
  for (const auto& [id, other] : catalogue.markets)
    if (other.kind == "drug" && (id == drug.id || share_residue(drug, other))) family.push_back(&other);
  return family;
}

/// Grams of the drug for a gram of residue, draw by draw: from molar masses and excretion where they are given, else the factor; empty without either.
std::vector<double> factors(const std::vector<const MarketDefinition*>& family, const Evidence& evidence) {
  for (const MarketDefinition* drug : family) {
    const auto &parent = evidence.of_role(*drug, "molar_mass_parent"), &residue = evidence.of_role(*drug, "molar_mass_residue");
    auto factor = evidence.of_role(*drug, "excretion");
    if (!parent.empty() && !residue.empty() && !factor.empty()) {
      for (std::size_t i = 0; i < factor.size(); ++i) factor[i] = parent[i] / residue[i] / factor[i];
    } else {
      factor = evidence.of_role(*drug, "correction_factor");
    }
    if (factor.empty()) continue;
    const auto &stability = evidence.of_role(*drug, "stability"), &medical = evidence.of_role(*drug, "medical_share");
    for (std::size_t i = 0; i < factor.size(); ++i) factor[i] *= (medical.empty() ? 1 : 1 - medical[i]) / (stability.empty() ? 1 : stability[i]);
    return factor;
  }
  return {};
}

/// The part of the family's pure kilograms that is this drug's, draw by draw, as the demand side has it.
std::vector<double> share_of_family(const MarketDefinition& drug, const std::vector<const MarketDefinition*>& family, std::size_t area, Evidence& evidence) {
  std::vector<double> own = evidence.demand(drug).kilograms(area, true), all(own.size());
  for (const MarketDefinition* member : family) {
    const std::vector<double> kg = evidence.demand(*member).kilograms(area, true);
    for (std::size_t i = 0; i < all.size(); ++i) all[i] += kg[i];
  }
  for (std::size_t i = 0; i < own.size(); ++i) own[i] = all[i] > 0 ? own[i] / all[i] : 1.0 / static_cast<double>(family.size());
  return own;
}

/// One name for a city's works in every source: "Bristol GB001" and "Bristol GB" are Bristol.
std::string place_of(const std::string& site) { return site.substr(0, site.find(" GB")); }

/// Series of the year nearest to the model's, one for each place.
std::vector<const WastewaterSeries*> nearest(const std::vector<const WastewaterSeries*>& all, int year) {
  std::map<std::string, const WastewaterSeries*> chosen;
  for (const WastewaterSeries* series : all) {
    const auto [place, fresh] = chosen.emplace(place_of(series->site), series);
    if (!fresh && std::abs(series->year - year) < std::abs(place->second->year - year)) place->second = series;
  }
  std::vector<const WastewaterSeries*> list;
  for (const auto& [site, series] : chosen) list.push_back(series);
  return list;
}

struct Chosen {
  std::vector<const WastewaterSeries*> local, elsewhere;
};

Chosen series_for(const std::vector<const MarketDefinition*>& family, const AreaInputs& area, const MarketInputs& inputs) {
  std::set<std::string> names, places = {area.code};
  for (const MarketDefinition* drug : family)
    for (const std::string& name : names_of(*drug)) names.insert(name);
  for (const std::size_t member : area.members) places.insert(inputs.areas[member].code);
  const int year = std::stoi(core::text(inputs.period.start).substr(0, 4));
  std::vector<const WastewaterSeries*> local, elsewhere;
  for (const WastewaterSeries& series : inputs.observations.wastewater) {
    if (!names.contains(series.substance)) continue;
    if (!series.area.empty() && places.contains(series.area)) local.push_back(&series);
    else if (series.area.empty() && is_domestic(series.site)) elsewhere.push_back(&series);
  }
  return {nearest(local, year), nearest(elsewhere, year)};
}

/// Load for each 1,000 people of a series, with its doubt: days sampled, weeks of the year, flow, people served.
std::vector<double> loads(const WastewaterSeries& series, const WeeklyPattern& pattern, const MarketDefinition& drug, const Evidence& evidence) {
  const double week = evidence.middle_of_role(drug, "wastewater_week", 0), day = std::isnan(pattern.day_error) ? evidence.middle_of_role(drug, "wastewater_day", 0) : pattern.day_error;
  const double variance = day * day / static_cast<double>(pattern.days) + week * week / static_cast<double>(pattern.weeks);
  std::vector<double> load = evidence.errors("wastewater.days." + series.site + "." + series.substance, std::sqrt(variance));
  const auto flow = evidence.errors("wastewater.flow." + series.site, evidence.middle_of_role(drug, "wastewater_flow", 0));
  const auto people = evidence.errors("wastewater.people." + series.site, evidence.middle_of_role(drug, "wastewater_people", 0));
  for (std::size_t i = 0; i < load.size(); ++i) load[i] *= pattern.mean * flow[i] / people[i];
  return load;
}

struct Rows {
  const MarketDefinition& drug;
  const std::string& area;
  const std::string& period;
  std::string name, note, citation;
};

void add_rows(std::vector<MethodEstimate>& methods, const Rows& rows, const std::vector<double>& pure, Evidence& evidence) {
  const DrugDraws& demand = evidence.demand(rows.drug);
  const auto add = [&](const char* measure, const std::vector<double>& draws) {
    methods.push_back({rows.drug.id, rows.area, rows.period, "wastewater", rows.name, measure, summarise(draws), rows.note, rows.citation, evidence.is_default(rows.drug, "correction_factor")});
  };
  // Where what is sold counts as pure (cannabis) the residue's parent is a part of it: the potency.
  const std::vector<double>& potency = evidence.of_role(rows.drug, "potency");
  const std::vector<double> purity = potency.empty() ? demand.purity() : potency;
  std::vector<double> street(pure.size()), spend(pure.size());
  for (std::size_t i = 0; i < pure.size(); ++i) {
    street[i] = pure[i] / purity[i];
    spend[i] = street[i] * 1000 * demand.one.price_per_gram[i];
  }
  if (potency.empty()) add("quantity_pure", pure);
  add("quantity", street);
  add("spend", spend);
}

/// Per-person load of several works together: by the people they serve, alike where that is not said.
std::vector<double> together(const std::vector<const WastewaterSeries*>& series, const std::vector<std::vector<double>>& each) {
  bool known = true;
  double people = 0;
  for (const WastewaterSeries* one : series) known = known && one->population > 0, people += one->population;
  std::vector<double> load(each.front().size());
  for (std::size_t k = 0; k < series.size(); ++k) {
    const double weight = known ? series[k]->population / people : 1.0 / static_cast<double>(series.size());
    for (std::size_t i = 0; i < load.size(); ++i) load[i] += weight * each[k][i];
  }
  return load;
}

std::string site_names(const std::vector<const WastewaterSeries*>& series) {
  std::string names;
  for (const WastewaterSeries* one : series) names += (names.empty() ? "" : ", ") + one->site + " " + std::to_string(one->year);
  return names;
}

class Estimator {
 public:
  Estimator(std::vector<MethodEstimate>& methods, const Market& market, Evidence& evidence) : methods_(methods), market_(market), evidence_(evidence) {}

  void add(const MarketDefinition& drug) {
    const auto family = family_of(drug, evidence_.catalogue());
    const std::vector<double> factor = factors(family, evidence_);
    if (factor.empty()) return;
    for (std::size_t a = 0; a < evidence_.inputs().areas.size(); ++a) {
      const AreaInputs& area = evidence_.inputs().areas[a];
      if (!(area.residents.all > 0)) continue;
      const Chosen chosen = series_for(family, area, evidence_.inputs());
      if (!chosen.local.empty()) add_area(drug, family, factor, a, chosen.local, true);
      else
        for (const WastewaterSeries* city : chosen.elsewhere) add_area(drug, family, factor, a, {city}, false);
    }
  }
  std::vector<WastewaterFinding> findings;

 private:
  void add_area(const MarketDefinition& drug, const std::vector<const MarketDefinition*>& family, const std::vector<double>& factor, std::size_t a,
                const std::vector<const WastewaterSeries*>& series, bool local) {
    const AreaInputs& area = evidence_.inputs().areas[a];
    std::vector<std::vector<double>> each;
    for (const WastewaterSeries* one : series) {
      const WeeklyPattern pattern = weekly_pattern(*one);
      each.push_back(loads(*one, pattern, drug, evidence_));
      findings.push_back({drug.id, area.code, one->site, one->substance, one->year, local, pattern, one->population});
    }
    std::vector<double> pure = together(series, each);
    const std::vector<double> share = share_of_family(drug, family, a, evidence_);
    const auto transfer = local ? std::vector<double>() : evidence_.of_role(drug, "wastewater_transfer");
    for (std::size_t i = 0; i < pure.size(); ++i) pure[i] = pure_kilograms_a_year(pure[i], area.residents.all, factor[i]) * share[i] * (transfer.empty() ? 1 : transfer[i]);
    std::string note = local ? "load x residents x factor / stability" : "load for each person of another city, scaled to the residents: use there is not use here";
    if (family.size() > 1) note += "; the residue is shared with other drugs as the demand side divides it";
    add_rows(methods_, {drug, area.code, market_.period, "Wastewater, " + site_names(series), note, "docs/methods/market-wastewater.md"}, pure, evidence_);
  }

  std::vector<MethodEstimate>& methods_;
  const Market& market_;
  Evidence& evidence_;
};

}  // namespace

WeeklyPattern weekly_pattern(const WastewaterSeries& series) {
  WeeklyPattern pattern;
  std::vector<double> by_day[8];
  std::set<int> weeks;
  for (const WastewaterDay& day : series.days) by_day[day.weekday].push_back(day.load), weeks.insert(day.week);
  pattern.days = series.days.size();
  pattern.weeks = std::max<std::size_t>(1, weeks.size());
  std::vector<double> weekend, weekday, days;
  for (int d = 1; d <= 7; ++d) {
    pattern.by_day[d - 1] = mean_of(by_day[d]);
    if (by_day[d].empty()) continue;
    (is_weekend(d) ? weekend : weekday).push_back(pattern.by_day[d - 1]);
    days.push_back(pattern.by_day[d - 1]);
  }
  pattern.weekend = mean_of(weekend), pattern.weekday = mean_of(weekday);
  pattern.mean = days.empty() ? mean_of(by_day[0]) : weekend.empty() || weekday.empty() ? mean_of(days) : (4 * pattern.weekend + 3 * pattern.weekday) / 7;
  double squares = 0, freedom = 0;
  for (const std::vector<double>& loads : by_day) {
    if (loads.size() < 2) continue;
    double centre = 0;
    for (const double load : loads) centre += std::log(load) / static_cast<double>(loads.size());
    for (const double load : loads) squares += std::pow(std::log(load) - centre, 2);
    freedom += static_cast<double>(loads.size()) - 1;
  }
  pattern.day_error = freedom > 0 ? std::sqrt(squares / freedom) : std::nan("");
  return pattern;
}

double pure_kilograms_a_year(double load_mg_1000_day, double residents, double factor) { return load_mg_1000_day * residents / 1000 * 365 * factor / 1e6; }

double load_of_kilograms(const MarketDefinition& drug, double pure_kilograms, double residents) {
  const auto middle = [&](const char* role) {
    for (const catalogue::MarketParameter& p : drug.parameters)
      if (p.role == role) return exact_quantile(p.distribution)(0.5) * p.factor;
    return std::nan("");
  };
  double factor = middle("molar_mass_parent") / middle("molar_mass_residue") / middle("excretion");
  if (std::isnan(factor)) factor = middle("correction_factor");
  if (const double stability = middle("stability"); !std::isnan(stability)) factor /= stability;
  return residents > 0 ? pure_kilograms / pure_kilograms_a_year(1, residents, factor) : std::nan("");
}

std::vector<WastewaterFinding> add_wastewater(std::vector<MethodEstimate>& methods, const Market& market, Evidence& evidence) {
  Estimator estimator(methods, market, evidence);
  for (const DrugMarket& drug : market.drugs)
    if (evidence.catalogue().market(drug.id).kind == "drug") estimator.add(evidence.catalogue().market(drug.id));
  return std::move(estimator.findings);
}

}  // namespace dmp::markets
