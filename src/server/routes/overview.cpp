#include <algorithm>
#include <array>

#include "reports/wording.hpp"
#include "server/plan_desk.hpp"
#include "server/routes/answers.hpp"
#include "server/statements.hpp"

namespace dmp::server {
namespace {

constexpr std::size_t kMostHeadlines = 8, kMostFindings = 8;

/// Figures for the headline box: those the profile names for the area, else the first headline indicators of each family, families in turn.
std::vector<std::string> headlines_of(const OpenEdition& edition, const AreaEntry& area) {
  std::vector<std::string> chosen;
  for (const std::string& headline : edition.definitions().headlines) {
    const std::size_t colon = headline.find(':');
    const bool is_for_it = colon == std::string::npos || headline.substr(colon + 1) == area.code;
    if (is_for_it && edition.indicator(headline.substr(0, colon))) chosen.push_back(headline.substr(0, colon));
  }
  if (!chosen.empty()) return chosen;
  std::vector<std::string> families;
  for (const IndicatorEntry& entry : edition.indicators())
    if (std::find(families.begin(), families.end(), entry.family) == families.end()) families.push_back(entry.family);
  for (std::size_t turn = 0; turn < kMostHeadlines; ++turn)
    for (const std::string& family : families) {
      std::size_t seen = 0;
      for (const IndicatorEntry& entry : edition.indicators()) {
        if (entry.family != family || entry.tier != "headline" || std::find(entry.area_types.begin(), entry.area_types.end(), area.type) == entry.area_types.end()) continue;
        if (seen++ == turn) chosen.push_back(entry.id);
      }
    }
  return chosen;
}

Json comparison_of(const Request& request, const OpenEdition& edition, const Found& found) {
  const core::Estimate estimate = estimate_of(found);
  const ColumnFile& store = edition.comparisons(request.may_wait);
  const auto position = store.position_of(estimate.indicator_id);
  if (!position) return nullptr;
  const auto& shard = store.shard(*position);
  for (const std::uint32_t row : shard->rows_of_area(estimate.area_code)) {
    if (shard->estimate_id(row) != estimate.estimate_id) continue;
    const Json all = estimate_json({shard, row});
    return {{"kind", all.value("comparator_kind", Json())}, {"comparator", all.value("comparator", Json())}, {"value", all.value("comparator_value", Json())}, {"significance", all.value("significance", Json())},
            {"gap_sentence", all.value("gap_sentence", Json())}};
  }
  return nullptr;
}

/// The latest figure that may be shown, in words, with the figures before it. Null where the area has none.
Json headline(const Request& request, const OpenEdition& edition, const std::string& id, const AreaEntry& area) {
  const ColumnFile& store = edition.estimates();
  std::vector<Found> totals = totals_of(store.shard(*store.position_of(id)), area.code);
  const std::size_t end = store.columns().at("period_end");
  std::stable_sort(totals.begin(), totals.end(), [&](const Found& a, const Found& b) { return a.shard->text(end, a.row) < b.shard->text(end, b.row); });
  double largest = 0;
  bool whole = true, any = false;
  Json series = Json::array();
  for (const Found& found : totals) {
    const core::Estimate e = estimate_of(found);
    if (reports::shown(e)) any = true, largest = std::max(largest, e.value), whole = whole && e.value == static_cast<double>(static_cast<long long>(e.value));
    series.push_back({{"period", e.period}, {"value", json_of(e.value)}, {"lower_95", json_of(e.lower_95)}, {"upper_95", json_of(e.upper_95)}});
  }
  if (!any) return nullptr;
  const auto latest = std::find_if(totals.rbegin(), totals.rend(), [](const Found& found) { return reports::shown(estimate_of(found)); });
  const core::Estimate estimate = estimate_of(*latest);
  return {{"estimate", estimate_json(*latest)}, {"sentence", reports::finding_sentence(estimate, reports::number_style(estimate.unit, largest, whole))}, {"series", series}, {"comparison", comparison_of(request, edition, *latest)}};
}

/// How the area's latest totals were judged.
Json judged(const Request& request, const OpenEdition& edition, const AreaEntry& area) {
  Json counts = {{"better", 0}, {"similar", 0}, {"worse", 0}, {"higher", 0}, {"lower", 0}, {"not compared", 0}};
  const ColumnFile& store = edition.estimates();
  std::vector<std::size_t> wanted;
  for (std::size_t i = 0; i < store.indicators().size(); ++i) {
    const IndicatorEntry& entry = *edition.indicator(store.indicators()[i]);
    if (std::find(entry.area_types.begin(), entry.area_types.end(), area.type) != entry.area_types.end()) wanted.push_back(i);
  }
  wait_for_indicators(store, wanted.size(), request.may_wait);
  for (const std::size_t position : wanted) {
    const auto& shard = store.shard(position);
    for (const Found& found : totals_of(shard, area.code, edition.indicator(shard->indicator())->latest)) {
      const std::string significance(found.shard->text(store.columns().at("significance"), found.row));
      counts[significance] = counts.value(significance, 0) + 1;
    }
  }
  return counts;
}

/// What a reader should know first: findings that the most forms of the report lead with, then the stronger, domains in turn.
Json findings_of(const Request& request, const OpenEdition& edition, const AreaEntry& area) {
  Json kept = Json::array();
  if (!edition.has("findings.json")) return kept;
  const Json all = statements_in(edition.document("findings.json", request.may_wait), "findings");
  static constexpr std::array<std::string_view, 7> kDomains = {"USE", "CRI", "DTH", "SUP", "ENG", "REC", "CTX"};
  std::array<std::vector<const Json*>, kDomains.size()> by_domain;
  for (const Json& finding : all) {
    const auto domain = std::find(kDomains.begin(), kDomains.end(), finding.value("domain", "")) - kDomains.begin();
    if (finding.value("area_code", "") == area.code && domain < std::ssize(kDomains)) by_domain[static_cast<std::size_t>(domain)].push_back(&finding);
  }
  const auto rank = [](const Json* finding) {
    const std::string strength = finding->value("strength", "");
    return std::pair(-std::ssize(finding->value("headline_for", Json::array())), strength == "strong" ? 0 : strength == "moderate" ? 1 : 2);
  };
  std::size_t most = 0;
  for (auto& findings : by_domain) {
    std::stable_sort(findings.begin(), findings.end(), [&](const Json* one, const Json* other) { return rank(one) < rank(other); });
    most = std::max(most, findings.size());
  }
  for (std::size_t turn = 0; turn < most; ++turn)
    for (const auto& findings : by_domain)
      if (turn < findings.size() && kept.size() < kMostFindings) kept.push_back(*findings[turn]);
  return kept;
}

Json market_of(const Request& request, const OpenEdition& edition, const AreaEntry& area) {
  const Json& market = edition.document("market.json", request.may_wait);
  if (!market.is_object()) return nullptr;
  const Json spend = market.value("totals", Json::object()).value(area.code, Json::object()).value("spend", Json());
  if (!spend.is_object()) return nullptr;
  std::string largest;
  double most = 0;
  for (const Json& drug : market.value("drugs", Json::array())) {
    const Json own = drug.value("areas", Json::object()).value(area.code, Json::object()).value("spend", Json());
    if (own.is_object() && own.contains("value") && own["value"].is_number() && own["value"].get<double>() > most) most = own["value"].get<double>(), largest = drug.value("name", "");
  }
  return {{"period", market.value("period", "")}, {"spend", spend}, {"largest", largest}};
}

Response overview(const Request& request, Service& service) {
  const auto edition = service.edition(request);
  const std::vector<const AreaEntry*> own = edition->own_areas();
  if (own.empty() && !request.target.query.has("area")) throw Problem(404, "the edition has no area", "build the profile again with areas that the extracts hold");
  const AreaEntry& area = request.target.query.has("area") ? area_of(*edition, request.target.query.text("area")) : *own.front();
  Json headlines = Json::array();
  for (const std::string& id : headlines_of(*edition, area)) {
    if (headlines.size() == kMostHeadlines) break;
    if (Json made = headline(request, *edition, id, area); !made.is_null()) headlines.push_back(std::move(made));
  }
  if (wants_csv(request)) {
    Json rows = Json::array();
    for (Json& each : headlines) {
      each["estimate"]["sentence"] = each["sentence"];
      rows.push_back(std::move(each["estimate"]));
    }
    return csv_of(rows, "headlines-" + area.code + "-" + edition->id());
  }
  const Definitions& definitions = edition->definitions();
  Json json = {{"edition", edition->id()}, {"title", edition->manifest().value("title", definitions.title)}, {"subtitle", definitions.subtitle}, {"organisation", definitions.organisation}, {"area", json_of(area)}};
  json["headlines"] = std::move(headlines);
  json["judged"] = judged(request, *edition, area);
  json["findings"] = findings_of(request, *edition, area);
  json["contradictions"] = edition->has("findings.json") ? statements_in(edition->document("findings.json", request.may_wait), "contradictions").size() : 0;
  json["market"] = market_of(request, *edition, area);
  json["plan"] = service.plan().by_status(request.may_wait);
  return json_response(json);
}

}  // namespace

void add_overview_routes(Router& router) { router.add({"GET", "/api/overview", about_edition({"area", "format"}), overview, false, false, true}); }

}  // namespace dmp::server
