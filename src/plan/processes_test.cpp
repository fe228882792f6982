#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <random>
#include <thread>

#include "core/file.hpp"
#include "plan/conflict.hpp"
#include "plan/plan.hpp"

/// The plan under real processes: several at once, and killed at any moment.
namespace dmp::plan {
namespace {

namespace fs = std::filesystem;

constexpr int kEditors = 10, kEdits = 12;

/// Adds one to the item's target, by the version it read; reads again after a conflict. How often it was refused.
int count_up(const fs::path& folder, const std::string& by) {
  int refused = 0;
  for (int done = 0; done < kEdits;) {
    Plan plan = Plan::open(folder, false);
    const core::PlanRow row = plan.get("P-0001");
    try {
      plan.update("P-0001", row.version, {{"target", std::to_string(static_cast<int>(row.target) + 1)}}, {by, "2026-01-05T09:00:00Z"});
      ++done;
    } catch (const Conflict&) {
      ++refused;
    }
  }
  return refused;
}

TEST(Processes, TenEditorsAtOnceLoseNothing) {
  const core::TemporaryFolder scratch(fs::temp_directory_path(), "plan-test-");
  Plan::open(scratch.path(), true).add({{"title", "Counter"}, {"target", "0"}}, {"amy", "2026-01-05T09:00:00Z"});
  std::vector<pid_t> editors;
  for (int i = 0; i < kEditors; ++i) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      int code = 1;
      try {
        count_up(scratch.path(), "editor " + std::to_string(i));
        code = 0;
      } catch (...) {
      }
      _exit(code);
    }
    editors.push_back(child);
  }
  for (const pid_t editor : editors) {
    int status = 0;
    waitpid(editor, &status, 0);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  }
  Plan plan = Plan::open(scratch.path(), false);
  EXPECT_EQ(plan.get("P-0001").target, kEditors * kEdits);
  EXPECT_EQ(plan.get("P-0001").version, 1 + kEditors * kEdits);
  const Verification found = plan.verify();
  EXPECT_TRUE(found.sound) << (found.problems.empty() ? "" : found.problems[0]);
}

TEST(Processes, AKillAtAnyTimeLosesNothingThatWasAcknowledged) {
  const core::TemporaryFolder scratch(fs::temp_directory_path(), "plan-test-");
  Plan::open(scratch.path(), true);
  std::mt19937 chance(7);  // NOLINT: the same kills every time
  long long acknowledged = 0;
  for (int round = 0; round < 25; ++round) {
    int pipe_ends[2];
    ASSERT_EQ(pipe(pipe_ends), 0);
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      close(pipe_ends[0]);
      try {
        while (true) {
          Plan plan = Plan::open(scratch.path(), false);
          plan.add({{"title", "An item with several fields"}, {"owner", "Jo"}, {"domain", "ENG"}}, {"amy", "2026-01-05T09:00:00Z"});
          if (write(pipe_ends[1], "x", 1) != 1) break;
        }
      } catch (...) {
      }
      _exit(1);
    }
    close(pipe_ends[1]);
    std::this_thread::sleep_for(std::chrono::microseconds(1000 + chance() % 60'000));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    char byte = 0;
    while (read(pipe_ends[0], &byte, 1) == 1) ++acknowledged;
    close(pipe_ends[0]);
    Plan plan = Plan::open(scratch.path(), false);
    EXPECT_GE(static_cast<long long>(plan.list().size()), acknowledged) << "round " << round;
    for (const core::PlanRow& row : plan.list()) EXPECT_EQ(row.owner, "Jo") << "half an item";
  }
  Plan plan = Plan::open(scratch.path(), false);
  plan.add({{"title", "After all of them"}}, {"amy", "2026-01-05T09:00:00Z"});
  const Verification found = plan.verify();
  EXPECT_TRUE(found.sound) << (found.problems.empty() ? "" : found.problems[0]);
  EXPECT_GT(acknowledged, 0);
}

}  // namespace
}  // namespace dmp::plan
