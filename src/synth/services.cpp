#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "synth/themes.hpp"

namespace dmp::synth {
namespace {

/// Planted shares by authority (town, borough, rural): of households owed a homelessness duty with a need, of assessments of
/// children in need with a factor, of orders with a treatment requirement.
constexpr std::array kHomelessDrug = {0.115, 0.09, 0.06}, kHomelessAlcohol = {0.08, 0.075, 0.055};
constexpr std::array kChildDrug = {0.19, 0.16, 0.12}, kChildAlcohol = {0.17, 0.16, 0.14};
constexpr std::array kDrugOrders = {0.059, 0.093, 0.092}, kAlcoholOrders = {0.03, 0.04, 0.045};
/// Planted reoffending within a year: of offenders who use opiates or crack, and of others.
constexpr double kUserReoffending = 0.46, kOtherReoffending = 0.24;
/// Planted contradiction: the rural authority's published share of the last year is this many times what its own cases give.
constexpr double kPublishedTimes = 4;

core::Day any_day(Chance& chance, int year) { return year_start(year) + static_cast<int>(chance.below(static_cast<std::size_t>(year_start(year + 1) - year_start(year)))); }

std::size_t at(int authority) { return static_cast<std::size_t>(authority); }

/// Cases of one kind in an authority and year, and how many of them have the drug and the alcohol mark.
struct Cases {
  long long all = 0, drug = 0, alcohol = 0;
};

struct Resident {
  bool male = true;
  int age = 0;
  std::string_view ethnicity;
  std::size_t home = 0;
};

Resident resident(const World& world, Chance& chance, int authority, int youngest, int oldest) {
  Resident who;
  who.male = chance.happens(0.55);
  who.age = chance.whole(youngest, oldest);
  who.home = world.draw_home(chance, authority);
  who.ethnicity = chance.happens(0.05) ? "Not stated" : kEthnicityNames[chance.choose(ethnic_shares(world.county.setting_of(who.home)))];
  return who;
}

/// A share as its publisher gives it.
struct Share {
  int authority = 0, year = 0;
  long long count = 0, of = 0;
};

struct Answer {
  std::string_view survey, measure, subject;
  int from, to;
  double percent;
  bool local;   ///< given for authorities too
};

struct SurveyRow {
  std::string_view place, sex;
  int year = 0;
  double percent = 0;
};

void survey_row(Sheet& sheet, const Answer& answer, const SurveyRow& row) {
  const int asked = row.place == kEnglandCode ? 9000 : 700;
  const double error = 1.96 * std::sqrt(row.percent * (100 - row.percent) / asked);
  sheet.text(answer.survey).text(row.place).date(year_start(row.year)).date(year_start(row.year + 1) + (-1)).text(answer.measure).text(answer.subject).number(answer.from).number(answer.to);
  sheet.text(row.sex).fixed(row.percent, 1).fixed(std::max(0.0, row.percent - error), 1).fixed(row.percent + error, 1).number(asked).text("made up for the synthetic county").end_row();
}

class Services {
 public:
  explicit Services(const World& world) : world_(world), published_(extract("published_figures"), world.key(Theme::faults)) {}

  Output run() {
    homelessness();
    children();
    surveys();
    schools();
    brief_interventions();
    offenders();
    sentences();
    fractions();
    children_at_home();
    output_.parts.push_back(published_.finish());
    return std::move(output_);
  }

 private:
  void homelessness();
  void children();
  void surveys();
  void schools();
  void brief_interventions();
  void offenders();
  void sentences();
  void fractions();
  void children_at_home();
  void tell(std::string_view what, int authority, int year, const Cases& cases);
  void publish(std::string_view publication, std::string_view statistic, const Share& share);

  const World& world_;
  Sheet published_;
  Output output_;
};

void Services::tell(std::string_view what, int authority, int year, const Cases& cases) {
  const std::string stem = fmt::format("{}.{}.{}.", what, year_text(year), world_.authority_code(authority));
  output_.tally[stem + "all"] += cases.all;
  output_.tally[stem + "drug"] += cases.drug;
  output_.tally[stem + "alcohol"] += cases.alcohol;
}

/// A share in the table of published figures.
void Services::publish(std::string_view publication, std::string_view statistic, const Share& share) {
  const auto& place = world_.county.authorities[at(share.authority)];
  published_.text(publication).text(statistic).text("%").text(place.code).text(place.name).date(year_start(share.year)).date(year_start(share.year + 1) + (-1));
  published_.text("Persons").text("All ages").empty().empty().fixed(100 * static_cast<double>(share.count) / static_cast<double>(share.of), 1);
  published_.empty().empty().number(share.count).number(share.of).empty().end_row();
}

void Services::homelessness() {
  Sheet sheet(extract("homelessness_duties"), world_.key(Theme::faults));
  long long serial = 0;
  for (int year = 0; year < kYears; ++year)
    for (int authority = 0; authority < 3; ++authority) {
      Chance chance(world_.key(Theme::homelessness), static_cast<std::uint64_t>(year * 4 + authority));
      const auto residents = static_cast<double>(world_.population.aged_in(world_.county, authority, year, 0, kAges));
      Cases cases;
      cases.all = 20 + chance.poisson(residents / 1000 * std::array{5.2, 3.6, 2.4}[at(authority)]);
      for (long long i = 0; i < cases.all; ++i) {
        const Resident who = resident(world_, chance, authority, 18, 64);
        const bool drug = chance.happens(kHomelessDrug[at(authority)]), alcohol = chance.happens(kHomelessAlcohol[at(authority)]);
        sheet.text(fmt::format("HL{:02}-{:06}", world_.county.number, ++serial)).date(any_day(chance, year)).text(world_.authority_code(authority));
        sheet.text(chance.happens(0.48) ? "prevention" : "relief").text(who.male ? "Male" : "Female").number(who.age).text(who.ethnicity);
        sheet.text(chance.happens(0.62) ? "single adult" : "family with children").truth(drug).truth(alcohol).truth(chance.happens(drug || alcohol ? 0.6 : 0.22)).end_row();
        cases.drug += drug;
        cases.alcohol += alcohol;
      }
      tell("homelessness", authority, year, cases);
      const double times = authority == 2 && year == kYears - 1 ? kPublishedTimes : 1;
      publish("Statutory homelessness", "Households with a drug dependency need", {authority, year, std::min(cases.all, std::llround(static_cast<double>(cases.drug) * times)), cases.all});
      publish("Statutory homelessness", "Households with an alcohol dependency need", {authority, year, cases.alcohol, cases.all});
    }
  output_.parts.push_back(sheet.finish());
}

void Services::children() {
  Sheet sheet(extract("children_in_need"), world_.key(Theme::faults));
  long long serial = 0;
  for (int year = 0; year < kYears; ++year)
    for (int authority = 0; authority < 3; ++authority) {
      Chance chance(world_.key(Theme::children_in_need), static_cast<std::uint64_t>(year * 4 + authority));
      const auto young = static_cast<double>(world_.population.aged_in(world_.county, authority, year, 0, 17));
      Cases cases;
      cases.all = 20 + chance.poisson(young / 1000 * std::array{46, 36, 27}[at(authority)]);
      for (long long i = 0; i < cases.all; ++i) {
        const Resident who = resident(world_, chance, authority, 0, 17);
        const double gradient = std::exp(0.3 * world_.county.small_areas[who.home].deprivation);
        const bool drug = chance.happens(std::min(0.9, kChildDrug[at(authority)] * gradient)), alcohol = chance.happens(kChildAlcohol[at(authority)]);
        const double drug_mix = chance.uniform(), alcohol_mix = chance.uniform();
        sheet.text(fmt::format("CN{:02}-{:06}", world_.county.number, ++serial)).date(any_day(chance, year)).text(world_.authority_code(authority)).text(world_.small_area_code(who.home));
        sheet.text(who.male ? "Male" : "Female").number(who.age).text(who.ethnicity);
        sheet.truth(drug && drug_mix < 0.22 && who.age > 9).truth(drug && (drug_mix > 0.15 || who.age <= 9)).truth(drug && drug_mix > 0.92);
        sheet.truth(alcohol && alcohol_mix < 0.12 && who.age > 9).truth(alcohol && (alcohol_mix > 0.08 || who.age <= 9)).truth(alcohol && alcohol_mix > 0.9).end_row();
        cases.drug += drug;
        cases.alcohol += alcohol;
      }
      tell("children_in_need", authority, year, cases);
      publish("Characteristics of children in need", "Assessments with drugs as a factor", {authority, year, cases.drug, cases.all});
      publish("Characteristics of children in need", "Assessments with alcohol as a factor", {authority, year, cases.alcohol, cases.all});
    }
  output_.parts.push_back(sheet.finish());
}

void Services::surveys() {
  Sheet sheet(extract("survey_results"), world_.key(Theme::faults));
  constexpr std::string_view kHousehold = "household survey", kPupils = "survey of pupils", kHealth = "health survey";
  constexpr std::array<Answer, 11> kAnswers = {{{kHousehold, "used more than once a month", "any drug", 16, 59, 2.1, false}, {kHousehold, "used more than once a month", "any drug", 16, 24, 4.1, false},
                                                {kHousehold, "finds it easy to get", "any drug", 16, 59, 39, false}, {kHousehold, "thinks use acceptable", "cannabis", 16, 59, 33, false},
                                                {kPupils, "ever used", "any drug", 11, 15, 14, false}, {kPupils, "used in the last year", "any drug", 11, 15, 9, false},
                                                {kPupils, "used in the last month", "any drug", 11, 15, 5, false}, {kHealth, "drinks over 14 units a week", "alcohol", 18, 120, 22, true},
                                                {kHealth, "does not drink", "alcohol", 18, 120, 17, true}, {kHealth, "binge drinks", "alcohol", 18, 120, 15, true},
                                                {kPupils, "used in the last year", "cannabis", 11, 15, 6, false}}};
  for (int year = 0; year < kYears; ++year)
    for (const Answer& answer : kAnswers)
      for (const auto& [sex, times] : std::array<std::pair<std::string_view, double>, 3>{{{"Persons", 1}, {"Male", 1.12}, {"Female", 0.88}}}) {
        const double percent = answer.percent * times * (1 + 0.01 * year);
        if (world_.county.number == 0) survey_row(sheet, answer, {kEnglandCode, sex, year, percent});
        for (int authority = 0; answer.local && authority < 3; ++authority)
          survey_row(sheet, answer, {world_.authority_code(authority), sex, year, percent * std::array{0.85, 1.0, 1.15}[at(authority)]});
      }
  output_.parts.push_back(sheet.finish());
}

void Services::schools() {
  Sheet sheet(extract("school_audits"), world_.key(Theme::faults));
  constexpr std::array<std::string_view, 4> kTypes = {"primary", "primary", "secondary", "special"};
  for (int authority = 0; authority < 3; ++authority) {
    Chance chance(world_.key(Theme::school_audits), static_cast<std::uint64_t>(authority));
    const auto pupils = world_.population.aged_in(world_.county, authority, 3, 4, 16);
    const long long schools = 12 + pupils / 450;
    for (long long i = 0; i < schools; ++i) {
      const std::string_view type = kTypes[chance.below(kTypes.size())];
      const bool secondary = type == "secondary", drug = chance.happens(secondary ? 0.93 : 0.72), alcohol = chance.happens(secondary ? 0.88 : 0.6), tobacco = chance.happens(0.9);
      const bool taught = chance.happens(secondary ? 0.8 : 0.65);
      sheet.text(fmt::format("S{:02}{}-{:04}", world_.county.number, authority, i + 1)).date(*core::make_day(2023, 11, chance.whole(1, 28))).text(world_.authority_code(authority)).text(type);
      sheet.truth(drug).truth(alcohol).truth(tobacco).truth(taught).end_row();
      const std::string stem = "school_audits." + world_.authority_code(authority);
      ++output_.tally[stem + ".schools"];
      if (drug && alcohol && tobacco) ++output_.tally[stem + ".with_all_policies"];
      if (taught) ++output_.tally[stem + ".teaching_in_every_year"];
    }
  }
  output_.parts.push_back(sheet.finish());
}

void Services::brief_interventions() {
  Sheet sheet(extract("brief_interventions"), world_.key(Theme::faults));
  constexpr std::array<std::pair<std::string_view, double>, 4> kSettings = {{{"primary care", 1.0}, {"hospital", 0.6}, {"pharmacy", 0.25}, {"custody", 0.2}}};
  for (int year = 0; year < kYears; ++year)
    for (int authority = 0; authority < 3; ++authority) {
      Chance chance(world_.key(Theme::brief_interventions), static_cast<std::uint64_t>(year * 4 + authority));
      const auto adults = static_cast<double>(world_.population.aged_in(world_.county, authority, year, 16, kAges));
      for (const auto& [setting, share] : kSettings) {
        const auto delivered = std::llround(adults * 0.006 * share * (1 + 0.08 * year) * chance.between(0.9, 1.1));
        sheet.text(world_.authority_code(authority)).text(setting).date(year_start(year)).date(year_start(year + 1) + (-1)).number(4 + std::llround(30 * share * chance.between(0.7, 1.3))).number(delivered).end_row();
        output_.tally["brief_interventions.delivered"] += delivered;
      }
    }
  output_.parts.push_back(sheet.finish());
}

void Services::offenders() {
  Sheet sheet(extract("reoffending"), world_.key(Theme::faults));
  constexpr std::array<std::string_view, 5> kOffences = {"theft from shop", "possession of drugs", "assault", "burglary", "criminal damage"};
  for (int year = 0; year < kYears; ++year) {
    std::array<std::array<long long, 2>, 3> drug_cohort{};
    for (std::size_t person = 0; person < world_.people.size(); ++person) {
      const Person& who = world_.people[person];
      Chance chance(world_.key(Theme::reoffending), person * 8 + static_cast<std::uint64_t>(year));
      if (!chance.happens(who.uses_opiates_or_crack() ? 0.11 : 0.035)) continue;
      const core::Day day = any_day(chance, year);
      const int age = age_on(who.born, day), authority = world_.authority_of(who.small_area);
      if (!who.alive_on(day) || age < 18) continue;
      const bool drug = who.uses_opiates_or_crack() || chance.happens(0.12), again = chance.happens(who.uses_opiates_or_crack() ? kUserReoffending : kOtherReoffending);
      const Identity seen = known_as(world_, output_, Agency::police, person, chance);
      sheet.text(fmt::format("RC{:02}-{}{:06}", world_.county.number, year, person)).date(day).text(world_.authority_code(authority)).text(who.male ? "Male" : "Female").number(age);
      sheet.text(kEthnicityNames[who.ethnicity]).text(pick(chance, kOffences)).truth(drug);
      // The last year's cohort has not been followed up.
      if (year + 1 == kYears) sheet.empty().empty();
      else sheet.truth(again).number(again ? 1 + chance.poisson(2.1) : 0);
      sheet.text(seen.id).text(seen.forename).text(seen.surname).text(seen.born).end_row();
      if (!drug || year + 1 == kYears) continue;
      ++drug_cohort[at(authority)][0];
      drug_cohort[at(authority)][1] += again;
      ++output_.tally["reoffending.drug_cohort"];
      if (again) ++output_.tally["reoffending.drug_cohort_reoffended"];
    }
    for (int authority = 0; authority < 3 && year + 1 < kYears; ++authority)
      if (const auto& [all, again] = drug_cohort[at(authority)]; all > 0) publish("Proven reoffending statistics", "Proven reoffending, drug offences", {authority, year, again, all});
  }
  output_.parts.push_back(sheet.finish());
}

void Services::sentences() {
  Sheet sheet(extract("sentences"), world_.key(Theme::faults));
  constexpr std::array<std::string_view, 4> kSentences = {"community order", "suspended sentence order", "immediate custody", "other"};
  constexpr std::array<double, 4> kShares = {0.42, 0.22, 0.20, 0.16};
  for (std::size_t person = 0; person < world_.people.size(); ++person) {
    const Person& who = world_.people[person];
    Chance chance(world_.key(Theme::sentences), person);
    const double hazard = who.uses_opiates_or_crack() ? 0.10 : who.habit == Habit::alcohol ? 0.03 : 0.05;
    int number = 0;
    for (double years = chance.waiting_time(hazard); years < kYears; years += chance.waiting_time(hazard)) {
      const core::Day day = first_day() + static_cast<int>(years * 365.2);
      if (day > last_day() || !who.alive_on(day)) break;
      if (age_on(who.born, day) < 18) continue;
      const int authority = world_.authority_of(who.small_area);
      const std::size_t kind = chance.choose(kShares);
      const bool order = kind < 2, drugs = order && chance.happens(kDrugOrders[at(authority)]), alcohol = order && chance.happens(kAlcoholOrders[at(authority)]);
      const Identity seen = known_as(world_, output_, Agency::police, person, chance);
      sheet.text(fmt::format("SE{:02}-{:06}-{}", world_.county.number, person, ++number)).date(day).text(world_.authority_code(authority)).text(who.male ? "Male" : "Female");
      sheet.number(age_on(who.born, day)).text(kEthnicityNames[who.ethnicity]).text(who.uses_opiates_or_crack() ? "theft" : "assault").text(kSentences[kind]);
      sheet.truth(drugs).truth(alcohol).truth(order && chance.happens(0.02)).text(seen.id).text(seen.forename).text(seen.surname).text(seen.born).end_row();
      if (!order) continue;
      const std::string stem = "orders." + world_.authority_code(authority);
      ++output_.tally[stem + ".all"];
      if (drugs) ++output_.tally[stem + ".drug_rehabilitation"];
      if (alcohol) ++output_.tally[stem + ".alcohol_treatment"];
    }
  }
  output_.parts.push_back(sheet.finish());
}

/// Fractions of the made-up country: whole for what only drink causes, made up for the rest.
void Services::fractions() {
  if (world_.county.number != 0) return;
  Sheet sheet(extract("attributable_fractions"), world_.key(Theme::faults));
  struct Fraction {
    std::string_view diagnosis, condition;
    double male, female;
  };
  constexpr std::array<Fraction, 8> kFractions = {{{"F10", "mental and behavioural disorders due to alcohol", 1, 1}, {"K70", "alcoholic liver disease", 1, 1}, {"T51", "toxic effect of alcohol", 1, 1},
                                                   {"K85", "acute pancreatitis", 0.28, 0.14}, {"I10", "high blood pressure", 0.22, 0.09}, {"C15", "cancer of the oesophagus", 0.6, 0.35},
                                                   {"G40", "epilepsy", 0.3, 0.18}, {"S09", "head injury", 0.2, 0.1}}};
  for (const std::string_view outcome : {"admission", "death"})
    for (const Fraction& row : kFractions)
      for (const bool male : {true, false}) {
        sheet.text(outcome).text(row.diagnosis).text(row.condition).text(male ? "Male" : "Female").number(0).number(120).fixed(male ? row.male : row.female, 2);
        sheet.text("synthetic").text("made up for the synthetic county").end_row();
      }
  output_.parts.push_back(sheet.finish());
}

void Services::children_at_home() {
  for (int year = 0; year < kYears; ++year)
    for (int authority = 0; authority < 3; ++authority) {
      const auto& place = world_.county.authorities[at(authority)];
      const long long young = world_.population.aged_in(world_.county, authority, year, 0, 17);
      for (const auto& [whose, rate] : std::array<std::pair<std::string_view, double>, 2>{{{"opiate and crack users", 9.1}, {"dependent drinkers", 16.4}}}) {
        const double value = rate * std::array{1.4, 1.0, 0.7}[at(authority)];
        published_.text("Parents with alcohol and drug problems").text(fmt::format("Children living with {}", whose)).text("per 1,000 children").text(place.code).text(place.name);
        published_.date(year_start(year)).date(year_start(year + 1) + (-1)).text("Persons").text("All ages").empty().empty().fixed(value, 2).fixed(value * 0.8, 2).fixed(value * 1.2, 2);
        published_.number(std::llround(value * static_cast<double>(young) / 1000)).number(young).empty().end_row();
      }
    }
}

}  // namespace

Output make_services(const World& world) { return Services(world).run(); }

}  // namespace dmp::synth
