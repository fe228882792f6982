#pragma once

#include <list>
#include <mutex>
#include <string>
#include <unordered_map>

#include "server/router.hpp"
#include "server/service.hpp"

namespace dmp::server {

/// Answers kept ready, the least used given up first. For several threads.
class ResponseCache {
 public:
  explicit ResponseCache(std::size_t most_bytes) : most_bytes_(most_bytes) {}
  [[nodiscard]] bool find(const std::string& key, Response& response);
  void keep(const std::string& key, const Response& response);

 private:
  struct Entry {
    std::string key;
    Response response;
  };
  std::size_t most_bytes_, bytes_ = 0;
  std::mutex mutex_;
  std::list<Entry> entries_;   ///< last used first
  std::unordered_map<std::string, std::list<Entry>::iterator> places_;
};

/// A request in, an answer out, ready to be sent: host and origin checked, headers set, compressed. For several threads.
class Application {
 public:
  explicit Application(ServiceSettings settings);

  /// Throws MustWait where the request may not wait and would have to; nothing else.
  Response answer(Request request);
  /// As answer, for a request that could not be read at all.
  [[nodiscard]] static Response refusal(unsigned status, const std::string& title, const std::string& detail, bool page = false);
  [[nodiscard]] const Router& router() const { return router_; }
  [[nodiscard]] Service& service() { return service_; }

 private:
  Response routed(Request& request);
  void check_host(const Request& request) const;
  static void check_origin(const Request& request);
  void check_edit(const Request& request) const;
  [[nodiscard]] std::string edition_etag(const Request& request, const Route& route);

  Service service_;
  Router router_;
  ResponseCache cache_;
};

/// Every route of the server (routes/).
Router all_routes();

}  // namespace dmp::server
