#pragma once

#include <cstdint>
#include <vector>

#include "stats/scan.hpp"

namespace dmp::stats {

/// A stretched circle: distances along the direction of the angle count 1/shape.
struct ScanShape {
  double shape = 1;
  double angle = 0;  ///< radians
};
std::vector<ScanShape> scan_shapes(bool ellipses);

/// The growing windows of one centre. After the k-th place of order the window is whole unless places equally far are still to enter.
struct ScanWindows {
  std::size_t centre = 0;
  ScanShape shape;
  std::vector<std::uint32_t> order;
  std::vector<double> reach;  ///< distance of each place of order, along the longer axis
  std::vector<char> whole;
  std::vector<double> size;   ///< times + 1 sums for each place of order: the window's size before each time, then in all
};

/// Makes the windows of one centre. A window's size is its population times a factor: expected cases, or people.
class ScanWindowMaker {
 public:
  ScanWindowMaker(const ScanCounts& counts, const ScanSettings& settings, double factor);

  [[nodiscard]] ScanWindows windows(std::size_t centre, const ScanShape& shape) const;
  [[nodiscard]] std::size_t places() const { return counts_.x.size(); }

 private:
  [[nodiscard]] double distance(std::size_t a, std::size_t b, const ScanShape& shape) const;

  const ScanCounts& counts_;
  const ScanSettings& settings_;
  double factor_;
  std::vector<double> population_;  ///< of each place, over all times
  double total_ = 0;
};

}  // namespace dmp::stats
