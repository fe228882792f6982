#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "calc/method.hpp"
#include "calc/neighbours.hpp"
#include "calc/places.hpp"
#include "core/number.hpp"
#include "stats/false_discovery.hpp"
#include "stats/local_association.hpp"
#include "stats/overlap.hpp"

namespace dmp::calc {
namespace {

using core::Cell;
using stats::LocalMeasure;
using stats::SpatialStatistic;
using stats::SpatialWeights;

/// Areas with their links. Areas without a value take no part, nor do their links.
struct Places {
  std::vector<std::size_t> rows;  ///< rows of the table that take part
  SpatialWeights weights;         ///< as given, or row-standardised where asked

  [[nodiscard]] std::vector<double> picked(const std::vector<double>& values) const {
    std::vector<double> result;
    for (const std::size_t row : rows) result.push_back(values[row]);
    return result;
  }
};

bool row_standard(const Request& request) {
  static constexpr std::array<std::string_view, 2> kStyles = {"W", "B"};
  return request.choice("style", kStyles) == "W";
}

Places places_of(const Request& request, const std::vector<bool>& known, bool standardise) {
  if (!request.given("neighbours")) throw core::UserError(core::ErrorKind::usage, "there are no neighbours",
                                                          "name their file with --neighbours FILE: csv with from,to, a .gal or a .gwt file");
  const std::vector<std::string> ids = request.texts("id");
  const auto lists = read_neighbours(request.option("neighbours"), ids);
  Places places;
  std::vector<std::size_t> place(ids.size());
  for (std::size_t row = 0; row < ids.size(); ++row) {
    if (!known[row]) continue;
    place[row] = places.rows.size();
    places.rows.push_back(row);
  }
  for (const std::size_t row : places.rows) {
    auto& links = places.weights.emplace_back();
    for (const Neighbour& neighbour : lists[row])
      if (known[neighbour.area] && neighbour.area != row && neighbour.weight > 0) links.push_back({place[neighbour.area], neighbour.weight});
  }
  if (standardise) places.weights = stats::row_standardised(std::move(places.weights));
  return places;
}

stats::Permutations permutations_of(const Request& request) {
  static constexpr std::array<std::string_view, 3> kAlternatives = {"two-sided", "greater", "less"};
  const std::string& alternative = request.choice("alternative", kAlternatives);
  return {.count = static_cast<std::uint64_t>(request.number_option("permutations", 0, 1e7)), .seed = request.seed,
          .alternative = alternative == "greater" ? stats::Alternative::greater : alternative == "less" ? stats::Alternative::less
              : stats::Alternative::two_sided,
          .threads = request.threads};
}

std::vector<bool> known_in(const Request& request, std::initializer_list<const Numbers*> columns) {
  std::vector<bool> known(request.table.rows, true);
  for (const Numbers* column : columns)
    for (std::size_t row = 0; row < known.size(); ++row)
      if (column->missing(row)) known[row] = false;
  return known;
}

Cell left_out(const Request& request, const Places& places) {
  const std::size_t without = request.table.rows - places.rows.size();
  return without ? Cell(fmt::format("{} areas without a value left out", without)) : Cell();
}

const std::vector<std::string> kGlobalColumns = {"statistic", "expectation", "variance_randomisation", "variance_normality", "z", "p", "p_sim"};

void add_global(std::vector<Cell>& row, const SpatialStatistic& s) {
  for (const double number : {s.statistic, s.expectation, s.variance_randomisation, s.variance_normality, s.z, s.p,
                              s.p_simulated}) row.push_back(number_cell(number));
}

constexpr const char* kSameHowever = "the same however the values lie, as where all areas are linked with all others: there is no test";

core::DataTable one_row(const Request& request, const Places& places, const SpatialStatistic& statistic) {
  core::DataTable result = request.result(kGlobalColumns);
  std::vector<Cell> row;
  add_global(row, statistic);
  if (std::isnan(statistic.statistic)) row.emplace_back("too few areas or links, or values that do not vary");
  else if (statistic.variance_randomisation == 0) row.emplace_back(kSameHowever);
  else row.push_back(left_out(request, places));
  result.add(std::move(row));
  return result;
}

core::DataTable global(const Request& request, stats::GlobalMeasure measure) {
  const Numbers value = request.numbers("value");
  const bool rates = measure == stats::GlobalMeasure::moran && request.has("population");
  const Numbers population = rates ? request.counts("population") : value;
  for (std::size_t row = 0; rates && row < request.table.rows; ++row)
    if (population[row] == 0) request.fail(row, "population", "an area has no population", "leave the area out");
  const Places places = places_of(request, known_in(request, {&value, &population}), row_standard(request));
  const std::vector<double> values = rates ? stats::standardised_rates(places.picked(value.values), places.picked(population.values))
      : places.picked(value.values);
  return one_row(request, places, stats::global_association(measure, values, places.weights, permutations_of(request)));
}

core::DataTable moran(const Request& request) { return global(request, stats::GlobalMeasure::moran); }
core::DataTable geary(const Request& request) { return global(request, stats::GlobalMeasure::geary); }
core::DataTable global_g(const Request& request) { return global(request, stats::GlobalMeasure::getis_ord); }

template <auto Statistic>
core::DataTable bivariate(const Request& request) {
  const Numbers value = request.numbers("value"), value2 = request.numbers("value2");
  const Places places = places_of(request, known_in(request, {&value, &value2}), row_standard(request));
  return one_row(request, places, Statistic(places.picked(value.values), places.picked(value2.values), places.weights, permutations_of(request)));
}

core::DataTable join_count(const Request& request) {
  const std::vector<std::string> colours = request.texts("value");
  std::vector<bool> known;
  for (const std::string& colour : colours) known.push_back(!colour.empty());
  const Places places = places_of(request, known, row_standard(request));
  std::set<std::string> sorted;
  for (const std::size_t row : places.rows) sorted.insert(colours[row]);
  const std::vector<std::string> names(sorted.begin(), sorted.end());
  std::vector<std::size_t> numbers;
  for (const std::size_t row : places.rows) numbers.push_back(static_cast<std::size_t>(std::lower_bound(names.begin(), names.end(),
      colours[row]) - names.begin()));
  std::vector<std::string> columns = {"join"};
  columns.insert(columns.end(), kGlobalColumns.begin(), kGlobalColumns.end());
  core::DataTable result = request.result(columns);
  for (std::size_t a = 0; a < names.size(); ++a) {
    for (std::size_t b = a; b < names.size(); ++b) {
      std::vector<Cell> row = {Cell(names[a] + ":" + names[b])};
      add_global(row, stats::join_count(numbers, a, b, places.weights, permutations_of(request)));
      row.push_back(left_out(request, places));
      result.add(std::move(row));
    }
  }
  return result;
}

/// What a significant area is called: its own value and its neighbours' against the mean (Lee's L: its neighbours' first and second value).
std::string cluster_name(LocalMeasure measure, const stats::LocalStatistic& local, double alpha) {
  if (!(local.p <= alpha)) return "Not significant";
  if (measure == LocalMeasure::getis_ord || measure == LocalMeasure::getis_ord_star) return local.z > 0 ? "High" : "Low";
  if (measure == LocalMeasure::geary && local.z > 0) return "Negative";
  if (measure == LocalMeasure::geary && (local.deviation > 0) != (local.lag > 0)) return "Other positive";
  return std::string(local.deviation > 0 ? "High" : "Low") + (local.lag > 0 ? "-High" : "-Low");
}

template <LocalMeasure Measure>
core::DataTable local(const Request& request) {
  constexpr bool kTwo = Measure == LocalMeasure::bivariate_moran || Measure == LocalMeasure::lee;
  const Numbers value = request.numbers("value");
  const Numbers value2 = kTwo ? request.numbers("value2") : value;
  const std::vector<std::string> ids = request.texts("id");
  const double alpha = request.number_option("alpha", 0, 1);
  const Places places = places_of(request, known_in(request, {&value, &value2}), false);
  const auto found = stats::local_association(places.picked(value.values), places.picked(value2.values), places.weights,
                                              {.measure = Measure, .row_standard = row_standard(request), .permutations = permutations_of(request)});
  std::vector<double> p;
  for (const auto& one : found) p.push_back(one.p);
  const std::vector<double> fdr = stats::benjamini_hochberg(p), bonferroni = stats::bonferroni(p);
  core::DataTable result = request.result({"id", "statistic", "expectation", "variance", "z", "p", "p_sim", "p_fdr", "p_bonferroni", "cluster"});
  std::size_t next = 0;
  for (std::size_t i = 0; i < request.table.rows; ++i) {
    std::vector<Cell> row = {Cell(ids[i])};
    const bool takes_part = next < places.rows.size() && places.rows[next] == i;
    if (!takes_part) {
      row.insert(row.end(), 9, std::monostate());
      row.emplace_back(value.missing(i) ? value.reason(i) : value2.reason(i));
      result.add(std::move(row));
      continue;
    }
    const auto& one = found[next];
    for (const double number : {one.statistic, one.expectation, one.variance, one.z, one.p, one.p_simulated, fdr[next],
                                bonferroni[next]}) row.push_back(number_cell(number));
    row.emplace_back(cluster_name(Measure, one, alpha));
    row.push_back(std::isnan(one.statistic) ? Cell("no neighbours, or values that do not vary") : one.variance == 0 ? Cell(kSameHowever) : Cell());
    result.add(std::move(row));
    ++next;
  }
  return result;
}

core::DataTable accuracy(const Request& request) {
  const Numbers hits = request.counts("hits"), total = request.counts("total"), area = request.counts("area"), study = request.counts("study_area");
  const bool with_most = request.has("max_hits");
  const Numbers most = with_most ? request.counts("max_hits") : hits;
  core::DataTable result = request.result({"hit_rate", "pai", "pei"});
  for (std::size_t i = 0; i < request.table.rows; ++i) {
    if (hits[i] > total[i]) request.fail(i, "hits", fmt::format("{} hits of {}", core::exact_text(hits[i]), core::exact_text(total[i])),
                                         "a part cannot exceed its total");
    const double rate = total[i] > 0 ? hits[i] / total[i] : std::nan("");
    const double share = area[i] > 0 && study[i] > 0 ? area[i] / study[i] : std::nan("");
    std::vector<Cell> row = request.group_cells(i);
    row.push_back(number_cell(rate));
    row.push_back(number_cell(rate / share));
    row.push_back(with_most && most[i] > 0 ? number_cell(hits[i] / most[i]) : Cell());
    std::string why = hits.missing(i) ? hits.reason(i) : total.missing(i) ? total.reason(i) : area.missing(i) ? area.reason(i) : study.reason(i);
    if (why.empty() && std::isnan(rate / share)) why = "a total or an area is 0";
    row.push_back(why.empty() ? Cell() : Cell(why));
    result.add(std::move(row));
  }
  return result;
}

/// A column of 0 and 1.
Numbers membership(const Request& request, std::string_view name) {
  Numbers values = request.numbers(name);
  for (std::size_t row = 0; row < request.table.rows; ++row)
    if (!values.missing(row) && values[row] != 0 && values[row] != 1)
      request.fail(row, name, fmt::format("{} in column '{}' is neither 0 nor 1", core::exact_text(values[row]), values.column),
                   "write 1 for an area in the set, else 0");
  return values;
}

core::DataTable overlap(const Request& request) {
  const Numbers a = membership(request, "a"), b = membership(request, "b");
  const std::vector<bool> known = known_in(request, {&a, &b});
  std::vector<double> first, second;
  for (std::size_t row = 0; row < known.size(); ++row) {
    if (!known[row]) continue;
    first.push_back(a[row]);
    second.push_back(b[row]);
  }
  const stats::Overlap found = stats::overlap(first, second, permutations_of(request));
  core::DataTable result = request.result({"jaccard", "dice", "overlap", "expected", "kappa", "p_sim", "both"});
  std::vector<Cell> row;
  for (const double number : {found.jaccard, found.dice, found.coefficient, found.expected, found.kappa, found.p_simulated,
                              found.both}) row.push_back(number_cell(number));
  const std::size_t without = known.size() - first.size();
  const bool nothing = std::isnan(found.coefficient);
  row.push_back(nothing ? Cell("one of the sets is empty") : without ? Cell(fmt::format("{} areas without a value left out", without)) : Cell());
  result.add(std::move(row));
  return result;
}

constexpr std::string_view kFamily = "Places";
constexpr std::string_view kGlobalWrites = "statistic, expectation, variance_randomisation, variance_normality, z, p, p_sim";
constexpr std::string_view kLocalWrites = "id, statistic, expectation, variance, z, p, p_sim, p_fdr, p_bonferroni, cluster";

std::vector<OptionUse> options_with(std::string_view style, bool is_local) {
  std::vector<OptionUse> options = {{"neighbours", "file of neighbours: csv with from,to[,weight], a .gal or a .gwt file"},
                                    {"style", "W: the weights of each area sum to 1; B: as given", style},
                                    {"permutations", "random relabellings for p_sim (0: none)", "999"},
                                        {"alternative", "two-sided, greater or less", "two-sided"}};
  if (is_local) options.push_back({"alpha", "the p below which an area is a cluster", "0.05"});
  return options;
}

Method overlap_method() {
  return {.name = "overlap", .family = kFamily, .summary = "how far two sets of areas, such as hotspots, coincide",
          .writes = "jaccard, dice, overlap, expected (areas in both by chance), kappa, p_sim, both",
       .example = "overlap hotspots.csv --a drugs --b violence",
          .columns = {{"id", "the area", false}, {"a", "1 where the area is in the first set, else 0"},
                      {"b", "1 where it is in the second set, else 0"}},
          .options = {{"permutations", "random draws for p_sim (0: none)", "999"}, {"alternative", "two-sided, greater or less", "two-sided"}},
       .run = overlap};
}

Method kde_method() {
  return {.name = "kde", .family = kFamily, .summary = "kernel density of points, over a grid or at given places",
          .writes = "x, y, intensity (points in the cell; at places: per unit of area, or per --cell)",
       .example = "kde crimes.csv --x easting --y northing --bandwidth 400 --cell 100",
          .columns = {{"x", "eastwards"}, {"y", "northwards"}, {"weight", "how often the point counts", false}},
          .options = {{"kernel", "gauss or quartic", "gauss"}, {"bandwidth",
                                                                "how far a point is spread, in the unit of x and y (default: Silverman's rule)"},
                      {"cell", "the side of the square cells (default: a quarter of the bandwidth)"},
                      {"at", "file of places with x, y instead of a grid"},
                      {"adaptive", "yes: wider where points are few, narrower where they crowd (Abramson; over a grid)", "no"}}, .run = kde};
}

Method scan_method() {
  return {.name = "scan", .family = kFamily, .summary = "Kulldorff's scan statistic: where the cases are more than chance gives",
          .writes = "cluster, ids, x, y, radius, cases, expected, population, relative_risk, llr, p; "
                    "space-time: first_time, last_time; ellipse: shape, angle",
          .example = "scan lsoa.csv --cases deaths --population residents --window circle",
          .columns = {{"id", "the place"}, {"cases", "the cases"}, {"population", "the people at risk", false},
                      {"controls", "the controls (bernoulli)", false},
                      {"x", "the place's centre, eastwards"}, {"y", "the place's centre, northwards"}, {"time", "the period (space-time)", false}},
          .options = {{"model", "poisson, bernoulli or space-time", "poisson"}, {"window", "circle or ellipse", "circle"},
                      {"max-share", "the largest share of the population in a cluster", "0.5"},
                      {"max-time", "the largest share of the periods in a cluster", "0.5"}, {"max-places", "the most places in a cluster"},
                      {"coordinates", "planar or longitude-latitude (degrees; radius in kilometres)", "planar"},
                      {"permutations", "random replicates for p (0: none)", "999"}}, .run = scan};
}

std::vector<Method> association_methods() {
  const std::vector<ColumnUse> one = {{"id", "the area"}, {"value", "the value"}},
      two = {{"id", "the area"}, {"value", "the value"}, {"value2", "the second value, lagged"}};
  std::vector<ColumnUse> with_population = one;
  with_population.push_back({"population", "the population, where value is a count of events", false});
  return {
      {.name = "moran", .family = kFamily, .summary = "Moran's I: whether like values lie together; of rates with population (Assuncao-Reis)",
       .writes = kGlobalWrites, .example = "moran lsoa.csv --value rate --neighbours touching.csv", .columns = with_population,
       .options = options_with("W", false), .run = moran},
      {.name = "geary", .family = kFamily, .summary = "Geary's C: differences between neighbours; below 1 like lie together",
       .writes = kGlobalWrites, .example = "geary lsoa.csv --value rate --neighbours touching.csv", .columns = one,
       .options = options_with("W", false), .run = geary},
      {.name = "global-g", .family = kFamily, .summary = "Getis and Ord's G: whether high or low values lie together", .writes = kGlobalWrites,
       .example = "global-g lsoa.csv --value crimes --neighbours near.gal --style B", .columns = one, .options = options_with("B", false),
       .run = global_g},
      {.name = "join-count", .family = kFamily, .summary = "joins of every pair of colours, each join once, against nonfree sampling",
       .writes = "join, statistic, expectation, variance_randomisation, variance_normality, z, p, p_sim",
       .example = "join-count lsoa.csv --value hot --neighbours touching.csv", .columns = one, .options = options_with("B", false),
       .run = join_count},
      {.name = "moran-bv", .family = kFamily, .summary = "bivariate Moran's I: a value and the neighbours' second value", .writes = kGlobalWrites,
       .example = "moran-bv lsoa.csv --value crimes --value2 imd --neighbours touching.csv", .columns = two, .options = options_with("W", false),
       .run = bivariate<stats::bivariate_moran>},
      {.name = "lee", .family = kFamily, .summary = "Lee's L: two values that lie together in space", .writes = kGlobalWrites,
       .example = "lee lsoa.csv --value crimes --value2 imd --neighbours touching.csv", .columns = two, .options = options_with("W", false),
       .run = bivariate<stats::lee>},
      {.name = "local-moran", .family = kFamily, .summary = "local Moran's I of every area: High-High, Low-Low, High-Low, Low-High",
       .writes = kLocalWrites, .example = "local-moran lsoa.csv --value rate --neighbours touching.csv", .columns = one,
       .options = options_with("W", true), .run = local<LocalMeasure::moran>},
      {.name = "local-geary", .family = kFamily, .summary = "local Geary's C of every area", .writes = kLocalWrites,
       .example = "local-geary lsoa.csv --value rate --neighbours touching.csv", .columns = one, .options = options_with("W", true),
       .run = local<LocalMeasure::geary>},
      {.name = "gi", .family = kFamily, .summary = "Getis and Ord's Gi: hot and cold spots, without the area's own value", .writes = kLocalWrites,
       .example = "gi lsoa.csv --value crimes --neighbours near.gal", .columns = one, .options = options_with("B", true),
       .run = local<LocalMeasure::getis_ord>},
      {.name = "gi-star", .family = kFamily, .summary = "Getis and Ord's Gi*: hot and cold spots, the area itself among its neighbours",
       .writes = kLocalWrites, .example = "gi-star lsoa.csv --value crimes --neighbours near.gal", .columns = one,
       .options = options_with("B", true), .run = local<LocalMeasure::getis_ord_star>},
      {.name = "local-moran-bv", .family = kFamily, .summary = "local bivariate Moran's I of every area", .writes = kLocalWrites,
       .example = "local-moran-bv lsoa.csv --value crimes --value2 imd --neighbours touching.csv", .columns = two,
       .options = options_with("W", true), .run = local<LocalMeasure::bivariate_moran>},
      {.name = "local-lee", .family = kFamily, .summary = "Lee's local L of every area: where two values lie together", .writes = kLocalWrites,
       .example = "local-lee lsoa.csv --value crimes --value2 imd --neighbours touching.csv", .columns = two, .options = options_with("W", true),
       .run = local<LocalMeasure::lee>},
  };
}

Method accuracy_method() {
  return {.name = "accuracy", .family = kFamily, .summary = "how well hotspots foretold: hit rate, predictive accuracy and efficiency index",
          .writes = "hit_rate, pai, pei", .example = "accuracy hotspots.csv --hits hits --total crimes",
       .columns = {{"hits", "the events in the hotspots"}, {"total", "all events"}, {"area", "the area of the hotspots"},
                   {"study_area", "the whole area"}, {"max_hits", "the most hits that this area could have had", false}}, .run = accuracy};
}

Method knox_method() {
  return {.name = "knox", .family = kFamily, .summary = "near repeats: pairs of events near in space and time, against dates shuffled among the places",
          .writes = "from_distance, to_distance, from_time, to_time, observed, expected, ratio, p_sim", .example = "knox burglaries.csv --x easting --y northing --time day --distances 100,200 --times 7,14",
          .columns = {{"x", "eastwards"}, {"y", "northwards"}, {"time", "when, as a number (such as days)"}},
          .options = {{"distances", "bounds of the bands of distance, in the unit of x and y", "100,200,400"}, {"times", "bounds of the bands of time", "7,14,28"}, {"permutations", "times the dates are shuffled", "999"}}, .run = knox};
}

Method mann_kendall_method() {
  return {.name = "mann-kendall", .family = kFamily, .summary = "whether a series goes up or down: Mann and Kendall's test, Sen's slope", .writes = "s, tau, z, p, slope, trend",
          .example = "mann-kendall quarters.csv --value z --by area", .columns = {{"value", "the series, oldest first"}}, .options = {{"alpha", "a trend counts at p up to this", "0.05"}}, .run = mann_kendall};
}

Method change_point_method() {
  return {.name = "change-point", .family = kFamily, .summary = "where the level of a series of counts changed, or how much it changed at a known step, also against a control",
          .writes = "first_after, before, after, ratio, lower, upper, dispersion, llr, p", .example = "change-point months.csv --x offences --control elsewhere --at 13",
          .columns = {{"x", "counts, oldest first"}, {"control", "counts of the same steps where nothing was changed", false}},
          .options = {{"at", "row (from 1) of the first step after the change (default: the most likely one is looked for)"}, {"permutations", "for p of a step that was looked for", "999"}}, .run = change_point};
}

}  // namespace

std::vector<Method> place_methods() {
  using Grouping = Method::Grouping;
  std::vector<Method> all = association_methods();
  for (Method& method : all)
    method.grouping = method.writes == kLocalWrites ? Grouping::row_by_row : Grouping::group_by_group;
  for (Method method : {scan_method(), kde_method(), overlap_method(), knox_method(), mann_kendall_method(), change_point_method()}) {
    method.grouping = Grouping::group_by_group;
    all.push_back(std::move(method));
  }
  all.push_back(accuracy_method());
  return all;
}

}  // namespace dmp::calc
