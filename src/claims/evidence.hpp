#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "claims/context.hpp"
#include "claims/lexicon.hpp"
#include "claims/quantities.hpp"
#include "core/estimate.hpp"

namespace dmp::claims {

/// An estimate a quantity may be about, in the quantity's own unit.
struct Candidate {
  const core::Estimate* estimate = nullptr;
  double value = core::Estimate::kMissing, lower = core::Estimate::kMissing, upper = core::Estimate::kMissing;
  double score = 0;           ///< how well the words fit: 0 to about 1.2
  bool strong = false;        ///< sure enough to contradict
  bool period_fits = true;    ///< it is of the period that the text tells, or the text tells none
  bool age_fits = true;       ///< it is of the ages the text tells
  bool is_count = false;      ///< its count, not its value
  bool is_comparator = false; ///< the value of its comparator
  std::string what;           ///< for people: "Adults in treatment, Luton, 2023/24"
};

/// The estimates of an edition by what they are about.
class Evidence {
 public:
  /// The estimates and the lexicon must outlive it.
  Evidence(const core::Estimates& estimates, const Lexicon& lexicon);

  /// The areas of the estimates: counties first, then authorities and all others in their order.
  [[nodiscard]] const std::vector<Area>& areas() const { return areas_; }

  /// The estimates that a quantity may be about, best first, at most sixty; of the right unit and the place, and of the period where there are any.
  /// `day` is the day the text is of: without a period figures of later periods are left aside where there are others.
  [[nodiscard]] std::vector<Candidate> candidates(const Quantity& quantity, const Context& context, const std::optional<core::Day>& day) const;

  /// The figures of the same thing that would bear the number out for another place, period, unit or denominator.
  [[nodiscard]] std::vector<Candidate> lookalikes(const Quantity& quantity, const Context& context, const Candidate& best) const;

  /// The candidate's figure one period earlier, or in `from`: for changes.
  [[nodiscard]] std::optional<Candidate> earlier(const Candidate& candidate, const std::optional<core::Period>& from) const;

 private:
  struct Row {
    const core::Estimate* estimate;
    std::size_t area;
    std::optional<core::Period> period;
    std::vector<std::string> category_stems;
    int age_low = -1, age_high = -1;
  };
  struct Indicator {
    std::string id, name;
    std::vector<std::pair<std::string, double>> stems;  ///< of its name, with what each tells
    double weight = 0;
    std::string unit_noun;
    std::vector<Row> rows;
    std::unordered_map<std::size_t, std::vector<std::size_t>> by_area;
    std::vector<std::string> category_stems;
    bool one_age = true;
    std::vector<std::size_t> subjects;
  };

  void weigh();
  [[nodiscard]] double fit(const Indicator& indicator, const Context& context) const;
  [[nodiscard]] std::optional<Candidate> candidate(const Indicator& indicator, const Row& row, const Quantity& quantity, const Context& context, double fit) const;
  void candidates_of(const Indicator& indicator, const Quantity& quantity, const Context& context, double fit, const std::optional<core::Day>& day, std::vector<Candidate>& out) const;
  void from_comparators(const Indicator& indicator, const Quantity& quantity, const Context& context, double fit, std::vector<Candidate>& out) const;

  const Lexicon& lexicon_;
  std::vector<Area> areas_;
  std::vector<Indicator> indicators_;
  std::unordered_map<const core::Estimate*, std::pair<std::size_t, std::size_t>> place_of_;  ///< indicator and row
  std::unordered_map<std::string, std::vector<std::size_t>> indicators_by_stem_;
};

}  // namespace dmp::claims
