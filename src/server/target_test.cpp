#include "server/target.hpp"

#include <gtest/gtest.h>

#include "server/message.hpp"

namespace dmp::server {
namespace {

unsigned status_of(const std::string& target) {
  try {
    Target::parse(target);
  } catch (const Problem& problem) {
    EXPECT_FALSE(problem.detail().empty());
    return problem.status();
  }
  return 200;
}

TEST(Target, IsCutIntoDecodedSegmentsAndParameters) {
  const Target target = Target::parse("/api/explain/a%3Ab%2F24?area=E06000032,E06000055&q=caf%C3%A9+noir&empty=&flag");
  EXPECT_EQ(target.segments, (std::vector<std::string>{"api", "explain", "a:b/24"}));
  EXPECT_EQ(target.query.text("q"), "café noir");
  EXPECT_EQ(target.query.list("area"), (std::vector<std::string>{"E06000032", "E06000055"}));
  EXPECT_FALSE(target.query.has("empty"));
  EXPECT_EQ(target.query.items().size(), 4u);
}

TEST(Target, TakesTheAbsoluteFormAndLeavesTheFragmentAside) {
  EXPECT_EQ(Target::parse("http://localhost:8080/api/health#x").segments, (std::vector<std::string>{"api", "health"}));
  EXPECT_TRUE(Target::parse("http://localhost").segments.empty());
  EXPECT_EQ(Target::parse("http://evil.example:81/api").host, "evil.example:81");
  EXPECT_EQ(Target::parse("http://evil.example?q").host, "evil.example");
  EXPECT_EQ(Target::parse("/http://evil.example/").host, "");
}

TEST(Target, RefusesWhatIsNoCleanAddress) {
  for (const char* bad : {"", "api", "/a%", "/a%4", "/a%zz", "/a%00b", "/a%0d%0aSet-Cookie:x", "/%ff", "/%c0%af", "/../x", "/a/%2e%2e/b", "/a?b=%ed%a0%80", "/a?b=%7f"})
    EXPECT_EQ(status_of(bad), 400u) << bad;
  EXPECT_EQ(status_of("/" + std::string(40, '/') + "a"), 200u);
  std::string deep, wide = "/a?";
  for (int i = 0; i < 20; ++i) deep += "/a";
  for (int i = 0; i < 70; ++i) wide += "p=1&";
  EXPECT_EQ(status_of(deep), 400u);
  EXPECT_EQ(status_of(wide), 400u);
}

TEST(Query, NumbersAreWholeAndWithinLimits) {
  EXPECT_EQ(Query::parse("limit=7").number("limit", 5, 1, 10), 7u);
  EXPECT_EQ(Query::parse("").number("limit", 5, 1, 10), 5u);
  for (const char* bad : {"limit=0", "limit=11", "limit=-1", "limit=1e3", "limit=7x", "limit=99999999999999999999999", "limit=%207"})
    EXPECT_THROW(static_cast<void>(Query::parse(bad).number("limit", 5, 1, 10)), Problem) << bad;
}

TEST(PercentEncoding, LeadsThereAndBack) {
  const std::string text = "a:b/c d%é\xF0\x9F\x98\x80";
  EXPECT_EQ(percent_encoded("a:b/ é"), "a%3Ab%2F%20%C3%A9");
  EXPECT_EQ(percent_decoded(percent_encoded(text), false), text);
}

TEST(Utf8, OverlongHalfAndTooGreatFormsAreRefused) {
  EXPECT_TRUE(is_utf8("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"));
  for (const char* bad : {"\xC3", "\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80", "\xFF"}) EXPECT_FALSE(is_utf8(bad));
}

}  // namespace
}  // namespace dmp::server
