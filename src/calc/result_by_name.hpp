#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "calc/method.hpp"

namespace dmp::calc {

/// A result of a method over csv text, by column name, for tests.
class ResultByName {
 public:
  ResultByName(const std::string& method, const std::string& csv, Call call = {}) : table_(of(method, csv, std::move(call))) {}

  explicit ResultByName(core::DataTable table) : table_(std::move(table)) {}

  [[nodiscard]] std::size_t rows() const { return table_.rows().size(); }
  [[nodiscard]] double number(std::size_t row, const std::string& column) const {
    const core::Cell& found = cell(row, column);
    if (const auto* whole = std::get_if<long long>(&found)) return static_cast<double>(*whole);
    const auto* number = std::get_if<double>(&found);
    return number ? *number : std::nan("");
  }
  [[nodiscard]] std::string text(std::size_t row, const std::string& column) const {
    const auto* text = std::get_if<std::string>(&cell(row, column));
    return text ? *text : "";
  }
  [[nodiscard]] const core::Cell& cell(std::size_t row, const std::string& column) const {
    for (std::size_t i = 0; i < table_.columns().size(); ++i)
      if (table_.columns()[i] == column) return table_.rows().at(row)[i];
    throw std::out_of_range("no column " + column);
  }

 private:
  static core::DataTable of(const std::string& method, const std::string& csv, Call call) {
    call.method = method;
    return run_on(read_csv(csv, "table.csv", {}), call);
  }

  core::DataTable table_;
};

/// The message of the mistake a call reports; a failure of the test where it reports none.
inline std::string mistake_of(const std::string& method, const std::string& csv, const Call& call = {}) {
  try {
    ResultByName(method, csv, call);
  } catch (const core::UserError& error) {
    return error.what();
  }
  ADD_FAILURE() << method << " reported no mistake";
  return "";
}

}  // namespace dmp::calc
