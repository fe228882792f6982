// Street-level crime from csv into a table: dmp's intake beside DuckDB's own reader, on the same files.
//
//   ingest_bench write DIR ROWS        street-level files of the public form, 500,000 rows each
//   ingest_bench dmp DIR [MEMORY]      through the intake (mapping, checks, duplicates) into a database file
//   ingest_bench duckdb DIR [MEMORY]   CREATE TABLE ... AS SELECT * FROM read_csv(...) into a database file
//
// Prints seconds and peak resident memory; script/bench runs the two in turn and prints the ratio.

#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "catalogue/catalogue.hpp"
#include "catalogue/profile.hpp"
#include "core/file.hpp"
#include "engine/engine.hpp"
#include "intake/intake.hpp"

namespace {

namespace fs = std::filesystem;

/// Weyl sequence mixed by the finaliser of MurmurHash3: reproducible and quick.
struct Mixed {
  std::uint64_t state = 1;
  std::uint64_t next() {
    std::uint64_t z = (state += 0x9E3779B97F4A7C15ull);
    z = (z ^ (z >> 33)) * 0xFF51AFD7ED558CCDull;
    z = (z ^ (z >> 33)) * 0xC4CEB9FE1A85EC53ull;
    return z ^ (z >> 33);
  }
};

void write_files(const fs::path& folder, long long rows) {
  static const char* kTypes[] = {"Drugs", "Violence and sexual offences", "Anti-social behaviour", "Shoplifting", "Public order", "Other theft", "Burglary", "Vehicle crime"};
  static const char* kOutcomes[] = {"Investigation complete; no suspect identified", "Unable to prosecute suspect", "Under investigation", "Status update unavailable"};
  fs::create_directories(folder / "sources");
  Mixed random;
  for (long long first = 0, file = 0; first < rows; first += 500'000, ++file) {
    const std::string month = fmt::format("20{:02}-{:02}", 10 + file / 12, file % 12 + 1);
    std::ofstream out(folder / "sources" / fmt::format("{}-street.csv", month), std::ios::binary);
    std::string text = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context\r\n";
    for (long long row = first; row < std::min(rows, first + 500'000); ++row) {
      const std::uint64_t a = random.next(), b = random.next();
      const unsigned area = static_cast<unsigned>(a % 35'000);
      fmt::format_to(std::back_inserter(text), "{:016x}{:016x}{:016x}{:016x},{},Invented Constabulary,Invented Constabulary,{:.6f},{:.6f},On or near Street {},E010{:05},Invented {:03}{},{},{},\r\n", a, b,
                     a ^ (b << 1), b ^ (a << 1), month, -2.0 + static_cast<double>(a >> 40) * 1e-7, 51.0 + static_cast<double>(b >> 40) * 1e-7, b % 750'000, area, area / 5,
                     static_cast<char>('A' + area % 5), kTypes[b % 8], kOutcomes[(a >> 20) % 4]);
      if (text.size() > (1u << 20)) {
        out << text;
        text.clear();
      }
    }
    out << text;
  }
  std::ofstream(folder / "profile.toml") << "title = \"Ingest benchmark\"\n[[area]]\ncode = \"E06000032\"\nname = \"Place\"\ntype = \"authority\"\n"
                                            "[[source]]\nid = \"police_uk_street\"\nfiles = [\"sources/*-street.csv\"]\n";
}

long long run_dmp(const fs::path& folder, const std::string& memory, const fs::path& work) {
  const auto profile = dmp::catalogue::read_profile(folder);
  const auto catalogue = dmp::catalogue::read_catalogue(dmp::catalogue::built_in_files(), {});
  dmp::engine::Settings settings;
  settings.memory_limit = memory;
  settings.temporary = work / "spill";
  const auto session = dmp::engine::open_database(work / "x.duckdb", settings);
  dmp::intake::IntakeSettings intake;
  intake.scratch = work;
  const auto report = dmp::intake::read_sources(*session, catalogue, profile, intake);
  session->execute("CHECKPOINT");
  long long loaded = 0;
  for (const auto& file : report.files) loaded += static_cast<long long>(file.loaded);
  return loaded;
}

long long run_duckdb(const fs::path& folder, const std::string& memory, const fs::path& work) {
  dmp::engine::Settings settings;
  settings.memory_limit = memory;
  settings.temporary = work / "spill";
  settings.file_access = true;
  const auto session = dmp::engine::open_database(work / "x.duckdb", settings);
  session->execute("SET preserve_insertion_order = false");
  session->execute("CREATE TABLE crime AS SELECT * FROM read_csv(" + dmp::engine::quoted_text((folder / "sources" / "*-street.csv").string()) + ", filename = true)");
  session->execute("CHECKPOINT");
  return static_cast<long long>(dmp::engine::fetch_number(*session, "SELECT count(*) FROM crime"));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  const std::string what = argv[1];
  const fs::path folder = argv[2];
  if (what == "write") {
    write_files(folder, argc > 3 ? std::atoll(argv[3]) : 5'000'000);
    return 0;
  }
  const dmp::core::TemporaryFolder work(folder, "bench-");
  const std::string memory = argc > 3 ? argv[3] : "";
  const auto began = std::chrono::steady_clock::now();
  const long long rows = what == "dmp" ? run_dmp(folder, memory, work.path()) : run_duckdb(folder, memory, work.path());
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::cout << fmt::format("{} rows={} seconds={:.2f} cpu={:.2f} peak_mib={}\n", what, rows, seconds,
                           static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6, usage.ru_maxrss / 1024);
}
