#include "calc/disclosure.hpp"

#include <cmath>

#include "calc/method.hpp"

namespace dmp::calc {
namespace {

using core::Cell;

/// The middle of the step of `step` whole numbers that x falls in, 0 staying 0: 1 to 6 become 3.
double midpoint_rounded(double x, double step) { return x == 0 ? 0 : std::ceil(x / step) * step - std::floor(step / 2); }

core::DataTable round_counts(const Request& request) {
  const bool midpoint = request.given("midpoint");
  if (midpoint && request.given("to")) throw core::UserError(core::ErrorKind::usage, "--to and --midpoint exclude each other", "give one of them");
  const double step = midpoint ? request.number_option("midpoint", 1, 1e9) : request.given("to") ? request.number_option("to", 1e-9, 1e9) : 5;
  const Numbers x = midpoint ? request.counts("x") : request.numbers("x");
  core::DataTable result = request.result({"rounded"});
  for (std::size_t i = 0; i < request.table.rows; ++i) {
    std::vector<Cell> row = request.group_cells(i);
    row.push_back(number_cell(midpoint ? midpoint_rounded(x[i], step) : std::round(x[i] / step) * step));
    row.push_back(x.missing(i) ? Cell(x.reason(i)) : Cell());
    result.add(std::move(row));
  }
  return result;
}

}  // namespace

std::vector<Method> disclosure_methods() {
  return {{.name = "suppress", .family = "Disclosure", .summary = "small counts of a cross-table and as few others as keep them from being worked out",
           .writes = "the table with * in place of what is suppressed", .example = "suppress table.csv --rule 1-4", .columns = {},
           .options = {{"rule", "counts from LOW to HIGH are suppressed", "1-4"}, {"least", "what a reader knows of every suppressed cell: at least 1 (zeros are published) or 0", "1"}},
           .run = suppress, .every_column = true},
          {.name = "audit", .family = "Disclosure", .summary = "the attack on a published cross-table: what fits each suppressed cell, and which can be worked out",
           .writes = "row, column, lowest, highest, recoverable", .example = "audit published.csv --percent share --rule 1-5 --small yes",
           .columns = {{"percent", "a percentage printed beside the count, as it was printed", false}, {"base", "what it is a share of, where that is published", false}},
           .options = {{"rule", "the rule the table was suppressed by", "1-4"}, {"small", "yes: every suppressed cell is told to lie within the rule (as by \"5 or less\")", "no"},
                       {"of", "the column whose counts the percentages are shares of (default: the first)"}, {"largest-base", "of a base that is not published", "1000"}, {"least", "what a reader knows of every suppressed cell: at least 0, or 1 where zeros are published", "0"}},
           .run = audit, .every_column = true},
          {.name = "round", .family = "Disclosure", .summary = "counts rounded to multiples, or to the middles of steps so that no exact count shows",
           .writes = "rounded", .example = "round counts.csv --x people --midpoint 6", .columns = {{"x", "the counts"}},
           .options = {{"to", "the nearest multiple of this (default 5; halves away from 0)"}, {"midpoint", "the middle of the step of so many numbers; 0 stays 0"}}, .run = round_counts}};
}

}  // namespace dmp::calc
