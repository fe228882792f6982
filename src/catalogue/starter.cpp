#include "catalogue/starter.hpp"

#include <fmt/format.h>

#include <array>
#include <random>

namespace dmp::catalogue {
namespace {

// Codes that no real area has.
constexpr const char* kCounty = "E10000999";
constexpr std::array<const char*, 2> kAuthorities = {"E07000998", "E07000999"};
constexpr std::array<const char*, 2> kAuthorityNames = {"North Exampleshire", "South Exampleshire"};
constexpr int kSmallAreas = 12;

constexpr const char* kProfile = R"toml(# A profile: which areas, which period, which files. Lines that begin with # are comments.
# `dmp check` reads the files, `dmp build` makes the report; both are run in this folder, or with its name behind them.

title = "Drugs market profile of Exampleshire"      # stands on the report
subtitle = "An example with made-up figures"        # may be left out
organisation = "Exampleshire Combating Drugs Partnership"

# The areas the report is about, the largest first. Smaller areas inside them (wards, small areas) are found through
# the area look-up (sources/areas.csv here).
#   code     the area's code, as the look-up has it
#   name     as the report is to call it
#   type     small area | middle area | ward | authority | county | force | region | country
#   members  codes of the areas it is made of; only needed where the look-up does not say so
[[area]]
code = "E10000999"
name = "Exampleshire"
type = "county"
members = ["E07000998", "E07000999"]

[[area]]
code = "E07000998"
name = "North Exampleshire"
type = "authority"

[[area]]
code = "E07000999"
name = "South Exampleshire"
type = "authority"

# What to show. Without this block: all that the sources cover.
# Dates (2022-04-01) or periods in quotes ("2022/23", "2023", "2023-05").
[period]
start = "2022/23"
end = "2023/24"

# The files. A source's id says how its files are read: `dmp catalogue list` gives all ids, `dmp catalogue show crime`
# what the columns of one must be called. Several files, and patterns, may be named:
#   *  any text in a name      ?  one letter      **  any folders below
# required = false lets a source be absent; without it a source that has no file stops the run.
[[source]]
id = "areas"
files = ["sources/areas.csv"]

[[source]]
id = "population"
files = ["sources/population.csv"]

[[source]]
id = "crime"
files = ["sources/crime*.csv"]

[[source]]
id = "seizures"
files = ["sources/seizures*.csv"]
required = false

# Further folders that files may lie in; `files` is looked for there too. ${NAME} is taken from the environment,
# ${NAME:-folder} says what to use where it is not set (from this folder). No file may lie anywhere else.
# [data]
# roots = ["${DMP_DATA:-../data}"]

# The area that stands for England in comparisons.
[comparators]
england = "E92000001"

# The figures of the report's headline box, as indicator or indicator:AREA. Without this block: chosen by tier and family.
# [report]
# headlines = ["drug_offence_rate", "adults_in_treatment"]

# Compute only these indicators (ids, or patterns such as "drug_*"). Without this block: all that the sources allow.
# [indicators]
# only = ["drug_*"]

# How much of the machine to use. Without this block: what is there.
# [engine]
# memory_limit = "2GiB"
# threads = 2
)toml";

constexpr const char* kIndicator = R"toml(# An indicator of your own: the file's name is its id. Copy this file, change it, and run `dmp catalogue check .`.
# A file with the id of a built-in indicator replaces that one.

id = "own_cannabis_possession_rate"
name = "Possession of cannabis recorded by the police"
question = "How many offences of possessing cannabis do the police record for each 1,000 residents?"
domain = "CRI"                # USE CRI DTH SUP ENG REC CTX
family = "crime"              # crime | treatment | harm | use | supply | context
tier = "local"                # headline | supporting | local
method = "rate"               # count | proportion | rate | dsr | mean | ratio | published | unmet_need
unit = "per 1,000 residents"
multiplier = 1000
polarity = "none"             # low (low is good) | high | none
quality = "observed"          # observed | modelled | intelligence | perception
period = "financial year"
levels = ["county", "authority"]
comparator = "county"         # england | county | none
citation = "Definition of the partnership, 2026"
caveats = ["Recorded possession follows the police's activity as much as the use of cannabis."]

# One row for each thing counted: where (place) and when (date).
numerator = """
SELECT lsoa_code AS place, month AS date
FROM crime
WHERE offence_group = 'drugs' AND offence = 'possession' AND drug = 'cannabis herbal'
"""
# What it is divided by: residents, for the year in which the period begins.
denominator = """
SELECT area_code AS place, year, population AS weight
FROM population
"""

# A worked example: these rows in, these estimates out. It is checked as a test.
[[example]]
given.crime = [
  { crime_id = "1", lsoa_code = "E07000998", month = 2023-05-01, offence_group = "drugs", offence = "possession", drug = "cannabis herbal" },
  { crime_id = "2", lsoa_code = "E07000998", month = 2023-06-01, offence_group = "drugs", offence = "trafficking", drug = "heroin" },
]
given.population = [ { area_code = "E07000998", year = 2023, sex = "Persons", age_from = 0, age_to = 120, population = 4000 } ]
expect = [ { area_code = "E07000998", period = "2023/24", value = 0.25, count = 1, denominator = 4000 } ]
)toml";

constexpr const char* kReadme = R"(# A profile folder

    profile.toml      what the profile is about: areas, period, files (every key is explained there)
    sources/          the extracts; those here are made up
    catalogue/        your own definitions, in the same sub-folders as the built-in ones; one example is there
    narrative/        text for the report, in Markdown
    plan/             the delivery plan
    build/            everything computed; may be deleted at any time

1. `dmp check .` reads the extracts and tells which rows are bad, with file, line and column.
2. `dmp build .` computes the indicators and writes the report to build/.
3. `dmp estimates .` prints the numbers; `dmp explain . ID` says where one of them comes from.

To use your own data: put the extracts into sources/ in place of the made-up ones, with the same headers
(`dmp catalogue show crime` prints what each column means), and change the areas in profile.toml. Extracts of people
stay in this folder: only what has passed disclosure control goes into a report.
)";

constexpr const char* kNarrative = R"(# About this profile

Write here, in Markdown, what the figures do not say: why the profile was made, what local partners know, what
changed since the last one. A file named after a chapter (crime.md, treatment.md) stands at its beginning, summary.md
in the executive summary.

Figures are quoted, never typed, so that they are right in every edition. In {{drug_offence_rate:E10000999 period}} the
police recorded {{drug_offence_rate:E10000999 full}} as drug offences in {{drug_offence_rate:E10000999 area}}.
)";

constexpr const char* kPlan = R"(# Delivery plan

The actions of the partnership are kept in this folder, with their owners and dates.
)";

std::string small_area(int number) { return fmt::format("E01099{:03}", number + 1); }

int authority_of(int number) { return number < kSmallAreas / 2 ? 0 : 1; }

std::string areas_csv() {
  std::string text = "area_code,area_name,area_type,parent_code\n";
  text += fmt::format("{},Exampleshire,county,\n", kCounty);
  for (std::size_t i = 0; i < kAuthorities.size(); ++i) text += fmt::format("{},{},authority,{}\n", kAuthorities[i], kAuthorityNames[i], kCounty);
  for (int i = 0; i < kSmallAreas; ++i) {
    const auto authority = static_cast<std::size_t>(authority_of(i));
    text += fmt::format("{},{} {:03}A,small area,{}\n", small_area(i), kAuthorityNames[authority], i + 1, kAuthorities[authority]);
  }
  return text;
}

std::string population_csv() {
  struct Band {
    int from, to, people;
  };
  static constexpr std::array<Band, 6> kBands = {{{0, 17, 170}, {18, 24, 70}, {25, 34, 105}, {35, 49, 160}, {50, 64, 155}, {65, 120, 145}}};
  std::mt19937_64 random(2024);
  std::string text = "area_code,year,sex,age_from,age_to,population\n";
  for (const int year : {2022, 2023})
    for (int area = 0; area < kSmallAreas; ++area)
      for (const char* sex : {"Female", "Male"})
        for (const Band& band : kBands)
          text += fmt::format("{},{},{},{},{},{}\n", small_area(area), year, sex, band.from, band.to, band.people + static_cast<int>(random() % 41) - 20);
  return text;
}

/// A drug offence most often; what it concerns by weight.
std::string offence_cells(std::mt19937_64& random) {
  static constexpr std::array<const char*, 10> kCells = {
      "drugs,possession,cannabis herbal", "drugs,possession,cannabis herbal", "drugs,possession,cannabis herbal", "drugs,possession,powder cocaine",
      "drugs,trafficking,crack",          "drugs,trafficking,heroin",         "drugs,production,cannabis plants", "violence and sexual offences,,",
      "burglary,,",                       "shoplifting,,"};
  return kCells[random() % kCells.size()];
}

std::string crime_csv() {
  std::mt19937_64 random(404);
  std::string text =
      "crime_id,month,occurred_from,occurred_to,offence_group,offence,drug,lsoa_code,longitude,latitude,location,force,outcome,"
      "aggravating_drugs,aggravating_alcohol,aggravating_domestic\n";
  int number = 0;
  for (int month = 0; month < 24; ++month) {
    const int year = 2022 + (month + 3) / 12, calendar_month = (month + 3) % 12 + 1;
    for (int crime = 0; crime < 16; ++crime) {
      // Every month has crimes in both authorities; a third of them gather in one small area.
      const auto draw = static_cast<int>(random() % 18);
      const int area = crime < kSmallAreas ? (draw < 6 ? crime : draw % kSmallAreas) : 2;
      const auto day = static_cast<int>(random() % 28) + 1, hour = static_cast<int>(random() % 24);
      const std::string when = fmt::format("{:04}-{:02}-{:02} {:02}:00", year, calendar_month, day, hour);
      const std::string what = offence_cells(random);
      const char* outcome = random() % 3 == 0 ? "Charged" : random() % 2 == 0 ? "Community resolution" : "";
      const char* drugs = what.starts_with("drugs") ? "yes" : random() % 2 == 0 ? "no" : "";
      text += fmt::format("X/{:04}/{},{:04}-{:02},{},{},{},{},,,,Exampleshire Police,{},{},no,no\n", ++number, year % 100, year, calendar_month, when, when, what,
                          small_area(area), outcome, drugs);
    }
  }
  return text;
}

}  // namespace

std::vector<File> starter_files() {
  return {{"README.md", kReadme},
          {"catalogue/3-indicators/own_cannabis_possession_rate.toml", kIndicator},
          {"narrative/about.md", kNarrative},
          {"plan/README.md", kPlan},
          {"profile.toml", kProfile},
          {"sources/areas.csv", areas_csv()},
          {"sources/crime.csv", crime_csv()},
          {"sources/population.csv", population_csv()}};
}

}  // namespace dmp::catalogue
