#include "synth/treatment_course.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace dmp::synth {
namespace {

/// How a person comes and stays.
struct Pattern {
  double reached = 0;       ///< probability of ever coming
  double hazard = 0;        ///< of presenting, a year, while outside
  double median_days = 0, log_sd = 0.8;
};

Pattern pattern_for(const Person& who, int authority, bool long_term) {
  const auto a = static_cast<std::size_t>(authority);
  // In a stationary course with these hazards and stays 0.84 (opiate and crack users), 0.26 (drinkers) and 0.2 (others)
  // of those reached are in treatment at some time in a year.
  if (who.uses_opiates_or_crack())
    return {(1 - kUnmetNeedDesign[a]) / 0.84, 1.1, long_term ? 2400.0 : kTreatmentEffects[0].median_days, long_term ? 0.6 : 0.9};
  if (who.habit == Habit::alcohol) return {(1 - kUnmetNeedAlcoholDesign[a]) / 0.26, 0.35, kTreatmentEffects[3].median_days, 0.7};
  if (who.habit == Habit::non_opiate) return {0.25, 0.27, kTreatmentEffects[1].median_days, 0.7};
  return {};
}

DrugGroup group_of(const Person& who, Chance& chance) {
  if (who.uses_opiates()) return DrugGroup::opiate;
  if (who.habit == Habit::alcohol) return DrugGroup::alcohol;
  return chance.happens(0.35) ? DrugGroup::non_opiate_and_alcohol : DrugGroup::non_opiate;
}

Exit draw_exit(const Person& who, const Episode& episode, Chance& chance) {
  double completion = kTreatmentEffects[static_cast<std::size_t>(episode.group)].completion;
  if (who.injects) completion *= kInjectingCompletionRatio;
  if (episode.residential) completion = std::min(0.95, completion * kResidentialCompletionRatio);
  if (chance.happens(completion))
    return episode.group != DrugGroup::opiate && chance.happens(0.2) ? Exit::completed_occasional_user : Exit::completed_drug_free;
  constexpr std::array kOthers = {Exit::dropped_out, Exit::transferred, Exit::prison, Exit::other};
  return kOthers[chance.choose(std::array{0.66, 0.16, 0.09, 0.09})];
}

bool is_completion(Exit exit) { return exit == Exit::completed_drug_free || exit == Exit::completed_occasional_user; }

/// Days until the next stay, by how the last one ended.
double days_outside(const Episode& last, double hazard, Chance& chance) {
  if (last.exit == Exit::transferred && chance.happens(0.6)) return chance.whole(2, 20);
  if (is_completion(last.exit)) {
    if (chance.happens(kTreatmentEffects[static_cast<std::size_t>(last.group)].representation)) return chance.whole(5, 180);
    // Whoever does not come back within half a year comes back, if at all, late.
    return 181 + 365.25 * chance.waiting_time(hazard * 0.4);
  }
  return 1 + 365.25 * chance.waiting_time(hazard);
}

}  // namespace

std::vector<Episode> treatment_course(const World& world, std::size_t person, Chance& chance) {
  const Person& who = world.people[person];
  const bool long_term = who.uses_opiates() && chance.happens(0.3);
  const Pattern pattern = pattern_for(who, world.authority_of(who.small_area), long_term);
  std::vector<Episode> course;
  if (!chance.happens(pattern.reached)) return course;
  // Nobody enters before 15, nor before 2010.
  core::Day at = std::max(*core::make_day(2010, 1, 1), core::add_months(who.born, 12 * 15));
  at = at + static_cast<int>(std::min(9000.0, 365.25 * chance.waiting_time(pattern.hazard)));
  while (at <= last_day() && who.alive_on(at)) {
    Episode episode;
    episode.group = group_of(who, chance);
    episode.start = at;
    episode.residential = chance.happens(0.03);
    core::Day end = at + std::max(3, static_cast<int>(std::min(9000.0, chance.log_normal(pattern.median_days, pattern.log_sd))));
    episode.exit = draw_exit(who, episode, chance);
    if (!who.alive_on(end)) end = who.died, episode.exit = Exit::died;
    if (end <= last_day()) episode.end = end;
    else episode.exit = Exit::none;
    if (episode.end >= first_day()) course.push_back(episode);
    if (end > last_day() || episode.exit == Exit::died) break;
    at = end + static_cast<int>(std::min(9000.0, days_outside(episode, pattern.hazard, chance)));
  }
  return course;
}

std::string_view drug_group_text(DrugGroup group) { return kTreatmentEffects[static_cast<std::size_t>(group)].group; }

std::string_view exit_text(Exit exit) {
  return std::array<std::string_view, 8>{"", "completed drug free", "completed occasional user", "transferred", "dropped out", "died", "prison", "other"}[static_cast<std::size_t>(exit)];
}

}  // namespace dmp::synth
