#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace dmp::core {

/// Number of insertions, deletions, replacements and swaps of neighbours that turn a into b (bytes, case folded;
/// optimal string alignment).
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate nearest to name, or nothing where none is near enough to be a likely slip of the hand
/// (more than a third of the longer name's length away).
std::optional<std::string> nearest_name(std::string_view name, std::span<const std::string> candidates);

/// " Did you mean 'x'?" or, with nothing near, " Known: a, b, c" (at most twelve).
std::string suggestion(std::string_view name, std::span<const std::string> candidates);

}  // namespace dmp::core
