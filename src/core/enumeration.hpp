#pragma once

#include <string>
#include <vector>

namespace dmp::core {

/// "a", "a and b", "a, b and c".
std::string listed(const std::vector<std::string>& items);

}  // namespace dmp::core
