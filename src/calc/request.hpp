#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "calc/table.hpp"
#include "core/data_table.hpp"
#include "core/interval.hpp"

namespace dmp::calc {

/// Numbers of one column; NaN where a cell is empty or a marker, with the reason at hand.
struct Numbers {
  std::string column;                                ///< the name in the file
  std::vector<double> values;
  std::map<std::size_t, std::string_view> markers;   ///< row and marker, for missing cells that are not just empty

  [[nodiscard]] double operator[](std::size_t row) const { return values[row]; }
  [[nodiscard]] bool missing(std::size_t row) const;
  /// "x is missing" or "x is suppressed (*)"; empty where the value is there.
  [[nodiscard]] std::string reason(std::size_t row) const;
};

/// Lists of rows, one behind the other.
class RowLists {
 public:
  using Rows = std::span<const std::uint32_t>;

  RowLists() = default;
  /// The rows of each of `lists` lists, in order, from the list that each row is in.
  RowLists(const std::vector<std::uint32_t>& list_of_row, std::size_t lists);

  [[nodiscard]] std::size_t size() const { return starts_.size() - 1; }
  [[nodiscard]] bool empty() const { return size() == 0; }
  [[nodiscard]] Rows operator[](std::size_t list) const { return Rows(rows_).subspan(starts_[list], starts_[list + 1] - starts_[list]); }

  class Iterator {
   public:
    Iterator(const RowLists& lists, std::size_t list) : lists_(&lists), list_(list) {}
    Rows operator*() const { return (*lists_)[list_]; }
    Iterator& operator++() { return ++list_, *this; }
    bool operator!=(const Iterator& other) const { return list_ != other.list_; }

   private:
    const RowLists* lists_;
    std::size_t list_;
  };
  [[nodiscard]] Iterator begin() const { return {*this, 0}; }
  [[nodiscard]] Iterator end() const { return {*this, size()}; }

 private:
  std::vector<std::uint32_t> rows_, starts_ = {0};
};

/// The rows of a table cut into groups, in the order of their first rows.
struct Groups {
  RowLists rows;                      ///< of each group, in input order
  std::vector<std::uint32_t> of_row;             ///< group of each row
};

/// A column's texts, equal ones kept once.
struct CodedTexts {
  std::vector<std::uint32_t> codes;  ///< of each row: its place in words
  std::vector<std::string> words;    ///< in the order of their first rows
};

/// One call of a method: the table, the names of its columns, the options. Every error names its line and column.
class Request {
 public:
  Table table;
  std::vector<std::string> by;
  std::vector<double> confidences = {0.95};
  std::optional<double> multiplier;
  std::map<std::string, std::string, std::less<>> renamed;  ///< column name of the method -> name in the file
  std::map<std::string, std::string, std::less<>> options;  ///< the method's own options that were given or have a default
  std::uint64_t seed = 20240401;
  unsigned threads = 0;

  /// Whether the table has the method's column (or a constant was given for it).
  [[nodiscard]] bool has(std::string_view column) const;
  /// The numbers of a column. A data UserError at the first text that is no number; a usage UserError where there is no such column.
  [[nodiscard]] Numbers numbers(std::string_view column) const { return numbers(column, nullptr); }
  /// As numbers, with another way to read texts that are no plain number (such as "<10").
  using ReadText = std::optional<double> (*)(std::string_view);
  [[nodiscard]] Numbers numbers(std::string_view column, ReadText read_text) const;
  /// As numbers; a negative one is a data UserError too.
  [[nodiscard]] Numbers counts(std::string_view column) const;
  /// The two columns of intervals' ends; a lower end above its upper one is a data UserError.
  [[nodiscard]] std::pair<Numbers, Numbers> limits(std::string_view lower, std::string_view upper) const;
  /// The texts of a column, as they are printed. A word that is given instead of a column's name stands on every row.
  [[nodiscard]] std::vector<std::string> texts(std::string_view column) const;
  /// The same for long columns of few different texts.
  [[nodiscard]] CodedTexts coded_texts(std::string_view column) const;

  /// Cuts the table by the `by` columns; without any all rows are one group (no rows: no group).
  [[nodiscard]] Groups groups() const;
  /// The `by` columns' values of a row.
  [[nodiscard]] std::vector<core::Cell> group_cells(std::size_t row) const;
  /// A result with the `by` columns, then these, then "note".
  [[nodiscard]] core::DataTable result(std::vector<std::string> columns) const;

  /// An option's text; an InternalError for one the method does not declare.
  [[nodiscard]] const std::string& option(std::string_view name) const;
  [[nodiscard]] bool given(std::string_view name) const;
  /// An option as a number within [lowest, highest]; a usage UserError otherwise.
  [[nodiscard]] double number_option(std::string_view name, double lowest, double highest) const;
  /// An option that is one of some words; a usage UserError otherwise.
  [[nodiscard]] const std::string& choice(std::string_view name, std::span<const std::string_view> words) const;
  /// "yes", "true", "1" or "no", "false", "0".
  [[nodiscard]] bool yes(std::string_view name) const;

  /// The names of the columns that are neither `by` columns nor any of these columns of the method.
  [[nodiscard]] std::vector<std::string> other_columns(std::span<const std::string_view> but) const;

  /// A data UserError at a value of a method's column.
  [[noreturn]] void fail(std::size_t row, std::string_view column, const std::string& what, const std::string& mend) const;

 private:
  /// The name in the file of a method's column.
  [[nodiscard]] std::string actual(std::string_view column) const;
  /// A data UserError at the first number beyond 1e15, or not 0 and below 1e-100.
  void refuse_unusable(const Numbers& numbers, std::string_view column) const;
  [[nodiscard]] const Column& column_named(std::string_view name, std::string_view asked_as) const;
};

/// "95" for 0.95, "99_8" for 0.998: the ending of a limit's column name.
std::string confidence_name(double confidence);
/// "lower", "upper", or for several levels "lower_95", "upper_95", ...; each with a prefix.
std::vector<std::string> limit_columns(std::span<const double> confidences, const std::string& prefix = "");
/// A list of confidence levels such as "0.95,0.998" (percentages from 50 on are understood); a usage UserError otherwise.
std::vector<double> confidences_named(std::string_view text);

/// Appends both ends, times a factor.
void add_limits(std::vector<core::Cell>& row, const core::Interval& interval, double factor = 1);
/// A number as a cell: nothing for NaN.
core::Cell number_cell(double value);

}  // namespace dmp::calc
