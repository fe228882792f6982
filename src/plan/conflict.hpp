#pragma once

#include "core/errors.hpp"

namespace dmp::plan {

/// An edit that came too late: somebody else changed the item since the version it was made of. what() names both edits. For a server's 409.
class Conflict : public core::UserError {
 public:
  Conflict(const std::string& what, const std::string& mend, int current) : core::UserError(core::ErrorKind::data, what, mend), current_(current) {}
  /// The item's version now.
  [[nodiscard]] int current_version() const { return current_; }

 private:
  int current_;
};

}  // namespace dmp::plan
