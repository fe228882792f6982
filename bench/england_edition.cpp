// Writes a built profile folder that holds the edition of an invented England, for measuring dmp serve: every small area and authority, so many
// indicators over ten years, comparisons, and a map layer of all small areas. No figure in it means anything.
//   england_edition FOLDER [indicators 118] [indicators by small area 118] [small areas 35672] [authorities 309] [years 10]
#include <fmt/format.h>
#include <fmt/os.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "engine/engine.hpp"

namespace {

namespace fs = std::filesystem;

struct Size {
  int indicators = 118, by_small_area = 118, small_areas = 35'672, authorities = 309, years = 10;
};

/// SELECT of the estimates of one level of areas, with the columns of the interface.
std::string rows_of(const std::string& type, const std::string& code, int areas, int indicators, int years) {
  return fmt::format(
      "SELECT 'indicator_' || i || ':' || {1} || ':' || y || '/' || lpad(((y + 1) % 100)::VARCHAR, 2, '0') AS estimate_id, 'indicator_' || i AS indicator_id, 'Invented indicator ' || i AS indicator_name, "
      "['USE','CRI','DTH','SUP','ENG','REC','CTX'][1 + i % 7] AS domain, {1} AS area_code, '{0} ' || a AS area_name, '{0}' AS area_type, y || '/' || lpad(((y + 1) % 100)::VARCHAR, 2, '0') AS period, "
      "y || '-04-01' AS period_start, (y + 1) || '-03-31' AS period_end, 'Persons' AS sex, 'All ages' AS age, NULL::VARCHAR AS category_type, NULL::VARCHAR AS category, 'per 1,000 residents' AS unit, "
      "v AS value, v * 0.93 AS lower_95, v * 1.07 AS upper_95, v * 0.88 AS lower_99_8, v * 1.12 AS upper_99_8, floor(v * 37) AS count, 37000.0 AS denominator, 'rate, Byar''s interval' AS method, 'England' AS comparator, "
      "10.0 AS comparator_value, CASE WHEN v < 8 THEN 'better' WHEN v > 12 THEN 'worse' ELSE 'similar' END AS significance, 'no significant change' AS trend, 'low' AS polarity, 'observed' AS quality, "
      "CASE WHEN hash(a, i, y, 1) % 50 = 0 THEN 'suppressed' END AS suppressed, NULL::VARCHAR AS note, 'invented' AS sources, i, {2} AS level, a, y "
      "FROM (SELECT i, a, y, CASE WHEN hash(a, i, y, 1) % 50 <> 0 THEN 5 + (hash(a, i, y) % 100000) / 10000.0 END AS v FROM range(1, {3} + 1) t(i), range(1, {4} + 1) s(a), range(2015, 2015 + {5}) u(y))",
      type, code, type == "authority" ? 1 : 2, indicators, areas, years);
}

void write_manifest(const fs::path& file, const std::string& id) {
  fmt::output_file(file.string()).print("{{\"edition\": \"{}\", \"inputs\": \"{}\", \"number\": 1, \"after\": [], \"title\": \"An invented England\", \"program\": \"bench\", \"engine\": \"\", \"estimates\": 0, \"files\": [], \"indicators\": {{}}, \"disagreements\": [], \"skipped\": []}}\n", id, id);
}

/// Small areas as six-sided cells of a grid over the country: neighbours share their borders, as real ones do.
void write_layer(const fs::path& file, int small_areas) {
  auto out = fmt::output_file(file.string());
  out.print("{{\"type\": \"FeatureCollection\", \"title\": \"Invented hotspots\", \"kind\": \"choropleth\", \"period\": \"2024/25\", \"features\": [\n");
  constexpr int kColumns = 190;
  for (int a = 0; a < small_areas; ++a) {
    const double x = -5.5 + 0.037 * (a % kColumns) + (a / kColumns % 2) * 0.0185, y = 50.0 + 0.029 * (a / kColumns), w = 0.0185, h = 0.0097;
    out.print("{}{{\"type\": \"Feature\", \"properties\": {{\"area_code\": \"E01{:06}\", \"area_name\": \"Small area {}\", \"z\": {:.3f}, \"hotspot\": {}}}, \"geometry\": {{\"type\": \"Polygon\", \"coordinates\": [[", a ? ",\n" : "", a + 1, a + 1,
              (a * 7919 % 1000) / 200.0 - 2.5, a % 37 == 0);
    const double ring[7][2] = {{x, y - 2 * h}, {x + w, y - h}, {x + w, y + h}, {x, y + 2 * h}, {x - w, y + h}, {x - w, y - h}, {x, y - 2 * h}};
    // Borders with points between the corners, as outlines have them: about thirty points an area.
    for (int k = 0; k < 6; ++k)
      for (int part = 0; part < 5; ++part) out.print("[{:.5f},{:.5f}],", ring[k][0] + (ring[k + 1][0] - ring[k][0]) * part / 5, ring[k][1] + (ring[k + 1][1] - ring[k][1]) * part / 5);
    out.print("[{:.5f},{:.5f}]]]}}}}", ring[6][0], ring[6][1]);
  }
  out.print("\n]}}\n");
}

int number(int argc, char** argv, int place, int otherwise) { return argc > place ? std::max(1, std::atoi(argv[place])) : otherwise; }

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "usage: england_edition FOLDER [indicators 118] [by small area 118] [small areas 35672] [authorities 309] [years 10]\n");
    return 2;
  }
  const Size size{number(argc, argv, 2, 118), number(argc, argv, 3, 118), number(argc, argv, 4, 35'672), number(argc, argv, 5, 309), number(argc, argv, 6, 10)};
  const std::string id = "e0e0e0e0e0e0";
  const fs::path folder = argv[1], edition = folder / "build" / "editions" / id;
  fs::create_directories(edition / "layers");
  dmp::engine::Settings settings;
  settings.file_access = true;
  settings.memory_limit = "12GiB";
  settings.temporary = folder / "scratch";
  const auto session = dmp::engine::open_database(":memory:", settings);
  // One indicator after the other, as a build writes them.
  const auto write = [&](const std::string& rows, const std::string& file) {
    session->execute("COPY (SELECT * EXCLUDE (i, level, a, y) FROM (" + rows + ") ORDER BY i, level, a, y) TO " + dmp::engine::quoted_text((edition / file).string()) + " (FORMAT parquet, COMPRESSION zstd)");
  };
  const std::string authorities = rows_of("authority", "('E06' || lpad(a::VARCHAR, 6, '0'))", size.authorities, size.indicators, size.years);
  write(authorities + " UNION ALL BY NAME " + rows_of("small area", "('E01' || lpad(a::VARCHAR, 6, '0'))", size.small_areas, size.by_small_area, size.years), "estimates.parquet");
  write("SELECT estimate_id, indicator_id, area_code, area_name, period, 'england' AS comparator_kind, 'England' AS comparator, NULL::VARCHAR AS areas, 10.0 AS comparator_value, value - 10.0 AS difference, value / 10.0 AS ratio, significance, "
        "NULL::VARCHAR AS gap_sentence, NULL::VARCHAR AS withheld, i, level, a, y FROM (" + authorities + ")", "comparisons.parquet");
  write_layer(edition / "layers" / "hotspots.geojson", size.small_areas);
  write_manifest(edition / "edition.json", id);
  std::error_code ignored;
  fs::remove_all(folder / "scratch", ignored);
  fs::remove(folder / "build" / "latest", ignored);
  fs::create_directory_symlink(fs::path("editions") / id, folder / "build" / "latest");
  fmt::print("{}\n", folder.string());
  return 0;
}
