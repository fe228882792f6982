#pragma once

#include <string>

#include "core/estimate.hpp"
#include "pipeline/age_counts.hpp"

namespace dmp::pipeline {

/// What differs in how two editions made one indicator.
struct Causes {
  bool new_files = false;       ///< sources of what is counted have files that they had not
  bool revised_files = false;   ///< or files of other content, or files that are gone
  bool population = false;      ///< sources of what it is divided by (residents, dwellings, people in need) changed
  bool count_method = false;    ///< SQL of what is counted, method, program or parameters
  bool denominator_method = false;
  bool geography = false;       ///< look-ups, boundaries or members of areas changed
  // A method and a look-up hold for every period alike: where they left the other periods of the series as they were, another cause moved this one.
  bool counts_alike_elsewhere = false;        ///< other periods of the series have the very counts they had
  bool denominators_alike_elsewhere = false;  ///< or the very denominators
};

/// A change of a figure as the sum of its parts, in the figure's unit.
struct Change {
  static constexpr double kMissing = core::Estimate::kMissing;
  double difference = kMissing;  ///< after less before; missing where one has no value, and then the parts are missing too
  double data = 0, revised_data = 0, method = 0, population = 0, geography = 0;
  double not_separable = 0;      ///< what several causes moved at once, so that no share of it can be told apart
  std::string note;              ///< which causes those were, or why there is no difference
};

/// Splits the change of one estimate (one area and period) between two editions. A figure that is its count over its denominator is split by what each of
/// them moved (each with the other at the mean of before and after: Shapley's value of two factors), then by the cause of each; another goes to its cause as a whole. Parts add up to
/// the difference exactly: the rounding of the last digit goes to the greatest part. Unmet need is split by the people in treatment and the people in need; a
/// standardised rate by events and residents of every age (likewise at the mean of the two orders), where both editions tell them.
Change split_change(const core::Estimate& before, const core::Estimate& after, const Causes& causes, const AgeCounts* ages_before = nullptr, const AgeCounts* ages_after = nullptr);

/// Splits the change between the latest figures of two editions: before of edition A, after of edition B, and what edition B gives for A's period
/// (nullptr where it gives none: then all is new data). The step from there to `after` is new data, the rest is split as above.
Change split_change(const core::Estimate& before, const core::Estimate* before_again, const core::Estimate& after, const Causes& causes);

/// The parts in words: "80 by new data, -20 because earlier data were revised". `unit` is the figure's; empty where nothing moved.
std::string parts_in_words(const Change& change, const std::string& unit);

}  // namespace dmp::pipeline
