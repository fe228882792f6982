#include "server/router.hpp"

#include <algorithm>

#include "core/nearest.hpp"

namespace dmp::server {

void Router::add(Route route) {
  Entry entry;
  for (const std::string& segment : Target::parse(route.path).segments) {
    Part part;
    part.named = segment.starts_with('{');
    const std::size_t close = part.named ? segment.find('}') : segment.size();
    part.text = part.named ? segment.substr(1, close - 1) : segment;
    if (part.named) part.suffix = segment.substr(close + 1);
    entry.literals += part.named ? (part.suffix.empty() ? 0 : 1) : 2;
    entry.parts.push_back(std::move(part));
  }
  entries_.push_back(std::move(entry));
  routes_.push_back(std::move(route));
}

bool Router::fits(std::size_t route, const Target& target, std::map<std::string, std::string>* in_path) const {
  const std::vector<Part>& parts = entries_[route].parts;
  const bool rest = routes_[route].takes_rest;
  // What takes any path is not for the interface: there an unknown path is an error.
  if (rest && parts.front().named && !target.segments.empty() && target.segments[0] == "api") return false;
  if (rest ? target.segments.size() < parts.size() : target.segments.size() != parts.size()) return false;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    std::string segment = target.segments[i];
    if (rest && i + 1 == parts.size())
      for (std::size_t k = i + 1; k < target.segments.size(); ++k) segment += "/" + target.segments[k];
    if (!parts[i].named) {
      if (segment != parts[i].text) return false;
      continue;
    }
    if (segment.size() <= parts[i].suffix.size() || !segment.ends_with(parts[i].suffix)) return false;
    if (in_path) (*in_path)[parts[i].text] = segment.substr(0, segment.size() - parts[i].suffix.size());
  }
  return true;
}

std::vector<std::size_t> Router::fitting(const Target& target) const {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < routes_.size(); ++i)
    if (fits(i, target, nullptr)) found.push_back(i);
  // The path with the most words of its own: /api/market/solve before /api/market/{anything}.
  std::stable_sort(found.begin(), found.end(), [&](std::size_t a, std::size_t b) { return entries_[a].literals > entries_[b].literals; });
  if (!found.empty()) std::erase_if(found, [&, best = entries_[found.front()].literals](std::size_t i) { return entries_[i].literals < best; });
  return found;
}

std::string Router::allowed(const Target& target) const {
  std::vector<std::string> methods;
  for (const std::size_t i : fitting(target)) {
    methods.push_back(routes_[i].method);
    if (routes_[i].method == "GET") methods.emplace_back("HEAD");
  }
  if (methods.empty()) return {};
  methods.emplace_back("OPTIONS");
  std::string text;
  for (const std::string& method : methods) text += (text.empty() ? "" : ", ") + method;
  return text;
}

const Route& Router::find(Request& request) const {
  const std::vector<std::size_t> found = fitting(request.target);
  if (found.empty())
    throw Problem(404, "there is nothing at " + request.target.raw, "GET /api/openapi.yaml lists the paths of the interface; the dashboard begins at /");
  for (const std::size_t i : found) {
    if (routes_[i].method != request.method) continue;
    fits(i, request.target, &request.in_path);
    return routes_[i];
  }
  const std::string methods = allowed(request.target);
  throw Problem(405, "the method " + request.method + " is not for " + request.target.raw, "use one of: " + methods).with_header("Allow", methods);
}

void check_parameters(const Route& route, const Query& query) {
  for (const auto& [name, value] : query.items()) {
    if (std::find(route.parameters.begin(), route.parameters.end(), name) != route.parameters.end()) continue;
    const auto nearest = core::nearest_name(name, route.parameters);
    std::string known;
    for (const std::string& each : route.parameters) known += (known.empty() ? "" : ", ") + each;
    throw Problem(400, "there is no parameter '" + name.substr(0, 100) + "' here", known.empty() ? "leave it out: this path takes none" : (nearest ? "did you mean '" + *nearest + "'? " : std::string()) + "Known: " + known,
                  nearest.value_or(""));
  }
}

}  // namespace dmp::server
