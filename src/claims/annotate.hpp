#pragma once

#include <string>
#include <string_view>

#include "claims/claim.hpp"

namespace dmp::claims {

/// The text as a page of HTML in which every claim is marked with its verdict in words and a link to the reason, and the claims as a table. Stands alone: no script,
/// nothing loaded; marks differ by text and line, not by colour alone. Offsets of the claims must be those of the text.
std::string annotated_page(std::string_view text, const Claims& claims, const std::string& title);

}  // namespace dmp::claims
