#include "quality/published_agreement.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "catalogue/published_methods.hpp"
#include "core/number.hpp"
#include "quality/survey.hpp"
#include "stats/proportion.hpp"
#include "stats/rate.hpp"

namespace dmp::quality {
namespace {

using core::Severity;

constexpr double kSameShare = 1e-6;  // publishers' own arithmetic is seldom more exact
constexpr int kMostDecimals = 9;

bool is_near(double a, double b, int decimals) {
  const double printed = 0.5 * std::pow(10.0, -decimals) * 1.000001;
  return std::fabs(a - b) <= std::max(printed, kSameShare * std::max(std::fabs(a), std::fabs(b)));
}

struct Ends {
  double lower, upper;
};

bool is_near(const PublishedFigure& figure, const Ends& ends) {
  return is_near(figure.lower, ends.lower, kMostDecimals) && is_near(figure.upper, ends.upper, kMostDecimals);
}

/// The confidence at which z is 1.96 and not 1.959964.
double confidence_of_rounded_z() { return std::erf(1.96 / std::sqrt(2.0)); }

int decimals_of(double value) {
  const std::string digits = core::exact_text(value);
  const auto point = digits.find('.');
  return point == std::string::npos ? 0 : static_cast<int>(digits.size() - point - 1);
}

std::string pattern_of(const std::string& glob) {
  std::string like;
  for (const char c : glob) like += c == '*' ? std::string("%") : c == '%' || c == '_' ? std::string("\\") + c : std::string(1, c);
  return engine::quoted_text(like) + " ESCAPE '\\'";
}

/// A join to the row that holds the figure's count or denominator.
std::string sibling(const catalogue::SiblingRow& row, const std::string& name) {
  if (row.publication.empty()) return {};
  std::string sql = " JOIN published_statistic " + name + " ON " + name + ".publication = " + engine::quoted_text(row.publication) + " AND " + name +
                    ".statistic = " + (row.statistic.empty() ? std::string("t.statistic") : engine::quoted_text(row.statistic));
  if (!row.unit.empty()) sql += " AND " + name + ".unit = " + engine::quoted_text(row.unit);
  for (const char* same : {"area_code", "area_name", "category"}) sql += fmt::format(" AND {0}.{1} IS NOT DISTINCT FROM t.{1}", name, same);
  return sql + " AND year(" + name + ".period_end) = year(t.period_end)";
}

std::string figures_sql(const catalogue::PublishedMethod& method) {
  const std::string count = method.count_from.publication.empty() ? "t.count" : "c.value", people = method.denominator_from.publication.empty() ? "t.denominator" : "d.value";
  std::string sql = "SELECT t._source, t.statistic, t.value, t.lower_95, t.upper_95, " + count + ", " + people + ", coalesce(t.area_name, t.area_code, ''), strftime(t.period_start, '%Y-%m-%d') FROM published_statistic t" +
                    sibling(method.count_from, "c") + sibling(method.denominator_from, "d") + " WHERE t.publication = " + engine::quoted_text(method.publication) + " AND t.statistic LIKE " +
                    pattern_of(method.statistic);
  if (!method.unit.empty()) sql += " AND t.unit = " + engine::quoted_text(method.unit);
  return sql + " AND t.value IS NOT NULL AND " + count + " IS NOT NULL AND " + people + " > 0 ORDER BY 1, 2, 8, 9";
}

struct Compared {
  std::vector<PublishedFigure> figures;
  std::vector<std::string> names;
  std::string source;
};

/// How many fell into each class, and the first that is not explained.
struct Tallies {
  std::map<Agreement, std::uint64_t> of;
  std::uint64_t all = 0;
  std::string unexplained;

  void add(Agreement agreement, const std::string& name) {
    ++of[agreement];
    ++all;
    if (agreement == Agreement::unexplained && unexplained.empty()) unexplained = name;
  }
  [[nodiscard]] std::uint64_t same() const { return of.contains(Agreement::same) ? of.at(Agreement::same) : 0; }
  [[nodiscard]] std::uint64_t not_explained() const { return of.contains(Agreement::unexplained) ? of.at(Agreement::unexplained) : 0; }
  [[nodiscard]] std::string told(const std::string& why) const {
    std::string told;
    for (const auto& [agreement, number] : of)
      if (agreement != Agreement::same) told += fmt::format("; {} {}", number, agreement == Agreement::other_method && !why.empty() ? text(agreement) + ": " + why : text(agreement));
    return told + (unexplained.empty() ? "" : ", the first: " + unexplained);
  }
};

std::string outcome(const Tallies& tallies, const std::string& what, const std::string& why) {
  return fmt::format("{} {} made again, {} agree to the printed precision{}", tallies.all, what, tallies.same(), tallies.told(why));
}

/// Makes one statistic's figures again and tells how they compare.
void tell(Survey& survey, const catalogue::PublishedMethod& method, const std::string& statistic, Compared& compared, Tallies& all_values, Tallies& all_intervals) {
  int decimals = 0;
  for (const PublishedFigure& figure : compared.figures) decimals = std::max(decimals, decimals_of(figure.value));
  Tallies values, intervals;
  for (std::size_t i = 0; i < compared.figures.size(); ++i) {
    PublishedFigure& figure = compared.figures[i];
    figure.decimals = std::min(decimals, kMostDecimals);
    const Agreement value = value_agreement(figure, method.multiplier);
    values.add(value, compared.names[i]);
    all_values.add(value, compared.names[i]);
    if (method.interval == "none" || std::isnan(figure.lower) || std::isnan(figure.upper)) continue;
    const Agreement interval = method.interval == "other" ? Agreement::other_method : interval_agreement(figure, method.multiplier, method.interval);
    intervals.add(interval, compared.names[i]);
    all_intervals.add(interval, compared.names[i]);
  }
  std::string told = method.publication + ", " + statistic + ": " + outcome(values, "values", "");
  if (intervals.all > 0) told += ". " + outcome(intervals, "intervals", method.why);
  const bool explained = values.not_explained() + intervals.not_explained() == 0;
  survey.add(Dimension::agreement, "published_statistic", compared.source, values.all,
             {explained ? Severity::note : Severity::warning, explained ? "published figures made again" : "published figures not reproduced", told});
}

}  // namespace

std::string text(Agreement agreement) {
  switch (agreement) {
    case Agreement::same: return "agree";
    case Agreement::count_rounded: return "by rounding of the printed count or denominator";
    case Agreement::z_rounded: return "by z rounded to 1.96";
    case Agreement::exact_interval: return "by an exact interval where Byar's is given from ten events on";
    case Agreement::byar_below_ten: return "by Byar's approximation where the exact interval is given below ten events";
    case Agreement::other_method: return "have an interval of another method";
    case Agreement::unexplained: return "are not explained";
  }
  return {};
}

Agreement value_agreement(const PublishedFigure& figure, double multiplier) {
  const double again = multiplier * figure.count / figure.denominator;
  if (is_near(figure.value, again, figure.decimals)) return Agreement::same;
  const double slack = again * ((figure.count > 0 ? 0.5 / figure.count : 0) + 0.5 / figure.denominator);
  return std::fabs(figure.value - again) <= slack * 1.0001 ? Agreement::count_rounded : Agreement::unexplained;
}

Agreement interval_agreement(const PublishedFigure& figure, double multiplier, const std::string& method) {
  const double x = figure.count, n = figure.denominator;
  const auto share = [&](double confidence) {
    const core::Interval interval = stats::wilson_interval(x, n, confidence);
    return Ends{multiplier * interval.lower, multiplier * interval.upper};
  };
  const auto rate = [&](const core::Interval& interval) { return Ends{multiplier * interval.lower / n, multiplier * interval.upper / n}; };
  if (method == "wilson") {
    if (x > n) return Agreement::unexplained;
    if (is_near(figure, share(0.95))) return Agreement::same;
    return is_near(figure, share(confidence_of_rounded_z())) ? Agreement::z_rounded : Agreement::unexplained;
  }
  if (is_near(figure, rate(stats::byar_interval(x, 0.95)))) return Agreement::same;
  const bool few = x < stats::kFewEvents;
  for (const double confidence : {0.95, confidence_of_rounded_z()}) {
    if (is_near(figure, rate(stats::exact_poisson_interval(x, confidence)))) return few ? Agreement::z_rounded : Agreement::exact_interval;
    if (is_near(figure, rate(stats::byar_approximation(x, confidence)))) return few ? Agreement::byar_below_ten : Agreement::z_rounded;
  }
  return Agreement::unexplained;
}

void published_figures_again(Survey& survey) {
  if (!survey.holds("published_statistic", {"publication", "statistic", "unit", "value", "lower_95", "upper_95", "count", "denominator"})) return;
  Tallies values, intervals;
  for (const catalogue::PublishedMethod& method : catalogue::published_methods()) {
    std::map<std::string, Compared> statistics;
    survey.each(figures_sql(method), [&](const Row& row) {
      Compared& compared = statistics[row.text(1)];
      compared.source = row.text(0);
      const auto number = [&](std::size_t column) { return row.empty(column) ? std::numeric_limits<double>::quiet_NaN() : row.number(column); };
      compared.figures.push_back({number(2), number(3), number(4), number(5), number(6)});
      compared.names.push_back(row.text(7) + " from " + row.text(8));
    });
    for (auto& [statistic, compared] : statistics) tell(survey, method, statistic, compared, values, intervals);
  }
  if (values.all == 0) return;
  const bool explained = values.not_explained() + intervals.not_explained() == 0;
  survey.add(Dimension::agreement, "published_statistic", "", values.all,
             {explained ? Severity::note : Severity::warning, "published figures made again, together",
              outcome(values, "published values", "") + (intervals.all > 0 ? ". " + outcome(intervals, "intervals", "") : "")});
}

}  // namespace dmp::quality
