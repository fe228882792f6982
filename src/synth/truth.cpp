#include "synth/truth.hpp"

#include <array>
#include <cmath>
#include <set>

#include "synth/market_truth.hpp"

namespace dmp::synth {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::string_view, kAgencies> kAgencyNames = {"police", "treatment", "prison", "hospital"};

bool used(const Output& output, std::size_t person, int agency, int number) {
  return person < output.identities_used.size() && (output.identities_used[person] >> (agency * 2 + number) & 1U) != 0;
}

/// With so many decimals as tenths says (a power of ten): the shortest text of the number is the rounded one.
double rounded(double value, double tenths) { return std::round(value * tenths) / tenths; }

/// "a.b.c" = 3 becomes {"a": {"b": {"c": 3}}}.
Json nested(const Tally& tally) {
  Json root = Json::object();
  for (const auto& [name, count] : tally) {
    Json* at = &root;
    std::string_view rest = name;
    for (auto dot = rest.find('.'); dot != std::string_view::npos; dot = rest.find('.')) {
      at = &(*at)[std::string(rest.substr(0, dot))];
      rest.remove_prefix(dot + 1);
    }
    (*at)[std::string(rest)] = count;
  }
  return root;
}

Json hotspots_of(const World& world) {
  const auto& planted = world.hotspots;
  const auto list = [&](const std::vector<int>& areas, const std::vector<double>& risk) {
    Json items = Json::array();
    for (const int i : areas)
      items.push_back({{"area", world.small_area_code(static_cast<std::size_t>(i))}, {"relative_risk", rounded(risk[static_cast<std::size_t>(i)], 1000)}});
    return items;
  };
  Json both = Json::array();
  for (const int i : planted.both) both.push_back(world.small_area_code(static_cast<std::size_t>(i)));
  std::set<int> either(planted.drugs.begin(), planted.drugs.end());
  either.insert(planted.violence.begin(), planted.violence.end());
  return {{"drugs", list(planted.drugs, planted.drug_risk)},
          {"violence", list(planted.violence, planted.violence_risk)},
          {"both", both},
          {"jaccard", static_cast<double>(planted.both.size()) / static_cast<double>(either.size())},
          {"authority_without_hotspots", world.authority_code(2)}};
}

Json operations_of(const World& world) {
  Json rows = Json::array();
  for (const PlantedOperation& operation : world.operations)
    rows.push_back({{"operation", operation.id}, {"name", operation.name}, {"area", operation.area}, {"start", day_text(operation.start)}, {"end", day_text(operation.end)}, {"drug_crime_ratio", operation.ratio}});
  return rows;
}

Json market_of(const World& world) {
  Json rows = Json::array();
  for (const auto& market : kMarkets)
    for (int authority = -1; authority < 3; ++authority) {
      const MarketSize size = market_size(world, market, authority);
      rows.push_back({{"drug", market.drug}, {"area", authority < 0 ? world.county.code : world.authority_code(authority)}, {"users", rounded(size.users, 100)},
                      {"kilograms", rounded(size.kilograms, 1000)}, {"pure_kilograms", rounded(size.pure_kilograms, 1000)}, {"spend_gbp", rounded(size.spend_gbp, 1)}});
    }
  return rows;
}

Json hidden_of(const World& world, const Tally& tally) {
  Json rows = Json::array();
  const auto in_treatment = [&](int year, int authority, const char* group) {
    const auto found = tally.find("in_treatment." + year_text(year) + "." + world.authority_code(authority) + "." + group);
    return found == tally.end() ? 0 : found->second;
  };
  for (int year = 0; year < kYears; ++year)
    for (int authority = 0; authority < 3; ++authority) {
      const auto hidden = hidden_population(world, authority, year);
      const auto treated = in_treatment(year, authority, "opiate and crack"), drinkers = in_treatment(year, authority, "alcohol dependence");
      const auto unmet = [](long long inside, long long all) { return all == 0 ? 0.0 : rounded(100 * (1 - static_cast<double>(inside) / static_cast<double>(all)), 10000); };
      rows.push_back({{"period", year_text(year)}, {"area", world.authority_code(authority)}, {"opiate_and_crack_users", hidden.opiate_and_crack}, {"opiate_users", hidden.opiate},
                      {"crack_users", hidden.crack}, {"injecting", hidden.injecting}, {"dependent_drinkers", hidden.alcohol}, {"opiate_and_crack_users_in_treatment", treated},
                      {"unmet_need_opiate_and_crack_percent", unmet(treated, hidden.opiate_and_crack)}, {"dependent_drinkers_in_treatment", drinkers},
                      {"unmet_need_alcohol_percent", unmet(drinkers, hidden.alcohol)}});
    }
  return rows;
}

Json planted_parameters() {
  Json markets = Json::array(), treatment = Json::array();
  for (const auto& m : kMarkets)
    markets.push_back({{"drug", m.drug}, {"percent_16_24", m.percent_16_24}, {"percent_25_59", m.percent_25_59}, {"days_a_year", m.days_a_year}, {"grams_a_day", m.grams_a_day},
                       {"price_gbp_per_gram", m.price_gbp_per_gram}, {"wholesale_gbp_per_kg", m.wholesale_gbp_per_kg}, {"purity_percent", m.purity_percent}});
  for (const auto& e : kTreatmentEffects)
    treatment.push_back({{"drug_group", e.group}, {"completion", e.completion}, {"representation_within_six_months", e.representation}, {"median_days", e.median_days}});
  const auto hazards = [](const ReleaseHazards& h) { return Json{{"further_offence_per_year", h.further_offence}, {"victim_per_year", h.victim}}; };
  return {{"markets", markets},
          {"market_note", "users x days a year x grams a day / 1000 = street kilograms; x 1000 x price = spend; price at a purchase of one gram in the last year"},
          {"treatment", treatment},
          {"completion_ratio_injecting", kInjectingCompletionRatio},
          {"completion_ratio_residential", kResidentialCompletionRatio},
          {"released_under_investigation", {{"under_25", hazards(kUnder25)}, {"25_and_over", hazards(k25AndOver)}}},
          {"prison_continuity_of_care", {{"town", 0.30}, {"borough", 0.43}, {"rural", 0.36}}},
          {"wastewater_factors", {{"benzoylecgonine", 3.59}, {"MDMA", 4.4}, {"amphetamine", 2.77}}},
          {"double_identity_share", kDoubleShare},
          {"name_error_share", kNameErrorShare}};
}

Json file_entry(const FileRecord& record) {
  Json faults = Json::array();
  for (const auto& fault : record.faults) {
    Json item = {{"line", fault.line}, {"kind", fault.kind}, {"effect", fault.kind == "duplicate" ? "duplicate" : "rejected"}};
    if (!fault.column.empty()) item["column"] = fault.column, item["value"] = fault.value;
    faults.push_back(std::move(item));
  }
  const auto& definition = *record.definition;
  Json entry = {{"file", "sources/" + record.file}, {"source", definition.id}, {"table", definition.table}, {"rows", record.rows}, {"loaded", record.loaded()},
                {"rejected", record.rejected}, {"duplicates", record.duplicates}};
  if (!record.member.empty()) entry["member"] = record.member;
  entry["form"] = {{"delimiter", std::string(1, definition.delimiter)}, {"line_ends", definition.crlf ? "CRLF" : "LF"}, {"byte_order_mark", definition.byte_order_mark},
                   {"encoding", definition.cp1252 ? "cp1252" : "utf-8"},
                   {"container", std::array{"plain", "gzip", "zip", "xlsx"}[static_cast<std::size_t>(definition.container)]}};
  entry["faults"] = std::move(faults);
  return entry;
}

/// Pairs of sources that do not agree, and by how much.
Json contradictions(const Tally& tally) {
  const auto count = [&](const char* name) { return tally.contains(name) ? tally.at(name) : 0; };
  Json list = Json::array();
  list.push_back({{"what", "take-home naloxone kits"}, {"files", {"sources/naloxone_kits.csv", "sources/programmes.xlsx"}}, {"first", count("naloxone_kits.register")},
                  {"second", count("naloxone_kits.programme_sheet")}, {"difference", count("naloxone_kits.programme_sheet") - count("naloxone_kits.register")}});
  list.push_back({{"what", "opiate and crack users: the county's own figure is 15% above the sum over its authorities"}, {"files", {"sources/drug_user_estimates.csv"}}, {"ratio", 1.15}});
  list.push_back({{"what", "exported county lines: more exist than are recorded, while the throughput makes the county an exporter"}, {"files", {"sources/county_lines.csv"}},
                  {"first", count("county_lines.exported")}, {"second", count("county_lines_true_exported.lines")}});
  list.push_back({{"what", "households with a drug dependency need: the rural authority's published share of the last year is four times that of its own cases"},
                  {"files", {"sources/published_figures.csv", "sources/homelessness_duties.csv"}}, {"ratio", 4}});
  return list;
}

}  // namespace

void Truth::add(const World& world, const Output& output) {
  Json authorities = Json::array();
  for (const auto& authority : world.county.authorities)
    authorities.push_back({{"code", authority.code}, {"name", authority.name}, {"aliases", authority.aliases}, {"small_areas", authority.small_areas.size()}});
  counties_.push_back({{"code", world.county.code}, {"name", world.county.name}, {"authorities", authorities}, {"hotspots", hotspots_of(world)}, {"operations", operations_of(world)},
                       {"hidden_population", hidden_of(world, output.tally)}, {"market", market_of(world)}});
  for (const auto& [name, count] : output.tally) tally_[name] += count;
  for (const auto& [name, list] : output.lists.items())
    for (const auto& item : list) lists_[name].push_back(item);
  people_ += static_cast<long long>(world.people.size());
  for (std::size_t person = 0; person < output.identities_used.size(); ++person)
    for (int agency = 0; agency < kAgencies; ++agency) {
      for (int number = 0; number < 2; ++number) identities_[std::string(kAgencyNames[static_cast<std::size_t>(agency)])] += used(output, person, agency, number);
      if (!used(output, person, agency, 0) || !used(output, person, agency, 1)) continue;
      const auto which = static_cast<Agency>(agency);
      doubles_.push_back({{"agency", kAgencyNames[static_cast<std::size_t>(agency)]}, {"person", world.people.true_id(person)},
                          {"records", {world.people.identity(person, which, 0).id, world.people.identity(person, which, 1).id}}});
    }
}

std::string Truth::people_rows(const World& world, const Output& output) {
  std::string rows;
  for (std::size_t person = 0; person < output.identities_used.size(); ++person)
    for (int agency = 0; agency < kAgencies; ++agency)
      for (int number = 0; number < 2; ++number) {
        if (!used(output, person, agency, number)) continue;
        const auto seen = world.people.identity(person, static_cast<Agency>(agency), number);
        const bool named = static_cast<Agency>(agency) != Agency::hospital;
        rows += kAgencyNames[static_cast<std::size_t>(agency)];
        rows += ',' + seen.id + ',' + world.people.true_id(person) + ',';
        if (named) rows += seen.forename + ',' + seen.surname + ',' + seen.born + ',' + name_error_text(seen.error) + '\n';
        else rows += ",,,none\n";
      }
  return rows;
}

std::string Truth::json(const Settings& settings, const std::vector<FileRecord>& files) const {
  Json entries = Json::array();
  std::uint64_t rows = 0, loaded = 0, rejected = 0, duplicates = 0;
  for (const auto& record : files) {
    entries.push_back(file_entry(record));
    rows += record.rows, loaded += record.loaded(), rejected += record.rejected, duplicates += record.duplicates;
  }
  Json root = {{"format", 1},
               {"what", "Truths of a synthetic county written by dmp synth; docs/methods/synthetic-county.md says what they mean"},
               {"seed", settings.seed},
               {"scale", settings.scale},
               {"period", {{"start", day_text(first_day())}, {"end", day_text(last_day())}}},
               {"totals", {{"rows", rows}, {"loaded", loaded}, {"rejected", rejected}, {"duplicates", duplicates}}},
               {"files", std::move(entries)},
               {"counties", counties_},
               {"planted", planted_parameters()},
               {"contradictions", contradictions(tally_)},
               {"people", {{"registry", people_}, {"identities", identities_}, {"records_file", "truth_people.csv"}, {"doubles", doubles_}}}};
  for (const auto& [name, list] : lists_.items()) root[name] = list;
  root["counted"] = nested(tally_);
  return root.dump(1) + '\n';
}

}  // namespace dmp::synth
