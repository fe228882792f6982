#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "catalogue/definitions.hpp"
#include "core/hash.hpp"
#include "engine/engine.hpp"
#include "intake/area_names.hpp"
#include "intake/scanner.hpp"

namespace dmp::intake {

/// Why a row cannot be loaded. Text never holds a value of a personal column.
struct Fault {
  std::uint32_t column = 0;   ///< of the source, from 1; 0: the row as a whole
  const char* rule = "";
  std::string reason;
};

/// What all files of a profile share while they are mapped.
struct MappingContext {
  const AreaNames* areas = nullptr;
  const core::Pseudonymiser* pseudonymiser = nullptr;
};

/// One canonical cell, ready to be written.
struct Slot {
  enum class Kind : std::uint8_t { null, integer, number, text } kind = Kind::null;
  std::int64_t integer = 0;
  double number = 0;
  std::string_view text;
};

/// Letters A to Z as small ones; other bytes as they are.
std::string lower_case(std::string_view text);

/// A header cell in the form in which it is compared: blanks and line breaks folded to one blank, ends trimmed.
std::string folded_header(std::string_view cell);

/// How the rows of one file become rows of one canonical table: the source's mapping, bound to the file's header.
class Mapping {
 public:
  /// Header cells as they stand. Columns that the mapping needs and the header lacks are a fault of every row (see file_fault).
  Mapping(const catalogue::SourceDefinition& source, const catalogue::TableDefinition& table, std::vector<std::string> header,
          const std::string& file_name, const MappingContext& context);

  /// The columns the canonical rows have (a measure gives two), in the table's order.
  [[nodiscard]] const std::vector<engine::Column>& columns() const { return columns_; }
  /// A fault that every row of the file shares: a missing column, a header that names a needed column twice.
  [[nodiscard]] const std::optional<Fault>& file_fault() const { return file_fault_; }
  [[nodiscard]] std::size_t width() const { return header_.size(); }
  [[nodiscard]] const std::vector<std::string>& header() const { return header_; }
  /// Whether cells of the source identify people: then a rejected row's text is not kept.
  [[nodiscard]] bool is_personal() const { return personal_; }
  /// One canonical row for each group of an unpivoted source (at least one; the only one where it is not unpivoted).
  struct Group {
    std::string name;                  ///< what name_to takes
    std::vector<std::size_t> cells;    ///< header column for each entry of value_to; npos where the file has none
  };
  [[nodiscard]] const std::vector<Group>& groups() const { return groups_; }
  /// Whether rows must be read in order by one thread (a blank cell repeats the one above).
  [[nodiscard]] bool needs_order() const { return !fill_down_.empty(); }

  /// All the header's columns that the mapping must have, folded: how the header's line is found.
  static std::vector<std::vector<std::string>> needed_headers(const catalogue::SourceDefinition& source, const catalogue::TableDefinition& table);

 private:
  friend class RowMapper;
  struct Bound;
  void name_header();
  void find_groups();
  void bind(const catalogue::ColumnMapping* mapping, const catalogue::ColumnDefinition& column, const std::string& file_name);
  std::size_t find_header(const std::string& name);
  [[nodiscard]] bool names_repeat(const std::string& header) const;

  const catalogue::SourceDefinition& source_;
  const catalogue::TableDefinition& table_;
  MappingContext context_;
  std::vector<std::string> header_;
  std::vector<std::shared_ptr<Bound>> bound_;
  std::vector<engine::Column> columns_;
  std::vector<std::size_t> key_slots_;
  std::vector<Group> groups_;
  std::vector<std::string> value_columns_;   ///< canonical column or @name for each entry of value_to
  std::vector<std::size_t> fill_down_;
  struct Filter {
    std::size_t column;
    std::regex expression;
    bool wanted;
  };
  std::vector<Filter> filters_;
  std::vector<std::string> repeated_;   ///< lower-case names that the header has more than once
  std::optional<Fault> file_fault_;
  bool personal_ = false;
  bool keeps_blanks_ = false;
};

/// Converts records by a mapping; one for each thread (it owns the memory of the current row).
class RowMapper {
 public:
  explicit RowMapper(const Mapping& mapping) : mapping_(mapping) {}

  /// Whether the row belongs to the table ([rows] of the source).
  bool belongs(const Record& record);

  /// Fills the first rows of rows (slots for each of mapping.columns()) from the record and says in count how many;
  /// fewer than groups where blank cells give none. Nothing on success. Slots live until the next call.
  std::optional<Fault> convert(Record& record, std::vector<std::vector<Slot>>& rows, std::size_t& count);

  /// Hash of the row's key; nothing where a part of the key is missing (such a row is never a duplicate).
  [[nodiscard]] std::optional<std::uint64_t> key(const std::vector<Slot>& slots) const;

 private:
  using Bound = Mapping::Bound;
  std::optional<Fault> shape(Record& record);
  std::optional<Fault> convert_group(const Record& record, const Mapping::Group& group, std::vector<Slot>& slots);
  [[nodiscard]] bool is_blank(const Record& record, const Mapping::Group& group);
  std::string_view cell(const Bound& bound, const Record& record, const Mapping::Group& group);
  std::optional<Fault> fill(const Bound& bound, std::string_view text, Slot* slot);
  /// pattern, map and otherwise: text becomes what they make of it.
  std::optional<Fault> rewrite(const Bound& bound, std::string_view& text);
  std::optional<Fault> fill_number(const Bound& bound, std::string_view text, Slot* slot);
  std::optional<Fault> fill_time(const Bound& bound, std::string_view text, Slot* slot);
  std::optional<Fault> fill_text(const Bound& bound, std::string_view text, Slot* slot);
  std::optional<Fault> fill_area_name(const Bound& bound, std::string_view& text);
  std::string_view keep(std::string text);

  const Mapping& mapping_;
  std::deque<std::string> kept_;
  std::size_t used_ = 0;
  std::string scratch_;
  std::vector<std::string> above_;   ///< last text that was not blank, for each column of fill_down
  /// What a pattern made of a text: regular expressions are slow and the texts few.
  std::unordered_map<const Bound*, std::unordered_map<std::string, std::optional<std::string>>> matched_;
};

}  // namespace dmp::intake
