#include "server/application.hpp"

#include <gtest/gtest.h>

#include "core/errors.hpp"
#include "server/message.hpp"
#include "server/test_edition.hpp"

namespace dmp::server {
namespace {

namespace fs = std::filesystem;

class Served : public ::testing::Test {
 protected:
  void SetUp() override {
    testing::write_edition(folder_.path(), "aaaaaaaaaaaa", testing::estimates(), false);
    core::Estimates rows = testing::estimates();
    rows[0].value = 9;
    testing::write_edition(folder_.path(), "bbbbbbbbbbbb", rows);
    open(pipeline::Audience::everybody);
  }
  void open(pipeline::Audience audience) {
    ServiceSettings settings;
    settings.folder = folder_.path();
    settings.audience = audience;
    application_ = std::make_unique<Application>(settings);
  }
  Response ask(const std::string& method, const std::string& target, std::vector<std::pair<std::string, std::string>> headers = {}, const std::string& body = {}) {
    Request request;
    request.method = method;
    request.target = Target::parse(target);
    request.headers = std::move(headers);
    if (request.header("host").empty()) request.headers.emplace_back("host", "127.0.0.1:8080");
    request.body = body;
    request.may_wait = true;
    return application_->answer(request);
  }
  Json json(const std::string& target) {
    const Response response = ask("GET", target);
    EXPECT_EQ(response.status, 200u) << target << " " << *response.body;
    return Json::parse(*response.body);
  }
  static std::string header(const Response& response, const std::string& name) {
    for (const auto& [known, value] : response.headers)
      if (known == name) return value;
    return {};
  }
  core::TemporaryFolder folder_{fs::temp_directory_path(), "dmp-serve-"};
  std::unique_ptr<Application> application_;
};

TEST_F(Served, EstimatesCarryTheEditionAndFilters) {
  const Json all = json("/api/estimates?indicator=drug_offence_rate&area=Luton&breakdown=none");
  EXPECT_EQ(all["edition"], "bbbbbbbbbbbb");
  EXPECT_EQ(all["total"], 3);
  EXPECT_EQ(all["items"][0]["value"], 9);
  EXPECT_EQ(json("/api/estimates?edition=aaaa&indicator=drug_offence_rate&area=Luton&breakdown=none")["items"][0]["value"], 1.5);
  EXPECT_EQ(json("/api/estimates?period=latest&area_type=authority&form=columns&fields=area_code,value")["columns"]["value"].size(), 5u);
}

TEST_F(Served, WhatIsSaidOfARequestIsNeverAsLongAsTheRequest) {
  const std::string endless = [] {
    std::string text;
    for (int i = 0; i < 2000; ++i) text += "%C3%A9";
    return text;
  }();
  const Response answer = ask("GET", "/api/areas/" + endless);
  EXPECT_EQ(answer.status, 404u);
  const Json problem = Json::parse(*answer.body);
  EXPECT_LT(problem["title"].get<std::string>().size(), 310u);
  EXPECT_TRUE(problem["title"].get<std::string>().ends_with("\u00e9\u2026"));
  EXPECT_NE(problem["detail"].get<std::string>().find("/api/areas"), std::string::npos);
}

TEST_F(Served, WhatIsNoRequestIsRefusedAsAPageToPeopleAndAsAProblemToPrograms) {
  const Response page = Application::refusal(400, "the path holds '<b>'", "write it out", true), problem = Application::refusal(400, "the path holds '<b>'", "write it out");
  EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
  EXPECT_NE(page.body->find("the path holds &#39;&lt;b&gt;"), std::string::npos) << *page.body;
  EXPECT_EQ(problem.content_type, "application/problem+json");
  EXPECT_EQ(Json::parse(*problem.body)["detail"], "write it out");
}

TEST_F(Served, ChartsComeByTheirIdsAndInPart) {
  EXPECT_EQ(json("/api/charts")["total"], 3);
  EXPECT_EQ(json("/api/charts?kind=map")["total"], 2);
  EXPECT_EQ(json("/api/charts?id=seizures,map-s*")["items"], Json::parse(R"([{"id": "seizures", "kind": "panels", "title": "Seizures"}, {"id": "map-share", "kind": "map", "title": "Share"}])"));
  EXPECT_EQ(json("/api/charts?id=map-*&fields=id,legend")["items"], Json::parse(R"([{"id": "map-rate", "legend": ["few"]}, {"id": "map-share"}])"));
  EXPECT_EQ(json("/api/charts?id=nothing*")["total"], 0);
  EXPECT_EQ(ask("GET", "/api/charts?fields=lengend").status, 400u);
}

TEST_F(Served, OnlyReleasedFiguresCanBeReached) {
  EXPECT_TRUE(json("/api/estimates/deaths_rate%3AE01000003%3A2023%2F24")["estimate"]["value"].is_null());
  for (const char* path : {"/files/bbbbbbbbbbbb/restricted/secret.txt", "/files/bbbbbbbbbbbb/restricted/estimates.parquet", "/files/bbbbbbbbbbbb/edition.json/../restricted/secret.txt", "/files/bbbbbbbbbbbb/%2e%2e/x",
                           "/files/bbbbbbbbbbbb/..%2f..%2f..%2fprofile.toml", "/files/bbbbbbbbbbbb/", "/files/bbbbbbbbbbbb", "/restricted/estimates.parquet", "/api/report?edition=../../../etc"}) {
    Response response;
    try {
      response = ask("GET", path);
    } catch (const Problem& problem) {
      continue;  // refused while the target is read
    }
    EXPECT_GE(response.status, 400u) << path;
    EXPECT_EQ(response.body->find("not for publication"), std::string::npos) << path;
  }
  open(pipeline::Audience::restricted);
  EXPECT_EQ(json("/api/estimates/deaths_rate%3AE01000003%3A2023%2F24")["estimate"]["value"], 7);
}

TEST_F(Served, AnAnswerIsNotSentAgainWhereTheClientHasIt) {
  const Response first = ask("GET", "/api/indicators");
  const std::string tag = header(first, "ETag");
  ASSERT_FALSE(tag.empty());
  EXPECT_EQ(ask("GET", "/api/indicators", {{"if-none-match", tag}}).status, 304u);
  EXPECT_EQ(ask("GET", "/api/indicators", {{"if-none-match", "\"other\""}}).status, 200u);
  const Response zipped = ask("GET", "/api/estimates", {{"accept-encoding", "gzip"}});
  EXPECT_EQ(header(zipped, "Content-Encoding"), "gzip");
  EXPECT_NE(header(zipped, "ETag"), header(ask("GET", "/api/estimates"), "ETag"));
  EXPECT_EQ(ask("GET", "/api/estimates", {{"if-none-match", header(zipped, "ETag")}}).status, 304u);
  EXPECT_NE(header(ask("GET", "/api/indicators?edition=aaaaaaaaaaaa"), "ETag"), tag);
}

TEST_F(Served, CsvComesByParameterAndByAccept) {
  const Response asked = ask("GET", "/api/estimates?indicator=drug_offence_rate&limit=2&format=csv");
  EXPECT_TRUE(asked.body->starts_with("estimate_id,indicator_id,indicator_name,"));
  EXPECT_EQ(header(asked, "X-Total-Count"), "10");
  EXPECT_NE(header(asked, "Link").find("rel=\"next\""), std::string::npos);
  EXPECT_EQ(ask("GET", "/api/indicators", {{"accept", "text/csv"}}).content_type, "text/csv; charset=utf-8");
  EXPECT_EQ(ask("GET", "/api/indicators", {{"accept", "application/json, text/csv;q=0.5"}}).content_type, "application/json");
  EXPECT_EQ(ask("GET", "/api/indicators", {{"accept", "image/png"}}).status, 406u);
}

TEST_F(Served, OtherHostsAreRefused) {
  for (const char* good : {"localhost", "LOCALHOST:9000", "127.0.0.1:8080", "[::1]:8080", "localhost."}) EXPECT_EQ(ask("GET", "/api/health", {{"host", good}}).status, 200u) << good;
  for (const char* bad : {"evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8080", "0.0.0.0", "[::2]", "127.0.0.1@evil.example"}) EXPECT_EQ(ask("GET", "/api/health", {{"host", bad}}).status, 403u) << bad;
}

TEST_F(Served, EveryAnswerHasTheHeadersThatProtectIt) {
  for (const char* path : {"/", "/report", "/api/health", "/api/nothing", "/deep/link", "/assets/none.js"}) {
    const Response response = ask("GET", path, {{"accept", "text/html"}});
    EXPECT_EQ(header(response, "X-Content-Type-Options"), "nosniff") << path;
    EXPECT_EQ(header(response, "Referrer-Policy"), "no-referrer") << path;
    const std::string policy = header(response, "Content-Security-Policy");
    EXPECT_NE(policy.find("default-src 'none'"), std::string::npos) << path;
    EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string::npos) << path;
    EXPECT_EQ(policy.find("script-src 'unsafe"), std::string::npos) << path;
    EXPECT_TRUE(header(response, "Access-Control-Allow-Origin").empty()) << path;
  }
}

TEST_F(Served, ErrorsSayWhatIsWrongAndWhatToDo) {
  struct Case {
    const char* method;
    const char* target;
    unsigned status;
  };
  for (const Case& c : {Case{"GET", "/api/nothing", 404}, {"GET", "/api/indicators/drug_offense_rate", 404}, {"GET", "/api/estimates?area=Lutton", 404}, {"GET", "/api/estimates?period=2023-24", 404},
                        {"GET", "/api/estimates?aera=x", 400}, {"GET", "/api/estimates?limit=0", 400}, {"GET", "/api/estimates?limit=1e9", 400}, {"GET", "/api/estimates?cursor=x", 400},
                        {"GET", "/api/estimates?cursor=aaaaaaaaaaaa.0.1", 409}, {"GET", "/api/estimates?format=xml", 400}, {"GET", "/api/estimates?fields=valeu", 400}, {"GET", "/api/estimates?breakdown=all", 400},
                        {"GET", "/api/estimates?edition=cccc", 404}, {"GET", "/api/market", 404}, {"GET", "/api/trend", 400}, {"DELETE", "/api/estimates", 405}, {"POST", "/api/health", 405},
                        {"GET", "/api/market/solve", 405}, {"GET", "/api/places/layers/none.geojson", 404}, {"GET", "/api/findings/none", 404}, {"GET", "/api/explain/none", 404}, {"GET", "/api/rug?areas=none", 404}}) {
    const Response response = ask(c.method, c.target);
    EXPECT_EQ(response.status, c.status) << c.target << *response.body;
    EXPECT_EQ(response.content_type, "application/problem+json") << c.target;
    const Json problem = Json::parse(*response.body);
    for (const char* member : {"type", "title", "status", "detail"}) EXPECT_TRUE(problem.contains(member)) << c.target;
    EXPECT_GT(problem["detail"].get<std::string>().size(), 10u) << c.target;
    if (c.status == 405) {
      EXPECT_FALSE(header(response, "Allow").empty()) << c.target;
    }
  }
  EXPECT_EQ(Json::parse(*ask("GET", "/api/estimates?area=Lutton").body)["nearest"], "Luton");
  EXPECT_EQ(Json::parse(*ask("GET", "/api/indicators/drug_offense_rate").body)["nearest"], "drug_offence_rate");
}

TEST_F(Served, OptionsListsTheMethods) {
  const Response response = ask("OPTIONS", "/api/estimates");
  EXPECT_EQ(response.status, 204u);
  EXPECT_EQ(header(response, "Allow"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(ask("OPTIONS", "/api/nothing").status, 404u);
}

TEST_F(Served, BodiesAreCheckedBeforeAnythingIsDone) {
  const auto solve = [&](const std::string& body, const std::string& type = "application/json") { return ask("POST", "/api/market/solve", {{"content-type", type}}, body).status; };
  EXPECT_EQ(solve("{\"drug\": \"cannabis\"}", "text/plain"), 415u);
  EXPECT_EQ(solve("{"), 400u);
  EXPECT_EQ(solve(std::string(100'000, '[')), 400u);
  EXPECT_EQ(solve("[]"), 422u);
  EXPECT_EQ(solve("{}"), 422u);
  EXPECT_EQ(solve("{\"drug\": 5}"), 422u);
  EXPECT_EQ(solve("{\"drug\": \"cannabis\", \"claims\": 1}"), 422u);
  EXPECT_EQ(solve("{\"drug\": \"cannabis\", \"claim\": {\"output\": \"spend\", \"value\": -1}}"), 422u);
  EXPECT_EQ(solve("{\"drug\": \"cannabis\", \"parameters\": {\"a\": 1e999}}"), 400u);
  EXPECT_EQ(solve("{\"drug\": \"cannabis\"}"), 409u);  // no database to compute from
}

TEST_F(Served, TrendRugAndAreaShowTheTotals) {
  const Json trend = json("/api/trend?indicator=drug_offence_rate&area=E06000055");
  ASSERT_EQ(trend["series"][0]["points"].size(), 3u);
  EXPECT_EQ(trend["series"][0]["points"][0]["period"], "2021/22");
  const Json rug = json("/api/rug?areas=E06000032,E06000055");
  EXPECT_EQ(rug["rows"].size(), 2u);
  EXPECT_EQ(rug["rows"][0]["cells"][1]["significance"], "worse");
  EXPECT_EQ(json("/api/areas/luton")["items"].size(), 2u);
  EXPECT_EQ(json("/api/areas?area_type=small%20area&limit=2")["items"].size(), 2u);
  EXPECT_EQ(json("/api/comparisons?estimate=drug_offence_rate:E06000032:2023/24")["total"], 1);
}

TEST_F(Served, LayersShareTheirGeometryApartFromTheirValues) {
  const Json layers = json("/api/places/layers");
  ASSERT_EQ(layers["items"].size(), 1u);
  const Json layer = layers["items"][0];
  EXPECT_EQ(layer["title"], "Hotspots");
  EXPECT_EQ(layer["bbox"], (std::vector<double>{0, 51, 0.02, 51.01}));
  EXPECT_EQ(json(layer["values"])["columns"]["z"], Json::parse("[2.5, null]"));
  EXPECT_EQ(json(layer["geometry"])["objects"]["areas"]["geometries"][1]["id"], "E01000002");
  EXPECT_EQ(header(ask("GET", layer["geometry"]), "Cache-Control"), "private, max-age=31536000, immutable");
}

TEST_F(Served, FindingsLeadToEstimatesAndActions) {
  const Json finding = json("/api/findings/offences%3AE06000032");
  EXPECT_EQ(finding["estimates"][0]["estimate_id"], "drug_offence_rate:E06000032:2023/24");
  EXPECT_EQ(finding["actions"][0]["id"], "police:E06000032");
  EXPECT_EQ(json("/api/findings?domain=DTH")["total"], 0);
}

TEST_F(Served, TheOverviewBeginsWithWhatMostFormsLeadWith) {
  core::write_file_whole(folder_.path() / "build" / "latest" / "findings.json", R"({"findings": [
{"id": "offences", "domain": "CRI", "area_code": "E06000032", "strength": "strong", "headline_for": []}, {"id": "hotspots", "domain": "CRI", "area_code": "E06000032", "strength": "strong", "headline_for": ["market_profile"]},
{"id": "homicides", "domain": "CRI", "area_code": "E06000032", "strength": "weak", "headline_for": ["market_profile", "board_paper"]}, {"id": "deaths", "domain": "DTH", "area_code": "E06000032", "strength": "weak"},
{"id": "elsewhere", "domain": "DTH", "area_code": "E06000033", "strength": "strong", "headline_for": ["board_paper"]}], "contradictions": [], "not_said": []})");
  open(pipeline::Audience::everybody);
  const Json overview = json("/api/overview?area=E06000032");
  std::vector<std::string> ids;
  for (const Json& finding : overview["findings"]) ids.push_back(finding["id"]);
  EXPECT_EQ(ids, (std::vector<std::string>{"homicides", "deaths", "hotspots", "offences"}));
}

TEST(Unserved, AFolderWithoutAnEditionSaysWhatToDo) {
  core::TemporaryFolder folder(fs::temp_directory_path(), "dmp-serve-");
  ServiceSettings settings;
  settings.folder = folder.path();
  EXPECT_THROW(Application{settings}, core::UserError);
  testing::write_edition(folder.path(), "aaaaaaaaaaaa", testing::estimates());
  fs::remove(folder.path() / "build" / "latest" / "edition.json");
  try {
    Application half(settings);
    FAIL();
  } catch (const core::UserError& error) {
    EXPECT_NE(std::string(error.what()).find("dmp build"), std::string::npos);
  }
}

}  // namespace
}  // namespace dmp::server
