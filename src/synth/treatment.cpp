#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "synth/themes.hpp"
#include "synth/treatment_course.hpp"

namespace dmp::synth {
namespace {

constexpr std::array<std::string_view, 6> kReferrals = {"self, family and friends", "criminal justice", "GP", "hospital", "social services", "other"};
constexpr std::array<double, 6> kReferralShares = {0.52, 0.22, 0.08, 0.05, 0.05, 0.08};
constexpr std::array<double, 6> kYoungReferralShares = {0.14, 0.26, 0.06, 0.05, 0.24, 0.25};
constexpr std::array<std::string_view, 3> kHousing = {"no housing problem", "housing problem", "no fixed abode"};
constexpr std::array<std::string_view, 5> kWork = {"regular employment", "unemployed", "long term sick or disabled", "pupil or student", "other"};
constexpr std::array<std::string_view, 4> kOrientations = {"heterosexual", "gay or lesbian", "bisexual", "not stated"};

/// By drug group: share with the need, treated of these, smokers, stopped using at the first review.
struct GroupShares {
  double mental_health, mental_health_treated, smoker, abstinent_at_review;
};
constexpr std::array<GroupShares, 4> kShares = {{{0.68, 0.66, 0.79, 0.34}, {0.70, 0.72, 0.62, 0.45}, {0.74, 0.74, 0.64, 0.42}, {0.66, 0.78, 0.44, 0.40}}};

class Treatment {
 public:
  explicit Treatment(const World& world)
      : world_(world), episodes_(extract("treatment_episodes"), world.key(Theme::faults)), interventions_(extract("treatment_interventions"), world.key(Theme::faults)),
        reviews_(extract("outcome_reviews"), world.key(Theme::faults)) {}

  Output run();

 private:
  void course(std::size_t person);
  void episode(std::size_t person, const Episode& stay, Chance& chance);
  void who_columns(std::size_t person, const Episode& stay, Chance& chance);
  void journey_columns(const Episode& stay, bool young, Chance& chance);
  void health_columns(const Person& who, const Episode& stay, bool young, Chance& chance);
  void exit_columns(const Episode& stay, Chance& chance);
  void interventions(const Episode& stay, Chance& chance);
  void intervention(std::string_view kind, std::string_view setting, core::Day start, const Episode& stay);
  void reviews(const Person& who, const Episode& stay, Chance& chance);
  void review(const Person& who, const Episode& stay, core::Day day, std::string_view stage, bool abstinent);
  void count_exit(const Person& who, const Episode& stay);
  void count_years(std::size_t person, const std::vector<Episode>& course);

  const World& world_;
  Sheet episodes_, interventions_, reviews_;
  Output output_;
  Chance* chance_ = nullptr;
  std::string id_;
  long long serial_ = 0, intervention_ = 0, review_ = 0;
};

void Treatment::who_columns(std::size_t person, const Episode& stay, Chance& chance) {
  const Person& who = world_.people[person];
  const int authority = world_.authority_of(who.small_area), age = age_on(who.born, stay.start);
  const bool young = age < 18;
  episodes_.text(id_).text(fmt::format("AG{:02}{}", world_.county.number, young ? "Y" : std::array{"T", "B", "R"}[static_cast<std::size_t>(authority)]));
  episodes_.text(world_.authority_code(authority));
  if (chance.happens(0.05)) episodes_.empty();
  else episodes_.text(world_.small_area_code(who.small_area));
  episodes_.text(who.male ? "Male" : "Female").number(age).text(chance.happens(0.03) ? "Not stated" : kEthnicityNames[who.ethnicity]);
  episodes_.text(kOrientations[chance.choose(std::array{0.90, 0.03, 0.03, 0.04})]).text(young ? "young person" : "adult");
  episodes_.text(drug_group_text(stay.group)).truth(who.uses_opiates()).truth(who.uses_crack());
}

void Treatment::journey_columns(const Episode& stay, bool young, Chance& chance) {
  const std::size_t referral = chance.choose(young ? std::span<const double>(kYoungReferralShares) : std::span<const double>(kReferralShares));
  episodes_.text(kReferrals[referral]).date(stay.start + (-chance.whole(0, 6))).date(stay.start);
  const int wait = chance.happens(0.025) ? chance.whole(22, 60) : chance.whole(0, 12);
  const core::Day first = std::min({stay.start + wait, stay.end, last_day()});
  episodes_.date(first);
  if (stay.start >= first_day()) ++output_.tally[fmt::format("treatment_referrals.{}", kReferrals[referral])];
}

void Treatment::health_columns(const Person& who, const Episode& stay, bool young, Chance& chance) {
  const auto& shares = kShares[static_cast<std::size_t>(stay.group)];
  const bool opiate = stay.group == DrugGroup::opiate;
  episodes_.text(who.injects ? (chance.happens(0.6) ? "currently" : "previously") : opiate && chance.happens(0.3) ? "previously" : "never");
  episodes_.text(kHousing[chance.choose(opiate ? std::array{0.72, 0.16, 0.12} : std::array{0.88, 0.08, 0.04})]);
  // Unemployment at the start grows in the town, from three to nearly seven in ten over the years.
  const double unemployed = world_.authority_of(who.small_area) == 0 ? std::clamp(0.30 + 0.08 * (stay.start - first_day()) / 365.25, 0.25, 0.68) : 0.38;
  const std::size_t work = young ? 3 : chance.happens(unemployed) ? 1 : chance.choose(std::array{0.48, 0.0, 0.34, 0.03, 0.15});
  episodes_.text(kWork[work]);
  const bool mental = chance.happens(shares.mental_health), treated = mental && chance.happens(shares.mental_health_treated);
  const bool smoker = chance.happens(shares.smoker), cessation = smoker && chance.happens(0.018);
  episodes_.truth(mental).truth(treated).truth(smoker).truth(cessation);
  const bool offered = chance.happens(0.62);
  episodes_.truth(offered).truth(offered && chance.happens(0.36)).truth(opiate && chance.happens(0.55)).truth(opiate && chance.happens(0.68));
  episodes_.truth(chance.happens(young ? 0.02 : 0.44));
  const bool neet = young && chance.happens(0.17);
  if (young) episodes_.truth(neet);
  else episodes_.empty();
  if (stay.start < first_day()) return;
  auto& tally = output_.tally;
  ++tally["treatment_starts.all"];
  if (mental) ++tally["treatment_starts.mental_health_need"];
  if (treated) ++tally["treatment_starts.mental_health_treated"];
  if (smoker) ++tally["treatment_starts.smokers"];
  if (cessation) ++tally["treatment_starts.smoking_cessation"];
  if (young) ++tally["treatment_starts.young_people"];
  if (neet) ++tally["treatment_starts.young_people_neet"];
}

void Treatment::exit_columns(const Episode& stay, Chance& chance) {
  if (stay.exit == Exit::none) {
    episodes_.empty().empty().empty().empty();
    return;
  }
  const bool planned = stay.exit == Exit::completed_drug_free || stay.exit == Exit::completed_occasional_user;
  episodes_.date(stay.end).text(exit_text(stay.exit));
  if (!planned) {
    episodes_.empty().empty();
    return;
  }
  episodes_.text(kHousing[chance.choose(std::array{0.90, 0.07, 0.03})]).text(kWork[chance.choose(std::array{0.36, 0.26, 0.22, 0.04, 0.12})]);
}

void Treatment::intervention(std::string_view kind, std::string_view setting, core::Day start, const Episode& stay) {
  interventions_.text(fmt::format("M{:02}-{:06}", world_.county.number, ++intervention_)).text(id_).text(kind).text(setting).date(start);
  if (stay.end <= last_day()) interventions_.date(stay.end);
  else interventions_.empty();
  interventions_.end_row();
  ++output_.tally[fmt::format("treatment_interventions.{}", kind)];
}

void Treatment::interventions(const Episode& stay, Chance& chance) {
  const core::Day start = std::min({stay.start + chance.whole(0, 8), stay.end, last_day()});
  intervention("psychosocial", "community", start, stay);
  if (stay.group == DrugGroup::opiate && chance.happens(0.86)) intervention("pharmacological", chance.happens(0.8) ? "community" : "primary care", start, stay);
  if (stay.residential) intervention(chance.happens(0.5) ? "pharmacological" : "psychosocial", chance.happens(0.5) ? "inpatient" : "residential", start, stay);
  if (chance.happens(0.28)) intervention("recovery support", "community", start, stay);
}

void Treatment::review(const Person& who, const Episode& stay, core::Day day, std::string_view stage, bool abstinent) {
  Chance& chance = *chance_;
  const bool at_start = stage == "start";
  const auto days = [&](bool uses, int low, int high) { return !uses || (abstinent && !at_start) ? 0 : std::min(28, chance.whole(low, high) * (at_start ? 10 : 6) / 10); };
  const bool alcohol = stay.group == DrugGroup::alcohol || stay.group == DrugGroup::non_opiate_and_alcohol;
  const bool other = stay.group == DrugGroup::non_opiate || stay.group == DrugGroup::non_opiate_and_alcohol;
  reviews_.text(fmt::format("O{:02}-{:06}", world_.county.number, ++review_)).text(id_).date(day).text(stage);
  reviews_.number(days(who.uses_opiates(), 8, 28)).number(days(who.uses_crack(), 3, 28)).number(days(other && !who.uses_crack(), 1, 14));
  reviews_.number(days(other && chance.happens(0.6), 2, 28)).number(days(alcohol, 5, 28)).number(days(who.injects, 2, 28));
  reviews_.number(chance.happens(at_start ? 0.20 : 0.27) ? chance.whole(4, 22) : 0);
  reviews_.truth(chance.happens(at_start ? 0.20 : 0.12)).number(std::min(20, chance.whole(4, 13) + (at_start ? 0 : 4))).end_row();
}

void Treatment::reviews(const Person& who, const Episode& stay, Chance& chance) {
  chance_ = &chance;
  if (stay.start >= first_day()) review(who, stay, stay.start, "start", false);
  const core::Day until = std::min(stay.end, last_day());
  bool first = true;
  for (core::Day day = stay.start + 180; day <= until; day = day + 180) {
    const bool abstinent = chance.happens(kShares[static_cast<std::size_t>(stay.group)].abstinent_at_review);
    const bool counted = first;
    first = false;
    if (day < first_day()) continue;
    review(who, stay, day, "review", abstinent);
    // The planted share holds for everybody at the first review, half a year in.
    if (!counted || stay.start < first_day()) continue;
    ++output_.tally[fmt::format("first_reviews.{}.all", drug_group_text(stay.group))];
    if (abstinent) ++output_.tally[fmt::format("first_reviews.{}.abstinent", drug_group_text(stay.group))];
  }
  const bool planned = stay.exit == Exit::completed_drug_free || stay.exit == Exit::completed_occasional_user;
  if (planned) review(who, stay, stay.end, "exit", stay.exit == Exit::completed_drug_free);
}

void Treatment::count_exit(const Person& who, const Episode& stay) {
  if (stay.exit == Exit::none || stay.exit == Exit::died) return;
  const std::string group = fmt::format("treatment_exits.{}{}", drug_group_text(stay.group), who.injects ? " (injecting)" : "");
  ++output_.tally[group + ".all"];
  if (stay.exit == Exit::completed_drug_free || stay.exit == Exit::completed_occasional_user) ++output_.tally[group + ".completed"];
}

void Treatment::episode(std::size_t person, const Episode& stay, Chance& chance) {
  const Person& who = world_.people[person];
  const bool young = age_on(who.born, stay.start) < 18;
  id_ = fmt::format("E{:02}-{:06}", world_.county.number, ++serial_);
  const int number = world_.people.draw_identity(chance, person, Agency::treatment);
  output_.use(person, Agency::treatment, number, world_.people.size());
  const Identity seen = world_.people.identity(person, Agency::treatment, number);
  who_columns(person, stay, chance);
  journey_columns(stay, young, chance);
  health_columns(who, stay, young, chance);
  exit_columns(stay, chance);
  // A second client record comes about because the NHS number was not given; one person in ten never gives it.
  const bool gives_number = number == 0 && person % 10 != 3;
  episodes_.text(seen.id).text(gives_number ? std::to_string(who.nhs_number) : std::string()).text(seen.forename).text(seen.surname).text(seen.born).end_row();
  interventions(stay, chance);
  reviews(who, stay, chance);
  count_exit(who, stay);
}

/// Distinct people in treatment by financial year, authority and group: the truth of unmet need.
void Treatment::count_years(std::size_t person, const std::vector<Episode>& course) {
  const Person& who = world_.people[person];
  for (int year = 0; year < kYears; ++year) {
    const bool in_treatment = std::any_of(course.begin(), course.end(), [&](const Episode& stay) { return stay.start < year_start(year + 1) && stay.end >= year_start(year); });
    if (!in_treatment) continue;
    const std::string place = year_text(year) + "." + world_.authority_code(world_.authority_of(who.small_area));
    ++output_.tally["in_treatment." + place + ".all"];
    if (who.uses_opiates_or_crack()) ++output_.tally["in_treatment." + place + ".opiate and crack"];
    if (who.uses_opiates()) ++output_.tally["in_treatment." + place + ".opiate"];
    if (who.habit == Habit::alcohol) ++output_.tally["in_treatment." + place + ".alcohol dependence"];
  }
}

void Treatment::course(std::size_t person) {
  Chance chance(world_.key(Theme::treatment), person);
  const auto stays = treatment_course(world_, person, chance);
  if (stays.empty()) return;
  count_years(person, stays);
  for (const auto& stay : stays) episode(person, stay, chance);
  ++output_.tally["treatment.people"];
  output_.tally["treatment.episodes"] += static_cast<long long>(stays.size());
}

Output Treatment::run() {
  for (std::size_t person = 0; person < world_.people.size(); ++person) course(person);
  output_.parts.push_back(episodes_.finish());
  output_.parts.push_back(interventions_.finish());
  output_.parts.push_back(reviews_.finish());
  return std::move(output_);
}

}  // namespace

Output make_treatment(const World& world) { return Treatment(world).run(); }

Output make_prison_releases(const World& world) {
  Output output;
  Sheet sheet(extract("prison_releases"), world.key(Theme::faults));
  long long serial = 0;
  // Planted: share of those referred who are in treatment within 21 days.
  constexpr std::array<double, 3> kContinuity = {0.30, 0.43, 0.36};
  for (std::size_t person = 0; person < world.people.size(); ++person) {
    const Person& who = world.people[person];
    if (who.habit == Habit::none) continue;
    Chance chance(world.key(Theme::prison_release), person);
    const double hazard = who.uses_opiates_or_crack() ? 0.10 : 0.008;
    for (double years = chance.waiting_time(hazard); years < kYears; years += 0.3 + chance.waiting_time(hazard)) {
      const core::Day day = first_day() + static_cast<int>(years * 365.2);
      if (day > last_day() || !who.alive_on(day) || age_on(who.born, day) < 18) break;
      const int authority = world.authority_of(who.small_area);
      const Identity seen = known_as(world, output, Agency::prison, person, chance);
      const bool referred = chance.happens(0.85), willing = referred && chance.happens(kContinuity[static_cast<std::size_t>(authority)]);
      const core::Day when = day + chance.whole(1, 21);
      const bool engaged = willing && when <= last_day() && who.alive_on(when);
      const DrugGroup group = who.uses_opiates() ? DrugGroup::opiate : who.habit == Habit::alcohol ? DrugGroup::alcohol : DrugGroup::non_opiate;
      sheet.text(fmt::format("PR{:02}-{:05}", world.county.number, ++serial)).text(world.county.prison).date(day).text(world.authority_code(authority));
      sheet.text(drug_group_text(group)).truth(referred);
      if (engaged) sheet.date(when);
      else sheet.empty();
      sheet.text(seen.id).text(seen.forename).text(seen.surname).text(seen.born).end_row();
      const std::string place = "prison_releases." + world.authority_code(authority);
      ++output.tally[place + ".all"];
      if (referred) ++output.tally[place + ".referred"];
      if (engaged) ++output.tally[place + ".engaged_within_21_days"];
    }
  }
  output.parts.push_back(sheet.finish());
  return output;
}

}  // namespace dmp::synth
