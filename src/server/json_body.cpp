#include "server/json_body.hpp"

#include <algorithm>
#include <cmath>

#include "core/nearest.hpp"

namespace dmp::server {
namespace {

constexpr int kDeepest = 16;

/// How deep brackets are nested, strings aside: seen before the parser sees it, which goes down as deep as the text does.
int depth_of(const std::string& text) {
  int depth = 0, deepest = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      else if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      deepest = std::max(deepest, ++depth);
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return deepest;
}

}  // namespace

Json json_object_of(const Request& request, const std::vector<std::string>& members) {
  if (!request.header("content-type").starts_with("application/json")) throw Problem(415, "the body is not said to be JSON", "send Content-Type: application/json");
  if (depth_of(request.body) > kDeepest) throw Problem(400, "the body is nested too deep", "send an object as api/openapi.yaml describes it");
  Json body;
  try {
    body = Json::parse(request.body);
  } catch (const Json::parse_error& error) {
    const std::string read = request.body.substr(0, error.byte > 0 ? error.byte - 1 : 0);
    const auto line = std::count(read.begin(), read.end(), '\n') + 1;
    const auto column = read.size() - (read.rfind('\n') == std::string::npos ? 0 : read.rfind('\n') + 1) + 1;
    throw Problem(400, "the body is no JSON (line " + std::to_string(line) + ", column " + std::to_string(column) + ")", "send an object as api/openapi.yaml describes it");
  } catch (const Json::exception&) {
    throw Problem(400, "the body holds a number that is too great", "send numbers below 1e308");
  }
  check_members(body, "the body", members);
  return body;
}

void check_members(const Json& object, const std::string& name, const std::vector<std::string>& members) {
  if (!object.is_object()) throw Problem(422, name + " is no object", "send an object as api/openapi.yaml describes it");
  for (const auto& [member, value] : object.items()) {
    if (std::find(members.begin(), members.end(), member) != members.end()) continue;
    throw Problem(422, name + " has a member '" + member.substr(0, 100) + "' that there is not", "leave it out." + core::suggestion(member.substr(0, 100), members), core::nearest_name(member.substr(0, 100), members).value_or(""));
  }
}

std::string required_text(const Json& object, const std::string& name, std::size_t longest) {
  const std::string text = optional_text(object, name, longest);
  if (text.empty()) throw Problem(422, "'" + name + "' is missing or empty", "give it as a text");
  return text;
}

double required_number(const Json& object, const std::string& name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number() || !std::isfinite(found->get<double>())) throw Problem(422, "'" + name + "' is missing or no number", "give it as a number");
  return found->get<double>();
}

std::string optional_text(const Json& object, const std::string& name, std::size_t longest) {
  const auto found = object.find(name);
  if (found == object.end() || found->is_null()) return {};
  if (!found->is_string()) throw Problem(422, "'" + name + "' is no text", "give it as a text");
  std::string text = found->get<std::string>();
  if (text.size() > longest) throw Problem(422, "'" + name + "' is too long", "give at most " + std::to_string(longest) + " bytes");
  return text;
}

}  // namespace dmp::server
