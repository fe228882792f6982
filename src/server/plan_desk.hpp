#pragma once

#include <filesystem>
#include <mutex>
#include <string>

#include "plan/plan.hpp"
#include "server/open_edition.hpp"

namespace dmp::server {

/// The delivery plan of the profile folder, as JSON. For several threads.
class PlanDesk {
 public:
  explicit PlanDesk(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// Whether there is a plan.
  [[nodiscard]] bool exists() const;
  /// Changes with every edit.
  [[nodiscard]] std::string state() const;
  /// Items in the order of their ids; none where there is no plan.
  [[nodiscard]] core::PlanRows list() const;
  /// Problem 404 where there is none.
  [[nodiscard]] core::PlanRow get(const std::string& id) const;
  /// An item of the members of a JSON object; begins the plan where there is none.
  core::PlanRow add(const Json& members) const;
  /// Problem 412 where the item has a later version than the one the edit was made of; version 0: whatever it is now.
  core::PlanRow update(const std::string& id, int version, const Json& members) const;
  [[nodiscard]] std::vector<core::PlanChange> history(const std::string& id) const;
  /// How many items have each status; null where there is no plan. Throws MustWait where the plan has changed and nobody may wait.
  [[nodiscard]] Json by_status(bool may_wait);

 private:
  std::filesystem::path folder_;
  std::mutex mutex_;
  std::string state_;
  Json by_status_;
};

/// not started, in progress, complete, paused, stopped.
const std::vector<std::string>& plan_statuses();

Json plan_row_json(const core::PlanRow& row);

}  // namespace dmp::server
