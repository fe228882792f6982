#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <string>

#include "core/data_table.hpp"
#include "server/open_edition.hpp"

namespace dmp::server {

/// What differs between two editions, kept for the last few pairs asked about. For several threads.
class DifferenceCache {
 public:
  /// As pipeline::compare_editions. Throws MustWait where it is not ready and nobody may wait.
  std::shared_ptr<const core::DataTable> of(const OpenEdition& before, const OpenEdition& after, bool may_wait);

 private:
  struct Entry {
    std::string key;
    std::shared_ptr<const core::DataTable> table;
  };
  std::mutex mutex_, working_;
  std::list<Entry> entries_;
};

}  // namespace dmp::server
