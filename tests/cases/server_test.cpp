// dmp serve as programs and browsers meet it: every path of api/openapi.yaml asked of a running server, and its answer held against the schema.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "cases/run.hpp"
#include "core/file.hpp"
#include "server/test_client.hpp"

namespace dmp::cases {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using server::testing::Client;

/// A server over a copy of the small county, stopped with the test.
class Serving {
 public:
  explicit Serving(const fs::path& folder, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"serve", folder.string(), "--port", "0"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    started_ = start(arguments);
    for (int i = 0; i < 600 && port_ == 0; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      const std::string printed = fs::exists(started_.output) ? core::read_file(started_.output) : "";
      const std::size_t colon = printed.rfind(':');
      if (printed.ends_with("/\n") && colon != std::string::npos) port_ = static_cast<std::uint16_t>(std::stoi(printed.substr(colon + 1)));
    }
  }
  ~Serving() { stop(); }
  Serving(const Serving&) = delete;
  Serving& operator=(const Serving&) = delete;
  Ended stop() {
    if (stopped_) return {};
    stopped_ = true;
    kill(started_.process, SIGTERM);
    return wait_for(started_);
  }
  [[nodiscard]] std::uint16_t port() const { return port_; }

  struct Answer {
    int status = 0;
    std::string head, body;
    [[nodiscard]] std::string header(const std::string& name) const {
      const std::size_t at = head.find("\r\n" + name + ": ");
      if (at == std::string::npos) return {};
      const std::size_t from = at + name.size() + 4;
      return head.substr(from, head.find("\r\n", from) - from);
    }
  };
  [[nodiscard]] Answer ask(const std::string& method, const std::string& target, const std::string& body = "", const std::string& headers = "") const {
    Client client(port_);
    const std::string type = body.empty() ? "" : "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
    client.send(method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" + type + headers + "\r\n" + body);
    const std::string bytes = client.answer(std::chrono::seconds(60));
    Answer answer;
    const std::size_t end = bytes.find("\r\n\r\n");
    if (end == std::string::npos) return answer;
    answer.head = bytes.substr(0, end + 2);
    answer.body = bytes.substr(end + 4);
    answer.status = std::stoi(bytes.substr(9, 3));
    return answer;
  }

 private:
  Started started_;
  std::uint16_t port_ = 0;
  bool stopped_ = false;
};

/// Holds JSON against the part of JSON Schema that the contract uses.
class Schema {
 public:
  explicit Schema(const YAML::Node& contract) : contract_(contract) {}

  YAML::Node followed(YAML::Node node) const {
    while (node["$ref"]) {
      YAML::Node at = contract_;
      const std::string path = node["$ref"].as<std::string>();
      for (std::size_t from = 2; from < path.size();) {
        const std::size_t to = std::min(path.find('/', from), path.size());
        const YAML::Node next = at[path.substr(from, to - from)];
        at.reset(next);
        from = to + 1;
      }
      node.reset(at);
    }
    return node;
  }

  void check(const Json& value, const YAML::Node& given, const std::string& where) const {
    const YAML::Node schema = followed(given);
    for (const auto& part : schema["allOf"]) check(value, part, where);
    if (schema["oneOf"]) {
      if (value.is_null()) return;
      for (const auto& part : schema["oneOf"])
        if (followed(part)["type"].as<std::string>("") != "null") check(value, part, where);
      return;
    }
    if (schema["type"] && !has_type(value, schema["type"])) {
      ADD_FAILURE() << where << " is of another type than the contract says: " << value.dump().substr(0, 120);
      return;
    }
    if (schema["enum"]) {
      bool known = false;
      for (const auto& each : schema["enum"]) known = known || (each.IsNull() ? value.is_null() : value == each.as<std::string>());
      EXPECT_TRUE(known) << where << " is none of the contract's values: " << value.dump();
    }
    if (value.is_object()) {
      for (const auto& name : schema["required"]) EXPECT_TRUE(value.contains(name.as<std::string>())) << where << " lacks '" << name.as<std::string>() << "'";
      for (const auto& member : schema["properties"])
        if (value.contains(member.first.as<std::string>())) check(value[member.first.as<std::string>()], member.second, where + "." + member.first.as<std::string>());
      if (schema["additionalProperties"] && schema["additionalProperties"].IsMap())
        for (const auto& [name, inner] : value.items()) check(inner, schema["additionalProperties"], where + "." + name);
    }
    if (value.is_array() && schema["items"])
      for (std::size_t i = 0; i < std::min<std::size_t>(value.size(), 50); ++i) check(value[i], schema["items"], where + "[" + std::to_string(i) + "]");
  }

 private:
  static bool is_of(const Json& value, const std::string& type) {
    if (type == "integer") return value.is_number_integer() || (value.is_number() && value.get<double>() == std::floor(value.get<double>()));
    if (type == "number") return value.is_number();
    return (type == "string" && value.is_string()) || (type == "object" && value.is_object()) || (type == "array" && value.is_array()) || (type == "boolean" && value.is_boolean()) || (type == "null" && value.is_null());
  }
  static bool has_type(const Json& value, const YAML::Node& type) {
    if (type.IsScalar()) return is_of(value, type.as<std::string>());
    for (const auto& each : type)
      if (is_of(value, each.as<std::string>("null"))) return true;
    return false;
  }
  YAML::Node contract_;
};

class Server : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new core::TemporaryFolder(fs::temp_directory_path(), "dmp-serve-");
    copy_of(built_county(), folder_->path() / "county");
    serving_ = new Serving(folder_->path() / "county");
  }
  static void TearDownTestSuite() {
    delete serving_;
    delete folder_;
    serving_ = nullptr, folder_ = nullptr;
  }
  static Json json(const std::string& target) {
    const Serving::Answer answer = serving_->ask("GET", target);
    EXPECT_EQ(answer.status, 200) << target << answer.body.substr(0, 300);
    return Json::parse(answer.body, nullptr, false);
  }
  static std::string token() { return json("/api/session").value("token", ""); }

  static inline core::TemporaryFolder* folder_ = nullptr;
  static inline Serving* serving_ = nullptr;
};

/// What stands for a name in a path or for a parameter that a path cannot do without.
std::map<std::string, std::string> values_for_paths(const std::string& plan_id) {
  return {{"indicator", "drug_offence_rate"}, {"area", "E06900001"}, {"estimate_id", "drug_offence_rate%3AE06900001%3A2023%2F24"}, {"id", plan_id}, {"before", "latest"}};
}

TEST_F(Server, EveryPathOfTheContractAnswersAsTheContractSays) {
  const YAML::Node contract = YAML::LoadFile((fs::path(DMP_SOURCE_DIR) / "api" / "openapi.yaml").string());
  const Schema schema(contract);
  ASSERT_NE(serving_->port(), 0);
  const auto added = serving_->ask("POST", "/api/plan", R"({"title": "Open a second clinic", "status": "in progress", "domain": "ENG"})", "X-DMP-Token: " + token() + "\r\n");
  ASSERT_EQ(added.status, 201) << added.body;
  auto values = values_for_paths(Json::parse(added.body)["id"]);
  const auto first = [&](const char* list, const char* name) {
    const Json items = json(list)["items"];
    return items.empty() ? std::string() : items[0].value(name, "");
  };
  values["layer"] = first("/api/places/layers", "id");
  values["finding"] = first("/api/findings", "id");
  values["action"] = first("/api/actions", "id");
  const Json layers = json("/api/places/layers");
  for (const Json& layer : layers["items"])
    if (layer["geometry"].is_string()) values["geometry"] = layer["geometry"].get<std::string>().substr(21, 24);
  int asked = 0;
  for (const auto& path : contract["paths"]) {
    const YAML::Node operation = path.second["get"];
    if (!operation) continue;
    std::string target = path.first.as<std::string>();
    std::string query;
    for (const auto& each : operation["parameters"]) {
      const YAML::Node parameter = schema.followed(each);
      const std::string name = parameter["name"].as<std::string>();
      // /api/explain/{id} is about an estimate, the plan's {id} about an item.
      const std::string value = target.starts_with("/api/explain") && name == "id" ? values["estimate_id"] : values[name];
      if (parameter["in"].as<std::string>() == "path") target.replace(target.find("{" + name + "}"), name.size() + 2, value);
      else if (parameter["required"].as<bool>(false)) query += (query.empty() ? "?" : "&") + name + "=" + value;
    }
    SCOPED_TRACE(target + query);
    const Serving::Answer answer = serving_->ask("GET", target + query);
    EXPECT_EQ(answer.status, 200) << answer.body.substr(0, 400);
    if (answer.status != 200) continue;
    ++asked;
    const YAML::Node content = schema.followed(operation["responses"]["200"])["content"];
    const std::string type = answer.header("Content-Type");
    ASSERT_TRUE(content[type]) << "the contract has no " << type;
    if (type.find("json") != std::string::npos) schema.check(Json::parse(answer.body), content[type]["schema"], "answer");
    if (content["text/csv"]) {
      const Serving::Answer csv = serving_->ask("GET", target + query + (query.empty() ? "?" : "&") + "format=csv");
      EXPECT_EQ(csv.status, 200) << csv.body.substr(0, 200);
      EXPECT_EQ(csv.header("Content-Type"), "text/csv; charset=utf-8");
    }
    EXPECT_EQ(serving_->ask("HEAD", target + query).header("Content-Type"), type);
    EXPECT_NE(serving_->ask("OPTIONS", target).header("Allow").find("GET, HEAD"), std::string::npos);
    EXPECT_EQ(serving_->ask("TRACE", target).status, 405);
    const Serving::Answer absurd = serving_->ask("GET", target + "?absurd=1");
    EXPECT_EQ(absurd.status, 400);
    schema.check(Json::parse(absurd.body), contract["components"]["schemas"]["Problem"], "problem");
  }
  EXPECT_GT(asked, 38);
}

/// Lines of a CSV answer without its heading; cells that hold line breaks do not occur in those asked for here.
std::vector<std::string> lines_of(const std::string& csv) {
  std::vector<std::string> lines;
  std::istringstream text(csv);
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  EXPECT_FALSE(lines.empty());
  if (!lines.empty()) lines.erase(lines.begin());
  return lines;
}

TEST_F(Server, WhatTheDashboardShowsIsAlsoCsvWithTheSameRows) {
  const auto rows = [&](const std::string& target, const std::string& body = "") {
    const Serving::Answer answer = body.empty() ? serving_->ask("GET", target) : serving_->ask("POST", target, body);
    EXPECT_EQ(answer.status, 200) << target << answer.body.substr(0, 200);
    EXPECT_EQ(answer.header("Content-Type"), "text/csv; charset=utf-8") << target;
    return lines_of(answer.body);
  };
  EXPECT_EQ(rows("/api/areas/E06900001?format=csv").size(), json("/api/areas/E06900001")["items"].size());
  EXPECT_EQ(rows("/api/overview?format=csv").size(), json("/api/overview")["headlines"].size());
  EXPECT_EQ(rows("/api/places/layers?format=csv").size(), json("/api/places/layers")["items"].size());
  EXPECT_EQ(rows("/api/report?format=csv").size(), json("/api/report")["items"].size());
  EXPECT_EQ(rows("/api/market/sensitivity?format=csv").size(), json("/api/market/sensitivity")["tornado"].size());
  std::size_t measures = 0;
  const Json market = json("/api/market");
  for (const Json& drug : market["drugs"]) measures += drug["results"].size();
  EXPECT_EQ(rows("/api/market?format=csv").size(), measures);
  const Json quality = json("/api/quality");
  std::size_t files = 0;
  for (const Json& source : quality["sources"]) files += source["files"].size();
  EXPECT_EQ(rows("/api/quality?format=csv").size(), quality["sources"].size());
  EXPECT_EQ(rows("/api/quality?format=csv&part=files").size(), files);
  EXPECT_EQ(rows("/api/quality?format=csv&part=suppressed").size(), quality["suppressed"].size());
  EXPECT_EQ(serving_->ask("GET", "/api/quality?format=csv&part=everything").status, 400);
  const Json charts = json("/api/charts?kind=trend");
  ASSERT_FALSE(charts["items"].empty());
  const Json& chart = charts["items"][0];
  EXPECT_EQ(rows("/api/charts?format=csv&id=" + chart["id"].get<std::string>()).size(), chart["table"]["rows"].size());
  if (charts["items"].size() > 1) EXPECT_EQ(rows("/api/charts?format=csv&kind=trend").size(), charts["items"].size());
  const std::string finding = json("/api/findings")["items"][0]["id"];
  EXPECT_EQ(rows("/api/findings/" + finding + "?format=csv").size(), json("/api/findings/" + finding)["estimates"].size());
  const std::string question = R"({"drug": "powder_cocaine"})", claim = R"({"drug": "powder_cocaine", "claim": {"output": "spend", "value": 54e6}})";
  EXPECT_EQ(rows("/api/market/solve?format=csv", question).size(), Json::parse(serving_->ask("POST", "/api/market/solve", question).body)["results"].size());
  EXPECT_EQ(rows("/api/market/solve?format=csv", claim).size(), Json::parse(serving_->ask("POST", "/api/market/solve", claim).body)["claim"]["needed"].size());
}

TEST_F(Server, SourcesHaveTheNamesThatPeopleKnow) {
  const Json sources = json("/api/edition")["sources"];
  const Json estimate = json("/api/estimates?indicator=drug_offence_rate&limit=1")["items"][0];
  std::istringstream ids(estimate["sources"].get<std::string>());
  for (std::string id; std::getline(ids, id, ';');) {
    const auto known = std::find_if(sources.begin(), sources.end(), [&](const Json& each) { return each["source"] == id; });
    ASSERT_NE(known, sources.end()) << id;
    EXPECT_NE((*known)["name"], id);
  }
}

TEST_F(Server, TheMarketIsSolvedAgainWithOtherParameters) {
  const YAML::Node contract = YAML::LoadFile((fs::path(DMP_SOURCE_DIR) / "api" / "openapi.yaml").string());
  const auto solve = [&](const std::string& body) {
    const auto answer = serving_->ask("POST", "/api/market/solve", body);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return Json::parse(answer.body);
  };
  const Json plain = solve(R"({"drug": "powder_cocaine", "claim": {"output": "spend", "value": 54e6}})");
  Schema(contract).check(plain, contract["components"]["schemas"]["Solution"], "solution");
  EXPECT_GT(plain["claim"]["needed"].size(), 3u);
  ASSERT_FALSE(plain["parameters"].empty());
  const Json parameter = plain["parameters"][0];
  const double doubled = parameter["value"].get<double>() * 1.2;
  const Json varied = solve(Json({{"drug", "powder_cocaine"}, {"parameters", {{parameter["id"].get<std::string>(), doubled}}}}).dump());
  EXPECT_TRUE(varied["claim"].is_null());
  EXPECT_NE(varied["results"]["spend"]["value"], plain["results"]["spend"]["value"]);
  // The live model agrees with the edition's own where nothing is fixed: the same model with fewer draws.
  const Json edition = json("/api/market?drug=powder_cocaine")["drugs"][0]["results"]["spend"];
  EXPECT_NEAR(plain["results"]["spend"]["value"].get<double>() / edition["value"].get<double>(), 1, 0.03);
  EXPECT_EQ(serving_->ask("POST", "/api/market/solve", R"({"drug": "powder_cocaine", "parameters": {"powder_cocaine.dais": 1}})").status, 404);
}

/// The code of a Markdown file that stands between two marks, with the address of this server.
std::string example_of(const std::string& begin, const std::string& end, std::uint16_t port) {
  const std::string text = core::read_file(fs::path(DMP_SOURCE_DIR) / "docs" / "how-to" / "api.md");
  const std::size_t from = text.find(begin) + begin.size(), to = text.find(end, from);
  EXPECT_NE(text.find(begin), std::string::npos) << begin;
  std::string code = text.substr(from, to - from);
  for (std::size_t at = 0; (at = code.find("127.0.0.1:8080", at)) != std::string::npos;) code.replace(at, 14, "127.0.0.1:" + std::to_string(port));
  return code;
}

TEST_F(Server, TheExamplesOfTheDocumentationRun) {
  const fs::path work = folder_->path() / "examples";
  fs::create_directories(work);
  const auto there = [](const std::string& program) { return std::system(("command -v " + program + " >/dev/null 2>&1").c_str()) == 0; };
  const auto run = [&](const std::string& command) { return std::system(("cd '" + work.string() + "' && " + command + " >out.txt 2>err.txt").c_str()); };
  const auto said = [&](const char* name) { return core::read_file(work / name); };
  int ran = 0;
  if (there("python3")) {
    core::write_file_whole(work / "example.py", example_of("```python\n", "```", serving_->port()));
    EXPECT_EQ(run("python3 example.py"), 0) << said("err.txt");
    EXPECT_NE(said("out.txt").find("in progress version"), std::string::npos) << said("out.txt");
    ++ran;
  }
  if (there("Rscript")) {
    core::write_file_whole(work / "example.R", example_of("```r\n", "```", serving_->port()));
    EXPECT_EQ(run("Rscript example.R"), 0) << said("err.txt");
    EXPECT_NE(said("out.txt").find("2023/24"), std::string::npos) << said("out.txt");
    ++ran;
  }
  if (there("curl")) {
    core::write_file_whole(work / "press-release.txt", "In 2023/24 the police recorded 999,999 drug offences in Osterquay.\n");
    std::istringstream lines(example_of("## curl\n", "## R", serving_->port()));
    for (std::string line; std::getline(lines, line);) {
      if (line.find("curl") == std::string::npos) continue;
      EXPECT_EQ(run(line + " --fail --silent --show-error"), 0) << line << said("err.txt");
    }
    EXPECT_TRUE(core::read_file(work / "offences.csv").starts_with("estimate_id,"));
    ++ran;
  }
  if (ran == 0) GTEST_SKIP() << "neither python3 nor Rscript nor curl is here";
}

TEST_F(Server, ClaimsAreHeldAgainstTheReleasedFigures) {
  const YAML::Node contract = YAML::LoadFile((fs::path(DMP_SOURCE_DIR) / "api" / "openapi.yaml").string());
  const auto answer = serving_->ask("POST", "/api/claims", R"({"text": "On Thursday (5 August 2019) the police recorded 999,999 drug offences in Osterquay in 2023/24."})");
  ASSERT_EQ(answer.status, 200) << answer.body;
  const Json claims = Json::parse(answer.body);
  EXPECT_GT(claims["total"], 0);
  for (const Json& each : claims["items"]) Schema(contract).check(each, contract["components"]["schemas"]["Claim"], "claim");
}

TEST_F(Server, ThePlanIsEditedFromItsOwnPagesOnlyAndNeverOverSomebodyElsesEdit) {
  const std::string key = "X-DMP-Token: " + token() + "\r\n", body = R"({"title": "Naloxone in every hostel"})";
  EXPECT_EQ(serving_->ask("POST", "/api/plan", body).status, 403);
  EXPECT_EQ(serving_->ask("POST", "/api/plan", body, "X-DMP-Token: 00\r\n").status, 403);
  EXPECT_EQ(serving_->ask("POST", "/api/plan", body, key + "Origin: http://evil.example\r\n").status, 403);
  EXPECT_EQ(serving_->ask("POST", "/api/plan", body, key + "Sec-Fetch-Site: cross-site\r\n").status, 403);
  const auto added = serving_->ask("POST", "/api/plan", body, key + "Origin: http://127.0.0.1\r\nSec-Fetch-Site: same-origin\r\n");
  ASSERT_EQ(added.status, 201) << added.body;
  const std::string path = added.header("Location"), tag = added.header("ETag");
  EXPECT_EQ(serving_->ask("PATCH", path, R"({"status": "complete"})", key).status, 428);
  const auto changed = serving_->ask("PATCH", path, R"({"status": "in progress", "comment": "Begun", "by": "A Nurse", "milestones": [{"text": "Order", "due": "2026-12-01"}], "target": 12.5})", key + "If-Match: " + tag + "\r\n");
  ASSERT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(Json::parse(changed.body)["target"], 12.5);
  EXPECT_EQ(Json::parse(changed.body)["milestones"][0]["due"], "2026-12-01");
  EXPECT_EQ(serving_->ask("PATCH", path, R"({"status": "complete"})", key + "If-Match: " + tag + "\r\n").status, 412);
  EXPECT_EQ(serving_->ask("PATCH", path, R"({"statuss": "complete"})", key + "If-Match: *\r\n").status, 422);
  EXPECT_EQ(serving_->ask("PATCH", path, R"({"status": "finished"})", key + "If-Match: *\r\n").status, 422);
  EXPECT_GE(json(path + "/history")["total"].get<int>(), 2);
  EXPECT_EQ(json("/api/plan?status=in%20progress")["items"].back()["changed_by"], "A Nurse");
}

TEST_F(Server, ASuppressedFigureIsNowhereInWhatIsServed) {
  const Json suppressed = json("/api/estimates?limit=10000&fields=estimate_id,value,lower_95,upper_95,count,suppressed");
  for (const Json& row : suppressed["items"]) {
    if (row["suppressed"] != "suppressed") continue;
    for (const char* name : {"value", "lower_95", "upper_95", "count"}) ASSERT_TRUE(row[name].is_null()) << row.dump();
  }
  const Json files = json("/api/report");
  for (const Json& file : files["items"]) EXPECT_EQ(file["href"].get<std::string>().find("restricted"), std::string::npos);
}

TEST_F(Server, StartsWithAMessageWhereItCannotServe) {
  const auto second = run({"serve", (folder_->path() / "county").string(), "--port", std::to_string(serving_->port())});
  EXPECT_EQ(second.exit_code, 3);
  EXPECT_NE(second.errors.find("is taken"), std::string::npos) << second.errors;
  const core::TemporaryFolder empty(fs::temp_directory_path(), "dmp-serve-");
  const auto unbuilt = run({"serve", empty.path().string(), "--port", "0"});
  EXPECT_EQ(unbuilt.exit_code, 3);
  EXPECT_NE(unbuilt.errors.find("dmp build"), std::string::npos) << unbuilt.errors;
  EXPECT_EQ(run({"serve", empty.path().string(), "--port", "99999"}).exit_code, 2);
  EXPECT_EQ(run({"serve", (folder_->path() / "county").string(), "--listen", "0.0.0.0", "--audience", "restricted"}).exit_code, 2);
  EXPECT_EQ(run({"serve", (folder_->path() / "county").string(), "--listen", "not an address"}).exit_code, 2);
}

TEST_F(Server, ASecondBuildIsShownWhileTheServerRuns) {
  const core::TemporaryFolder folder(fs::temp_directory_path(), "dmp-serve-");
  const fs::path county = copy_of(built_county(), folder.path() / "county");
  Serving serving(county);
  const std::string before = Json::parse(serving.ask("GET", "/api/edition").body)["edition"];
  // Another edition in place of the latest, as a build puts it there.
  const fs::path edition = county / "build" / "editions" / before, other = county / "build" / "editions" / "0123456789ab";
  copy_of(edition, other);
  std::string manifest = core::read_file(other / "edition.json");
  manifest.replace(manifest.find(before), before.size(), "0123456789ab");
  core::write_file_whole(other / "edition.json", manifest);
  fs::remove(county / "build" / "latest");
  fs::create_directory_symlink(fs::path("editions") / "0123456789ab", county / "build" / "latest");
  std::string shown = before;
  for (int i = 0; i < 100 && shown == before; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    shown = Json::parse(serving.ask("GET", "/api/edition").body)["edition"];
  }
  EXPECT_EQ(shown, "0123456789ab");
  EXPECT_EQ(Json::parse(serving.ask("GET", "/api/edition?edition=" + before).body)["edition"], before);
  EXPECT_EQ(serving.stop().exit_code, 0);
}

}  // namespace
}  // namespace dmp::cases
