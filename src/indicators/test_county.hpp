#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "catalogue/catalogue.hpp"
#include "catalogue/schema.hpp"
#include "indicators/compute.hpp"

namespace dmp::indicators {

/// A county of two authorities with two small areas each, the built-in tables, and indicators written in the test.
class TestCounty {
 public:
  explicit TestCounty(std::size_t threads = 1) {
    for (const auto& file : catalogue::built_in_files())
      if (file.path.starts_with("2-tables/") || file.path == "reference/neighbour_model.toml") files_.push_back(file);
    engine::Settings settings;
    settings.threads = threads;
    session_ = engine::open_database(":memory:", settings);
    catalogue_ = catalogue::read_catalogue(files_, {});
    for (const auto& [id, table] : catalogue_.tables) session_->execute(catalogue::create_table_sql(table));
    session_->execute(
        "INSERT INTO area (area_code, area_name, area_type, parent_code) VALUES ('K1', 'County', 'county', NULL), ('A1', 'North', 'authority', 'K1'), ('A2', 'South', 'authority', 'K1'), "
        "('E01000001', 'North 1', 'small area', 'A1'), ('E01000002', 'North 2', 'small area', 'A1'), ('E01000003', 'South 1', 'small area', 'A2'), ('E01000004', 'South 2', 'small area', 'A2')");
    profile_.areas = {{"K1", "County", "county", {}}, {"A1", "North", "authority", {}}, {"A2", "South", "authority", {}}};
  }

  /// Adds an indicator: lines of TOML besides the ones every indicator needs.
  void indicator(const std::string& id, const std::string& toml) {
    files_.push_back({"3-indicators/" + id + ".toml",
                      "id = \"" + id + "\"\nname = \"Name\"\nquestion = \"Question?\"\ndomain = \"CRI\"\nfamily = \"crime\"\ntier = \"local\"\nunit = \"unit\"\nquality = \"observed\"\ncitation = \"none\"\n" +
                          toml + "\n[[example]]\ngiven.crime = []\nexpect = []\n",
                      {}});
    catalogue_ = catalogue::read_catalogue(files_, {});
  }

  void run(const std::string& sql) { session_->execute(sql); }

  /// n crimes a month in a small area, from one month to another ("2022-04-01").
  void crimes(const std::string& area, int n, const std::string& from, const std::string& to, const std::string& source = "police") {
    run("INSERT INTO crime (crime_id, month, offence_group, lsoa_code, _source) SELECT uuid()::VARCHAR, m::DATE, CASE i % 4 WHEN 0 THEN 'drugs' ELSE 'burglary' END, '" + area + "', '" + source +
        "' FROM generate_series(DATE '" + from + "', DATE '" + to + "', INTERVAL 1 MONTH) months(m), range(" + std::to_string(n) + ") rows(i)");
  }

  Computation compute() { return compute_estimates(*session_, catalogue_, profile_); }
  catalogue::Profile& profile() { return profile_; }
  const catalogue::Catalogue& catalogue() const { return catalogue_; }
  engine::Session& session() { return *session_; }

 private:
  std::vector<catalogue::File> files_;
  catalogue::Catalogue catalogue_;
  catalogue::Profile profile_;
  std::unique_ptr<engine::Session> session_;
};

/// The estimate of the id, or a failure of the test and an empty one.
inline core::Estimate estimate_of(const Computation& computation, const std::string& id) {
  const auto found = std::find_if(computation.estimates.begin(), computation.estimates.end(), [&](const core::Estimate& e) { return e.estimate_id == id; });
  if (found != computation.estimates.end()) return *found;
  ADD_FAILURE() << "no estimate " << id;
  return {};
}

/// The comparison of the estimate with a kind of comparator, or a failure of the test and an empty one.
inline core::Comparison comparison_of(const Computation& computation, const std::string& id, const std::string& kind) {
  for (const core::Comparison& comparison : computation.comparisons)
    if (comparison.estimate_id == id && comparison.kind == kind) return comparison;
  ADD_FAILURE() << "no comparison of " << id << " with " << kind;
  return {};
}

inline bool has_comparison(const Computation& computation, const std::string& id, const std::string& kind) {
  return std::any_of(computation.comparisons.begin(), computation.comparisons.end(), [&](const core::Comparison& c) { return c.estimate_id == id && c.kind == kind; });
}

inline bool has_estimate(const Computation& computation, const std::string& id) {
  return std::any_of(computation.estimates.begin(), computation.estimates.end(), [&](const core::Estimate& e) { return e.estimate_id == id; });
}

}  // namespace dmp::indicators
