#pragma once

#include <string_view>

namespace dmp::server {

/// api/openapi.yaml, as it was when the program was built.
std::string_view contract_text();

}  // namespace dmp::server
