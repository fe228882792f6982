#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "calc/people.hpp"
#include "core/number.hpp"
#include "stats/fellegi_sunter.hpp"
#include "stats/neighbours.hpp"
#include "stats/text_similarity.hpp"

namespace dmp::calc {
namespace {

using core::Cell;

constexpr std::array<std::string_view, 1> kCount = {"count"};

/// Start values: the highest level takes the given share, the others divide the rest.
std::vector<double> start_levels(int highest, double share) {
  if (highest == 0) return {1};
  std::vector<double> levels(static_cast<std::size_t>(highest) + 1, (1 - share) / highest);
  levels.back() = share;
  return levels;
}

struct Patterns {
  std::vector<std::string> comparisons;
  std::vector<stats::ComparisonPattern> rows;
  std::vector<int> highest;
};

Patterns patterns_of(const Request& request, std::span<const std::uint32_t> rows) {
  Patterns patterns;
  patterns.comparisons = request.other_columns(kCount);
  if (patterns.comparisons.empty()) throw core::UserError(core::ErrorKind::usage, "there are no comparisons", {request.table.file, 0, 0}, "give the table a column a comparison, with the levels 0, 1, ...");
  std::vector<Numbers> levels;
  for (const std::string& name : patterns.comparisons) levels.push_back(request.numbers(name));
  const Numbers count = request.counts("count");
  patterns.highest.assign(levels.size(), 0);
  for (const std::uint32_t row : rows) {
    if (count.missing(row)) request.fail(row, "count", count.reason(row), "write how many pairs compare so");
    stats::ComparisonPattern pattern{.levels = {}, .count = count[row]};
    for (std::size_t k = 0; k < levels.size(); ++k) {
      const double level = levels[k][row];
      constexpr double kMostLevels = 100;
      if (!std::isnan(level) && (level != std::floor(level) || level < -1 || level > kMostLevels))
        request.fail(row, patterns.comparisons[k], fmt::format("{} is no level", core::exact_text(level)), "write 0, 1, 2, ..., or nothing where it cannot be compared");
      pattern.levels.push_back(std::isnan(level) ? -1 : static_cast<int>(level));
      patterns.highest[k] = std::max(patterns.highest[k], pattern.levels.back());
    }
    patterns.rows.push_back(std::move(pattern));
  }
  return patterns;
}

stats::MatchModel start_model(const Request& request, const Patterns& patterns) {
  stats::MatchModel start{.lambda = request.number_option("lambda", 1e-12, 1 - 1e-12), .m = {}, .u = {}};
  for (const int highest : patterns.highest) {
    start.m.push_back(start_levels(highest, request.number_option("m", 1e-12, 1 - 1e-12)));
    start.u.push_back(start_levels(highest, request.number_option("u", 1e-12, 1 - 1e-12)));
  }
  return start;
}

void add_patterns(core::DataTable& result, const Request& request, std::span<const std::uint32_t> rows, const Patterns& patterns, const stats::MatchModel& model) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double weight = stats::match_weight(model, patterns.rows[i].levels);
    std::vector<Cell> row = request.group_cells(rows[i]);
    row.emplace_back("pattern");
    for (int empty = 0; empty < 3; ++empty) row.emplace_back();
    row.push_back(number_cell(weight));
    row.emplace_back(model.lambda);
    for (const int level : patterns.rows[i].levels) row.push_back(level < 0 ? Cell() : Cell(static_cast<long long>(level)));
    row.emplace_back(patterns.rows[i].count);
    row.push_back(number_cell(weight));
    row.push_back(number_cell(stats::match_probability(weight)));
    row.emplace_back();
    result.add(std::move(row));
  }
}

}  // namespace

core::DataTable similarity(const Request& request) {
  const std::vector<std::string> a = request.texts("a"), b = request.texts("b");
  core::DataTable result = request.result({"jaro", "jaro_winkler", "levenshtein", "damerau_levenshtein", "soundex_a", "soundex_b", "metaphone_a", "metaphone_b", "nysiis_a", "nysiis_b"});
  for (std::size_t i = 0; i < request.table.rows; ++i) {
    std::vector<Cell> row = request.group_cells(i);
    row.emplace_back(stats::jaro_similarity(a[i], b[i]));
    row.emplace_back(stats::jaro_winkler_similarity(a[i], b[i]));
    row.emplace_back(static_cast<long long>(stats::levenshtein_distance(a[i], b[i])));
    row.emplace_back(static_cast<long long>(stats::damerau_levenshtein_distance(a[i], b[i])));
    for (auto key : {stats::soundex, stats::metaphone, stats::nysiis}) {
      row.emplace_back(key(a[i]));
      row.emplace_back(key(b[i]));
    }
    row.push_back(a[i].empty() || b[i].empty() ? Cell("an empty text is like no other") : Cell());
    result.add(std::move(row));
  }
  return result;
}

core::DataTable fellegi_sunter(const Request& request) {
  const stats::MatchSettings settings{.most_iterations = static_cast<int>(request.number_option("iterations", 1, 1e7)), .tolerance = request.number_option("tolerance", 0, 1)};
  std::vector<std::string> columns = {"comparison", "level", "m", "u", "weight", "lambda"};
  for (const std::string& name : request.other_columns(kCount)) columns.push_back(name);
  columns.insert(columns.end(), {"count", "match_weight", "match_probability"});
  core::DataTable result = request.result(columns);
  for (const auto& rows : request.groups().rows) {
    const Patterns patterns = patterns_of(request, rows);
    const stats::MatchModel model = stats::fit_matches(patterns.rows, start_model(request, patterns), settings);
    for (std::size_t k = 0; k < patterns.comparisons.size(); ++k) {
      for (int level = 0; level <= patterns.highest[k]; ++level) {
        std::vector<Cell> row = request.group_cells(rows.front());
        row.emplace_back(patterns.comparisons[k]);
        row.emplace_back(static_cast<long long>(level));
        row.emplace_back(model.m[k][static_cast<std::size_t>(level)]);
        row.emplace_back(model.u[k][static_cast<std::size_t>(level)]);
        row.push_back(number_cell(stats::level_weight(model, k, level)));
        row.emplace_back(model.lambda);
        row.resize(row.size() + patterns.comparisons.size() + 3);
        row.push_back(model.settled ? Cell() : Cell(fmt::format("not settled after {} iterations", model.iterations)));
        result.add(std::move(row));
      }
    }
    add_patterns(result, request, rows, patterns, model);
  }
  return result;
}

core::DataTable neighbours(const Request& request) {
  static constexpr std::array<std::string_view, 1> kId = {"id"};
  const std::vector<std::string> ids = request.texts("id");
  const auto k = static_cast<std::size_t>(request.number_option("k", 1, 1e6));
  std::vector<Numbers> variables;
  for (const std::string& name : request.other_columns(kId)) variables.push_back(request.numbers(name));
  core::DataTable result = request.result({"id", "rank", "neighbour", "distance"});
  for (const auto& rows : request.groups().rows) {
    stats::Scores scores;
    // Without a variable nothing tells the rows apart.
    if (variables.empty()) scores.emplace_back(rows.size(), 0.0);
    for (const Numbers& variable : variables) {
      std::vector<double> values;
      for (const std::uint32_t row : rows) values.push_back(variable[row]);
      scores.push_back(stats::standardised(values));
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::vector<stats::NearThing> others = stats::by_distance(scores, i);
      for (std::size_t rank = 0; rank < std::min(k, others.size()); ++rank) {
        std::vector<Cell> row = request.group_cells(rows[i]);
        row.emplace_back(ids[rows[i]]);
        row.emplace_back(static_cast<long long>(rank + 1));
        row.emplace_back(ids[rows[others[rank].thing]]);
        row.emplace_back(others[rank].distance);
        row.emplace_back();
        result.add(std::move(row));
      }
    }
  }
  return result;
}

}  // namespace dmp::calc
