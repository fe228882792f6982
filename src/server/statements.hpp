#pragma once

#include "server/open_edition.hpp"

namespace dmp::server {

/// The list under a key of findings.json or actions.json, or the whole where the file is a list; empty where there is none.
Json statements_in(const Json& document, const char* key);

}  // namespace dmp::server
