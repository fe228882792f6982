// Writes the extracts of an invented England for measuring the whole catalogue: so many authorities over so many years,
// each with population by single year of age and records of every kind that the larger indicators count.
//   england_extracts FOLDER [authorities 309] [years 10] [records an authority and year 400]
#include <fmt/format.h>
#include <fmt/os.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>

namespace {

namespace fs = std::filesystem;

constexpr int kFirstYear = 2014;
constexpr int kAuthoritiesInACounty = 7;

/// A small congruential generator: the same extracts on every machine.
class Draw {
 public:
  std::uint32_t below(std::uint32_t n) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::uint32_t>((state_ >> 33) % n);
  }
  template <std::size_t N>
  const char* one_of(const std::array<const char*, N>& texts) {
    return texts[below(N)];
  }
  std::string date(int year) { return fmt::format("{}-{:02}-{:02}", year, 1 + below(12), 1 + below(28)); }
  const char* yes_or_no(std::uint32_t percent) { return below(100) < percent ? "yes" : "no"; }

 private:
  std::uint64_t state_ = 20260101;
};

struct England {
  fs::path folder;
  int authorities = 309, years = 10, records = 400;
  Draw draw;

  static std::string code(int authority) { return fmt::format("E0{}{:06}", 6 + authority % 4, 900 + authority); }

  /// One file: a header, then for each authority and year a share of the records.
  void file(const std::string& name, const std::string& header, double share, const std::function<std::string(int id, const std::string& place, int year)>& row) {
    auto out = fmt::output_file((folder / "sources" / name).string(), fmt::buffer_size = 1 << 20);
    out.print("{}\n", header);
    int id = 0;
    for (int authority = 0; authority < authorities; ++authority)
      for (int year = kFirstYear; year < kFirstYear + years; ++year)
        for (int i = 0; i < static_cast<int>(share * records); ++i) out.print("{}\n", row(++id, code(authority), year));
  }
};

constexpr std::array<const char*, 2> kSexes = {"Male", "Female"};
constexpr std::array<const char*, 4> kDrugGroups = {"opiate", "non-opiate", "non-opiate and alcohol", "alcohol"};
constexpr std::array<const char*, 6> kOffenceGroups = {"drugs", "violence and sexual offences", "robbery", "burglary", "vehicle crime", "other theft"};
constexpr std::array<const char*, 5> kExits = {"completed drug free", "completed occasional user", "transferred", "dropped out", "prison"};
constexpr std::array<const char*, 5> kDrugs = {"heroin", "crack", "powder cocaine", "cannabis herbal", "mdma"};

void write_profile(const England& england) {
  auto out = fmt::output_file((england.folder / "profile.toml").string());
  out.print("title = \"Invented England\"\n\n[areas]\nall = [\"country\", \"county\", \"authority\"]\nwithin = \"E92000001\"\n");
  for (const char* source : {"areas", "population", "crime", "arrests", "drug_tests", "treatment_episodes", "deaths", "hospital_admissions", "seizures", "drug_user_estimates", "prison_releases"})
    out.print("\n[[source]]\nid = \"{0}\"\nfiles = [\"sources/{0}.csv\"]\n", source);
}

void write_places(England& england) {
  auto areas = fmt::output_file((england.folder / "sources" / "areas.csv").string());
  areas.print("area_code,area_name,area_type,parent_code\nE92000001,England,country,\n");
  for (int county = 0; county * kAuthoritiesInACounty < england.authorities; ++county) areas.print("E10{0:06},County {0},county,E92000001\n", 900 + county);
  auto people = fmt::output_file((england.folder / "sources" / "population.csv").string(), fmt::buffer_size = 1 << 20);
  people.print("area_code,year,sex,age_from,age_to,population\n");
  auto users = fmt::output_file((england.folder / "sources" / "drug_user_estimates.csv").string());
  users.print("area_code,period_start,period_end,drug_group,method_version,value,lower_95,upper_95\n");
  for (int authority = 0; authority < england.authorities; ++authority) {
    const std::string code = England::code(authority);
    areas.print("{},Authority {},authority,E10{:06}\n", code, authority, 900 + authority / kAuthoritiesInACounty);
    for (int year = kFirstYear; year < kFirstYear + england.years; ++year) {
      for (const char* group : {"opiate and crack", "opiate", "crack", "alcohol dependence"})
        users.print("{},{}-04-01,{}-03-31,{},1,{},{},{}\n", code, year, year + 1, group, 900 + authority, 700 + authority, 1200 + authority);
      for (const char* sex : kSexes)
        for (int age = 0; age <= 90; ++age) people.print("{},{},{},{},{},{}\n", code, year, sex, age, age == 90 ? 120 : age, 600 + england.draw.below(600));
    }
  }
}

void write_records(England& england) {
  Draw& draw = england.draw;
  england.file("crime.csv", "crime_id,month,offence_group,offence,drug,lsoa_code,outcome,aggravating_drugs,aggravating_alcohol", 1, [&](int id, const std::string& place, int year) {
    return fmt::format("C{},{}-{:02},{},{},{},{},,{},{}", id, year, 1 + draw.below(12), draw.one_of(kOffenceGroups), draw.below(4) ? "possession" : "trafficking", draw.one_of(kDrugs), place,
                       draw.yes_or_no(9), draw.yes_or_no(11));
  });
  england.file("arrests.csv", "arrest_id,arrest_date,person_id,sex,age,ethnicity,offence_group,drug_or_alcohol_offence,trigger_offence,lsoa_code", 0.3, [&](int id, const std::string& place, int year) {
    return fmt::format("A{},{},P{},{},{},White,{},{},{},{}", id, draw.date(year), draw.below(900000), draw.one_of(kSexes), 14 + draw.below(50), draw.one_of(kOffenceGroups), draw.yes_or_no(22),
                       draw.yes_or_no(30), place);
  });
  england.file("drug_tests.csv", "test_id,test_date,authority_code,trigger_offence,eligible,tested,positive_opiates,positive_cocaine,assessed,referred,engaged", 0.2,
               [&](int id, const std::string& place, int year) {
                 return fmt::format("T{},{},{},{},yes,{},{},{},{},{},{}", id, draw.date(year), place, draw.yes_or_no(60), draw.yes_or_no(80), draw.yes_or_no(15), draw.yes_or_no(45), draw.yes_or_no(50),
                                    draw.yes_or_no(40), draw.yes_or_no(20));
               });
  england.file("treatment_episodes.csv",
               "episode_id,client_id,agency_code,authority_code,sex,age,ethnicity,client_group,drug_group,opiate,crack,referral_source,referral_date,start_date,first_intervention_date,injecting_status,"
               "mental_health_need,smoker,parent,discharge_date,discharge_reason",
               0.5, [&](int id, const std::string& place, int year) {
                 const std::string start = draw.date(year);
                 return fmt::format("E{0},K{1},AG{2},{3},{4},{5},White,adult,{6},{7},{8},self,{9},{9},{9},never,{10},{11},{12},{13},{14}", id, draw.below(600000), id % 500, place, draw.one_of(kSexes),
                                    18 + draw.below(50), draw.one_of(kDrugGroups), draw.yes_or_no(50), draw.yes_or_no(30), start, draw.yes_or_no(60), draw.yes_or_no(50), draw.yes_or_no(20),
                                    fmt::format("{}-12-29", year), draw.one_of(kExits));
               });
  england.file("deaths.csv", "death_id,registered_on,died_on,sex,age,authority_code,underlying_cause,drug_poisoning,drug_misuse,alcohol_specific", 0.1, [&](int id, const std::string& place, int year) {
    return fmt::format("D{},{},,{},{},{},X42,{},{},{}", id, draw.date(year), draw.one_of(kSexes), 18 + draw.below(60), place, draw.yes_or_no(60), draw.yes_or_no(40), draw.yes_or_no(40));
  });
  england.file("hospital_admissions.csv", "admission_id,admitted_on,sex,age,ethnicity,authority_code,primary_diagnosis,secondary_diagnoses", 0.4, [&](int id, const std::string& place, int year) {
    return fmt::format("H{},{},{},{},White,{},{},F10", id, draw.date(year), draw.one_of(kSexes), draw.below(90), place, draw.below(2) ? "F11" : "K70");
  });
  england.file("seizures.csv", "seizure_id,seized_on,drug,quantity,unit,purity_percent,authority_code,valuation_gbp,valuation_basis", 0.1, [&](int id, const std::string& place, int year) {
    return fmt::format("S{},{},{},{},g,,{},{},street", id, draw.date(year), draw.one_of(kDrugs), 1 + draw.below(500), place, 10 + draw.below(5000));
  });
  england.file("prison_releases.csv", "release_id,prisoner_id,prison,released_on,authority_code,drug_group,referred,engaged_on", 0.1, [&](int id, const std::string& place, int year) {
    return fmt::format("R{},Q{},Somewhere,{},{},opiate,{},", id, id, draw.date(year), place, draw.yes_or_no(60));
  });
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) {
    fmt::print(stderr, "usage: england_extracts FOLDER [authorities] [years] [records an authority and year]\n");
    return 2;
  }
  England england;
  england.folder = arguments[1];
  if (count > 2) england.authorities = std::atoi(arguments[2]);
  if (count > 3) england.years = std::atoi(arguments[3]);
  if (count > 4) england.records = std::atoi(arguments[4]);
  fs::create_directories(england.folder / "sources");
  write_profile(england);
  write_places(england);
  write_records(england);
  return 0;
}
