#include "markets/evidence.hpp"

#include <algorithm>
#include <cmath>

#include "core/number.hpp"
#include "markets/resolve.hpp"
#include "stats/draws.hpp"
#include "stats/parallel.hpp"
#include "stats/quantile_table.hpp"

namespace dmp::markets {
namespace {

constexpr std::size_t kMost = 20'000;   ///< draws of the further methods: their intervals need no more

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

}  // namespace

std::vector<double> DrugDraws::kilograms(std::size_t area, bool pure) const {
  std::vector<double> kg(users[area].size());
  const std::vector<double>& grams = pure ? one.pure_grams : one.grams;
  for (std::size_t i = 0; i < kg.size(); ++i) kg[i] = users[area][i] * grams[i] / 1000;
  return kg;
}

std::vector<double> DrugDraws::spend(std::size_t area) const {
  std::vector<double> pounds(users[area].size());
  for (std::size_t i = 0; i < pounds.size(); ++i) pounds[i] = users[area][i] * one.spend[i];
  return pounds;
}

std::vector<double> DrugDraws::purity() const {
  std::vector<double> share(one.grams.size());
  for (std::size_t i = 0; i < share.size(); ++i) share[i] = one.pure_grams[i] / one.grams[i];
  return share;
}

Evidence::Evidence(const catalogue::Catalogue& catalogue, const catalogue::MarketSettings& settings, const MarketInputs& inputs, const Settings& model)
    : catalogue_(&catalogue), settings_(&settings), inputs_(&inputs), model_(model), draws_(std::min<std::size_t>(model.draws, kMost)) {}

void Evidence::prepare(const std::vector<DemandModel>& models) {
  std::vector<std::pair<const catalogue::MarketDefinition*, DrugDraws*>> wanted;
  for (const auto& [id, drug] : catalogue_->markets)
    if (drug.kind == "drug" && !demand_.contains(id)) wanted.emplace_back(&drug, &demand_.emplace(id, DrugDraws(inputs_->areas.size(), draws_)).first->second);
  stats::for_each_index(wanted.size(), model_.threads, [&](std::size_t i) {
    const auto made = std::find_if(models.begin(), models.end(), [&](const DemandModel& model) { return &model.drug() == wanted[i].first; });
    if (made != models.end()) fill(*made, *wanted[i].second);
    else fill(DemandModel(*catalogue_, *wanted[i].first, *settings_, *inputs_), *wanted[i].second);
  });
}

void Evidence::fill(const DemandModel& model, DrugDraws& made) const {
  Block block(model.parameters().size(), draws_);
  model.parameters().fill(model_.seed, 0, 0, block);
  std::vector<std::span<double>> users(made.users.begin(), made.users.end());
  model.users_of_all(block, model_.corrections, users);
  if (model.has_consumption()) model.consumption(block, made.one);
}

const DrugDraws& Evidence::demand(const catalogue::MarketDefinition& drug) {
  const auto known = demand_.find(drug.id);
  if (known != demand_.end()) return known->second;
  DrugDraws& made = demand_.emplace(drug.id, DrugDraws(inputs_->areas.size(), draws_)).first->second;
  fill(DemandModel(*catalogue_, drug, *settings_, *inputs_), made);
  return made;
}

const std::vector<double>& Evidence::of_role(const catalogue::MarketDefinition& drug, const std::string& role) const {
  static const std::vector<double> none;
  const std::vector<Resolved> found = resolve(*catalogue_, drug, *settings_, *inputs_, role);
  if (found.empty()) return none;
  const catalogue::MarketParameter& parameter = *found.front().parameter;
  const std::string name = found.front().owner + "." + parameter.id();
  // Two drugs may share the name of a stream and still differ in the parameter: the drug's own beside the shared one.
  const auto [place, fresh] = of_role_.try_emplace(drug.id + "/" + name);
  if (fresh) {
    place->second.resize(draws_);
    stats::fill_uniforms(model_.seed, stats::stream_of(name), 0, place->second);
    Sampler(parameter).transform(place->second);
  }
  return place->second;
}

double Evidence::middle_of_role(const catalogue::MarketDefinition& drug, const std::string& role, double otherwise) const {
  const std::vector<Resolved> found = resolve(*catalogue_, drug, *settings_, *inputs_, role);
  // Without a table: this is asked thousands of times.
  return found.empty() ? otherwise : exact_quantile(found.front().parameter->distribution)(0.5) * found.front().parameter->factor;
}

bool Evidence::is_default(const catalogue::MarketDefinition& drug, const std::string& role) const {
  const std::vector<Resolved> found = resolve(*catalogue_, drug, *settings_, *inputs_, role);
  return !found.empty() && found.front().parameter->is_default;
}

const std::vector<double>& Evidence::normals(const std::string& name) const {
  const auto [place, fresh] = normals_.try_emplace(name, draws_);
  if (fresh) {
    stats::fill_uniforms(model_.seed, stats::stream_of(name), 0, place->second);
    stats::normal_table().transform(place->second);
  }
  return place->second;
}

std::vector<double> Evidence::errors(const std::string& name, double log_sd) const {
  std::vector<double> x = normals(name);
  for (double& value : x) value = std::exp(log_sd * value);
  return x;
}

std::vector<std::string> names_of(const catalogue::MarketDefinition& drug) {
  std::vector<std::string> names = {lower(drug.code), lower(drug.name)};
  for (const std::string& name : drug.survey_drugs) names.push_back(lower(name));
  return names;
}

std::size_t place_of_area(const MarketInputs& inputs, const std::string& code) {
  const auto found = std::find_if(inputs.areas.begin(), inputs.areas.end(), [&](const AreaInputs& area) { return area.code == code; });
  return static_cast<std::size_t>(found - inputs.areas.begin());
}

}  // namespace dmp::markets
