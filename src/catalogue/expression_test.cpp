#include "catalogue/expression.hpp"

#include <gtest/gtest.h>

#include <string>

#include "core/errors.hpp"

namespace dmp::catalogue {
namespace {

std::string fault_of(const std::string& source) {
  try {
    (void)parse_expression(source, {"x.toml", 3, 9});
  } catch (const core::UserError& fault) {
    return fault.what();
  }
  return "no fault";
}

TEST(Expression, BindsAndTighterThanOr) {
  const Expression top = parse_expression("a or b and not c", {"x.toml", 1, 1});
  EXPECT_EQ(top.text, "or");
  EXPECT_EQ(top.arguments[1].text, "and");
  EXPECT_EQ(top.arguments[1].arguments[1].kind, Expression::Kind::negate);
}

TEST(Expression, MultipliesBeforeItAddsAndCompares) {
  const Expression top = parse_expression("a.value + 2 * b.value >= 3", {"x.toml", 1, 1});
  EXPECT_EQ(top.text, ">=");
  EXPECT_EQ(top.arguments[0].text, "+");
  EXPECT_EQ(top.arguments[0].arguments[1].text, "*");
}

TEST(Expression, KeepsEachPartAsItWasWritten) {
  const Expression top = parse_expression("exists(a) and  share( a.value , b.value ) > 50", {"x.toml", 1, 1});
  EXPECT_EQ(top.arguments[0].written(top), "exists(a)");
  EXPECT_EQ(top.arguments[1].arguments[0].written(top), "share( a.value , b.value )");
}

TEST(Expression, TellsWhereAFaultIs) {
  EXPECT_EQ(fault_of("a >"), "the expression ends where a value should stand (x.toml:3:12) - complete the expression");
  EXPECT_EQ(fault_of("(a and b"), "a bracket is not closed (x.toml:3:17) - add ')'");
  EXPECT_NE(fault_of("a b").find("x.toml:3:11"), std::string::npos) << fault_of("a b");
  EXPECT_NE(fault_of("a and\nor b").find("x.toml:4:1"), std::string::npos) << fault_of("a and\nor b");
  EXPECT_NE(fault_of("a = 'text").find("a text is not closed"), std::string::npos);
  EXPECT_NE(fault_of("1.2.3 > a").find("no number"), std::string::npos);
  EXPECT_NE(fault_of("a > $b").find("unexpected '$b'"), std::string::npos);
}

TEST(Expression, RefusesWhatWouldExhaustTheStack) {
  EXPECT_NE(fault_of(std::string(3000, '(')).find("nested too deeply"), std::string::npos);
  std::string nots;
  for (int i = 0; i < 900; ++i) nots += "not ";
  EXPECT_NE(fault_of(nots + "a").find("nested too deeply"), std::string::npos);
  EXPECT_NE(fault_of(std::string(3000, '-') + "1 > 0").find("nested too deeply"), std::string::npos);
  std::string ands = "a";
  for (int i = 0; i < 5000; ++i) ands += " and a";
  EXPECT_NE(fault_of(ands).find("longer than"), std::string::npos);
}

}  // namespace
}  // namespace dmp::catalogue
