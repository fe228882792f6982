#include <gtest/gtest.h>

#include "catalogue/catalogue.hpp"

namespace dmp::catalogue {
namespace {

const std::string kHead = "id = \"x\"\nname = \"X\"\ncode = \"x\"\n[[example]]\nname = \"e\"\nexpect = { users = 1 }\n";

std::string refusal(const std::string& text) {
  try {
    read_catalogue({}, {{"4-markets/x.toml", kHead + text, "x.toml"}});
  } catch (const core::UserError& error) {
    return error.what();
  }
  return "accepted";
}

std::string parameter(const std::string& rest) { return "[[parameter]]\nrole = \"purity\"\nunit = \"%\"\n" + rest; }

TEST(ReadMarket, TakesASoundFile) { EXPECT_EQ(refusal(parameter("value = 50\ncitation = \"A study\"\n")), "accepted"); }

TEST(ReadMarket, RefusesImpossibleDistributionsWithFileAndLine) {
  const std::string cited = "citation = \"A study\"\n";
  EXPECT_NE(refusal(parameter("distribution = { kind = \"pert\", min = 70, mode = 60, max = 80 }\n" + cited)).find("'min' (70) is above 'mode' (60) (x.toml:10"), std::string::npos)
      << refusal(parameter("distribution = { kind = \"pert\", min = 70, mode = 60, max = 80 }\n" + cited));
  EXPECT_NE(refusal(parameter("distribution = { kind = \"uniform\", min = 9, max = 8 }\n" + cited)).find("'min' (9) is above 'max' (8)"), std::string::npos);
  EXPECT_NE(refusal(parameter("distribution = { kind = \"normal\", mean = 50, sd = -1 }\n" + cited)).find("'sd' is not above 0"), std::string::npos);
  EXPECT_NE(refusal(parameter("distribution = { kind = \"normal\", mean = 50, lower = 1, upper = 2 }\n" + cited)).find("needs 'mean' and 'sd', or 'lower' and 'upper'"), std::string::npos);
  EXPECT_NE(refusal(parameter("distribution = { kind = \"lognormal\", lower = 0, upper = 2 }\n" + cited)).find("not above 0"), std::string::npos);
  EXPECT_NE(refusal(parameter("distribution = { kind = \"interval\", value = 5, lower = 6, upper = 7 }\n" + cited)).find("is above"), std::string::npos);
  EXPECT_NE(refusal(parameter("distribution = { kind = \"pret\", min = 1, mode = 2, max = 3 }\n" + cited)).find("pert"), std::string::npos);
  EXPECT_NE(refusal(parameter("distribution = { kind = \"empirical\", values = [1, 2], weights = [1] }\n" + cited)).find("not as long"), std::string::npos);
}

TEST(ReadMarket, RefusesWhatHasNoSource) {
  EXPECT_NE(refusal(parameter("value = 50\n")).find("'citation' is missing"), std::string::npos);
  EXPECT_EQ(refusal(parameter("value = 50\ndefault = true\n")), "accepted");
}

TEST(ReadMarket, RefusesUnitsAndValuesThatDoNotFitTheRole) {
  EXPECT_NE(refusal("[[parameter]]\nrole = \"purity\"\nunit = \"GBP\"\nvalue = 50\ndefault = true\n").find("the unit 'GBP' does not fit 'purity' (x.toml:9"), std::string::npos);
  EXPECT_NE(refusal(parameter("value = 150\ndefault = true\n")).find("reaches 150"), std::string::npos);
  EXPECT_NE(refusal("[[parameter]]\nrole = \"pruity\"\nunit = \"%\"\nvalue = 50\ndefault = true\n").find("Did you mean 'purity'?"), std::string::npos);
  EXPECT_NE(refusal("[[parameter]]\nrole = \"price\"\nunit = \"GBP\"\nvalue = 50\ndefault = true\n").find("'purchase' is missing"), std::string::npos);
}

TEST(ReadMarket, RefusesSharesThatDoNotAddToOne) {
  const auto share = [](const char* type, const char* value) { return std::string("[[parameter]]\nrole = \"share\"\nuser_type = \"") + type + "\"\nunit = \"share\"\nvalue = " + value + "\ndefault = true\n"; };
  EXPECT_NE(refusal(share("infrequent", "0.5") + share("frequent", "0.4")).find("the shares of the user types add to 0.9, not to 1"), std::string::npos);
  EXPECT_EQ(refusal(share("infrequent", "0.6") + share("frequent", "0.4")), "accepted");
}

TEST(ReadMarket, RefusesRepeatedParametersAndBrokenCorrelations) {
  const std::string two = parameter("value = 50\ndefault = true\n");
  EXPECT_NE(refusal(two + two).find("stands twice"), std::string::npos);
  EXPECT_NE(refusal(two + "[[correlation]]\nparameters = [\"purity\", \"price.1\"]\nmatrix = [[1, 0.5], [0.5, 1]]\ndefault = true\n").find("the file has no parameter 'price.1'"), std::string::npos);
  EXPECT_NE(refusal(two + "[[correlation]]\nparameters = [\"purity\", \"price.1\"]\nmatrix = [[1, 0.5], [0.4, 1]]\ndefault = true\n").find("no correlation matrix"), std::string::npos);
}

TEST(ReadMarket, EveryBuiltInFileReads) {
  std::vector<File> files;
  for (const File& file : built_in_files())
    if (file.path.starts_with("4-markets/")) files.push_back(file);
  const Catalogue catalogue = read_catalogue(files, {});
  EXPECT_EQ(catalogue.markets.size(), 14U);
  for (const auto& [id, market] : catalogue.markets)
    for (const MarketParameter& one : market.parameters) EXPECT_TRUE(one.is_default || !one.citation.empty()) << id << " " << one.id();
}

}  // namespace
}  // namespace dmp::catalogue
