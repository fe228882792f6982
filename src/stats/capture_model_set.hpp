#pragma once

#include <span>
#include <vector>

#include "stats/hidden_population.hpp"

namespace dmp::stats {

/// Several models' answers brought together by weights exp(-difference / 2) of a criterion; the variance takes in the spread between the models.
HiddenPopulation averaged(std::span<const CaptureModel> models, double CaptureModel::*criterion);

/// What a set of log-linear models says: never one number.
struct CaptureModelSet {
  std::vector<CaptureModel> models;      ///< those that could be fitted, least AIC first
  std::size_t not_fitted = 0;
  HiddenPopulation by_aic, by_bic;       ///< averages
  std::vector<std::size_t> equally_good; ///< models within 2 of the least AIC, and any that fits: deviance / df at most 2, within 10
  double lowest = 0, highest = 0;        ///< estimates of those
  Interval reach;                        ///< from their lowest lower to their highest upper 95% limit
};

/// Every hierarchical log-linear model of two to five lists. Withheld averages where nobody is on two lists or nothing can be fitted.
/// K. P. Burnham and D. R. Anderson (2002), Model Selection and Multimodel Inference, page 70, for differences of 2 and 10; H. E. Jones and others
/// (2016), Addiction 111, on models that fit alike and disagree.
CaptureModelSet capture_model_set(const CaptureCounts& counts);

/// Log prevalence of places without an estimate from places that have one: least squares on standardised indicators, several of them through their
/// first principal component. M. Frischer, M. Hickman and others (2001), Addiction 96, 1465-1476 (multiple indicator method).
struct IndicatorFit {
  std::vector<double> predicted;         ///< prevalence of every place, anchors among them
  std::vector<Interval> interval;        ///< of a new place (Student's t)
  double slope = 0, r2 = 0;
  double cross_validated_error = 0;      ///< root mean square of the log of predicted over known, each anchor left out in turn
  double without_indicators = 0;         ///< the same with the mean of the others as prediction
  std::string_view withheld;
};
/// indicators: one row a place, one column an indicator, all above 0 (logs are taken). known: prevalence, NaN where it is to be predicted.
/// Withheld below five anchors, or without variation.
IndicatorFit multiple_indicator(std::span<const std::vector<double>> indicators, std::span<const double> known, double confidence = 0.95);

}  // namespace dmp::stats
