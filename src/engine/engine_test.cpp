#include "engine/engine.hpp"
#include "engine/lent_threads.hpp"

#include <gtest/gtest.h>

#include <atomic>

#include "core/errors.hpp"

namespace dmp::engine {
namespace {

std::unique_ptr<Session> in_memory() { return open_database(":memory:", {}); }

TEST(Session, GivesEveryKindOfColumn) {
  const auto session = in_memory();
  const auto table = fetch(*session,
                           "SELECT true AS b, 42::TINYINT AS i, 1.5::DECIMAL(18,2) AS d, 2.25::DOUBLE AS n, 'a text of some length' AS t, "
                           "DATE '2024-02-29' AS day, TIMESTAMP '1969-12-31 23:59:58' AS moment, NULL::VARCHAR AS nothing, sum(7)::HUGEINT AS h");
  ASSERT_EQ(table.rows().size(), 1u);
  const auto& row = table.rows()[0];
  EXPECT_EQ(std::get<bool>(row[0]), true);
  EXPECT_EQ(std::get<long long>(row[1]), 42);
  EXPECT_EQ(std::get<double>(row[2]), 1.5);
  EXPECT_EQ(std::get<double>(row[3]), 2.25);
  EXPECT_EQ(std::get<std::string>(row[4]), "a text of some length");
  EXPECT_EQ(std::get<std::string>(row[5]), "2024-02-29");
  EXPECT_EQ(std::get<std::string>(row[6]), "1969-12-31 23:59:58");
  EXPECT_TRUE(std::holds_alternative<std::monostate>(row[7]));
  EXPECT_EQ(std::get<long long>(row[8]), 7);
}

TEST(Session, BindsParametersWithoutReadingThemAsSql) {
  const auto session = in_memory();
  const std::vector<Value> parameters = {std::string("'; DROP TABLE x; --"), std::int64_t{7}, 0.5, true, std::monostate{}};
  const auto table = fetch(*session, "SELECT $1, $2::BIGINT, $3::DOUBLE, $4, $5::INTEGER IS NULL", parameters);
  EXPECT_EQ(std::get<std::string>(table.rows()[0][0]), "'; DROP TABLE x; --");
  EXPECT_EQ(std::get<bool>(table.rows()[0][4]), true);
}

TEST(Session, RefusesFilesNetworkAndSettings) {
  const auto session = in_memory();
  session->lock_settings();
  for (const char* sql : {"SELECT * FROM read_csv('/etc/passwd')", "SELECT * FROM read_text('/etc/passwd')", "COPY (SELECT 1) TO '/tmp/dmp_engine_test.csv'",
                          "ATTACH '/tmp/dmp_engine_test.db'", "INSTALL httpfs", "LOAD httpfs", "SET threads = 1", "SET enable_external_access = true",
                          "SELECT * FROM 'https://localhost/x.parquet'"})
    EXPECT_ANY_THROW(session->execute(sql)) << sql;
}

TEST(Session, KnowsWhatAStatementIs) {
  const auto session = in_memory();
  session->execute("CREATE TABLE crime(a INTEGER)");
  EXPECT_TRUE(session->kind_of("SELECT a FROM crime").is_select);
  EXPECT_TRUE(session->kind_of("WITH x AS (SELECT 1 AS one) SELECT one FROM x").is_select);
  EXPECT_FALSE(session->kind_of("DELETE FROM crime").is_select);
  EXPECT_FALSE(session->kind_of("COPY crime TO 'x.csv'").is_select);
  EXPECT_EQ(session->kind_of("SELECT 1; SELECT 2").statements, 2u);
  EXPECT_EQ(session->kind_of("not sql at all").statements, 0u);
  EXPECT_EQ(session->tables_read("SELECT * FROM crime JOIN other ON true"), (std::vector<std::string>{"crime", "other"}));
}

TEST(Session, DescribesColumnsOrSaysWhatIsWrong) {
  const auto session = in_memory();
  session->execute("CREATE TABLE crime(lsoa_code VARCHAR, month DATE)");
  std::string message;
  const auto columns = session->describe("SELECT lsoa_code AS place, month AS date FROM crime", message);
  ASSERT_TRUE(columns);
  EXPECT_EQ((*columns)[0].name, "place");
  EXPECT_EQ((*columns)[1].type, ColumnType::date);
  EXPECT_FALSE(session->describe("SELECT lsoa_cod FROM crime", message));
  EXPECT_NE(message.find("lsoa_code"), std::string::npos) << message;
}

/// Whole numbers 0 .. total-1, handed out in blocks.
class Counting final : public Stream {
 public:
  explicit Counting(std::int64_t total) : total_(total), columns_{{"n", ColumnType::integer}, {"t", ColumnType::text}, {"odd", ColumnType::number}} {}
  const std::vector<Column>& columns() const override { return columns_; }
  std::size_t parallelism() const override { return 4; }
  std::unique_ptr<Cursor> open() override { return std::make_unique<Share>(*this); }

 private:
  struct Share final : Cursor {
    explicit Share(Counting& owner) : owner_(owner) {}
    std::size_t fill(ChunkWriter& out) override {
      const std::int64_t first = owner_.next_.fetch_add(static_cast<std::int64_t>(out.capacity()));
      const std::int64_t end = std::min(owner_.total_, first + static_cast<std::int64_t>(out.capacity()));
      for (std::int64_t i = first; i < end; ++i) {
        const auto row = static_cast<std::size_t>(i - first);
        out.set_integer(0, row, i);
        out.set_text(1, row, i % 3 == 0 ? "short" : "a text longer than twelve bytes");
        if (i % 2) out.set_number(2, row, static_cast<double>(i));
      }
      return end > first ? static_cast<std::size_t>(end - first) : 0;
    }
    Counting& owner_;
  };
  std::int64_t total_;
  std::atomic<std::int64_t> next_{0};
  std::vector<Column> columns_;
};

TEST(Stream, IsReadByManyThreadsWithoutLoss) {
  const auto session = open_database(":memory:", {.threads = 4});
  Counting stream(1'000'003);
  session->attach_stream("counting", stream);
  session->execute("CREATE TABLE numbers AS SELECT * FROM counting()");
  const auto table = fetch(*session, "SELECT count(*), sum(n)::BIGINT, count(odd), count(DISTINCT t), max(length(t)) FROM numbers");
  EXPECT_EQ(std::get<long long>(table.rows()[0][0]), 1'000'003);
  EXPECT_EQ(std::get<long long>(table.rows()[0][1]), 1'000'002LL * 1'000'003 / 2);
  EXPECT_EQ(std::get<long long>(table.rows()[0][2]), 500'001);
  EXPECT_EQ(std::get<long long>(table.rows()[0][3]), 2);
  EXPECT_EQ(std::get<long long>(table.rows()[0][4]), 31);
}

TEST(LentThreads, ReadAStreamTogetherAndGoWhenTheyAreReturned) {
  const auto session = open_without_threads(":memory:", {.threads = 3});
  for (int turn = 0; turn < 3; ++turn) {
    Counting stream(300'007);
    const std::string name = "counting_" + std::to_string(turn);
    session->attach_stream(name, stream);
    {
      const auto lent = lend_threads(*session);
      session->execute("CREATE OR REPLACE TABLE numbers AS SELECT * FROM " + name + "()");
    }
    EXPECT_EQ(fetch_number(*session, "SELECT count(*) FROM numbers"), 300'007);
    EXPECT_EQ(fetch_number(*session, "SELECT sum(n) FROM numbers"), 300'006.0 * 300'007 / 2);
  }
}

TEST(LentThreads, AreNotNeededForAnyStatement) {
  const auto session = open_without_threads(":memory:", {});
  const auto other = session->connect();
  session->execute("CREATE TABLE numbers AS SELECT range AS n FROM range(100000)");
  EXPECT_EQ(fetch_number(*other, "SELECT count(DISTINCT n) FROM numbers"), 100000);
  EXPECT_ANY_THROW(open_without_threads(":memory:", {.memory_limit = "nonsense"}));
}

TEST(Appender, AddsRowsInOrder) {
  const auto session = in_memory();
  session->execute("CREATE TABLE t(a VARCHAR, b DOUBLE, c BIGINT, d DATE)");
  const auto appender = session->append_to("t");
  appender->add(std::vector<Value>{std::string("x"), 1.5, std::int64_t{3}, std::string("2024-01-31")});
  appender->add(std::vector<Value>{std::monostate{}, std::numeric_limits<double>::quiet_NaN(), std::int64_t{4}, std::monostate{}});
  appender->flush();
  const auto table = fetch(*session, "SELECT * FROM t ORDER BY c");
  EXPECT_EQ(std::get<std::string>(table.rows()[0][3]), "2024-01-31");
  EXPECT_TRUE(std::holds_alternative<std::monostate>(table.rows()[1][1]));
}

TEST(Open, SpillsToAFolderThoughSqlMayReachNoFile) {
  const auto folder = std::filesystem::temp_directory_path() / "dmp_engine_spill_test";
  std::filesystem::remove_all(folder);
  {
    const auto session = open_database(":memory:", {.threads = 2, .memory_limit = "60MB", .temporary = folder});
    session->lock_settings();
    session->execute("CREATE TABLE big AS SELECT hash(i) AS h, i FROM range(6000000) t(i)");
    EXPECT_EQ(fetch_number(*session, "SELECT count(*) FROM (SELECT h FROM big ORDER BY h)"), 6'000'000);
  }
  std::filesystem::remove_all(folder);
}

TEST(Open, SaysWhatIsWrongWithASetting) {
  EXPECT_THROW(open_database(":memory:", {.memory_limit = "a lot"}), core::UserError);
  EXPECT_THROW(open_database("/no/such/folder/x.duckdb", {}), core::UserError);
}

}  // namespace
}  // namespace dmp::engine
