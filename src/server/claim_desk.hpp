#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "claims/claim.hpp"
#include "core/estimate.hpp"
#include "server/open_edition.hpp"

namespace dmp::server {

/// Holds texts against the figures of an edition. For several threads.
class ClaimDesk {
 public:
  explicit ClaimDesk(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// The claims of a text (UTF-8). Of a very large edition only the profile's own areas and the country are held against it.
  claims::Claims check(const OpenEdition& edition, std::string_view text);

 private:
  std::filesystem::path folder_;
  std::mutex mutex_;
  std::string generation_;
  std::shared_ptr<const core::Estimates> estimates_;
};

}  // namespace dmp::server
