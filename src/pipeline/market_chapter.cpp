#include "pipeline/market_chapter.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/number.hpp"

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

/// "days.frequent" as "days, frequent"; the drug's own name is left away.
std::string parameter_words(const std::string& id) {
  std::string words = id.substr(id.find('.') + 1);
  for (const auto& [from, to] : {std::pair<char, const char*>{'.', ", "}, {'_', " "}})
    for (std::size_t place = words.find(from); place != std::string::npos; place = words.find(from, place + 1)) {
      const bool decimal = from == '.' && place + 1 < words.size() && std::isdigit(static_cast<unsigned char>(words[place + 1])) && place > 0 && std::isdigit(static_cast<unsigned char>(words[place - 1]));
      if (!decimal) words.replace(place, 1, to);
    }
  return words;
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
    if (drug.id != results.leading_drug) continue;
    chapter.leading_drug = drug.name;
    const auto steps = drug.waterfall.find(area.code);
    if (steps != drug.waterfall.end())
      for (const markets::WaterfallStep& step : steps->second) chapter.waterfall.push_back({step.correction, step.users});
  }
  std::stable_sort(chapter.drugs.begin(), chapter.drugs.end(), [](const auto& a, const auto& b) { return (std::isnan(a.spend.value) ? -1 : a.spend.value) > (std::isnan(b.spend.value) ? -1 : b.spend.value); });
  for (const markets::TornadoBar& bar : results.tornado) {
    chapter.tornado.push_back({parameter_words(bar.parameter), core::rounded_text(bar.low_value), core::rounded_text(bar.high_value), bar.low, bar.high});
    chapter.tornado_middle = results.tornado_middle;
  }
  for (const markets::InformationValue& value : results.information) chapter.datasets.push_back({value.name, value.share_removed});
  std::set<std::string> said;
  for (const std::string& note : market.notes)
    if (said.insert(note).second && chapter.notes.size() < 10) chapter.notes.push_back(note);
  return chapter;
}

}  // namespace dmp::pipeline
