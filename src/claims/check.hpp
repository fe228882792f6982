#pragma once

#include <string_view>

#include "claims/claim.hpp"
#include "claims/lexicon.hpp"
#include "core/estimate.hpp"

namespace dmp::claims {

/// Every quantitative claim of a text (UTF-8) in its order, held against estimates and against the text itself. Estimates are those the reader may see (released ones for
/// everybody); without any the claims are still found and held against the text, the calendar and arithmetic. Throws core::UserError (data) for a text of more
/// than 20,000 numbers.
Claims check_claims(std::string_view text, const core::Estimates& estimates, const Lexicon& lexicon);

}  // namespace dmp::claims
