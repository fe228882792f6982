#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace dmp::core {

enum class Severity { note, warning, error };

/// A fault found in data: a value, not an exception. One issue may stand for many rows of the same file and rule;
/// file, line and column then point at the first of them. Text never holds a value of a personal column.
struct Issue {
  std::string file;
  std::uint64_t line = 0;
  std::uint64_t column = 0;
  std::string rule;      ///< short permanent name, such as "not a date"
  Severity severity = Severity::error;
  std::uint64_t rows = 1;
  std::string text;      ///< what is wrong and how to mend it
};

using Issues = std::vector<Issue>;

/// "note", "warning" or "error".
inline const char* severity_name(Severity severity) {
  switch (severity) {
    case Severity::note: return "note";
    case Severity::warning: return "warning";
    case Severity::error: return "error";
  }
  return "error";
}

}  // namespace dmp::core
