#include "server/selection.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/errors.hpp"
#include "server/message.hpp"
#include "server/routes/answers.hpp"
#include "server/test_edition.hpp"

namespace dmp::server {
namespace {

namespace fs = std::filesystem;

class SelectionFrom : public ::testing::Test {
 protected:
  void SetUp() override { pipeline::write_estimates(rows_, file_); }
  core::TemporaryFolder folder_{fs::temp_directory_path(), "dmp-store-"};
  fs::path file_ = folder_.path() / "estimates.parquet";
  core::Estimates rows_ = testing::estimates();
};

TEST_F(SelectionFrom, EstimatesGivesEveryColumnOfEveryRowBack) {
  const ColumnFile store(file_);
  ASSERT_EQ(store.rows(), rows_.size());
  EXPECT_EQ(store.indicators(), (std::vector<std::string>{"drug_offence_rate", "deaths_rate"}));
  const Page page = select(store, {{0, 1}, {}, false}, {}, 1000, true);
  ASSERT_EQ(page.rows.size(), rows_.size());
  const core::DataTable wanted = pipeline::table_of(rows_);
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    std::string csv, expected;
    for (std::size_t column = 0; column < wanted.columns().size(); ++column) {
      page.rows[i].shard->append_csv(csv, column, page.rows[i].row);
      csv += ',';
      const std::string text = core::exact_text(wanted.rows()[i][column]);
      expected += (std::holds_alternative<std::string>(wanted.rows()[i][column]) ? core::csv_field(text) : text) + ",";
    }
    EXPECT_EQ(csv, expected);
    EXPECT_EQ(estimate_of(page.rows[i]).estimate_id, rows_[i].estimate_id);
  }
}

TEST_F(SelectionFrom, EstimatesFiltersByAreaPeriodAndMissingText) {
  const ColumnFile store(file_);
  EXPECT_EQ(select(store, {{0}, {{"area_code", {"E06000055", "E01000002"}, false}}, false}, {}, 100, true).total, 4u);
  EXPECT_EQ(select(store, {{0}, {{"area_code", {"E06000032"}, false}, {"sex", {"Persons"}, true}}, false}, {}, 100, true).total, 1u);
  EXPECT_EQ(select(store, {{0, 1}, {{"area_type", {"authority"}, false}}, true}, {}, 100, true).total, 5u);
  EXPECT_EQ(select(store, {{0, 1}, {{"suppressed", {"suppressed"}, false}}, false}, {}, 100, true).total, 1u);
  EXPECT_EQ(select(store, {{0}, {{"area_code", {"nowhere"}, false}}, false}, {}, 100, true).total, 0u);
}

TEST_F(SelectionFrom, EstimatesGivesPagesThatTogetherAreTheWhole) {
  const ColumnFile store(file_);
  std::vector<std::string> ids;
  Position from;
  for (int pages = 0; pages < 100; ++pages) {
    const Page page = select(store, {{0, 1}, {}, false}, from, 3, true);
    EXPECT_EQ(page.total, rows_.size());
    for (const Found& found : page.rows) ids.push_back(found.shard->estimate_id(found.row));
    if (!page.next) break;
    from = *page.next;
  }
  std::vector<std::string> wanted;
  for (const core::Estimate& row : rows_) wanted.push_back(row.estimate_id);
  EXPECT_EQ(ids, wanted);
}

TEST_F(SelectionFrom, EstimatesFindsARowByItsId) {
  const ColumnFile store(file_);
  const auto found = find_estimate(store, "drug_offence_rate:E06000032:2023/24:sex=Female");
  ASSERT_TRUE(found);
  std::string json;
  append_row(json, *found, {store.columns().at("estimate_id"), store.columns().at("value"), store.columns().at("category"), store.columns().at("indicator_name")});
  EXPECT_EQ(json, R"({"estimate_id":"drug_offence_rate:E06000032:2023/24:sex=Female","value":0.30000000000000004,"category":null,"indicator_name":"Drug offences"})");
  EXPECT_FALSE(find_estimate(store, "drug_offence_rate:E06000032:2023/25"));
  EXPECT_FALSE(find_estimate(store, ""));
  EXPECT_FALSE(find_estimate(store, "drug_offence_rate"));
}

TEST_F(SelectionFrom, AFileThatWasCutOffIsRefusedWithWhatToDo) {
  const std::string whole = core::read_file(file_);
  core::write_file_whole(file_, whole.substr(0, whole.size() / 2));
  try {
    const ColumnFile store(file_);
    FAIL();
  } catch (const core::UserError& error) {
    EXPECT_EQ(error.kind(), core::ErrorKind::resource);
    EXPECT_NE(error.mend().find("dmp build"), std::string::npos);
  }
}

TEST_F(SelectionFrom, ManyEstimatesWaitsForAWorkerWhereItGoesThroughThemAll) {
  core::Estimates many;
  for (int area = 0; area < 18'000; ++area) many.push_back(testing::estimate("drug_offence_rate", "E01" + std::to_string(area), "small area", 2021 + area % 3, 1));
  pipeline::write_estimates(many, file_);
  const ColumnFile one(file_);
  EXPECT_EQ(select(one, {{0}, {{"area_code", {"E017"}, false}}, false}, {}, 100, false).total, 1u);
  // Three times the same indicator stands for three as large.
  EXPECT_THROW(static_cast<void>(select(one, {{0, 0, 0}, {}, true}, {}, 100, false)), MustWait);
  EXPECT_EQ(select(one, {{0, 0, 0}, {}, true}, {}, 100, true).total, 18'000u);
  // Few areas of a type among many of another are found without them.
  many.insert(many.begin() + 9'000, testing::estimate("drug_offence_rate", "E06000032", "authority", 2023, 2));
  pipeline::write_estimates(many, file_);
  const ColumnFile with_authority(file_);
  EXPECT_EQ(select(with_authority, {{0, 0, 0}, {{"area_type", {"authority"}, false}}, false}, {}, 100, false).total, 3u);
  EXPECT_EQ(select(with_authority, {{0}, {{"area_type", {"authority"}, true}}, false}, {}, 100, true).total, 18'000u);
  EXPECT_EQ(select(with_authority, {{0}, {{"area_type", {"authority"}, false}, {"period", {"2021/22"}, false}}, false}, {}, 100, false).total, 0u);
}

}  // namespace
}  // namespace dmp::server
