#include <algorithm>
#include <array>
#include <cmath>

#include "stats/normal.hpp"
#include "synth/themes.hpp"

namespace dmp::synth {
namespace {

void area(Sheet& sheet, std::string_view code, std::string_view name, std::string_view type, std::string_view parent) {
  sheet.text(code).text(name).text(type).text(parent).end_row();
}

void areas(const World& world, Output& output) {
  Sheet sheet(extract("areas"), world.key(Theme::faults));
  const County& county = world.county;
  // No area has England above it: the country's figures come as rows of their own and are not summed from one county.
  if (county.number == 0) {
    area(sheet, kEnglandCode, "England", "country", "");
    area(sheet, kOutsideCode, kOutsideName, "authority", "");
  }
  area(sheet, county.code, county.name, "county", "");
  area(sheet, county.force_code, county.force, "force", "");
  for (const auto& authority : county.authorities) {
    area(sheet, authority.code, authority.name, "authority", county.code);
    area(sheet, authority.code, authority.name, "authority", county.force_code);
  }
  for (const auto& ward : county.wards) area(sheet, ward.code, ward.name, "ward", world.authority_code(ward.authority));
  for (const auto& small : county.small_areas) area(sheet, small.code, small.name, "small area", county.wards[static_cast<std::size_t>(small.ward)].code);
  output.parts.push_back(sheet.finish());
}

void aliases(const World& world, Output& output) {
  Sheet sheet(extract("area_aliases"), world.key(Theme::faults));
  for (const auto& authority : world.county.authorities)
    for (const auto& alias : authority.aliases) sheet.text(authority.code).text(alias).text("as partners write it").end_row();
  output.parts.push_back(sheet.finish());
}

/// Parts of a whole by shares, rounded so that they add up: the largest part takes the rest.
std::vector<long long> parts_of(long long whole, const std::vector<double>& shares) {
  std::vector<long long> parts;
  long long sum = 0;
  for (const double share : shares) {
    parts.push_back(static_cast<long long>(share * static_cast<double>(whole)));
    sum += parts.back();
  }
  *std::max_element(parts.begin(), parts.end()) += whole - sum;
  return parts;
}

void census(const World& world, Output& output) {
  Sheet sheet(extract("ethnicity"), world.key(Theme::faults));
  constexpr std::array<std::string_view, 4> kOrientations = {"Straight or heterosexual", "Gay or lesbian", "Bisexual", "Not answered"};
  const auto write = [&](std::string_view code, long long people, long long adults, const std::vector<double>& ethnic) {
    const auto by_ethnicity = parts_of(people, ethnic);
    for (std::size_t i = 0; i < by_ethnicity.size(); ++i) sheet.text(code).number(2021).text("ethnicity").text(kEthnicityNames[i]).number(by_ethnicity[i]).end_row();
    const auto by_orientation = parts_of(adults, {0.894, 0.015, 0.016, 0.075});
    for (std::size_t i = 0; i < by_orientation.size(); ++i)
      sheet.text(code).number(2021).text("sexual orientation").text(kOrientations[i]).number(by_orientation[i]).end_row();
  };
  if (world.county.number == 0) write(kEnglandCode, england_aged(1, 0, kAges), england_aged(1, 16, kAges), {0.81, 0.03, 0.096, 0.042, 0.022});
  for (std::size_t i = 0; i < world.county.small_areas.size(); ++i) {
    Chance chance(world.key(Theme::population), 1000000 + i);
    const auto shares = ethnic_shares(world.county.setting_of(i));
    std::vector<double> local;
    double sum = 0;
    for (const double share : shares) {
      local.push_back(share * chance.log_normal(1, 0.35));
      sum += local.back();
    }
    for (double& share : local) share /= sum;
    write(world.small_area_code(i), world.population.aged(i, 1, 0, kAges), world.population.aged(i, 1, 16, kAges), local);
    output.tally["census.ethnicity_people"] += world.population.aged(i, 1, 0, kAges);
  }
  output.parts.push_back(sheet.finish());
}

void deprivation(const World& world, Output& output) {
  Sheet sheet(extract("deprivation"), world.key(Theme::faults));
  constexpr std::array<std::string_view, 8> kDomains = {"overall", "income", "employment", "education", "health", "crime", "housing", "environment"};
  for (std::size_t i = 0; i < world.county.small_areas.size(); ++i) {
    const auto& small = world.county.small_areas[i];
    Chance chance(world.key(Theme::deprivation), 1000000 + i);
    for (const int edition : {2019, 2025})
      for (std::size_t domain = 0; domain < kDomains.size(); ++domain) {
        const double noise = (domain == 0 ? 0.0 : domain > 5 ? 0.8 : 0.35) * chance.normal() + (edition == 2019 ? 0.08 * chance.normal() : 0.0);
        const double z = small.deprivation + noise;
        const bool planted = domain == 0 && edition == 2025;
        const int rank = planted ? small.rank : 1 + std::min(kNationalSmallAreas - 1, static_cast<int>((1 - stats::normal_probability(z)) * kNationalSmallAreas));
        sheet.text(small.code).number(edition).text(kDomains[domain]).fixed(18 * std::exp(0.6 * z), 3).number(rank);
        sheet.number(std::min(10, 1 + (rank - 1) * 10 / kNationalSmallAreas)).end_row();
      }
    if (small.decile == 1) ++output.tally["deprivation.small_areas_in_the_most_deprived_decile"];
  }
  output.parts.push_back(sheet.finish());
}

void dwellings(const World& world, Output& output) {
  Sheet sheet(extract("dwellings"), world.key(Theme::faults));
  for (std::size_t i = 0; i < world.county.small_areas.size(); ++i) {
    const double size = std::array{2.55, 2.40, 2.32}[static_cast<std::size_t>(world.county.setting_of(i))];
    for (int year = 0; year < kYears; ++year) {
      const auto count = std::llround(world.population.aged(i, year, 0, kAges) / size);
      sheet.text(world.small_area_code(i)).number(kFirstYear + year).number(count).end_row();
      if (year == kYears - 1) output.tally["dwellings.latest"] += count;
    }
  }
  output.parts.push_back(sheet.finish());
}

/// The kind of neighbourhood by its setting and deprivation, under names of no real classification.
std::string_view neighbourhood_of(Setting setting, double deprivation) {
  constexpr std::array<std::array<std::string_view, 3>, 3> kKinds = {{{"Town centre flats", "Terraced streets", "Inner suburbs"},
                                                                      {"Estates under pressure", "Mixed suburbs", "Established suburbs"},
                                                                      {"Market town edges", "Growing villages", "Settled countryside"}}};
  return kKinds[static_cast<std::size_t>(setting)][deprivation > 0.7 ? 0U : deprivation > -0.3 ? 1U : 2U];
}

void geodemographic_groups(const World& world, Output& output) {
  Sheet sheet(extract("geodemographic_groups"), world.key(Theme::faults));
  for (std::size_t i = 0; i < world.county.small_areas.size(); ++i) {
    const std::string_view kind = neighbourhood_of(world.county.setting_of(i), world.county.small_areas[i].deprivation);
    sheet.text(world.small_area_code(i)).text(kind).end_row();
    ++output.tally["geodemographic_groups." + std::string(kind)];
  }
  output.parts.push_back(sheet.finish());
}

void labour_row(Sheet& sheet, std::string_view code, int year, long long active, double percent) {
  const double unemployed = std::round(static_cast<double>(active) * percent / 100), error = 1.96 * std::sqrt(percent * (100 - percent) / 1400);
  // Published from July to June, as estimates of the labour market are.
  sheet.text(code).date(*core::make_day(kFirstYear + year, 7, 1)).date(*core::make_day(kFirstYear + year + 1, 6, 30)).text("Persons").text("16+").number(active);
  sheet.number(static_cast<long long>(unemployed)).fixed(percent, 1).fixed(std::max(0.0, percent - error), 1).fixed(percent + error, 1).end_row();
}

void labour_market(const World& world, Output& output) {
  Sheet sheet(extract("labour_market"), world.key(Theme::faults));
  for (int year = 0; year + 1 < kYears; ++year) {
    if (world.county.number == 0) labour_row(sheet, kEnglandCode, year, england_aged(year, 16, 64) * 78 / 100, 4.2 - 0.1 * year);
    long long in_county = 0;
    double unemployed = 0;
    for (int authority = 0; authority < 3; ++authority) {
      Chance chance(world.key(Theme::labour_market), static_cast<std::uint64_t>(year * 4 + authority));
      const long long active = world.population.aged_in(world.county, authority, year, 16, 64) * 78 / 100;
      const double percent = std::array{5.4, 3.4, 2.5}[static_cast<std::size_t>(authority)] * chance.between(0.95, 1.05);
      labour_row(sheet, world.authority_code(authority), year, active, percent);
      in_county += active;
      unemployed += static_cast<double>(active) * percent / 100;
    }
    labour_row(sheet, world.county.code, year, in_county, 100 * unemployed / static_cast<double>(in_county));
  }
  output.parts.push_back(sheet.finish());
}

void age_columns(Sheet& sheet, int age) { sheet.number(age).number(age == kAges - 1 ? 120 : age); }

}  // namespace

Output make_context(const World& world) {
  Output output;
  areas(world, output);
  aliases(world, output);
  census(world, output);
  deprivation(world, output);
  dwellings(world, output);
  geodemographic_groups(world, output);
  labour_market(world, output);
  return output;
}

Output make_population(const World& world, int year) {
  Output output;
  const std::string label = std::to_string(kFirstYear + year);
  Sheet sheet(extract("population"), world.key(Theme::faults), label);
  constexpr std::array<std::string_view, 2> kSexes = {"Male", "Female"};
  if (world.county.number == 0)
    for (int sex = 0; sex < 2; ++sex)
      for (int age = 0; age < kAges; ++age) {
        sheet.text(kEnglandCode).number(kFirstYear + year).text(kSexes[static_cast<std::size_t>(sex)]);
        age_columns(sheet, age);
        sheet.number(england_at(year, sex, age)).end_row();
      }
  std::array<long long, 3> totals{};
  for (std::size_t i = 0; i < world.county.small_areas.size(); ++i)
    for (int sex = 0; sex < 2; ++sex)
      for (int age = 0; age < kAges; ++age) {
        const int people = world.population.at(i, year, sex, age);
        sheet.text(world.small_area_code(i)).text(label).text(kSexes[static_cast<std::size_t>(sex)]);
        age_columns(sheet, age);
        sheet.number(people).end_row();
        totals[static_cast<std::size_t>(world.authority_of(i))] += people;
      }
  for (int authority = 0; authority < 3; ++authority)
    output.tally["population." + label + "." + world.authority_code(authority)] += totals[static_cast<std::size_t>(authority)];
  output.parts.push_back(sheet.finish());
  return output;
}

}  // namespace dmp::synth
