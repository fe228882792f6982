#include "catalogue/glob.hpp"

#include <algorithm>
#include <set>

namespace dmp::catalogue {
namespace {

namespace fs = std::filesystem;

/// Matches one byte against the part of a pattern at position i, which is moved behind it.
bool fits_one(char c, std::string_view pattern, std::size_t& i) {
  const std::size_t close = pattern[i] == '[' ? pattern.find(']', i + 2) : std::string_view::npos;
  if (close == std::string_view::npos) {
    const char wanted = pattern[i++];
    return wanted == '?' || wanted == c;
  }
  std::string_view set = pattern.substr(i + 1, close - i - 1);
  i = close + 1;
  const bool negated = set.front() == '!' || set.front() == '^';
  if (negated) set.remove_prefix(1);
  bool found = false;
  for (std::size_t k = 0; k < set.size(); ++k) {
    if (k + 2 < set.size() && set[k + 1] == '-') {
      found = found || (c >= set[k] && c <= set[k + 2]);
      k += 2;
    } else {
      found = found || c == set[k];
    }
  }
  return found != negated;
}

std::vector<fs::directory_entry> entries_of(const fs::path& folder) {
  std::vector<fs::directory_entry> entries;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) entries.push_back(*entry);
  return entries;
}

bool is_hidden(const fs::path& path) { return path.filename().native().starts_with('.'); }

class Search {
 public:
  explicit Search(std::vector<std::string> parts) : parts_(std::move(parts)) {}

  void from(const fs::path& folder, std::size_t part) {
    if (part == parts_.size()) return;
    if (parts_[part] == "**") return through_folders(folder, part);
    const bool last = part + 1 == parts_.size();
    std::error_code ignored;
    if (!is_glob(parts_[part])) {
      const fs::path next = folder / parts_[part];
      if (last && fs::is_regular_file(next, ignored)) found_.insert(next);
      if (!last && fs::is_directory(next, ignored)) from(next, part + 1);
      return;
    }
    for (const auto& entry : entries_of(folder)) {
      const std::string name = entry.path().filename().native();
      if ((is_hidden(entry.path()) && !parts_[part].starts_with('.')) || !fits_glob(name, parts_[part])) continue;
      if (last && entry.is_regular_file(ignored)) found_.insert(folder / name);
      if (!last && entry.is_directory(ignored)) from(folder / name, part + 1);
    }
  }

  [[nodiscard]] std::vector<fs::path> found() const { return {found_.begin(), found_.end()}; }

 private:
  void through_folders(const fs::path& folder, std::size_t part) {
    // "**" at the end stands for every file below.
    if (part + 1 == parts_.size()) {
      std::error_code ignored;
      for (const auto& entry : entries_of(folder))
        if (!is_hidden(entry.path()) && entry.is_regular_file(ignored)) found_.insert(entry.path());
    } else {
      from(folder, part + 1);
    }
    for (const auto& entry : entries_of(folder)) {
      std::error_code ignored;
      if (!is_hidden(entry.path()) && !entry.is_symlink(ignored) && entry.is_directory(ignored)) through_folders(entry.path(), part);
    }
  }

  std::vector<std::string> parts_;
  std::set<fs::path> found_;
};

}  // namespace

bool is_glob(std::string_view pattern) { return pattern.find_first_of("*?[") != std::string_view::npos; }

bool fits_glob(std::string_view name, std::string_view pattern) {
  std::size_t n = 0, p = 0, star = std::string_view::npos, star_name = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_name = n;
      continue;
    }
    std::size_t next = p;
    if (p < pattern.size() && fits_one(name[n], pattern, next)) {
      p = next;
      ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++star_name;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

std::vector<fs::path> files_that_fit(const fs::path& base, const fs::path& pattern) {
  std::vector<std::string> parts;
  for (const fs::path& part : pattern)
    // Two "**" in a row say no more than one, and would be searched twice.
    if (!part.empty() && part != "." && !(part == "**" && !parts.empty() && parts.back() == "**")) parts.push_back(part.native());
  Search search(std::move(parts));
  search.from(base, 0);
  return search.found();
}

}  // namespace dmp::catalogue
