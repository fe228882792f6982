#include "places/neighbours.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace dmp::places {
namespace {

/// A rectangle in metres.
MeasuredArea rectangle(const std::string& id, double west, double south, double east, double north) {
  MeasuredArea area;
  area.id = id;
  area.rings = {{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}};
  area.square_metres = (east - west) * (north - south);
  area.centre = {(west + east) / 2, (south + north) / 2};
  area.is_nowhere = false;
  return area;
}

std::vector<MeasuredArea> chessboard(int side) {
  std::vector<MeasuredArea> areas;
  for (int row = 0; row < side; ++row)
    for (int column = 0; column < side; ++column) areas.push_back(rectangle(std::to_string(row * side + column), column * 100, row * 100, column * 100 + 100, row * 100 + 100));
  return areas;
}

std::string links_of(const stats::SpatialWeights& weights, std::size_t i) {
  std::string text;
  for (const auto& link : weights[i]) text += (text.empty() ? "" : " ") + std::to_string(link.to);
  return text;
}

TEST(Neighbours, OnAChessboardQueenTouchesEightAndRookFour) {
  const auto areas = chessboard(5);
  const auto queen = contiguity(areas, Contiguity::queen), rook = contiguity(areas, Contiguity::rook);
  EXPECT_EQ(links_of(queen, 12), "6 7 8 11 13 16 17 18");
  EXPECT_EQ(links_of(rook, 12), "7 11 13 17");
  // 5 x 5: 2 x 5 x 4 joins of sides and 2 x 4 x 4 of corners, both ways.
  EXPECT_EQ(summary_of(queen).links, 2u * (40 + 32));
  EXPECT_EQ(summary_of(rook).links, 2u * 40);
  EXPECT_EQ(summary_of(queen).parts, 1u);
  EXPECT_EQ(summary_of(queen).one_sided, 0u);
}

TEST(Neighbours, BordersDrawnWithDifferentVerticesStillTouch) {
  // One long side against two short ones, and a gap of 30 centimetres.
  const std::vector<MeasuredArea> areas = {rectangle("long", 0, 0, 100, 200), rectangle("low", 100.3, 0, 200, 90), rectangle("high", 100.3, 90, 200, 200), rectangle("far", 201, 0, 300, 200)};
  const auto rook = contiguity(areas, Contiguity::rook);
  EXPECT_EQ(links_of(rook, 0), "1 2");
  EXPECT_EQ(links_of(rook, 1), "0 2");
  EXPECT_EQ(links_of(contiguity(areas, Contiguity::queen, 0.1), 0), "");
  EXPECT_EQ(links_of(rook, 3), "");
  EXPECT_EQ(links_of(contiguity(areas, Contiguity::queen, 1.5), 3), "1 2");
}

TEST(Neighbours, OutlinesThatOverlapTouch) {
  const std::vector<MeasuredArea> areas = {rectangle("a", 0, 0, 100, 100), rectangle("b", 95, 40, 200, 60), rectangle("inside", 20, 20, 40, 40)};
  const auto queen = contiguity(areas, Contiguity::queen);
  EXPECT_EQ(links_of(queen, 0), "1");
  EXPECT_EQ(links_of(queen, 2), "");
}

TEST(Neighbours, AHoleTouchesWhatFillsIt) {
  MeasuredArea ring = rectangle("ring", 0, 0, 300, 300);
  ring.rings.push_back({{100, 100}, {100, 200}, {200, 200}, {200, 100}, {100, 100}});
  const std::vector<MeasuredArea> areas = {ring, rectangle("core", 100, 100, 200, 200)};
  EXPECT_EQ(links_of(contiguity(areas, Contiguity::rook), 1), "0");
}

TEST(Neighbours, AreasWithoutOutlineAreIslands) {
  auto areas = chessboard(3);
  areas[4] = MeasuredArea{.id = "4", .rings = {}, .square_metres = 0, .centre = {}, .is_nowhere = true};
  const LinkSummary summary = summary_of(contiguity(areas, Contiguity::rook));
  EXPECT_EQ(summary.islands, (std::vector<std::size_t>{4}));
  EXPECT_EQ(summary.parts, 2u);
  for (const auto& weights : {within_distance(areas, 150), nearest(areas, 2)}) {
    EXPECT_TRUE(weights[4].empty());
    for (const auto& links : weights)
      for (const auto& link : links) EXPECT_NE(link.to, 4u);
  }
}

TEST(Neighbours, WithinADistanceAndTheNearest) {
  const auto areas = chessboard(20);
  const auto band = within_distance(areas, 100);
  EXPECT_EQ(links_of(band, 21), "1 20 22 41");
  EXPECT_EQ(links_of(within_distance(areas, 99), 21), "");
  const auto four = nearest(areas, 4);
  EXPECT_EQ(links_of(four, 210), "190 209 211 230");
  EXPECT_EQ(links_of(four, 0), "1 2 20 21");
  // More than there are: all the others.
  EXPECT_EQ(nearest(chessboard(2), 9)[0].size(), 3u);
  EXPECT_TRUE(nearest({}, 3).empty());
}

TEST(Neighbours, NearestFindsTheNearestAmongScatteredOnes) {
  std::vector<MeasuredArea> areas;
  for (int i = 0; i < 500; ++i) {
    // A dense town and a far-off hamlet.
    const double x = i < 480 ? (i * 7919) % 1009 : 500'000 + (i * 104'729) % 997, y = i < 480 ? (i * 6101) % 1013 : 300'000 + (i * 7001) % 991;
    areas.push_back(rectangle(std::to_string(i), x, y, x + 1, y + 1));
  }
  const auto found = nearest(areas, 6);
  for (const std::size_t i : {0u, 100u, 479u, 480u, 499u}) {
    std::vector<double> all, given;
    for (std::size_t j = 0; j < areas.size(); ++j)
      if (j != i) all.push_back(std::hypot(areas[j].centre.easting - areas[i].centre.easting, areas[j].centre.northing - areas[i].centre.northing));
    for (const auto& link : found[i]) given.push_back(std::hypot(areas[link.to].centre.easting - areas[i].centre.easting, areas[link.to].centre.northing - areas[i].centre.northing));
    std::sort(all.begin(), all.end());
    std::sort(given.begin(), given.end());
    EXPECT_EQ(given, std::vector<double>(all.begin(), all.begin() + 6)) << i;
  }
}

TEST(Neighbours, AreWrittenAsOtherProgramsReadThem) {
  const stats::SpatialWeights weights = {{{1, 1.0}, {2, 1.0}}, {{0, 1.0}}, {}};
  const std::vector<std::string> ids = {"a", "b", "c"};
  EXPECT_EQ(gal_text(weights, ids), "0 3 dmp id\na 2\nb c\nb 1\na\nc 0\n\n");
  EXPECT_EQ(gwt_text(weights, ids), "0 3 dmp id\na b 1\na c 1\nb a 1\n");
  EXPECT_EQ(csv_text(weights, ids), "from,to,weight\na,b,1\na,c,1\nb,a,1\n");
  EXPECT_EQ(summary_of(weights).one_sided, 1u);
}

}  // namespace
}  // namespace dmp::places
