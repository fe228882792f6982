#pragma once

#include <filesystem>
#include <functional>
#include <memory>

#include "cli/verb.hpp"

namespace dmp::cli {

/// Prints a table that comes in parts, holding one of them: the same bytes as Context::print gives of the whole. Where it is a table for people, which must know every
/// row before the first is shown, more than some ten thousand rows are a usage UserError that names what to leave out: `narrow` says how.
class PrintedParts {
 public:
  PrintedParts(const Context& context, std::string narrow);
  ~PrintedParts();
  PrintedParts(const PrintedParts&) = delete;
  PrintedParts& operator=(const PrintedParts&) = delete;

  void add(const core::DataTable& part);
  /// After the last. Without it nothing is left of a file that was begun.
  void finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace dmp::cli
