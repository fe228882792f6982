#include "calc/people.hpp"

#include "calc/method.hpp"

namespace dmp::calc {
namespace {

constexpr std::string_view kFamily = "People";

std::vector<Method> survival_methods() {
  return {
      {.name = "kaplan-meier", .family = kFamily, .summary = "survival curve, a row at every event and censoring time",
       .writes = "time, at_risk, events, censored, survival, std_err, lower, upper; with --rmst also rmst, rmst_std_err", .example = "kaplan-meier treatment.csv --by substance --time days --status left --at 30,90,365",
       .columns = {{"time", "the time of the event or of the last sight"}, {"status", "1 event, 0 censored"}, {"start", "when the person came under observation", false}},
       .options = {{"at", "times to report instead, separated by commas"}, {"transform", "scale of the interval: log, log-log or plain", "log"}, {"rmst", "the restricted mean survival time up to this time"}}, .run = kaplan_meier},
      {.name = "log-rank", .family = kFamily, .summary = "whether groups differ in survival, a row a group",
       .writes = "group, n, observed, expected, chi_square, df, p", .example = "log-rank treatment.csv --group substance --stratum area",
       .columns = {{"time", "the time of the event or of the last sight"}, {"status", "1 event, 0 censored"}, {"group", "the groups to compare"}, {"stratum", "strata to compare within", false}, {"start", "when the person came under observation", false}},
       .run = log_rank},
      {.name = "cumulative-incidence", .family = kFamily, .summary = "cumulative incidence of competing events (Aalen-Johansen), for each cause a row at every time",
       .writes = "cause, time, incidence, std_err, lower, upper", .example = "cumulative-incidence exits.csv --time days --status reason --at 365",
       .columns = {{"time", "the time of the event or of the last sight"}, {"status", "0 censored, 1, 2, ... the cause"}, {"start", "when the person came under observation", false}},
       .options = {{"at", "times to report instead, separated by commas"}}, .run = cumulative_incidence},
      {.name = "cox", .family = kFamily, .summary = "proportional hazards model, a row a covariate",
       .writes = "term, coefficient, hazard_ratio, std_err, lower, upper, p, log_likelihood", .example = "cox treatment.csv --covariates age,female --ties efron",
       .columns = {{"time", "the time of the event or of the last sight"}, {"status", "1 event, 0 censored"}, {"start", "when the person came under observation", false}},
       .options = {{"covariates", "numeric columns, separated by commas (default: every other column)"}, {"ties", "efron or breslow", "efron"}}, .run = cox, .every_column = true},
  };
}

std::vector<Method> linkage_methods() {
  return {
      {.name = "neighbours", .family = kFamily, .summary = "the nearest neighbours of every row over all numeric columns (z-scores, Euclidean)",
       .writes = "id, rank, neighbour, distance", .example = "neighbours areas.csv --id area --k 15", .columns = {{"id", "what the rows are"}}, .options = {{"k", "how many neighbours", "15"}}, .run = neighbours, .every_column = true},
      {.name = "similarity", .family = kFamily, .summary = "how alike two texts are, and how they sound",
       .writes = "jaro, jaro_winkler, levenshtein, damerau_levenshtein, soundex_a, soundex_b, metaphone_a, metaphone_b, nysiis_a, nysiis_b", .example = "similarity pairs.csv --a name_police --b name_treatment",
       .columns = {{"a", "the first text", true, true}, {"b", "the second text", true, true}}, .run = similarity},
      {.name = "fellegi-sunter", .family = kFamily, .summary = "match weights by expectation maximisation, from comparison patterns (a column a comparison, levels 0, 1, ...; empty: not compared) and their count",
       .writes = "comparison, level, m, u, weight, lambda, then the patterns with count, match_weight, match_probability", .example = "fellegi-sunter patterns.csv --lambda 0.01 --m 0.9 --u 0.1",
       .columns = {{"count", "the pairs with the row's pattern"}},
       .options = {{"lambda", "start value: share of pairs that match", "0.1"}, {"m", "start value: highest level among matches", "0.9"}, {"u", "start value: highest level among the others", "0.1"}, {"iterations", "at most", "5000"}, {"tolerance", "greatest change of a parameter at the end", "1e-13"}},
       .run = fellegi_sunter, .every_column = true},
  };
}

}  // namespace

std::vector<Method> people_methods() {
  std::vector<Method> all = survival_methods();
  for (Method& method : linkage_methods()) all.push_back(std::move(method));
  return all;
}

}  // namespace dmp::calc
