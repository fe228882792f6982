#pragma once

#include <cstdint>

namespace dmp::disclosure {

/// A well mixed number of a number, for fingerprints that add up in any order (splitmix64; S. Vigna, public domain).
inline std::uint64_t mixed(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

}  // namespace dmp::disclosure
