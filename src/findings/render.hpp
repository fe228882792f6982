#pragma once

#include <optional>
#include <string>

#include "findings/evaluate.hpp"

namespace dmp::findings {

/// A sentence with its slots filled; nothing where a slot outside an optional part has nothing to show. Runs of blanks become one.
std::optional<std::string> render(const catalogue::Template& text, const Scope& scope, const std::vector<catalogue::ListReference>& lists);

/// Adds the figures whose period the pieces of a sentence show.
void add_periods_said(const std::vector<catalogue::Template::Piece>& pieces, std::set<std::string>& names);

/// "higher than England (54%) but lower than its 15 nearest neighbours (62%)"; "" where nothing was tested. kinds: which to name; empty:
/// the first of England and of the area's peers (neighbours, a list, the region), or else of the county and the force.
std::string compared_words(const Figure& figure, std::vector<std::string> kinds);

/// The comparator in prose: "England", "its 15 nearest neighbours", "Eldermarshire as a whole".
std::string comparator_name(const core::Comparison& comparison);

}  // namespace dmp::findings
