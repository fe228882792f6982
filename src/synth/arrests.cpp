#include <fmt/format.h>

#include <array>
#include <cmath>

#include "synth/themes.hpp"

namespace dmp::synth {
namespace {

/// Hazards of arrest a year.
double arrest_hazard(const Person& person) {
  if (person.uses_opiates_or_crack()) return 0.42;
  if (person.habit == Habit::alcohol) return 0.11;
  return person.in_gang ? 0.75 : 0.27;
}

struct Offence {
  std::string_view group, name;
  bool trigger;         ///< a trigger offence for drug testing
  bool drug_or_alcohol;
};
constexpr std::array<Offence, 12> kOffences = {{{"drugs", "possession", false, true}, {"drugs", "possession of class A", true, true}, {"drugs", "trafficking", true, true},
                                               {"violence and sexual offences", "assault", false, false}, {"public order", "drunk and disorderly", false, true},
                                               {"other crime", "driving over the limit", false, true}, {"shoplifting", "theft from shop", true, false},
                                               {"burglary", "burglary", true, false}, {"robbery", "robbery", true, false}, {"vehicle crime", "vehicle theft", true, false},
                                               {"criminal damage and arson", "criminal damage", false, false}, {"other theft", "handling stolen goods", true, false}}};
constexpr std::array<double, 12> kUserOffences = {0.05, 0.07, 0.06, 0.13, 0.02, 0.01, 0.36, 0.12, 0.03, 0.04, 0.04, 0.07};
constexpr std::array<double, 12> kDrinkerOffences = {0.01, 0.0, 0.0, 0.38, 0.16, 0.14, 0.08, 0.01, 0.01, 0.02, 0.16, 0.03};
constexpr std::array<double, 12> kOtherOffences = {0.09, 0.02, 0.05, 0.45, 0.02, 0.03, 0.07, 0.06, 0.03, 0.06, 0.08, 0.04};

constexpr std::array<std::string_view, 2> kSuites = {"North custody suite", "South custody suite"};

/// Planted: share of positive tests among users of opiates or crack, and among others.
constexpr double kUserPositive = 0.86;
constexpr double kOtherPositive = 0.27;

class Arrests {
 public:
  explicit Arrests(const World& world)
      : world_(world), arrests_(extract("arrests"), world.key(Theme::faults)), screenings_(extract("custody_screening"), world.key(Theme::faults)),
        tests_(extract("drug_tests"), world.key(Theme::faults)) {}

  Output run();

 private:
  void arrest(std::size_t person, core::Day day, Chance& chance);
  void screening(const Person& who, core::Day day, Chance& chance);
  void test(const Person& who, core::Day day, const Offence& offence, Chance& chance);
  void test_results(const Person& who, Chance& chance);

  const World& world_;
  Sheet arrests_, screenings_, tests_;
  Output output_;
  std::string id_, suite_;
  long long serial_ = 0;
};

const Offence& draw_offence(const Person& who, Chance& chance) {
  if (who.uses_opiates_or_crack()) return kOffences[chance.choose(kUserOffences)];
  if (who.habit == Habit::alcohol) return kOffences[chance.choose(kDrinkerOffences)];
  return kOffences[chance.choose(kOtherOffences)];
}

void Arrests::arrest(std::size_t person, core::Day day, Chance& chance) {
  const Person& who = world_.people[person];
  const Offence& offence = draw_offence(who, chance);
  const Identity seen = known_as(world_, output_, Agency::police, person, chance);
  ++serial_;
  id_ = fmt::format("A{:02}-{:06}", world_.county.number, serial_);
  suite_ = kSuites[world_.authority_of(who.small_area) == 0 ? 1 : chance.below(2)];
  arrests_.text(id_).date(day).text(who.male ? "Male" : "Female").number(age_on(who.born, day));
  arrests_.text(chance.happens(0.06) ? "Not stated" : kEthnicityNames[who.ethnicity]).text(offence.group).text(offence.name);
  arrests_.truth(offence.drug_or_alcohol).truth(offence.trigger).text(suite_);
  if (chance.happens(0.04)) arrests_.empty();
  else arrests_.text(world_.small_area_code(who.small_area));
  arrests_.text(seen.id).text(seen.forename).text(seen.surname).text(seen.born).end_row();
  ++output_.tally["arrests.all"];
  if (offence.drug_or_alcohol) ++output_.tally["arrests.drug_or_alcohol"];
  if (offence.trigger) ++output_.tally["arrests.trigger"];
  if (chance.happens(0.92)) screening(who, day, chance);
  // A few inspectors authorise tests for other offences too.
  if (offence.trigger || chance.happens(0.03)) test(who, day, offence, chance);
}

void Arrests::screening(const Person& who, core::Day day, Chance& chance) {
  const bool drugs = chance.happens(who.uses_opiates_or_crack() ? 0.56 : who.habit == Habit::non_opiate ? 0.06 : 0.015);
  const bool alcohol = chance.happens(who.habit == Habit::alcohol ? 0.45 : 0.02);
  const bool mental_health = chance.happens(drugs || alcohol ? 0.66 : 0.22);
  screenings_.text("D" + id_.substr(1)).text(id_).date(day).text(world_.authority_code(world_.authority_of(who.small_area)));
  screenings_.truth(drugs).truth(alcohol).truth(mental_health).truth(chance.happens(mental_health ? 0.35 : 0.08)).end_row();
  auto& tally = output_.tally;
  ++tally["custody.screened"];
  if (drugs || alcohol) ++tally["custody.dependent"];
  if (drugs) ++tally["custody.drug_dependent"];
  if ((drugs || alcohol) && mental_health) ++tally["custody.dependent_with_mental_health_need"];
}

void Arrests::test(const Person& who, core::Day day, const Offence& offence, Chance& chance) {
  const int authority = world_.authority_of(who.small_area);
  const bool tested = chance.happens(0.78);
  tests_.text("T" + id_.substr(1)).text(id_).date(day).text(world_.authority_code(authority)).text(suite_).truth(offence.trigger).truth(true).truth(tested);
  ++output_.tally["drug_tests.eligible"];
  if (tested) test_results(who, chance);
  else tests_.empty().empty().empty().empty().empty();
  tests_.end_row();
}

void Arrests::test_results(const Person& who, Chance& chance) {
  auto& tally = output_.tally;
  const bool positive = chance.happens(who.uses_opiates_or_crack() ? kUserPositive : kOtherPositive);
  const double mix = chance.uniform();
  // Of the positives 4% are for opiates alone and about a third for both; only users of opiates show opiates.
  const bool opiates = positive && who.uses_opiates() && mix < 0.62;
  const bool cocaine = positive && (!opiates || mix > 0.06);
  const bool assessed = positive && chance.happens(0.90), referred = assessed && chance.happens(0.50), engaged = referred && chance.happens(0.42);
  tests_.truth(opiates).truth(cocaine);
  if (positive) tests_.truth(assessed).truth(referred).truth(engaged);
  else tests_.empty().empty().empty();
  ++tally["drug_tests.tested"];
  if (positive) ++tally["drug_tests.positive"];
  if (opiates) ++tally["drug_tests.opiates"];
  if (cocaine) ++tally["drug_tests.cocaine"];
  if (assessed) ++tally["drug_tests.assessed"];
  if (referred) ++tally["drug_tests.referred"];
  if (engaged) ++tally["drug_tests.engaged"];
}

Output Arrests::run() {
  const auto& people = world_.people;
  for (std::size_t person = 0; person < people.size(); ++person) {
    Chance chance(world_.key(Theme::arrests), person);
    const double hazard = arrest_hazard(people[person]);
    double years = chance.waiting_time(hazard);
    for (; years < kYears; years += chance.waiting_time(hazard)) {
      const core::Day day = first_day() + static_cast<int>(years * 365.2);
      if (day > last_day() || !people[person].alive_on(day)) break;
      arrest(person, day, chance);
    }
  }
  output_.parts.push_back(arrests_.finish());
  output_.parts.push_back(screenings_.finish());
  output_.parts.push_back(tests_.finish());
  return std::move(output_);
}

}  // namespace

Output make_arrests(const World& world) { return Arrests(world).run(); }

}  // namespace dmp::synth
