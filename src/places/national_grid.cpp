#include "places/national_grid.hpp"

#include <cmath>
#include <numbers>

namespace dmp::places {
namespace {

constexpr double kRadians = std::numbers::pi / 180;

struct Ellipsoid {
  double a, b;
  [[nodiscard]] double eccentricity2() const { return 1 - b * b / (a * a); }
};
constexpr Ellipsoid kAiry{6377563.396, 6356256.909};
constexpr Ellipsoid kWgs84{6378137.0, 6356752.314245};

struct Cartesian {
  double x, y, z;
};

Cartesian cartesian(double longitude, double latitude, const Ellipsoid& ellipsoid) {
  const double nu = ellipsoid.a / std::sqrt(1 - ellipsoid.eccentricity2() * std::sin(latitude) * std::sin(latitude));
  return {nu * std::cos(latitude) * std::cos(longitude), nu * std::cos(latitude) * std::sin(longitude), nu * (1 - ellipsoid.eccentricity2()) * std::sin(latitude)};
}

/// WGS84 to OSGB36: translations in metres, rotations in seconds of arc, scale in parts per million.
Cartesian shifted(const Cartesian& p) {
  constexpr double kSecond = kRadians / 3600;
  constexpr double tx = -446.448, ty = 125.157, tz = -542.060, s = 1 + 20.4894e-6;
  constexpr double rx = -0.1502 * kSecond, ry = -0.2470 * kSecond, rz = -0.8421 * kSecond;
  return {tx + s * p.x - rz * p.y + ry * p.z, ty + rz * p.x + s * p.y - rx * p.z, tz - ry * p.x + rx * p.y + s * p.z};
}

double latitude_of(const Cartesian& p, const Ellipsoid& ellipsoid) {
  const double flat = std::hypot(p.x, p.y), e2 = ellipsoid.eccentricity2();
  double latitude = std::atan2(p.z, flat * (1 - e2));
  for (int round = 0; round < 6; ++round) {
    const double nu = ellipsoid.a / std::sqrt(1 - e2 * std::sin(latitude) * std::sin(latitude));
    latitude = std::atan2(p.z + e2 * nu * std::sin(latitude), flat);
  }
  return latitude;
}

/// The length of the meridian from the true origin.
double meridian(double latitude, double origin, double bf0, double n) {
  const double n2 = n * n, n3 = n2 * n, less = latitude - origin, more = latitude + origin;
  return bf0 * ((1 + n + 1.25 * n2 + 1.25 * n3) * less - (3 * n + 3 * n2 + 21.0 / 8 * n3) * std::sin(less) * std::cos(more) +
                15.0 / 8 * (n2 + n3) * std::sin(2 * less) * std::cos(2 * more) - 35.0 / 24 * n3 * std::sin(3 * less) * std::cos(3 * more));
}

GridPoint project(double longitude, double latitude) {
  constexpr double kScale = 0.9996012717, kOriginLatitude = 49 * kRadians, kOriginLongitude = -2 * kRadians;
  const double af0 = kAiry.a * kScale, bf0 = kAiry.b * kScale, e2 = kAiry.eccentricity2(), n = (kAiry.a - kAiry.b) / (kAiry.a + kAiry.b);
  const double sine = std::sin(latitude), cosine = std::cos(latitude), t2 = std::tan(latitude) * std::tan(latitude), t4 = t2 * t2;
  const double nu = af0 / std::sqrt(1 - e2 * sine * sine), rho = nu * (1 - e2) / (1 - e2 * sine * sine), eta2 = nu / rho - 1;
  const double c3 = cosine * cosine * cosine, c5 = c3 * cosine * cosine, l = longitude - kOriginLongitude, l2 = l * l;
  const double one = meridian(latitude, kOriginLatitude, bf0, n) - 100000;
  const double two = nu / 2 * sine * cosine, three = nu / 24 * sine * c3 * (5 - t2 + 9 * eta2), three_a = nu / 720 * sine * c5 * (61 - 58 * t2 + t4);
  const double four = nu * cosine, five = nu / 6 * c3 * (nu / rho - t2), six = nu / 120 * c5 * (5 - 18 * t2 + t4 + 14 * eta2 - 58 * t2 * eta2);
  return {400000 + l * (four + l2 * (five + l2 * six)), one + l2 * (two + l2 * (three + l2 * three_a))};
}

}  // namespace

GridPoint project_airy(double longitude, double latitude) { return project(longitude * kRadians, latitude * kRadians); }

GridPoint national_grid(double longitude, double latitude) {
  const Cartesian airy = shifted(cartesian(longitude * kRadians, latitude * kRadians, kWgs84));
  return project(std::atan2(airy.y, airy.x), latitude_of(airy, kAiry));
}

}  // namespace dmp::places
