#pragma once

#include <string>
#include <vector>

#include "core/errors.hpp"

namespace dmp::catalogue {

/// One variable of the open model of nearest neighbours. SQL gives place, numerator and, where given, denominator and year.
struct NeighbourVariable {
  std::string id, name, unit, citation, sql;
  std::string transform;  ///< none | log | root
  core::Place place;      ///< of the SQL
};

/// Authorities that are compared with each other only.
struct AuthorityType {
  std::string name;
  std::string codes;  ///< regular expression over the code
};

struct LeftOut {
  std::string code, reason;
};

/// catalogue/reference/neighbour_model.toml.
struct NeighbourModel {
  std::string name, citation;
  double least_share = 0.9;  ///< a variable is used where this share of the authorities of a type have it
  std::vector<AuthorityType> types;
  std::vector<LeftOut> left_out;
  std::vector<NeighbourVariable> variables;

  /// The type an area's code belongs to: the first that fits; empty where none does.
  [[nodiscard]] std::string type_of(const std::string& code) const;
};

/// Reads the file's text. UserError with line and column at the first fault.
NeighbourModel read_neighbour_model(const std::string& file, const std::string& text);

}  // namespace dmp::catalogue
