#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "intake/containers/open.hpp"

namespace dmp::intake::containers {

/// What may still be unpacked from one file. Shared by all its members and threads, so that many small bombs count as one.
class Allowance {
 public:
  /// `packed_bytes` is the size of the packed file, `name` what messages call it.
  Allowance(const Limits& limits, std::uint64_t packed_bytes, std::string name);

  /// Counts bytes about to be written. Throws core::UserError (data) once the file unpacks to too much; `member` is
  /// named where it is not empty.
  void take(std::uint64_t bytes, const std::string& member = {});

 private:
  Limits limits_;
  std::uint64_t packed_bytes_;
  std::string name_;
  std::atomic<std::uint64_t> taken_{0};
};

}  // namespace dmp::intake::containers
