#include "calc/health.hpp"

#include "calc/method.hpp"

namespace dmp::calc {
namespace {

constexpr std::string_view kFamily = "Health statistics";

std::vector<Method> rate_methods() {
  return {
      {.name = "proportion", .family = kFamily, .summary = "share of a total with Wilson's interval; with --by the sums of each group",
       .writes = "value, lower, upper", .example = "proportion smokers.csv --by area --x smokers --n adults --multiplier 100",
       .columns = {{"x", "the number with the property"}, {"n", "the total"}}, .run = proportion},
      {.name = "rate", .family = kFamily, .summary = "events per person-years with Byar's interval, exact Poisson below 10 events; with --by the sums of each group",
       .writes = "value, lower, upper", .example = "rate deaths.csv --by area --x deaths --n population --confidence 0.95,0.998",
       .columns = {{"x", "the number of events"}, {"n", "the population or person-years"}}, .run = rate},
      {.name = "dsr", .family = kFamily, .summary = "directly standardised rate (Dobson over Byar), one row a group of age bands; withheld below 10 events",
       .writes = "total_count, total_pop, value, lower, upper", .example = "dsr admissions.csv --by area,year --x admissions --n population --standard esp2013",
       .columns = {{"x", "the events of the band (empty counts as 0)"}, {"n", "the population of the band"},
                   {"stdpop", "the standard population of the band", false}, {"ageband", "the age band, such as 0-4 or 90+, for --standard", false},
                   {"variance", "where events are not independent: the sum over people of their events squared", false}},
       .options = {{"standard", "esp2013: the European Standard Population 2013, by ageband or 19 bands in order"}}, .run = directly_standardised},
      {.name = "isr", .family = kFamily, .summary = "indirectly standardised rate: observed over expected, times the reference's crude rate",
       .writes = "observed, expected, ref_rate, value, lower, upper", .example = "isr deaths.csv --by area --x deaths --n population --x_ref england_deaths --n_ref england_population",
       .columns = {{"x", "the events of the band (empty counts as 0)"}, {"n", "the population of the band"}, {"x_ref", "the reference's events"}, {"n_ref", "the reference's population"}},
       .run = indirectly_standardised_rate},
      {.name = "smr", .family = kFamily, .summary = "indirectly standardised ratio: observed over expected events",
       .writes = "observed, expected, ref_rate, value, lower, upper", .example = "smr deaths.csv --by area --multiplier 100",
       .columns = {{"x", "the events of the band (empty counts as 0)"}, {"n", "the population of the band"}, {"x_ref", "the reference's events"}, {"n_ref", "the reference's population"}},
       .run = standardised_ratio},
      {.name = "mean", .family = kFamily, .summary = "mean with Student's t interval, one row a group; empty values are left out",
       .writes = "n, sum, sd, value, lower, upper", .example = "mean stays.csv --by unit --x days", .columns = {{"x", "the values"}}, .run = mean},
      {.name = "quantiles", .family = kFamily, .summary = "the quantile group of every row, 1 to --groups; ties take the lowest rank",
       .writes = "quantile", .example = "quantiles imd.csv --x score --groups 10 --invert yes", .columns = {{"x", "the values"}},
       .options = {{"groups", "number of groups", "10"}, {"invert", "yes: the highest values go into group 1", "yes"}}, .run = quantiles},
  };
}

std::vector<Method> inequality_methods() {
  return {
      {.name = "sii", .family = kFamily, .summary = "slope and relative index of inequality over groups in order of deprivation",
       .writes = "sii, sii_lower, sii_upper, rii, rii_lower, rii_upper, intercept", .example = "sii deciles.csv --by area --population people --transform log",
       .columns = {{"population", "the people of each deprivation group"}, {"value", "the value of each group"}, {"lower", "its lower 95 % limit", false},
                   {"upper", "its upper 95 % limit", false}, {"se", "its standard error on the transformed scale, where there are no limits", false}},
       .options = {{"transform", "none, log or logit: the scale of the fit", "none"}, {"repetitions", "of the simulation", "100000"}}, .run = slope_index},
      {.name = "life-expectancy", .family = kFamily, .summary = "life expectancy at the start of every age band (Chiang II), the last band open",
       .writes = "startage, value, lower, upper", .example = "life-expectancy deaths.csv --by area,sex", .columns = {{"startage", "the first age of the band"}, {"deaths", "the deaths"}, {"pops", "the population"}},
       .run = life_expectancy},
      {.name = "smooth", .family = kFamily, .summary = "empirical Bayes rates (Marshall): drawn towards the mean of all areas, or of the neighbours",
       .writes = "raw, value", .example = "smooth lsoa.csv --x crimes --n population --neighbours touching.csv", .columns = {{"x", "the events"}, {"n", "the population"}, {"id", "the area, where neighbours are given", false}},
       .options = {{"neighbours", "file of neighbours: csv with from,to, a .gal or a .gwt file"}}, .run = smooth},
  };
}

std::vector<Method> comparison_methods() {
  return {
      {.name = "compare", .family = kFamily, .summary = "a value's interval against a comparator or the comparator's interval; touching is similar",
       .writes = "significance", .example = "compare areas.csv --comparator england --polarity low",
       .columns = {{"value", "the value"}, {"lower", "its lower limit"}, {"upper", "its upper limit"}, {"comparator", "the value to compare with (a column or a number)"},
                   {"comparator_lower", "the comparator's lower limit", false}, {"comparator_upper", "the comparator's upper limit", false}},
       .options = {{"polarity", "low or high is good, or none", "none"}}, .run = compare},
      {.name = "compare-counts", .family = kFamily, .summary = "a value against control limits around the comparator at its denominator",
       .writes = "significance", .example = "compare-counts areas.csv --kind proportion --multiplier 100 --polarity high",
       .columns = {{"value", "the value"}, {"denominator", "its denominator"}, {"comparator", "the value to compare with (a column or a number)"}},
       .options = {{"kind", "rate or proportion", "rate"}, {"polarity", "low or high is good, or none", "none"},
                   {"limits", "interval (Wilson for proportions, Byar and exact Poisson for rates; also by those names) or normal", "interval"}}, .run = compare_counts},
      {.name = "funnel", .family = kFamily, .summary = "funnel plot: every row against the benchmark and its control limits",
       .writes = "value, benchmark, lower_95, upper_95, lower_99_8, upper_99_8, significance", .example = "funnel providers.csv --statistic proportion --x completed --n exits",
       .columns = {{"x", "the events"}, {"n", "the total; for a ratio the expected events"}, {"n2", "the population of rows whose n is empty or 0; not in the benchmark", false}},
       .options = {{"statistic", "proportion, rate or ratio", "proportion"}, {"points", "write the limit curves at so many values of n instead of the rows"}}, .run = funnel},
      {.name = "trend", .family = kFamily, .summary = "recent trend, oldest row first, one row a group: from value, lower, upper (weighted regression), else from x, n (chi-square for trend)",
       .writes = "slope, chi_square, significant, trend", .example = "trend series.csv --by area --points 5 --polarity low",
       .columns = {{"value", "the value", false}, {"lower", "its lower 95 % limit", false}, {"upper", "its upper 95 % limit", false}, {"x", "the events", false}, {"n", "the total", false},
                   {"period", "when, such as 2023/24: uneven spacing and overlaps are noted", false}},
       .options = {{"points", "the last so many points are used", "5"}, {"polarity", "low or high is good, or none", "none"}}, .run = trend},
  };
}

}  // namespace

std::vector<Method> health_methods() {
  std::vector<Method> all;
  for (auto part : {rate_methods, inequality_methods, comparison_methods})
    for (Method& method : part()) all.push_back(std::move(method));
  return all;
}

}  // namespace dmp::calc
