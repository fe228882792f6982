#include "markets/demand.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "catalogue/market_roles.hpp"
#include "core/errors.hpp"
#include "core/number.hpp"
#include "markets/resolve.hpp"

namespace dmp::markets {
namespace {

using catalogue::MarketParameter;

[[noreturn]] void refuse_missing(const catalogue::MarketDefinition& drug, const std::string& role) {
  throw core::UserError(core::ErrorKind::usage, fmt::format("'{}' has no parameter '{}'", drug.id, role), drug.place, "add a [[parameter]] with role = \"" + role + "\"");
}

/// The number of users itself as a parameter, where an estimate is published for the area.
MarketParameter users_parameter(const UserEstimate& estimate, const std::string& area) {
  MarketParameter parameter;
  parameter.role = "users";
  parameter.place_name = area;
  parameter.period = estimate.period;
  parameter.unit = "people";
  parameter.citation = "drug_user_estimate of the profile: " + (estimate.method.empty() ? std::string("published estimate") : estimate.method);
  const bool given = estimate.lower < estimate.upper && estimate.value > 0;
  if (given) {
    parameter.distribution = {"interval", {{"value", estimate.value}, {"lower", estimate.lower}, {"upper", estimate.upper}, {"coverage", 0.95}, {"min", 0}}, {}, {}, {}};
  } else {
    parameter.distribution = {"fixed", {{"value", estimate.value}}, {}, {}, {}};
    parameter.note = "published without an interval";
  }
  return parameter;
}

}  // namespace

Corrections all_corrections() {
  const auto& names = catalogue::market_corrections();
  return {names.begin(), names.end()};
}

Corrections corrections_without(const std::vector<std::string>& names) {
  Corrections corrections = all_corrections();
  for (const std::string& name : names) corrections.erase(name);
  return corrections;
}

DemandModel::DemandModel(const catalogue::Catalogue& catalogue, const catalogue::MarketDefinition& drug, const catalogue::MarketSettings& settings, const MarketInputs& inputs)
    : catalogue_(&catalogue), drug_(&drug), settings_(&settings), inputs_(&inputs) {
  take_users();
  if (drug.kind == "drug") take_consumption();
  take_correlations();
}

std::size_t DemandModel::add(const MarketParameter& parameter, const std::string& owner, const std::string& origin) {
  return parameters_.add({owner + "." + parameter.id(), parameter, origin, Sampler(parameter)});
}

std::size_t DemandModel::take(const std::string& role, const std::string& user_type, bool required) {
  for (const Resolved& found : resolve(*catalogue_, *drug_, *settings_, *inputs_, role))
    if (found.parameter->user_type == user_type) return add(*found.parameter, found.owner, found.origin);
  if (required) refuse_missing(*drug_, role + (user_type.empty() ? "" : " of user_type " + user_type));
  return kNone;
}

void DemandModel::take_users() {
  if (drug_->users == "survey") {
    for (const Resolved& found : resolve(*catalogue_, *drug_, *settings_, *inputs_, "prevalence")) {
      const std::string& age = found.parameter->age;
      if (age == "16-59" || age == "16-24") (age == "16-59" ? prevalence_ : young_prevalence_) = add(*found.parameter, found.owner, found.origin);
    }
    if (prevalence_ == kNone) refuse_missing(*drug_, "prevalence of age 16-59");
    if (young_prevalence_ != kNone) young_share_ = take("young_share", "", true);
    sex_ratio_ = take("sex_ratio", "", false);
    gradient_ = take("deprivation_gradient", "", false);
    under_reporting_ = take("under_reporting", "", false);
    coverage_ = take("coverage", "", false);
    over_59_ = take("over_59", "", false);
    under_16_ = take("under_16", "", false);
  } else {
    const bool all_known = std::all_of(inputs_->areas.begin(), inputs_->areas.end(), [&](const AreaInputs& area) { return !area.members.empty() || area.users.contains(drug_->users); });
    if (!all_known) {
      prevalence_ = take("rate", "", true);
      notes_.push_back(fmt::format("{}: no local estimate of {} users for every area; the national rate stands in", drug_->name, drug_->users));
    }
  }
  for (std::size_t area = 0; area < inputs_->areas.size(); ++area) take_area(area);
}

void DemandModel::take_area(std::size_t area) {
  const AreaInputs& inputs = inputs_->areas[area];
  local_.push_back(kNone);
  if (!inputs.members.empty()) return;  // the sum of its authorities
  const auto known = inputs.users.find(drug_->users);
  MarketParameter parameter;
  std::string owner = drug_->id, origin = "data";
  if (known != inputs.users.end()) {
    parameter = users_parameter(known->second, inputs.name);
  } else {
    const auto found = resolve(*catalogue_, *drug_, *settings_, *inputs_, "local_variation");
    if (found.empty()) return;
    parameter = *found[0].parameter;
    origin = found[0].origin;
  }
  local_[area] = parameters_.add({owner + "." + parameter.id() + "." + inputs.code, parameter, origin, Sampler(parameter)});
}

void DemandModel::take_consumption() {
  for (const std::string& type : catalogue::market_user_types()) {
    const std::size_t share = take("share", type, false);
    if (share != kNone) types_.push_back({type, share, take("days", type, true), take("quantity", type, true)});
  }
  if (types_.empty()) refuse_missing(*drug_, "share of a user_type");
  if (drug_->unit != "g") unit_weight_ = take("unit_weight", "", true);
  purity_ = take("purity", "", true);
  dose_ = take("dose", "", true);
  double shares = 0;
  for (const Resolved& found : resolve(*catalogue_, *drug_, *settings_, *inputs_, "price")) {
    purchases_.push_back({add(*found.parameter, found.owner, found.origin), found.parameter->purchase, found.parameter->share});
    shares += found.parameter->share;
  }
  if (purchases_.empty()) refuse_missing(*drug_, "price");
  if (!(std::fabs(shares - 1) <= 0.005))
    throw core::UserError(core::ErrorKind::usage, fmt::format("the shares of the purchases of {} add to {}, not to 1", drug_->id, core::rounded_text(shares)), parameters_.all()[purchases_[0].price].definition.place,
                          "give all prices of the ladder together, their shares adding to 1");
}

void DemandModel::take_correlations() {
  for (const catalogue::MarketCorrelation& correlation : drug_->correlations) {
    std::vector<std::size_t> columns;
    bool complete = true;
    for (const std::string& id : correlation.parameters) {
      const auto& all = parameters_.all();
      const auto found = std::find_if(all.begin(), all.end(), [&](const Parameter& p) { return p.id == drug_->id + "." + id; });
      if (found == all.end() || found->sampler.is_fixed()) complete = false;
      else columns.push_back(static_cast<std::size_t>(found - all.begin()));
    }
    // A parameter that the profile fixed or replaced by a ladder of its own moves with nothing; the matrix is checked all the same.
    ParameterSet unused;
    if (complete) parameters_.correlate(columns, correlation);
    else unused.correlate({}, correlation);
  }
}

DemandModel::Survey DemandModel::survey(const Block& values, const Corrections& corrections) const {
  Survey survey;
  if (drug_->users != "survey") return survey;
  const std::size_t n = values.draws();
  const auto prevalence = values.column(prevalence_);
  survey.all.assign(prevalence.begin(), prevalence.end());
  for (auto* column : {&survey.young_men, &survey.young_women, &survey.older_men, &survey.older_women}) column->resize(n);
  for (std::size_t i = 0; i < n; ++i) {
    const double all = prevalence[i];
    double young = all, older = all;
    if (young_prevalence_ != kNone) {
      const double share = values.column(young_share_)[i];
      young = values.column(young_prevalence_)[i];
      older = std::max(0.0, (all - share * young) / (1 - share));
    }
    const double ratio = sex_ratio_ == kNone ? 1 : values.column(sex_ratio_)[i];
    const double men = 2 * ratio / (1 + ratio), women = 2 / (1 + ratio);
    survey.young_men[i] = young * men, survey.young_women[i] = young * women, survey.older_men[i] = older * men, survey.older_women[i] = older * women;
  }
  const auto times = [&](const char* name, std::size_t column, std::span<const double> base, std::vector<double>& out) {
    if (!makes(corrections, name, column)) return;
    out.assign(base.begin(), base.end());
    const auto ratio = values.column(column);
    for (std::size_t i = 0; i < n; ++i) out[i] *= ratio[i];
  };
  times("over_59", over_59_, prevalence, survey.over_59);
  times("under_16", under_16_, young_prevalence_ == kNone ? prevalence : values.column(young_prevalence_), survey.under_16);
  survey.missed.assign(n, 1);
  if (makes(corrections, "under_reporting", under_reporting_))
    for (std::size_t i = 0; i < n; ++i) survey.missed[i] /= 1 - values.column(under_reporting_)[i];
  if (makes(corrections, "coverage", coverage_))
    for (std::size_t i = 0; i < n; ++i) survey.missed[i] /= values.column(coverage_)[i];
  return survey;
}

void DemandModel::surveyed_users(const Block& values, const Survey& survey, std::size_t area, const Corrections& corrections, std::span<double> out) const {
  const AreaInputs& inputs = inputs_->areas[area];
  const Residents people = inputs.residents;
  const std::size_t n = out.size();
  double* const users = out.data();
  if (corrections.contains("age_sex")) {
    const double *young_men = survey.young_men.data(), *young_women = survey.young_women.data(), *older_men = survey.older_men.data(), *older_women = survey.older_women.data();
    for (std::size_t i = 0; i < n; ++i) users[i] = people.young_men * young_men[i] + people.young_women * young_women[i] + people.older_men * older_men[i] + people.older_women * older_women[i];
  } else {
    const double residents = people.aged_16_59();
    for (std::size_t i = 0; i < n; ++i) users[i] = residents * survey.all[i];
  }
  if (!survey.over_59.empty())
    for (std::size_t i = 0; i < n; ++i) users[i] += people.aged_60_74 * survey.over_59[i];
  if (!survey.under_16.empty())
    for (std::size_t i = 0; i < n; ++i) users[i] += people.aged_11_15 * survey.under_16[i];
  if (makes(corrections, "deprivation", gradient_) && !std::isnan(inputs.deprivation)) {
    const auto gradient = values.column(gradient_);
    for (std::size_t i = 0; i < n; ++i) users[i] *= std::exp(gradient[i] * inputs.deprivation);
  }
  if (makes(corrections, "local_variation", local_[area])) {
    const auto local = values.column(local_[area]);
    for (std::size_t i = 0; i < n; ++i) users[i] *= local[i];
  }
  for (std::size_t i = 0; i < n; ++i) users[i] *= survey.missed[i];
}

void DemandModel::users_of_leaf(const Block& values, const Survey& survey, std::size_t area, const Corrections& corrections, std::span<double> out) const {
  if (drug_->users == "survey") return surveyed_users(values, survey, area, corrections, out);
  const AreaInputs& inputs = inputs_->areas[area];
  if (inputs.users.contains(drug_->users)) {
    const auto users = values.column(local_[area]);
    std::copy(users.begin(), users.end(), out.begin());
    return;
  }
  const bool varies = makes(corrections, "local_variation", local_[area]);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = inputs.residents.aged_15_64 * values.column(prevalence_)[i] * (varies ? values.column(local_[area])[i] : 1);
}

void DemandModel::users(const Block& values, std::size_t area, const Corrections& corrections, std::span<double> out) const {
  const auto& members = inputs_->areas[area].members;
  const Survey of_survey = survey(values, corrections);
  if (members.empty()) return users_of_leaf(values, of_survey, area, corrections, out);
  std::fill(out.begin(), out.end(), 0);
  std::vector<double> part(out.size());
  for (const std::size_t member : members) {
    users_of_leaf(values, of_survey, member, corrections, part);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] += part[i];
  }
}

void DemandModel::users_of_all(const Block& values, const Corrections& corrections, std::vector<std::span<double>>& out) const {
  const Survey of_survey = survey(values, corrections);
  for (std::size_t area = 0; area < out.size(); ++area)
    if (inputs_->areas[area].members.empty()) users_of_leaf(values, of_survey, area, corrections, out[area]);
  for (std::size_t area = 0; area < out.size(); ++area) {
    if (inputs_->areas[area].members.empty()) continue;
    std::fill(out[area].begin(), out[area].end(), 0);
    for (const std::size_t member : inputs_->areas[area].members)
      for (std::size_t i = 0; i < out[area].size(); ++i) out[area][i] += out[member][i];
  }
}

void DemandModel::consumption(const Block& values, Consumption& out, std::size_t first) const {
  const std::size_t n = values.draws();
  std::vector<double> shares(n, 0), units(n, 0), price(n, 0);
  for (const UserType& type : types_) {
    const auto share = values.column(type.share), days = values.column(type.days), quantity = values.column(type.quantity);
    for (std::size_t i = 0; i < n; ++i) {
      shares[i] += share[i];
      units[i] += share[i] * days[i] * quantity[i];
    }
  }
  for (const Purchase& purchase : purchases_) {
    const auto pounds = values.column(purchase.price);
    const double weight = purchase.share / purchase.size;
    for (std::size_t i = 0; i < n; ++i) price[i] += weight * pounds[i];
  }
  const auto purity = values.column(purity_), dose = values.column(dose_);
  double *grams = out.grams.data() + first, *pure = out.pure_grams.data() + first, *spend = out.spend.data() + first, *doses = out.doses.data() + first,
         *per_gram = out.price_per_gram.data() + first, *per_pure_gram = out.price_per_pure_gram.data() + first;
  for (std::size_t i = 0; i < n; ++i) {
    const double unit_grams = unit_weight_ == kNone ? 1 : values.column(unit_weight_)[i], bought = shares[i] > 0 ? units[i] / shares[i] : 0;
    grams[i] = bought * unit_grams;
    pure[i] = grams[i] * purity[i];
    spend[i] = bought * price[i];
    doses[i] = dose[i] > 0 ? grams[i] / dose[i] : 0;
    per_gram[i] = unit_grams > 0 ? price[i] / unit_grams : 0;
    per_pure_gram[i] = purity[i] > 0 ? per_gram[i] / purity[i] : 0;
  }
}

std::vector<DemandModel::Group> DemandModel::groups() const {
  std::vector<Group> groups;
  for (const UserType& type : types_) groups.push_back({"user type", type.name});
  if (drug_->users == "survey")
    for (const auto& [kind, name] : std::vector<std::pair<std::string, std::string>>{{"age", "16-24"}, {"age", "25-59"}, {"sex", "Male"}, {"sex", "Female"}}) groups.push_back({kind, name});
  return groups;
}

std::vector<DemandModel::GroupDraws> DemandModel::breakdown(const Block& values, std::size_t area, std::span<const double> users, const Consumption& one) const {
  const std::size_t n = values.draws();
  std::vector<GroupDraws> found;
  std::vector<double> shares(n, 0);
  for (const UserType& type : types_)
    for (std::size_t i = 0; i < n; ++i) shares[i] += values.column(type.share)[i];
  for (const UserType& type : types_) {
    GroupDraws& group = found.emplace_back(GroupDraws{std::vector<double>(n), std::vector<double>(n)});
    const auto share = values.column(type.share), days = values.column(type.days), quantity = values.column(type.quantity);
    for (std::size_t i = 0; i < n; ++i) {
      group.users[i] = shares[i] > 0 ? users[i] * share[i] / shares[i] : 0;
      group.kilograms[i] = group.users[i] * days[i] * quantity[i] * (unit_weight_ == kNone ? 1 : values.column(unit_weight_)[i]) * 0.001;
    }
  }
  if (drug_->users == "survey") add_ages_and_sexes(values, area, users, one, found);
  return found;
}

void DemandModel::add_ages_and_sexes(const Block& values, std::size_t area, std::span<const double> users, const Consumption& one, std::vector<GroupDraws>& groups) const {
  const std::size_t n = values.draws(), first = groups.size();
  const Survey of_survey = survey(values, {});
  Residents people;
  const auto& members = inputs_->areas[area].members;
  for (const std::size_t leaf : members.empty() ? std::vector<std::size_t>{area} : members) {
    const Residents& own = inputs_->areas[leaf].residents;
    people.young_men += own.young_men, people.young_women += own.young_women, people.older_men += own.older_men, people.older_women += own.older_women;
  }
  for (int k = 0; k < 4; ++k) groups.push_back({std::vector<double>(n), std::vector<double>(n)});
  for (std::size_t i = 0; i < n; ++i) {
    const double young_men = people.young_men * of_survey.young_men[i], young_women = people.young_women * of_survey.young_women[i], older_men = people.older_men * of_survey.older_men[i],
                 older_women = people.older_women * of_survey.older_women[i], all = young_men + young_women + older_men + older_women;
    // In the order of groups(): the young, the older, men, women.
    const double own[4] = {young_men + young_women, older_men + older_women, young_men + older_men, young_women + older_women};
    for (std::size_t k = 0; k < 4; ++k) {
      groups[first + k].users[i] = all > 0 ? users[i] * own[k] / all : 0;
      groups[first + k].kilograms[i] = groups[first + k].users[i] * one.grams[i] * 0.001;
    }
  }
}

}  // namespace dmp::markets
