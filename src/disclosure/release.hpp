#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/estimate.hpp"
#include "disclosure/rule.hpp"

namespace dmp::disclosure {

/// How one indicator's figures are held back.
struct IndicatorPolicy {
  /// What counts its numerator and its denominator: indicators with the same text share their counts, and are suppressed together.
  std::string numerator, denominator;
  /// The denominator counts people or events of the partners too (else it is public: residents, an estimate of need).
  bool denominator_is_counted = false;
  /// Numerator and denominator leave a rest that is about people too (a proportion, unmet need).
  bool rest_is_counted = false;
  /// Kilograms, pounds, years: sums that are judged by dominance, not counts.
  bool is_measured = false;
  /// Its count is what the denominator leaves of those that the numerator counts (unmet need).
  bool counts_the_rest = false;
  /// Its own rule for counts; else the policy's.
  std::optional<Rule> rule = {};
  Dominance dominance = {};
  /// Indicators that share its counts under other SQL: its numerator counts what that of count_of counts, and some of what each of
  /// part_of, and each denominator of part_of_denominator, counts; its denominator what the numerator of share_of counts. What the
  /// figures contradict is not believed.
  std::string count_of = {}, share_of = {};
  std::vector<std::string> part_of = {}, part_of_denominator = {};
};

/// An edition before: what was computed for it, and what was released (ids are those of today).
struct Earlier {
  std::string name;
  core::Estimates computed, released;
};

/// Rows of a category that count what is counted in some areas together: a fifth of the small areas.
struct CountedGroup {
  std::string indicator, area, category_type, category;
  std::vector<std::string> members;
};

/// What is held back and what everybody knows.
struct Policy {
  Rule rule;
  /// Indicators that are held back; others pass as they are.
  std::map<std::string, IndicatorPolicy> indicators;
  /// Area and member, of any level; the member lies in the area. Which of them add up is found from the figures.
  std::vector<std::pair<std::string, std::string>> members;
  /// Categories that are sums over areas.
  std::vector<CountedGroup> groups;
  /// By the id of a row whose figure is worked out from those of other rows, their ids: it is shown only where all of them are, as
  /// an index of inequality would else tell the group that is missing.
  std::map<std::string, std::vector<std::string>> drawn_from;
  /// The largest contributions to a sum, by the id of the estimate. A sum without is not judged.
  std::map<std::string, std::vector<double>> largest;
  /// What was published before, oldest first: a figure that differs by a small number from the one then, or that was suppressed
  /// then, is suppressed now, and what is known already protects nothing.
  std::vector<Earlier> earlier;
};

struct Released {
  core::Estimates estimates;                ///< every row, in the order given
  std::size_t small = 0;                    ///< rows that are small themselves, or whose denominator or rest is
  std::size_t besides = 0;                  ///< rows suppressed for others' sake
  std::vector<std::string> unprotected;     ///< ids of suppressed rows that can be deduced from what was published before
  std::vector<std::string> public_already;  ///< ids of rows that are small by today's rule and were shown, unchanged, before
};

/// Takes estimates to what may be published. A row is suppressed where its count, its counted denominator, or the rest between
/// them is small, and where one of those could be worked out from the rows that are left: over areas and their parts, sexes, ages,
/// categories and periods (also bands and periods that overlap; a sum that leaves a rest has the rest as a hidden part), over
/// indicators that count the same or are declared to share their counts, by percentages with known denominators, and with what
/// earlier editions showed. Sums of money or weight go where few contributors make up most of them, and what would give those
/// away. A suppressed row has suppressed = "suppressed", no value, intervals, count, comparison or trend, one and the same note
/// for its rule, and its denominator only where that is public or safe. Nothing else is changed, except that a comparator whose
/// own row is suppressed is taken out of the rows compared with it.
Released release(const core::Estimates& estimates, const Policy& policy);

/// Takes further rows out of what is released, for others' sake, with their counted denominators. Rows that are suppressed already lose
/// only these, and are not counted again.
void suppress(Released& released, std::span<const std::size_t> rows, const Policy& policy);

/// Indicators that count the same as one, itself included, as far as their texts and declarations say.
std::set<std::string> same_counts(const Policy& policy, const std::string& indicator);

}  // namespace dmp::disclosure
