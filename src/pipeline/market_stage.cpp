#include "pipeline/market_stage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "catalogue/glob.hpp"
#include "core/file.hpp"
#include "pipeline/multiple_indicators.hpp"

namespace dmp::pipeline {
namespace {

using Json = nlohmann::ordered_json;

bool is_wanted(const std::string& id, const catalogue::Profile& profile, const std::vector<std::string>& only) {
  if (!only.empty()) return std::find(only.begin(), only.end(), id) != only.end();
  return profile.indicators.empty() || std::any_of(profile.indicators.begin(), profile.indicators.end(), [&](const std::string& pattern) { return catalogue::fits_glob(id, pattern); });
}

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json json_of(const markets::Summary& s) {
  return {{"value", number(s.median)}, {"mean", number(s.mean)}, {"sd", number(s.sd)},
          {"lower_50", number(s.lower_50)}, {"upper_50", number(s.upper_50)}, {"lower_80", number(s.lower_80)}, {"upper_80", number(s.upper_80)},
          {"lower_95", number(s.lower_95)}, {"upper_95", number(s.upper_95)}, {"lower_99_8", number(s.lower_99_8)}, {"upper_99_8", number(s.upper_99_8)}};
}

Json json_of(const markets::ParameterUse& use) {
  return {{"id", use.id}, {"unit", use.unit}, {"best", number(use.best)}, {"median", number(use.median)}, {"lower_95", number(use.lower_95)}, {"upper_95", number(use.upper_95)},
          {"distribution", use.distribution}, {"period", use.period}, {"place", use.place}, {"citation", use.citation}, {"default", use.is_default},
          {"spread_default", use.spread_is_default}, {"note", use.note}, {"origin", use.origin}, {"file", use.file}, {"line", use.line}};
}

Json json_of(const markets::DrugMarket& drug) {
  Json json = {{"id", drug.id}, {"name", drug.name}, {"category", drug.code}, {"areas", Json::object()}, {"waterfall", Json::object()}, {"groups", Json::array()},
               {"parameters", Json::array()}, {"caveats", drug.caveats}, {"notes", drug.notes}};
  for (const markets::AreaMarket& area : drug.areas)
    for (const auto& [output, summary] : area.results) json["areas"][area.area][output] = json_of(summary);
  for (const auto& [area, steps] : drug.waterfall)
    for (const markets::WaterfallStep& step : steps) json["waterfall"][area].push_back({{"correction", step.correction}, {"users", step.users}, {"spend", step.spend}});
  for (const markets::GroupMarket& group : drug.groups)
    json["groups"].push_back({{"area", group.area}, {"kind", group.kind}, {"name", group.name}, {"users", json_of(group.users)}, {"quantity", json_of(group.quantity)}});
  for (const markets::ParameterUse& use : drug.parameters) json["parameters"].push_back(json_of(use));
  return json;
}

void add_synthesis(Json& json, const markets::MarketSynthesis& one) {
  Json row = {{"drug", one.drug}, {"area", one.area}, {"measure", one.measure}};
  row.update(json_of(one.summary));
  row.update(Json{{"r_hat", number(one.split_r_hat)}, {"effective_draws", number(one.effective_draws)}, {"pooled", {{"value", number(one.pooled)}, {"lower_95", number(one.pooled_lower)}, {"upper_95", number(one.pooled_upper)},
                  {"tau2", number(one.tau2)}, {"i2", number(one.i2)}}}, {"disagreement", number(one.disagreement)}, {"methods", Json::array()}});
  for (const markets::SynthesisPart& part : one.parts)
    row["methods"].push_back({{"method", part.method}, {"figures", part.figures}, {"value", number(part.value)}, {"log_error", number(part.log_error)}, {"prior_bias", part.prior_bias}, {"prior_bias_error", part.prior_bias_error},
                              {"prior_extra", part.prior_extra}, {"posterior_ratio", number(part.posterior_ratio)}, {"posterior_extra", number(part.posterior_extra)}, {"without", json_of(part.without)}});
  json["synthesis"].push_back(std::move(row));
}

void add_assessment(Json& json, const markets::Assessment& assessment) {
  json["wastewater"] = Json::array(), json["supply"] = Json::array(), json["balance"] = Json::array(), json["statements"] = Json::array(), json["synthesis"] = Json::array();
  for (const markets::WastewaterFinding& f : assessment.wastewater)
    json["wastewater"].push_back({{"drug", f.drug}, {"area", f.area}, {"site", f.site}, {"year", f.year}, {"substance", f.substance}, {"local", f.local}, {"days", f.pattern.days}, {"weeks", f.pattern.weeks},
                                  {"load_mg_1000_day", number(f.pattern.mean)}, {"weekday", number(f.pattern.weekday)}, {"weekend", number(f.pattern.weekend)}});
  for (const markets::SupplyFigure& f : assessment.supply) {
    Json row = {{"topic", f.topic}, {"drug", f.drug}, {"area", f.area}, {"name", f.name}, {"unit", f.unit}, {"basis", f.basis}, {"flag", f.is_flag}, {"note", f.note}};
    row.update(json_of(f.summary));
    json["supply"].push_back(std::move(row));
  }
  for (const markets::Balance& b : assessment.balances) {
    Json row = {{"drug", b.drug}, {"area", b.area}, {"unit", "kg a month"}, {"production", json_of(b.production)}, {"consumption", json_of(b.consumption)}, {"seizures", json_of(b.seizures)},
                {"net_import", json_of(b.net_import)}, {"probability_of_export", number(b.probability_of_export)}, {"seizures_by_month", b.seizures_by_month}};
    if (b.throughput.is_stated())
      row.update(Json{{"throughput", {b.throughput.low, b.throughput.high}}, {"net_export", json_of(b.net_export)}, {"share_passed_on", json_of(b.share_passed_on)}, {"verdict", b.verdict}, {"sentence", b.sentence}});
    json["balance"].push_back(std::move(row));
  }
  for (const markets::JudgedStatement& s : assessment.statements)
    json["statements"].push_back({{"drug", s.drug}, {"area", s.area}, {"name", s.name}, {"fits", s.fits}, {"sentence", s.sentence}, {"citation", s.citation}});
  for (const markets::MarketSynthesis& one : assessment.syntheses) add_synthesis(json, one);
}

void add_published(Json& json, const std::vector<markets::PublishedCheck>& checks) {
  json["published"] = Json::array();
  for (const markets::PublishedCheck& check : checks) {
    Json row = {{"drug", check.drug}, {"area", check.area}, {"name", check.name}, {"citation", check.citation}, {"unit", check.unit}, {"low", check.low}, {"high", check.high},
                {"nearest", check.nearest}, {"fits", check.fits}, {"text", check.text}, {"ways", Json::array()}};
    for (const markets::PublishedWay& way : check.ways) {
      Json one = {{"category", check.name + ": " + way.name}, {"name", way.name}, {"basis", way.basis}};
      one.update(json_of(way.summary));
      one.update(Json{{"ratio", number(way.ratio)}, {"note", way.note}, {"citation", way.citation}});
      row["ways"].push_back(std::move(one));
    }
    json["published"].push_back(std::move(row));
  }
}

void add_hidden(Json& json, const std::vector<markets::HiddenRow>& rows) {
  json["hidden"] = Json::array();
  for (const markets::HiddenRow& r : rows)
    json["hidden"].push_back({{"area", r.area}, {"method", r.method}, {"name", r.name}, {"vintage", r.vintage}, {"value", number(r.value)}, {"lower_95", number(r.lower_95)}, {"upper_95", number(r.upper_95)}, {"aic", number(r.aic)},
                              {"bic", number(r.bic)}, {"equally_good", r.equally_good}, {"deaths_per_1000", number(r.deaths_per_1000)}, {"plausible", r.plausible}, {"note", r.note}});
}

/// What drives the largest market of the first area.
void add_drivers(MarketResults& results, const Project& project, const std::vector<markets::DemandModel>& models) {
  const markets::DemandModel* leading = nullptr;
  double most = 0;
  for (std::size_t d = 0; d < models.size(); ++d) {
    const auto& of_first = results.market.drugs[d].areas.front().results;
    const auto spend = of_first.find("spend");
    if (spend != of_first.end() && spend->second.median > most) most = spend->second.median, leading = &models[d];
  }
  if (!leading) return;
  results.leading_drug = leading->drug().id;
  const markets::Question question(*leading, 0, "spend", results.market.settings.corrections);
  results.tornado = markets::tornado(question);
  results.tornado_middle = question.answer(leading->parameters().medians())[0];
  results.information = markets::information_values(question, project.catalogue, results.market.settings, 64, 2048);
}

std::set<std::string> market_indicators(const Project& project, const std::vector<std::string>& only) {
  std::set<std::string> ids;
  for (const auto& [id, indicator] : project.catalogue.indicators)
    if (indicator.method == catalogue::Method::market && is_wanted(id, project.profile, only)) ids.insert(id);
  return ids;
}

}  // namespace

std::optional<MarketResults> add_market_estimates(engine::Session& session, const Project& project, indicators::Computation& computation, const RunSettings& settings,
                                                  const std::vector<std::string>& only) {
  const std::set<std::string> wanted = market_indicators(project, only);
  const bool any_drug = std::any_of(project.catalogue.markets.begin(), project.catalogue.markets.end(), [](const auto& entry) { return entry.second.kind == "drug"; });
  if (wanted.empty() || !any_drug) return std::nullopt;
  if (settings.progress) settings.progress({"estimating the market", 0, 0, ""});
  MarketResults results;
  results.inputs = markets::read_inputs(session, project.catalogue, project.profile);
  if (results.inputs.areas.empty()) {
    for (const std::string& id : wanted) computation.skipped.push_back({id, results.inputs.notes.empty() ? "no area has residents" : results.inputs.notes.front()});
    return std::nullopt;
  }
  markets::Settings model = markets::settings_of(project.profile);
  model.threads = settings.threads ? settings.threads : project.profile.threads;
  const auto models = markets::demand_models(project.catalogue, project.profile.market, results.inputs, {});
  results.market = markets::simulate(models, results.inputs, model);
  results.market.methods = markets::other_methods(results.market, project.catalogue, project.profile.market, results.inputs);
  markets::Evidence evidence(project.catalogue, project.profile.market, results.inputs, results.market.settings);
  results.assessment = markets::assess(results.market, models, evidence);
  results.published = markets::published_checks(results.market, results.assessment, evidence);
  results.hidden = markets::hidden_users(markets::read_linked_lists(session, results.inputs), predict_and_keep_prevalence(session, project, results.inputs), evidence);
  if (only.empty()) add_drivers(results, project, models);
  core::Estimates estimates = markets::estimates_of(results.market, project.catalogue, results.inputs);
  for (core::Estimate& estimate : markets::published_estimates(results.published, results.market, project.catalogue, results.inputs)) estimates.push_back(std::move(estimate));
  for (core::Estimate& estimate : markets::hidden_estimates(results.hidden, markets::hidden_sources(session), project.catalogue, results.inputs)) estimates.push_back(std::move(estimate));
  for (core::Estimate& estimate : estimates) {
    if (!wanted.contains(estimate.indicator_id)) continue;
    if (computation.runs.empty() || computation.runs.back().indicator != estimate.indicator_id) {
      computation.runs.emplace_back();
      computation.runs.back().indicator = estimate.indicator_id;
    }
    ++computation.runs.back().estimates;
    computation.estimates.push_back(std::move(estimate));
  }
  return results;
}

void write_market(const MarketResults& results, const std::filesystem::path& file) {
  const markets::Market& market = results.market;
  Json json = {{"period", market.period}, {"draws", market.settings.draws}, {"seed", market.settings.seed}, {"corrections", market.settings.corrections}, {"sources", market.sources},
               {"areas", Json::array()}, {"totals", Json::object()}, {"drugs", Json::array()}, {"methods", Json::array()}, {"notes", market.notes}};
  for (const markets::AreaInputs& area : results.inputs.areas)
    json["areas"].push_back({{"code", area.code}, {"name", area.name}, {"type", area.type}, {"population_year", area.residents.year}, {"aged_16_59", area.residents.aged_16_59()},
                             {"deprivation", number(area.deprivation)}});
  for (const markets::AreaMarket& area : market.totals)
    for (const auto& [output, summary] : area.results) json["totals"][area.area][output] = json_of(summary);
  for (const markets::DrugMarket& drug : market.drugs) json["drugs"].push_back(json_of(drug));
  for (const markets::MethodEstimate& m : market.methods) {
    Json row = {{"drug", m.drug}, {"area", m.area}, {"period", m.period}, {"method", m.method}, {"name", m.name}, {"measure", m.measure}};
    row.update(json_of(m.summary));
    row.update(Json{{"note", m.note}, {"citation", m.citation}, {"default", m.is_default}});
    json["methods"].push_back(std::move(row));
  }
  json["drivers"] = {{"drug", results.leading_drug}, {"result", "spend"}, {"tornado", Json::array()}, {"information", Json::array()}};
  for (const markets::TornadoBar& bar : results.tornado)
    json["drivers"]["tornado"].push_back({{"parameter", bar.parameter}, {"label", markets::parameter_label(bar.parameter, results.inputs)}, {"low_value", bar.low_value}, {"high_value", bar.high_value}, {"low", bar.low}, {"high", bar.high}});
  for (const markets::InformationValue& value : results.information)
    json["drivers"]["information"].push_back({{"dataset", value.dataset}, {"name", value.name}, {"width_now", value.width_now}, {"width_left", value.width_left}, {"share_removed", value.share_removed}});
  add_assessment(json, results.assessment);
  add_published(json, results.published);
  add_hidden(json, results.hidden);
  core::write_file_whole(file, json.dump(1) + "\n");
}

std::vector<markets::TreatmentNeed> treatment_needs(const core::Estimates& estimates, const markets::MarketInputs& inputs) {
  std::vector<markets::TreatmentNeed> needs;
  for (const markets::AreaInputs& area : inputs.areas) {
    const core::Estimate* latest = nullptr;
    for (const core::Estimate& estimate : estimates)
      if (estimate.indicator_id == "unmet_need_ocu" && estimate.area_code == area.code && estimate.category.empty() && estimate.sex == "Persons" && estimate.age == "All ages" &&
          !std::isnan(estimate.value) && !std::isnan(estimate.denominator) && (!latest || estimate.period_start > latest->period_start))
        latest = &estimate;
    if (!latest) continue;
    markets::TreatmentNeed need{area.code, area.name, {}, latest->denominator * (1 - latest->value / 100), "unmet_need_ocu of " + latest->period};
    const auto known = area.users.find("opiate and crack");
    const bool given = known != area.users.end() && known->second.lower < known->second.upper;
    need.users = markets::summary_of_interval(latest->denominator, given ? latest->denominator * known->second.lower / known->second.value : std::nan(""),
                                              given ? latest->denominator * known->second.upper / known->second.value : std::nan(""));
    needs.push_back(std::move(need));
  }
  return needs;
}

}  // namespace dmp::pipeline
