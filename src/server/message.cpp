#include "server/message.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "server/page.hpp"

namespace dmp::server {

std::string_view Request::header(std::string_view name) const {
  for (const auto& [known, value] : headers)
    if (known == name) return value;
  return {};
}

bool Request::wants_page() const { return header("accept").find("text/html") != std::string_view::npos; }

namespace {

/// What a request held may stand in what is said of it, but not at any length. Cut where a character ends.
std::string shortened(const std::string& text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
  return text.substr(0, most) + "\u2026";
}

}  // namespace

Response problem_response(const Problem& problem, const std::string& path, bool page) {
  constexpr std::size_t kMostTitle = 300, kMostDetail = 1500;
  const std::string title = shortened(problem.what(), kMostTitle), detail = shortened(problem.detail(), kMostDetail);
  Response response;
  response.status = problem.status();
  response.caching = Caching::never;
  response.headers = problem.headers();
  if (page) {
    response.content_type = "text/html; charset=utf-8";
    response.set_body(message_page(title, detail));
    return response;
  }
  nlohmann::ordered_json json = {{"type", "about:blank"}, {"title", title}, {"status", problem.status()}, {"detail", detail}, {"instance", shortened(path, kMostDetail)}};
  if (!problem.nearest().empty()) json["nearest"] = problem.nearest();
  response.content_type = "application/problem+json";
  // Whatever the request held, the answer is text that can be read.
  response.set_body(json.dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
  return response;
}

std::string_view reason_phrase(unsigned status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 204: return "No Content";
    case 302: return "Found";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 428: return "Precondition Required";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    default: return "Unknown";
  }
}

}  // namespace dmp::server
