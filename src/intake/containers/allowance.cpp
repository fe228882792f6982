#include "intake/containers/allowance.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/errors.hpp"

namespace dmp::intake::containers {

Allowance::Allowance(const Limits& limits, std::uint64_t packed_bytes, std::string name)
    : limits_(limits), packed_bytes_(std::max<std::uint64_t>(packed_bytes, 1)), name_(std::move(name)) {}

void Allowance::take(std::uint64_t bytes, const std::string& member) {
  const std::uint64_t taken = taken_ += bytes;
  const std::string& what = member.empty() ? name_ : member;
  if (taken > limits_.max_bytes)
    throw core::UserError(core::ErrorKind::data, fmt::format("the file unpacks to more than {} bytes", limits_.max_bytes), core::Place{what},
                          "check where it comes from; if it is really that large, unpack it by hand and name the unpacked file");
  if (taken > limits_.ratio_free_bytes && taken / packed_bytes_ >= limits_.max_ratio)
    throw core::UserError(core::ErrorKind::data,
                          fmt::format("the file unpacks to more than {} times its size, as a decompression bomb does", limits_.max_ratio),
                          core::Place{what}, "check where it comes from; if it is honest, unpack it by hand and name the unpacked file");
}

}  // namespace dmp::intake::containers
