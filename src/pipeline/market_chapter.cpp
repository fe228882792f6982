#include "pipeline/market_chapter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "catalogue/market_roles.hpp"
#include "core/number.hpp"
#include "reports/wording.hpp"

namespace dmp::pipeline {
namespace {

reports::MarketFigure figure_of(const markets::Summary& s) { return {s.median, s.lower_50, s.upper_50, s.lower_95, s.upper_95}; }

reports::MarketFigure figure_in(const markets::AreaMarket& area, const std::string& output) {
  const auto found = area.results.find(output);
  return found == area.results.end() ? reports::MarketFigure{} : figure_of(found->second);
}

reports::MarketDrug drug_of(const markets::DrugMarket& drug, const markets::Market& market, const std::string& area_code) {
  const markets::AreaMarket& area = drug.areas.front();
  reports::MarketDrug shown;
  shown.name = drug.name;
  shown.users = figure_in(area, "users"), shown.kilograms = figure_in(area, "quantity"), shown.pure_kilograms = figure_in(area, "quantity_pure");
  shown.spend = figure_in(area, "spend"), shown.spend_per_user = figure_in(area, "spend_per_user");
  shown.parameters = drug.parameters.size();
  for (const markets::ParameterUse& use : drug.parameters) shown.defaults += use.is_default;
  for (const markets::MethodEstimate& m : market.methods) {
    if (m.drug != drug.id || m.area != area_code || (m.measure != "spend" && m.measure != "quantity")) continue;
    (m.measure == "spend" ? shown.spend_methods : shown.quantity_methods).push_back({m.name, m.note.empty() ? m.method : m.note, m.citation, figure_of(m.summary)});
  }
  return shown;
}

std::string name_of_drug(const markets::Market& market, const std::string& id) {
  for (const markets::DrugMarket& drug : market.drugs)
    if (drug.id == id) return drug.name;
  return id.starts_with("class_") ? "Class " + std::string(1, static_cast<char>(std::toupper(id.back()))) : id;
}

const markets::Balance* balance_in(const markets::Assessment& assessment, const std::string& drug, const std::string& area) {
  for (const markets::Balance& b : assessment.balances)
    if (b.drug == drug && b.area == area && !b.throughput.is_stated()) return &b;
  return nullptr;
}

/// The streams of a balance. Of a class each drug's use is a stream of its own.
reports::MarketBalance flows_of(const markets::Balance& b, const MarketResults& results) {
  reports::MarketBalance shown;
  std::string area = b.area;
  for (const markets::AreaInputs& place : results.inputs.areas)
    if (place.code == b.area) area = place.name;
  shown.title = name_of_drug(results.market, b.drug) + ", " + area, shown.sentence = b.sentence;
  reports::MarketFigure stated{(b.throughput.low + b.throughput.high) / 2, reports::MarketFigure::kNone, reports::MarketFigure::kNone, b.throughput.low, b.throughput.high};
  if (b.production.median > 0) shown.in.push_back({"Made here", figure_of(b.production)});
  if (b.throughput.is_stated()) shown.in.push_back({"Comes in, as stated", stated});
  else if (b.net_import.median > 0) shown.in.push_back({"Comes in", figure_of(b.net_import)});
  for (const std::string& drug : b.drugs)
    if (const markets::Balance* own = b.drugs.size() > 1 ? balance_in(results.assessment, drug, b.area) : &b) shown.out.push_back({b.drugs.size() > 1 ? "Used, " + name_of_drug(results.market, drug) : "Used", figure_of(own->consumption)});
  if (b.seizures.median > 0) shown.out.push_back({"Seized", figure_of(b.seizures)});
  const markets::Summary& passed = b.net_export;
  if (b.throughput.is_stated()) shown.out.push_back({"Passes on", figure_of(passed)});
  else if (b.net_import.median < 0) shown.out.push_back({"Passes on", {-b.net_import.median, -b.net_import.upper_50, -b.net_import.lower_50, -b.net_import.upper_95, -b.net_import.lower_95}});
  return shown;
}

constexpr std::size_t kMostBalances = 3, kMostSupplied = 4;

/// The drugs whose seizures are worth most, and what belongs to no one drug: the rest is in market.json and in dmp market supply.
std::set<std::string> drugs_with_supply(const markets::Assessment& assessment, const std::string& area) {
  std::vector<std::pair<double, std::string>> worth;
  for (const markets::SupplyFigure& f : assessment.supply)
    if (f.area == area && f.topic == "valuation" && f.basis == "street price") worth.emplace_back(-f.summary.median, f.drug);
  std::sort(worth.begin(), worth.end());
  std::set<std::string> drugs = {""};
  for (std::size_t i = 0; i < std::min(worth.size(), kMostSupplied); ++i) drugs.insert(worth[i].second);
  return drugs;
}

/// Stated throughputs of any area first, then the drugs of the chapter's area that are made here, and the leading one.
void add_flows(reports::MarketChapter& chapter, const MarketResults& results, const std::string& area) {
  std::vector<const markets::Balance*> order;
  for (const markets::Balance& b : results.assessment.balances)
    if (b.throughput.is_stated()) order.push_back(&b);
  for (const markets::Balance& b : results.assessment.balances)
    if (!b.throughput.is_stated() && b.area == area && (b.production.median > 0 || b.drug == results.leading_drug)) order.push_back(&b);
  for (std::size_t i = 0; i < std::min(order.size(), kMostBalances); ++i) chapter.balances.push_back(flows_of(*order[i], results));
  const std::set<std::string> shown = drugs_with_supply(results.assessment, area);
  for (const markets::SupplyFigure& f : results.assessment.supply)
    if (f.area == area && (f.is_flag || shown.contains(f.drug))) chapter.supply.push_back({f.drug.empty() ? "all" : name_of_drug(results.market, f.drug), f.name, f.basis, f.unit, f.note, figure_of(f.summary), f.is_flag});
}

/// "GBP 53.8m a year", "200 to 500 kg a month".
std::string stated_text(const markets::PublishedCheck& check) {
  const auto number = [](double x) { return x >= 1e6 ? fmt::format("{:.4g}m", x / 1e6) : core::rounded_text(x); };
  const std::string range = check.low == check.high ? number(check.low) : number(check.low) + " to " + number(check.high);
  if (!check.unit.starts_with("GBP")) return range + " " + check.unit;
  return "\u00A3" + range + check.unit.substr(3);
}

void add_published(reports::MarketChapter& chapter, const MarketResults& results) {
  for (const markets::PublishedCheck& check : results.published) {
    reports::MarketPublished shown{check.name + ", " + check.area_name, stated_text(check), check.unit, check.text, {}};
    for (const markets::PublishedWay& way : check.ways) shown.ways.push_back({way.name, way.note, way.citation, std::isnan(way.ratio) ? "" : fmt::format("{:.2f}", way.ratio), figure_of(way.summary)});
    chapter.published.push_back(std::move(shown));
  }
}

void add_hidden(reports::MarketChapter& chapter, const MarketResults& results, const std::string& principal) {
  for (const markets::HiddenRow& row : results.hidden) {
    if (row.area != principal && row.method == "log-linear model") continue;
    reports::MarketFigure users;
    users.value = row.value, users.lower_95 = row.lower_95, users.upper_95 = row.upper_95;
    const std::size_t place = markets::place_of_area(results.inputs, row.area);
    chapter.hidden.push_back({place < results.inputs.areas.size() ? results.inputs.areas[place].name : row.area, row.method, row.name, row.vintage, row.plausible, row.note, users});
  }
}

/// Of the drug with the greatest spend that has a survey to correct: users of opiates and crack are counted otherwise.
void add_waterfall(reports::MarketChapter& chapter, const markets::Market& market, const std::string& area) {
  double most = 0;
  for (const markets::DrugMarket& drug : market.drugs) {
    const auto steps = drug.waterfall.find(area);
    if (steps == drug.waterfall.end() || steps->second.size() < 2) continue;
    const double spend = figure_in(drug.areas.front(), "spend").value;
    if (!(spend > most)) continue;
    most = spend, chapter.waterfall_drug = drug.name;
    chapter.waterfall.clear();
    for (const markets::WaterfallStep& step : steps->second) chapter.waterfall.push_back({catalogue::market_correction_words(step.correction), step.users});
  }
}

/// Both ends of a parameter as one reads "LOW to HIGH": the sign of money before each, what else there is of the unit after the last. Ratios and the like have none, and people are named by the parameter.
std::pair<std::string, std::string> ends_in_words(const markets::TornadoBar& bar) {
  const std::string& unit = bar.unit;
  const bool money = unit.starts_with("GBP"), share = unit == "share";
  const std::string sign = money ? "\u00A3" : "", percent = share || unit == "%" ? "%" : "";
  std::string after = money ? unit.substr(3) : percent.empty() && unit != "people" && unit.find("ratio") == std::string::npos && !unit.starts_with("log") ? " " + unit : "";
  const auto words = [&](double value) { return sign + reports::significant_text(share ? 100 * value : value, 3) + percent; };
  return {words(bar.low_value), words(bar.high_value) + after};
}

}  // namespace

reports::MarketChapter market_chapter(const MarketResults& results) {
  const markets::Market& market = results.market;
  reports::MarketChapter chapter;
  if (results.inputs.areas.empty()) return chapter;
  const markets::AreaInputs& area = results.inputs.areas.front();
  chapter.area = area.name, chapter.period = market.period, chapter.draws = market.settings.draws, chapter.seed = market.settings.seed;
  chapter.total_spend = figure_in(market.totals.front(), "spend");
  for (const markets::DrugMarket& drug : market.drugs) {
    chapter.drugs.push_back(drug_of(drug, market, area.code));
    if (drug.id == results.leading_drug) chapter.leading_drug = drug.name;
  }
  add_waterfall(chapter, market, area.code);
  std::stable_sort(chapter.drugs.begin(), chapter.drugs.end(), [](const auto& a, const auto& b) { return (std::isnan(a.spend.value) ? -1 : a.spend.value) > (std::isnan(b.spend.value) ? -1 : b.spend.value); });
  for (const markets::TornadoBar& bar : results.tornado) {
    const auto [low, high] = ends_in_words(bar);
    chapter.tornado.push_back({markets::parameter_label(bar.parameter, results.inputs), low, high, bar.low, bar.high});
    chapter.tornado_middle = results.tornado_middle;
  }
  for (const markets::InformationValue& value : results.information) chapter.datasets.push_back({value.name, value.share_removed});
  add_published(chapter, results);
  add_flows(chapter, results, area.code);
  add_hidden(chapter, results, area.code);
  std::set<std::string> said;
  for (const std::string& note : market.notes)
    if (said.insert(note).second && chapter.notes.size() < 10) chapter.notes.push_back(note);
  return chapter;
}

}  // namespace dmp::pipeline
