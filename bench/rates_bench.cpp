// Directly standardised rates with intervals from columns already in memory, as R's functions get them: grouping, rates, intervals and
// the table of results, without start, reading and writing. script/rates-bench runs R on the same figures in the same run.
//
//   rates_bench FILE.parquet     columns area, year, x, n; prints the seconds of the best of five and the sum of the rates

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <variant>

#include "calc/health.hpp"
#include "calc/request.hpp"
#include "core/errors.hpp"

int main(int count, char** arguments) {
  using namespace dmp;
  if (count != 2) {
    std::cerr << "usage: rates_bench FILE.parquet\n";
    return 2;
  }
  try {
    calc::Request request;
    request.table = calc::read_table(arguments[1], {});
    request.by = {"area", "year"};
    request.options = {{"standard", "esp2013"}};
    double fastest = 1e9, sum = 0;
    for (int run = 0; run < 5; ++run) {
      const auto began = std::chrono::steady_clock::now();
      const core::DataTable rates = calc::directly_standardised(request);
      fastest = std::min(fastest, std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
      sum = 0;
      for (const auto& row : rates.rows())
        if (const auto* value = std::get_if<double>(&row[4])) sum += *value;
    }
    fmt::print("dmp_in_memory seconds={:.3f} sum_of_rates={:.6f}\n", fastest, sum);
  } catch (const core::UserError& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
