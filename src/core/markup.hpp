#pragma once

#include <string>
#include <string_view>

namespace dmp::core {

/// & < > " and ' as references; bytes that XML and HTML forbid (control characters) as a replacement character.
std::string escaped(std::string_view text);
/// As `escaped`, appended.
void append_escaped(std::string& out, std::string_view text);

}  // namespace dmp::core
