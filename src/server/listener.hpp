#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "server/message.hpp"

/// HTTP over sockets: connections, limits, workers. Knows nothing of what is served.
namespace dmp::server {

struct ListenerSettings {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;                             ///< 0: any free one
  std::size_t most_connections = 256;                    ///< above it the connection that has been silent for longest is closed
  std::size_t most_waiting = 256;                         ///< requests for workers; above it 503
  unsigned workers = 2;
  std::size_t most_header_bytes = 16 * 1024, most_body_bytes = 1 << 20;
  std::chrono::milliseconds to_ask{10'000};              ///< from the first byte of a request to its last
  std::chrono::milliseconds idle{30'000};                ///< between requests
  std::chrono::milliseconds to_take{60'000};             ///< for a client to take an answer
};

/// Gives the answer to a request. Throws MustWait where request.may_wait is not set and it would take long.
using Answerer = std::function<Response(const Request&)>;
/// The answer to what is no request; page: a person looks at it in a browser.
using Refuser = std::function<Response(unsigned status, const std::string& title, const std::string& detail, bool page)>;

/// Listens until SIGINT or SIGTERM, or until stop() of another thread.
class Listener {
 public:
  /// Takes the port. A resource UserError that says what to do where it is taken or the address is not of this machine.
  Listener(const ListenerSettings& settings, Answerer answer, Refuser refuse);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  [[nodiscard]] std::uint16_t port() const;
  /// Serves until it is stopped. handle_signals: SIGINT and SIGTERM stop it.
  void run(bool handle_signals);
  void stop();

  struct State;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace dmp::server
