#pragma once

#include <filesystem>
#include <string>

namespace dmp::intake::containers {

enum class Container { empty, text, gzip, zip, xls, parquet, features };

/// What a file is, from its first bytes; `declared` (a source's format.container, may be empty) decides only whether JSON is
/// meant as text. A UserError (data) for what can be told to be no table: other archives, pictures, web pages, documents.
Container recognise(const std::filesystem::path& file, const std::string& name, const std::string& declared);

/// Ending a scratch copy of this member needs, in lower case: ".csv", ".xlsx", ".geojson" ...; empty where it is not one
/// that can hold a table.
std::string table_ending(const std::string& member);

/// Whether a member's name is that of an archive.
bool is_archive_name(const std::string& member);

}  // namespace dmp::intake::containers
