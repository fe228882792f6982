#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/errors.hpp"

/// The small language in which a finding says when it holds and an action when it applies. No loops, no assignments, no files.
namespace dmp::catalogue {

/// One node of a parsed expression.
struct Expression {
  enum class Kind {
    number,  ///< 47.5
    text,    ///< "increasing"
    name,    ///< need, need.value, need.england.ratio: path holds its parts
    call,    ///< higher(need, england): path holds the name, arguments the rest
    minus,   ///< - x
    negate,  ///< not x
    chain,   ///< a op b: text holds and, or, +, -, *, /, <, <=, >, >=, =, !=
  };
  Kind kind = Kind::number;
  double number = 0;
  std::string text;
  std::vector<std::string> path;
  std::vector<Expression> arguments;
  core::Place place;
  std::size_t begin = 0, end = 0;  ///< of the node in the source
  std::string source;              ///< of the whole expression; at its top node only

  /// The node as it was written.
  [[nodiscard]] std::string written(const Expression& top) const { return top.source.substr(begin, end - begin); }
};

/// Reads an expression whose first character stands at place; a usage UserError with line and column of the fault.
Expression parse_expression(std::string_view source, const core::Place& place);

/// Where the character at offset of a text stands that begins at place.
core::Place place_within(std::string_view text, std::size_t offset, core::Place place);

}  // namespace dmp::catalogue
