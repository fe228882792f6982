#include "synth/world.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <queue>
#include <set>

#include "synth/place_names.hpp"
#include "synth/treatment_course.hpp"
#include "synth/written_folder.hpp"

namespace dmp::synth {
namespace {

const World& world() {
  static const World made(11, 0, layout_for(1));
  return made;
}

TEST(Chance, DrawsPoissonCountsOfTheRightMeanAndVariance) {
  for (const double mean : {0.3, 4.0, 75.0}) {
    Chance chance({1, 0, Theme::crime}, 5);
    double sum = 0, squares = 0;
    constexpr int kDraws = 20000;
    for (int i = 0; i < kDraws; ++i) {
      const int count = chance.poisson(mean);
      sum += count, squares += static_cast<double>(count) * count;
    }
    const double found = sum / kDraws, error = std::sqrt(mean / kDraws);
    EXPECT_NEAR(found, mean, 5 * error);
    EXPECT_NEAR(squares / kDraws - found * found, mean, mean * 0.06 + 0.01);
  }
}

TEST(Chance, DependsOnNothingButItsKeyAndEntity) {
  Chance a({1, 2, Theme::crime}, 3), b({1, 2, Theme::crime}, 3), other({1, 2, Theme::crime}, 4), theme({1, 2, Theme::people}, 3);
  const auto first = a.bits();
  EXPECT_EQ(first, b.bits());
  EXPECT_NE(first, other.bits());
  EXPECT_NE(first, theme.bits());
}

TEST(County, HasThreeConnectedAuthoritiesOfThePlannedSize) {
  EXPECT_EQ(world().county.small_areas.size(), 380U);
  for (int authority = 0; authority < 3; ++authority) {
    const auto& areas = world().county.authorities[static_cast<std::size_t>(authority)].small_areas;
    EXPECT_GT(areas.size(), 80U);
    std::set<int> seen{areas[0]};
    std::queue<int> next;
    for (next.push(areas[0]); !next.empty(); next.pop())
      for (const int near : world().county.small_areas[static_cast<std::size_t>(next.front())].neighbours)
        if (world().authority_of(static_cast<std::size_t>(near)) == authority && seen.insert(near).second) next.push(near);
    EXPECT_EQ(seen.size(), areas.size()) << authority;
  }
}

TEST(County, TilesItsOutlineWithoutGapsOrOverlaps) {
  // Every edge belongs to two areas in opposite directions or to the outline; the areas add up to the outline's.
  std::map<std::pair<Vertex, Vertex>, int> edges;
  long long sum = 0;
  std::vector<int> all;
  for (const auto& area : world().county.small_areas) {
    all.push_back(static_cast<int>(all.size()));
    const long long twice = signed_area(area.outline);
    EXPECT_GT(twice, 0) << area.code;
    sum += twice;
    for (std::size_t i = 0; i < area.outline.size(); ++i) ++edges[{area.outline[i], area.outline[(i + 1) % area.outline.size()]}];
  }
  for (const auto& [edge, count] : edges) EXPECT_EQ(count, 1);
  long long outline = 0;
  for (const auto& ring : outline_of(world().county, all)) outline += signed_area(ring);
  EXPECT_EQ(sum, outline);
}

long long turn(Vertex a, Vertex b, Vertex c) {
  return static_cast<long long>(b.longitude - a.longitude) * (c.latitude - a.latitude) - static_cast<long long>(b.latitude - a.latitude) * (c.longitude - a.longitude);
}

TEST(County, HasNoOutlineThatCrossesItself) {
  for (const auto& area : world().county.small_areas) {
    const auto& ring = area.outline;
    const std::size_t n = ring.size();
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = i + 2; j < n; ++j) {
        if (i == 0 && j == n - 1) continue;
        const Vertex a = ring[i], b = ring[i + 1], c = ring[j], d = ring[(j + 1) % n];
        const bool crosses = (turn(a, b, c) > 0) != (turn(a, b, d) > 0) && (turn(c, d, a) > 0) != (turn(c, d, b) > 0);
        EXPECT_FALSE(crosses) << area.code;
      }
  }
}

TEST(County, HasDeprivationThatNeighboursShare) {
  // Moran's I by its definition: well above 0 for a smooth surface.
  const auto& areas = world().county.small_areas;
  double mean = 0, cross = 0, square = 0, pairs = 0;
  for (const auto& area : areas) mean += area.deprivation / static_cast<double>(areas.size());
  for (const auto& area : areas) {
    square += (area.deprivation - mean) * (area.deprivation - mean);
    for (const int near : area.neighbours) {
      cross += (area.deprivation - mean) * (areas[static_cast<std::size_t>(near)].deprivation - mean);
      ++pairs;
    }
  }
  EXPECT_GT(cross / square * static_cast<double>(areas.size()) / pairs, 0.3);
}

TEST(People, HaveNhsNumbersWithAValidCheckDigitAndNoneTwice) {
  std::set<std::uint64_t> numbers;
  for (const auto& person : world().people.all()) {
    const std::string digits = std::to_string(person.nhs_number);
    ASSERT_EQ(digits.size(), 10U);
    int sum = 0;
    for (int i = 0; i < 9; ++i) sum += (digits[static_cast<std::size_t>(i)] - '0') * (10 - i);
    EXPECT_EQ((11 - sum % 11) % 11, digits[9] - '0');
    numbers.insert(person.nhs_number);
  }
  EXPECT_EQ(numbers.size(), world().people.size());
}

TEST(People, HaveDistinctIdentifiersAtAnAgency) {
  for (const auto agency : {Agency::police, Agency::treatment, Agency::prison}) {
    std::set<std::string> ids;
    for (std::size_t person = 0; person < world().people.size(); ++person)
      for (int number = 0; number < 2; ++number) ids.insert(world().people.identity(person, agency, number).id);
    EXPECT_EQ(ids.size(), 2 * world().people.size());
  }
}

TEST(Treatment, NeverOutlivesThePersonAndNeverOverlaps) {
  for (std::size_t person = 0; person < world().people.size(); ++person) {
    Chance chance(world().key(Theme::treatment), person);
    const auto course = treatment_course(world(), person, chance);
    for (std::size_t i = 0; i < course.size(); ++i) {
      EXPECT_TRUE(world().people[person].alive_on(course[i].start));
      EXPECT_LE(course[i].start, course[i].end);
      if (course[i].exit != Exit::none) {
        EXPECT_LE(course[i].end, world().people[person].died);
      }
      if (i > 0) {
        EXPECT_GT(course[i].start, course[i - 1].end);
      }
    }
  }
}

TEST(Hotspots, StandOutAndCrossOverWithViolence) {
  const auto& planted = world().hotspots;
  double weighted = 0, residents = 0;
  for (std::size_t i = 0; i < planted.drug_risk.size(); ++i) {
    weighted += planted.drug_risk[i] * world().county.small_areas[i].residents;
    residents += world().county.small_areas[i].residents;
    if (world().county.setting_of(i) == Setting::rural) {
      EXPECT_LT(planted.drug_risk[i], 1);
    }
  }
  EXPECT_NEAR(weighted / residents, 1, 1e-9);
  EXPECT_EQ(planted.drugs.size(), 9U);
  EXPECT_EQ(planted.both.size(), 6U);
  for (const int i : planted.drugs) EXPECT_GT(planted.drug_risk[static_cast<std::size_t>(i)], 4);
}

TEST(PlaceNames, AreNotThoseOfRealAuthoritiesInAnyCounty) {
  const char* given = std::getenv("DMP_DATA");
  const std::filesystem::path data = given != nullptr ? std::filesystem::path(given) : std::filesystem::path(DMP_SOURCE_DIR) / "../shared/data";
  const auto lookup = data / "geography/lookups/lookup_lsoa21_ward24_ltla24.csv.gz";
  if (!std::filesystem::exists(lookup)) GTEST_SKIP() << "no look-up of real areas in " << data;
  std::set<std::string> real;
  for (const auto& line : testing::lines_of(testing::unpacked(lookup)))
    for (const auto& cell : testing::cells_of(line, ',')) real.insert(cell);
  std::set<std::string> counties;
  for (int county = 0; county < 100; ++county) {
    const auto names = county_names(county);
    counties.insert(names.county);
    for (const auto& name : {names.county, names.town, names.borough, names.rural}) EXPECT_FALSE(real.contains(name)) << name;
  }
  EXPECT_EQ(counties.size(), 100U);
  for (int ward = 0; ward < 380; ++ward) EXPECT_FALSE(real.contains(ward_name(0, ward))) << ward_name(0, ward);
}

}  // namespace
}  // namespace dmp::synth
