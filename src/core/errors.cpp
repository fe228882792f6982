#include "core/errors.hpp"

#include <fmt/format.h>

namespace dmp::core {
namespace {

std::string message(const std::string& what, const Place& place, const std::string& mend) {
  std::string text = what;
  if (const std::string at = place.text(); !at.empty()) text += " (" + at + ")";
  if (!mend.empty()) text += " - " + mend;
  return text;
}

}  // namespace

std::string Place::text() const {
  if (file.empty()) return {};
  if (line == 0) return file;
  if (column == 0) return fmt::format("{}:{}", file, line);
  return fmt::format("{}:{}:{}", file, line, column);
}

UserError::UserError(ErrorKind kind, std::string what, Place place, std::string mend)
    : std::runtime_error(message(what, place, mend)),
      kind_(kind),
      problem_(std::move(what)),
      place_(std::move(place)),
      mend_(std::move(mend)) {}

UserError::UserError(ErrorKind kind, std::string what, std::string mend)
    : UserError(kind, std::move(what), Place{}, std::move(mend)) {}

}  // namespace dmp::core
