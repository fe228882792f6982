#pragma once

#include "catalogue/catalogue.hpp"
#include "engine/engine.hpp"
#include "indicators/counts.hpp"

namespace dmp::indicators {

/// The question that an indicator's numerator or denominator asks of the tables, checked: the SQL is one SELECT over
/// canonical tables that says when its rows are and gives the columns the indicator is broken down by. Else a UserError.
Question question_of(engine::Session& session, const catalogue::Catalogue& catalogue, const catalogue::IndicatorDefinition& indicator, bool is_numerator);

/// Area types to count for: the levels, and what they may be compared with.
std::vector<std::string> counted_types(const catalogue::IndicatorDefinition& indicator);

}  // namespace dmp::indicators
