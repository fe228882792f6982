#include "findings/strength.hpp"

#include <fmt/format.h>

#include <cmath>
#include <regex>

#include "core/period.hpp"
#include "core/period_words.hpp"
#include "findings/wording.hpp"

namespace dmp::findings {
namespace {

class Weighing {
 public:
  void supports(std::string reason) { support_.push_back(std::move(reason)); }
  void weakens(int marks, std::string reason) {
    marks_ += marks;
    doubts_.push_back(std::move(reason));
  }
  [[nodiscard]] Strength result() const {
    Strength strength{marks_ == 0 ? "strong" : marks_ == 1 ? "moderate" : "weak", support_};
    strength.reasons.insert(strength.reasons.end(), doubts_.begin(), doubts_.end());
    return strength;
  }

 private:
  int marks_ = 0;
  std::vector<std::string> support_, doubts_;
};

void weigh_quality(Weighing& weighing, const core::Estimate& estimate) {
  if (estimate.quality == "modelled") weighing.weakens(1, "estimated by a model");
  else if (estimate.quality == "intelligence") weighing.weakens(1, "from police intelligence, which is partial by nature");
  else if (estimate.quality == "perception") weighing.weakens(1, "what people who were asked believe");
  else weighing.supports("counted from records");
  static const std::regex defaults("([0-9]+) of ([0-9]+) parameters are defaults");
  std::smatch found;
  if (std::regex_search(estimate.note.str(), found, defaults) && 2 * std::stoi(found[1]) > std::stoi(found[2]))
    weighing.weakens(1, fmt::format("{} of the {} parameters of the model are defaults without a source", found[1].str(), found[2].str()));
}

/// Percentages are weighed in points: near 0 and 100 an interval is wide beside the one end and narrow beside the other.
void weigh_points(Weighing& weighing, double width) {
  if (width > 40) weighing.weakens(2, "the interval is more than 40 percentage points wide");
  else if (width > 20) weighing.weakens(1, "the interval is more than 20 percentage points wide");
  else if (width > 0) weighing.supports(fmt::format("the interval is {} percentage points either way", decimal_text(width / 2, 1)));
}

void weigh_sample(Weighing& weighing, const core::Estimate& estimate) {
  const double width = estimate.upper_95 - estimate.lower_95, size = std::fabs(estimate.value);
  const bool is_count_of_few = !std::isnan(estimate.count) && estimate.count >= 0 && estimate.count < 10 && estimate.quality != "modelled";
  if (is_count_of_few) weighing.weakens(1, fmt::format("rests on {} {}", estimate.count == 0 ? "no" : count_words(estimate.count), estimate.count == 1 ? "case" : "cases"));
  if (std::isnan(width)) return;
  if (estimate.unit.starts_with("%")) weigh_points(weighing, width);
  else if (std::isinf(width) || width > size) weighing.weakens(is_count_of_few ? 1 : 2, "the interval is wider than the figure");
  else if (width > size / 2) weighing.weakens(1, "the interval is wide: more than half of the figure");
  else if (width > 0) weighing.supports(fmt::format("the interval is {} of the figure either way", figure_text(std::max(0.1, 50 * width / size), "%", false)));
}

void weigh_age(Weighing& weighing, const core::Estimate& estimate, const std::string& period_end) {
  const auto then = core::parse_day(estimate.period_end), now = core::parse_day(period_end);
  if (!then || !now) return;
  const double years = (now->since_epoch - then->since_epoch) / 365.25;
  if (years > 3) weighing.weakens(years > 6 ? 2 : 1, fmt::format("the figure ends {} years before the profile does", count_words(std::floor(years))));
  else weighing.supports(fmt::format("of {}", core::period_in_prose(estimate.period)));
}

void weigh_comparability(Weighing& weighing, const Figure& figure) {
  for (const core::Comparison* beside : figure.beside)
    if (!beside->withheld.empty() && beside->kind != "county") {
      weighing.weakens(1, "could not be compared with " + beside->comparator + ": " + beside->withheld);
      return;
    }
}

}  // namespace

Strength strength_of(const Figure& figure, const std::string& period_end) {
  Weighing weighing;
  weigh_quality(weighing, *figure.estimate);
  weigh_sample(weighing, *figure.estimate);
  weigh_age(weighing, *figure.estimate, period_end);
  weigh_comparability(weighing, figure);
  return weighing.result();
}

}  // namespace dmp::findings
