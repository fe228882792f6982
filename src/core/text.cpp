#include "core/text.hpp"

#include <array>
#include <mutex>
#include <ostream>
#include <unordered_set>

namespace dmp::core {
namespace {

struct Hash {
  using is_transparent = void;
  std::size_t operator()(std::string_view words) const noexcept { return std::hash<std::string_view>()(words); }
};

/// One of several parts of what is kept, so that threads seldom wait for each other.
struct Shelf {
  std::mutex mutex;
  std::unordered_set<std::string, Hash, std::equal_to<>> texts;
};

constexpr std::size_t kShelves = 64, kRecent = 64;

}  // namespace

const std::string& Text::nothing() noexcept {
  static const std::string empty;
  return empty;
}

const std::string& Text::keep(std::string_view words) {
  if (words.empty()) return nothing();
  // Never destroyed: other statics may hold handles to the end.
  static auto& shelves = *new std::array<Shelf, kShelves>;
  const std::size_t hash = Hash()(words);
  // What this thread asked for last, which is mostly what it asks for next: no lock is needed for it.
  thread_local std::array<const std::string*, kRecent> recent{};
  const std::string*& last = recent[hash % kRecent];
  if (last && *last == words) return *last;
  Shelf& shelf = shelves[hash / 64 % kShelves];
  const std::lock_guard lock(shelf.mutex);
  const auto found = shelf.texts.find(words);
  last = found != shelf.texts.end() ? &*found : &*shelf.texts.emplace(words).first;
  return *last;
}

std::ostream& operator<<(std::ostream& stream, const Text& text) { return stream << text.str(); }

}  // namespace dmp::core
