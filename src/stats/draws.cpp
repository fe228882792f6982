#include "stats/draws.hpp"

#include <algorithm>

#include "stats/random.hpp"

namespace dmp::stats {
namespace {

constexpr double kTwoToMinus32 = 1.0 / 4294967296.0;
constexpr std::size_t kLanes = 8;

// The same whole-number arithmetic for processors with wider registers; which one runs is decided when the program starts.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define DMP_WIDE_REGISTERS __attribute__((target_clones("avx2", "default")))
#else
#define DMP_WIDE_REGISTERS
#endif

double open_uniform(std::uint32_t word) { return (static_cast<double>(word) + 0.5) * kTwoToMinus32; }

/// Philox 4x32-10 over eight counters at once, written so that the compiler can keep them in vector registers. The same words as
/// CounterRandom::block (a test holds the two against each other).
DMP_WIDE_REGISTERS void eight_blocks(std::uint64_t seed, std::uint64_t stream, std::uint64_t index, double* out) {
  std::uint32_t c0[kLanes], c1[kLanes], c2[kLanes], c3[kLanes];
  for (std::size_t i = 0; i < kLanes; ++i) {
    c0[i] = static_cast<std::uint32_t>(index + i);
    c1[i] = static_cast<std::uint32_t>((index + i) >> 32);
    c2[i] = static_cast<std::uint32_t>(stream);
    c3[i] = static_cast<std::uint32_t>(stream >> 32);
  }
  auto key0 = static_cast<std::uint32_t>(seed), key1 = static_cast<std::uint32_t>(seed >> 32);
  for (int round = 0; round < 10; ++round) {
    for (std::size_t i = 0; i < kLanes; ++i) {
      const std::uint64_t a = static_cast<std::uint64_t>(0xD2511F53U) * c0[i], b = static_cast<std::uint64_t>(0xCD9E8D57U) * c2[i];
      c0[i] = static_cast<std::uint32_t>(b >> 32) ^ c1[i] ^ key0;
      c2[i] = static_cast<std::uint32_t>(a >> 32) ^ c3[i] ^ key1;
      c1[i] = static_cast<std::uint32_t>(b);
      c3[i] = static_cast<std::uint32_t>(a);
    }
    key0 += 0x9E3779B9U;
    key1 += 0xBB67AE85U;
  }
  for (std::size_t i = 0; i < kLanes; ++i) {
    out[4 * i] = open_uniform(c0[i]);
    out[4 * i + 1] = open_uniform(c1[i]);
    out[4 * i + 2] = open_uniform(c2[i]);
    out[4 * i + 3] = open_uniform(c3[i]);
  }
}

}  // namespace

std::uint64_t stream_of(std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return hash;
}

void fill_uniforms(std::uint64_t seed, std::uint64_t stream, std::uint64_t first, std::span<double> out) {
  const CounterRandom random(seed, stream);
  std::size_t i = 0;
  const auto one_by_one = [&](std::size_t end) {
    while (i < end) {
      const auto words = random.block((first + i) / 4);
      for (std::uint64_t word = (first + i) % 4; word < 4 && i < end; ++word, ++i) out[i] = open_uniform(words[word]);
    }
  };
  one_by_one(std::min<std::size_t>(out.size(), (4 - first % 4) % 4));
  for (; i + 4 * kLanes <= out.size(); i += 4 * kLanes) eight_blocks(seed, stream, (first + i) / 4, out.data() + i);
  one_by_one(out.size());
}

}  // namespace dmp::stats
