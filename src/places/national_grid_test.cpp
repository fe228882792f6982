#include "places/national_grid.hpp"

#include <gtest/gtest.h>

namespace dmp::places {
namespace {

double degrees(double d, double m, double s) { return d + m / 60 + s / 3600; }

// Ordnance Survey, A guide to coordinate systems in Great Britain, annex C.1: Caister Water Tower.
TEST(NationalGrid, ProjectsTheOrdnanceSurveysWorkedExample) {
  const GridPoint point = project_airy(degrees(1, 43, 4.5177), degrees(52, 39, 27.2531));
  EXPECT_NEAR(point.easting, 651409.903, 0.001);
  EXPECT_NEAR(point.northing, 313177.270, 0.001);
}

// PROJ 9.1, EPSG:4326 to EPSG:27700 by "Inverse of OSGB36 to WGS 84 (6)" (what it takes without the OSTN15 grid): Luton, Land's End, Berwick.
TEST(NationalGrid, AgreesWithProjWithoutItsGrid) {
  struct Known { double longitude, latitude, easting, northing; };
  for (const Known& k : {Known{-0.4150, 51.8787, 509201.661, 221201.839}, {-5.7147, 50.0657, 134262.291, 25010.392}, {-2.0070, 55.7690, 399659.193, 652851.115}}) {
    const GridPoint point = national_grid(k.longitude, k.latitude);
    EXPECT_NEAR(point.easting, k.easting, 0.01);
    EXPECT_NEAR(point.northing, k.northing, 0.01);
  }
}

}  // namespace
}  // namespace dmp::places
