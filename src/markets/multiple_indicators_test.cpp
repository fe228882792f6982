#include <gtest/gtest.h>

#include <cmath>

#include "markets/hidden.hpp"

namespace dmp::markets {
namespace {

/// Eight authorities of 100,000 adults; users follow the indicator x exactly: prevalence = 0.002 x^0.5. The first is the profile's own.
class MultipleIndicators : public testing::Test {
 protected:
  MultipleIndicators() : session(engine::open_database(":memory:", {})) {
    session->execute(
        "CREATE SCHEMA model; CREATE TABLE model.authority_member (member_code VARCHAR, area_code VARCHAR, level VARCHAR);"
        "CREATE TABLE population (area_code VARCHAR, year INTEGER, sex VARCHAR, age_from INTEGER, age_to INTEGER, population BIGINT, _source VARCHAR);"
        "CREATE TABLE drug_user_estimate (area_code VARCHAR, period_start DATE, period_end DATE, drug_group VARCHAR, method_version VARCHAR, value DOUBLE, value_state VARCHAR);");
    for (int i = 1; i <= 8; ++i) {
      const std::string code = "E0600000" + std::to_string(i);
      places.codes.push_back(code);
      const double x = i * i;
      values.push_back(x);
      session->execute("INSERT INTO model.authority_member VALUES ('" + code + "', '" + code + "', 'own'); INSERT INTO population VALUES ('" + code + "', 2023, 'Persons', 15, 39, 50000, 'p'), ('" + code + "', 2023, 'Persons', 40, 64, 50000, 'p')");
      publish(code, 100'000 * 0.002 * std::sqrt(x));
    }
    places.names = {"indicator"}, places.values = {values};
    inputs.period = core::financial_year(2023);
    inputs.areas.push_back({"E06000001", "Own", "authority", {}, {5000, 5000, 30000, 30000, 0, 0, 100'000, 150'000, true, 2023}, 0, {}});
  }
  void publish(const std::string& code, double users) {
    session->execute("INSERT INTO drug_user_estimate VALUES ('" + code + "', DATE '2022-04-01', DATE '2023-03-31', 'opiate and crack', 'linked', " + std::to_string(users) + ", 'value')");
  }
  std::unique_ptr<engine::Session> session;
  PlaceIndicators places;
  std::vector<double> values;
  MarketInputs inputs;
};

TEST_F(MultipleIndicators, PredictAnAreaFromTheOthersItsOwnEstimateLeftOut) {
  session->execute("UPDATE drug_user_estimate SET value = 9999 WHERE area_code = 'E06000001'");
  const auto found = predict_prevalence(*session, places, inputs);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NEAR(found[0].users, 200, 1e-6) << found[0].note;
  EXPECT_EQ(found[0].period, "2022/23");
  EXPECT_LT(found[0].error, 1e-9);
  EXPECT_GT(found[0].error_without, 0.2);
  EXPECT_NE(found[0].note.find("from 7 other places by indicator"), std::string::npos) << found[0].note;
}

TEST_F(MultipleIndicators, AreWithheldBelowFiveOtherPlacesOrWithoutIndicators) {
  session->execute("DELETE FROM drug_user_estimate WHERE area_code > 'E06000005'");
  auto found = predict_prevalence(*session, places, inputs);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(std::isnan(found[0].users));
  EXPECT_EQ(found[0].note, "withheld: 4 other places have a published estimate of one period, 5 are needed");
  publish("E06000006", 1200), publish("E06000007", 1400);
  places.values[0][0] = 0;
  found = predict_prevalence(*session, places, inputs);
  EXPECT_EQ(found[0].note.rfind("withheld: ", 0), 0U) << found[0].note;
}

TEST_F(MultipleIndicators, KeptByABuildAreReadAgain) {
  EXPECT_TRUE(read_indicator_prevalence(*session).empty()) << "nothing was kept";
  session->execute("CREATE TABLE model.indicator_prevalence (area_code VARCHAR, users DOUBLE, lower_95 DOUBLE, upper_95 DOUBLE, error DOUBLE, error_without DOUBLE, period VARCHAR, note VARCHAR); INSERT INTO model.indicator_prevalence VALUES "
                   "('E06000001', NULL, NULL, NULL, NULL, NULL, '', 'withheld: why'), ('E06000002', 200, 150, 260, 0.1, 0.3, '2022/23', 'from 7')");
  const auto kept = read_indicator_prevalence(*session);
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_TRUE(std::isnan(kept[0].users));
  EXPECT_EQ(kept[1].upper_95, 260);
}

}  // namespace
}  // namespace dmp::markets
