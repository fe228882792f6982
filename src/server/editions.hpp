#pragma once

#include <condition_variable>
#include <filesystem>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "server/open_edition.hpp"

namespace dmp::server {

/// The editions of a profile folder: the latest, which follows build/latest while the server runs, and others when they are asked for.
class Editions {
 public:
  /// Opens the latest. A resource UserError that says what to do where there is none or it is not complete.
  Editions(std::filesystem::path folder, pipeline::Audience audience);
  ~Editions();

  [[nodiscard]] std::shared_ptr<const OpenEdition> latest() const;
  /// By id, or the beginning of one that fits only one; empty and "latest" are the latest. Throws Problem 404 with the nearest id, and MustWait where it must be
  /// opened first and nobody may wait.
  [[nodiscard]] std::shared_ptr<const OpenEdition> open(const std::string& id, bool may_wait) const;

  /// Every folder of an edition.
  struct Entry {
    std::string id, title, program;
    int number = 0;
    bool latest = false, complete = true;
    std::size_t estimates = 0;
    std::vector<std::string> after;
  };
  [[nodiscard]] std::vector<Entry> list() const;
  /// Why the newest edition is not the one shown; empty where it is.
  [[nodiscard]] std::string trouble() const;
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] pipeline::Audience audience() const { return audience_; }

 private:
  void follow(const std::stop_token& stop);
  [[nodiscard]] std::shared_ptr<const OpenEdition> open_folder(const std::filesystem::path& folder) const;

  std::filesystem::path folder_;
  pipeline::Audience audience_;
  mutable std::mutex mutex_, opening_;
  std::condition_variable_any wake_;
  std::shared_ptr<const OpenEdition> latest_;
  mutable std::list<std::shared_ptr<const OpenEdition>> others_;   ///< last used first
  std::string trouble_, refused_;
  std::jthread follower_;
};

}  // namespace dmp::server
