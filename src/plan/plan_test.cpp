#include "plan/plan.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>

#include "core/errors.hpp"
#include "core/file.hpp"
#include "plan/conflict.hpp"
#include "plan/exchange.hpp"
#include "plan/fields.hpp"

namespace dmp::plan {
namespace {

namespace fs = std::filesystem;

const Author kAmy{"amy", "2026-01-05T09:00:00Z"}, kBen{"ben", "2026-01-06T10:00:00Z"};

class PlanTest : public ::testing::Test {
 protected:
  core::TemporaryFolder scratch{fs::temp_directory_path(), "plan-test-"};
  fs::path folder = scratch.path();

  /// Alters the file behind the program's back.
  void tamper(const std::string& sql) const {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(Plan::file_of(folder).c_str(), &database), SQLITE_OK);
    char* fault = nullptr;
    EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &fault), SQLITE_OK) << fault;
    sqlite3_close(database);
  }

  std::string fault_of(const std::function<void()>& work) const {
    try {
      work();
    } catch (const core::UserError& fault) {
      return fault.what();
    }
    return "no fault";
  }
};

TEST_F(PlanTest, ItemsAreAddedChangedAndKeepTheirHistory) {
  Plan plan = Plan::open(folder, true);
  const auto added = plan.add({{"title", "Meet everyone at the gate"}, {"owner", "Jo"}, {"domain", "ENG"}}, kAmy);
  EXPECT_EQ(added.id, "P-0001");
  EXPECT_EQ(added.version, 1);
  EXPECT_EQ(added.status, "not started");
  const auto changed = plan.update("P-0001", 1, {{"status", "in progress"}, {"cost_gbp", "12,500"}, {"milestones", "Pathway agreed | 2026-03-31; First release met | 2026-06-30 | 2026-06-12"}}, kBen);
  EXPECT_EQ(changed.version, 2);
  EXPECT_EQ(changed.cost_gbp, 12500);
  ASSERT_EQ(changed.milestones.size(), 2u);
  EXPECT_EQ(changed.milestones[1].done, "2026-06-12");
  plan.comment("P-0001", "The prison has agreed.", kAmy);
  const auto history = plan.history("P-0001");
  ASSERT_EQ(history.size(), 7u);
  EXPECT_EQ(history[3].field, "status");
  EXPECT_EQ(history[3].before, "not started");
  EXPECT_EQ(history[3].by, "ben");
  EXPECT_EQ(plan.get("P-0001").comments[0].text, "The prison has agreed.");
  EXPECT_TRUE(plan.verify().sound);
}

TEST_F(PlanTest, AnEditThatChangesNothingMakesNoVersion) {
  Plan plan = Plan::open(folder, true);
  plan.add({{"title", "A"}}, kAmy);
  EXPECT_EQ(plan.update("P-0001", 1, {{"title", " A "}}, kBen).version, 1);
  EXPECT_EQ(plan.history().size(), 1u);
}

TEST_F(PlanTest, AConflictNamesBothEdits) {
  Plan plan = Plan::open(folder, true);
  plan.add({{"title", "A"}, {"owner", "Jo"}}, kAmy);
  plan.update("P-0001", 1, {{"owner", "Sam"}}, kAmy);
  try {
    plan.update("P-0001", 1, {{"owner", "Kim"}}, kBen);
    FAIL() << "the second edit should be refused";
  } catch (const Conflict& conflict) {
    EXPECT_EQ(conflict.current_version(), 2);
    EXPECT_STREQ(conflict.what(),
                 "P-0001 was changed since you read it (you had version 1, it is at 2): amy set owner from 'Jo' to 'Sam' at 2026-01-05T09:00:00Z. You would have set owner to 'Kim' - look at both, then send "
                 "yours again with version 2");
  }
  EXPECT_EQ(plan.get("P-0001").owner, "Sam");
}

TEST_F(PlanTest, DependenciesInACircleAreRefused) {
  Plan plan = Plan::open(folder, true);
  for (const char* title : {"A", "B", "C"}) plan.add({{"title", title}}, kAmy);
  plan.update("P-0001", 0, {{"depends_on", "P-0002"}}, kAmy);
  plan.update("P-0002", 0, {{"depends_on", "P-0003"}}, kAmy);
  EXPECT_EQ(fault_of([&] { plan.update("P-0003", 0, {{"depends_on", "P-0001"}}, kAmy); }),
            "items of the plan wait for each other in a circle: P-0001 after P-0002 after P-0003 after P-0001 - take one of them out of depends_on");
  EXPECT_NE(fault_of([&] { plan.update("P-0003", 0, {{"depends_on", "P-0009"}}, kAmy); }).find("which is not in the plan"), std::string::npos);
  EXPECT_TRUE(plan.get("P-0003").depends_on.empty());
}

TEST_F(PlanTest, WrongTextsAreRefusedWithHowToMend) {
  Plan plan = Plan::open(folder, true);
  plan.add({{"title", "A"}}, kAmy);
  const auto fault = [&](const std::string& field, const std::string& text) { return fault_of([&] { plan.update("P-0001", 0, {{field, text}}, kAmy); }); };
  EXPECT_EQ(fault("due", "31/03/2026"), "'due' is no date: '31/03/2026' (P-0001) - write it as 2026-03-31");
  EXPECT_EQ(fault("target", "half"), "'target' is no number: 'half' (P-0001) - write it as 1234.5, without a unit");
  EXPECT_NE(fault("status", "done").find("'status' cannot be 'done'"), std::string::npos);
  EXPECT_NE(fault("ownr", "Jo").find("Did you mean 'owner'?"), std::string::npos);
  EXPECT_NE(fault("title", "").find("needs a title"), std::string::npos);
  EXPECT_NE(fault("owner", "a\x01").find("control character"), std::string::npos);
  EXPECT_NE(fault("owner", "\xff\xfe").find("not valid UTF-8"), std::string::npos);
  EXPECT_NE(fault_of([&] { (void)plan.get("P-0010"); }).find("Did you mean 'P-0001'?"), std::string::npos);
}

TEST_F(PlanTest, AlteringTheLogIsNoticed) {
  {
    Plan plan = Plan::open(folder, true);
    plan.add({{"title", "A"}, {"owner", "Jo"}}, kAmy);
    plan.update("P-0001", 0, {{"owner", "Sam"}}, kBen);
  }
  tamper("DROP TRIGGER change_is_never_altered; UPDATE change SET by = 'ben' WHERE number = 2");
  const Verification found = Plan::open(folder, false).verify();
  EXPECT_FALSE(found.sound);
  EXPECT_NE(found.problems[0].find("entry 2"), std::string::npos) << found.problems[0];
}

TEST_F(PlanTest, AlteringAnItemBehindTheLogIsNoticed) {
  Plan::open(folder, true).add({{"title", "A"}, {"owner", "Jo"}}, kAmy);
  tamper("UPDATE item SET fields = replace(fields, 'Jo', 'Sam')");
  const Verification found = Plan::open(folder, false).verify();
  ASSERT_FALSE(found.sound);
  EXPECT_EQ(found.problems[0], "P-0001 is not what the log says: it was altered by other means");
}

TEST_F(PlanTest, TheLogCannotBeAlteredByAccident) {
  Plan::open(folder, true).add({{"title", "A"}}, kAmy);
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(Plan::file_of(folder).c_str(), &database), SQLITE_OK);
  EXPECT_NE(sqlite3_exec(database, "UPDATE change SET by = 'x'", nullptr, nullptr, nullptr), SQLITE_OK);
  EXPECT_NE(sqlite3_exec(database, "DELETE FROM change", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(database);
}

TEST_F(PlanTest, ADamagedFileIsRefusedAndComesBackFromTheLog) {
  const fs::path sound = folder / "sound";
  fs::create_directory(sound);
  {
    Plan plan = Plan::open(sound, true);
    for (int i = 0; i < 40; ++i) plan.add({{"title", "Item " + std::to_string(i)}, {"owner", "Jo"}}, kAmy);
    plan.comment("P-0007", "Seen.", kBen);
  }
  const std::string whole = core::read_file(Plan::file_of(sound));
  std::string broken = whole;
  for (std::size_t at = 5000; at < broken.size(); at += 3) broken[at] = 'x';
  int number = 0;
  for (const std::string& bytes : {std::string("not a database at all, but long enough to be looked at as one"), whole.substr(0, whole.size() / 2), broken, std::string()}) {
    const fs::path hurt = folder / ("hurt-" + std::to_string(++number));
    fs::copy(sound, hurt, fs::copy_options::recursive);
    std::ofstream(Plan::file_of(hurt), std::ios::binary | std::ios::trunc) << bytes;
    const std::string fault = fault_of([&] { (void)Plan::open(hurt, true).verify(); });
    EXPECT_NE(fault.find("damaged"), std::string::npos) << number << ": " << fault;
    EXPECT_NE(fault.find("dmp plan recover"), std::string::npos) << fault;
    EXPECT_EQ(core::read_file(Plan::file_of(hurt)), bytes) << "a damaged file is left as it is";
    const Recovery recovery = recover(hurt);
    EXPECT_EQ(recovery.entries, 81);
    EXPECT_EQ(core::read_file(recovery.kept_as), bytes);
    Plan plan = Plan::open(hurt, false);
    EXPECT_EQ(plan.list().size(), 40u);
    EXPECT_EQ(plan.get("P-0007").comments.size(), 1u);
    EXPECT_TRUE(plan.verify().sound);
    EXPECT_EQ(plan.add({{"title", "Next"}}, kAmy).id, "P-0041");
  }
}

/// A plan of forty items and a comment (81 entries), damaged in one way or another, and what recovery makes of it.
class RecoveryTest : public PlanTest {
 protected:
  void SetUp() override {
    Plan plan = Plan::open(folder, true);
    for (int i = 0; i < 40; ++i) plan.add({{"title", "Item " + std::to_string(i)}, {"owner", "Jo"}}, kAmy);
    plan.comment("P-0007", "Seen.", kBen);
    rows = plan.list();
    head = plan.verify().head;
    log = core::read_file(Plan::log_of(folder));
    database = core::read_file(Plan::file_of(folder));
  }

  /// Both files as they were, and nothing kept from the time before.
  void SetUpAgain() const {
    fs::remove_all(folder / "plan");
    fs::create_directory(folder / "plan");
    write(Plan::log_of(folder), log);
    write(Plan::file_of(folder), database);
  }

  static void write(const fs::path& file, const std::string& bytes) { std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes; }

  static std::string flipped(std::string bytes, std::size_t at) {
    bytes[at] = static_cast<char>(bytes[at] ^ 0x04);
    return bytes;
  }

  /// Everything is there again, in both files, and the plan goes on.
  void expect_whole() const {
    Plan plan = Plan::open(folder, false);
    const Verification found = plan.verify();
    EXPECT_TRUE(found.sound) << found.problems[0];
    EXPECT_EQ(found.head, head);
    EXPECT_EQ(core::read_file(Plan::log_of(folder)), log);
    const core::PlanRows now = plan.list();
    ASSERT_EQ(now.size(), rows.size());
    for (std::size_t i = 0; i < now.size(); ++i) EXPECT_EQ(item_json(now[i]), item_json(rows[i]));
    EXPECT_EQ(plan.add({{"title", "Next"}}, kAmy).id, "P-0041");
    EXPECT_TRUE(plan.verify().sound);
  }

  core::PlanRows rows;
  std::string head, log, database;
};

TEST_F(RecoveryTest, ADamagedTextLogComesBackFromTheDatabase) {
  const std::size_t middle = log.find("\"by\":\"amy\"", log.size() / 2) + 7;
  for (const auto& [name, bytes] : std::map<std::string, std::string>{{"cut in a line", log.substr(0, log.size() / 2)}, {"a bit flipped", flipped(log, middle)}, {"emptied", ""}, {"other text", "hello\n"}}) {
    SCOPED_TRACE(name);
    SetUpAgain();
    write(Plan::log_of(folder), bytes);
    EXPECT_FALSE(Plan::open(folder, false).verify().sound);
    const Recovery recovery = recover(folder);
    EXPECT_EQ(recovery.restored_from, "the database");
    EXPECT_EQ(recovery.entries, 81);
    EXPECT_EQ(recovery.lost, 0);
    EXPECT_EQ(recovery.database_fault, "");
    EXPECT_NE(recovery.log_fault, "");
    EXPECT_EQ(recovery.kept_as, "");
    EXPECT_EQ(core::read_file(recovery.log_kept_as), bytes);
    expect_whole();
  }
}

TEST_F(RecoveryTest, AMissingTextLogComesBackFromTheDatabase) {
  fs::remove(Plan::log_of(folder));
  const Recovery recovery = recover(folder);
  EXPECT_EQ(recovery.restored_from, "the database");
  EXPECT_EQ(recovery.log_fault, "it is missing");
  EXPECT_EQ(recovery.log_kept_as, "");
  expect_whole();
}

TEST_F(RecoveryTest, ADamagedDatabaseComesBackFromTheTextLog) {
  const std::size_t in_an_entry = database.rfind("Item 20");
  ASSERT_NE(in_an_entry, std::string::npos);
  for (const auto& [name, bytes] : std::map<std::string, std::string>{{"cut", database.substr(0, database.size() / 2)}, {"a bit flipped in an item", flipped(database, in_an_entry)},
                                                                      {"a bit flipped in its header", flipped(database, 3)}, {"emptied", ""}}) {
    SCOPED_TRACE(name);
    SetUpAgain();
    write(Plan::file_of(folder), bytes);
    const Recovery recovery = recover(folder);
    EXPECT_EQ(recovery.restored_from, "the text log");
    EXPECT_EQ(recovery.entries, 81);
    EXPECT_EQ(recovery.log_fault, "");
    EXPECT_NE(recovery.database_fault, "");
    EXPECT_EQ(recovery.log_kept_as, "");
    EXPECT_EQ(core::read_file(recovery.kept_as), bytes);
    expect_whole();
  }
}

TEST_F(RecoveryTest, AMissingDatabaseIsToldAndComesBackFromTheTextLog) {
  fs::remove(Plan::file_of(folder));
  const std::string fault = fault_of([&] { (void)Plan::open(folder, false); });
  EXPECT_NE(fault.find("it is missing, though the log beside it has entries"), std::string::npos) << fault;
  EXPECT_NE(fault.find("dmp plan recover"), std::string::npos) << fault;
  EXPECT_EQ(recover(folder).restored_from, "the text log");
  expect_whole();
}

TEST_F(RecoveryTest, TwoFilesDamagedInDifferentPlacesMakeOneWholePlan) {
  write(Plan::log_of(folder), flipped(log, log.find("Item 3\"") + 5));
  tamper("DROP TRIGGER change_is_never_altered; UPDATE change SET after = 'Somebody' WHERE number = 70");
  const Recovery recovery = recover(folder);
  EXPECT_EQ(recovery.restored_from, "both, entry by entry");
  EXPECT_EQ(recovery.entries, 81);
  EXPECT_EQ(recovery.lost, 0);
  EXPECT_EQ(recovery.unsure_from, 0);
  EXPECT_TRUE(fs::exists(recovery.kept_as));
  EXPECT_TRUE(fs::exists(recovery.log_kept_as));
  expect_whole();
}

TEST_F(RecoveryTest, WhatNeitherFileHoldsIsToldAsLost) {
  write(Plan::log_of(folder), flipped(log, log.find("Item 20\"") + 5));  // entry 41
  tamper("DROP TRIGGER change_is_never_altered; UPDATE change SET after = 'Somebody' WHERE number = 41");
  const Recovery recovery = recover(folder);
  EXPECT_EQ(recovery.entries, 40);
  EXPECT_EQ(recovery.lost, 41);
  Plan plan = Plan::open(folder, false);
  EXPECT_EQ(plan.list().size(), 20U);
  EXPECT_TRUE(plan.verify().sound);
}

TEST_F(RecoveryTest, AnOlderCopyOfTheDatabaseDoesNotCutTheTextLog) {
  Plan::open(folder, false).update("P-0001", 0, {{"owner", "Sam"}}, kBen);
  log = core::read_file(Plan::log_of(folder));
  rows[0] = Plan::open(folder, false).get("P-0001");
  head = Plan::open(folder, false).verify().head;
  write(Plan::file_of(folder), database);
  const Recovery recovery = recover(folder);
  EXPECT_EQ(recovery.restored_from, "the text log");
  EXPECT_NE(recovery.database_fault.find("it ends at entry 81"), std::string::npos) << recovery.database_fault;
  expect_whole();
}

TEST_F(RecoveryTest, WhatIsWholeIsLeftAsItIs) {
  const Recovery recovery = recover(folder);
  EXPECT_EQ(recovery.restored_from, "nothing was damaged");
  EXPECT_EQ(recovery.kept_as + recovery.log_kept_as, "");
  EXPECT_EQ(core::read_file(Plan::file_of(folder)), database);
  expect_whole();
}

TEST_F(RecoveryTest, OfNothingThereIsNoPlan) {
  write(Plan::log_of(folder), "");
  write(Plan::file_of(folder), "");
  const std::string fault = fault_of([&] { (void)recover(folder); });
  EXPECT_NE(fault.find("there is nothing to make the plan from"), std::string::npos) << fault;
  EXPECT_NE(fault.find("put back a copy"), std::string::npos) << fault;
}

TEST_F(PlanTest, ALogTakenAwayIsWrittenAgain) {
  Plan plan = Plan::open(folder, true);
  plan.add({{"title", "A"}}, kAmy);
  fs::remove(Plan::log_of(folder));
  EXPECT_FALSE(plan.verify().sound);
  plan.update("P-0001", 0, {{"owner", "Jo"}}, kAmy);
  EXPECT_TRUE(plan.verify().sound) << plan.verify().problems[0];
}

TEST_F(PlanTest, WhatIsExportedIsImportedWithoutAChange) {
  Plan plan = Plan::open(folder, true);
  plan.add({{"title", "A, with \"quotes\""}, {"partners", "Police; Prison"}, {"target", "75"}, {"trajectory", "2026-03-31: 50; 2027-03-31: 75"}}, kAmy);
  plan.add({{"title", "B"}, {"depends_on", "P-0001"}}, kAmy);
  const core::DataTable table = table_of(plan.list());
  std::vector<std::vector<std::string>> cells;
  for (const auto& row : table.rows()) {
    cells.emplace_back();
    for (const core::Cell& cell : row) cells.back().push_back(core::exact_text(cell));
  }
  const auto same = plan.import(rows_of(table.columns(), cells), kBen);
  EXPECT_EQ(same.unchanged, 2u);
  EXPECT_EQ(same.changed + same.added, 0u);
  cells[1][2] = "B, done better";
  cells.push_back(std::vector<std::string>(table.columns().size()));
  cells.back()[2] = "C";
  const auto moved = plan.import(rows_of(table.columns(), cells), kBen);
  EXPECT_EQ(moved.changed, 1u);
  EXPECT_EQ(moved.added, 1u);
}

TEST_F(PlanTest, ASpreadsheetsFifteenDigitsAreNoChange) {
  Plan plan = Plan::open(folder, true);
  plan.add({{"title", "A"}, {"baseline", "18.272884283246977"}}, kAmy);
  const auto same = plan.import(rows_of({"Id", "Version", "Title", "Baseline"}, {{"P-0001", "1", "A", "18.272884283247"}}), kBen);
  EXPECT_EQ(same.unchanged, 1u);
  EXPECT_EQ(plan.import(rows_of({"Id", "Version", "Title", "Baseline"}, {{"P-0001", "1", "A", "18.2728843"}}), kBen).changed, 1u);
}

TEST_F(PlanTest, AnImportWithOneWrongRowChangesNothing) {
  Plan plan = Plan::open(folder, true);
  const std::string fault = fault_of([&] { plan.import(rows_of({"Title", "Due"}, {{"A", "2026-03-31"}, {"B", "soon"}}), kAmy); });
  EXPECT_NE(fault.find("row 3"), std::string::npos) << fault;
  EXPECT_TRUE(plan.list(true).empty());
  EXPECT_TRUE(plan.history().empty());
  EXPECT_NE(fault_of([&] { (void)rows_of({"Title", "Onwer"}, {}); }).find("Did you mean 'owner'?"), std::string::npos);
}

}  // namespace
}  // namespace dmp::plan
