#pragma once

#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/target.hpp"

/// What goes in and out of a route, without sockets.
namespace dmp::server {

/// Thrown by a route that would make the other connections wait: the request is answered again by a worker.
struct MustWait {};

struct Request {
  std::string method;                         ///< HEAD arrives as GET with head set
  bool head = false;
  Target target;
  std::vector<std::pair<std::string, std::string>> headers;  ///< names in small letters
  std::string body;
  std::map<std::string, std::string> in_path; ///< what stands for {name} in the route's path
  bool may_wait = false;                      ///< a worker answers: disks and models may be waited for

  /// The value of a header (name in small letters); empty where it is not there.
  [[nodiscard]] std::string_view header(std::string_view name) const;
  /// Whether a person looks at the answer in a browser.
  [[nodiscard]] bool wants_page() const;
  /// Throws MustWait where nobody may wait.
  void must_wait() const { if (!may_wait) throw MustWait{}; }
};

/// How long an answer holds.
enum class Caching {
  never,    ///< no-store
  content,  ///< ETag of the bytes
  edition,  ///< hangs on the edition and the address alone: kept ready, ETag without making it
  forever,  ///< named by its content
};

struct Response {
  unsigned status = 200;
  std::string content_type = "application/json";
  std::shared_ptr<const std::string> body = std::make_shared<const std::string>();
  std::vector<std::pair<std::string, std::string>> headers;
  Caching caching = Caching::content;
  bool is_gzip = false;
  /// Set by a route where the answer has a version of its own (with its quotes).
  std::string etag;

  void set_body(std::string text) { body = std::make_shared<const std::string>(std::move(text)); }
};

/// An error on its way to the client: problem+json under /api, else a page.
class Problem : public std::runtime_error {
 public:
  /// title: what is wrong; detail: how to mend it.
  Problem(unsigned status, const std::string& title, std::string detail, std::string nearest = {})
      : std::runtime_error(title), status_(status), detail_(std::move(detail)), nearest_(std::move(nearest)) {}

  [[nodiscard]] unsigned status() const { return status_; }
  [[nodiscard]] const std::string& detail() const { return detail_; }
  [[nodiscard]] const std::string& nearest() const { return nearest_; }
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& headers() const { return headers_; }
  Problem& with_header(std::string name, std::string value) {
    headers_.emplace_back(std::move(name), std::move(value));
    return *this;
  }

 private:
  unsigned status_;
  std::string detail_, nearest_;
  std::vector<std::pair<std::string, std::string>> headers_;
};

/// The problem's answer: application/problem+json, or a page without script where page is set.
Response problem_response(const Problem& problem, const std::string& path, bool page);

/// "Not Found"; the words of the status line.
std::string_view reason_phrase(unsigned status);

}  // namespace dmp::server
