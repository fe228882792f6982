// Every route is in the contract and every path of the contract is a route, with the same parameters; that answers have the shape the contract says is
// held against a running server in tests/cases/server_test.cpp.
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <map>
#include <set>

#include "server/application.hpp"
#include "server/contract.hpp"

namespace dmp::server {
namespace {

/// Pages and files for people: not of the interface.
bool is_of_the_interface(const Route& route) { return route.path.starts_with("/api/"); }

YAML::Node followed(const YAML::Node& contract, const YAML::Node& node) {
  if (!node["$ref"]) return node;
  YAML::Node at = YAML::Clone(contract);
  const std::string path = node["$ref"].as<std::string>();
  for (std::size_t from = 2; from < path.size();) {
    const std::size_t to = std::min(path.find('/', from), path.size());
    at.reset(at[path.substr(from, to - from)]);
    from = to + 1;
  }
  return at;
}

struct Operation {
  std::set<std::string> query, in_path;
  bool needs_token = false;
};

std::map<std::string, Operation> operations_of(const YAML::Node& contract) {
  std::map<std::string, Operation> operations;
  for (const auto& path : contract["paths"])
    for (const auto& method : path.second) {
      std::string name = method.first.as<std::string>();
      std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
      Operation operation;
      for (const auto& each : method.second["parameters"]) {
        const YAML::Node parameter = followed(contract, each);
        const std::string in = parameter["in"].as<std::string>();
        if (in == "query") operation.query.insert(parameter["name"].as<std::string>());
        if (in == "path") operation.in_path.insert(parameter["name"].as<std::string>());
        if (in == "header" && parameter["name"].as<std::string>() == "X-DMP-Token") operation.needs_token = true;
      }
      operations[name + " " + path.first.as<std::string>()] = operation;
    }
  return operations;
}

TEST(Contract, RoutesAndContractAreTheSame) {
  const YAML::Node contract = YAML::Load(std::string(contract_text()));
  std::map<std::string, Operation> operations = operations_of(contract);
  const Router router = all_routes();
  for (const Route& route : router.routes()) {
    if (!is_of_the_interface(route)) continue;
    const std::string name = route.method + " " + route.path;
    const auto found = operations.find(name);
    if (found == operations.end()) {
      ADD_FAILURE() << name << " is a route, but not in api/openapi.yaml";
      continue;
    }
    EXPECT_EQ(std::set<std::string>(route.parameters.begin(), route.parameters.end()), found->second.query) << "query parameters of " << name;
    EXPECT_EQ(route.edits, found->second.needs_token) << name;
    for (const std::string& each : found->second.in_path) EXPECT_NE(route.path.find("{" + each + "}"), std::string::npos) << name << " has no {" << each << "}";
    operations.erase(found);
  }
  for (const auto& [name, operation] : operations) ADD_FAILURE() << name << " is in api/openapi.yaml, but no route";
}

TEST(Contract, EveryReferenceLeadsSomewhereAndEveryOperationHasItsNameAndAnswer) {
  const YAML::Node contract = YAML::Load(std::string(contract_text()));
  std::set<std::string> names;
  for (const auto& path : contract["paths"])
    for (const auto& method : path.second) {
      EXPECT_TRUE(names.insert(method.second["operationId"].as<std::string>()).second) << path.first;
      EXPECT_TRUE(method.second["summary"]) << path.first;
      for (const auto& answer : method.second["responses"]) EXPECT_TRUE(followed(contract, answer.second)["description"]) << path.first;
    }
}

}  // namespace
}  // namespace dmp::server
