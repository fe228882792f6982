// Every case of the published reference values for the health statistics, each within its own tolerance, through the
// same path as `dmp calc`. The values stand in a folder outside the repository; without it the tests are skipped.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "calc/method.hpp"
#include "calc/result_by_name.hpp"
#include "core/number.hpp"
#include "stats/comparison.hpp"
#include "stats/quantiles.hpp"
#include "stats/rate.hpp"
#include "stats/trend.hpp"

namespace dmp::calc {
namespace {

using Json = nlohmann::json;

std::filesystem::path golden_folder() {
  if (const char* folder = std::getenv("DMP_GOLDEN")) return folder;
  return std::filesystem::path(DMP_SOURCE_DIR) / "../shared/golden";
}

Json cases_of(const std::string& topic) {
  std::ifstream file(golden_folder() / "indicators" / (topic + ".json"));
  return file ? Json::parse(file).at("cases") : Json();
}

#define CASES_OR_SKIP(name, topic)  \
  const Json name = cases_of(topic); \
  if (name.is_null()) GTEST_SKIP() << "no published reference values in " << golden_folder()

std::string csv_value(const Json& value) {
  if (value.is_null()) return "";
  return value.is_string() ? value.get<std::string>() : core::exact_text(value.get<double>());
}

using Named = std::vector<std::pair<std::string, Json>>;

/// A csv table of columns; single values become a table of one row.
std::string csv_of(const Named& columns) {
  std::string text;
  std::size_t rows = 1;
  for (const auto& [name, values] : columns) {
    text += (text.empty() ? "" : ",") + name;
    if (values.is_array()) rows = values.size();
  }
  for (std::size_t row = 0; row < rows; ++row) {
    text += '\n';
    for (std::size_t i = 0; i < columns.size(); ++i) text += (i ? "," : "") + csv_value(columns[i].second.is_array() ? columns[i].second[row] : columns[i].second);
  }
  return text + '\n';
}

/// A result by column name.
class Result : public ResultByName {
 public:
  Result(const Named& columns, Call call) : ResultByName(run_on(read_csv(csv_of(columns), "case.csv", {}), call)) {}
};

void expect_number(double actual, const Json& expected, const Json& tolerance, const std::string& where) {
  if (expected.is_null()) {
    EXPECT_TRUE(std::isnan(actual)) << where;
    return;
  }
  const auto wanted = expected.get<double>();
  double allowed = 0;
  if (tolerance.contains("rel")) allowed = std::max(allowed, tolerance["rel"].get<double>() * std::fabs(wanted));
  if (tolerance.contains("abs")) allowed = std::max(allowed, tolerance["abs"].get<double>());
  EXPECT_NEAR(actual, wanted, allowed) << where;
}

std::string confidence_of(const Json& args) {
  if (!args.contains("confidence")) return "0.95";
  const Json& levels = args["confidence"];
  if (!levels.is_array()) return core::exact_text(levels.get<double>());
  std::string text;
  for (const auto& level : levels) text += (text.empty() ? "" : ",") + core::exact_text(level.get<double>());
  return text;
}

std::string multiplier_of(const Json& args) { return args.contains("multiplier") ? core::exact_text(args["multiplier"].get<double>()) : ""; }

/// The column that answers to a name of the reference values: "lower95" is "lower_95", or "lower" alone.
std::string column_for(const std::string& expected, bool one_level) {
  for (const std::string side : {"lower", "upper"})
    if (expected.starts_with(side) && expected.size() > side.size()) return one_level ? side : side + "_" + expected.substr(side.size());
  return expected;
}

Call call_for(const std::string& method, const Json& args) {
  Call call;
  call.method = method;
  call.confidence = confidence_of(args);
  call.multiplier = multiplier_of(args);
  return call;
}

void expect_row(const Result& result, const Json& one_case) {
  const bool one_level = confidence_of(one_case["args"]).find(',') == std::string::npos;
  for (const auto& [name, expected] : one_case["expected"].items()) {
    if (name == "method") continue;
    expect_number(result.number(0, column_for(name, one_level)), expected, one_case["tol"], one_case["id"].get<std::string>() + " " + name);
  }
}

TEST(GoldenHealth, ByarAndWilson) {
  CASES_OR_SKIP(cases, "byars_wilson");
  for (const auto& one : cases) {
    const auto id = one["id"].get<std::string>();
    if (id.starts_with("byars")) {
      const core::Interval interval = stats::byar_approximation(one["inputs"]["x"], one["args"]["confidence"]);
      expect_number(interval.lower, one["expected"]["lower"], one["tol"], id);
      expect_number(interval.upper, one["expected"]["upper"], one["tol"], id);
    } else {
      expect_row(Result({{"x", one["inputs"]["x"]}, {"n", one["inputs"]["n"]}}, call_for("proportion", one["args"])), one);
    }
  }
}

TEST(GoldenHealth, ProportionsAndRates) {
  for (const std::string method : {"proportion", "rate"}) {
    CASES_OR_SKIP(cases, method + "s");
    for (const auto& one : cases) expect_row(Result({{"x", one["inputs"]["x"]}, {"n", one["inputs"]["n"]}}, call_for(method, one["args"])), one);
  }
}

TEST(GoldenHealth, DirectlyStandardisedRates) {
  CASES_OR_SKIP(cases, "dsr");
  for (const auto& one : cases) {
    const Json& inputs = one["inputs"];
    Named columns = {{"n", inputs["pop"]}, {"stdpop", one["args"]["stdpop"]}};
    if (inputs.contains("count")) {
      columns.emplace_back("x", inputs["count"]);
    } else {
      Json events = Json::array(), variance = Json::array();
      for (std::size_t i = 0; i < inputs["pop"].size(); ++i) {
        double x = 0, squares = 0;
        for (const auto& [times, people] : inputs["persons_by_freq"].items()) {
          const double each = std::stod(times), number = people[i].is_null() ? 0 : people[i].get<double>();
          x += each * number;
          squares += each * each * number;
        }
        events.push_back(x);
        variance.push_back(squares);
      }
      columns.emplace_back("x", events);
      columns.emplace_back("variance", variance);
    }
    expect_row(Result(columns, call_for("dsr", one["args"])), one);
  }
}

TEST(GoldenHealth, IndirectlyStandardisedRatesAndRatios) {
  CASES_OR_SKIP(cases, "isr_smr");
  for (const auto& one : cases) {
    const Json& inputs = one["inputs"];
    Call call = call_for(one["function"] == "calculate_ISRate" ? "isr" : "smr", one["args"]);
    if (one["args"].contains("refvalue")) call.multiplier = core::exact_text(one["args"]["refvalue"].get<double>());
    expect_row(Result({{"x", inputs["count"]}, {"n", inputs["pop"]}, {"x_ref", inputs["refcount"]}, {"n_ref", inputs["refpop"]}}, call), one);
  }
}

TEST(GoldenHealth, Means) {
  CASES_OR_SKIP(cases, "means");
  for (const auto& one : cases) expect_row(Result({{"x", one["inputs"]["values"]}}, call_for("mean", one["args"])), one);
}

TEST(GoldenHealth, LifeExpectancy) {
  CASES_OR_SKIP(cases, "life_expectancy");
  for (const auto& one : cases) {
    const Result result({{"startage", one["inputs"]["startage"]}, {"deaths", one["inputs"]["deaths"]}, {"pops", one["inputs"]["pops"]}}, call_for("life-expectancy", one["args"]));
    for (const auto& [name, values] : one["expected"].items())
      for (std::size_t row = 0; row < values.size(); ++row) expect_number(result.number(row, column_for(name, true)), values[row], one["tol"], fmt::format("{} {}", name, row));
  }
}

TEST(GoldenHealth, Quantiles) {
  CASES_OR_SKIP(cases, "quantiles");
  for (const auto& one : cases) {
    Call call = call_for("quantiles", one["args"]);
    call.options = {{"groups", std::to_string(one["args"]["nquantiles"].get<int>())}, {"invert", one["args"]["invert"].get<bool>() ? "yes" : "no"}};
    const Result result({{"x", one["inputs"]["values"]}}, call);
    const Json& expected = one["expected"]["quantile"];
    ASSERT_EQ(result.rows(), expected.size());
    for (std::size_t row = 0; row < expected.size(); ++row) expect_number(result.number(row, "quantile"), expected[row], {{"abs", 0}}, fmt::format("{} {}", one["id"].get<std::string>(), row));
  }
}

TEST(GoldenHealth, SlopeAndRelativeIndexOfInequality) {
  CASES_OR_SKIP(cases, "sii_rii");
  for (const auto& one : cases) {
    const Json& inputs = one["inputs"];
    const auto id = one["id"].get<std::string>();
    Call call = call_for("sii", one["args"]);
    const int kind = one["args"]["value_type"];
    call.options["transform"] = !one["args"]["transform"].get<bool>() ? "none" : kind == 1 ? "log" : "logit";
    // The reference gives the level in its own words; 98 where the case's name says so.
    const bool both = id.find("98_ci") != std::string::npos && one["expected_simulated"].contains("sii_lowercl_2");
    if (one["args"]["confidence_note"].is_string()) call.confidence = "0.95,0.99";
    else if (both) call.confidence = "0.95,0.98";
    else if (id.find("98_ci") != std::string::npos) call.confidence = "0.98";
    else call.confidence = core::exact_text(one["args"]["confidence_note"].get<double>() / 100);
    const Result result({{"population", inputs["population"]}, {"value", inputs["value"]}, {"lower", inputs["lower_cl"]}, {"upper", inputs["upper_cl"]}}, call);
    for (const auto& [name, expected] : one["expected"].items()) expect_number(result.number(0, name), expected, one["tol"], id + " " + name);
    const auto levels = confidences_named(call.confidence);
    for (const auto& [name, expected] : one["expected_simulated"].items()) {
      const std::size_t level = name.back() == '2' ? 1 : 0;
      const std::string column = name.substr(0, 3) + (name.find("lower") != std::string::npos ? "_lower" : "_upper") + (levels.size() > 1 ? "_" + confidence_name(levels[level]) : "");
      expect_number(result.number(0, column), expected, one["tol_simulated"], id + " " + name);
    }
  }
}

/// The words of the reference as this product says them.
std::string in_our_words(std::string words) {
  if (words == "same") return "similar";
  if (words == "none") return "not compared";
  std::string ours;
  for (const char c : words)
    if (c != '(' && c != ')') ours += static_cast<char>(std::tolower(c));
  return ours;
}

std::string polarity_in(const Json& args) {
  const std::string words = args.value("polarity", "none");
  return words == "low is good" ? "low" : words == "high is good" ? "high" : "none";
}

TEST(GoldenHealth, Comparators) {
  CASES_OR_SKIP(cases, "comparators");
  int compared = 0;
  for (const auto& one : cases) {
    const auto function = one["function"].get<std::string>();
    const Json& inputs = one["inputs"];
    const auto id = one["id"].get<std::string>();
    if (one["expected"].contains("bounds")) {
      const auto values = inputs["values"].get<std::vector<double>>();
      const Json& bounds = one["expected"]["bounds"];
      for (std::size_t i = 0; i < bounds.size(); ++i)
        expect_number(stats::sample_quantile(values, static_cast<double>(i) / static_cast<double>(bounds.size() - 1)), bounds[i], one["tol"], id);
    } else if (function == "TrendBetweenTwoValues") {
      const auto limit = [&](const char* when, const char* end) { return inputs[when][end].is_null() ? std::nan("") : inputs[when][end].get<double>(); };
      const auto direction = stats::trend_between(inputs["previous"]["value"], {limit("previous", "lower95"), limit("previous", "upper95")}, inputs["recent"]["value"],
                                                  {limit("recent", "lower95"), limit("recent", "upper95")});
      const std::string name = stats::trend_name(direction, stats::Polarity::none);
      EXPECT_EQ(name == "no significant change" ? "no change" : name, one["expected"]["direction"]) << id;
    } else if (function.starts_with("SPC")) {
      Call call = call_for("compare-counts", one["args"]);
      call.multiplier = core::exact_text(one["args"]["unit"].get<double>());
      call.options = {{"kind", function.find("rates") != std::string::npos ? "rate" : "proportion"}, {"polarity", polarity_in(one["args"])}};
      const Result result({{"value", inputs["value"]}, {"denominator", inputs["denominator"]}, {"comparator", inputs["comparator"]}}, call);
      EXPECT_EQ(result.text(0, "significance"), in_our_words(one["expected"]["significance"])) << id;
    } else {
      Named columns = {{"value", inputs["value"]}, {"lower", inputs["lower95"]}, {"upper", inputs["upper95"]}, {"comparator", inputs["comparator"]}};
      if (inputs.contains("comparator_lower95")) {
        columns.emplace_back("comparator_lower", inputs["comparator_lower95"]);
        columns.emplace_back("comparator_upper", inputs["comparator_upper95"]);
      }
      Call call = call_for("compare", Json::object());
      call.options["polarity"] = polarity_in(one["args"]);
      EXPECT_EQ(Result(columns, call).text(0, "significance"), in_our_words(one["expected"]["significance"])) << id;
    }
    ++compared;
  }
  EXPECT_EQ(compared, static_cast<int>(cases.size()));
}

/// The columns of a funnel from the reference's inputs; a standardised rate's own denominator is multiplier * count / rate.
Named funnel_columns(const Json& one) {
  const Json& inputs = one["inputs"];
  if (inputs.contains("numerator")) return {{"x", inputs["numerator"]}, {"n", inputs["denominator"]}};
  if (inputs.contains("observed")) return {{"x", inputs["observed"]}, {"n", inputs["expected"]}};
  const double multiplier = one["args"]["multiplier"];
  Json n = Json::array();
  for (std::size_t i = 0; i < inputs["count"].size(); ++i) {
    const double count = inputs["count"][i], rate = inputs["rate"][i].is_null() ? 0 : inputs["rate"][i].get<double>();
    n.push_back(count > 0 ? Json(multiplier * count / rate) : Json());
  }
  Named columns = {{"x", inputs["count"]}, {"n", n}};
  if (inputs.contains("pop")) columns.emplace_back("n2", inputs["pop"]);
  return columns;
}

TEST(GoldenHealth, FunnelSignificance) {
  CASES_OR_SKIP(cases, "funnels");
  for (const auto& one : cases) {
    if (one["function"] != "assign_funnel_significance") continue;
    const auto id = one["id"].get<std::string>();
    Named columns = funnel_columns(one);
    // A crude rate's areas without events take their population into the benchmark.
    if (one["args"].value("rate_type", "") == "crude")
      for (std::size_t i = 0; i < columns[1].second.size(); ++i)
        if (columns[1].second[i].is_null()) columns[1].second[i] = one["inputs"]["pop"][i];
    Call call = call_for("funnel", one["args"]);
    call.confidence = "0.95";
    call.options["statistic"] = one["args"]["statistic"];
    const Result result(columns, call);
    const Json& expected = one["expected"]["significance"];
    ASSERT_EQ(result.rows(), expected.size());
    for (std::size_t row = 0; row < expected.size(); ++row) {
      if (expected[row].is_null()) continue;
      const auto wanted = expected[row].get<std::string>();
      if (wanted.starts_with("Not applicable")) continue;  // fewer than ten events in a standardised rate: the rate itself is withheld
      EXPECT_EQ(result.text(row, "significance"), in_our_words(wanted)) << id << ' ' << row << " x " << columns[0].second[row];
    }
  }
}

TEST(GoldenHealth, FunnelLimits) {
  CASES_OR_SKIP(cases, "funnels");
  for (const auto& one : cases) {
    if (one["function"] != "calculate_funnel_limits" || one["args"]["statistic"] != "proportion") continue;
    // Only the limits at the given places are compared: a row of the table for each, beside the rows that make the benchmark.
    const Json& expected = one["expected"];
    Named columns = funnel_columns(one);
    const std::size_t rows = columns[0].second.size();
    columns.emplace_back("n2", Json::array());
    for (std::size_t i = 0; i < rows; ++i) columns[2].second.push_back(nullptr);
    for (const auto& population : expected["population"]) {
      columns[0].second.push_back(nullptr);
      columns[1].second.push_back(nullptr);
      columns[2].second.push_back(population);
    }
    Call call = call_for("funnel", one["args"]);
    call.options["statistic"] = "proportion";
    const Result result(columns, call);
    for (std::size_t i = 0; i < expected["population"].size(); ++i) {
      const std::string where = fmt::format("{} {}", one["id"].get<std::string>(), i);
      expect_number(result.number(rows + i, "lower_95"), expected["lower_2s"][i], one["tol"], where);
      expect_number(result.number(rows + i, "upper_95"), expected["upper_2s"][i], one["tol"], where);
      expect_number(result.number(rows + i, "lower_99_8"), expected["lower_3s"][i], one["tol"], where);
      expect_number(result.number(rows + i, "upper_99_8"), expected["upper_3s"][i], one["tol"], where);
    }
    if (expected.contains("baseline")) expect_number(result.number(0, "benchmark"), expected["baseline"], one["tol"], "baseline");
  }
}

TEST(GoldenHealth, FunnelLimitsOfCounts) {
  CASES_OR_SKIP(cases, "funnels");
  for (const auto& one : cases) {
    if (one["function"] != "calculate_funnel_limits" || one["args"]["statistic"] != "ratio") continue;
    // The reference gives the expected number at which so many observed events reach a limit: there our limit is that number.
    const Json& expected = one["expected"];
    for (const std::string side : {"lower", "upper"}) {
      for (const std::string level : {"2s", "3s"}) {
        const Json& places = expected[side + "_" + level + "_exp_events"];
        for (std::size_t i = 0; i < places.size(); ++i) {
          const core::Interval limits = stats::poisson_control_limits(places[i], level == "2s" ? 0.95 : 0.998);
          const double observed = one["inputs"]["observed_events"][i];
          EXPECT_NEAR(side == "lower" ? limits.lower : limits.upper, observed, 1e-4 * observed) << side << level << ' ' << observed;
        }
      }
    }
  }
}

std::string direction_in(const Json& expected, const std::string& prefix) {
  for (const std::string& name : {prefix + "direction", prefix + "direction_with_polarity"})
    if (expected.contains(name)) return expected[name];
  return "";
}

void expect_trend(const Result& result, const Json& one, const std::string& prefix) {
  const Json& expected = one["expected"];
  const auto id = one["id"].get<std::string>();
  if (expected.contains(prefix + "chi2") && expected[prefix + "chi2"] != 0) expect_number(result.number(0, "chi_square"), expected[prefix + "chi2"], one["tol"], id);
  if (expected.contains(prefix + "slope")) expect_number(result.number(0, "slope"), expected[prefix + "slope"], one["tol"], id);
  if (expected.contains(prefix + "significant")) {
    EXPECT_EQ(std::get<bool>(result.cell(0, "significant")), expected[prefix + "significant"].get<bool>()) << id;
  }
  if (const std::string direction = direction_in(expected, prefix); !direction.empty()) {
    EXPECT_EQ(result.text(0, "trend"), direction) << id;
  }
}

TEST(GoldenHealth, RecentTrends) {
  CASES_OR_SKIP(cases, "recent_trend");
  for (const auto& one : cases) {
    const Json& inputs = one["inputs"];
    // Periods that overlap are the caller's to refuse: the method sees a table, not the length of its periods.
    if (one["args"].contains("year_range")) continue;
    const bool has_interval = inputs.contains("lower95"), has_counts = inputs.contains("count");
    Call call = call_for("trend", Json::object());
    call.options["polarity"] = polarity_in(one["args"]);
    const bool both = one["expected"].contains("ci_chi2");
    const bool by_counts = !both && (one["function"].get<std::string>().find("roportions") != std::string::npos);
    if (has_interval && !by_counts)
      expect_trend(Result({{"value", inputs["value"]}, {"lower", inputs["lower95"]}, {"upper", inputs["upper95"]}}, call), one, both ? "ci_" : "");
    if (has_counts && (both || by_counts)) expect_trend(Result({{"x", inputs["count"]}, {"n", inputs["denominator"]}}, call), one, both ? "prop_" : "");
    if (!has_interval && !has_counts) {
      Json nothing = Json::array();
      for (std::size_t i = 0; i < inputs["value"].size(); ++i) nothing.push_back(nullptr);
      expect_trend(Result({{"value", inputs["value"]}, {"lower", nothing}, {"upper", nothing}}, call), one, "");
    }
  }
}

}  // namespace
}  // namespace dmp::calc
