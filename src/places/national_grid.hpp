#pragma once

namespace dmp::places {

/// Eastings and northings of the British National Grid, in metres.
struct GridPoint {
  double easting = 0, northing = 0;
};

/// WGS84 degrees to the British National Grid: Ordnance Survey's seven-parameter datum shift and transverse Mercator projection. Within about
/// 3 metres of the exact transformation by the OSTN15 grid, and the same shift for neighbours: what is measured inside a county is right to
/// the centimetre. Good for Great Britain; other places get coordinates that grow inexact with distance.
/// Ordnance Survey, A guide to coordinate systems in Great Britain (v3.6), sections 6.6 and annexes B and C.
GridPoint national_grid(double longitude, double latitude);

/// The projection alone, of degrees on the Airy 1830 ellipsoid (OSGB36).
GridPoint project_airy(double longitude, double latitude);

}  // namespace dmp::places
