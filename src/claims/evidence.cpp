#include "claims/evidence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "catalogue/glob.hpp"
#include "claims/tokens.hpp"
#include "core/number.hpp"
#include "core/period.hpp"

namespace dmp::claims {
namespace {

using core::Estimate;

constexpr std::size_t kMost = 60;

std::vector<std::string> stems_of(const std::string& text) {
  std::vector<std::string> stems;
  for (const Token& token : tokens_of(text))
    if (token.kind == TokenKind::word && !is_stop_word(token.lower)) stems.push_back(stem(token.lower));
  return stems;
}

/// The kind of an estimate's unit, what it is a rate by and the time it is for; nothing for what no text speaks of (p, z, correlations).
struct EstimateUnit {
  UnitKind kind = UnitKind::count;
  double per_number = 0;
  std::string per;
  bool ok = true;
};

EstimateUnit unit_of(const std::string& unit) {
  EstimateUnit out;
  const auto has = [&](std::string_view part) { return unit.find(part) != std::string::npos; };
  if (unit.starts_with("%")) out.kind = UnitKind::percent;
  else if (unit.starts_with("GBP")) out.kind = UnitKind::money;
  else if (unit == "kg" || unit.starts_with("kg ") || unit == "g" || unit.starts_with("g ")) out.kind = UnitKind::mass;
  else if (unit.starts_with("per ")) {
    out.kind = UnitKind::rate;
    std::string digits;
    for (const char c : unit.substr(4)) {
      if (c >= '0' && c <= '9') digits += c;
      else if (c != ',') break;
    }
    out.per_number = core::parse_number(digits).value_or(has("million") ? 1e6 : 1);
  } else if (unit == "ratio") out.kind = UnitKind::times;
  else if (unit.size() <= 2 || has("correlation") || has("share of") || has("decile")) out.ok = false;
  if (out.kind == UnitKind::money || out.kind == UnitKind::mass || out.kind == UnitKind::count) {
    if (has("a month")) out.per = "month";
    else if (has("a year")) out.per = "year";
    else if (has("pure g")) out.per = "pure gram";
    else if (has("per gram") || has("a gram")) out.per = "gram";
    else if (has("per adult") || has("per user")) out.per = "adult";
  }
  return out;
}

/// What a figure must be multiplied by to stand in the quantity's unit; 0 where it cannot.
double factor_between(const Quantity& quantity, const EstimateUnit& unit, const std::string& estimate_unit) {
  if (unit.kind != quantity.kind) return 0;
  double factor = 1;
  if (quantity.kind == UnitKind::rate) return unit.per_number > 0 ? quantity.per_number / unit.per_number : 0;
  if (quantity.kind == UnitKind::mass) {
    const bool estimate_g = estimate_unit == "g" || estimate_unit.starts_with("g "), quantity_g = quantity.unit == "g" || quantity.unit.starts_with("g ");
    factor = estimate_g == quantity_g ? 1 : estimate_g ? 1e-3 : 1e3;
  }
  if (quantity.kind == UnitKind::money && !quantity.unit.starts_with("GBP")) return 0;
  const bool by_thing = unit.per == "gram" || unit.per == "pure gram" || unit.per == "adult";
  const bool asked_by_thing = !quantity.per.empty() && quantity.per != "month" && quantity.per != "year" && quantity.per != "week" && quantity.per != "day";
  if (by_thing != asked_by_thing && by_thing) return 0;
  if (quantity.per == "month" && unit.per == "year") factor /= 12;
  if (quantity.per == "year" && unit.per == "month") factor *= 12;
  if (quantity.per == "week" && unit.per == "year") factor *= 7 / 365.25;
  if (quantity.per == "day" && unit.per == "year") factor /= 365.25;
  return factor;
}

void ages_of(const std::string& age, int& low, int& high) {
  std::vector<int> numbers;
  for (const Token& token : tokens_of(age))
    if (token.kind == TokenKind::number) numbers.push_back(static_cast<int>(token.number));
  if (numbers.empty()) return;
  low = numbers[0];
  high = numbers.size() > 1 ? numbers[1] : age.find('+') != std::string::npos ? 120 : numbers[0];
}

bool is_total(const std::string& category) { return category.empty() || category == "any drug" || category == "all drugs" || category == "all" || category == "All" || category == "total"; }

int rank_of_type(const std::string& type) { return type == "county" ? 0 : type == "force" ? 1 : type == "authority" ? 2 : type == "country" ? 3 : type == "region" ? 4 : 5; }

/// Whether a noun that a share is of narrows what the share can be.
bool is_telling(const std::string& noun) {
  static const std::set<std::string> general = {"", "person", "adult", "resident", "client", "case", "user", "child", "man", "woman", "men", "women", "male", "femal", "female", "patient", "individual", "group", "pupil", "household"};
  return !general.contains(noun);
}

/// Words in names of indicators that tell little.
bool is_faint(const std::string& stem) {
  static const std::set<std::string> faint = {"publish", "published", "estimat", "estimate", "rate", "share", "prevalence", "prevalenc", "count", "number", "proportion", "percentage", "percentag", "retrac", "survey", "applied", "appli", "model", "market"};
  return faint.contains(stem);
}

}  // namespace

Evidence::Evidence(const core::Estimates& estimates, const Lexicon& lexicon) : lexicon_(lexicon) {
  std::unordered_map<std::string, std::size_t> area_by_code, indicator_by_id;
  std::vector<const Estimate*> firsts;
  for (const Estimate& estimate : estimates)
    if (area_by_code.try_emplace(estimate.area_code, 0).second) firsts.push_back(&estimate);
  std::stable_sort(firsts.begin(), firsts.end(), [](const Estimate* a, const Estimate* b) { return rank_of_type(a->area_type) < rank_of_type(b->area_type); });
  for (const Estimate* estimate : firsts) {
    area_by_code[estimate->area_code] = areas_.size();
    areas_.push_back({estimate->area_code, estimate->area_name, estimate->area_type});
  }
  std::unordered_map<std::string, std::optional<core::Period>> periods;
  std::unordered_map<std::string, std::vector<std::string>> categories;
  for (const Estimate& estimate : estimates) {
    if (!unit_of(estimate.unit).ok) continue;
    const auto [at, fresh] = indicator_by_id.try_emplace(estimate.indicator_id, indicators_.size());
    if (fresh) {
      Indicator& made = indicators_.emplace_back();
      made.id = estimate.indicator_id;
      made.name = estimate.indicator_name;
    }
    Indicator& indicator = indicators_[at->second];
    Row row{&estimate, area_by_code.at(estimate.area_code), {}, {}, -1, -1};
    const auto [period, new_period] = periods.try_emplace(estimate.period_start + estimate.period_end);
    if (new_period) {
      const auto start = core::parse_day(estimate.period_start), end = core::parse_day(estimate.period_end);
      if (start && end) period->second = core::Period{*start, *end};
    }
    row.period = period->second;
    if (!is_total(estimate.category)) {
      const auto [stems, new_category] = categories.try_emplace(estimate.category);
      if (new_category) stems->second = stems_of(estimate.category);
      row.category_stems = stems->second;
      // A category of figures alone ("decile 8" is "8") cannot be told by words.
      if (row.category_stems.empty()) row.category_stems = {"#" + estimate.category};
    }
    if (estimate.age != "All ages") ages_of(estimate.age, row.age_low, row.age_high);
    else indicator.one_age = false;
    place_of_[&estimate] = {at->second, indicator.rows.size()};
    indicator.by_area[row.area].push_back(indicator.rows.size());
    indicator.rows.push_back(std::move(row));
  }
  weigh();
}

/// What each word of the indicators' names tells: the rarer, the more.
void Evidence::weigh() {
  std::map<std::string, double> named;
  std::vector<std::set<std::string>> stems(indicators_.size()), in_brackets(indicators_.size());
  for (std::size_t n = 0; n < indicators_.size(); ++n) {
    const std::string& name = indicators_[n].name;
    for (const std::string& stem : stems_of(name)) stems[n].insert(stem);
    // What stands in brackets only tells more: "(estimate)", "(broad)".
    const auto bracket = name.find('(');
    const std::vector<std::string> outside = stems_of(name.substr(0, bracket));
    if (bracket != std::string::npos && !outside.empty())
      for (const std::string& stem : stems_of(name.substr(bracket)))
        if (std::find(outside.begin(), outside.end(), stem) == outside.end()) in_brackets[n].insert(stem);
    for (const std::string& stem : stems[n]) named[stem] += 1;
  }
  const double all = static_cast<double>(indicators_.size()) + 1;
  for (std::size_t n = 0; n < indicators_.size(); ++n) {
    Indicator& indicator = indicators_[n];
    for (const std::string& stem : stems[n]) {
      const double weight = (0.4 + std::log(all / named[stem])) * (is_faint(stem) ? 0.1 : 1.0) * (in_brackets[n].contains(stem) ? 0.3 : 1.0);
      indicator.stems.emplace_back(stem, weight);
      indicator.weight += weight;
      indicators_by_stem_[stem].push_back(n);
    }
    const std::vector<std::string> unit = stems_of(indicator.rows[0].estimate->unit);
    if (unit_of(indicator.rows[0].estimate->unit).kind == UnitKind::count && !unit.empty()) indicator.unit_noun = unit[0];
    std::set<std::string> categories;
    for (const Row& row : indicator.rows) categories.insert(row.category_stems.begin(), row.category_stems.end());
    indicator.category_stems.assign(categories.begin(), categories.end());
    for (std::size_t s = 0; s < lexicon_.subjects.size(); ++s)
      for (const std::string& glob : lexicon_.subjects[s].indicators)
        if (catalogue::fits_glob(indicator.id, glob)) {
          indicator.subjects.push_back(s);
          break;
        }
  }
}

double Evidence::fit(const Indicator& indicator, const Context& context) const {
  double found = 0;
  for (const auto& [stem, weight] : indicator.stems) {
    const auto near = context.stems.find(stem);
    if (near != context.stems.end()) found += weight * near->second;
  }
  double fit = indicator.weight > 0 ? found / indicator.weight : 0;
  // The text speaks of something that the edition measures otherwise or not at all.
  if (fit < 0.95 && !context.subjects.empty() && !lexicon_.subjects[context.subjects[0]].indicators.empty() &&
      std::find(indicator.subjects.begin(), indicator.subjects.end(), context.subjects[0]) == indicator.subjects.end())
    fit = std::min(fit, 0.75);
  // A subject of the lexicon is as good as the name.
  for (std::size_t rank = 0; rank < context.subjects.size(); ++rank)
    if (std::find(indicator.subjects.begin(), indicator.subjects.end(), context.subjects[rank]) != indicator.subjects.end()) {
      fit = std::max(fit, 0.8) + (rank == 0 ? 0.12 : 0.04);
      break;
    }
  return fit;
}

std::optional<Candidate> Evidence::candidate(const Indicator& indicator, const Row& row, const Quantity& quantity, const Context& context, double fit) const {
  const Estimate& estimate = *row.estimate;
  Candidate out;
  out.estimate = &estimate;
  const EstimateUnit unit = unit_of(estimate.unit);
  double factor = factor_between(quantity, unit, estimate.unit);
  if (quantity.change) factor = unit.ok ? 1 : 0;
  if (factor > 0) {
    out.value = estimate.value * factor;
    out.lower = estimate.lower_95 * factor;
    out.upper = estimate.upper_95 * factor;
  } else if (quantity.kind == UnitKind::count && (unit.kind == UnitKind::percent || unit.kind == UnitKind::rate || unit.kind == UnitKind::money || unit.kind == UnitKind::mass) && (std::isfinite(estimate.count) || estimate.suppressed == "suppressed")) {
    out.value = estimate.count;
    out.is_count = true;
    fit -= 0.05;
  } else {
    return std::nullopt;
  }
  // A sum without a time is no yearly market unless the words say so.
  if (quantity.kind == UnitKind::money && quantity.per.empty() && unit.per == "year" && !quantity.change) {
    const auto says = [&](const char* stem) { return context.stems.contains(stem) && context.stems.at(stem) > 0.5; };
    if (!says("market") && !says("spent") && !says("spend") && !says("annual") && !says("year")) fit -= 0.25;
  }
  // What is counted must be of the kind the figure counts.
  if (quantity.kind == UnitKind::count && !out.is_count && !quantity.noun.empty() && !indicator.unit_noun.empty() && quantity.noun != indicator.unit_noun) {
    const auto told = lexicon_.noun_class.find(quantity.noun), own = lexicon_.noun_class.find(indicator.unit_noun);
    const bool both = told != lexicon_.noun_class.end() && own != lexicon_.noun_class.end();
    if (both && told->second != own->second) return std::nullopt;
    if (!both) fit -= 0.1;
  }
  if (quantity.kind == UnitKind::count && indicator.stems.size() == 1 && quantity.noun != indicator.stems[0].first && !(context.stems.contains(indicator.stems[0].first) && context.stems.at(indicator.stems[0].first) > 0.95)) return std::nullopt;
  if (!row.category_stems.empty()) {
    double near = 0, nearest = 0;
    for (const std::string& stem : row.category_stems)
      if (const auto found = context.stems.find(stem); found != context.stems.end()) {
        near += found->second;
        nearest = std::max(nearest, found->second);
      }
    near /= static_cast<double>(row.category_stems.size());
    if (near < 0.4) return std::nullopt;
    fit += 0.2 * nearest + 0.03 * near - 0.15;
  } else {
    for (const std::string& stem : indicator.category_stems)
      if (context.stems.contains(stem) && context.stems.at(stem) > 0.8 && std::none_of(indicator.stems.begin(), indicator.stems.end(), [&](const auto& own) { return own.first == stem; })) {
        fit -= 0.06;
        break;
      }
  }
  if (estimate.sex != "Persons") {
    if (estimate.sex != context.sex) return std::nullopt;
    fit += 0.05;
  } else if (!context.sex.empty()) {
    fit -= 0.04;
  }
  // A share of suspects is no figure about offences.
  if (quantity.kind == UnitKind::percent && !quantity.change && is_telling(quantity.noun) && std::none_of(indicator.stems.begin(), indicator.stems.end(), [&](const auto& own) { return own.first == quantity.noun; })) {
    const bool of_subject = !context.subjects.empty() && std::find(indicator.subjects.begin(), indicator.subjects.end(), context.subjects[0]) != indicator.subjects.end();
    if (!of_subject) fit -= 0.2;
  }
  const bool tells_age = context.age_low >= 0;
  if (row.age_low >= 0) {
    const bool same = tells_age && context.age_low == row.age_low && (context.age_high == row.age_high || row.age_high >= 90);
    if (!same && !indicator.one_age) return std::nullopt;
    if (same) fit += 0.05;
    else out.age_fits = false;
  }
  out.score = fit;
  out.what = fmt::format("{}{}{}, {}, {}", estimate.indicator_name, is_total(estimate.category) ? "" : " (" + estimate.category + ")", estimate.sex == "Persons" ? "" : ", " + estimate.sex, estimate.area_name, estimate.period);
  return out;
}

void Evidence::candidates_of(const Indicator& indicator, const Quantity& quantity, const Context& context, double fit, const std::optional<core::Day>& day, std::vector<Candidate>& out) const {
  std::vector<std::pair<Candidate, std::optional<core::Period>>> found;
  for (const std::size_t area : context.areas) {
    const auto rows = indicator.by_area.find(area);
    if (rows == indicator.by_area.end()) continue;
    for (const std::size_t n : rows->second)
      if (auto made = candidate(indicator, indicator.rows[n], quantity, context, fit)) found.emplace_back(std::move(*made), indicator.rows[n].period);
  }
  if (found.empty()) return;
  const auto of_period = [&](const core::Period& period, bool exact) {
    bool any = false;
    for (auto& [candidate, own] : found) {
      if (!own) continue;
      const bool same = *own == period;
      // A calendar year is told of what began in it: the school year 2020-09 to 2021-08 of "2020/21".
      const bool near = std::abs(own->start.since_epoch - period.start.since_epoch) < 200 && std::abs((own->end.since_epoch - own->start.since_epoch) - (period.end.since_epoch - period.start.since_epoch)) < 40;
      if (exact ? !same : !near) continue;
      any = true;
      candidate.period_fits = same || std::abs(own->start.since_epoch - period.start.since_epoch) > 120;
      out.push_back(candidate);
      out.back().score += same ? 0.05 : 0.0;
    }
    return any;
  };
  if (context.period && (of_period(*context.period, true) || of_period(*context.period, false))) return;
  // Else the latest, of a text with a day the latest that had ended before it.
  std::optional<core::Period> latest;
  for (const bool heed_day : {true, false}) {
    for (const auto& [candidate, own] : found) {
      if (!own || (heed_day && day && own->end > *day)) continue;
      if (!latest || own->end > latest->end || (own->end == latest->end && own->start > latest->start)) latest = own;
    }
    if (latest) break;
  }
  for (auto& [candidate, own] : found) {
    const bool is_latest = !own || !latest || *own == *latest;
    // A text that tells no period may mean an older figure, if that is exactly its number.
    if (!is_latest && (context.period || quantity.in_words || quantity.hedge_kind != HedgeKind::none || quantity.step > 0.06 * std::abs(quantity.value))) continue;
    candidate.period_fits = is_latest && !context.period;
    if (context.period) candidate.score -= 0.15;
    else if (!is_latest) candidate.score -= 0.02;
    out.push_back(candidate);
  }
}

/// "the national rate": the comparator that the local figures stand beside.
void Evidence::from_comparators(const Indicator& indicator, const Quantity& quantity, const Context& context, double fit, std::vector<Candidate>& out) const {
  std::set<std::string> seen;
  for (const Row& row : indicator.rows) {
    const Estimate& estimate = *row.estimate;
    if (estimate.comparator.empty() || !std::isfinite(estimate.comparator_value)) continue;
    if (estimate.comparator != context.place) continue;
    if (context.period && row.period != context.period) continue;
    if (!seen.insert(estimate.period + estimate.sex + estimate.age + estimate.category).second) continue;
    auto made = candidate(indicator, row, quantity, context, fit);
    if (!made || made->is_count) continue;
    const double factor = factor_between(quantity, unit_of(estimate.unit), estimate.unit);
    made->value = estimate.comparator_value * factor;
    made->lower = made->upper = Estimate::kMissing;
    made->is_comparator = true;
    made->what = fmt::format("{}, {}, {}", estimate.indicator_name, estimate.comparator, estimate.period);
    out.push_back(std::move(*made));
  }
}

std::vector<Candidate> Evidence::candidates(const Quantity& quantity, const Context& context, const std::optional<core::Day>& day) const {
  std::vector<std::pair<double, std::size_t>> fits;
  std::set<std::size_t> near;
  for (const auto& [stem, weight] : context.stems)
    if (const auto found = indicators_by_stem_.find(stem); found != indicators_by_stem_.end()) near.insert(found->second.begin(), found->second.end());
  if (!context.subjects.empty())
    for (std::size_t n = 0; n < indicators_.size(); ++n)
      if (!indicators_[n].subjects.empty()) near.insert(n);
  for (const std::size_t n : near) {
    const double how_well = fit(indicators_[n], context);
    if (how_well >= 0.5) fits.emplace_back(-how_well, n);
  }
  // "Opiate and crack users" is not "crack users": of two names that fit whole the longer one is meant.
  const auto within = [&](const Indicator& shorter, const Indicator& longer) {
    const auto holds = [&](const std::string& stem) { return std::any_of(longer.stems.begin(), longer.stems.end(), [&](const auto& own) { return own.first == stem; }); };
    const auto telling = [](const Indicator& indicator) { return std::count_if(indicator.stems.begin(), indicator.stems.end(), [](const auto& own) { return !is_faint(own.first); }); };
    return telling(shorter) < telling(longer) && std::all_of(shorter.stems.begin(), shorter.stems.end(), [&](const auto& own) { return is_faint(own.first) || holds(own.first); });
  };
  std::vector<std::size_t> whole;
  for (const auto& [negative, n] : fits)
    if (negative <= -0.9) whole.push_back(n);
  for (auto& [negative, n] : fits)
    if (std::any_of(whole.begin(), whole.end(), [&](std::size_t other) { return other != n && within(indicators_[n], indicators_[other]); })) negative += 0.15;
  std::sort(fits.begin(), fits.end());
  if (fits.size() > 16) fits.resize(16);
  std::vector<Candidate> out;
  for (const auto& [negative, n] : fits) {
    candidates_of(indicators_[n], quantity, context, -negative, day, out);
    if (!context.place.empty() && context.areas.empty()) from_comparators(indicators_[n], quantity, context, -negative, out);
  }
  for (Candidate& each : out) each.strong = each.score >= 0.8 && each.period_fits && each.age_fits;
  std::stable_sort(out.begin(), out.end(), [](const Candidate& a, const Candidate& b) { return a.score > b.score; });
  if (out.size() > kMost) out.resize(kMost);
  return out;
}

std::vector<Candidate> Evidence::lookalikes(const Quantity& quantity, const Context& context, const Candidate& best) const {
  std::vector<Candidate> out;
  const auto at = place_of_.find(best.estimate);
  if (at == place_of_.end()) return out;
  const Indicator& indicator = indicators_[at->second.first];
  for (const Row& row : indicator.rows) {
    if (row.estimate == best.estimate || row.estimate->sex != best.estimate->sex || row.estimate->age != best.estimate->age || row.estimate->category != best.estimate->category) continue;
    if (auto made = candidate(indicator, row, quantity, context, 1); made && made->is_count == best.is_count) out.push_back(std::move(*made));
  }
  return out;
}

std::optional<Candidate> Evidence::earlier(const Candidate& candidate, const std::optional<core::Period>& from) const {
  const auto at = place_of_.find(candidate.estimate);
  if (at == place_of_.end()) return std::nullopt;
  const Indicator& indicator = indicators_[at->second.first];
  const Row& own = indicator.rows[at->second.second];
  const Row* found = nullptr;
  const auto rows = indicator.by_area.find(own.area);
  if (!own.period || rows == indicator.by_area.end()) return std::nullopt;
  for (const std::size_t n : rows->second) {
    const Row& row = indicator.rows[n];
    if (!row.period || row.estimate->sex != own.estimate->sex || row.estimate->age != own.estimate->age || row.estimate->category != own.estimate->category || row.estimate->category_type != own.estimate->category_type) continue;
    if (from ? *row.period != *from : row.period->end >= own.period->end) continue;
    if (!found || row.period->end > found->period->end) found = &row;
  }
  if (!found) return std::nullopt;
  Candidate out = candidate;
  out.estimate = found->estimate;
  out.value = candidate.is_count ? found->estimate->count : found->estimate->value;
  return out;
}

}  // namespace dmp::claims
