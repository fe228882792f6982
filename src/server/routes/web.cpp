#include "server/encoding.hpp"
#include "server/page.hpp"
#include "server/routes/answers.hpp"
#include "server/web_bundle.hpp"

namespace dmp::server {
namespace {

/// Scripts, styles and connections of our own only; styles may also stand in attributes (charts), workers may be made by the page (map).
constexpr const char* kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; "
    "worker-src 'self' blob:; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const char* type_of(std::string_view path) {
  static constexpr std::pair<std::string_view, const char*> kTypes[] = {
      {".html", "text/html; charset=utf-8"}, {".js", "text/javascript; charset=utf-8"}, {".css", "text/css; charset=utf-8"}, {".svg", "image/svg+xml"}, {".json", "application/json"}, {".woff2", "font/woff2"}, {".woff", "font/woff"},
      {".png", "image/png"}, {".ico", "image/x-icon"}, {".webmanifest", "application/manifest+json"}, {".txt", "text/plain; charset=utf-8"}, {".pbf", "application/x-protobuf"}};
  for (const auto& [ending, type] : kTypes)
    if (path.ends_with(ending)) return type;
  return "application/octet-stream";
}

/// A file of the dashboard; for any other address its page, which knows the rest of the way.
Response web(const Request& request, Service& service) {
  std::string path = "web";
  for (const std::string& segment : request.target.segments) path += "/" + segment;
  const WebFile* file = request.target.segments.empty() ? nullptr : web_file(path);
  const bool looks_like_file = !request.target.segments.empty() && request.target.segments.back().find('.') != std::string::npos;
  if (!file && !request.target.segments.empty() && request.target.segments[0] == "files") throw Problem(404, "there is no list of files here", "GET /api/report lists the files of an edition");
  if (!file && request.target.segments.size() > 0 && (looks_like_file && (request.target.segments[0] == "assets" || !request.wants_page())))
    throw Problem(404, "there is nothing at " + request.target.raw, "the dashboard begins at /");
  Response response;
  response.headers.emplace_back("Content-Security-Policy", kPolicy);
  if (!file) file = web_file("web/index.html");
  if (!file) {
    if (!request.target.segments.empty()) throw Problem(404, "there is nothing at " + request.target.raw, "GET /api/openapi.yaml lists the paths of the interface");
    response.headers.clear();
    response.content_type = "text/html; charset=utf-8";
    response.set_body(page_without_dashboard(service.editions().latest()->manifest().value("title", "")));
    return response;
  }
  response.content_type = type_of(file->path);
  // Vite puts the hash of the content into the names of assets/.
  if (file->path.starts_with("web/assets/")) response.caching = Caching::forever;
  const bool zipped = !file->gzip.empty() && accepts_gzip(request.header("accept-encoding"));
  response.set_body(std::string(zipped ? file->gzip : file->bytes));
  response.is_gzip = zipped;
  return response;
}

}  // namespace

void add_web_routes(Router& router) {
  router.add({"GET", "/", {"*"}, web});
  router.add({"GET", "/{path}", {"*"}, web, false, true});
}

}  // namespace dmp::server
