#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "synth/themes.hpp"

namespace dmp::synth {
namespace {

constexpr std::array<std::string_view, 6> kDrugCodes = {"T40.1", "F11.2", "T40.5", "F14.1", "F19.2", "T42.4"};
constexpr std::array<double, 6> kUserCodeShares = {0.30, 0.30, 0.10, 0.12, 0.10, 0.08};
constexpr std::array<double, 6> kOtherCodeShares = {0.06, 0.05, 0.24, 0.16, 0.25, 0.24};
constexpr std::array<std::string_view, 6> kAlcoholCodes = {"F10.0", "F10.2", "F10.3", "K70.3", "K70.9", "T51.0"};
constexpr std::array<double, 6> kAlcoholCodeShares = {0.34, 0.20, 0.22, 0.12, 0.05, 0.07};
constexpr std::array<std::string_view, 5> kRelatedCodes = {"S09.9", "K85.9", "I10", "C15.9", "G40.9"};
constexpr std::array<std::string_view, 4> kMethods = {"emergency: via A&E", "emergency: GP", "elective: waiting list", "emergency: other"};

/// Admissions of young adults grow by this much a year.
constexpr double kYoungGrowth = 1.09;
/// Two wards have this many times the alcohol admissions that their deprivation leads one to expect, and one the drug admissions.
constexpr double kOutlierWardRatio = 2.4;

/// Of the dependent drinkers so many come to hospital so much more often than the others: a few people, many stays.
constexpr double kFrequentShare = 0.02, kFrequentRatio = 10;

class Health {
 public:
  explicit Health(const World& world)
      : world_(world), admissions_(extract("hospital_admissions"), world.key(Theme::faults)), deaths_(extract("deaths"), world.key(Theme::faults)),
        ambulance_(extract("ambulance"), world.key(Theme::faults)) {
    Chance chance(world.key(Theme::admissions), 1);
    for (int authority : {0, 2}) outliers_.insert(world.county.small_areas[world.draw_home(chance, authority)].ward);
    drug_outlier_ = world.county.small_areas[world.draw_home(chance, 1)].ward;
  }

  Output run();

 private:
  struct Patient {
    bool male = true;
    int age = 0;
    std::uint8_t ethnicity = 0;
    std::size_t small_area = 0;
    std::string nhs_number;
  };
  void of_person(std::size_t person);
  void of_residents(std::size_t area);
  Patient resident(std::size_t area, int age, Chance& chance);
  void admission(const Patient& patient, core::Day day, bool drugs, bool user, Chance& chance);
  void death_of(std::size_t person);
  void death(const Patient& patient, core::Day day, bool drugs, bool misuse, Chance& chance);
  void other_deaths();
  void overdoses();

  const World& world_;
  Sheet admissions_, deaths_, ambulance_;
  Output output_;
  std::set<int> outliers_;
  int drug_outlier_ = -1;

  [[nodiscard]] double drinkers_ratio(std::size_t small_area) const { return outliers_.contains(world_.county.small_areas[small_area].ward) ? kOutlierWardRatio : 1; }
  [[nodiscard]] double users_ratio(std::size_t small_area) const { return world_.county.small_areas[small_area].ward == drug_outlier_ ? kOutlierWardRatio : 1; }
  long long admission_ = 0, death_ = 0, patient_ = 0;
};

void Health::admission(const Patient& patient, core::Day day, bool drugs, bool user, Chance& chance) {
  const auto code = drugs ? kDrugCodes[chance.choose(user ? std::span<const double>(kUserCodeShares) : std::span<const double>(kOtherCodeShares))]
                          : kAlcoholCodes[chance.choose(kAlcoholCodeShares)];
  // Some have the drug or drink only among the secondary diagnoses.
  const bool secondary = !drugs && chance.happens(0.18);
  const int authority = world_.authority_of(patient.small_area);
  admissions_.text(fmt::format("HA{:02}-{:06}", world_.county.number, ++admission_)).date(day).text(patient.male ? "Male" : "Female").number(patient.age);
  admissions_.text(chance.happens(0.07) ? "Not stated" : kEthnicityNames[patient.ethnicity]).text(world_.small_area_code(patient.small_area)).text(world_.authority_code(authority));
  if (secondary) admissions_.text(pick(chance, kRelatedCodes)).text(code);
  else admissions_.text(code).text(chance.happens(0.3) ? "Z72.0;I10" : chance.happens(0.3) ? "F32.9" : "");
  admissions_.text(kMethods[chance.choose(std::array{0.78, 0.06, 0.06, 0.10})]).text(patient.nhs_number).end_row();
  ++output_.tally[fmt::format("admissions.{}.{}.{}", year_text(year_of(day)), world_.authority_code(authority), drugs ? "drugs" : secondary ? "alcohol, secondary" : "alcohol-specific")];
  if (patient.age >= 15 && patient.age <= 24 && drugs) ++output_.tally[fmt::format("admissions_15_24.{}", year_text(year_of(day)))];
}

void Health::of_person(std::size_t person) {
  const Person& who = world_.people[person];
  const bool user = who.uses_opiates_or_crack();
  double hazard = user ? 0.11 * users_ratio(who.small_area) : who.habit == Habit::alcohol ? 0.32 * drinkers_ratio(who.small_area) : 0;
  if (hazard == 0) return;
  const bool is_frequent = !user && Chance(world_.key(Theme::admissions), (1ULL << 33) + person).happens(kFrequentShare);
  if (is_frequent) hazard *= kFrequentRatio;
  Chance chance(world_.key(Theme::admissions), 1000 + person);
  for (double years = chance.waiting_time(hazard); years < kYears; years += chance.waiting_time(hazard)) {
    const core::Day day = first_day() + static_cast<int>(years * 365.2);
    if (day > last_day() || !who.alive_on(day)) return;
    const bool number_given = chance.happens(0.95);
    if (number_given) output_.use(person, Agency::hospital, 0, world_.people.size());
    admission({who.male, age_on(who.born, day), who.ethnicity, who.small_area, number_given ? std::to_string(who.nhs_number) : ""}, day, user, user, chance);
  }
}

Health::Patient Health::resident(std::size_t area, int age, Chance& chance) {
  const bool male = chance.happens(0.6);
  const auto ethnicity = static_cast<std::uint8_t>(chance.choose(ethnic_shares(world_.county.setting_of(area))));
  // People outside the registry come once; their numbers begin with 8 and fail no check because nobody looks them up.
  return {male, age, ethnicity, area, fmt::format("8{:03}{:06}", world_.county.number, ++patient_)};
}

/// Admissions of residents who are in nobody else's records: young adults with drugs, and drink in every ward.
void Health::of_residents(std::size_t area) {
  Chance chance(world_.key(Theme::admissions), 100000000ULL + area);
  const auto& small_area = world_.county.small_areas[area];
  const double gradient = std::exp(0.35 * small_area.deprivation);
  const double drinkers = drinkers_ratio(area), users = users_ratio(area);
  double growth = 1;
  for (int year = 0; year < kYears; ++year, growth *= kYoungGrowth) {
    const auto any_day = [&] { return year_start(year) + static_cast<int>(chance.below(static_cast<std::size_t>(year_start(year + 1) - year_start(year)))); };
    for (int i = chance.poisson(world_.population.aged(area, year, 15, 24) * 0.0018 * growth * gradient * users); i > 0; --i) {
      const core::Day day = any_day();
      admission(resident(area, chance.whole(15, 24), chance), day, true, false, chance);
    }
    for (int i = chance.poisson(world_.population.aged(area, year, 18, kAges) * 0.0042 * gradient * drinkers); i > 0; --i) {
      const core::Day day = any_day();
      admission(resident(area, chance.whole(25, 79), chance), day, false, false, chance);
    }
  }
}

void Health::death(const Patient& patient, core::Day day, bool drugs, bool misuse, Chance& chance) {
  const core::Day registered = day + (drugs ? static_cast<int>(chance.log_normal(190, 0.5)) : chance.whole(3, 40));
  const int authority = world_.authority_of(patient.small_area);
  if (registered < first_day() || registered > last_day()) {
    ++output_.tally["deaths.registered_outside_the_period"];
    return;
  }
  const bool opiates = misuse && chance.happens(0.6), cocaine = misuse && chance.happens(0.4);
  deaths_.text(fmt::format("DE{:02}-{:05}", world_.county.number, ++death_)).date(registered).date(day).text(patient.male ? "Male" : "Female").number(patient.age);
  deaths_.text(world_.small_area_code(patient.small_area)).text(world_.authority_code(authority));
  if (drugs) deaths_.text(misuse ? (chance.happens(0.8) ? "X42" : "X62") : "X41").text(opiates ? "T40.1" : "T42.4").truth(true).truth(misuse).truth(false);
  else deaths_.text(chance.happens(0.7) ? "K70.3" : "F10.2").text("").truth(false).truth(false).truth(true);
  std::string substances = opiates ? "heroin or morphine" : drugs && !misuse ? "antidepressant" : "";
  if (cocaine) substances += substances.empty() ? "cocaine" : "; cocaine";
  deaths_.text(substances).end_row();
  ++output_.tally[fmt::format("deaths.{}.{}", world_.authority_code(authority), misuse ? "drug misuse" : drugs ? "other poisoning" : "alcohol-specific")];
}

void Health::death_of(std::size_t person) {
  const Person& who = world_.people[person];
  if (who.died > last_day()) return;
  Chance chance(world_.key(Theme::deaths), person);
  const bool drugs = who.uses_opiates_or_crack();
  death({who.male, age_on(who.born, who.died), who.ethnicity, who.small_area, ""}, who.died, drugs, drugs, chance);
}

/// Deaths of people outside the registry, among them those of the months before the first day that were registered later.
void Health::other_deaths() {
  Chance chance(world_.key(Theme::deaths), 1ULL << 32);
  const auto areas = world_.county.small_areas.size();
  for (int i = chance.poisson(110.0 * static_cast<double>(areas) / 380); i > 0; --i) {
    const std::size_t area = world_.draw_home(chance, -1);
    const core::Day day = first_day() + chance.whole(-300, last_day() - first_day());
    const bool misuse = day < first_day() || chance.happens(0.3);
    death(resident(area, chance.whole(20, 70), chance), day, true, misuse, chance);
  }
}

void Health::overdoses() {
  long long serial = 0;
  for (std::size_t person = 0; person < world_.people.size(); ++person) {
    const Person& who = world_.people[person];
    if (!who.uses_opiates()) continue;
    Chance chance(world_.key(Theme::ambulance), person);
    const double hazard = who.injects ? 0.16 : 0.07;
    for (double years = chance.waiting_time(hazard); years < kYears; years += chance.waiting_time(hazard)) {
      const core::Day day = first_day() + static_cast<int>(years * 365.2);
      if (day > last_day() || !who.alive_on(day)) break;
      const bool naloxone = chance.happens(0.55);
      ambulance_.text(fmt::format("AM{:02}-{:05}", world_.county.number, ++serial)).date(day);
      if (chance.happens(0.03)) ambulance_.empty();
      else ambulance_.text(world_.small_area_code(who.small_area));
      ambulance_.truth(naloxone).end_row();
      ++output_.tally["overdose_incidents.all"];
      if (naloxone) ++output_.tally["overdose_incidents.naloxone_given"];
    }
  }
}

Output Health::run() {
  for (std::size_t person = 0; person < world_.people.size(); ++person) of_person(person), death_of(person);
  for (std::size_t area = 0; area < world_.county.small_areas.size(); ++area) of_residents(area);
  other_deaths();
  overdoses();
  for (const int ward : outliers_)
    output_.lists["admission_outlier_wards"].push_back({{"ward", world_.county.wards[static_cast<std::size_t>(ward)].code}, {"ratio", kOutlierWardRatio}});
  output_.lists["drug_admission_outlier_wards"].push_back({{"ward", world_.county.wards[static_cast<std::size_t>(drug_outlier_)].code}, {"ratio", kOutlierWardRatio}});
  output_.parts.push_back(admissions_.finish());
  output_.parts.push_back(deaths_.finish());
  output_.parts.push_back(ambulance_.finish());
  return std::move(output_);
}

}  // namespace

Output make_health(const World& world) { return Health(world).run(); }

}  // namespace dmp::synth
