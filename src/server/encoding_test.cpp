#include "server/encoding.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

namespace dmp::server {
namespace {

TEST(Gzip, ComesBackAsItWas) {
  std::string text;
  for (int i = 0; i < 10'000; ++i) text += std::to_string(i) + ",";
  const std::string packed = gzip(text, 6);
  EXPECT_LT(packed.size(), text.size() / 2);
  z_stream stream{};
  ASSERT_EQ(inflateInit2(&stream, 16 + MAX_WBITS), Z_OK);
  std::string back(text.size(), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data())), stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(back.data()), stream.avail_out = static_cast<uInt>(back.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  inflateEnd(&stream);
  EXPECT_EQ(back, text);
}

TEST(AcceptEncoding, GzipCountsWhereItsWeightIsAboveZero) {
  for (const char* yes : {"gzip", "deflate, gzip;q=0.5", "br;q=1, *;q=0.1", "GZIP", "x-gzip"}) EXPECT_TRUE(accepts_gzip(yes)) << yes;
  for (const char* no : {"", "deflate", "gzip;q=0", "gzip; q=0.0, *", "identity", "*;q=0", "gzipx"}) EXPECT_FALSE(accepts_gzip(no)) << no;
}

TEST(Accept, TheNearestRangeGivesTheWeight) {
  EXPECT_EQ(weight_of("", "text/csv"), 1);
  EXPECT_EQ(weight_of("text/csv;q=0.4, text/*;q=0.9, */*", "text/csv"), 0.4);
  EXPECT_EQ(weight_of("text/csv;q=0.4, text/*;q=0.9, */*", "application/json"), 1);
  EXPECT_EQ(weight_of("image/png", "text/csv"), 0);
  EXPECT_EQ(weight_of("text/csv;charset=utf-8;q=0.5", "text/csv"), 0.5);
}

TEST(Tags, WeakOnesListsAndOurOwnSuffixCompare) {
  EXPECT_TRUE(names_tag("\"a\", W/\"b\"", "\"b\""));
  EXPECT_TRUE(names_tag("\"b-gz\"", "\"b\""));
  EXPECT_TRUE(names_tag("*", "\"b\""));
  EXPECT_FALSE(names_tag("\"bc\"", "\"b\""));
  EXPECT_FALSE(names_tag("", "\"b\""));
}

}  // namespace
}  // namespace dmp::server
