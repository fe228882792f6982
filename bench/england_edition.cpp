// Writes a built profile folder that holds the edition of an invented England, for measuring dmp serve: every small area and authority, so many
// indicators over ten years, comparisons, and a map layer of all small areas. No figure in it means anything.
//   england_edition FOLDER [indicators 118] [indicators by small area 118] [small areas 35672] [authorities 309] [years 10]
#include <fmt/format.h>
#include <fmt/os.h>

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <span>
#include <string>

#include "core/comparison.hpp"
#include "pipeline/comparisons.hpp"
#include "pipeline/edition.hpp"

namespace {

namespace fs = std::filesystem;

struct Size {
  int indicators = 118, by_small_area = 118, small_areas = 35'672, authorities = 309, years = 10;
};

/// A figure's share of 0 to 1 that is the same in every run and alike for no two figures.
double share_of(std::uint64_t i, std::uint64_t a, std::uint64_t y) {
  std::uint64_t x = i * 0x9E3779B97F4A7C15ULL ^ a * 0xBF58476D1CE4E5B9ULL ^ y * 0x94D049BB133111EBULL;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  return static_cast<double>((x ^ (x >> 31)) >> 11) * 0x1p-53;
}

std::string period_of(int year) { return fmt::format("{}/{:02}", year, (year + 1) % 100); }

/// The figures of an indicator, authorities before small areas: one part of the edition.
class Indicator {
 public:
  Indicator(int number, const Size& size) : number_(number), size_(size) {
    static constexpr const char* kDomains[] = {"USE", "CRI", "DTH", "SUP", "ENG", "REC", "CTX"};
    like_.indicator_id = fmt::format("indicator_{}", number), like_.indicator_name = fmt::format("Invented indicator {}", number), like_.domain = kDomains[number % 7];
    like_.unit = "per 1,000 residents", like_.method = "rate, Byar's interval", like_.comparator = "England", like_.comparator_value = 10;
    like_.trend = "no significant change", like_.polarity = "low", like_.quality = "observed", like_.sources = "invented";
  }
  [[nodiscard]] dmp::core::Estimates estimates() const {
    dmp::core::Estimates rows;
    add(rows, "authority", "E06", size_.authorities);
    if (number_ <= size_.by_small_area) add(rows, "small area", "E01", size_.small_areas);
    return rows;
  }
  /// Of the authorities with England.
  void add_comparisons(dmp::core::Comparisons& comparisons) const {
    dmp::core::Estimates rows;
    add(rows, "authority", "E06", size_.authorities);
    for (const dmp::core::Estimate& e : rows) {
      dmp::core::Comparison& c = comparisons.emplace_back();
      c.estimate_id = e.estimate_id, c.indicator_id = e.indicator_id, c.area_code = e.area_code, c.area_name = e.area_name, c.period = e.period;
      c.kind = "england", c.comparator = "England", c.value = e.comparator_value, c.difference = e.value - 10, c.ratio = e.value / 10, c.significance = e.significance;
    }
  }

 private:
  void add(dmp::core::Estimates& rows, const std::string& type, const std::string& code, int areas) const {
    rows.reserve(rows.size() + static_cast<std::size_t>(areas) * static_cast<std::size_t>(size_.years));
    for (int a = 1; a <= areas; ++a)
      for (int year = 2015; year < 2015 + size_.years; ++year) {
        dmp::core::Estimate& e = rows.emplace_back(like_);
        e.area_code = fmt::format("{}{:06}", code, a), e.area_name = fmt::format("{} {}", type, a), e.area_type = type, e.period = period_of(year);
        e.period_start = fmt::format("{}-04-01", year), e.period_end = fmt::format("{}-03-31", year + 1);
        e.estimate_id = like_.indicator_id + ":" + e.area_code + ":" + e.period;
        e.denominator = (type == "authority" ? 150'000 : 1'000) + std::floor(1'000 * share_of(0, static_cast<std::uint64_t>(a), 0));
        set_value(e, share_of(static_cast<std::uint64_t>(number_), static_cast<std::uint64_t>(a) + (type == "authority" ? 1'000'000 : 0), static_cast<std::uint64_t>(year)));
      }
  }
  static void set_value(dmp::core::Estimate& e, double share) {
    // One figure in fifty is held back.
    if (share * 50 < 1) {
      e.suppressed = "suppressed";
      e.significance = "not compared";
      return;
    }
    e.count = std::floor(e.denominator * (5 + 10 * share) / 1'000), e.value = 1'000 * e.count / e.denominator;
    e.lower_95 = e.value * 0.93, e.upper_95 = e.value * 1.07, e.lower_99_8 = e.value * 0.88, e.upper_99_8 = e.value * 1.12;
    e.significance = e.value < 8 ? "better" : e.value > 12 ? "worse" : "similar";
  }
  int number_;
  Size size_;
  dmp::core::Estimate like_;
};

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
  // One indicator after the other, as a build writes them: no more than one is in memory.
  int written = 0;
  dmp::core::Estimates part;
  dmp::pipeline::write_estimates([&]() -> std::span<const dmp::core::Estimate> {
    part.clear();
    if (written < size.indicators) part = Indicator(++written, size).estimates();
    return part;
  }, edition / "estimates.parquet");
  dmp::core::Comparisons comparisons;
  for (int i = 1; i <= size.indicators; ++i) Indicator(i, size).add_comparisons(comparisons);
  dmp::pipeline::write_comparisons(comparisons, edition / "comparisons.parquet");
  write_layer(edition / "layers" / "hotspots.geojson", size.small_areas);
  write_manifest(edition / "edition.json", id);
  std::error_code ignored;
  fs::remove(folder / "build" / "latest", ignored);
  fs::create_directory_symlink(fs::path("editions") / id, folder / "build" / "latest");
  fmt::print("{}\n", folder.string());
  return 0;
}
