#include "calc/market.hpp"

#include "calc/method.hpp"

namespace dmp::calc {
namespace {

constexpr std::string_view kFamily = "Hidden populations, market";

std::vector<Method> hidden_population_methods() {
  return {
      {.name = "capture-recapture", .family = kFamily, .summary = "people on no list from one 0/1 column a list and a count: Chapman, Chao, closed-population and log-linear models",
       .writes = "model, estimate, std_err, lower, upper, deviance, df, aic, bic (chapman: lower_log, upper_log)", .example = "capture-recapture lists.csv --count people --method log-linear",
       .columns = {{"count", "the people with the row's history (default: one a row)", false}},
       .options = {{"method", "log-linear, chapman, chao or closed", "log-linear"}, {"model", "one log-linear model, such as a+b+a:b (default: every hierarchical one)"}, {"lists", "the columns of the lists, separated by commas (default: every other column)"}},
       .run = capture_recapture, .every_column = true},
      {.name = "multiple-indicator", .family = kFamily, .summary = "prevalence of places without an estimate, by regression on indicators over places that have one, with cross-validation",
       .writes = "value, lower, upper, slope, r2, cross_validated_error, error_without", .example = "multiple-indicator places.csv --known prevalence --indicators treatment_rate,offence_rate",
       .columns = {{"known", "the prevalence, empty where it is to be predicted"}},
       .options = {{"indicators", "the columns of the indicators, above 0, separated by commas (default: every other column but id)"}},
       .run = multiple_indicator, .every_column = true},
      {.name = "repeat-counts", .family = kFamily, .summary = "people never seen, from how many were seen once, twice, ...",
       .writes = "estimator, estimate, std_err, lower, upper", .example = "repeat-counts arrests.csv --times_seen arrests --people people",
       .columns = {{"times_seen", "how often, 1 or more"}, {"people", "the people seen so often"}}, .run = repeat_counts},
      {.name = "multiplier", .family = kFamily, .summary = "benchmark over the share of a sample that is in it (N = B / p)",
       .writes = "estimate, lower, upper", .example = "multiplier survey.csv --benchmark in_treatment --positive yes --sample asked",
       .columns = {{"benchmark", "the number known"}, {"positive", "people of the sample that are in the benchmark"}, {"sample", "the people in the sample"}}, .run = multiplier},
  };
}

std::vector<Method> market_size_methods() {
  return {
      {.name = "distribution", .family = kFamily, .summary = "quantile and moments of a distribution of parameters, one row out for each row in",
       .writes = "quantile, mean, variance", .example = "distribution parameters.csv --kind pert --p 0.975",
       .columns = {{"kind", "pert, triangular, uniform, normal, lognormal, beta or gamma (a column or one word)", true, true}, {"p", "the probability of the quantile", false},
                   {"min", "pert, triangular, uniform: the least", false}, {"mode", "pert, triangular: the likeliest", false}, {"max", "pert, triangular, uniform: the most", false},
                   {"shape", "pert: weight of the mode (4 where empty); gamma: the shape", false}, {"scale", "gamma: the scale", false}, {"mean", "normal: the mean", false}, {"sd", "normal: the standard deviation", false},
                   {"meanlog", "lognormal: mean of the logarithm", false}, {"sdlog", "lognormal: its standard deviation", false}, {"lower", "normal, lognormal: lower end of a central interval", false},
                   {"upper", "normal, lognormal: its upper end", false}, {"coverage", "its coverage (0.95 where empty)", false}, {"alpha", "beta: alpha", false}, {"beta", "beta: beta", false}},
       .run = distribution},
      {.name = "pool", .family = kFamily, .summary = "estimates of one thing brought together on the log scale, fixed and random effects (DerSimonian-Laird)",
       .writes = "fixed, fixed_lower, fixed_upper, random, random_lower, random_upper, q, tau2, i2", .example = "pool methods.csv --by drug",
       .columns = {{"estimate", "the estimates"}, {"lower", "their lower limits"}, {"upper", "their upper limits"}}, .options = {{"level", "the level of the given limits", "0.95"}}, .run = pool},
      {.name = "wastewater", .family = kFamily, .summary = "drug load and consumption from wastewater, day by day, then the means of week, weekend (Fri-Mon) and weekday (Tue-Thu)",
       .writes = "day, load_g_day, consumption_g_day, mg_per_1000_day, lower, upper", .example = "wastewater cocaine.csv --factor 3.59 --loq 5",
       .columns = {{"day", "a date or the name of a day"}, {"concentration_ng_l", "of the residue; <10 counts as half of 10"}, {"flow_l_day", "the flow, litres a day"}, {"population", "the people served"}},
       .options = {{"factor", "consumption for each gram of residue (default 3.59, cocaine from benzoylecgonine)"}, {"molar-mass-parent", "instead of a factor, with the next two"}, {"molar-mass-residue", "molar mass of the residue"},
                   {"excretion", "share of the drug that is excreted as the residue"}, {"loq", "limit of quantification, ng/l: below it half of it counts"}},
       .run = wastewater},
      {.name = "seizure-value", .family = kFamily, .summary = "weight, pure weight and street value of seizures, with and without regard to purity; one row of totals",
       .writes = "gross_g, pure_g, street_equivalent_g, value_unadjusted_gbp, value_purity_adjusted_gbp", .example = "seizure-value seizures.csv --by drug --street-purity 0.4",
       .columns = {{"grams", "the weight seized"}, {"purity", "its purity, a share or in percent"}, {"price", "the street price, GBP a gram"}},
       .options = {{"street-purity", "purity of what is sold in the street, a share or in percent"}}, .run = seizure_value},
  };
}

}  // namespace

std::vector<Method> market_methods() {
  std::vector<Method> all = hidden_population_methods();
  for (Method& method : market_size_methods()) all.push_back(std::move(method));
  return all;
}

}  // namespace dmp::calc
