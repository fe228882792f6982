#include "markets/published.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <tuple>

#include "core/number.hpp"
#include "stats/normal.hpp"

namespace dmp::markets {
namespace {

using Numbers = std::map<std::string, double>;

/// Three significant digits: a model knows no more.
std::string about(double value) {
  if (!(std::fabs(value) > 0)) return "0";
  const double step = std::pow(10, std::floor(std::log10(std::fabs(value))) - 2), rounded = std::round(value / step) * step;
  if (std::fabs(rounded) >= 1e9) return fmt::format("{:.4g}bn", rounded / 1e9);
  if (std::fabs(rounded) >= 1e6) return fmt::format("{:.4g}m", rounded / 1e6);
  return core::rounded_text(rounded);
}

std::string figure(double value, const std::string& unit) {
  if (unit == "GBP a year" || unit == "GBP") return "GBP " + about(value);
  return about(value) + (unit.starts_with("kg") ? " kg" : unit == "people" ? " people" : "");
}

std::string figure(const Summary& s, const std::string& unit) {
  if (std::isnan(s.lower_95)) return figure(s.median, unit);
  return fmt::format("{} ({} to {})", figure(s.median, unit), about(s.lower_95), about(s.upper_95));
}

/// "3.1 times", "1.2 times less"; near 1: "the same as".
std::string times(double ratio) {
  if (ratio >= 0.95 && ratio <= 1.05) return "about the same as";
  return ratio > 1 ? fmt::format("{:.1f} times", ratio) : fmt::format("{:.0f}% of", 100 * ratio);
}

/// A probability as the report says it.
std::string chance(double p) { return p < 0.001 ? "less than 1 in 1,000" : p < 0.01 ? "less than 1 in 100" : p > 0.99 ? "more than 99%" : fmt::format("{:.0f}%", 100 * p); }

const AreaInputs* area_of(const MarketInputs& inputs, const std::string& code) {
  const std::size_t place = place_of_area(inputs, code);
  return place < inputs.areas.size() ? &inputs.areas[place] : nullptr;
}

void finish(PublishedCheck& check) {
  double least = std::numeric_limits<double>::infinity();
  for (PublishedWay& way : check.ways) {
    way.ratio = way.summary.median > 0 ? check.middle() / way.summary.median : std::nan("");
    const double distance = std::fabs(std::log(way.ratio));
    if (!(distance < least)) continue;
    least = distance, check.nearest = way.name;
    check.fits = std::isnan(way.summary.lower_95) ? std::fabs(way.ratio - 1) < 0.05 : check.high >= way.summary.lower_95 && check.low <= way.summary.upper_95;
  }
}

/// What a method rests on.
std::string basis_of(const MethodEstimate& m) {
  if (m.method == "demand" || m.method == "survey" || m.method == "spend per user") return "survey";
  if (m.method == "scaled national figure") return "national figures";
  return m.method == "synthesis" ? "all methods" : m.method;
}

class Checks {
 public:
  Checks(const Market& market, const Assessment& assessment, Evidence& evidence) : market_(market), assessment_(assessment), evidence_(evidence) {}

  std::vector<PublishedCheck> run() {
    std::map<std::tuple<std::string, std::string, std::string>, std::pair<Numbers, std::string>> groups;
    std::vector<std::tuple<std::string, std::string, std::string>> order;
    for (const catalogue::MarketClaim& claim : evidence_.settings().claims) {
      if (claim.measure == "throughput" || !area_of(evidence_.inputs(), claim.area)) continue;
      const auto key = std::tuple(claim.drug, claim.area, claim.name);
      if (!groups.contains(key)) order.push_back(key);
      groups[key].first[claim.measure] = claim.value, groups[key].second = claim.citation;
    }
    for (const auto& key : order) {
      const auto& [numbers, citation] = groups.at(key);
      PublishedCheck check;
      std::tie(check.drug, check.area, check.name) = key;
      check.citation = citation;
      name(check);
      one(check, numbers);
    }
    spends_together();
    throughputs();
    return std::move(checks_);
  }

 private:
  void name(PublishedCheck& check) {
    check.area_name = area_of(evidence_.inputs(), check.area)->name;
    const auto drug = evidence_.catalogue().markets.find(check.drug);
    if (drug != evidence_.catalogue().markets.end()) check.drug_name = drug->second.name;
  }

  void one(const PublishedCheck& named, const Numbers& said) {
    if (said.contains("seized_kg") && said.contains("seized_value")) return seizure(named, said.at("seized_kg"), said.at("seized_value"));
    if (said.contains("plants")) return plants(named, said);
    for (const auto& [measure, value] : said)
      if (measure == "users" || measure == "spend" || measure == "spend_per_user" || measure == "quantity") size(named, measure, value);
  }

  void size(PublishedCheck check, const std::string& measure, double value) {
    check.output = "published_" + measure, check.low = check.high = value;
    check.unit = measure == "users" ? "people" : measure == "quantity" ? "kg a year" : "GBP a year";
    for (const MethodEstimate& m : market_.methods)
      if (m.drug == check.drug && m.area == check.area && m.measure == measure && m.method != "published figure" && m.method != "pooled")
        check.ways.push_back({m.name, basis_of(m), m.summary, m.note, m.citation, 0});
    if (check.ways.empty()) return;
    finish(check);
    check.text = measure == "users" ? users_text(check) : market_text(check, measure);
    checks_.push_back(std::move(check));
  }

  std::string users_text(const PublishedCheck& check) const {
    const double people = area_of(evidence_.inputs(), check.area)->residents.aged_16_59();
    std::string text = fmt::format("{} are {:.1f}% of the {} residents of {} aged 16 to 59.", figure(check.middle(), check.unit), 100 * check.middle() / people, core::rounded_text(people), check.area_name);
    for (const PublishedWay& way : check.ways) {
      if (way.name.starts_with("Survey's share"))
        text += fmt::format(" The national survey's share of those residents as it stands makes {}: the published figure is {} that{}.", figure(way.summary, check.unit), times(way.ratio),
                            std::fabs(way.ratio - 1) < 0.05 ? ", rounded, and so rests on the survey without corrections" : "");
      else if (way.basis == "survey")
        text += fmt::format(" With what such a survey misses added (age and sex of the residents, deprivation, answers held back, people outside households, the young and the old) the model expects {}: the published figure is {} that.",
                            figure(way.summary, check.unit), times(way.ratio));
    }
    return text;
  }

  std::string market_text(const PublishedCheck& check, const std::string& measure) {
    std::string text;
    for (const auto& [basis, words] : {std::pair<const char*, const char*>{"survey", "by the household survey"}, {"national figures", "by national figures scaled to the residents"}, {"wastewater", "by wastewater"}}) {
      std::string answers, ratios;
      std::size_t count = 0;
      for (const PublishedWay& way : check.ways)
        if (way.basis == basis) answers += (answers.empty() ? "" : " or ") + figure(way.summary, check.unit), ratios += (ratios.empty() ? "" : " and ") + times(way.ratio), ++count;
      if (count == 0) continue;
      text += text.empty() ? fmt::format("Made again {} it is {}: the published {} is {} {}.", words, answers, figure(check.middle(), check.unit), ratios, count > 1 ? "those" : "that")
                           : fmt::format(" {}{} it is {} ({} {}).", static_cast<char>(std::toupper(words[0])), words + 1, answers, ratios, count > 1 ? "those" : "that");
    }
    if (measure == "spend") text += per_user_text(check);
    text += load_text(check, measure);
    text += reason_text(check);
    for (const PublishedWay& way : check.ways)
      if (way.basis == "all methods")
        text += fmt::format(" All methods together give {}, which {} the published figure.", figure(way.summary, check.unit),
                            check.middle() >= way.summary.lower_95 && check.middle() <= way.summary.upper_95 ? "does not exclude" : "excludes");
    return text + chance_text(check, measure);
  }

  /// What each user whom the survey finds would have to spend, beside the published spend of one.
  std::string per_user_text(const PublishedCheck& check) const {
    double users = 0;
    for (const MethodEstimate& m : market_.methods)
      if (m.drug == check.drug && m.area == check.area && m.measure == "users" && (m.method == "survey" || (m.method == "demand" && users == 0))) users = m.summary.median;
    if (!(users > 0)) return {};
    const double each = check.middle() / users;
    std::string text = fmt::format(" Shared among the {} users whom the survey finds it is GBP {} a year each, GBP {} a week", about(users), about(each), about(each / 52));
    for (const catalogue::MarketBenchmark& figure : evidence_.catalogue().market(check.drug).benchmarks)
      if (figure.measure == "spend_per_user") {
        text += fmt::format("; the published spend of a user is GBP {} ({})", about(figure.value), figure.citation);
        break;
      }
    return text + ".";
  }

  /// What sewage would have to carry, beside published loads.
  std::string load_text(const PublishedCheck& check, const std::string& measure) {
    const catalogue::MarketDefinition& drug = evidence_.catalogue().market(check.drug);
    if (drug.kind != "drug" || measure == "spend_per_user") return {};
    double pure = std::nan(""), made = std::nan("");
    for (const MethodEstimate& m : market_.methods) {
      if (m.drug != check.drug || m.area != check.area || m.method != "demand") continue;
      if (m.measure == measure) made = m.summary.median;
      if (m.measure == "quantity_pure") pure = m.summary.median;
    }
    const double load = load_of_kilograms(drug, pure * check.middle() / made, area_of(evidence_.inputs(), check.area)->residents.all);
    if (!(load > 0)) return {};
    std::string text = fmt::format(" Sewage would have to carry {} mg of its residue a day for each 1,000 people, if all of it came from this drug", about(load));
    std::string known;
    for (const WastewaterFinding& finding : assessment_.wastewater)
      if (finding.drug == check.drug && finding.area == check.area) known += fmt::format("{}{} held {} ({})", known.empty() ? "" : ", ", finding.site, about(finding.pattern.mean), finding.year);
    return text + (known.empty() ? "." : "; " + known + ".");
  }

  /// Why the ways lie apart, by what the nearest one rests on.
  static std::string reason_text(const PublishedCheck& check) {
    const PublishedWay* best = nullptr;
    for (const PublishedWay& way : check.ways)
      if (way.basis != "all methods" && std::isfinite(way.ratio) && (!best || std::fabs(std::log(way.ratio)) < std::fabs(std::log(best->ratio)))) best = &way;
    if (!best) return {};
    const Summary& s = best->summary;
    const std::string held = std::isnan(s.lower_95) ? ", which has no interval" : check.middle() >= s.lower_95 && check.middle() <= s.upper_95 ? ", inside its 95% interval" : ", outside its 95% interval";
    std::string text = fmt::format(" It lies nearest to '{}'{}.", best->name, held);
    if (best->basis == "survey") return text;
    return text + " Answers in households leave out much heavy use and understate amounts, so what rests on them tends to be low; sewage holds what everybody excretes, visitors among them, and national figures are often upper ends: "
                  "a figure that stands with these can hardly rest on the survey alone.";
  }

  /// The share of the demand side's draws that lie as far out.
  std::string chance_text(const PublishedCheck& check, const std::string& measure) {
    const auto drug = evidence_.catalogue().markets.find(check.drug);
    if (drug == evidence_.catalogue().markets.end() || drug->second.kind != "drug" || measure == "spend_per_user") return {};
    const std::size_t area = place_of_area(evidence_.inputs(), check.area);
    const std::vector<double> draws = measure == "spend" ? evidence_.demand(drug->second).spend(area) : evidence_.demand(drug->second).kilograms(area, false);
    const auto above = static_cast<double>(std::count_if(draws.begin(), draws.end(), [&](double x) { return x >= check.middle(); })) / static_cast<double>(draws.size());
    const bool high = above < 0.5;
    return fmt::format(" By the demand side alone the chance that the true figure is as {} is {}.", high ? "high" : "low", chance(high ? above : 1 - above));
  }

  /// Published spends of one area added up, beside the national figure for all drugs.
  void spends_together() {
    std::map<std::string, std::vector<const PublishedCheck*>> by_area;
    for (const PublishedCheck& check : checks_)
      if (check.output == "published_spend") by_area[check.area].push_back(&check);
    std::vector<PublishedCheck> sums;
    for (const auto& [area, parts] : by_area) {
      if (parts.size() < 2) continue;
      PublishedCheck sum;
      sum.area = area, sum.area_name = parts.front()->area_name, sum.output = "published_spend", sum.unit = "GBP a year", sum.name = "Published spends together", sum.citation = parts.front()->citation;
      std::string drugs;
      for (const PublishedCheck* part : parts) sum.low += part->low, drugs += (drugs.empty() ? "" : " and ") + part->drug_name;
      sum.high = sum.low;
      for (const MethodEstimate& m : market_.methods)
        if (m.drug == "any_drug" && m.area == area && m.measure == "spend" && m.method == "scaled national figure") sum.ways.push_back({m.name, "national figures", m.summary, m.note, m.citation, 0});
      for (const AreaMarket& total : market_.totals)
        if (const auto spend = total.results.find("spend"); total.area == area && spend != total.results.end())
          sum.ways.push_back({"Demand side, all drugs of the catalogue", "survey", spend->second, "sum over the drugs, draw by draw", "docs/methods/market-size.md", 0});
      if (sum.ways.empty()) continue;
      finish(sum);
      sum.text = fmt::format("{} together are {}.", drugs, figure(sum.low, sum.unit));
      for (const PublishedWay& way : sum.ways) sum.text += fmt::format(" {} makes {} for all drugs: the published part is {} the whole.", way.name, figure(way.summary, sum.unit), times(way.ratio));
      sums.push_back(std::move(sum));
    }
    for (PublishedCheck& sum : sums) checks_.push_back(std::move(sum));
  }

  void seizure(PublishedCheck check, double kilograms, double value) {
    const catalogue::MarketDefinition& drug = evidence_.catalogue().market(check.drug);
    const Valuation made = value_of(drug, {1000 * kilograms, value, "street", std::nan("")}, evidence_);
    check.output = "published_value", check.unit = "GBP", check.low = check.high = value;
    const std::string weight = core::rounded_text(kilograms) + " kg x ";
    check.ways.push_back({"at the street price", "prices", made.street, weight + "price of a street gram, averaged over sizes of purchase", "docs/methods/market-supply.md", 0});
    if (!std::isnan(made.wholesale.median)) check.ways.push_back({"at the wholesale price", "prices", made.wholesale, weight + "price by the kilogram", "docs/methods/market-supply.md", 0});
    finish(check);
    check.text = made.sentence;
    if (!made.fits) check.text += fmt::format(" A value should name its basis: {} kg of {} cannot be worth {} on the street by the prices held.", core::rounded_text(kilograms), check.drug_name, figure(value, "GBP"));
    checks_.push_back(std::move(check));
  }

  void plants(PublishedCheck check, const Numbers& said) {
    const catalogue::MarketDefinition& drug = evidence_.catalogue().market(check.drug);
    const double number = said.at("plants");
    const Crop crop = crop_of(drug, number, evidence_);
    const std::string count = core::rounded_text(number) + " plants x ";
    PublishedCheck money = check;
    if (const auto kg = said.find("plants_kg"); kg != said.end()) {
      check.output = "published_quantity", check.unit = "kg", check.low = check.high = kg->second, check.name += ", weight";
      check.ways.push_back({"yields of all conventions", "plants", crop.once, count + "yield of one harvest", "docs/methods/market-supply.md", 0});
      for (const catalogue::MarketBenchmark& convention : drug.benchmarks)
        if (convention.measure == "plant_yield") {
          Summary summary;
          summary.median = summary.mean = number * convention.value / 1000;
          check.ways.push_back({convention.name, "plants", summary, count + core::rounded_text(convention.value) + " g", convention.citation, 0});
        }
      finish(check);
      check.text = fmt::format("{} from {} plants are {} g a plant. All conventions give {} in one harvest.", figure(check.low, "kg"), core::rounded_text(number), core::rounded_text(1000 * check.low / number), figure(crop.once, "kg"));
      for (const PublishedWay& way : check.ways)
        if (std::isnan(way.summary.lower_95)) check.text += fmt::format(" {}: {}.", way.name, figure(way.summary, "kg"));
      check.text += fmt::format(" So it rests on '{}', and is potential, not what was sold.", check.nearest);
      checks_.push_back(std::move(check));
    }
    if (const auto value = said.find("plants_value"); value != said.end()) {
      money.output = "published_value", money.unit = "GBP", money.low = money.high = value->second, money.name += ", value";
      money.ways.push_back({"one harvest at the street price", "plants", crop.street_gbp, count + "yield x price of a street gram", "docs/methods/market-supply.md", 0});
      finish(money);
      money.text = fmt::format("{} for {} plants is GBP {} a plant", figure(money.low, "GBP"), core::rounded_text(number), about(money.low / number));
      if (const auto kg = said.find("plants_kg"); kg != said.end()) money.text += fmt::format(" and GBP {:.2f} a gram", money.low / kg->second / 1000);
      money.text += fmt::format(". By the yields of all conventions and the street price it is {}: the published value is {} that.", figure(crop.street_gbp, "GBP"), times(money.ways[0].ratio));
      checks_.push_back(std::move(money));
    }
  }

  void throughputs() {
    for (const StatedThroughput& stated : stated_throughputs(evidence_.settings()))
      for (const Balance& balance : assessment_.balances) {
        if (!balance.throughput.is_stated() || balance.area != stated.area || balance.drug != stated.drug || balance.throughput.low != stated.kilograms_a_month.low) continue;
        PublishedCheck check;
        check.drug = stated.drug, check.area = stated.area, check.name = stated.name, check.citation = stated.citation, check.output = "published_flow", check.unit = "kg a month";
        check.low = balance.throughput.low, check.high = balance.throughput.high;
        name(check);
        add_tonnage(check, balance);
        const char* page = "docs/methods/market-supply.md";
        check.ways.push_back({"used here", "balance", balance.consumption, "users x days x quantity of the drugs together, at street weight", page, 0});
        if (balance.seizures.median > 0) check.ways.push_back({"seized here", "balance", balance.seizures, "at the street's purity", page, 0});
        check.ways.push_back({"passes on, if the published figure holds", "balance", balance.net_export, "stated inflow + production - used - seized", page, 0});
        finish(check);
        // What passes on is made of the published figure itself: it cannot confirm it.
        check.nearest.clear(), check.fits = balance.verdict == "possible";
        check.text = balance.sentence;
        if (check.ways.front().basis == "national figures")
          check.text += fmt::format(" Were the country's tonnage used and moved evenly over its residents, {} would see {} a month.", check.area_name, figure(check.ways.front().summary, check.unit));
        checks_.push_back(std::move(check));
        break;
      }
  }

  /// The country's published tonnages of the drugs, by the area's share of the residents: the first figure of each drug.
  void add_tonnage(PublishedCheck& check, const Balance& balance) const {
    Summary sum;
    sum.median = sum.mean = 0, sum.lower_95 = sum.upper_95 = 0;
    std::string citation;
    for (const std::string& drug : balance.drugs)
      for (const MethodEstimate& m : market_.methods)
        if (m.drug == drug && m.area == check.area && m.method == "scaled national figure" && m.measure == "quantity") {
          sum.median += m.summary.median / 12, sum.lower_95 += m.summary.lower_95 / 12, sum.upper_95 += m.summary.upper_95 / 12;
          citation += (citation.empty() ? "" : "; ") + m.citation;
          break;
        }
    if (!(sum.median > 0)) return;
    check.ways.push_back({"the country's tonnage by residents", "national figures", summary_of_interval(sum.median, sum.lower_95, sum.upper_95), "national quantities x the area's share of the residents aged 16 to 59 / 12, ends added", citation, 0});
  }

  const Market& market_;
  const Assessment& assessment_;
  Evidence& evidence_;
  std::vector<PublishedCheck> checks_;
};

core::Estimate estimate_of(const PublishedCheck& check, const PublishedWay& way, const catalogue::IndicatorDefinition& indicator, const AreaInputs& area, const Market& market, const MarketInputs& inputs) {
  core::Estimate e;
  e.indicator_id = indicator.id, e.indicator_name = indicator.name, e.domain = indicator.domain;
  e.area_code = area.code, e.area_name = area.name, e.area_type = area.type;
  e.period = inputs.period.text(), e.period_start = core::text(inputs.period.start), e.period_end = core::text(inputs.period.end);
  e.unit = indicator.unit, e.polarity = indicator.polarity, e.quality = indicator.quality, e.sources = market.sources;
  e.category_type = indicator.category_type, e.category = check.name + ": " + way.name;
  e.estimate_id = indicator.id + ":" + area.code + ":" + e.period + ":" + e.category_type + "=" + e.category;
  e.value = way.summary.median, e.lower_95 = way.summary.lower_95, e.upper_95 = way.summary.upper_95, e.lower_99_8 = way.summary.lower_99_8, e.upper_99_8 = way.summary.upper_99_8;
  e.method = "market model: " + (way.note.empty() ? way.basis : way.note);
  const std::string stated = check.low == check.high ? core::rounded_text(check.low) : core::rounded_text(check.low) + " to " + core::rounded_text(check.high);
  e.note = fmt::format("published: {} ({}); published / this way: {:.2f}", stated, check.citation, way.ratio);
  return e;
}

}  // namespace

std::vector<PublishedCheck> published_checks(const Market& market, const Assessment& assessment, Evidence& evidence) { return Checks(market, assessment, evidence).run(); }

core::Estimates published_estimates(const std::vector<PublishedCheck>& checks, const Market& market, const catalogue::Catalogue& catalogue, const MarketInputs& inputs) {
  core::Estimates estimates;
  for (const auto& [id, indicator] : catalogue.indicators) {
    if (indicator.method != catalogue::Method::market) continue;
    for (const AreaInputs& area : inputs.areas)
      for (const PublishedCheck& check : checks)
        if (check.area == area.code && check.output == indicator.output)
          for (const PublishedWay& way : check.ways) estimates.push_back(estimate_of(check, way, indicator, area, market, inputs));
  }
  return estimates;
}

}  // namespace dmp::markets
