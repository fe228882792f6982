#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "stats/random.hpp"
#include "stats/scan.hpp"

namespace dmp::stats {

/// Deals the cases of a scan to places and times at random: for poisson each by itself in proportion to the population; for bernoulli
/// among the people without replacement.
class ScanChance {
 public:
  ScanChance(const ScanCounts& counts, ScanModel model);

  /// One replicate, a pure function of the generator. dealt has a count for each place and time.
  void deal(CounterRandom source, std::span<std::uint32_t> dealt) const;

 private:
  void make_shares(const ScanCounts& counts);
  void make_people(const ScanCounts& counts);

  ScanModel model_;
  std::uint64_t cases_ = 0;
  std::vector<double> share_;            ///< of its own cell that a drawn cell keeps (A. J. Walker's alias method)
  std::vector<std::uint32_t> instead_;   ///< the cell that takes the rest
  std::vector<std::uint64_t> people_;    ///< binary indexed sums of the people
  std::uint64_t all_people_ = 0;
};

}  // namespace dmp::stats
