#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

#include "catalogue/market_roles.hpp"
#include "markets/market.hpp"
#include "stats/parallel.hpp"

namespace dmp::markets {
namespace {

constexpr std::size_t kBlock = 2048;         ///< draws at a time: what a processor's own memory holds
constexpr std::size_t kBreakdownDraws = 20'000;

using Draws = std::vector<double>;

/// All draws of one drug: users by area, and what one user takes.
struct Cloud {
  std::vector<Draws> users;
  Consumption one;
  Cloud(std::size_t areas, std::size_t draws) : users(areas, Draws(draws)), one(draws) {}
};

void copy_to(const std::vector<double>& from, std::vector<double>& to, std::size_t first, std::size_t n) { std::copy_n(from.begin(), n, to.begin() + static_cast<std::ptrdiff_t>(first)); }

/// Fills the cloud, blocks in any order: each block depends on its first draw only.
void fill(const DemandModel& model, std::size_t areas, const Settings& settings, Cloud& cloud) {
  const std::size_t draws = settings.draws, blocks = (draws + kBlock - 1) / kBlock;
  stats::for_each_index(blocks, settings.threads, [&](std::size_t b) {
    const std::size_t first = b * kBlock, n = std::min(kBlock, draws - first);
    Block block(model.parameters().size(), n);
    model.parameters().fill(settings.seed, 0, first, block);
    for (std::size_t area = 0; area < areas; ++area) model.users(block, area, settings.corrections, std::span(cloud.users[area]).subspan(first, n));
    if (!model.has_consumption()) return;
    Consumption one(n);
    model.consumption(block, one);
    copy_to(one.grams, cloud.one.grams, first, n);
    copy_to(one.pure_grams, cloud.one.pure_grams, first, n);
    copy_to(one.spend, cloud.one.spend, first, n);
    copy_to(one.doses, cloud.one.doses, first, n);
    copy_to(one.price_per_gram, cloud.one.price_per_gram, first, n);
    copy_to(one.price_per_pure_gram, cloud.one.price_per_pure_gram, first, n);
  });
}

Draws product(const Draws& a, const Draws& b, double factor) {
  Draws result(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) result[i] = a[i] * b[i] * factor;
  return result;
}

/// One result to be summarised: where it goes and how its draws are made.
struct Task {
  AreaMarket* area;
  std::string output;
  std::function<Summary()> summary;
};

void add_tasks(std::vector<Task>& tasks, DrugMarket& drug, const Cloud& cloud, const DemandModel& model, const MarketInputs& inputs) {
  for (std::size_t a = 0; a < drug.areas.size(); ++a) {
    const Draws& users = cloud.users[a];
    const auto add = [&](const char* output, std::function<Summary()> summary) { tasks.push_back({&drug.areas[a], output, std::move(summary)}); };
    add("users", [&users] { return summarise(users); });
    if (!model.has_consumption()) {
      const double people = inputs.areas[a].residents.aged_16_59();
      if (people > 0) add("share_16_59", [&users, people] {
        Draws share(users.size());
        std::transform(users.begin(), users.end(), share.begin(), [people](double x) { return 100 * x / people; });
        return summarise(share);
      });
      continue;
    }
    add("quantity", [&] { return summarise(product(users, cloud.one.grams, 0.001)); });
    add("quantity_pure", [&] { return summarise(product(users, cloud.one.pure_grams, 0.001)); });
    add("spend", [&] { return summarise(product(users, cloud.one.spend, 1)); });
    add("doses", [&] { return summarise(product(users, cloud.one.doses, 1)); });
  }
}

/// What does not depend on the area is summarised once and given to all.
void add_common(DrugMarket& drug, const Cloud& cloud) {
  const std::map<std::string, Summary> common = {{"spend_per_user", summarise(cloud.one.spend)}, {"price", summarise(cloud.one.price_per_gram)}, {"price_per_pure_gram", summarise(cloud.one.price_per_pure_gram)}};
  for (AreaMarket& area : drug.areas) area.results.insert(common.begin(), common.end());
}

double median_of(Draws draws) {
  const auto middle = draws.begin() + static_cast<std::ptrdiff_t>(draws.size() / 2);
  std::nth_element(draws.begin(), middle, draws.end());
  return *middle;
}

/// Corrections switched on one after the other, on a part of the draws.
void add_waterfall(DrugMarket& drug, const DemandModel& model, const MarketInputs& inputs, const Settings& settings) {
  const std::size_t n = std::min<std::size_t>(settings.draws, kBreakdownDraws);
  Block block(model.parameters().size(), n);
  model.parameters().fill(settings.seed, 0, 0, block);
  Consumption one(n);
  if (model.has_consumption()) model.consumption(block, one);
  Draws users(n);
  for (std::size_t a = 0; a < inputs.areas.size(); ++a) {
    std::vector<WaterfallStep>& steps = drug.waterfall[inputs.areas[a].code];
    Corrections made;
    const auto step = [&](const std::string& name) {
      model.users(block, a, made, users);
      steps.push_back({name, median_of(users), model.has_consumption() ? median_of(product(users, one.spend, 1)) : 0});
    };
    step("survey");
    if (model.drug().users != "survey") continue;
    for (const std::string& correction : catalogue::market_corrections()) {
      if (!settings.corrections.contains(correction)) continue;
      made.insert(correction);
      step(correction);
    }
  }
  for (std::size_t a = 0; a < inputs.areas.size() && model.has_consumption(); ++a)
    for (const DemandModel::Group& group : model.groups()) {
      Draws grams(n);
      model.users(block, a, settings.corrections, users);
      model.group(block, a, group, users, grams);
      for (double& g : grams) g *= 0.001;
      drug.groups.push_back({inputs.areas[a].code, group.kind, group.name, summarise(users), summarise(grams)});
    }
}

ParameterUse use_of(const Parameter& parameter) {
  const catalogue::MarketParameter& d = parameter.definition;
  ParameterUse use;
  use.id = parameter.id, use.role = d.role, use.user_type = d.user_type, use.age = d.age, use.unit = d.unit, use.period = d.period, use.place = d.place_name;
  use.citation = d.citation, use.note = d.note, use.origin = parameter.origin, use.distribution = d.distribution.kind;
  use.is_default = d.is_default, use.spread_is_default = d.spread_is_default;
  use.best = parameter.sampler.best() / d.factor, use.median = parameter.sampler.quantile(0.5) / d.factor;
  use.lower_95 = parameter.sampler.quantile(0.025) / d.factor, use.upper_95 = parameter.sampler.quantile(0.975) / d.factor;
  use.file = d.place.file, use.line = d.place.line;
  return use;
}

DrugMarket begin(const DemandModel& model, const MarketInputs& inputs) {
  DrugMarket drug;
  drug.id = model.drug().id, drug.name = model.drug().name, drug.code = model.drug().code, drug.caveats = model.drug().caveats, drug.notes = model.notes();
  for (const AreaInputs& area : inputs.areas) drug.areas.push_back({area.code, {}});
  for (const Parameter& parameter : model.parameters().all()) drug.parameters.push_back(use_of(parameter));
  return drug;
}

}  // namespace

std::vector<DemandModel> demand_models(const catalogue::Catalogue& catalogue, const catalogue::MarketSettings& settings, const MarketInputs& inputs, const std::vector<std::string>& drugs) {
  std::vector<const catalogue::MarketDefinition*> wanted;
  for (const auto& [id, market] : catalogue.markets) {
    if (market.kind != "drug" && market.kind != "people") continue;
    const auto asked = [&](const std::vector<std::string>& list) { return list.empty() || std::find(list.begin(), list.end(), id) != list.end(); };
    if (asked(drugs) && asked(settings.drugs)) wanted.push_back(&market);
  }
  // Tables of quantiles take a moment each: made side by side, kept in the order of the ids.
  std::vector<std::optional<DemandModel>> made(wanted.size());
  stats::for_each_index(wanted.size(), 0, [&](std::size_t i) { made[i].emplace(catalogue, *wanted[i], settings, inputs); });
  std::vector<DemandModel> models;
  for (auto& model : made) models.push_back(std::move(*model));
  return models;
}

Market simulate(const std::vector<DemandModel>& models, const MarketInputs& inputs, const Settings& settings) {
  Market market;
  market.period = inputs.period.text();
  market.settings = settings;
  market.sources = inputs.sources;
  market.notes = inputs.notes;
  std::vector<Draws> totals(inputs.areas.size());
  for (const DemandModel& model : models) {
    DrugMarket drug = begin(model, inputs);
    Cloud cloud(inputs.areas.size(), settings.draws);
    fill(model, inputs.areas.size(), settings, cloud);
    std::vector<Task> tasks;
    add_tasks(tasks, drug, cloud, model, inputs);
    std::vector<Summary> summaries(tasks.size());
    stats::for_each_index(tasks.size(), settings.threads, [&](std::size_t i) { summaries[i] = tasks[i].summary(); });
    for (std::size_t i = 0; i < tasks.size(); ++i) tasks[i].area->results[tasks[i].output] = summaries[i];
    if (model.has_consumption()) {
      add_common(drug, cloud);
      stats::for_each_index(inputs.areas.size(), settings.threads, [&](std::size_t a) {
        totals[a].resize(settings.draws, 0);
        for (std::size_t i = 0; i < settings.draws; ++i) totals[a][i] += cloud.users[a][i] * cloud.one.spend[i];
      });
    }
    add_waterfall(drug, model, inputs, settings);
    market.notes.insert(market.notes.end(), drug.notes.begin(), drug.notes.end());
    market.drugs.push_back(std::move(drug));
  }
  for (std::size_t a = 0; a < inputs.areas.size(); ++a) {
    market.totals.push_back({inputs.areas[a].code, {}});
    if (!totals[a].empty()) market.totals.back().results["spend"] = summarise(totals[a]);
  }
  return market;
}

}  // namespace dmp::markets
