// Spoilt maps through a whole build: told with file, line and how to mend it, no wrong p value, and the rest of the edition is written.
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <regex>

#include "cases/run.hpp"
#include "core/file.hpp"

namespace dmp::cases {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

Json& outline_of(Json& map, const std::string& code) {
  for (Json& feature : map.at("features"))
    if (feature.at("properties").at("area_code") == code) return feature.at("geometry");
  throw std::runtime_error("no outline of " + code);
}

/// Moves a whole outline eastwards.
void move_east(Json& geometry, double degrees) {
  for (Json& ring : geometry.at("coordinates"))
    for (Json& point : ring) point[0] = point[0].get<double>() + degrees;
}

Json square_of_metres() { return {{"type", "Polygon"}, {"coordinates", {{{500000, 250000}, {501000, 250000}, {501000, 251000}, {500000, 251000}, {500000, 250000}}}}}; }

/// Leaves out the lines of a text in which the pattern is found.
void without_lines(const fs::path& file, const std::regex& pattern) {
  std::string text = core::read_file(file), kept;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t to = std::min(text.find('\n', from), text.size() - 1) + 1;
    const std::string line = text.substr(from, to - from);
    if (!std::regex_search(line, pattern)) kept += line;
    from = to;
  }
  core::write_file_whole(file, kept);
}

constexpr const char* kCrossed = "E01900001";
constexpr const char* kNoOutline = "E01900002";
constexpr const char* kInMetres = "E01900003";
constexpr const char* kSwapped = "E01900004";
constexpr const char* kIsland = "E01900005";
constexpr const char* kNobody = "E01900006";

/// A county whose map has every fault at once, one area nobody lives in, and extracts that leave out months.
fs::path spoilt_county(const fs::path& into) {
  const fs::path county = copy_of(small_county(), into), sources = county / "sources";
  Json map = Json::parse(core::read_file(sources / "boundaries.geojson"));
  Json& ring = outline_of(map, kCrossed).at("coordinates")[0];
  std::swap(ring[1], ring[ring.size() / 2]);
  outline_of(map, kNoOutline) = nullptr;
  outline_of(map, kInMetres) = square_of_metres();
  for (Json& point : outline_of(map, kSwapped).at("coordinates")[0]) std::swap(point[0], point[1]);
  move_east(outline_of(map, kIsland), 1.5);
  // The last third of the areas lies apart.
  const std::size_t features = map.at("features").size();
  for (std::size_t i = features - features / 3; i < features; ++i)
    if (!map["features"][i]["geometry"].is_null()) move_east(map["features"][i]["geometry"], 0.7);
  core::write_file_whole(sources / "boundaries.geojson", map.dump());
  for (const auto& entry : fs::directory_iterator(sources)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("population_")) without_lines(entry.path(), std::regex(kNobody));
    if (name.starts_with("crime_20")) without_lines(entry.path(), std::regex(",2022-0[5678],"));
  }
  return county;
}

class SpoiltMap : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new core::TemporaryFolder(fs::temp_directory_path(), "dmp-spoilt-map-");
    county_ = new fs::path(spoilt_county(folder_->path() / "county"));
    built_ = new Ended(run({"build", county_->string()}));
  }
  static void TearDownTestSuite() {
    delete built_;
    delete county_;
    delete folder_;
  }
  static Json estimates(const std::string& indicator) {
    const Ended listed = run({"estimates", county_->string(), "--audience", "restricted", "--indicator", indicator, "--format", "json"});
    EXPECT_EQ(listed.exit_code, 0) << listed.errors;
    return Json::parse(listed.output);
  }

  inline static core::TemporaryFolder* folder_ = nullptr;
  inline static fs::path* county_ = nullptr;
  inline static Ended* built_ = nullptr;
};

TEST_F(SpoiltMap, DoesNotStopTheBuild) {
  ASSERT_EQ(built_->exit_code, 0) << built_->errors;
  for (const char* file : {"report/index.html", "data-pack.xlsx", "latest/estimates.parquet"}) EXPECT_TRUE(fs::exists(*county_ / "build" / file)) << file;
  EXPECT_GT(estimates("unmet_need_ocu").size(), 10U) << "what needs no map is there";
  EXPECT_GT(estimates("drug_crime_hotspots").size(), 5U);
}

TEST_F(SpoiltMap, IsToldWithPlaceAndMend) {
  struct Told {
    const char *rule, *code, *mend;
  };
  for (const Told& told : {Told{"no outline", kNoOutline, "until the boundary file holds them"}, Told{"no outline", kInMetres, "until the boundary file holds them"}, Told{"outside Great Britain", kSwapped, "one coordinate system"},
                           Told{"touch no other", kIsland, "of one vintage"}, Told{"falls into [0-9] pieces", "", "add the areas between"}}) {
    EXPECT_TRUE(std::regex_search(built_->errors, std::regex(std::string("note: [^\n]*") + told.rule + "[^\n]*"))) << told.rule << '\n' << built_->errors;
    EXPECT_NE(built_->errors.find(told.code), std::string::npos) << told.code;
    EXPECT_NE(built_->errors.find(told.mend), std::string::npos) << told.mend;
  }
  EXPECT_TRUE(std::regex_search(built_->errors, std::regex("boundaries.geojson:[0-9]+\\)"))) << built_->errors;
  // What reading the file found.
  const Json checked = Json::parse(run({"check", county_->string(), "--format", "json"}).output);
  std::string rules;
  for (const Json& issue : checked.at("issues"))
    if (issue.at("file") == "sources/boundaries.geojson") rules += issue.at("rule").get<std::string>() + "; ";
  for (const char* rule : {"no geometry", "coordinate systems mixed", "geometry repaired"}) EXPECT_NE(rules.find(rule), std::string::npos) << rule << " in " << rules;
}

/// Only the borough's and the town's planted hotspots are hot, nothing is cold, no p value lies outside 0 to 1, and areas without neighbours have none.
TEST_F(SpoiltMap, GivesNoWrongPValue) {
  const Ended listed = run({"hotspots", county_->string(), "--layer", "drug_offence_rate", "--audience", "restricted", "--format", "json", "--quiet"});
  ASSERT_EQ(listed.exit_code, 0) << listed.errors;
  const auto number = [](const Json& row, const char* column) { return row.at(column).is_number() ? row.at(column).get<double>() : std::nan(""); };
  int seen = 0;
  for (const Json& row : Json::parse(listed.output)) {
    const std::string code = row.at("area_code");
    const bool has_neighbours = code != kNoOutline && code != kInMetres && code != kSwapped && code != kIsland && code != kNobody;
    for (const char* column : {"excess_p", "p", "p_sim", "p_fdr", "p_bonferroni"}) {
      const double p = number(row, column);
      EXPECT_TRUE(std::isnan(p) || (p >= 0 && p <= 1)) << code << ' ' << column;
    }
    if (!has_neighbours) EXPECT_TRUE(std::isnan(number(row, "p_sim")) && std::isnan(number(row, "gi_z"))) << row.dump();
    if (code == kNobody) EXPECT_TRUE(std::isnan(number(row, "excess_p"))) << row.dump();
    EXPECT_NE(row.value("hotspot", Json()).is_string() ? row.at("hotspot").get<std::string>() : "", "cold") << row.dump();
    ++seen;
  }
  EXPECT_GE(seen, 45);
  for (const Json& row : estimates("drug_crime_hotspots"))
    if (row.at("area_type") == "county" && row.at("category").is_null()) {
      EXPECT_NE(row.at("note").get<std::string>().find("without neighbours"), std::string::npos) << row.dump();
      EXPECT_NE(row.at("note").get<std::string>().find("without a count or without residents"), std::string::npos) << row.dump();
    }
}

/// A period that months are missing from is no figure, and the reason is told.
TEST_F(SpoiltMap, MissingMonthsAreNoZeros) {
  for (const Json& row : estimates("drug_crime_hotspots")) EXPECT_NE(row.at("period"), "2022/23") << row.dump();
  const Json manifest = Json::parse(core::read_file(*county_ / "build" / "latest" / "edition.json"));
  bool told = false;
  for (const Json& skipped : manifest.at("skipped")) told = told || skipped.at("reason").get<std::string>().find("no rows for 2022-05 to 2022-08") != std::string::npos;
  EXPECT_TRUE(told);
  bool seasonal = false;
  for (const Json& row : estimates("drug_crime_seasonality"))
    seasonal = seasonal || (row.at("note").is_string() && row.at("note").get<std::string>().find("2022-05 to 2022-08") != std::string::npos);
  EXPECT_TRUE(seasonal);
}

}  // namespace
}  // namespace dmp::cases
