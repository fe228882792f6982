#pragma once

#include <set>
#include <string>

#include "engine/engine.hpp"

namespace dmp::engine {

/// Lower-case names of the functions that stand where a table stands (FROM name(...)) and reach files, settings, the
/// engine's own state or other SQL. Those that only make rows, such as generate_series, are not among them.
const std::set<std::string>& reaching_table_functions(Session& session);

}  // namespace dmp::engine
