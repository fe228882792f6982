#include "catalogue/drug_names.hpp"

#include <gtest/gtest.h>

#include "core/errors.hpp"

namespace dmp::catalogue {
namespace {

TEST(DrugNames, BuiltInOnesReadAsPeopleWriteThem) {
  const auto names = drug_names("/nowhere");
  EXPECT_EQ(names.at("mdma"), "MDMA (ecstasy)");
  EXPECT_EQ(names.at("cannabis herbal"), "Herbal cannabis");
}

TEST(DrugNames, AMistakeIsToldWithItsPlace) {
  try {
    read_drug_names("drugs.toml", "[[drug]]\ncode = \"a\"\nname = \"A\"\n\n[[drug]]\ncode = \"a\"\nname = \"B\"\n");
    FAIL();
  } catch (const core::UserError& error) {
    EXPECT_EQ(error.place().line, 6u);
  }
  EXPECT_THROW(read_drug_names("drugs.toml", "[[drug]]\ncode = \"a\"\n"), core::UserError);
}

}  // namespace
}  // namespace dmp::catalogue
