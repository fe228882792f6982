#pragma once

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <string>
#include <string_view>

/// A client that sends the bytes it is told, for tests of what arrives at a socket.
namespace dmp::server::testing {

class Client {
 public:
  explicit Client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~Client() { ::close(socket_); }
  Client(Client&& other) noexcept : socket_(other.socket_), connected_(other.connected_), rest_(std::move(other.rest_)) { other.socket_ = -1; }
  Client& operator=(Client&&) = delete;
  Client(const Client&) = delete;

  [[nodiscard]] bool connected() const { return connected_; }
  bool send(std::string_view bytes) { return ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size()); }

  /// One answer: the head, and as many bytes of body as it announces; what came by then where it does not come in time.
  std::string answer(std::chrono::milliseconds in = std::chrono::seconds(10), bool head_only = false) {
    const auto end = std::chrono::steady_clock::now() + in;
    std::string bytes = std::move(rest_);
    while (true) {
      const std::size_t head = bytes.find("\r\n\r\n");
      if (head != std::string::npos) {
        const std::size_t at = bytes.find("Content-Length: ");
        const std::size_t length = head_only || at == std::string::npos || at > head ? 0 : std::strtoull(bytes.c_str() + at + 16, nullptr, 10);
        if (bytes.size() >= head + 4 + length) {
          rest_ = bytes.substr(head + 4 + length);
          return bytes.substr(0, head + 4 + length);
        }
      }
      if (!receive(bytes, end)) return bytes;
    }
  }
  /// Whether the server closes the connection in time.
  bool is_closed(std::chrono::milliseconds in) {
    const auto end = std::chrono::steady_clock::now() + in;
    std::string bytes;
    while (receive(bytes, end)) {
    }
    return std::chrono::steady_clock::now() < end;
  }

 private:
  bool receive(std::string& bytes, std::chrono::steady_clock::time_point end) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()).count();
    pollfd waiting{socket_, POLLIN, 0};
    if (left <= 0 || ::poll(&waiting, 1, static_cast<int>(left)) <= 0) return false;
    char buffer[65536];
    const ssize_t got = ::recv(socket_, buffer, sizeof buffer, 0);
    if (got <= 0) return false;
    bytes.append(buffer, static_cast<std::size_t>(got));
    return true;
  }

  int socket_;
  bool connected_ = false;
  std::string rest_;
};

/// A GET request's bytes.
inline std::string get(const std::string& target, const std::string& more = "") { return "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + more + "\r\n"; }

}  // namespace dmp::server::testing
