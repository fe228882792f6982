#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace dmp::core {

/// Where in a file something was found. Line and column count from 1; 0 means "not known".
struct Place {
  std::string file;
  std::uint64_t line = 0;
  std::uint64_t column = 0;

  /// "file:line:column", leaving out what is not known; empty when there is no file.
  [[nodiscard]] std::string text() const;
};

/// What a UserError is about; decides the exit code (interface: 1 data, 2 usage, 3 file, database or engine).
enum class ErrorKind { data = 1, usage = 2, resource = 3 };

/// Something the user can mend: what is wrong, where, and how to mend it.
/// what() gives "WHAT (FILE:LINE:COLUMN) - HOW TO MEND".
class UserError : public std::runtime_error {
 public:
  UserError(ErrorKind kind, std::string what, Place place, std::string mend);
  UserError(ErrorKind kind, std::string what, std::string mend);

  [[nodiscard]] ErrorKind kind() const { return kind_; }
  [[nodiscard]] const std::string& problem() const { return problem_; }
  [[nodiscard]] const Place& place() const { return place_; }
  [[nodiscard]] const std::string& mend() const { return mend_; }

 private:
  ErrorKind kind_;
  std::string problem_;
  Place place_;
  std::string mend_;
};

/// A mistake of the program's own. Exit code 3.
class InternalError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

}  // namespace dmp::core
