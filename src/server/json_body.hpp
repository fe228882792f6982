#pragma once

#include <string>
#include <vector>

#include "server/message.hpp"
#include "server/open_edition.hpp"

/// Bodies of requests: JSON that is checked before anything is done with it.
namespace dmp::server {

/// The body as a JSON object with no other members than those named. Problem 415 where it is not said to be JSON, 400 where it cannot be read (with line and
/// column) or lies deeper than 16 levels, 422 for another member, with the nearest right name.
Json json_object_of(const Request& request, const std::vector<std::string>& members);
/// As json_object_of, for an object inside; name: as errors call it.
void check_members(const Json& object, const std::string& name, const std::vector<std::string>& members);

/// A member that must be there. Problem 422 where it is missing, of another kind, too long, or empty.
std::string required_text(const Json& object, const std::string& name, std::size_t longest);
double required_number(const Json& object, const std::string& name);
/// Empty where it is not there or null.
std::string optional_text(const Json& object, const std::string& name, std::size_t longest);

}  // namespace dmp::server
