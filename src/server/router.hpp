#pragma once

#include <functional>
#include <string>
#include <vector>

#include "server/message.hpp"

namespace dmp::server {

class Service;
using Handler = std::function<Response(const Request&, Service&)>;

/// One operation of the contract.
struct Route {
  std::string method;                   ///< GET (answers HEAD too), POST, PATCH
  std::string path;                     ///< "/api/indicators/{indicator}/values", as api/openapi.yaml writes it
  std::vector<std::string> parameters;  ///< names the query may have
  Handler handler;
  bool edits = false;                   ///< changes the plan: needs the token, the same origin and JSON
  bool takes_rest = false;              ///< the last {name} takes the rest of the path, slashes and all
  bool tells_plan = false;              ///< hangs on the plan besides the edition
};

/// Finds the route of a request.
class Router {
 public:
  void add(Route route);
  [[nodiscard]] const std::vector<Route>& routes() const { return routes_; }

  /// The route, with request.in_path filled. Throws Problem 404 where no route has the path, and 405 with Allow where none of them has the method.
  const Route& find(Request& request) const;
  /// "GET, HEAD, OPTIONS": the methods of a path; empty where no route has it.
  [[nodiscard]] std::string allowed(const Target& target) const;

 private:
  struct Part {
    bool named = false;
    std::string text, suffix;           ///< literal text, or the name and what must stand behind it
  };
  struct Entry {
    std::vector<Part> parts;
    std::size_t literals = 0;
  };
  [[nodiscard]] bool fits(std::size_t route, const Target& target, std::map<std::string, std::string>* in_path) const;
  [[nodiscard]] std::vector<std::size_t> fitting(const Target& target) const;

  std::vector<Route> routes_;
  std::vector<Entry> entries_;
};

/// Throws Problem 400, with the nearest right name, where the query has a parameter that the route does not know.
void check_parameters(const Route& route, const Query& query);

}  // namespace dmp::server
