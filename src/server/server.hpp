#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "pipeline/edition.hpp"

namespace dmp::server {

struct ServeSettings {
  std::filesystem::path folder;
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;                    ///< 0: any free one
  pipeline::Audience audience = pipeline::Audience::everybody;
  std::vector<std::string> hosts;               ///< further names that requests may be for
  bool read_only = false;                       ///< the plan cannot be edited
  unsigned threads = 0;
};

/// Serves the dashboard and the JSON interface of a built profile until SIGINT or SIGTERM. started: called once with the address for people
/// ("http://127.0.0.1:8080/") when requests are answered. UserError where there is no complete edition, the port is taken, the address is not of this
/// machine, or restricted figures would be offered to a network.
void serve(const ServeSettings& settings, const std::function<void(const std::string&)>& started);

/// Whether an address is reachable from this machine only.
bool is_loopback(const std::string& address);

}  // namespace dmp::server
