#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "synth/calendar.hpp"
#include "synth/population.hpp"

namespace dmp::synth {

/// What a person of the registry has to do with drugs.
enum class Habit : std::uint8_t { opiate, crack, opiate_and_crack, alcohol, non_opiate, none };

/// A true person. Agencies see them under identities of their own.
struct Person {
  core::Day born;
  core::Day died{1 << 20};    ///< after the end for those who live
  std::uint32_t small_area = 0;
  std::uint64_t nhs_number = 0;
  std::uint16_t forename = 0, surname = 0;
  Habit habit = Habit::none;
  std::uint8_t ethnicity = 0;
  bool male = true;
  bool injects = false;
  bool in_gang = false, in_crime_group = false, drug_conviction = false;

  [[nodiscard]] bool uses_opiates_or_crack() const { return habit == Habit::opiate || habit == Habit::crack || habit == Habit::opiate_and_crack; }
  [[nodiscard]] bool uses_opiates() const { return habit == Habit::opiate || habit == Habit::opiate_and_crack; }
  [[nodiscard]] bool uses_crack() const { return habit == Habit::crack || habit == Habit::opiate_and_crack; }
  [[nodiscard]] bool alive_on(core::Day day) const { return day < died; }
};

/// Agencies that write people down; each person has up to two identities at an agency (a duplicate).
enum class Agency : std::uint8_t { police, treatment, prison, hospital };
constexpr int kAgencies = 4;

/// How a name or birth date differs from the true one.
enum class NameError : std::uint8_t { none, typing, transposed, short_form, swapped_names, day_and_month, year_of_birth };
std::string name_error_text(NameError error);

/// A person as one agency knows them. The same person, agency and number give the same identity each time.
struct Identity {
  std::string id, forename, surname, born;
  NameError error = NameError::none;
};

/// Everybody who turns up in the records of one county.
class People {
 public:
  People(const County& county, const Population& population, std::uint64_t seed);

  [[nodiscard]] const std::vector<Person>& all() const { return people_; }
  [[nodiscard]] const Person& operator[](std::size_t i) const { return people_[i]; }
  [[nodiscard]] std::size_t size() const { return people_.size(); }
  /// True id, as truth.json gives it.
  [[nodiscard]] std::string true_id(std::size_t person) const;
  /// The identity of a person at an agency: number 0, or 1 for the second one of a duplicate.
  [[nodiscard]] Identity identity(std::size_t person, Agency agency, int number) const;
  /// Whether the agency holds this person twice.
  [[nodiscard]] bool is_double(std::size_t person, Agency agency) const;
  /// Which of the identities a record carries.
  int draw_identity(Chance& chance, std::size_t person, Agency agency) const;
  /// A person for an offence: someone of this sex who on the day is under 25 (or 25 and over), 12 or more and alive.
  [[nodiscard]] std::size_t draw_suspect(Chance& chance, bool male, bool under_25, core::Day day) const;
  /// Persons of a habit class living in an authority.
  [[nodiscard]] const std::vector<std::uint32_t>& opiate_and_crack_users(int authority) const { return users_[static_cast<std::size_t>(authority)]; }
  [[nodiscard]] const std::vector<std::uint32_t>& dependent_drinkers(int authority) const { return drinkers_[static_cast<std::size_t>(authority)]; }
  [[nodiscard]] const std::vector<std::uint32_t>& others(int authority) const { return others_[static_cast<std::size_t>(authority)]; }

 private:
  void add_group(const County& county, const Population& population, int authority, Habit group);
  void add_person(const County& county, Habit group, std::size_t small_area);
  void finish(Person& person, Habit group, Chance& chance);

  ChanceKey key_;
  std::vector<Person> people_;
  std::array<std::vector<std::uint32_t>, 3> users_, drinkers_, others_;
  std::array<std::vector<std::uint32_t>, 2> by_birth_;  ///< suspects by sex, the oldest first
};

/// Planted rates: opiate and crack users per 1,000 aged 15 to 64, dependent drinkers per 100 aged 18 and over.
double opiate_and_crack_rate(Setting setting);
double dependent_drinker_percent(Setting setting);

/// Of the persons an agency knows, how many it holds twice, and how many of the identities carry an error.
constexpr double kDoubleShare = 0.04;
constexpr double kNameErrorShare = 0.06;

}  // namespace dmp::synth
