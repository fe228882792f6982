#include "pipeline/disclosure_policy.hpp"

#include <fmt/format.h>

#include <cctype>
#include <set>
#include <sstream>

#include "core/errors.hpp"
#include "disclosure/released_audit.hpp"

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
  // What is unmet is counted from the need downwards: it is no count of the numerator's SQL.
  const bool unmet = indicator.method == Method::unmet_need;
  policy.numerator = (unmet ? "unmet " : "") + indicator.numerator;
  // A SELECT without a denominator of its own marks its hits among all that it counts.
  policy.denominator = indicator.denominator.empty() ? indicator.numerator : indicator.denominator;
  policy.denominator_is_counted = !unmet && indicator.method != Method::mean && counts_people(catalogue, policy.denominator);
  policy.rest_is_counted = unmet || (indicator.method == Method::proportion && policy.denominator_is_counted);
  policy.is_measured = kMeasured.contains(indicator.unit);
  return policy;
}

}  // namespace

bool is_held_back(const catalogue::Catalogue& catalogue, const std::string& sources) {
  std::istringstream list(sources);
  for (std::string id; std::getline(list, id, ';');) {
    const auto source = catalogue.sources.find(id);
    if (source == catalogue.sources.end() || source->second.kind != "partner") continue;
    const auto table = catalogue.tables.find(source->second.table);
    if (table == catalogue.tables.end() || !is_context(table->second)) return true;
  }
  return false;
}

disclosure::Policy disclosure_policy(const Project& project, const core::Estimates& estimates, engine::Session& session) {
  disclosure::Policy policy;
  std::set<std::string> areas;
  for (const core::Estimate& estimate : estimates) {
    areas.insert(estimate.area_code);
    if (!policy.indicators.contains(estimate.indicator_id) && is_held_back(project.catalogue, estimate.sources))
      policy.indicators.emplace(estimate.indicator_id, policy_of(project.catalogue, project.catalogue.indicator(estimate.indicator_id)));
  }
  const auto members = engine::fetch(session, "SELECT DISTINCT area_code, member_code FROM model.area_member ORDER BY ALL");
  for (const auto& row : members.rows()) {
    const auto &area = std::get<std::string>(row[0]), &member = std::get<std::string>(row[1]);
    if (areas.contains(area) && areas.contains(member)) policy.members.emplace_back(area, member);
  }
  return policy;
}

core::Estimates public_estimates(const Project& project, const core::Estimates& estimates, engine::Session& session) {
  const disclosure::Policy policy = disclosure_policy(project, estimates, session);
  disclosure::Released released = disclosure::release(estimates, policy);
  const auto pinned = disclosure::attack(estimates, released.estimates, policy);
  if (!pinned.empty())
    throw core::InternalError(fmt::format("{} figures that are held back could be worked out from the public ones, among them {}", pinned.size(), pinned.front().estimate_id));
  return std::move(released.estimates);
}

}  // namespace dmp::pipeline
