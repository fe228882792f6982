#pragma once

#include <filesystem>
#include <memory>

#include "engine/engine.hpp"

/// A database without threads of its own: each statement runs on the thread that asks, and on those it is lent. For thousands of small
/// statements from several threads at once, where threads that only wait for work cost a fifth of the time.
namespace dmp::engine {

/// As open_database; settings.threads is how many threads may work at once, the caller's included (0: all processors).
std::unique_ptr<Session> open_without_threads(const std::filesystem::path& file, const Settings& settings);

/// Threads that help a database's statements until they go out of scope.
class LentThreads {
 public:
  virtual ~LentThreads() = default;
};

/// As many threads as the database's settings name, less the caller's own: for large statements. None for a database with threads of its own.
[[nodiscard]] std::unique_ptr<LentThreads> lend_threads(Session& session);

}  // namespace dmp::engine
