#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace dmp::catalogue {

/// Whether a name fits a pattern: * any run, ? one byte, [abc] and [a-z] one of them, [!abc] none of them. Time is
/// proportional to the two lengths multiplied, whatever the pattern.
bool fits_glob(std::string_view name, std::string_view pattern);

/// Whether a pattern holds any of the signs above.
bool is_glob(std::string_view pattern);

/// Regular files under base whose relative path fits the pattern, sorted. A part "**" stands for any number of folders
/// (none included; symbolic links to folders are not entered). A sign never stands for a leading dot or a slash.
/// Folders that cannot be read are passed over.
std::vector<std::filesystem::path> files_that_fit(const std::filesystem::path& base, const std::filesystem::path& pattern);

}  // namespace dmp::catalogue
