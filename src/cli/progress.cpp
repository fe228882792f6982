#include "cli/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

namespace dmp::cli {
namespace {

std::string amount(double value, const std::string& unit) {
  if (unit == "bytes") return fmt::format("{:.0f} MiB", value / (1 << 20));
  return fmt::format("{:.0f} {}", value, unit);
}

std::string time_left(double seconds) {
  if (seconds >= 90) return fmt::format("{:.0f} min left", seconds / 60);
  return fmt::format("{:.0f} s left", std::max(1.0, seconds));
}

}  // namespace

ProgressBar::ProgressBar(bool quiet) : visible_(!quiet && isatty(STDERR_FILENO)) {}

void ProgressBar::show(const std::string& what, std::uint64_t done, std::uint64_t total, const std::string& unit, std::uint64_t rows) {
  if (!visible_) return;
  const std::lock_guard lock(mutex_);
  const auto now = Clock::now();
  if (what != what_ && unit != "indicators") began_ = now;
  else if (drawn_ && now - shown_ < std::chrono::milliseconds(80) && done < total) return;
  if (!drawn_) began_ = now;
  what_ = what;
  shown_ = now;
  drawn_ = true;
  const double seconds = std::chrono::duration<double>(now - began_).count();
  std::string line = what;
  if (total > 0) {
    const double share = std::min(1.0, static_cast<double>(done) / static_cast<double>(total));
    const int filled = static_cast<int>(share * 20);
    line = fmt::format("[{}{}] {:3.0f}% {}", std::string(static_cast<std::size_t>(filled), '#'), std::string(static_cast<std::size_t>(20 - filled), '.'), share * 100, what);
    if (seconds > 0.5 && done > 0) {
      const double speed = static_cast<double>(done) / seconds;
      const double rows_a_second = static_cast<double>(rows) / seconds;
      line += rows ? fmt::format(", {:.0f},000 rows/s", rows_a_second / 1000) : "";
      line += fmt::format(", {}/s, {}", amount(speed, unit), time_left(static_cast<double>(total - done) / speed));
    }
  }
  std::cerr << "\r\x1b[K" << line.substr(0, 110) << std::flush;
}

void ProgressBar::clear() {
  const std::lock_guard lock(mutex_);
  if (drawn_) std::cerr << "\r\x1b[K" << std::flush;
  drawn_ = false;
}

}  // namespace dmp::cli
