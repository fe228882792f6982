#include "markets/evidence.hpp"

#include <algorithm>
#include <cmath>

#include "core/number.hpp"
#include "markets/resolve.hpp"
#include "stats/draws.hpp"
#include "stats/normal.hpp"

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

const DrugDraws& Evidence::demand(const catalogue::MarketDefinition& drug) {
  const auto known = demand_.find(drug.id);
  if (known != demand_.end()) return known->second;
  const DemandModel model(*catalogue_, drug, *settings_, *inputs_);
  DrugDraws& made = demand_.emplace(drug.id, DrugDraws(inputs_->areas.size(), draws_)).first->second;
  Block block(model.parameters().size(), draws_);
  model.parameters().fill(model_.seed, 0, 0, block);
  for (std::size_t area = 0; area < made.users.size(); ++area) model.users(block, area, model_.corrections, made.users[area]);
  if (model.has_consumption()) model.consumption(block, made.one);
  return made;
}

std::vector<double> Evidence::of_role(const catalogue::MarketDefinition& drug, const std::string& role) const {
  const std::vector<Resolved> found = resolve(*catalogue_, drug, *settings_, *inputs_, role);
  if (found.empty()) return {};
  std::vector<double> x(draws_);
  stats::fill_uniforms(model_.seed, stats::stream_of(found.front().owner + "." + found.front().parameter->id()), 0, x);
  Sampler(*found.front().parameter).transform(x);
  return x;
}

double Evidence::middle_of_role(const catalogue::MarketDefinition& drug, const std::string& role, double otherwise) const {
  const std::vector<Resolved> found = resolve(*catalogue_, drug, *settings_, *inputs_, role);
  return found.empty() ? otherwise : Sampler(*found.front().parameter).quantile(0.5);
}

bool Evidence::is_default(const catalogue::MarketDefinition& drug, const std::string& role) const {
  const std::vector<Resolved> found = resolve(*catalogue_, drug, *settings_, *inputs_, role);
  return !found.empty() && found.front().parameter->is_default;
}

std::vector<double> Evidence::normals(const std::string& name) const {
  std::vector<double> z(draws_);
  stats::fill_uniforms(model_.seed, stats::stream_of(name), 0, z);
  for (double& value : z) value = stats::normal_quantile(value);
  return z;
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
