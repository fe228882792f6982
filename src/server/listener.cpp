#include "server/listener.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <ctime>
#include <list>
#include <optional>

#include "core/errors.hpp"

namespace dmp::server {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using Tcp = asio::ip::tcp;
using Clock = std::chrono::steady_clock;

class Connection;

}  // namespace

/// What the connections share. Everything but the workers' own work happens on the one thread that runs io.
struct Listener::State {
  State(const ListenerSettings& given, Answerer answers, Refuser refuses)
      : settings(given), answer(std::move(answers)), refuse(std::move(refuses)), workers(std::max(1u, given.workers)) {}

  ListenerSettings settings;
  Answerer answer;
  Refuser refuse;
  /// In the order of their last sign of life, the latest last. Before io, which ends the connections when it goes.
  std::list<Connection*> connections;
  asio::io_context io{1};
  Tcp::acceptor acceptor{io};
  asio::steady_timer pause{io};
  asio::thread_pool workers;
  std::size_t waiting = 0;
  bool stopping = false;

  void accept();
  void make_room();
};

namespace {

std::string small(beast::string_view text) {
  std::string out(text.data(), text.size());
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

/// The header Date (RFC 9110, 6.6.1).
std::string date_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 64> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}

/// One client. Lives as long as something is under way on its socket.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Tcp::socket socket, Listener::State& state) : stream_(std::move(socket)), state_(state), place_(state.connections.insert(state.connections.end(), this)) {
    beast::error_code ignored;
    stream_.socket().set_option(Tcp::no_delay(true), ignored);
  }
  ~Connection() { state_.connections.erase(place_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Whether nothing is lost for anybody but its client when it is closed.
  [[nodiscard]] bool is_waiting_for_client() const { return waiting_for_client_; }

  void close() {
    beast::error_code ignored;
    stream_.socket().close(ignored);
  }

  void await_request() {
    parser_.reset();
    waiting_for_client_ = true;
    if (buffer_.size() > 0) return read_header();
    stream_.expires_after(state_.settings.idle);
    stream_.async_read_some(buffer_.prepare(4096), [self = shared_from_this()](beast::error_code error, std::size_t bytes) {
      if (error) return;
      self->buffer_.commit(bytes);
      self->read_header();
    });
  }

 private:
  /// The time runs for the whole request from here on, however the client deals out its bytes.
  void read_header() {
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(state_.settings.most_header_bytes));
    parser_->body_limit(state_.settings.most_body_bytes);
    stream_.expires_after(state_.settings.to_ask);
    http::async_read_header(stream_, buffer_, *parser_, [self = shared_from_this()](beast::error_code error, std::size_t) {
      if (error) return self->on_bad_request(error);
      self->on_header();
    });
  }

  void on_header() {
    const auto& message = parser_->get();
    const auto expects = message.find(http::field::expect);
    if (expects == message.end()) return read_body();
    if (small(expects->value()) != "100-continue") return send_refusal(417, "the request expects what is not offered here", "leave out the header Expect");
    static constexpr char kContinue[] = "HTTP/1.1 100 Continue\r\n\r\n";
    asio::async_write(stream_, asio::buffer(kContinue, sizeof kContinue - 1), [self = shared_from_this()](beast::error_code error, std::size_t) {
      if (!error) self->read_body();
    });
  }

  void read_body() {
    if (parser_->is_done()) return on_request();
    http::async_read(stream_, buffer_, *parser_, [self = shared_from_this()](beast::error_code error, std::size_t) {
      if (error) return self->on_bad_request(error);
      self->on_request();
    });
  }

  void on_bad_request(beast::error_code error) {
    if (error == http::error::end_of_stream || error == asio::error::operation_aborted || error == beast::error::timeout || error == asio::error::connection_reset || error == asio::error::eof) return close();
    if (error == http::error::header_limit) return send_refusal(431, "the header of the request is too long", "send at most 16 KB before the body");
    if (error == http::error::body_limit) return send_refusal(413, "the body of the request is too long", "send at most 1 MB");
    if (error == http::error::bad_version) return send_refusal(400, "the request is not HTTP/1.1", "speak HTTP/1.1");
    if (error.category() == http::make_error_code(http::error::bad_method).category() || error == http::error::partial_message)
      return send_refusal(400, "the request cannot be read", "send a request as HTTP/1.1 (RFC 9112) wants it");
    close();
  }

  void on_request() {
    waiting_for_client_ = false;
    // The latest sign of life stands last.
    state_.connections.splice(state_.connections.end(), state_.connections, place_);
    stream_.expires_never();
    auto& message = parser_->get();
    keep_alive_ = message.keep_alive() && !state_.stopping;
    version_ = message.version();
    Request request;
    request.method = std::string(message.method_string());
    request.head = request.method == "HEAD";
    if (request.head) request.method = "GET";
    head_ = request.head;
    try {
      if (request.method == "OPTIONS" && message.target() == "*") request.target.raw = "*";
      else request.target = Target::parse({message.target().data(), message.target().size()});
    } catch (const Problem& problem) {
      const beast::string_view target = message.target();
      return send_refusal(problem.status(), problem.what(), problem.detail(), !target.starts_with("/api") && message[http::field::accept].find("text/html") != beast::string_view::npos);
    }
    std::size_t hosts = 0;
    for (const auto& field : message) {
      request.headers.emplace_back(small(field.name_string()), std::string(field.value()));
      hosts += request.headers.back().first == "host";
    }
    // The host of an absolute address is the one that counts (RFC 9112, 3.2.2).
    for (auto& [name, value] : request.headers)
      if (name == "host" && !request.target.host.empty()) value = request.target.host;
    if (hosts > 1 || (hosts == 0 && version_ >= 11)) return send_refusal(400, "the request must name one host", "send one header Host");
    request.body = std::move(message.body());
    answer(std::move(request));
  }

  void answer(Request request) {
    try {
      return send(state_.answer(request));
    } catch (const MustWait&) {
    }
    if (state_.waiting >= state_.settings.most_waiting) {
      Response busy = state_.refuse(503, "the server is busy", "ask again in a few seconds", false);
      busy.headers.emplace_back("Retry-After", "2");
      return send(std::move(busy));
    }
    ++state_.waiting;
    request.may_wait = true;
    asio::post(state_.workers, [self = shared_from_this(), request = std::move(request)] {
      auto response = std::make_shared<Response>(self->state_.answer(request));
      asio::post(self->state_.io, [self, response] {
        --self->state_.waiting;
        self->send(std::move(*response));
      });
    });
  }

  void send_refusal(unsigned status, const std::string& title, const std::string& detail, bool page = false) {
    keep_alive_ = false;
    head_ = false;
    waiting_for_client_ = false;
    send(state_.refuse(status, title, detail, page));
  }

  void send(Response response) {
    body_ = response.body;
    const bool has_body = response.status != 204 && response.status != 304;
    head_text_ = fmt::format("HTTP/1.1 {} {}\r\nServer: dmp\r\nDate: {}\r\n", response.status, reason_phrase(response.status), date_now());
    if (!response.content_type.empty() && has_body) head_text_ += "Content-Type: " + response.content_type + "\r\n";
    if (has_body) head_text_ += fmt::format("Content-Length: {}\r\n", body_->size());
    for (const auto& [name, value] : response.headers) head_text_ += name + ": " + value + "\r\n";
    head_text_ += keep_alive_ ? (version_ < 11 ? "Connection: keep-alive\r\n\r\n" : "\r\n") : "Connection: close\r\n\r\n";
    const std::array<asio::const_buffer, 2> parts = {asio::buffer(head_text_), has_body && !head_ ? asio::buffer(*body_) : asio::const_buffer{}};
    stream_.expires_after(state_.settings.to_take);
    asio::async_write(stream_, parts, [self = shared_from_this()](beast::error_code error, std::size_t) {
      self->body_.reset();
      if (error) return self->close();
      if (self->keep_alive_ && !self->state_.stopping) return self->await_request();
      self->say_goodbye();
    });
  }

  /// Closing at once would throw away what the client has not read yet, where it is still sending.
  void say_goodbye() {
    beast::error_code ignored;
    stream_.socket().shutdown(Tcp::socket::shutdown_send, ignored);
    waiting_for_client_ = true;
    stream_.expires_after(std::chrono::seconds(2));
    drain(0);
  }

  void drain(std::size_t drained) {
    constexpr std::size_t kMostDrained = 4 << 20;
    buffer_.clear();
    stream_.async_read_some(buffer_.prepare(16 * 1024), [self = shared_from_this(), drained](beast::error_code error, std::size_t bytes) {
      if (error || drained + bytes > kMostDrained) return self->close();
      self->drain(drained + bytes);
    });
  }

  beast::tcp_stream stream_;
  Listener::State& state_;
  std::list<Connection*>::iterator place_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  std::shared_ptr<const std::string> body_;
  std::string head_text_;
  bool keep_alive_ = false, head_ = false, waiting_for_client_ = true;
  unsigned version_ = 11;
};

/// How many connections the system lets one program have, less what files need.
std::size_t connections_allowed(std::size_t wanted) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return wanted;
  constexpr std::size_t kForFiles = 64;
  return std::clamp<std::size_t>(limit.rlim_cur > kForFiles ? limit.rlim_cur - kForFiles : 1, 1, wanted);
}

}  // namespace

/// Closes the connection that has been waiting for its client for longest, so that slow clients never keep others out.
void Listener::State::make_room() {
  if (connections.size() < settings.most_connections) return;
  const auto silent = std::find_if(connections.begin(), connections.end(), [](const Connection* each) { return each->is_waiting_for_client(); });
  if (silent != connections.end()) (*silent)->close();
}

void Listener::State::accept() {
  acceptor.async_accept([this](beast::error_code error, Tcp::socket socket) {
    if (stopping) return;
    if (!error) {
      make_room();
      // Where every connection is at work, one more has to come again later.
      if (connections.size() < settings.most_connections * 2) std::make_shared<Connection>(std::move(socket), *this)->await_request();
      return accept();
    }
    // Out of file descriptors, most likely: the silent go first.
    for (Connection* each : connections)
      if (each->is_waiting_for_client()) {
        each->close();
        break;
      }
    pause.expires_after(std::chrono::milliseconds(50));
    pause.async_wait([this](beast::error_code) { if (!stopping) accept(); });
  });
}

Listener::Listener(const ListenerSettings& settings, Answerer answer, Refuser refuse) : state_(std::make_unique<State>(settings, std::move(answer), std::move(refuse))) {
  state_->settings.most_connections = connections_allowed(settings.most_connections);
  beast::error_code error;
  const auto address = asio::ip::make_address(settings.address, error);
  if (error) throw core::UserError(core::ErrorKind::usage, "'" + settings.address + "' is no address", "write for example --listen 127.0.0.1");
  const Tcp::endpoint endpoint(address, settings.port);
  Tcp::acceptor& acceptor = state_->acceptor;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (!error) return;
  if (error == asio::error::address_in_use)
    throw core::UserError(core::ErrorKind::resource, fmt::format("port {} is taken", settings.port),
                          fmt::format("choose another with --port {} (or --port 0 for any free one), or look whether dmp serve is running already at http://127.0.0.1:{}/", settings.port == 65535 ? 8081 : settings.port + 1, settings.port));
  if (error == asio::error::access_denied)
    throw core::UserError(core::ErrorKind::resource, fmt::format("port {} may not be used", settings.port), "choose a port from 1024 on, for example --port 8080");
  throw core::UserError(core::ErrorKind::resource, fmt::format("{} port {} cannot be listened on: {}", settings.address, settings.port, error.message()), "name an address of this machine with --listen");
}

Listener::~Listener() {
  state_->stopping = true;
  state_->workers.stop();
  state_->workers.join();
  // What the connections still have under way goes before what they share.
  for (Connection* each : std::list<Connection*>(state_->connections)) each->close();
  state_->io.restart();
  state_->io.poll();
}

std::uint16_t Listener::port() const { return state_->acceptor.local_endpoint().port(); }

void Listener::run(bool handle_signals) {
  asio::signal_set signals(state_->io);
  if (handle_signals) {
    signals.add(SIGINT);
    signals.add(SIGTERM);
    signals.async_wait([this](beast::error_code error, int) {
      if (error) return;
      state_->stopping = true;
      state_->io.stop();
    });
  }
  state_->accept();
  auto at_work = asio::make_work_guard(state_->io);
  state_->io.run();
}

void Listener::stop() {
  asio::post(state_->io, [this] {
    state_->stopping = true;
    state_->io.stop();
  });
}

}  // namespace dmp::server
