#pragma once

#include "core/plan_row.hpp"
#include "plan/sqlite.hpp"

/// The tables of plan.sqlite, for the plan and for its recovery.
namespace dmp::plan {

/// Makes the tables and the triggers that keep the log from being altered.
extern const char* const kSchema;

/// Every column of an entry of the log, in the order change_of reads them; a condition follows.
extern const char* const kSelectChange;

/// The entry of the row that the statement stands on.
core::PlanChange change_of(const Statement& statement);

/// Writes an entry as it is, number and hash included.
void insert(Database& database, const core::PlanChange& change);

}  // namespace dmp::plan
