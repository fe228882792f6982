#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "calc/health.hpp"
#include "core/number.hpp"
#include "stats/directly_standardised_rate.hpp"
#include "stats/indirectly_standardised.hpp"
#include "stats/mean.hpp"
#include "stats/proportion.hpp"
#include "stats/quantiles.hpp"
#include "stats/rate.hpp"

namespace dmp::calc {
namespace {

using core::Cell;

std::vector<std::string> with_limits(std::vector<std::string> before, const Request& request) {
  for (std::string& name : limit_columns(request.confidences)) before.push_back(std::move(name));
  return before;
}

/// One unit of work of a method that adds up: a group, or without --by a single row.
template <typename Each>
void for_each_sum(const Request& request, const Numbers& x, const Numbers& n, Each each) {
  const auto add = [&](std::span<const std::uint32_t> rows) {
    double events = 0, total = 0;
    std::string note;
    for (const std::uint32_t row : rows) {
      events += x[row];
      total += n[row];
      if (note.empty()) note = x.missing(row) ? x.reason(row) : n.reason(row);
    }
    each(rows.front(), events, total, std::move(note));
  };
  if (request.by.empty()) {
    for (std::uint32_t row = 0; row < request.table.rows; ++row) add(std::span(&row, 1));
  } else {
    for (const auto& rows : request.groups().rows) add(rows);
  }
}

void add_empty(std::vector<Cell>& row, std::size_t cells) { row.insert(row.end(), cells, Cell()); }

using IntervalOf = core::Interval (*)(double events, double total, double confidence);

core::DataTable sums_over_totals(const Request& request, double usual_multiplier, bool within_total, IntervalOf interval) {
  const Numbers x = request.counts("x");
  const Numbers n = request.counts("n");
  for (std::size_t row = 0; within_total && row < request.table.rows; ++row)
    if (x[row] > n[row]) request.fail(row, "x", fmt::format("x is {} but n only {}", core::exact_text(x[row]), core::exact_text(n[row])), "a part cannot exceed its total");
  const double multiplier = request.multiplier.value_or(usual_multiplier);
  core::DataTable result = request.result(with_limits({"value"}, request));
  for_each_sum(request, x, n, [&](std::size_t first, double events, double total, std::string note) {
    std::vector<Cell> row = request.group_cells(first);
    if (note.empty() && total == 0) note = n.column + " is 0";
    if (!note.empty()) {
      add_empty(row, 1 + 2 * request.confidences.size());
      row.emplace_back(note);
    } else {
      row.emplace_back(events / total * multiplier);
      for (const double confidence : request.confidences) add_limits(row, interval(events, total, confidence), multiplier);
      row.emplace_back();
    }
    result.add(std::move(row));
  });
  return result;
}

constexpr int kOldest = 94;  // the open band from 90 on, as five years

/// First and last year of a band such as "0-4", "5 to 9", "85+", "90 and over", "Aged 20-24". A bare number is the age at
/// which a band starts: it ends before the next start of the column, and the last one is open.
struct AgeBand {
  static constexpr int kUntilTheNext = -1;
  int first;
  int last;
};

bool is_number(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || c == ' '; });
}

std::optional<AgeBand> age_band(std::string_view text) {
  std::vector<int> numbers;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] < '0' || text[i] > '9') continue;
    int number = 0;
    for (; i < text.size() && text[i] >= '0' && text[i] <= '9' && number < 1000; ++i) number = number * 10 + (text[i] - '0');
    numbers.push_back(number);
  }
  if (numbers.empty() || numbers.size() > 2 || numbers[0] % 5 != 0 || numbers[0] > kOldest) return {};
  if (numbers.size() == 1) return AgeBand{numbers[0], is_number(text) ? AgeBand::kUntilTheNext : kOldest};
  if (numbers[1] > kOldest || numbers[1] % 5 != 4) return {};
  return AgeBand{numbers[0], numbers[1]};
}

double esp2013_of(const AgeBand& band) {
  double people = 0;
  for (int age = band.first; age < band.last; age += 5) people += stats::kEsp2013[static_cast<std::size_t>(age / 5)];
  return people;
}

/// The standard population of every row by the column ageband.
std::vector<double> standard_by_band(const Request& request) {
  const CodedTexts bands = request.coded_texts("ageband");
  std::vector<AgeBand> known;
  std::set<int> starts;
  for (const std::string& text : bands.words) {
    const auto band = age_band(text);
    if (!band) {
      const auto row = std::find(bands.codes.begin(), bands.codes.end(), known.size()) - bands.codes.begin();
      request.fail(static_cast<std::size_t>(row), "ageband", fmt::format("'{}' is no age band of five years or more", text), "write bands such as 0-4, 85-89 or 90+, or the ages at which they start");
    }
    known.push_back(*band);
    starts.insert(band->first);
  }
  std::vector<double> people;
  for (AgeBand& band : known) {
    if (band.last == AgeBand::kUntilTheNext) {
      const auto next = starts.upper_bound(band.first);
      band.last = next == starts.end() ? kOldest : *next - 1;
    }
    people.push_back(esp2013_of(band));
  }
  std::vector<double> standard(bands.codes.size());
  std::transform(bands.codes.begin(), bands.codes.end(), standard.begin(), [&](std::uint32_t code) { return people[code]; });
  return standard;
}

/// The standard population of every row.
std::vector<double> standard_of_rows(const Request& request, const Groups& groups) {
  if (!request.given("standard")) {
    if (!request.has("stdpop"))
      throw core::UserError(core::ErrorKind::usage, "there is no standard population", {request.table.file, 0, 0}, "name its column with --stdpop COLUMN, or add --standard esp2013");
    const Numbers standard = request.counts("stdpop");
    for (std::size_t row = 0; row < request.table.rows; ++row)
      if (standard.missing(row)) request.fail(row, "stdpop", standard.reason(row), "give every band its standard population");
    return standard.values;
  }
  static constexpr std::array<std::string_view, 1> kStandards = {"esp2013"};
  static_cast<void>(request.choice("standard", kStandards));
  if (request.has("ageband")) return standard_by_band(request);
  std::vector<double> standard(request.table.rows);
  for (const auto& rows : groups.rows) {
    if (rows.size() != stats::kEsp2013.size())
      request.fail(rows.back(), "n", fmt::format("the group has {} age bands, esp2013 has {}", rows.size(), stats::kEsp2013.size()), "give 19 bands in order, or a column ageband");
    for (std::size_t i = 0; i < rows.size(); ++i) standard[rows[i]] = stats::kEsp2013[i];
  }
  return standard;
}

/// Missing counts are none.
void fill_with_zero(Numbers& numbers) {
  for (double& value : numbers.values)
    if (std::isnan(value)) value = 0;
}

core::DataTable indirect(const Request& request, double usual_multiplier, bool as_rate) {
  Numbers x = request.counts("x");
  Numbers x_ref = request.counts("x_ref");
  const Numbers n = request.counts("n");
  const Numbers n_ref = request.counts("n_ref");
  fill_with_zero(x);
  fill_with_zero(x_ref);
  const Groups groups = request.groups();
  const double multiplier = request.multiplier.value_or(usual_multiplier);
  core::DataTable result = request.result(with_limits({"observed", "expected", "ref_rate", "value"}, request));
  for (const auto& rows : groups.rows) {
    stats::IndirectSums sums;
    std::string note;
    for (const std::uint32_t row : rows) {
      sums.add(x[row], n[row], x_ref[row], n_ref[row]);
      if (note.empty()) note = n.missing(row) ? n.reason(row) : n_ref.reason(row);
    }
    const auto ratio = stats::indirectly_standardised(sums, multiplier);
    if (note.empty()) note = ratio.withheld;
    std::vector<Cell> row = request.group_cells(rows.front());
    row.emplace_back(ratio.observed);
    row.push_back(number_cell(ratio.expected));
    row.push_back(number_cell(ratio.reference_rate));
    if (!note.empty()) {
      add_empty(row, 1 + 2 * request.confidences.size());
      row.emplace_back(note);
    } else {
      const double factor = as_rate ? ratio.reference_rate : multiplier;
      row.emplace_back(ratio.ratio * factor);
      for (const double confidence : request.confidences) add_limits(row, stats::indirect_ratio_interval(ratio, confidence), factor);
      row.emplace_back();
    }
    result.add(std::move(row));
  }
  return result;
}

}  // namespace

core::DataTable proportion(const Request& request) { return sums_over_totals(request, 1, true, stats::wilson_interval); }

core::DataTable rate(const Request& request) {
  return sums_over_totals(request, 100000, false, [](double events, double total, double confidence) {
    const core::Interval count = stats::byar_interval(events, confidence);
    return core::Interval{count.lower / total, count.upper / total};
  });
}

core::DataTable directly_standardised(const Request& request) {
  Numbers x = request.counts("x");
  const Numbers n = request.counts("n");
  fill_with_zero(x);
  std::optional<Numbers> given_variance;
  if (request.has("variance")) fill_with_zero(given_variance.emplace(request.counts("variance")));
  const Numbers& variance = given_variance ? *given_variance : x;
  const Groups groups = request.groups();
  const std::vector<double> standard = standard_of_rows(request, groups);
  const double multiplier = request.multiplier.value_or(100000);
  std::vector<stats::StandardisationSums> sums(groups.rows.size());
  for (std::size_t row = 0; row < request.table.rows; ++row) sums[groups.of_row[row]].add(x[row], n[row], standard[row], variance[row]);
  core::DataTable result = request.result(with_limits({"total_count", "total_pop", "value"}, request));
  for (std::size_t group = 0; group < sums.size(); ++group) {
    const auto standardised = stats::directly_standardised_rate(sums[group], multiplier, request.confidences.front());
    std::vector<Cell> row = request.group_cells(groups.rows[group].front());
    row.emplace_back(standardised.events);
    row.push_back(number_cell(standardised.population));
    row.push_back(number_cell(standardised.value));
    for (const double confidence : request.confidences)
      add_limits(row, standardised.withheld.empty() ? stats::standardised_interval(standardised, confidence) : core::Interval());
    row.push_back(standardised.withheld.empty() ? Cell() : Cell(std::string(standardised.withheld)));
    result.add(std::move(row));
  }
  return result;
}

core::DataTable indirectly_standardised_rate(const Request& request) { return indirect(request, 100000, true); }

core::DataTable standardised_ratio(const Request& request) { return indirect(request, 1, false); }

core::DataTable mean(const Request& request) {
  const Numbers x = request.numbers("x");
  core::DataTable result = request.result(with_limits({"n", "sum", "sd", "value"}, request));
  for (const auto& rows : request.groups().rows) {
    std::vector<double> values;
    for (const std::uint32_t row : rows) values.push_back(x[row]);
    const stats::Mean average = stats::mean(values);
    std::vector<Cell> row = request.group_cells(rows.front());
    row.emplace_back(static_cast<long long>(average.n));
    row.push_back(average.n == 0 ? Cell() : Cell(average.sum));
    row.push_back(number_cell(average.standard_deviation));
    row.push_back(number_cell(average.value));
    for (const double confidence : request.confidences) add_limits(row, stats::mean_interval(average, confidence));
    row.push_back(average.n == 0 ? Cell("no values") : average.n == 1 ? Cell("one value has no spread") : Cell());
    result.add(std::move(row));
  }
  return result;
}

core::DataTable quantiles(const Request& request) {
  const Numbers x = request.numbers("x");
  const auto groups_asked = static_cast<int>(request.number_option("groups", 1, 1e6));
  const bool inverted = request.yes("invert");
  std::vector<int> quantile(request.table.rows);
  const Groups groups = request.groups();
  for (const auto& rows : groups.rows) {
    std::vector<double> values;
    for (const std::uint32_t row : rows) values.push_back(x[row]);
    const std::vector<int> own = stats::quantile_groups(values, groups_asked, inverted);
    for (std::size_t i = 0; i < rows.size(); ++i) quantile[rows[i]] = own[i];
  }
  core::DataTable result = request.result({"quantile"});
  for (std::size_t i = 0; i < request.table.rows; ++i) {
    std::vector<Cell> row = request.group_cells(i);
    row.push_back(quantile[i] ? Cell(static_cast<long long>(quantile[i])) : Cell());
    row.push_back(quantile[i] ? Cell() : x.missing(i) ? Cell(x.reason(i)) : Cell("fewer values than groups"));
    result.add(std::move(row));
  }
  return result;
}

}  // namespace dmp::calc
