// What operations do to recorded drug crime in synthetic counties is found at the stated error rates, and stands in an edition.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "../../bench/planted_operations.hpp"
#include "cases/run.hpp"
#include "core/file.hpp"

namespace dmp::planted {
namespace {

/// Stated: false alarms 5%, intervals that hold the truth 95%, both within three standard errors of 200 counties (the two effects shift the control a little).
TEST(PlantedOperations, AreFoundAtTheStatedErrorRate) {
  OperationRecovery r;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) add_operations(r, seed);
  RecordProperty("found", r.found);
  RecordProperty("false_alarms", r.false_alarms);
  RecordProperty("covered", r.covered);
  EXPECT_EQ(r.with_effect, 400);
  EXPECT_GE(r.without, 1900);
  EXPECT_GE(r.found, 0.85 * r.with_effect);
  EXPECT_LE(r.false_alarms, 0.065 * r.without);
  EXPECT_GE(r.covered, 0.935 * r.judged);
  EXPECT_NEAR(r.log_error / r.with_effect, 0, 0.04);
}

TEST(PlantedOperations, StandInTheEdition) {
  using Json = nlohmann::json;
  const Json truth = Json::parse(core::read_file(cases::small_county() / "truth.json"));
  const cases::Ended listed = cases::run({"estimates", cases::built_county().string(), "--audience", "restricted", "--indicator", "operation_effects", "--format", "json"});
  ASSERT_EQ(listed.exit_code, 0) << listed.errors;
  int found = 0, covered = 0;
  for (const Json& operation : truth.at("counties").at(0).at("operations"))
    for (const Json& row : Json::parse(listed.output)) {
      if (row.at("category") != operation.at("name")) continue;
      ++found;
      const double ratio = operation.at("drug_crime_ratio");
      covered += row.at("lower_95").get<double>() <= ratio && ratio <= row.at("upper_95").get<double>();
      EXPECT_NE(row.at("note").get<std::string>().find(operation.at("area").get<std::string>()), std::string::npos) << row.dump();
      EXPECT_NE(row.at("note").get<std::string>().find("adjusted"), std::string::npos) << row.dump();
    }
  // The first may begin before there are three months to hold it against.
  EXPECT_GE(found, 11);
  EXPECT_GE(covered, 10);
}

}  // namespace
}  // namespace dmp::planted
