#include "server/page.hpp"

#include "core/markup.hpp"

namespace dmp::server {
namespace {

using core::escaped;

std::string page(const std::string& title, const std::string& inside) {
  return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<meta name=\"color-scheme\" content=\"light dark\">\n<title>" + escaped(title) + " - Drug Market Profiler</title>\n"
         "<style>body{font:1.2rem/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}h1{font-size:1.8rem;line-height:1.2}code{font-family:ui-monospace,monospace}</style>\n"
         "</head>\n<body>\n<main>\n<h1>" + escaped(title) + "</h1>\n" + inside + "</main>\n</body>\n</html>\n";
}

}  // namespace

std::string message_page(const std::string& title, const std::string& detail) {
  return page(title, "<p>" + escaped(detail) + "</p>\n<p><a href=\"/\">To the start page</a></p>\n");
}

std::string page_without_dashboard(const std::string& edition_title) {
  return page(edition_title.empty() ? "Drug Market Profiler" : edition_title,
              "<p>This program was built without the dashboard: <code>web/dist</code> was not there. Run <code>script/build</code>, which makes it, and start <code>dmp serve</code> again.</p>\n"
              "<ul>\n<li><a href=\"/report\">The report</a> holds the same figures.</li>\n<li><a href=\"/api/report\">Files to download</a></li>\n"
              "<li><a href=\"/api/openapi.yaml\">The contract of the JSON interface</a>, for example <a href=\"/api/overview\">/api/overview</a></li>\n</ul>\n");
}

}  // namespace dmp::server
