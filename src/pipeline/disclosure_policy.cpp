#include "pipeline/disclosure_policy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <set>
#include <sstream>

#include "core/errors.hpp"
#include "disclosure/last_resort.hpp"
#include "disclosure/rounding.hpp"
#include "indicators/contributions.hpp"
#include "pipeline/drawn_rows.hpp"
#include "places/withheld.hpp"

namespace dmp::pipeline {
namespace {

using catalogue::Method;

bool is_context(const catalogue::TableDefinition& table) { return table.subject == "context" || table.subject == "population"; }

std::set<std::string> words_of(const std::string& sql) {
  std::set<std::string> words;
  std::string word;
  for (const char c : sql + " ") {
    if (std::isalnum(static_cast<unsigned char>(c)) || c == '_') {
      word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    } else if (!word.empty()) {
      words.insert(word);
      word.clear();
    }
  }
  return words;
}

/// Whether an SQL reads a table about people or events. A column of the same name as a table counts too: more is held back then.
bool counts_people(const catalogue::Catalogue& catalogue, const std::string& sql) {
  const std::set<std::string> words = words_of(sql);
  for (const auto& [id, table] : catalogue.tables)
    if (!is_context(table) && words.contains(id)) return true;
  return false;
}

disclosure::IndicatorPolicy policy_of(const catalogue::Catalogue& catalogue, const catalogue::IndicatorDefinition& indicator) {
  static const std::set<std::string> kMeasured = {"kg", "GBP", "years"};
  disclosure::IndicatorPolicy policy;
  // What is unmet is what the need leaves of those that the numerator counts.
  const bool unmet = indicator.method == Method::unmet_need;
  policy.numerator = indicator.numerator;
  policy.counts_the_rest = unmet;
  // A SELECT without a denominator of its own marks its hits among all that it counts.
  policy.denominator = indicator.denominator.empty() ? indicator.numerator : indicator.denominator;
  policy.denominator_is_counted = !unmet && indicator.method != Method::mean && counts_people(catalogue, policy.denominator);
  policy.rest_is_counted = unmet || ((indicator.method == Method::proportion || indicator.method == Method::survival) && policy.denominator_is_counted);
  policy.is_measured = kMeasured.contains(indicator.unit);
  policy.count_of = indicator.count_of;
  policy.share_of = indicator.share_of;
  for (const std::string& whole : indicator.part_of)
    if (whole.ends_with("/denominator"))
      policy.part_of_denominator.push_back(whole.substr(0, whole.rfind('/')));
    else
      policy.part_of.push_back(whole);
  return policy;
}

/// A source that counts people or events of a partner.
bool is_held_back_source(const catalogue::Catalogue& catalogue, const std::string& id) {
  const auto source = catalogue.sources.find(id);
  if (source == catalogue.sources.end() || source->second.kind != "partner") return false;
  const auto table = catalogue.tables.find(source->second.table);
  return table == catalogue.tables.end() || !is_context(table->second);
}

std::set<std::string> held_back_sources(const catalogue::Catalogue& catalogue, const std::string& sources) {
  std::set<std::string> found;
  std::istringstream list(sources);
  for (std::string id; std::getline(list, id, ';');)
    if (is_held_back_source(catalogue, id)) found.insert(id);
  return found;
}

disclosure::Rule rule_of(const catalogue::DisclosureDefinition& definition, const disclosure::Rule& otherwise) {
  if (definition.every_count) return disclosure::Rule::none();
  return definition.counts ? disclosure::Rule{static_cast<double>(definition.counts->low), static_cast<double>(definition.counts->high)} : otherwise;
}

/// The stricter of two in each of its parts.
void add_dominance(const catalogue::DisclosureDefinition& definition, disclosure::Dominance& dominance) {
  if (definition.largest && (dominance.largest == 0 || definition.largest_share < dominance.share)) {
    dominance.largest = *definition.largest;
    dominance.share = definition.largest_share;
  }
  if (definition.within) dominance.within = std::max(dominance.within, *definition.within);
}

/// The rules of the indicator, else of its sources (the strictest), and the profile's on top.
void set_rules(const Project& project, const catalogue::IndicatorDefinition& indicator, const std::set<std::string>& sources, disclosure::IndicatorPolicy& policy) {
  disclosure::Rule rule = disclosure::Rule::none();
  for (const std::string& id : sources) {
    const auto source = project.catalogue.sources.find(id);
    if (source == project.catalogue.sources.end()) continue;
    rule = disclosure::strictest(rule, rule_of(source->second.disclosure, disclosure::Rule{}));
    if (!indicator.disclosure.largest && !indicator.disclosure.within) add_dominance(source->second.disclosure, policy.dominance);
  }
  rule = rule_of(indicator.disclosure, rule);
  add_dominance(indicator.disclosure, policy.dominance);
  if (const auto& own = project.profile.disclosure.counts) rule = disclosure::strictest(rule, {static_cast<double>(own->low), static_cast<double>(own->high)});
  policy.rule = rule;
}

/// Categories that are sums over small areas, as the build left them.
std::vector<disclosure::CountedGroup> counted_groups(engine::Session& session) {
  std::vector<disclosure::CountedGroup> groups;
  const auto rows = engine::fetch(session, "SELECT indicator, area_code, category_type, category, member_code FROM model.deprivation_group ORDER BY ALL");
  for (const auto& row : rows.rows()) {
    const auto text = [&](std::size_t i) { return std::get<std::string>(row[i]); };
    if (groups.empty() || groups.back().indicator != text(0) || groups.back().area != text(1) || groups.back().category_type != text(2) || groups.back().category != text(3))
      groups.push_back({text(0), text(1), text(2), text(3), {}});
    groups.back().members.push_back(text(4));
  }
  return groups;
}

}  // namespace

bool is_held_back(const catalogue::Catalogue& catalogue, const std::string& sources) { return !held_back_sources(catalogue, sources).empty(); }

disclosure::Policy disclosure_policy(const Project& project, const core::Estimates& estimates, engine::Session& session) {
  disclosure::Policy policy;
  std::set<std::string> areas;
  std::map<std::string, std::set<std::string>> sources;  // that are held back, of each indicator
  for (const core::Estimate& estimate : estimates) {
    areas.insert(estimate.area_code);
    sources[estimate.indicator_id].merge(held_back_sources(project.catalogue, estimate.sources));
  }
  for (const auto& [id, held_back] : sources) {
    if (held_back.empty()) continue;
    const catalogue::IndicatorDefinition& indicator = project.catalogue.indicator(id);
    // Hotspots are counts of places, and their p values rest on ten events or more (places::kFewestEvents).
    if (!indicator.layers.empty()) continue;
    // A model's figures count nobody.
    if (indicator.method == Method::market) continue;
    disclosure::IndicatorPolicy& of = policy.indicators.emplace(id, policy_of(project.catalogue, indicator)).first->second;
    set_rules(project, indicator, held_back, of);
  }
  std::set<std::string> measured;
  for (const auto& [id, indicator] : policy.indicators)
    if (indicator.is_measured && (indicator.dominance.largest > 0 || indicator.dominance.within > 0)) measured.insert(id);
  policy.largest = indicators::largest_contributions(session, project.catalogue, measured, estimates);
  const auto members = engine::fetch(session, "SELECT DISTINCT area_code, member_code FROM model.area_member ORDER BY ALL");
  for (const auto& row : members.rows()) {
    const auto &area = std::get<std::string>(row[0]), &member = std::get<std::string>(row[1]);
    if (areas.contains(area) && areas.contains(member)) policy.members.emplace_back(area, member);
  }
  policy.groups = counted_groups(session);
  policy.drawn_from = drawn_rows(project.catalogue, estimates);
  return policy;
}

PublicFigures public_estimates(const Project& project, const core::Estimates& estimates, std::vector<disclosure::Earlier> earlier, engine::Session& session) {
  disclosure::Policy policy = disclosure_policy(project, estimates, session);
  policy.earlier = std::move(earlier);
  disclosure::Released released = disclosure::release(estimates, policy);
  const std::size_t before = released.besides;
  const auto pinned = disclosure::hold_back_until_safe(estimates, released, policy);
  if (!pinned.empty()) {
    std::string editions;
    for (const disclosure::Earlier& edition : policy.earlier) editions += (editions.empty() ? "" : ", ") + edition.name;
    const std::string what = fmt::format("{} figures that are held back could be worked out from the public ones, among them {}; nothing is published", pinned.size(), pinned.front().estimate_id);
    if (editions.empty()) throw core::InternalError(what);
    throw core::UserError(core::ErrorKind::data, what, "take those of the earlier editions (" + editions + ") that were never published out of build/editions, or name in profile.toml those that were: [disclosure] earlier = [\"ID\"]");
  }
  PublicFigures figures{std::move(released.estimates), {}, released.small, released.besides, {}};
  for (const auto& [id, indicator] : policy.indicators) figures.rules.emplace(id, indicator.rule.value_or(policy.rule));
  if (released.besides > before)
    figures.notes.push_back(fmt::format("{} figures more are held back since figures beside them could have been worked out otherwise.", released.besides - before));
  if (!released.public_already.empty())
    figures.notes.push_back(fmt::format("{} figures that are held back now were published before as they are, among them {}.", released.public_already.size(), released.public_already.front()));
  places::withhold_where_counts_are(figures.estimates, project.catalogue, project.profile.disclosure.round > 0);
  disclosure::shorten_standardised_rates(figures.estimates, policy);
  if (project.profile.disclosure.round > 0) disclosure::round_estimates(figures.estimates, policy, project.profile.disclosure.round);
  return figures;
}

}  // namespace dmp::pipeline
