#include "cases/run.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include "core/file.hpp"

namespace dmp::cases {
namespace {

/// A file name for what a process prints.
std::filesystem::path scratch_file() {
  std::string name = (std::filesystem::temp_directory_path() / "dmp-case-XXXXXX").string();
  const int descriptor = mkstemp(name.data());
  if (descriptor < 0) throw std::runtime_error("no temporary file");
  close(descriptor);
  return name;
}

}  // namespace

Started start(const std::vector<std::string>& arguments, const std::filesystem::path& folder, const std::function<void()>& before) {
  Started started{0, scratch_file(), scratch_file()};
  started.process = fork();
  if (started.process < 0) throw std::runtime_error("no process");
  if (started.process > 0) return started;
  if (!folder.empty() && chdir(folder.c_str()) != 0) _exit(126);
  dup2(open(started.output.c_str(), O_WRONLY | O_TRUNC), STDOUT_FILENO);
  dup2(open(started.errors.c_str(), O_WRONLY | O_TRUNC), STDERR_FILENO);
  dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
  std::vector<char*> words;
  std::string program = DMP_EXECUTABLE;
  words.push_back(program.data());
  for (const std::string& argument : arguments) words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  if (before) before();
  execv(DMP_EXECUTABLE, words.data());
  _exit(127);
}

Ended wait_for(const Started& started) {
  int status = 0;
  waitpid(started.process, &status, 0);
  Ended result;
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  result.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  result.output = core::read_file(started.output);
  result.errors = core::read_file(started.errors);
  std::filesystem::remove(started.output);
  std::filesystem::remove(started.errors);
  return result;
}

Ended run(const std::vector<std::string>& arguments, const std::filesystem::path& folder, const std::function<void()>& before) {
  return wait_for(start(arguments, folder, before));
}

const std::filesystem::path& small_county() {
  static const core::TemporaryFolder folder(std::filesystem::temp_directory_path(), "dmp-county-");
  static const std::filesystem::path county = [] {
    const auto path = folder.path() / "county";
    const Ended made = run({"synth", path.string(), "--scale", "0.1"});
    if (made.exit_code != 0) throw std::runtime_error("dmp synth failed: " + made.errors);
    return path;
  }();
  return county;
}

std::filesystem::path data_folder() {
  const char* named = std::getenv("DMP_DATA");
  return std::filesystem::weakly_canonical(named ? std::filesystem::path(named) : std::filesystem::path(DMP_SOURCE_DIR) / ".." / "shared" / "data");
}

std::filesystem::path copy_of(const std::filesystem::path& folder, const std::filesystem::path& into) {
  std::filesystem::copy(folder, into, std::filesystem::copy_options::recursive | std::filesystem::copy_options::copy_symlinks);
  return into;
}

const std::filesystem::path& built_county() {
  static const core::TemporaryFolder folder(std::filesystem::temp_directory_path(), "dmp-built-");
  static const std::filesystem::path county = [] {
    const auto path = copy_of(small_county(), folder.path() / "county");
    const Ended built = run({"build", path.string()});
    if (built.exit_code != 0) throw std::runtime_error("dmp build failed: " + built.errors);
    return path;
  }();
  return county;
}

std::vector<std::vector<std::string>> csv_rows(const std::string& text) {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> row(1);
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    else if (c == ',' && !quoted) row.emplace_back();
    else if (c == '\n' && !quoted) {
      rows.push_back(std::move(row));
      row.assign(1, {});
    } else row.back() += c;
  }
  return rows;
}

}  // namespace dmp::cases
