#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/plan_row.hpp"

/// What an item of the plan is made of, each part as text: the one way items are edited, logged, stored and exchanged.
namespace dmp::plan {

/// Names of the fields in the order of exports: title, action_id, domain ... review_on. Not among them: id, version, comments.
const std::vector<std::string>& field_names();

/// A field of an item as text; lists as "a; b", milestones as "text | due | done; ...", a trajectory as "2026-03-31: 55; ...",
/// numbers exactly, nothing for what is missing.
std::string field_text(const core::PlanRow& row, const std::string& field);

/// Reads a text into a field. A usage UserError for an unknown field (with the nearest), a date that is none, a number that is none,
/// a status, risk, direction or domain that is none of the known. where names the edit in the error.
void set_field(core::PlanRow& row, const std::string& field, const std::string& text, const std::string& where);

/// The item as one JSON object of texts, and back.
std::string item_json(const core::PlanRow& row);
core::PlanRow item_from_json(const std::string& json);

/// Refuses dependencies that run in a circle or on items that are not there, with the circle.
void check_dependencies(const core::PlanRows& rows);

}  // namespace dmp::plan
