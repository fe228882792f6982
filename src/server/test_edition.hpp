#pragma once

#include <filesystem>
#include <string>

#include "core/file.hpp"
#include "pipeline/comparisons.hpp"
#include "pipeline/edition.hpp"
#include "server/open_edition.hpp"

/// A small invented edition in a profile folder of its own, for tests.
namespace dmp::server::testing {

inline core::Estimate estimate(const std::string& indicator, const std::string& area, const std::string& type, int year, double value) {
  core::Estimate e;
  e.indicator_id = indicator, e.indicator_name = indicator == "drug_offence_rate" ? "Drug offences" : "Deaths, \"all\" causes";
  e.domain = indicator == "drug_offence_rate" ? "CRI" : "DTH";
  e.area_code = area, e.area_name = area == "E06000032" ? "Luton" : area == "E06000055" ? "Bedford" : "Small " + area, e.area_type = type;
  e.period = std::to_string(year) + "/" + std::to_string((year + 1) % 100);
  e.period_start = std::to_string(year) + "-04-01", e.period_end = std::to_string(year + 1) + "-03-31";
  e.estimate_id = indicator + ":" + area + ":" + e.period;
  e.unit = "per 1,000 residents", e.value = value, e.lower_95 = value * 0.9, e.upper_95 = value * 1.1, e.count = 100 * value, e.denominator = 100'000;
  e.method = "rate, Byar's interval", e.polarity = "low", e.quality = "observed", e.sources = "police_uk_street";
  e.comparator = "England", e.comparator_value = 2, e.significance = value > 2 ? "worse" : "better", e.trend = "no significant change";
  return e;
}

/// Two indicators, two authorities and three small areas, three years; one row by sex and one suppressed.
inline core::Estimates estimates() {
  core::Estimates rows;
  for (const char* indicator : {"drug_offence_rate", "deaths_rate"}) {
    for (const char* area : {"E06000032", "E06000055"})
      for (int year = 2021; year < 2024; ++year) rows.push_back(estimate(indicator, area, "authority", year, 1.5 + 0.25 * (year - 2021) + (area[8] == '5' ? 1.0 : 0.0)));
    for (const char* area : {"E01000001", "E01000002", "E01000003"}) rows.push_back(estimate(indicator, area, "small area", 2023, 3));
  }
  core::Estimate women = rows[2];
  women.sex = "Female", women.estimate_id += ":sex=Female", women.value = 0.1 + 0.2;
  rows.insert(rows.begin() + 3, women);
  core::Estimate& held_back = rows.back();
  held_back.suppressed = "suppressed", held_back.value = held_back.lower_95 = held_back.upper_95 = held_back.count = core::Estimate::kMissing;
  return rows;
}

/// Writes the edition under FOLDER/build/editions/ID and points build/latest at it.
inline void write_edition(const std::filesystem::path& folder, const std::string& id, const core::Estimates& rows, bool latest = true) {
  namespace fs = std::filesystem;
  const fs::path edition = folder / "build" / "editions" / id;
  fs::create_directories(edition / "report");
  fs::create_directories(edition / "restricted");
  fs::create_directories(edition / "layers");
  pipeline::write_estimates(rows, edition / "estimates.parquet");
  core::Comparison comparison;
  comparison.estimate_id = "drug_offence_rate:E06000032:2023/24", comparison.indicator_id = "drug_offence_rate", comparison.area_code = "E06000032", comparison.area_name = "Luton", comparison.period = "2023/24";
  comparison.kind = "england", comparison.comparator = "England", comparison.value = 2, comparison.significance = "similar";
  pipeline::write_comparisons({comparison}, edition / "comparisons.parquet");
  core::Estimates everything = rows;
  everything.back().value = 7, everything.back().suppressed = "";
  pipeline::write_estimates(everything, edition / "restricted" / "estimates.parquet");
  pipeline::write_comparisons({comparison}, edition / "restricted" / "comparisons.parquet");
  core::write_file_whole(edition / "restricted" / "secret.txt", "not for publication");
  core::write_file_whole(edition / "report" / "index.html", "<!doctype html><title>Report</title><p>The report</p>");
  core::write_file_whole(edition / "report" / "charts.json", R"({"charts": [{"id": "seizures", "kind": "panels", "title": "Seizures"}, {"id": "map-rate", "kind": "map", "title": "Rate", "legend": ["few"]},
{"id": "map-share", "kind": "map", "title": "Share"}]})");
  core::write_file_whole(edition / "layers" / "hotspots.geojson",
                         R"({"type": "FeatureCollection", "title": "Hotspots", "period": "2023/24", "features": [
{"type": "Feature", "properties": {"area_code": "E01000001", "area_name": "One", "z": 2.5}, "geometry": {"type": "Polygon", "coordinates": [[[0,51],[0.01,51],[0.01,51.01],[0,51.01],[0,51]]]}},
{"type": "Feature", "properties": {"area_code": "E01000002", "area_name": "Two", "z": null}, "geometry": {"type": "Polygon", "coordinates": [[[0.01,51],[0.02,51],[0.02,51.01],[0.01,51.01],[0.01,51]]]}}]})");
  core::write_file_whole(edition / "findings.json", R"({"findings": [{"id": "offences:E06000032", "domain": "CRI", "title": "Offences", "area_code": "E06000032", "area_name": "Luton", "sentence": "Higher.",
"strength": "strong", "estimate_ids": ["drug_offence_rate:E06000032:2023/24"], "contradictions": []}], "contradictions": [], "not_said": []})");
  core::write_file_whole(edition / "actions.json", R"({"actions": [{"id": "police:E06000032", "domain": "CRI", "title": "Police", "area_code": "E06000032", "recommendation": "Do it.", "partners": ["Police"],
"finding_ids": ["offences:E06000032"]}]})");
  core::write_file_whole(edition / "edition.json", R"({"edition": ")" + id + R"(", "number": 1, "after": [], "title": "An invented profile", "program": "0.2.0", "estimates": 20, "files": [
{"source": "police_uk_street", "table": "crime", "file": "sources/a.csv", "sha256": "00", "rows": 10, "loaded": 8, "rejected": 1, "duplicates": 1}],
"indicators": {"drug_offence_rate": {"numerator_sql": "SELECT 1", "denominator_sql": "SELECT 2", "tables": [{"table": "crime", "source": "police_uk_street", "rows": 8}], "estimates": 10}}, "disagreements": [], "skipped": []})");
  if (!latest) return;
  fs::remove(folder / "build" / "latest");
  fs::create_directory_symlink(fs::path("editions") / id, folder / "build" / "latest");
}

}  // namespace dmp::server::testing
