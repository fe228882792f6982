#include "stats/random.hpp"

#include "stats/normal.hpp"

namespace dmp::stats {
namespace {

constexpr double kTwoToMinus53 = 1.0 / 9007199254740992.0;

std::uint64_t joined(std::uint32_t high, std::uint32_t low) { return (static_cast<std::uint64_t>(high) << 32) | low; }

/// Never 0 and never 1: the middle of one of 2^53 equal steps, as near as a double can say it.
double open_uniform(std::uint64_t word) {
  const std::uint64_t step = word >> 11;
  return step == 0 ? kTwoToMinus53 / 2 : static_cast<double>(step) * kTwoToMinus53;
}

}  // namespace

std::array<std::uint32_t, 4> CounterRandom::block(std::uint64_t index) const {
  std::array<std::uint32_t, 4> c = {static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(index >> 32),
                                    static_cast<std::uint32_t>(stream_), static_cast<std::uint32_t>(stream_ >> 32)};
  auto key0 = static_cast<std::uint32_t>(seed_);
  auto key1 = static_cast<std::uint32_t>(seed_ >> 32);
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t a = static_cast<std::uint64_t>(0xD2511F53U) * c[0];
    const std::uint64_t b = static_cast<std::uint64_t>(0xCD9E8D57U) * c[2];
    c = {static_cast<std::uint32_t>(b >> 32) ^ c[1] ^ key0, static_cast<std::uint32_t>(b),
         static_cast<std::uint32_t>(a >> 32) ^ c[3] ^ key1, static_cast<std::uint32_t>(a)};
    key0 += 0x9E3779B9U;
    key1 += 0xBB67AE85U;
  }
  return c;
}

std::array<double, 2> CounterRandom::uniforms(std::uint64_t index) const {
  const auto words = block(index);
  return {open_uniform(joined(words[0], words[1])), open_uniform(joined(words[2], words[3]))};
}

std::array<double, 2> CounterRandom::normals(std::uint64_t index) const {
  const auto u = uniforms(index);
  return {normal_quantile(u[0]), normal_quantile(u[1])};
}

std::uint64_t RandomSequence::bits() {
  if (left_ == 0) {
    const auto words = source_.block(next_++);
    words_ = {joined(words[0], words[1]), joined(words[2], words[3])};
    left_ = 2;
  }
  return words_[static_cast<std::size_t>(2 - left_--)];
}

double RandomSequence::uniform() { return open_uniform(bits()); }

double RandomSequence::normal() { return normal_quantile(uniform()); }

std::uint64_t RandomSequence::whole(std::uint64_t below) {
  // Words beyond the last whole multiple are drawn again, else small numbers would come up too often.
  const std::uint64_t rest = (UINT64_MAX % below + 1) % below;
  std::uint64_t word = bits();
  while (word > UINT64_MAX - rest) word = bits();
  return word % below;
}

}  // namespace dmp::stats
