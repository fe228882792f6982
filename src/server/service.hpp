#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "server/editions.hpp"
#include "server/message.hpp"

namespace dmp::server {

class MarketSolver;
class DifferenceCache;
class PlaceLayers;
class ClaimDesk;
class PlanDesk;

/// What `dmp serve` is asked to do.
struct ServiceSettings {
  std::filesystem::path folder;
  pipeline::Audience audience = pipeline::Audience::everybody;
  bool plan_editable = true;
  std::vector<std::string> hosts;          ///< names and addresses a request may be for, besides localhost and 127.0.0.1
  unsigned threads = 0;
};

/// What the routes share.
class Service {
 public:
  explicit Service(ServiceSettings settings);
  ~Service();

  [[nodiscard]] const ServiceSettings& settings() const { return settings_; }
  [[nodiscard]] const Editions& editions() const { return editions_; }
  /// The edition that the request names (parameter edition), else the latest.
  [[nodiscard]] std::shared_ptr<const OpenEdition> edition(const Request& request) const;
  /// What an edit must carry: known to pages of this server only.
  [[nodiscard]] const std::string& token() const { return token_; }
  [[nodiscard]] MarketSolver& solver() { return *solver_; }
  [[nodiscard]] DifferenceCache& differences() { return *differences_; }
  [[nodiscard]] PlaceLayers& layers() { return *layers_; }
  [[nodiscard]] ClaimDesk& claims() { return *claims_; }
  [[nodiscard]] PlanDesk& plan() { return *plan_; }

 private:
  ServiceSettings settings_;
  Editions editions_;
  std::string token_;
  std::unique_ptr<MarketSolver> solver_;
  std::unique_ptr<DifferenceCache> differences_;
  std::unique_ptr<PlaceLayers> layers_;
  std::unique_ptr<ClaimDesk> claims_;
  std::unique_ptr<PlanDesk> plan_;
};

}  // namespace dmp::server
