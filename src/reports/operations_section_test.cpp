#include <gtest/gtest.h>

#include "reports/invented_county.hpp"
#include "reports/report.hpp"

namespace dmp::reports {
namespace {

core::Estimate result(const ReportInput& input, const std::string& measure, const std::string& name, const std::string& category, const std::string& unit, double value) {
  core::Estimate estimate;
  estimate.indicator_id = "operation_card_" + measure;
  estimate.indicator_name = name;
  estimate.domain = "SUP";
  estimate.area_code = input.areas.front().code;
  estimate.area_name = input.areas.front().name;
  estimate.area_type = "county";
  estimate.period = "2020-06-01 to 2020-07-02";
  estimate.period_start = "2020-06-01";
  estimate.period_end = "2020-07-02";
  estimate.category_type = "operation";
  estimate.category = category;
  estimate.unit = unit;
  estimate.value = value;
  estimate.note = "Force press release, 2 July 2020 <b>";
  estimate.estimate_id = estimate.indicator_id + ":" + estimate.area_code + ":" + estimate.period + ":operation=" + category;
  return estimate;
}

TEST(OperationsSection, ShowsCardsAndSharesAsTables) {
  ReportInput input = invented_county();
  for (const char* measure : {"arrests", "seizure_value", "share"}) {
    IndicatorNote note;
    note.id = std::string("operation_card_") + measure;
    note.name = measure;
    note.family = "supply";
    note.domain = "SUP";
    input.indicators.push_back(note);
  }
  input.estimates.push_back(result(input, "arrests", "Arrests, by operation", "Days of action, June 2020", "arrests", 24));
  input.estimates.push_back(result(input, "seizure_value", "Stated value of drugs seized, by operation and basis", "Days of action, June 2020, street", "GBP", 3e6));
  input.estimates.push_back(result(input, "seizure_value", "Stated value of drugs seized, by operation and basis", "Days of action, June 2020, powder cocaine, wholesale", "GBP", 4e5));
  input.estimates.push_back(result(input, "share", "Share of the whole", "arrests: Days of action, June 2020 of the nation", "%", 3.2));
  const std::string page = html_report(input);
  EXPECT_NE(page.find("What single operations brought"), std::string::npos);
  EXPECT_NE(page.find("Arrests: 24 arrests"), std::string::npos);
  EXPECT_NE(page.find("Stated value of drugs seized (street): £3,000,000"), std::string::npos);
  EXPECT_NE(page.find("Stated value of drugs seized (powder cocaine, wholesale): £400,000"), std::string::npos) << "a result of one drug stands with its operation";
  EXPECT_EQ(page.find(">Days of action, June 2020, powder cocaine, wholesale<"), std::string::npos);
  EXPECT_NE(page.find("3.2%"), std::string::npos);
  EXPECT_NE(page.find("2 July 2020 &lt;b&gt;"), std::string::npos);
  EXPECT_EQ(page.find("<article class=\"indicator\" id=\"indicator-operation_card_"), std::string::npos) << "a card is no indicator of its own";
  EXPECT_NE(page.find("<li id=\"indicator-operation_card_arrests\">"), std::string::npos) << "links to the measure go to its first result";
  EXPECT_EQ(links_to_nowhere(page), std::vector<std::string>{});
  for (const std::string& print : {html_report(input, Medium::paper), document_report(input).html}) {
    EXPECT_EQ(print.find("What single operations brought"), std::string::npos) << "in print a list an operation";
    EXPECT_NE(print.find(">Days of action, June 2020</h4>"), std::string::npos);
    EXPECT_NE(print.find("<span id=\"indicator-operation_card_arrests\">Arrests: 24 arrests</span>"), std::string::npos);
  }
}

TEST(OperationsSection, IsNotThereWithoutOperations) { EXPECT_EQ(html_report(invented_county()).find("Single operations"), std::string::npos); }

}  // namespace
}  // namespace dmp::reports
