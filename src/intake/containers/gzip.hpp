#pragma once

#include <filesystem>
#include <string>

#include "core/issue.hpp"
#include "intake/containers/allowance.hpp"

namespace dmp::intake::containers {

/// Unpacks a gzip file (of one member or several) into a new scratch file and returns that. A truncated or damaged file
/// is a UserError (data) that names the byte where reading failed; bytes behind the last member are left out with a
/// warning in `notes`.
std::filesystem::path unpack_gzip(const std::filesystem::path& file, const std::string& name, const std::filesystem::path& scratch,
                                  Allowance& allowance, core::Issues& notes);

}  // namespace dmp::intake::containers
