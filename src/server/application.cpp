#include "server/application.hpp"

#include <sodium.h>

#include <algorithm>
#include <iostream>
#include <new>

#include "core/errors.hpp"
#include "core/hash.hpp"
#include "pipeline/edition.hpp"
#include "server/encoding.hpp"
#include "server/plan_desk.hpp"

namespace dmp::server {
namespace {

constexpr std::size_t kCacheBytes = std::size_t{96} << 20;
constexpr std::size_t kSmallestToCompress = 1024, kMostToCompressAtOnce = 200'000;

/// Our own small pages: no script at all.
constexpr const char* kPlainPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

bool is_under_api(const Request& request) { return !request.target.segments.empty() && request.target.segments[0] == "api"; }

void set_header(Response& response, const std::string& name, const std::string& value) {
  const auto found = std::find_if(response.headers.begin(), response.headers.end(), [&](const auto& header) { return header.first == name; });
  if (found == response.headers.end()) response.headers.emplace_back(name, value);
}

void add_headers(Response& response) {
  set_header(response, "X-Content-Type-Options", "nosniff");
  set_header(response, "Referrer-Policy", "no-referrer");
  set_header(response, "Cross-Origin-Resource-Policy", "same-origin");
  set_header(response, "Cross-Origin-Opener-Policy", "same-origin");
  set_header(response, "X-Frame-Options", "DENY");
  set_header(response, "Permissions-Policy", "camera=(), geolocation=(), microphone=()");
  const bool is_page = response.content_type.starts_with("text/html");
  set_header(response, "Content-Security-Policy", is_page ? kPlainPolicy : "default-src 'none'; frame-ancestors 'none'");
  set_header(response, "Vary", "Accept, Accept-Encoding");
  switch (response.caching) {
    case Caching::never: set_header(response, "Cache-Control", "no-store"); break;
    case Caching::forever: set_header(response, "Cache-Control", "private, max-age=31536000, immutable"); break;
    default: set_header(response, "Cache-Control", "private, no-cache");
  }
}

bool can_be_compressed(const std::string& type) {
  return type.starts_with("text/") || type.find("json") != std::string::npos || type.find("javascript") != std::string::npos || type.find("yaml") != std::string::npos ||
         type.find("svg") != std::string::npos || type.find("xml") != std::string::npos;
}

Problem problem_of(const core::UserError& error) {
  const unsigned status = error.kind() == core::ErrorKind::usage ? 404 : error.kind() == core::ErrorKind::data ? 422 : 503;
  return Problem(status, error.problem(), error.mend());
}

Response empty_response(unsigned status) {
  Response response;
  response.status = status;
  response.content_type.clear();
  return response;
}

/// Tag, 304 and compression: what hangs on the request's headers.
Response finished(const Request& request, Response response) {
  const bool is_good = response.status == 200;
  if (is_good && response.etag.empty() && response.caching != Caching::never) response.etag = '"' + core::sha256(*response.body).substr(0, 20) + '"';
  if (is_good && !response.etag.empty() && names_tag(request.header("if-none-match"), response.etag) && request.method == "GET") {
    response.status = 304;
    response.body = std::make_shared<const std::string>();
  }
  if (response.body->size() >= kSmallestToCompress && !response.is_gzip && can_be_compressed(response.content_type) && accepts_gzip(request.header("accept-encoding"))) {
    if (response.body->size() > kMostToCompressAtOnce) request.must_wait();
    response.set_body(gzip(*response.body, response.caching == Caching::forever ? 9 : 4));
    response.is_gzip = true;
  }
  if (response.is_gzip && response.etag.ends_with('"') && !response.etag.ends_with("-gz\"")) response.etag.insert(response.etag.size() - 1, "-gz");
  if (!response.etag.empty()) set_header(response, "ETag", response.etag);
  if (response.is_gzip) set_header(response, "Content-Encoding", "gzip");
  add_headers(response);
  return response;
}

}  // namespace

bool ResponseCache::find(const std::string& key, Response& response) {
  const std::lock_guard lock(mutex_);
  const auto found = places_.find(key);
  if (found == places_.end()) return false;
  entries_.splice(entries_.begin(), entries_, found->second);
  response = found->second->response;
  return true;
}

void ResponseCache::keep(const std::string& key, const Response& response) {
  const std::size_t size = response.body->size() + key.size() + 1024;
  if (size > most_bytes_ / 4) return;
  const std::lock_guard lock(mutex_);
  if (places_.contains(key)) return;
  entries_.push_front({key, response});
  places_.emplace(key, entries_.begin());
  bytes_ += size;
  while (bytes_ > most_bytes_) {
    const Entry& last = entries_.back();
    bytes_ -= last.response.body->size() + last.key.size() + 1024;
    places_.erase(last.key);
    entries_.pop_back();
  }
}

Application::Application(ServiceSettings settings) : service_(std::move(settings)), router_(all_routes()), cache_(kCacheBytes) {}

/// A page of another site can make a browser send requests here under that site's name (DNS rebinding): only names of this machine are answered.
void Application::check_host(const Request& request) const {
  std::string host(request.header("host"));
  const std::size_t bracket = host.find(']');
  const std::size_t colon = host.find(':', bracket == std::string::npos ? 0 : bracket);
  if (colon != std::string::npos) host.resize(colon);
  std::transform(host.begin(), host.end(), host.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (host.ends_with('.')) host.pop_back();
  if (host == "localhost" || host == "127.0.0.1" || host == "[::1]") return;
  const std::vector<std::string>& more = service_.settings().hosts;
  if (!host.empty() && std::find(more.begin(), more.end(), host) != more.end()) return;
  throw Problem(403, "the request is for another host than this server", "use the address that dmp serve printed, such as http://127.0.0.1:8080; for another name start it with --host NAME");
}

/// Nothing but reading is done for a page of another site.
void Application::check_origin(const Request& request) {
  const std::string_view origin = request.header("origin"), site = request.header("sec-fetch-site");
  const std::string own = "http://" + std::string(request.header("host"));
  if ((!origin.empty() && origin != own) || (!site.empty() && site != "same-origin" && site != "none"))
    throw Problem(403, "the request comes from a page of another site", "use the dashboard of this server, or a program of your own");
}

/// An edit must come from a page of this server or from a program that was given the token.
void Application::check_edit(const Request& request) const {
  if (!service_.settings().plan_editable) throw Problem(403, "the plan cannot be edited here", "start dmp serve on the loopback address, without --read-only");
  const std::string_view given = request.header("x-dmp-token");
  const std::string& token = service_.token();
  if (given.size() != token.size() || sodium_memcmp(given.data(), token.data(), token.size()) != 0)
    throw Problem(403, "the edit does not carry the token of this server", "send the header X-DMP-Token with the token of GET /api/session; it changes when the server is started again");
  if (!request.header("content-type").starts_with("application/json")) throw Problem(415, "the edit is not JSON", "send it with Content-Type: application/json");
}

std::string Application::edition_etag(const Request& request, const Route& route) {
  const auto edition = service_.editions().open(request.target.query.text("edition"), request.may_wait);
  const std::string_view accept = request.header("accept");
  const double as_csv = weight_of(accept, "text/csv"), as_json = weight_of(accept, "application/json");
  // What Accept asks for is part of what is answered, a refusal too.
  const std::string csv = as_csv <= 0 && as_json <= 0 ? "neither" : as_csv > as_json ? "csv" : "";
  return '"' + core::sha256(edition->generation() + "\n" + request.target.raw + "?" + request.target.query_text + "\n" + csv + (route.tells_plan ? service_.plan().state() + service_.editions().latest()->id() : "")).substr(0, 20) + '"';
}

Response Application::routed(Request& request) {
  const Route& route = router_.find(request);
  if (route.parameters.empty() || route.parameters[0] != "*") check_parameters(route, request.target.query);
  if (request.method != "GET") check_origin(request);
  if (route.edits) check_edit(request);
  if (request.method != "GET" || !is_under_api(request)) return finished(request, route.handler(request, service_));
  const bool zipped = accepts_gzip(request.header("accept-encoding"));
  const std::string etag = edition_etag(request, route), key = etag + (zipped ? "z" : "p");
  Response response;
  if (!cache_.find(key, response)) {
    response = route.handler(request, service_);
    if (response.caching != Caching::edition || response.status != 200) return finished(request, std::move(response));
    response.etag = etag;
    Request plain = request;
    std::erase_if(plain.headers, [](const auto& header) { return header.first == "if-none-match"; });
    response = finished(plain, std::move(response));
    cache_.keep(key, response);
  }
  if (!names_tag(request.header("if-none-match"), etag)) return response;
  response.status = 304;
  response.body = std::make_shared<const std::string>();
  return response;
}

Response Application::refusal(unsigned status, const std::string& title, const std::string& detail, bool page) {
  Response response = problem_response(Problem(status, title, detail), "", page);
  add_headers(response);
  return response;
}

Response Application::answer(Request request) {
  const bool page = !is_under_api(request) && request.wants_page();
  const auto told = [&](const Problem& problem) {
    Response response = problem_response(problem, request.target.raw, page);
    add_headers(response);
    return response;
  };
  try {
    check_host(request);
    if (request.method == "OPTIONS") {
      const std::string allowed = request.target.raw == "*" ? "GET, HEAD, OPTIONS, POST, PATCH" : router_.allowed(request.target);
      if (allowed.empty()) router_.find(request);
      Response response = empty_response(204);
      response.headers.emplace_back("Allow", allowed);
      add_headers(response);
      return response;
    }
    return routed(request);
  } catch (const Problem& problem) {
    return told(problem);
  } catch (const core::UserError& error) {
    return told(problem_of(error));
  } catch (const MustWait&) {
    if (!request.may_wait) throw;
    return told(Problem(500, "the server could not wait for what it needed", "please report it with the address you asked for"));
  } catch (const std::bad_alloc&) {
    return told(Problem(503, "the server is out of memory", "ask for less at once, or close other programs"));
  } catch (const std::exception& error) {
    std::cerr << "error: " << request.method << " " << request.target.raw << ": " << error.what() << '\n';
    return told(Problem(500, "the server has made a mistake", "it is a fault of dmp: please report it with the address you asked for"));
  }
}

}  // namespace dmp::server
