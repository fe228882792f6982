#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/column_file.hpp"

/// Rows of a file of columns that fit conditions, page by page.
namespace dmp::server {

using pipeline::ColumnFile;
using pipeline::ColumnNames;
using pipeline::Shard;

/// What a column must be: one of the values ("" is missing), or with except none of them.
struct Condition {
  std::string column;
  std::vector<std::string> values;
  bool except = false;
};

struct Selection {
  std::vector<std::size_t> shards;     ///< positions; in the order of the file
  std::vector<Condition> conditions;
  bool latest = false;                 ///< only each indicator's latest period
};

struct Found {
  std::shared_ptr<const Shard> shard;
  std::uint32_t row = 0;
};

/// A place among the rows: of a shard (its position in the file) the row.
struct Position {
  std::size_t shard = 0, row = 0;
};

struct Page {
  std::vector<Found> rows;
  std::size_t total = 0;               ///< of all pages
  std::optional<Position> next;
};

/// The rows that fit, in the file's order, from a place on. Throws MustWait where that may take long and nobody may wait.
Page select(const ColumnFile& file, const Selection& selection, Position from, std::size_t most, bool may_wait);

/// Throws MustWait where nobody may wait and a few rows of so many indicators may be many places of a disk.
void wait_for_indicators(const ColumnFile& file, std::size_t indicators, bool may_wait);

}  // namespace dmp::server
