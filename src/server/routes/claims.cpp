#include "server/claim_desk.hpp"

#include "claims/claim.hpp"
#include "server/json_body.hpp"
#include "server/routes/answers.hpp"

#include <sstream>

namespace dmp::server {
namespace {

constexpr std::size_t kLongest = 200'000;

std::string text_of(const Request& request) {
  if (request.header("content-type").starts_with("text/plain")) {
    if (request.body.size() > kLongest) throw Problem(413, "the text is too long", "send at most 200,000 bytes at once");
    if (!is_utf8(request.body)) throw Problem(400, "the text is no UTF-8", "send it as UTF-8");
    if (request.body.empty()) throw Problem(422, "the text is empty", "send the text to be checked as the body");
    return request.body;
  }
  return required_text(json_object_of(request, {"text"}), "text", kLongest);
}

Response claims(const Request& request, Service& service) {
  const auto edition = service.edition(request);
  const std::string text = text_of(request);
  const bool csv = wants_csv(request);
  request.must_wait();
  const core::DataTable table = claims::table_of(service.claims().check(*edition, text));
  if (csv) {
    std::ostringstream out;
    core::write(out, table, core::Format::csv);
    return csv_response(out.str(), "claims", Caching::never);
  }
  const Json items = items_of(table);
  Json verdicts = Json::object();
  for (const Json& item : items) {
    const std::string verdict = item.value("verdict", "");
    verdicts[verdict] = verdicts.value(verdict, 0) + 1;
  }
  return json_response({{"edition", edition->id()}, {"total", items.size()}, {"verdicts", verdicts}, {"items", items}}, Caching::never);
}

}  // namespace

void add_claim_routes(Router& router) { router.add({"POST", "/api/claims", about_edition({"format"}), claims}); }

}  // namespace dmp::server
