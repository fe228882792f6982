#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

#include "catalogue/market_roles.hpp"
#include "core/errors.hpp"
#include "markets/market.hpp"
#include "stats/order_statistics.hpp"
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

/// Fills the cloud, blocks in any order: each block depends on its first draw only.
void fill(const DemandModel& model, const Settings& settings, Cloud& cloud) {
  const std::size_t draws = settings.draws, blocks = (draws + kBlock - 1) / kBlock;
  stats::for_each_index(blocks, settings.threads, [&](std::size_t b) {
    const std::size_t first = b * kBlock, n = std::min(kBlock, draws - first);
    static thread_local Block block(0, 0);
    block.reshape(model.parameters().size(), n);
    model.parameters().fill(settings.seed, 0, first, block);
    std::vector<std::span<double>> users;
    for (Draws& area : cloud.users) users.push_back(std::span(area).subspan(first, n));
    model.users_of_all(block, settings.corrections, users);
    if (model.has_consumption()) model.consumption(block, cloud.one, first);
  });
}

/// Memory of a thread that is used again and again: a fresh one of this size costs as much as the sums.
Draws& scratch(std::size_t n) {
  static thread_local Draws draws;
  draws.resize(n);
  return draws;
}

Summary summary_of_product(const Draws& a, const Draws& b, double factor) {
  Draws& result = scratch(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) result[i] = a[i] * b[i] * factor;
  return summarise(result);
}

Summary summary_of_share(const Draws& users, double people) {
  Draws& share = scratch(users.size());
  for (std::size_t i = 0; i < users.size(); ++i) share[i] = 100 * users[i] / people;
  return summarise(share);
}

/// Work that hangs on the cloud only, in any order.
using Tasks = std::vector<std::function<void()>>;

void add_summaries(Tasks& tasks, DrugMarket& drug, const Cloud& cloud, const DemandModel& model, const MarketInputs& inputs) {
  for (std::size_t a = 0; a < drug.areas.size(); ++a) {
    const Draws& users = cloud.users[a];
    const auto add = [&](const char* output, std::function<Summary()> summary) { tasks.push_back([place = &drug.areas[a].results[output], made = std::move(summary)] { *place = made(); }); };
    add("users", [&users] { return summarise(users); });
    if (!model.has_consumption()) {
      const double people = inputs.areas[a].residents.aged_16_59();
      if (people > 0) add("share_16_59", [&users, people] { return summary_of_share(users, people); });
      continue;
    }
    add("quantity", [&] { return summary_of_product(users, cloud.one.grams, 0.001); });
    add("quantity_pure", [&] { return summary_of_product(users, cloud.one.pure_grams, 0.001); });
    add("spend", [&] { return summary_of_product(users, cloud.one.spend, 1); });
    add("doses", [&] { return summary_of_product(users, cloud.one.doses, 1); });
  }
}

/// What does not depend on the area is summarised once and given to all.
struct Common {
  Summary spend_per_user, price, price_per_pure_gram;
};

void add_common(Tasks& tasks, Common& common, const Cloud& cloud) {
  tasks.push_back([&] { common.spend_per_user = summarise(cloud.one.spend); });
  tasks.push_back([&] { common.price = summarise(cloud.one.price_per_gram); });
  tasks.push_back([&] { common.price_per_pure_gram = summarise(cloud.one.price_per_pure_gram); });
}

double median_of(const Draws& draws) {
  static constexpr double kMiddle[] = {0.5};
  return stats::quantiles_of(draws, kMiddle)[0];
}

/// The draws that waterfall and breakdown rest on: the first of the simulation's own.
struct Part {
  Block block;
  Consumption one;
  std::vector<Draws> users;   ///< by area, all corrections made
  Part(const DemandModel& model, std::size_t areas, std::size_t n) : block(model.parameters().size(), n), one(n), users(areas, Draws(n)) {}
};

/// Users of every area with the corrections given.
void users_of_all(const DemandModel& model, const Block& block, const Corrections& corrections, std::vector<Draws>& users) {
  std::vector<std::span<double>> columns(users.begin(), users.end());
  model.users_of_all(block, corrections, columns);
}

/// Corrections switched on one after the other: a task a step.
void add_waterfall(Tasks& tasks, DrugMarket& drug, const DemandModel& model, const MarketInputs& inputs, const Settings& settings, const Part& part) {
  std::vector<std::string> names = {"survey"};
  if (model.drug().users == "survey")
    for (const std::string& correction : catalogue::market_corrections())
      if (settings.corrections.contains(correction)) names.push_back(correction);
  for (const AreaInputs& area : inputs.areas) drug.waterfall[area.code].resize(names.size());
  // The places in the maps are made here: threads fill them side by side.
  if (names.size() > 1)
    for (AreaMarket& area : drug.areas) area.results["users_survey"];
  for (std::size_t step = 0; step < names.size(); ++step)
    tasks.push_back([&, step, made = Corrections(names.begin() + 1, names.begin() + static_cast<std::ptrdiff_t>(step) + 1), name = names[step]] {
      std::vector<Draws> users(inputs.areas.size(), Draws(part.block.draws()));
      users_of_all(model, part.block, made, users);
      for (std::size_t a = 0; a < users.size(); ++a) {
        WaterfallStep& place = drug.waterfall.at(inputs.areas[a].code)[step];
        place = {name, median_of(users[a]), 0};
        if (const auto survey = drug.areas[a].results.find("users_survey"); step == 0 && survey != drug.areas[a].results.end()) survey->second = summarise(users[a]);
        if (!model.has_consumption()) continue;
        for (std::size_t i = 0; i < users[a].size(); ++i) users[a][i] *= part.one.spend[i];
        place.spend = median_of(users[a]);
      }
    });
}

void add_groups(Tasks& tasks, DrugMarket& drug, const DemandModel& model, const MarketInputs& inputs, const Part& part) {
  const auto groups = model.groups();
  drug.groups.resize(groups.size() * inputs.areas.size());
  for (std::size_t a = 0; a < inputs.areas.size(); ++a)
    tasks.push_back([&, a, groups] {
      const auto draws = model.breakdown(part.block, a, part.users[a], part.one);
      for (std::size_t g = 0; g < groups.size(); ++g) drug.groups[a * groups.size() + g] = {inputs.areas[a].code, groups[g].kind, groups[g].name, summarise(draws[g].users), summarise(draws[g].kilograms)};
    });
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

/// Parameters that are each possible can still make a figure that is no number: never in silence.
void refuse_no_numbers(const DrugMarket& drug, const DemandModel& model) {
  for (const AreaMarket& area : drug.areas)
    for (const auto& [output, summary] : area.results)
      if (!(std::fabs(summary.median) < 1e100) || !(std::fabs(summary.upper_99_8) < 1e100) || !(std::fabs(summary.lower_99_8) < 1e100))
        throw core::UserError(core::ErrorKind::usage, "the parameters of '" + drug.id + "' give no number for " + output, model.drug().place, "a size of purchase, a share or a quantity is too near to 0 or too great");
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
  Cloud cloud(inputs.areas.size(), settings.draws);
  for (const DemandModel& model : models) {
    DrugMarket drug = begin(model, inputs);
    fill(model, settings, cloud);
    Part part(model, inputs.areas.size(), std::min<std::size_t>(settings.draws, kBreakdownDraws));
    model.parameters().fill(settings.seed, 0, 0, part.block);
    if (model.has_consumption()) model.consumption(part.block, part.one);
    for (std::size_t a = 0; a < part.users.size(); ++a) std::copy_n(cloud.users[a].begin(), part.users[a].size(), part.users[a].begin());
    Tasks tasks;
    Common common;
    add_waterfall(tasks, drug, model, inputs, settings, part);
    add_summaries(tasks, drug, cloud, model, inputs);
    if (model.has_consumption()) {
      add_groups(tasks, drug, model, inputs, part);
      add_common(tasks, common, cloud);
      for (std::size_t a = 0; a < inputs.areas.size(); ++a) tasks.push_back([&, a] {
        totals[a].resize(settings.draws, 0);
        for (std::size_t i = 0; i < settings.draws; ++i) totals[a][i] += cloud.users[a][i] * cloud.one.spend[i];
      });
    }
    stats::for_each_index(tasks.size(), settings.threads, [&](std::size_t i) { tasks[i](); });
    if (model.has_consumption())
      for (AreaMarket& area : drug.areas) area.results.insert({{"spend_per_user", common.spend_per_user}, {"price", common.price}, {"price_per_pure_gram", common.price_per_pure_gram}});
    refuse_no_numbers(drug, model);
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
