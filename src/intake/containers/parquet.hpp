#pragma once

#include <filesystem>
#include <string>

#include "intake/containers/allowance.hpp"

namespace dmp::intake::containers {

/// A Parquet file as csv with a header in the scratch folder, every column as text. A UserError (data) where it is damaged.
std::filesystem::path read_parquet(const std::filesystem::path& file, const std::string& name, const std::filesystem::path& scratch, Allowance& allowance);

}  // namespace dmp::intake::containers
