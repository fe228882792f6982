#include "reports/invented_county.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <regex>
#include <set>

#include "reports/html.hpp"

namespace dmp::reports {
namespace {

using core::Estimate;

constexpr int kSide = 20;  // 20 x 20 small areas
constexpr int kYears = 5;

struct Plan {
  const char *id, *name, *question, *family, *domain, *tier, *unit, *polarity, *quality;
  double level;       ///< value in the first year
  double growth;      ///< a year
  double multiplier;  ///< 0: a plain count
  const char* category_type;
  bool small_areas;
};

const std::vector<Plan> kPlans = {
    {"drug_offence_rate", "Police-recorded drug offences", "How many drug offences do the police record for each 1,000 residents?", "crime", "CRI",
     "supporting", "per 1,000 residents", "none", "observed", 2.3, 0.06, 1000, "offence", true},
    {"drug_share_of_offences", "Share of offences that are drug offences", "How much of all recorded crime is drug crime?", "crime", "CRI",
     "supporting", "%", "none", "observed", 3.1, 0.03, 100, "", true},
    {"drug_test_positive", "Positive drug tests on arrest", "How many of those tested on arrest had taken cocaine or opiates?", "crime", "CRI",
     "local", "%", "none", "observed", 47, 0.02, 100, "result", false},
    {"suspects_under_25", "Drug suspects under 25", "How many suspects of drug supply are under 25?", "crime", "CRI", "local", "%", "none",
     "observed", 53, -0.01, 100, "", false},
    {"neighbourhood_crime", "Neighbourhood crime", "How much neighbourhood crime is there?", "crime", "CRI", "headline", "per 1,000 residents", "low",
     "observed", 18, -0.04, 1000, "offence", true},
    {"opiate_crack_users", "People who use opiates or crack", "How many people aged 15 to 64 use opiates, crack or both?", "use", "USE", "supporting",
     "per 1,000 residents aged 15 to 64", "low", "modelled", 8.9, 0.01, 1000, "", false},
    {"users_any_drug", "People who used any drug in the last year", "How many people used any illegal drug in the last year?", "use", "USE",
     "headline", "people", "low", "modelled", 34000, 0.01, 0, "drug", false},
    {"alcohol_dependence", "Adults dependent on alcohol", "How many adults may need specialist treatment for alcohol?", "use", "USE", "supporting",
     "%", "low", "modelled", 1.4, 0.0, 100, "", false},
    {"seizures", "Drug seizures", "How often do the police seize drugs?", "supply", "SUP", "supporting", "seizures", "none", "observed", 2200, 0.04,
     0, "drug", false},
    {"market_value", "Value of the local drugs market", "How much do residents spend on drugs in a year?", "supply", "SUP", "headline",
     "GBP per year", "none", "modelled", 98000000, 0.03, 0, "drug", false},
    {"county_lines_active", "Active county lines known", "How many county lines are known to be active?", "supply", "SUP", "headline", "lines", "low",
     "intelligence", 38, -0.05, 0, "direction", false},
    {"cuckooed_addresses", "Cuckooed addresses", "How many homes have been taken over by dealers?", "supply", "SUP", "local", "per 10,000 dwellings",
     "low", "observed", 5.2, 0.1, 10000, "", false},
    {"drug_deaths", "Deaths related to drug misuse", "How many people die because of drugs?", "harm", "DTH", "headline", "per 100,000 residents",
     "low", "observed", 4.8, 0.04, 100000, "", false},
    {"drug_admissions", "Hospital admissions for drug poisoning", "How many people are admitted to hospital with drug poisoning?", "harm", "DTH",
     "headline", "per 100,000 residents", "low", "observed", 52, -0.02, 100000, "", true},
    {"admissions_15_24", "Admissions of young people for substance misuse", "How many people aged 15 to 24 are admitted?", "harm", "DTH",
     "supporting", "per 100,000 residents aged 15 to 24", "low", "observed", 71, 0.01, 100000, "", false},
    {"adults_in_treatment", "Adults in treatment", "How many adults are in structured treatment?", "treatment", "ENG", "headline", "people", "high",
     "observed", 3100, 0.05, 0, "substance group", false},
    {"unmet_need_ocu", "Unmet need for treatment: opiates and crack", "How many of those who use opiates or crack are not in treatment?", "treatment",
     "ENG", "supporting", "%", "low", "modelled", 60.7, -0.02, 100, "", false},
    {"successful_completion", "Successful completion of treatment", "How many people complete treatment and do not come back within six months?",
     "treatment", "REC", "supporting", "%", "high", "observed", 6.2, 0.03, 100, "substance group", false},
    {"prison_continuity", "Continuity of care after prison", "How many people released from prison with a need start treatment within three weeks?",
     "treatment", "ENG", "headline", "%", "high", "observed", 36, 0.04, 100, "", false},
    {"deprivation", "Residents in the most deprived fifth of areas", "How many residents live in the most deprived fifth of England's small areas?",
     "context", "CTX", "supporting", "%", "low", "observed", 18.4, 0, 100, "", false},
    {"population", "Resident population", "How many people live here?", "context", "CTX", "supporting", "people", "none", "observed", 690000, 0.006,
     0, "", false},
};

const std::vector<Area> kAreas = {{"X10000001", "Avonmere", "county"},
                                  {"X06000001", "Port Avon", "authority"},
                                  {"X06000002", "Westmere", "authority"},
                                  {"X06000003", "Northdale and the Fens", "authority"}};
const double kAreaLevel[] = {1.0, 1.5, 0.8, 0.62};
const double kAreaPopulation[] = {690000, 225000, 190000, 275000};

/// A number in [0, 1) that depends on the text alone.
double chance(const std::string& text) {
  std::uint64_t state = 1469598103934665603ULL;
  for (const char c : text) state = (state ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  std::mt19937_64 generator(state);
  return static_cast<double>(generator() >> 11) * 0x1.0p-53;
}

std::string year_text(int year) { return fmt::format("{}/{:02}", 2019 + year, (20 + year) % 100); }

Estimate blank_row(const Plan& plan, const Area& area, int year) {
  Estimate row;
  row.indicator_id = plan.id, row.indicator_name = plan.name, row.domain = plan.domain, row.unit = plan.unit;
  row.area_code = area.code, row.area_name = area.name, row.area_type = area.type;
  row.period = year_text(year);
  row.period_start = fmt::format("{}-04-01", 2019 + year), row.period_end = fmt::format("{}-03-31", 2020 + year);
  row.estimate_id = fmt::format("{}:{}:{}", plan.id, area.code, row.period);
  row.polarity = plan.polarity, row.quality = plan.quality;
  row.method = plan.multiplier == 0 ? "count" : plan.multiplier == 100 ? "proportion" : "rate";
  row.sources = std::string(plan.family) == "treatment" ? "treatment_returns;population_estimates"
                : std::string(plan.family) == "use"     ? "household_survey"
                                                        : "street_crime;population_estimates";
  return row;
}

/// A value with a plausible count, denominator and interval for a population.
void fill(Estimate& row, const Plan& plan, double level, double population) {
  if (plan.multiplier == 0) {
    row.value = row.count = std::round(level * population / kAreaPopulation[0]);
    if (std::string(plan.quality) == "modelled") row.lower_95 = std::round(row.value * 0.78), row.upper_95 = std::round(row.value * 1.31);
    return;
  }
  row.denominator = plan.multiplier == 100 ? std::round(population / 150) : population;
  row.count = std::round(level * row.denominator / plan.multiplier);
  row.value = row.count / row.denominator * plan.multiplier;
  const double half = 1.96 * std::sqrt(std::max(row.count, 1.0)) / row.denominator * plan.multiplier;
  row.lower_95 = std::max(0.0, row.value - half), row.upper_95 = row.value + half * 1.05;
}

void compare(Estimate& row, const Plan& plan, double england) {
  if (plan.multiplier == 0) return;
  row.comparator = "England", row.comparator_value = england;
  const bool low = row.upper_95<england, high = row.lower_95> england;
  const std::string polarity = plan.polarity;
  row.significance = !low && !high ? "similar" : polarity == "none" ? (low ? "lower" : "higher") : (low == (polarity == "low") ? "better" : "worse");
}

void withhold(Estimate& row, const char* why) {
  row.suppressed = why;
  row.value = row.lower_95 = row.upper_95 = row.count = row.comparator_value = Estimate::kMissing;
  row.significance = "not compared";
}

void add_totals(ReportInput& input, const Plan& plan) {
  for (std::size_t a = 0; a < kAreas.size(); ++a) {
    for (int year = 0; year < kYears; ++year) {
      Estimate row = blank_row(plan, kAreas[a], year);
      const double drift = std::pow(1 + plan.growth, year) * (0.96 + 0.08 * chance(row.estimate_id));
      fill(row, plan, plan.level * kAreaLevel[a] * drift, kAreaPopulation[a]);
      compare(row, plan, plan.level * 1.02 * std::pow(1 + plan.growth / 2, year));
      row.trend = year < kYears - 1                ? "cannot be calculated"
                  : std::fabs(plan.growth) < 0.025 ? "no significant change"
                  : plan.growth > 0                ? "increasing"
                                                   : "decreasing";
      if (plan.growth > 0.03 && std::string(plan.polarity) != "none" && year == kYears - 1)
        row.trend += std::string(plan.polarity) == "high" ? " and getting better" : " and getting worse";
      if (std::string(plan.id) == "drug_deaths" && a == 2 && year >= 2) withhold(row, "suppressed");
      if (std::string(plan.id) == "prison_continuity" && a == 3 && year == kYears - 1) withhold(row, "missing");
      if (std::string(plan.id) == "cuckooed_addresses" && a == 3) withhold(row, "not applicable");
      input.estimates.push_back(row);
    }
  }
}

void add_breakdown(ReportInput& input, const Plan& plan, const std::string& kind, const std::vector<std::string>& groups) {
  for (std::size_t a = 0; a < kAreas.size(); ++a) {
    double share = 0.5;
    for (std::size_t g = 0; g < groups.size(); ++g, share *= 0.62) {
      Estimate row = blank_row(plan, kAreas[a], kYears - 1);
      if (kind == "sex") {
        row.sex = groups[g];
      } else if (kind == "age") {
        row.age = groups[g];
      } else {
        row.category_type = kind, row.category = groups[g];
      }
      row.estimate_id += fmt::format(":{}={}", kind, groups[g]);
      const double level = kind == "sex" || kind == "age" ? 0.5 + chance(row.estimate_id) : share;
      fill(row, plan, plan.level * kAreaLevel[a] * level, kAreaPopulation[a]);
      if (plan.multiplier != 0 && row.count < 8) withhold(row, "suppressed");
      input.estimates.push_back(row);
    }
  }
}

void add_breakdowns(ReportInput& input, const Plan& plan) {
  const std::string type = plan.category_type;
  if (type == "offence")
    add_breakdown(input, plan, type,
                  {"Possession of cannabis", "Possession of other drugs", "Trafficking", "Production or cultivation", "Other drug offences"});
  if (type == "drug")
    add_breakdown(input, plan, type,
                  {"Cannabis", "Powder cocaine", "Crack cocaine", "Heroin", "Ketamine", "MDMA", "Amphetamine", "Nitrous oxide", "Benzodiazepines",
                   "LSD", "Magic mushrooms", "Spice <synthetic> & others", "Methadone", "Steroids"});
  if (type == "substance group") add_breakdown(input, plan, type, {"Opiates", "Alcohol only", "Alcohol and other drugs", "Other drugs only"});
  if (type == "result") add_breakdown(input, plan, type, {"Cocaine only", "Both", "Opiates only"});
  if (type == "direction") add_breakdown(input, plan, type, {"Imported", "Exported", "Internal"});
  const std::string family = plan.family;
  if (family == "treatment" || family == "harm") add_breakdown(input, plan, "sex", {"Female", "Male"});
  if (family == "treatment") add_breakdown(input, plan, "age", {"18-24", "25-34", "35-49", "50-64", "65+"});
}

Area small_area(int column, int row) {
  const char* towns[] = {"Port Avon", "Westmere", "Northdale"};
  const int town = row >= 10 ? 2 : column < 9 ? 0 : 1;
  return {fmt::format("X01{:06}", row * kSide + column), fmt::format("{} {:03}{}", towns[town], row * 5 + column / 4 + 1, "ABCD"[column % 4]),
          "small area"};
}

void add_small_areas(ReportInput& input, const Plan& plan) {
  for (int row = 0; row < kSide; ++row) {
    for (int column = 0; column < kSide; ++column) {
      const Area area = small_area(column, row);
      for (int year = kYears - 2; year < kYears; ++year) {
        Estimate estimate = blank_row(plan, area, year);
        const double near_town = std::exp(-((column - 5.0) * (column - 5.0) + (row - 5.0) * (row - 5.0)) / 12) +
                                 0.6 * std::exp(-((column - 14.0) * (column - 14.0) + (row - 13.0) * (row - 13.0)) / 6);
        fill(estimate, plan, plan.level * (0.35 + 4 * near_town) * (0.5 + chance(estimate.estimate_id)), 1725);
        compare(estimate, plan, plan.level);
        if (chance(area.code) < 0.05) withhold(estimate, "suppressed");
        if (chance(area.code) > 0.985) withhold(estimate, "missing");
        input.estimates.push_back(estimate);
      }
    }
  }
}

Point corner(int column, int row) {
  const std::string key = fmt::format("{} {}", column, row);
  return {-0.7 + 0.03 * (column + 0.55 * (chance("x" + key) - 0.5)), 51.8 + 0.02 * (row + 0.55 * (chance("y" + key) - 0.5))};
}

/// The wavy line between two corners, the same from either side.
void append_edge(Ring& ring, Point a, Point b, const std::string& key, bool reverse) {
  std::vector<Point> points;
  for (int step = 0; step < 8; ++step) {
    const double t = step / 8.0, wave = 0.002 * (chance(fmt::format("{} {}", key, step)) - 0.5) * (step > 0);
    points.push_back({a.longitude + t * (b.longitude - a.longitude) + wave, a.latitude + t * (b.latitude - a.latitude) + wave});
  }
  points.push_back(b);
  if (reverse) std::reverse(points.begin(), points.end());
  ring.insert(ring.end(), points.begin(), points.end());
}

Ring cell(int left, int bottom, int right, int top) {
  Ring ring;
  for (int c = left; c < right; ++c) append_edge(ring, corner(c, bottom), corner(c + 1, bottom), fmt::format("h{} {}", c, bottom), false);
  for (int r = bottom; r < top; ++r) append_edge(ring, corner(right, r), corner(right, r + 1), fmt::format("v{} {}", right, r), false);
  for (int c = right; c-- > left;) append_edge(ring, corner(c, top), corner(c + 1, top), fmt::format("h{} {}", c, top), true);
  for (int r = top; r-- > bottom;) append_edge(ring, corner(left, r), corner(left, r + 1), fmt::format("v{} {}", left, r), true);
  return ring;
}

void add_shapes(ReportInput& input) {
  for (int row = 0; row < kSide; ++row) {
    for (int column = 0; column < kSide; ++column) {
      const Area area = small_area(column, row);
      input.map_areas.push_back({area.code, area.name, {{cell(column, row, column + 1, row + 1)}}});
    }
  }
  input.map_areas.push_back({"X06000001", "Port Avon", {{cell(0, 0, 9, 10)}}});
  input.map_areas.push_back({"X06000002", "Westmere", {{cell(9, 0, 20, 10)}}});
  input.map_areas.push_back({"X06000003", "Northdale and the Fens", {{cell(0, 10, 20, 20)}}});
  input.map_attribution = "invented for tests; no place in the world has these shapes.";
}

IndicatorNote note_of(const Plan& plan) {
  IndicatorNote note;
  note.id = plan.id, note.name = plan.name, note.question = plan.question, note.family = plan.family, note.domain = plan.domain,
  note.tier = plan.tier;
  note.unit = plan.unit, note.polarity = plan.polarity, note.quality = plan.quality;
  note.definition = "Offences or people recorded in the period, by where they were recorded, over the residents of the area.";
  note.method = plan.multiplier == 0     ? "Count of distinct records."
                : plan.multiplier == 100 ? "Proportion with Wilson's interval."
                                         : "Crude rate; Byar's interval, exact Poisson below ten events.";
  note.numerator_sql = fmt::format("SELECT lsoa_code AS place, month AS date\nFROM crime\nWHERE offence_group = 'drugs' AND name <> '{}'", plan.id);
  note.denominator_sql = "SELECT area_code AS place, year, population AS weight\nFROM population";
  note.citation = "An invented department (2024), Invented statistics, https://example.org/invented.";
  note.caveats = {"Recorded drug crime measures police activity as much as drug use."};
  if (note.quality == "modelled")
    note.caveats.emplace_back("The estimate depends on the survey it is scaled from, which leaves out prisons and people without a home.");
  return note;
}

void add_sources(ReportInput& input) {
  const auto source = [&](const char* id, const char* name, std::uint64_t rows, std::uint64_t rejected, std::uint64_t duplicates, int files) {
    SourceNote note{id,
                    name,
                    "An invented department",
                    "Open Government Licence v3.0",
                    fmt::format("An invented department, {}, https://example.org/{}.", name, id),
                    "April 2019 to March 2024, all of Avonmere.",
                    {}};
    for (int file = 0; file < files; ++file) {
      std::string hash;
      for (int i = 0; i < 64; ++i) hash += "0123456789abcdef"[static_cast<int>(16 * chance(fmt::format("{}{}{}", id, file, i)))];
      note.files.push_back({fmt::format("sources/2023-{:02}-{}.csv", file + 4, id), hash, rows, rows - rejected - duplicates, rejected, duplicates});
    }
    input.sources.push_back(note);
  };
  source("street_crime", "Street-level crime", 7431, 12, 0, 9);
  source("population_estimates", "Mid-year population estimates", 73892, 0, 0, 1);
  source("treatment_returns", "Treatment monitoring extract", 18221, 141, 37, 2);
  source("household_survey", "Household crime survey", 412, 0, 0, 1);
}

}  // namespace

ReportInput invented_county() {
  ReportInput input;
  input.edition = {"2024-03-31-7f3a91c2",
                   "Avonmere drugs market profile and needs assessment",
                   "How many people use drugs, what is sold, what harm is done, who gets help and who does not",
                   "Avonmere Combating Drugs Partnership",
                   "public",
                   "0.1.0",
                   "5be1c0de",
                   "2019/20 to 2023/24",
                   "2024-03-31"};
  input.areas = kAreas;
  std::vector<Plan> plans = kPlans;
  for (const Plan& plan : kPlans) {
    input.indicators.push_back(note_of(plan));
  }
  for (std::size_t i = plans.size(); i < 40; ++i) {
    IndicatorNote note = note_of(kPlans[i % kPlans.size()]);
    note.id += "_again", note.name += ", second source", note.tier = "local";
    input.indicators.push_back(note);
  }
  for (const Plan& plan : kPlans) {
    add_totals(input, plan), add_breakdowns(input, plan);
    if (plan.small_areas) add_small_areas(input, plan);
  }
  const std::size_t first_round = input.estimates.size();
  for (std::size_t row = 0; row < first_round; ++row) {
    Estimate again = input.estimates[row];
    if (again.area_type == "small area") continue;
    again.estimate_id.insert(again.indicator_id.size(), "_again");
    again.indicator_id += "_again", again.indicator_name += ", second source";
    const bool planned =
        std::any_of(input.indicators.begin(), input.indicators.end(), [&](const IndicatorNote& note) { return note.id == again.indicator_id; });
    if (planned) input.estimates.push_back(again);
  }
  add_shapes(input);
  add_sources(input);
  input.issues = {{"sources/2023-04-treatment_returns.csv", 812, 7, "not a date", core::Severity::error, 141,
                   "The start date is no date; use 2023-05-31 or 31/05/2023."},
                  {"sources/2023-09-street_crime.csv", 2210, 5, "unknown area", core::Severity::error, 108,
                   "The small area is not in the area look-up; check its vintage."},
                  {"sources/2023-04-household_survey.csv", 1, 0, "encoding guessed", core::Severity::warning, 412,
                   "The file is not UTF-8 and was read as Windows-1252."}};
  return input;
}

std::vector<std::string> links_to_nowhere(const std::string& page) {
  static const std::regex target(" id=\"([^\"]*)\""), link(" href=\"#([^\"]*)\"");
  std::set<std::string> targets;
  for (auto found = std::sregex_iterator(page.begin(), page.end(), target); found != std::sregex_iterator(); ++found) targets.insert((*found)[1]);
  std::set<std::string> missing;
  for (auto found = std::sregex_iterator(page.begin(), page.end(), link); found != std::sregex_iterator(); ++found) {
    const std::string href = (*found)[1];
    std::string id;
    for (std::size_t i = 0; i < href.size(); i += href[i] == '%' ? 3 : 1) id += href[i] == '%' ? static_cast<char>(std::stoi(href.substr(i + 1, 2), nullptr, 16)) : href[i];
    if (!targets.contains(escaped(id))) missing.insert("#" + href);
  }
  return {missing.begin(), missing.end()};
}

ReportInput one_figure() {
  ReportInput input;
  input.edition = {"one", "One figure", "", "A partnership", "public", "0.1.0", "", "2023/24", "2024-03-31"};
  input.areas = {kAreas[0]};
  input.indicators = {note_of(kPlans[0])};
  Estimate row = blank_row(kPlans[0], kAreas[0], kYears - 1);
  row.value = 2.345, row.lower_95 = 2.2, row.upper_95 = 2.5, row.count = 1618, row.denominator = 690000;
  input.estimates = {row};
  add_sources(input);
  return input;
}

}  // namespace dmp::reports
