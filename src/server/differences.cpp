#include "server/differences.hpp"

#include <algorithm>

#include "pipeline/compare.hpp"
#include "server/message.hpp"

namespace dmp::server {

std::shared_ptr<const core::DataTable> DifferenceCache::of(const OpenEdition& before, const OpenEdition& after, bool may_wait) {
  constexpr std::size_t kMost = 3;
  const std::string key = before.generation() + after.generation();
  const auto ready = [&]() -> std::shared_ptr<const core::DataTable> {
    const std::lock_guard lock(mutex_);
    const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.key == key; });
    return found == entries_.end() ? nullptr : found->table;
  };
  if (auto table = ready()) return table;
  if (!may_wait) throw MustWait{};
  const std::lock_guard one_at_a_time(working_);
  if (auto table = ready()) return table;
  // Nothing differs from itself.
  if (before.generation() == after.generation()) return std::make_shared<const core::DataTable>(std::vector<std::string>{"estimate_id", "change", "columns", "value_before", "value_after", "cause"});
  auto table = std::make_shared<const core::DataTable>(pipeline::compare_editions(before.folder(), after.folder(), before.audience()));
  const std::lock_guard lock(mutex_);
  entries_.push_front({key, table});
  if (entries_.size() > kMost) entries_.pop_back();
  return table;
}

}  // namespace dmp::server
