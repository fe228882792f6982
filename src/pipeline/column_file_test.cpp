#include "pipeline/column_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "core/file.hpp"
#include "pipeline/column_writer.hpp"
#include "pipeline/comparisons.hpp"
#include "pipeline/edition.hpp"

namespace dmp::pipeline {
namespace {

namespace fs = std::filesystem;

core::Estimate estimate(const std::string& indicator, int area, int year) {
  core::Estimate e;
  e.indicator_id = indicator, e.indicator_name = "Drug offences, \"all\"", e.domain = "CRI", e.unit = "per 1,000 residents", e.method = "rate, Byar's interval", e.polarity = "low", e.quality = "observed";
  e.area_code = "E01" + std::to_string(100'000 + area), e.area_name = "Ländlich " + std::to_string(area), e.area_type = area < 3 ? "authority" : "small area";
  e.period = std::to_string(year), e.period_start = e.period + "-01-01", e.period_end = e.period + "-12-31";
  e.estimate_id = indicator + ":" + e.area_code + ":" + e.period;
  e.value = area / 7.0 + year, e.denominator = 1'000;
  if (area % 5 == 0) e.suppressed = "suppressed", e.value = core::Estimate::kMissing;
  return e;
}

/// What the file holds, as lines of csv; of one area where it is named.
std::vector<std::string> lines_of(const ColumnFile& file, const std::string& area = {}) {
  std::vector<std::string> lines;
  for (std::size_t position = 0; position < file.indicators().size(); ++position) {
    const auto& shard = file.shard(position);
    const auto add = [&](std::size_t row) {
      std::string& line = lines.emplace_back();
      for (std::size_t column = 0; column < file.columns().names.size(); ++column) {
        shard->append_csv(line, column, row);
        line += ',';
      }
    };
    if (area.empty())
      for (std::size_t row = 0; row < shard->rows(); ++row) add(row);
    else
      for (const std::uint32_t row : shard->rows_of_area(area)) add(row);
  }
  return lines;
}

std::vector<std::string> lines_of(const core::DataTable& table) {
  std::vector<std::string> lines;
  for (const auto& row : table.rows()) {
    std::string& line = lines.emplace_back();
    for (const core::Cell& cell : row) line += (std::holds_alternative<std::string>(cell) ? core::csv_field(core::exact_text(cell)) : core::exact_text(cell)) + ",";
  }
  return lines;
}

class Columns : public ::testing::Test {
 protected:
  core::TemporaryFolder folder_{fs::temp_directory_path(), "dmp-columns-test-"};
  fs::path parquet_ = folder_.path() / "estimates.parquet", beside_ = folder_.path() / "estimates.columns";
};

TEST_F(Columns, OfASmallFileAreMadeWhenItIsOpened) {
  core::Estimates rows;
  for (int area = 0; area < 2'000; ++area) rows.push_back(estimate("a", area, 2020));
  rows.push_back(estimate("b", 7, 2021));
  rows.back().value = 0.1 + 0.2, rows.back().lower_95 = -0.0, rows.back().note = "a, \"b\"\nc", rows.back().estimate_id = "another kind of id";
  write_estimates(rows, parquet_);
  EXPECT_FALSE(fs::exists(beside_));
  const ColumnFile file(parquet_);
  EXPECT_EQ(file.rows(), rows.size());
  EXPECT_EQ(file.indicators(), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(lines_of(file), lines_of(table_of(rows)));
  EXPECT_EQ(file.shard(1)->estimate_id(0), "another kind of id");
  EXPECT_TRUE(std::signbit(file.shard(1)->number(file.columns().at("lower_95"), 0)));
  EXPECT_EQ(file.shard(0)->latest(), "2020");
  EXPECT_TRUE(file.shard(0)->rows_of_area("E01").empty());
  EXPECT_TRUE(file.shard(1)->rows_of_area("E01100008").empty());  // an area that only the other has
  EXPECT_FALSE(file.is_mapped());
  EXPECT_TRUE(file.note().empty());
}

TEST_F(Columns, TellWhatTheIndicatorsHave) {
  core::Estimates rows = {estimate("a", 1, 2020), estimate("a", 5, 2020), estimate("a", 5, 2021), estimate("a", 1, 2021)};
  rows[3].sex = "Female", rows[3].category_type = "ethnic group", rows[3].category = "Other";
  write_estimates(rows, parquet_);
  const ColumnFile file(parquet_);
  ASSERT_EQ(file.groups().size(), 4u);
  EXPECT_EQ(file.groups()[1].area_type, "small area");
  EXPECT_EQ(file.groups()[1].rows, 1u);
  EXPECT_EQ(file.groups()[1].suppressed, 1u);
  EXPECT_EQ(file.groups()[0].suppressed, 0u);
  EXPECT_TRUE(file.groups()[3].by_sex);
  EXPECT_FALSE(file.groups()[3].by_age);
  EXPECT_EQ(file.groups()[3].category, "Other");
  ASSERT_EQ(file.areas().size(), 2u);
  EXPECT_EQ(file.areas()[1].code, "E01100005");
  EXPECT_EQ(file.areas()[1].name, "Ländlich 5");
}

TEST_F(Columns, OfAnIndicatorWhoseRowsStandApartAreTogether) {
  core::Estimates rows;
  for (int area = 0; area < 3'000; ++area) rows.push_back(estimate(area % 2 ? "odd" : "even", area % 9, 2000 + area / 9));
  write_estimates(rows, parquet_);
  const ColumnFile file(parquet_);
  std::vector<std::string> expected = lines_of(table_of(rows));
  std::stable_partition(expected.begin(), expected.end(), [](const std::string& line) { return line.starts_with("even"); });
  EXPECT_EQ(lines_of(file), expected);
}

/// More rows than one row group of the Parquet file holds, written in parts.
class LargeColumns : public Columns {
 protected:
  static constexpr int kAreas = 13'000, kYears = 5;
  void SetUp() override {
    int written = 0;
    core::Estimates part;
    write_estimates([&]() -> std::span<const core::Estimate> {
      part.clear();
      for (int k = 0; k < 900 && written < 2 * kAreas * kYears; ++k, ++written) part.push_back(row(written));
      return part;
    }, parquet_);
  }
  static core::Estimate row(int i) { return estimate(i < kAreas * kYears ? "a" : "b", i / kYears % kAreas, 2015 + i % kYears); }
  static core::Estimates rows_of(int area) {
    core::Estimates rows;
    for (const char* indicator : {"a", "b"})
      for (int year = 0; year < kYears; ++year) rows.push_back(estimate(indicator, area, 2015 + year));
    return rows;
  }
};

TEST_F(LargeColumns, AnswerAsThoseOfASmallEditionDo) {
  ASSERT_TRUE(fs::exists(beside_));
  const ColumnFile file(parquet_);
  EXPECT_TRUE(file.note().empty());
  EXPECT_EQ(file.rows(), 2u * kAreas * kYears);
  for (const int area : {0, 1, 5, 4'711, kAreas - 1}) {
    write_estimates(rows_of(area), folder_.path() / "small.parquet");
    const ColumnFile small(folder_.path() / "small.parquet");
    const std::string code = rows_of(area)[0].area_code;
    EXPECT_EQ(lines_of(file, code), lines_of(small)) << area;
    EXPECT_EQ(lines_of(file, code), lines_of(read_estimates(parquet_, {"", code, ""}))) << area;
  }
  const std::vector<std::string> all = lines_of(file);
  core::Estimates every;
  for (int i = 0; i < 2 * kAreas * kYears; ++i) every.push_back(row(i));
  EXPECT_TRUE(all == lines_of(table_of(every)));
}

TEST_F(LargeColumns, AreTheSameBytesEachTime) {
  write_columns(parquet_, folder_.path() / "again");
  EXPECT_TRUE(core::read_file(beside_) == core::read_file(folder_.path() / "again"));
}

TEST_F(LargeColumns, ThatAreDamagedOrAnotherFilesAreMadeAgain) {
  const std::string whole = core::read_file(beside_);
  const std::vector<std::string> expected = lines_of(ColumnFile(parquet_), "E01104711");
  const auto expect_note = [&](const std::string& bytes, const std::string& why) {
    core::write_file_whole(beside_, bytes);
    const ColumnFile file(parquet_);
    EXPECT_EQ(file.note(), why);
    EXPECT_EQ(lines_of(file, "E01104711"), expected);
  };
  expect_note(whole.substr(0, whole.size() / 2), "estimates.columns was left aside: it is damaged");
  expect_note("", "estimates.columns was left aside: it is damaged");
  std::string changed = whole;
  changed[whole.size() - 300] ^= 1;  // in the header
  expect_note(changed, "estimates.columns was left aside: it is damaged");
  expect_note(whole, "");
  core::Estimates one = rows_of(4'711);
  write_estimates(one, parquet_);
  core::write_file_whole(beside_, whole);
  EXPECT_EQ(ColumnFile(parquet_).note(), "estimates.columns was left aside: it belongs to another file");
  EXPECT_EQ(lines_of(ColumnFile(parquet_)), expected);
}

TEST_F(LargeColumns, WithCellsOutOfRangeAreRefusedWhenRead) {
  std::string bytes = core::read_file(beside_);
  std::fill(bytes.begin() + 8, bytes.begin() + static_cast<std::ptrdiff_t>(bytes.size() / 3), '\xff');
  core::write_file_whole(beside_, bytes);
  const ColumnFile file(parquet_);
  try {
    lines_of(file);
    FAIL();
  } catch (const core::UserError& error) {
    EXPECT_EQ(error.kind(), core::ErrorKind::resource);
    EXPECT_NE(std::string(error.what()).find("estimates.columns"), std::string::npos);
    EXPECT_NE(error.mend().find("delete it"), std::string::npos);
  }
}

TEST_F(Columns, OfComparisonsHaveNoGroups) {
  core::Comparison comparison;
  comparison.estimate_id = "a:E06000032:2020", comparison.indicator_id = "a", comparison.area_code = "E06000032", comparison.area_name = "Luton", comparison.period = "2020", comparison.kind = "england";
  write_comparisons({comparison}, parquet_);
  const ColumnFile file(parquet_);
  EXPECT_TRUE(file.groups().empty());
  EXPECT_EQ(file.shard(0)->rows_of_area("E06000032").size(), 1u);
}

TEST_F(Columns, OfAParquetFileThatIsNotWholeAreRefused) {
  write_estimates({estimate("a", 1, 2020)}, parquet_);
  const std::string whole = core::read_file(parquet_);
  std::string changed = whole;
  std::fill(changed.begin() + 4, changed.begin() + 400, '\xff');  // among the rows
  for (const std::string& bytes : {std::string(), whole.substr(0, whole.size() / 2), whole.substr(0, whole.size() - 1), std::string("PAR1\xff\xff\xff\xffPAR1"), changed}) {
    core::write_file_whole(parquet_, bytes);
    try {
      const ColumnFile file(parquet_);
      FAIL();
    } catch (const core::UserError& error) {
      EXPECT_EQ(error.kind(), core::ErrorKind::resource);
      EXPECT_NE(error.mend().find("dmp build"), std::string::npos);
    }
    EXPECT_ANY_THROW(static_cast<void>(estimates_in(parquet_)));
  }
}

}  // namespace
}  // namespace dmp::pipeline
