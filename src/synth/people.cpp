#include "synth/people.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "synth/person_names.hpp"

namespace dmp::synth {
namespace {

constexpr std::size_t kIdentities = 2;
constexpr double kOthersPer1000 = 34;           ///< further people known to the police, per 1,000 residents
constexpr double kUserDeathsPerYear = 0.010;    ///< opiate and crack users who die of drug misuse
constexpr double kDrinkerDeathsPerYear = 0.012; ///< dependent drinkers who die of alcohol-specific causes

/// The nine digits and their check digit (weights 10 to 2, modulo 11); 0 where the number cannot be given out.
std::uint64_t nhs_number(std::uint64_t nine_digits) {
  std::uint64_t sum = 0, rest = nine_digits;
  for (std::uint64_t weight = 2; weight <= 10; ++weight, rest /= 10) sum += weight * (rest % 10);
  const std::uint64_t check = (11 - sum % 11) % 11;
  return check == 10 ? 0 : nine_digits * 10 + check;
}

/// Numbers that follow each other get identifiers that do not: 48271 and 10^8 have no common divisor.
std::string scrambled(std::uint64_t number) { return fmt::format("{:08}", (number * 48271 + 7919) % 100000000); }

std::string prison_id(std::uint64_t number) {
  const std::uint64_t mixed = (number * 48271 + 7919) % 100000000;
  const auto letter = [](std::uint64_t n) { return static_cast<char>('A' + n % 26); };
  return fmt::format("{}{:04}{}{}", letter(mixed / 6760000), mixed / 676 % 10000, letter(mixed / 26), letter(mixed));
}

void mistype(std::string& name, Chance& chance) {
  if (name.size() < 3) return;
  static constexpr std::string_view kNear = "aeiourstlnmc";
  const std::size_t at = 1 + chance.below(name.size() - 1);
  if (static_cast<unsigned char>(name[at]) >= 0x80 || static_cast<unsigned char>(name[at - 1]) >= 0xC0) return;
  if (chance.happens(0.35)) name.erase(at, 1);
  else if (chance.happens(0.4)) name.insert(at, 1, name[at]);
  else name[at] = kNear[chance.below(kNear.size())];
}

void transpose(std::string& name, Chance& chance) {
  if (name.size() < 4) return;
  const std::size_t at = 1 + chance.below(name.size() - 2);
  const auto ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  if (ascii(name[at]) && ascii(name[at + 1])) std::swap(name[at], name[at + 1]);
}

void spoil(Identity& identity, Chance& chance) {
  const Identity before = identity;
  switch (chance.below(6)) {
    case 0: mistype(identity.surname, chance); identity.error = NameError::typing; break;
    case 1: transpose(identity.surname, chance); identity.error = NameError::transposed; break;
    case 2: identity.forename = short_form(identity.forename); identity.error = NameError::short_form; break;
    case 3: std::swap(identity.forename, identity.surname); identity.error = NameError::swapped_names; break;
    case 4:
      if (identity.born.substr(8) <= "12") identity.born = identity.born.substr(0, 5) + identity.born.substr(8) + "-" + identity.born.substr(5, 2);
      identity.error = NameError::day_and_month;
      break;
    default: {
      const bool leap_day = identity.born.substr(5) == "02-29";
      if (!leap_day) identity.born = std::to_string(std::stoi(identity.born.substr(0, 4)) + (chance.happens(0.5) ? 1 : -1)) + identity.born.substr(4);
      identity.error = NameError::year_of_birth;
    }
  }
  // Some errors leave the text as it was (no short form, day equal to month): then there is none.
  if (identity.forename == before.forename && identity.surname == before.surname && identity.born == before.born) identity.error = NameError::none;
}

core::Day birth_for(Chance& chance, Habit group) {
  // Age in the middle of the five years.
  double age = 0;
  switch (group) {
    case Habit::opiate: case Habit::crack: case Habit::opiate_and_crack: age = 40 + 8.5 * chance.normal(); break;
    case Habit::alcohol: age = 46 + 11 * chance.normal(); break;
    default: age = chance.happens(0.5) ? chance.between(15, 26) : 25 + chance.waiting_time(1 / 11.0); break;
  }
  age = std::clamp(age, group == Habit::none || group == Habit::non_opiate ? 14.0 : 19.0, 80.0);
  return month_start(30) + (-static_cast<int>(age * 365.25) - static_cast<int>(chance.below(365)));
}

}  // namespace

double opiate_and_crack_rate(Setting setting) { return std::array{13.0, 9.0, 5.0}[static_cast<std::size_t>(setting)]; }
double dependent_drinker_percent(Setting setting) { return std::array{1.65, 1.40, 1.10}[static_cast<std::size_t>(setting)]; }

std::string name_error_text(NameError error) {
  return std::array{"none", "typing", "transposed letters", "short form", "swapped names", "day and month swapped", "year of birth"}[static_cast<std::size_t>(error)];
}

People::People(const County& county, const Population& population, std::uint64_t seed)
    : key_{seed, static_cast<std::uint32_t>(county.number), Theme::people} {
  for (int authority = 0; authority < 3; ++authority) {
    add_group(county, population, authority, Habit::opiate);
    add_group(county, population, authority, Habit::alcohol);
    add_group(county, population, authority, Habit::none);
  }
  for (std::uint32_t i = 0; i < people_.size(); ++i)
    if (people_[i].habit != Habit::alcohol) by_birth_[people_[i].male ? 0 : 1].push_back(i);
  for (auto& list : by_birth_)
    std::stable_sort(list.begin(), list.end(), [&](auto a, auto b) { return people_[a].born < people_[b].born; });
}

void People::add_group(const County& county, const Population& population, int authority, Habit group) {
  const auto& areas = county.authorities[static_cast<std::size_t>(authority)].small_areas;
  const Setting setting = county.authorities[static_cast<std::size_t>(authority)].setting;
  double wanted = 0;
  if (group == Habit::opiate) wanted = opiate_and_crack_rate(setting) / 1000 * static_cast<double>(population.aged_in(county, authority, 2, 15, 64));
  else if (group == Habit::alcohol) wanted = dependent_drinker_percent(setting) / 100 * static_cast<double>(population.aged_in(county, authority, 2, 18, kAges));
  else wanted = kOthersPer1000 / 1000 * static_cast<double>(population.aged_in(county, authority, 2, 0, kAges));
  std::vector<double> weights;
  for (const int i : areas) {
    const auto& area = county.small_areas[static_cast<std::size_t>(i)];
    weights.push_back(area.residents * std::exp((group == Habit::opiate ? 0.7 : 0.4) * area.deprivation));
  }
  const Weights where(weights);
  const long long count = std::llround(wanted);
  Chance chance(key_, 1 + static_cast<std::uint64_t>(authority) * 8 + static_cast<std::uint64_t>(group));
  auto& list = (group == Habit::opiate ? users_ : group == Habit::alcohol ? drinkers_ : others_)[static_cast<std::size_t>(authority)];
  for (long long i = 0; i < count; ++i) {
    list.push_back(static_cast<std::uint32_t>(people_.size()));
    add_person(county, group, static_cast<std::size_t>(areas[where.draw(chance)]));
  }
}

void People::add_person(const County& county, Habit group, std::size_t small_area) {
  Chance chance(key_, 1000 + people_.size());
  Person person;
  person.small_area = static_cast<std::uint32_t>(small_area);
  const Setting setting = county.setting_of(small_area);
  auto shares = ethnic_shares(setting);
  // Fewer of the minorities among the dependent: the registry has to show who is not reached.
  if (group != Habit::none) shares[2] *= 0.5, shares[3] *= 0.8;
  person.ethnicity = static_cast<std::uint8_t>(chance.choose(shares));
  person.male = chance.happens(group == Habit::opiate ? 0.75 : group == Habit::alcohol ? 0.60 : 0.86);
  person.born = birth_for(chance, group);
  person.forename = static_cast<std::uint16_t>(chance.below(forenames(person.male, person.ethnicity)));
  person.surname = static_cast<std::uint16_t>(chance.below(surnames(person.ethnicity)));
  finish(person, group, chance);
  // 900 000 000 and up is not given out to patients of England.
  std::uint64_t serial = 900000000 + (static_cast<std::uint64_t>(key_.county) * 900000 + people_.size() * 2) % 99999998;
  while ((person.nhs_number = nhs_number(serial)) == 0) ++serial;
  people_.push_back(person);
}

void People::finish(Person& person, Habit group, Chance& chance) {
  person.habit = group;
  double deaths = 0;
  if (group == Habit::opiate) {
    const double kind = chance.uniform();
    person.habit = kind < 0.42 ? Habit::opiate : kind < 0.58 ? Habit::crack : Habit::opiate_and_crack;
    person.injects = person.uses_opiates() && chance.happens(0.27);
    person.drug_conviction = chance.happens(0.55);
    deaths = kUserDeathsPerYear;
  } else if (group == Habit::alcohol) {
    deaths = kDrinkerDeathsPerYear;
  } else {
    person.habit = chance.happens(0.35) ? Habit::non_opiate : Habit::none;
    person.in_gang = chance.happens(0.05);
    person.in_crime_group = chance.happens(0.02);
    person.drug_conviction = chance.happens(person.in_gang ? 0.5 : 0.16);
  }
  const double years = chance.waiting_time(deaths);
  if (years < kYears) person.died = first_day() + static_cast<int>(years * 365.25);
  if (person.died > last_day()) person.died = core::Day{1 << 20};
}

std::string People::true_id(std::size_t person) const { return fmt::format("T{:03}{:06}", key_.county, person); }

bool People::is_double(std::size_t person, Agency agency) const {
  Chance chance({key_.seed, key_.county, Theme::identity}, person * 16 + 8 + static_cast<std::uint64_t>(agency));
  return chance.happens(kDoubleShare);
}

int People::draw_identity(Chance& chance, std::size_t person, Agency agency) const {
  return chance.happens(0.45) && is_double(person, agency) ? 1 : 0;
}

Identity People::identity(std::size_t person, Agency agency, int number) const {
  const Person& known = people_[person];
  const std::uint64_t at = static_cast<std::uint64_t>(agency) * kIdentities + static_cast<std::uint64_t>(number);
  Chance chance({key_.seed, key_.county, Theme::identity}, person * 16 + at);
  Identity identity;
  const std::uint64_t serial = key_.county * 1000000ULL + person * kIdentities + static_cast<std::uint64_t>(number);
  switch (agency) {
    case Agency::police: identity.id = "P" + scrambled(serial); break;
    case Agency::treatment: identity.id = "C" + scrambled(serial + 31); break;
    case Agency::prison: identity.id = prison_id(serial); break;
    case Agency::hospital: identity.id = std::to_string(known.nhs_number); break;
  }
  identity.forename = forename(known.male, known.ethnicity, known.forename);
  identity.surname = surname(known.ethnicity, known.surname);
  identity.born = day_text(known.born);
  // The second identity of a duplicate more often differs: that is how it came about.
  if (chance.happens(number == 0 ? kNameErrorShare : 0.6)) spoil(identity, chance);
  return identity;
}

std::size_t People::draw_suspect(Chance& chance, bool male, bool under_25, core::Day day) const {
  const auto& list = by_birth_[male ? 0 : 1];
  const auto born_after = [&](int age) {
    const core::Day limit = core::add_months(day, -12 * age);
    return std::upper_bound(list.begin(), list.end(), limit, [&](core::Day value, auto i) { return value < people_[i].born; });
  };
  const auto from = under_25 ? born_after(25) : list.begin();
  const auto to = under_25 ? born_after(12) : born_after(25);
  for (int attempt = 0; attempt < 20; ++attempt) {
    const std::size_t person = *(from + static_cast<std::ptrdiff_t>(chance.below(static_cast<std::size_t>(to - from))));
    if (people_[person].alive_on(day)) return person;
  }
  return *from;
}

}  // namespace dmp::synth
