#pragma once

#include <string>
#include <string_view>

namespace dmp::calc {

/// Whether bytes begin as a gzip file does.
bool is_gzip(std::string_view bytes);

/// The bytes that a gzip file packs, all its members one after another. A data UserError at a file that is damaged or cut off, or that
/// unpacks to more than 16 GB.
std::string unpacked(std::string_view bytes, const std::string& name);

}  // namespace dmp::calc
