#pragma once

#include <filesystem>
#include <string>

/// Makes the columns of a Parquet file (column_file.hpp).
namespace dmp::pipeline {

/// Where the columns of a Parquet file are.
std::filesystem::path columns_beside(const std::filesystem::path& parquet);

/// What tells one Parquet file from another: its length and the hash of its end, which says where all its parts are. Empty where it is not whole.
std::string mark_of(const std::filesystem::path& parquet);

/// Writes them to a file, holding one indicator at a time; the same Parquet file gives the same bytes. A resource UserError where it cannot be read or written.
void write_columns(const std::filesystem::path& parquet, const std::filesystem::path& file);

/// Writes them beside the Parquet file where it holds so many rows that making them at every start of dmp serve would take long.
void write_columns_of_large(const std::filesystem::path& parquet, std::size_t rows);

/// Files of so many rows or more have their columns beside them.
inline constexpr std::size_t kManyRows = 100'000;

/// The first and last bytes of a file of columns. The number changes with its layout.
inline constexpr char kColumnMagic[] = "dmpcol01";

/// Marks an id that is not made of indicator, area and period: what follows is the whole id.
inline constexpr char kWholeId = '\x01';

}  // namespace dmp::pipeline
