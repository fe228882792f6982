#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace dmp::stats {

/// The stream of a name: 64-bit FNV-1a. A parameter keeps its draws whatever other parameters there are.
std::uint64_t stream_of(std::string_view name);

/// Fills out with the uniform numbers first, first + 1, ... of a stream: word k % 4 of block k / 4 of CounterRandom(seed, stream), as
/// (word + 1/2) / 2^32, so never 0 or 1. Any cut of a range into pieces gives the same numbers.
void fill_uniforms(std::uint64_t seed, std::uint64_t stream, std::uint64_t first, std::span<double> out);

}  // namespace dmp::stats
