#pragma once

#include <csignal>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace dmp::cases {

struct Ended {
  int exit_code = -1;   ///< -1: killed by a signal
  int signal = 0;
  std::string output, errors;
};

/// Runs the executable with arguments in a folder and waits. before: called in the child before it starts (limits).
Ended run(const std::vector<std::string>& arguments, const std::filesystem::path& folder = {}, const std::function<void()>& before = {});

/// Starts it and leaves it running; wait_for ends the affair.
struct Started {
  pid_t process = 0;
  std::filesystem::path output, errors;
};
Started start(const std::vector<std::string>& arguments, const std::filesystem::path& folder = {}, const std::function<void()>& before = {});
Ended wait_for(const Started& started);

/// The demonstration county at a small scale, built once for all tests of a program run; a copy for whoever changes it.
const std::filesystem::path& small_county();

/// A copy of it, built once.
const std::filesystem::path& built_county();

/// Where real public data are, if anywhere: the folder in DMP_DATA, or shared/data beside the repository.
std::filesystem::path data_folder();
std::filesystem::path copy_of(const std::filesystem::path& folder, const std::filesystem::path& into);

/// Lines of a csv text as cells (no quoted line breaks).
std::vector<std::vector<std::string>> csv_rows(const std::string& text);

}  // namespace dmp::cases
