#pragma once

#include "cli/verb.hpp"

namespace dmp::cli {

/// `dmp hotspots weights`: neighbours from boundaries.
void add_hotspots_weights(CLI::App& hotspots, Context& context);

}  // namespace dmp::cli
