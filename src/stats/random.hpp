#pragma once

#include <array>
#include <cstdint>

namespace dmp::stats {

/// A counter-based random generator (Philox 4x32, 10 rounds): the n-th number of a stream is a pure function of
/// (seed, stream, n). Work can be cut over any number of threads and gives the same bytes.
/// J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw (2011), Parallel random numbers: as easy as 1, 2, 3, SC'11.
class CounterRandom {
 public:
  explicit CounterRandom(std::uint64_t seed, std::uint64_t stream = 0) : seed_(seed), stream_(stream) {}

  /// Four independent 32-bit words at a place in the stream.
  [[nodiscard]] std::array<std::uint32_t, 4> block(std::uint64_t index) const;

  /// Two uniform numbers in the open interval (0, 1) at a place in the stream (53 bits each).
  [[nodiscard]] std::array<double, 2> uniforms(std::uint64_t index) const;

  /// Two independent standard normal numbers at a place in the stream (by inversion).
  [[nodiscard]] std::array<double, 2> normals(std::uint64_t index) const;

 private:
  std::uint64_t seed_;
  std::uint64_t stream_;
};

/// The same generator read from the start on, one number at a time.
class RandomSequence {
 public:
  explicit RandomSequence(CounterRandom source) : source_(source) {}

  /// Uniform in the open interval (0, 1).
  double uniform();
  /// Standard normal.
  double normal();
  /// Uniform whole number from 0 to below - 1, without bias; below > 0.
  std::uint64_t whole(std::uint64_t below);

 private:
  std::uint64_t bits();

  CounterRandom source_;
  std::uint64_t next_ = 0;
  std::array<std::uint64_t, 2> words_{};
  int left_ = 0;
};

}  // namespace dmp::stats
