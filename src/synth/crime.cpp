#include <fmt/format.h>

#include <array>
#include <cmath>

#include "synth/place_names.hpp"
#include "synth/themes.hpp"

namespace dmp::synth {
namespace {

enum class Risk { drugs, violence, deprivation };
enum class Hours { night, day, flat };

struct Group {
  std::string_view name;
  double per_1000_a_year;
  Risk risk;
  Hours hours;
  double suspects, victims;           ///< share of crimes with one in crime_people
  double alcohol, drugs, domestic;    ///< share with the marker, where it was filled in
};

constexpr std::array<Group, 14> kGroups = {{
    {"drugs", 3.0, Risk::drugs, Hours::night, 0.95, 0, 0.03, 0.60, 0.01},
    {"violence and sexual offences", 24.0, Risk::violence, Hours::night, 0.40, 0.90, 0.30, 0.10, 0.35},
    {"robbery", 1.0, Risk::violence, Hours::night, 0.15, 0.90, 0.08, 0.12, 0.01},
    {"burglary", 3.6, Risk::deprivation, Hours::flat, 0.07, 0, 0.03, 0.06, 0.01},
    {"anti-social behaviour", 10.0, Risk::deprivation, Hours::night, 0, 0, 0.15, 0.06, 0.02},
    {"vehicle crime", 4.6, Risk::deprivation, Hours::night, 0.04, 0, 0.01, 0.02, 0},
    {"shoplifting", 5.4, Risk::deprivation, Hours::day, 0.20, 0, 0.06, 0.12, 0},
    {"public order", 5.2, Risk::violence, Hours::night, 0.20, 0, 0.25, 0.06, 0.10},
    {"criminal damage and arson", 6.0, Risk::deprivation, Hours::night, 0.10, 0, 0.12, 0.04, 0.12},
    {"possession of weapons", 0.8, Risk::violence, Hours::night, 0.90, 0, 0.10, 0.20, 0.02},
    {"theft from the person", 0.9, Risk::violence, Hours::day, 0.03, 0, 0.03, 0.03, 0},
    {"bicycle theft", 1.1, Risk::deprivation, Hours::day, 0.02, 0, 0, 0.01, 0},
    {"other theft", 5.4, Risk::deprivation, Hours::day, 0.05, 0, 0.03, 0.03, 0.02},
    {"other crime", 1.6, Risk::deprivation, Hours::flat, 0.25, 0, 0.05, 0.05, 0.05},
}};

struct DrugShare {
  std::string_view drug;
  double share;
};
// Three quarters of drug crime is cannabis.
constexpr std::array<DrugShare, 12> kDrugs = {{{"cannabis herbal", 0.68}, {"cannabis resin", 0.02}, {"cannabis plants", 0.05}, {"powder cocaine", 0.095},
                                              {"heroin", 0.045}, {"crack", 0.045}, {"mdma", 0.01}, {"amphetamine", 0.015}, {"ketamine", 0.015},
                                              {"benzodiazepines", 0.01}, {"nitrous oxide", 0.005}, {"other", 0.01}}};

constexpr std::array<double, 12> kSeason = {0.98, 1.03, 1.05, 1.08, 1.07, 1.02, 1.02, 0.98, 0.93, 0.93, 0.92, 0.99};  // from April
constexpr std::array<double, 7> kWeekdayNight = {0.88, 0.88, 0.92, 0.96, 1.12, 1.28, 1.0};                            // from Monday
constexpr std::array<double, 24> kNightHours = {1.5, 1.2, 0.9, 0.6, 0.35, 0.25, 0.25, 0.35, 0.5, 0.6, 0.7, 0.8,
                                                0.9, 1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9, 1.8};
constexpr std::array<double, 24> kDayHours = {0.1, 0.05, 0.05, 0.05, 0.05, 0.1, 0.2, 0.5, 0.9, 1.2, 1.5, 1.8, 1.9, 1.9, 1.9, 1.8, 1.7, 1.5, 1.2, 0.9, 0.6, 0.4, 0.3, 0.2};
constexpr std::array<double, kYears> kTrend = {0.88, 0.97, 1.03, 1.05, 1.07};  // the year of the lockdowns was quiet

constexpr std::array<std::string_view, 6> kOutcomes = {"Investigation complete; no suspect identified", "Unable to prosecute suspect", "Suspect charged",
                                                       "Local resolution", "Offender given a caution", "Further investigation is not in the public interest"};
constexpr std::array<double, 6> kOutcomeShares = {0.46, 0.36, 0.08, 0.05, 0.02, 0.03};
constexpr std::array<double, 6> kDrugOutcomeShares = {0.06, 0.14, 0.30, 0.38, 0.06, 0.06};

/// Share of records in which the aggravating markers were filled in: it grows.
double completeness(int year) { return 0.55 + 0.09 * year; }

/// Writes the crimes of one financial year.
class CrimeYear {
 public:
  CrimeYear(const World& world, int year)
      : world_(world), year_(year), crimes_(extract("crime"), world.key(Theme::faults), year_label(year)),
        people_(extract("crime_people"), world.key(Theme::faults), year_label(year)),
        outcomes_(extract("crime_outcomes"), world.key(Theme::faults), year_label(year)),
        night_({kNightHours.begin(), kNightHours.end()}), day_({kDayHours.begin(), kDayHours.end()}), flat_(std::vector<double>(24, 1.0)) {}

  Output run();

 private:
  void crimes_of(int month, std::size_t group, std::size_t area);
  void crime(Chance& chance, int month, std::size_t group, std::size_t area);
  std::string_view drug_columns(Chance& chance);
  void place_columns(Chance& chance, std::size_t area);
  void marker_columns(Chance& chance, const Group& group);
  std::string_view outcome(Chance& chance, bool drugs, int month, std::size_t area);
  void suspect(Chance& chance, const Group& group, core::Day day);
  void victim(Chance& chance);
  void count_youth_violence(bool linked, bool convicted);

  const World& world_;
  int year_;
  Sheet crimes_, people_, outcomes_;
  Weights night_, day_, flat_;
  Output output_;
  std::string id_;
  long long serial_ = 0;
  std::array<std::array<long long, 3>, kGroups.size()> counted_{};
  std::array<long long, kDrugs.size()> drugs_{};
  std::map<std::size_t, long long> drugs_by_area_;
  Tally tally_;
};

core::Day draw_day(Chance& chance, int month, bool by_weekday) {
  const core::Day start = month_start(month);
  const auto days = static_cast<std::size_t>(month_start(month + 1) - start);
  for (;;) {
    const core::Day day = start + static_cast<int>(chance.below(days));
    if (!by_weekday || chance.happens(kWeekdayNight[static_cast<std::size_t>(weekday(day))] / 1.28)) return day;
  }
}

double risk_of(const County& county, const Hotspots& hotspots, const Group& group, std::size_t area) {
  switch (group.risk) {
    case Risk::drugs: return hotspots.drug_risk[area];
    case Risk::violence: return hotspots.violence_risk[area];
    case Risk::deprivation: return 0.85 * std::exp(0.25 * county.small_areas[area].deprivation);
  }
  return 1;
}

/// Crimes of a group that an area has in a month on average, without operations.
double expected_crimes(const County& county, const Hotspots& hotspots, const Group& group, std::size_t area, int month) {
  return county.small_areas[area].residents * group.per_1000_a_year / 12000 * risk_of(county, hotspots, group, area) * kSeason[static_cast<std::size_t>(month % 12)] *
         kTrend[static_cast<std::size_t>(month / 12)];
}

void CrimeYear::crimes_of(int month, std::size_t group, std::size_t area) {
  const auto& what = kGroups[group];
  const double mean = what.risk == Risk::drugs ? expected_drug_crimes(world_.county, world_.hotspots, world_.operations, area, month)
                                               : expected_crimes(world_.county, world_.hotspots, what, area, month);
  const std::uint64_t entity = (static_cast<std::uint64_t>(month) * kGroups.size() + group) * 65536 + area;
  Chance chance(world_.key(Theme::crime), entity);
  const int count = chance.poisson(mean);
  for (int i = 0; i < count; ++i) crime(chance, month, group, area);
  counted_[group][static_cast<std::size_t>(world_.authority_of(area))] += count;
  if (what.risk == Risk::drugs && count > 0) drugs_by_area_[area] += count;
}

std::string_view CrimeYear::drug_columns(Chance& chance) {
  std::array<double, kDrugs.size()> shares{};
  for (std::size_t i = 0; i < kDrugs.size(); ++i) shares[i] = kDrugs[i].share;
  const std::size_t drug = chance.choose(shares);
  ++drugs_[drug];
  const bool plants = kDrugs[drug].drug == "cannabis plants";
  const std::string_view offence = plants ? "production" : chance.happens(0.22) ? "trafficking" : "possession";
  crimes_.text(offence).text(kDrugs[drug].drug);
  ++tally_[fmt::format("crime_drug_offences.{}", offence)];
  return offence;
}

void CrimeYear::place_columns(Chance& chance, std::size_t area) {
  // A few crimes have no place: their share is part of the truth.
  if (chance.happens(0.012)) {
    crimes_.empty().empty().empty().text("No location");
    ++tally_["crime_places.missing"];
    return;
  }
  const auto& small_area = world_.county.small_areas[area];
  const std::size_t anchor = chance.below(8);
  const Vertex corner = small_area.outline[anchor];
  crimes_.text(small_area.code)
      .fixed((corner.longitude + static_cast<double>(small_area.centre.longitude)) / 2e6, 6)
      .fixed((corner.latitude + static_cast<double>(small_area.centre.latitude)) / 2e6, 6)
      .text("On or near " + street_name(static_cast<int>(area * 3 + anchor)));
}

void CrimeYear::marker_columns(Chance& chance, const Group& group) {
  if (!chance.happens(completeness(year_))) {
    crimes_.empty().empty().empty();
    return;
  }
  ++tally_["crime_markers.filled"];
  const bool drugs = chance.happens(group.drugs), alcohol = chance.happens(group.alcohol), domestic = chance.happens(group.domestic);
  crimes_.truth(drugs).truth(alcohol).truth(domestic);
  if (drugs) ++tally_["crime_markers.drugs"];
  if (alcohol) ++tally_["crime_markers.alcohol"];
}

std::string_view CrimeYear::outcome(Chance& chance, bool drugs, int month, std::size_t area) {
  const std::size_t what = chance.choose(drugs ? std::span<const double>(kDrugOutcomeShares) : std::span<const double>(kOutcomeShares));
  const int when = month + static_cast<int>(chance.below(4));
  if (when >= kMonths) return "Under investigation";
  outcomes_.text(id_).month(month_start(when)).text(kOutcomes[what]).text(world_.small_area_code(area)).text(world_.county.force).end_row();
  if (drugs) ++tally_[fmt::format("crime_drug_outcomes.{}", kOutcomes[what])];
  return kOutcomes[what];
}

void CrimeYear::crime(Chance& chance, int month, std::size_t group, std::size_t area) {
  const auto& what = kGroups[group];
  id_ = fmt::format("{:02}{:03}-{:07}", kFirstYear + year_ - 2000, world_.county.number, ++serial_);
  const core::Day day = draw_day(chance, month, what.hours == Hours::night);
  const Weights& hours = what.hours == Hours::night ? night_ : what.hours == Hours::day ? day_ : flat_;
  const int second = static_cast<int>(hours.draw(chance)) * 3600 + 300 * static_cast<int>(chance.below(12));
  const bool drugs = group == 0;
  // Whoever comes home to a burgled house knows only from when to when.
  const bool span = !drugs && what.hours != Hours::day && chance.happens(0.3);
  const bool overnight = span && day < last_day();
  crimes_.text(id_).month(day).moment(day, second).moment(overnight ? day + 1 : day, overnight ? second / 2 : second);
  crimes_.text(what.name);
  if (drugs) drug_columns(chance);
  else crimes_.empty().empty();
  place_columns(chance, area);
  crimes_.text(world_.county.force);
  crimes_.text(what.name == "anti-social behaviour" ? std::string_view{} : outcome(chance, drugs, month, area));
  marker_columns(chance, what);
  crimes_.end_row();
  if (chance.happens(what.suspects)) suspect(chance, what, day);
  if (chance.happens(what.victims)) victim(chance);
}

void CrimeYear::suspect(Chance& chance, const Group& group, core::Day day) {
  const bool drugs = group.risk == Risk::drugs;
  const bool male = chance.happens(drugs ? 0.90 : 0.78), under_25 = chance.happens(drugs ? 0.54 : 0.36);
  const std::size_t person = world_.people.draw_suspect(chance, male, under_25, day);
  const Person& who = world_.people[person];
  const Identity seen = known_as(world_, output_, Agency::police, person, chance);
  const int age = age_on(who.born, day);
  const bool young_violence = group.risk == Risk::violence && under_25;
  const bool gang = who.in_gang || (young_violence && chance.happens(0.36));
  const bool convicted = who.drug_conviction || (young_violence && chance.happens(0.07));
  const bool age_known = !chance.happens(0.02);
  people_.text(id_).text("suspect").text(male ? "Male" : "Female");
  if (age_known) people_.number(age);
  else people_.empty();
  people_.text(chance.happens(0.08) ? "Not stated" : kEthnicityNames[who.ethnicity]);
  people_.truth(gang).truth(who.in_crime_group).truth(convicted).text(seen.id).text(seen.forename).text(seen.surname).text(seen.born).end_row();
  if (young_violence) count_youth_violence(gang || who.in_crime_group, convicted);
  if (!drugs) return;
  ++tally_["drug_suspects.all"];
  if (male) ++tally_["drug_suspects.male"];
  if (age_known) ++tally_["drug_suspects.age_known"];
  if (age_known && age < 25) ++tally_["drug_suspects.under_25"];
}

void CrimeYear::count_youth_violence(bool linked, bool convicted) {
  ++tally_["youth_violence_suspects.all"];
  if (linked) ++tally_["youth_violence_suspects.gang_or_organised_crime"];
  if (convicted) ++tally_["youth_violence_suspects.previous_drug_conviction"];
}

void CrimeYear::victim(Chance& chance) {
  // Victims are people outside the registry; their names do not leave the force.
  people_.text(id_).text("victim").text(chance.happens(0.52) ? "Female" : "Male").number(chance.whole(12, 78));
  people_.text(chance.happens(0.15) ? "Not stated" : kEthnicityNames[chance.choose(ethnic_shares(Setting::borough))]);
  people_.empty().empty().empty().text("V" + id_).empty().empty().empty().end_row();
}

Output CrimeYear::run() {
  for (int month = 12 * year_; month < 12 * (year_ + 1); ++month)
    for (std::size_t group = 0; group < kGroups.size(); ++group)
      for (std::size_t area = 0; area < world_.county.small_areas.size(); ++area) crimes_of(month, group, area);
  output_.parts.push_back(crimes_.finish());
  output_.parts.push_back(people_.finish());
  output_.parts.push_back(outcomes_.finish());
  output_.tally = std::move(tally_);
  for (std::size_t group = 0; group < kGroups.size(); ++group)
    for (int authority = 0; authority < 3; ++authority)
      output_.tally[fmt::format("crime.{}.{}.{}", year_text(year_), world_.authority_code(authority), kGroups[group].name)] +=
          counted_[group][static_cast<std::size_t>(authority)];
  for (std::size_t drug = 0; drug < kDrugs.size(); ++drug) output_.tally[fmt::format("crime_drugs.{}", kDrugs[drug].drug)] += drugs_[drug];
  for (const auto& [area, count] : drugs_by_area_) output_.tally[fmt::format("drug_crime_by_area.{}", world_.small_area_code(area))] += count;
  return std::move(output_);
}

}  // namespace

double expected_drug_crimes(const County& county, const Hotspots& hotspots, const std::vector<PlantedOperation>& operations, std::size_t small_area, int month) {
  return expected_crimes(county, hotspots, kGroups.front(), small_area, month) * operation_effect(operations, small_area, month);
}

Output make_crime(const World& world, int year) { return CrimeYear(world, year).run(); }

}  // namespace dmp::synth
