#include "core/text.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <thread>
#include <unordered_map>

namespace dmp::core {
namespace {

TEST(Text, IsReadLikeAStringAndKeptOnce) {
  const Text a = "Luton", b = std::string("Luton"), other = std::string_view("Bedford");
  EXPECT_EQ(a, b);
  EXPECT_EQ(&a.str(), &b.str());
  EXPECT_EQ(a, "Luton");
  EXPECT_NE(a, other);
  EXPECT_LT(other, a);
  EXPECT_EQ("in " + a + ", " + other, "in Luton, Bedford");
  EXPECT_EQ(fmt::format("{:>7}", a), "  Luton");
  EXPECT_TRUE(Text().empty());
  EXPECT_EQ(Text(""), Text());
}

TEST(Text, ChangesWithoutChangingOthers) {
  Text note = "a";
  const Text before = note;
  note += "; b";
  EXPECT_EQ(note, "a; b");
  EXPECT_EQ(before, "a");
  note.clear();
  EXPECT_EQ(note, Text());
}

TEST(Text, IsAKey) {
  std::unordered_map<Text, int> unordered = {{"a", 1}};
  EXPECT_EQ(unordered.at(std::string("a")), 1);
  const std::map<Text, int> ordered = {{"b", 2}, {"a", 1}};
  EXPECT_EQ(ordered.begin()->first, "a");
  std::unordered_map<std::array<Text, 2>, int> pairs = {{{"a", "b"}, 1}};
  EXPECT_FALSE(pairs.contains({"b", "a"}));
  EXPECT_TRUE(pairs.contains({"a", "b"}));
}

TEST(Text, OfSeveralThreadsAtOnceIsOne) {
  std::vector<std::vector<Text>> made(4, std::vector<Text>(1000));
  {
    std::vector<std::jthread> threads;
    for (auto& own : made)
      threads.emplace_back([&own] {
        for (int i = 0; i < 1000; ++i) own[static_cast<std::size_t>(i)] = "text " + std::to_string(i);
      });
  }
  for (const auto& own : made) EXPECT_EQ(own, made.front());
}

}  // namespace
}  // namespace dmp::core
