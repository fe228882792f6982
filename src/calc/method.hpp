#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "calc/request.hpp"
#include "core/data_table.hpp"

namespace dmp::calc {

/// A column a method reads, under its default name.
struct ColumnUse {
  std::string_view name;
  std::string_view help;
  bool required = true;
  bool word = false;  ///< a word instead of a column's name is that word on every row
};

/// An option of one method. An empty default: not given.
struct OptionUse {
  std::string_view name;
  std::string_view help;
  std::string_view fallback = "";
  bool flag = false;  ///< stands alone on the command line and means yes
};

/// A statistical method over a plain table.
struct Method {
  std::string_view name;
  std::string_view family;   ///< heading under which it is listed
  std::string_view summary;
  std::string_view writes;
  std::string_view example;  ///< arguments after "dmp calc"
  std::vector<ColumnUse> columns;
  std::vector<OptionUse> options = {};
  core::DataTable (*run)(const Request&) = nullptr;
  /// The method reads columns of any name beside those above (a column a list, every variable).
  bool every_column = false;
  /// The method sees one table at a time: with --by it is run once a group.
  enum class Grouping { own, group_by_group, row_by_row } grouping = Grouping::own;  ///< row_by_row: it answers every row in order
};

/// Every method, family by family.
const std::vector<Method>& methods();

/// The method of that name; a usage UserError with the nearest name otherwise.
const Method& method_named(std::string_view name);

/// Reads FILE and runs a method on it: what the command line hands over, as it stands there.
struct Call {
  std::string method;
  std::string file;
  char delimiter = 0;
  std::vector<std::string> by;
  std::string confidence = "0.95";
  std::string multiplier;
  std::map<std::string, std::string, std::less<>> renamed;
  std::map<std::string, std::string, std::less<>> options;
  std::uint64_t seed = 20240401;
  unsigned threads = 0;
};
core::DataTable run(const Call& call);
/// As run, over a table at hand.
core::DataTable run_on(Table table, const Call& call);

/// The families' lists, each in its own file.
std::vector<Method> health_methods();
std::vector<Method> market_methods();
std::vector<Method> people_methods();
std::vector<Method> disclosure_methods();
std::vector<Method> place_methods();
std::vector<Method> network_methods();

}  // namespace dmp::calc
