#pragma once

#include <toml++/toml.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/data_table.hpp"
#include "core/errors.hpp"

namespace dmp::catalogue {

using Names = std::vector<std::string>;

/// Parses a TOML text of at most 1 MiB. Throws a usage UserError with line and column where it is no TOML, no UTF-8 or too big.
toml::table parse_toml(const std::string& file, std::string_view text);

/// Throws the usage UserError every fault in a definition file ends in.
[[noreturn]] void refuse(const std::string& what, core::Place place, const std::string& mend);

/// Throws "WHAT 'NAME'" with the nearest of the known names.
[[noreturn]] void refuse_name(const std::string& what, const std::string& name, const Names& known, core::Place place);

/// Where a node or key begins.
core::Place place_of(const std::string& file, const toml::source_region& region);

/// A truth, number, date or text as a cell (dates as YYYY-MM-DD, timestamps as YYYY-MM-DD HH:MM:SS); refuses anything else.
core::Cell cell_of(const toml::node& node, const std::string& file);

/// A cell as it would stand in an extract: true, false, the shortest exact number, the text.
std::string text_of(const core::Cell& cell);

/// One TOML table with the keys it may hold. Unknown keys are refused at once, the first of the file first, so that a
/// misspelt required key is told as a misspelling.
class Section {
 public:
  /// title says what the table is, as errors name it: "a source", "[format]".
  Section(const toml::table& table, std::string file, std::string title, Names keys);

  [[nodiscard]] bool has(std::string_view key) const { return table_->contains(key); }
  [[nodiscard]] core::Place place() const;
  /// Of the value; of the table where the key is absent.
  [[nodiscard]] core::Place place(std::string_view key) const;
  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] const toml::table& table() const { return *table_; }

  /// A text that must be there and not be blank.
  [[nodiscard]] std::string required_text(std::string_view key) const;
  [[nodiscard]] std::string text(std::string_view key, std::string otherwise = {}) const;
  /// One of the choices; required where otherwise is empty.
  [[nodiscard]] std::string choice(std::string_view key, const Names& choices, const std::string& otherwise = {}) const;
  /// An array of texts; empty where absent. A text alone counts as an array of one where one_alone.
  [[nodiscard]] Names texts(std::string_view key, bool one_alone = false) const;
  [[nodiscard]] bool flag(std::string_view key, bool otherwise) const;
  [[nodiscard]] std::optional<double> number(std::string_view key) const;
  /// A whole number within the ends.
  [[nodiscard]] std::optional<long long> integer(std::string_view key, long long lowest, long long highest) const;
  [[nodiscard]] const toml::table* child(std::string_view key) const;
  /// [[key]]: tables in the order of the file; empty where absent.
  [[nodiscard]] std::vector<const toml::table*> children(std::string_view key) const;

  /// Refuses a key's value as being of the wrong type.
  [[noreturn]] void refuse_type(std::string_view key, const std::string& wanted) const;
  /// Refuses the section for lack of a key.
  [[noreturn]] void refuse_missing(std::string_view key, const std::string& mend = {}) const;

 private:
  const toml::table* table_;
  std::string file_, title_;
};

/// Refuses an array that holds the same text twice or a blank one.
void refuse_repeats(const Section& section, std::string_view key, const Names& values);

/// Keys of a table with their places, in the order of the file.
std::vector<std::pair<std::string, core::Place>> keys_in_order(const toml::table& table, const std::string& file);

}  // namespace dmp::catalogue
