#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

namespace dmp::cli {

/// One line on standard error that says what is going on: share done, amount a second, time left. Silent where standard
/// error is no terminal or the user wants quiet. May be called from several threads.
class ProgressBar {
 public:
  explicit ProgressBar(bool quiet);
  ~ProgressBar() { clear(); }

  /// total 0: not known. unit: "bytes" (shown as MiB) or the name of what is counted.
  /// rows: read so far; 0 where none are.
  void show(const std::string& what, std::uint64_t done, std::uint64_t total, const std::string& unit, std::uint64_t rows = 0);
  /// Takes the line away.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  std::mutex mutex_;
  bool visible_;
  bool drawn_ = false;
  std::string what_;
  Clock::time_point began_, shown_;
};

}  // namespace dmp::cli
