#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "server/encoding.hpp"
#include "server/json_body.hpp"
#include "server/router.hpp"
#include "server/target.hpp"

namespace {

using namespace dmp::server;

const Router& router() {
  static const Router routes = [] {
    Router made;
    const Handler none = [](const Request&, Service&) { return Response{}; };
    for (const char* path : {"/", "/api/estimates", "/api/indicators/{indicator}", "/api/indicators/{indicator}/values", "/api/places/layers/{layer}.geojson"}) made.add({"GET", path, {"area", "limit"}, none});
    made.add({"GET", "/api/explain/{id}", {}, none, false, true});
    made.add({"POST", "/api/market/solve", {}, none});
    made.add({"GET", "/{path}", {"*"}, none, false, true});
    return made;
  }();
  return routes;
}

/// What was decoded is clean, and encoding it again leads back.
void check(const Target& target) {
  for (const std::string& segment : target.segments)
    if (!is_utf8(segment) || percent_decoded(percent_encoded(segment), false) != segment) std::abort();
  for (const auto& [name, value] : target.query.items())
    if (!is_utf8(name) || !is_utf8(value)) std::abort();
}

}  // namespace

/// The first line is the target of a request, the second its Accept, the third If-None-Match, the rest its body: an answer or a Problem, nothing else.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  std::string text(reinterpret_cast<const char*>(bytes), size);
  const auto line = [&] {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string first = text.substr(0, end);
    text.erase(0, end + 1);
    return first;
  };
  try {
    Request request;
    request.method = size % 3 == 0 ? "POST" : "GET";
    request.target = Target::parse(line());
    check(request.target);
    const std::string accept = line(), tags = line();
    const double weight = weight_of(accept, "text/csv");
    if (!(weight >= 0 && weight <= 1)) std::abort();
    static_cast<void>(accepts_gzip(accept));
    if (!names_tag("*", tags)) std::abort();
    const Route& route = router().find(request);
    check_parameters(route, request.target.query);
    static_cast<void>(request.target.query.number("limit", 5, 1, 10));
    request.headers = {{"content-type", "application/json"}};
    request.body = text;
    const Json body = json_object_of(request, {"drug", "claim"});
    static_cast<void>(optional_text(body, "drug", 10));
    static_cast<void>(required_number(body, "claim"));
  } catch (const Problem& problem) {
    const Response response = problem_response(problem, "/", size % 2 == 0);
    if (response.status < 400 || response.body->empty()) std::abort();
  }
  return 0;
}
