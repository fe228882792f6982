#pragma once

#include <cstddef>
#include <functional>

namespace dmp::stats {

/// Calls work(i) for every i below count, on so many threads (0: one for each processor). The order of the calls is open, so a result
/// must not hang on it. The first exception that a call throws ends the work and is thrown again here.
void for_each_index(std::size_t count, unsigned threads, const std::function<void(std::size_t)>& work);

}  // namespace dmp::stats
