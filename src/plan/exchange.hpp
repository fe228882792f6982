#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/data_table.hpp"
#include "plan/plan.hpp"

namespace dmp::plan {

/// The plan as a table: id, version, every field, comments (as "at by: text"). What import reads back.
core::DataTable table_of(const core::PlanRows& rows);
core::DataTable table_of(const core::PlanProgresses& progress);
core::DataTable table_of(const std::vector<core::PlanChange>& changes);

/// A table of texts, such as a spreadsheet saved as csv, as rows to import. Columns by the names that table_of writes, in any order
/// and any case; title is needed. Empty lines are left out. A data UserError names the column that is not known.
std::vector<Plan::Row> rows_of(const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& cells);

/// Writes a workbook: the plan, its progress (empty: no such sheet), the log.
void write_workbook(const core::PlanRows& rows, const core::PlanProgresses& progress, const std::vector<core::PlanChange>& changes, const std::filesystem::path& file);

}  // namespace dmp::plan
