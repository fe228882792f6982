#include <clocale>

#include "core/hash.hpp"
#include "intake/containers/opening_case.hpp"

namespace dmp::intake::containers {
namespace {

using Gzip = OpeningCase;
using ZipFile = OpeningCase;

Limits small_limits() {
  Limits limits;
  limits.ratio_free_bytes = 1 << 20;
  limits.max_ratio = 100;
  return limits;
}

TEST_F(Gzip, IsToldByItsBytesNotItsName) {
  const std::string packed = gzip("a,b\n1,2\n");
  const auto path = file("a.csv", packed);
  const OpenedTable table = open_one(path);
  EXPECT_EQ(text_of(table), "a,b\n1,2\n");
  EXPECT_EQ(table.name, path.string());
  EXPECT_EQ(table.sha256.get(), core::sha256(packed));
}

TEST_F(Gzip, MayHaveSeveralMembersAndPadding) {
  EXPECT_EQ(text_of(open_one(file("a.gz", gzip("a,b\n") + gzip("1,2\n") + gzip("")))), "a,b\n1,2\n");
  const OpenedTable padded = open_one(file("b.gz", gzip("a,b\n") + std::string(512, '\0')));
  EXPECT_EQ(text_of(padded), "a,b\n");
  EXPECT_TRUE(padded.notes.empty());
}

TEST_F(Gzip, RubbishBehindTheDataIsLeftOutWithAWarning) {
  const std::string packed = gzip("a,b\n");
  const OpenedTable table = open_one(file("a.gz", packed + "rubbish"));
  EXPECT_EQ(text_of(table), "a,b\n");
  ASSERT_EQ(table.notes.size(), 1U);
  EXPECT_NE(table.notes[0].text.find("byte " + std::to_string(packed.size())), std::string::npos);
}

TEST_F(Gzip, CutOffAnywhereIsRefusedWithTheByte) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += std::to_string(i * 7919) + ",\n";
  const std::string packed = gzip(text);
  for (const std::size_t size : {packed.size() - 1, packed.size() - 8, packed.size() / 2, std::size_t{3}}) {
    const std::string why = refusal(file("a.gz", packed.substr(0, size)));
    EXPECT_NE(why.find("cut off at byte " + std::to_string(size)), std::string::npos) << why;
  }
}

TEST_F(Gzip, DamageIsRefused) {
  std::string packed = gzip(std::string(1000, 'a') + "b,c\n");
  packed[packed.size() - 6] ^= 1;  // in the checksum
  EXPECT_NE(refusal(file("a.gz", packed)).find("damaged at byte"), std::string::npos);
}

TEST_F(Gzip, ABombIsRefused) {
  const auto bomb = file("a.gz", gzip(std::string(std::size_t{4} << 20, '0')));
  EXPECT_NE(refusal(bomb, {}, small_limits()).find("decompression bomb"), std::string::npos);
  Limits limits;
  limits.max_bytes = 1000;
  EXPECT_NE(refusal(bomb, {}, limits).find("more than 1000 bytes"), std::string::npos);
  EXPECT_TRUE(std::filesystem::is_empty(scratch_.path()));
}

TEST_F(Gzip, InsideGzipIsRefused) { EXPECT_NE(refusal(file("a.gz", gzip(gzip("a\n")))).find("inside a compressed file"), std::string::npos); }

TEST_F(ZipFile, GivesEveryCsvAtAnyDepthInOrder) {
  const auto path = zip("a.zip", {{"2024/b.csv", "b\n2\n"}, {"README.md", "read me"}, {"2024/", "", AE_IFDIR}, {"a.CSV", "a\n1\n"}, {"__MACOSX/._a.csv", "junk"}});
  const auto tables = open(path);
  ASSERT_EQ(tables.size(), 2U);
  EXPECT_EQ(tables[0].name, path.string() + "!2024/b.csv");
  EXPECT_EQ(text_of(tables[0]), "b\n2\n");
  EXPECT_EQ(tables[0].sha256.get(), core::sha256("b\n2\n"));
  EXPECT_EQ(text_of(tables[1]), "a\n1\n");
}

TEST_F(ZipFile, GivesTheMembersAskedFor) {
  const auto path = zip("a.zip", {{"x/1-street.csv", "s\n"}, {"x/1-outcomes.csv", "o\n"}, {"y/2-street.csv", "t\n"}});
  catalogue::FormatDefinition format;
  format.member = "*-street.csv";
  EXPECT_EQ(open(path, format).size(), 2U);
  format.member = "y/*.csv";
  EXPECT_EQ(open_one(path, format).name, path.string() + "!y/2-street.csv");
  format.member = "*.xml";
  EXPECT_NE(refusal(path, format).find("no member of the archive fits '*.xml'"), std::string::npos);
}

TEST_F(ZipFile, GivesOtherTablesWhereThereIsNoCsv) {
  const auto path = zip("a.zip", {{"a.csv.gz", gzip("a\n1\n")}, {"b.txt", "b\n"}, {"c.md", "no"}});
  const auto tables = open(path);
  ASSERT_EQ(tables.size(), 2U);
  EXPECT_EQ(text_of(tables[0]), "a\n1\n");
  EXPECT_EQ(text_of(tables[1]), "b\n");
  EXPECT_NE(refusal(zip("b.zip", {{"c.md", "no"}})).find("the archive holds no table"), std::string::npos);
  EXPECT_NE(refusal(zip("c.zip", {})).find("the archive holds nothing"), std::string::npos);
}

TEST_F(ZipFile, NamesThatLeadOutsideAreRefused) {
  for (const char* name : {"../evil.csv", "a/../../evil.csv", "/etc/evil.csv", "C:\\evil.csv", "c:evil.csv", "a\\..\\..\\evil.csv", "\\\\host\\evil.csv"}) {
    const std::string why = refusal(zip("a.zip", {{"good.csv", "a\n"}, {name, "x\n"}}));
    EXPECT_TRUE(why.starts_with("1 a member's name leads outside the archive")) << name << ": " << why;
    EXPECT_NE(why.find("evil.csv"), std::string::npos);
  }
  EXPECT_TRUE(std::filesystem::is_empty(scratch_.path()));
}

TEST_F(ZipFile, LinksAreRefused) {
  EXPECT_NE(refusal(zip("a.zip", {{"a.csv", "/etc/passwd", AE_IFLNK}})).find("is a link"), std::string::npos);
}

TEST_F(ZipFile, ArchivesInsideAreRefused) {
  const std::string inner = core::read_file(zip("inner.zip", {{"a.csv", "a\n"}}));
  catalogue::FormatDefinition format;
  format.member = "*";
  EXPECT_NE(refusal(zip("a.zip", {{"inner.zip", inner}}), format).find("an archive inside an archive (" + (folder_.path() / "a.zip!inner.zip").string()), std::string::npos);
  EXPECT_NE(refusal(zip("b.zip", {{"inner.csv", inner}})).find("inside a compressed file"), std::string::npos);
  EXPECT_NE(refusal(file("c.gz", gzip(inner))).find("inside a compressed file"), std::string::npos);
}

TEST_F(ZipFile, EncryptedMembersAreRefusedByName) {
  const std::string why = refusal(zip("a.zip", {{"secret.csv", "a\n1\n"}}, "password"));
  EXPECT_NE(why.find("the member is encrypted"), std::string::npos) << why;
  EXPECT_NE(why.find("a.zip!secret.csv"), std::string::npos);
}

TEST_F(ZipFile, ABombIsRefusedByName) {
  const std::string zeros(std::size_t{4} << 20, '0');
  const std::string why = refusal(zip("a.zip", {{"a.csv", "a\n"}, {"bomb.csv", zeros}}), {}, small_limits());
  EXPECT_NE(why.find("decompression bomb"), std::string::npos) << why;
  EXPECT_NE(why.find("a.zip!bomb.csv"), std::string::npos);
}

TEST_F(ZipFile, ManySmallBombsCountAsOne) {
  std::vector<ZipMember> members;
  for (int i = 0; i < 20; ++i) members.push_back({std::to_string(i) + ".csv", std::string(200'000, '0')});
  EXPECT_NE(refusal(zip("a.zip", members), {}, small_limits()).find("decompression bomb"), std::string::npos);
}

TEST_F(ZipFile, TooManyMembersAreRefused) {
  Limits limits;
  limits.max_members = 2;
  EXPECT_NE(refusal(zip("a.zip", {{"1.csv", "a"}, {"2.csv", "a"}, {"3.csv", "a"}}), {}, limits).find("more than 2 members"), std::string::npos);
}

TEST_F(ZipFile, ANameThatComesTwiceIsRefused) {
  EXPECT_NE(refusal(zip("a.zip", {{"a.csv", "a\n"}, {"a.csv", "b\n"}})).find("comes twice"), std::string::npos);
}

TEST_F(ZipFile, DamageIsRefused) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += std::to_string(i * 7919) + ",\n";
  const std::string good = core::read_file(zip("good.zip", {{"a.csv", text}}));
  EXPECT_NE(refusal(file("cut.zip", good.substr(0, good.size() / 2))).find("damaged or cut off"), std::string::npos);
  std::string flipped = good;
  for (std::size_t i = 2000; i < 2016; ++i) flipped[i] = static_cast<char>(flipped[i] ^ 0x55);
  EXPECT_NE(refusal(file("flipped.zip", flipped)).find("damaged"), std::string::npos);
}

TEST_F(ZipFile, NamesBeyondAsciiComeThrough) {
  // The member's name is marked as UTF-8, as every packing program of today does.
  std::setlocale(LC_CTYPE, "C.UTF-8");
  const auto path = zip("a.zip", {{"Môn.csv", "a\n1\n"}});
  std::setlocale(LC_CTYPE, "C");
  const OpenedTable table = open_one(path);
  EXPECT_EQ(text_of(table), "a\n1\n");
  EXPECT_EQ(table.name, path.string() + "!Môn.csv");
}

TEST_F(ZipFile, RealPoliceArchiveGivesItsMonths) {
  const auto path = shared_data() / "police-uk" / "bedfordshire-2021-05_2024-04.zip";
  SKIP_WITHOUT(path);
  catalogue::FormatDefinition format;
  format.member = "*-street.csv";
  const auto tables = open(path, format);
  ASSERT_EQ(tables.size(), 36U);  // 36 months
  for (const auto& table : tables) EXPECT_TRUE(core::read_file(table.text).starts_with("Crime ID,Month,Reported by,"));
}

}  // namespace
}  // namespace dmp::intake::containers
