#include "server/listener.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <deque>
#include <memory>
#include <random>
#include <thread>

#include "core/errors.hpp"
#include "server/test_client.hpp"

namespace dmp::server {
namespace {

using namespace std::chrono_literals;
using testing::Client;
using testing::get;

/// A listener that answers "hello", waits where it is told to, and gives a large body.
class Listening : public ::testing::Test {
 protected:
  void SetUp() override { begin({}); }
  void begin(ListenerSettings settings) {
    end();
    settings.port = 0;
    listener_ = std::make_unique<Listener>(settings, [this](const Request& request) { return answer(request); },
                                           [](unsigned status, const std::string& title, const std::string& detail, bool) { return problem_response(Problem(status, title, detail), "", false); });
    port_ = listener_->port();
    thread_ = std::thread([this] { listener_->run(false); });
  }
  void end() {
    if (!listener_) return;
    listener_->stop();
    thread_.join();
    listener_.reset();
  }
  void TearDown() override { end(); }

  Response answer(const Request& request) {
    Response response;
    response.content_type = "text/plain";
    const std::string first = request.target.segments.empty() ? "" : request.target.segments[0];
    if (first == "slow") {
      request.must_wait();
      std::this_thread::sleep_for(300ms);
    }
    if (first == "large") response.set_body(std::string(20'000'000, 'x'));
    else if (first == "host") response.set_body(std::string(request.header("host")));
    else if (request.method == "POST") response.set_body(std::to_string(request.body.size()));
    else response.set_body("hello");
    ++answered_;
    return response;
  }
  static bool is(const std::string& answer, const char* status) { return answer.starts_with("HTTP/1.1 " + std::string(status)); }
  /// Whether somebody else is still answered at once.
  bool answers_others() {
    const auto begin = std::chrono::steady_clock::now();
    Client other(port_);
    other.send(get("/"));
    return is(other.answer(3s), "200") && std::chrono::steady_clock::now() - begin < 2s;
  }

  std::unique_ptr<Listener> listener_;
  std::thread thread_;
  std::uint16_t port_ = 0;
  std::atomic<int> answered_{0};
};

TEST_F(Listening, OneConnectionTakesManyRequestsAlsoAtOnce) {
  Client client(port_);
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(client.send(get("/")));
    EXPECT_TRUE(client.answer().ends_with("hello"));
  }
  client.send(get("/") + get("/slow") + get("/"));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(client.answer().ends_with("hello"));
}

TEST_F(Listening, TheHostOfAnAbsoluteAddressCounts) {
  Client client(port_);
  client.send("GET http://evil.example/host HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  EXPECT_TRUE(client.answer().ends_with("evil.example"));
  client.send("GET /host HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  EXPECT_TRUE(client.answer().ends_with("127.0.0.1"));
}

TEST_F(Listening, HeadGivesTheLengthWithoutTheBody) {
  Client client(port_);
  client.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
  const std::string head = client.answer(2s, true);
  EXPECT_NE(head.find("Content-Length: 5"), std::string::npos);
  EXPECT_TRUE(head.ends_with("\r\n\r\n"));
  client.send(get("/"));
  EXPECT_TRUE(client.answer().starts_with("HTTP/1.1 200"));
}

TEST_F(Listening, BodiesArriveWholePiecewiseAndAfterBeingAskedFor) {
  Client client(port_);
  client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\nabc");
  std::this_thread::sleep_for(50ms);
  client.send("def");
  EXPECT_TRUE(client.answer().ends_with("\r\n6"));
  client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
  EXPECT_TRUE(client.answer().ends_with("\r\n5"));
  client.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
  EXPECT_TRUE(is(client.answer(2s), "100"));
  client.send("abcd");
  EXPECT_TRUE(client.answer().ends_with("\r\n4"));
}

TEST_F(Listening, WhatIsNoRequestIsRefusedAndTheConnectionClosed) {
  struct Case {
    std::string bytes;
    const char* status;
  };
  const Case cases[] = {{"hello\r\n\r\n", "400"},
                        {"GET / HTTP/1.1\r\nHost x\r\n\r\n", "400"},
                        {"GET / HTTP/9.9\r\nHost: x\r\n\r\n", "400"},
                        {"GET / HTTP/1.1\r\n\r\n", "400"},
                        {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400"},
                        {"GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n", "400"},
                        {"GET /../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", "400"},
                        {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", "400"},
                        {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n", "400"},
                        {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n", "413"},
                        {"GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(20'000, 'a') + "\r\n\r\n", "431"},
                        {"POST / HTTP/1.1\r\nHost: x\r\nExpect: the-moon\r\nContent-Length: 1\r\n\r\n", "417"}};
  for (const Case& c : cases) {
    Client client(port_);
    client.send(c.bytes);
    const std::string answer = client.answer(3s);
    EXPECT_TRUE(is(answer, c.status)) << c.bytes.substr(0, 80) << " gave " << answer.substr(0, 60);
    EXPECT_NE(answer.find("application/problem+json"), std::string::npos);
    EXPECT_TRUE(client.is_closed(5s));
  }
  EXPECT_TRUE(answers_others());
}

TEST_F(Listening, RandomBytesDoNoHarm) {
  std::mt19937 random(7);
  for (int i = 0; i < 200; ++i) {
    Client client(port_);
    std::string bytes = i % 2 ? "GET /a?b=c HTTP/1.1\r\nHost: x\r\nAccept: */*\r\n\r\n" : std::string(300, ' ');
    for (char& c : bytes)
      if (random() % (i % 2 ? 12 : 1) == 0) c = static_cast<char>(random());
    client.send(bytes);
    if (i % 3 == 0) client.answer(20ms);
  }
  EXPECT_TRUE(answers_others());
}

TEST_F(Listening, ASlowRequestIsEndedHoweverItsBytesAreDealtOut) {
  ListenerSettings settings;
  settings.to_ask = 600ms;
  begin(settings);
  Client slow(port_);
  slow.send("GET / HTTP/1.1\r\nHost: x\r\n");
  const auto start = std::chrono::steady_clock::now();
  bool alive = true;
  while (alive && std::chrono::steady_clock::now() - start < 5s) {
    alive = slow.send("X: y\r\n");
    std::this_thread::sleep_for(100ms);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, 3s);
}

TEST_F(Listening, SilentConnectionsAreEnded) {
  ListenerSettings settings;
  settings.idle = 300ms;
  begin(settings);
  Client silent(port_);
  EXPECT_TRUE(silent.is_closed(3s));
}

TEST_F(Listening, SlowClientsInGreatNumberKeepNobodyOut) {
  ListenerSettings settings;
  settings.most_connections = 32;
  begin(settings);
  std::deque<Client> slow;
  for (int i = 0; i < 300; ++i) {
    slow.emplace_back(port_);
    slow.back().send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc");
    if (i % 50 == 49) {
      EXPECT_TRUE(answers_others()) << i;
    }
  }
  for (int round = 0; round < 5; ++round) {
    for (Client& each : slow) each.send("x");
    EXPECT_TRUE(answers_others());
  }
}

TEST_F(Listening, ClientsThatDoNotTakeTheirAnswersKeepNobodyOut) {
  ListenerSettings settings;
  settings.to_take = 1s;
  begin(settings);
  std::deque<Client> greedy;
  for (int i = 0; i < 20; ++i) {
    greedy.emplace_back(port_);
    greedy.back().send(get("/large"));
  }
  for (int round = 0; round < 3; ++round) {
    EXPECT_TRUE(answers_others());
    std::this_thread::sleep_for(400ms);
  }
  Client patient(port_);
  patient.send(get("/large"));
  EXPECT_GT(patient.answer(10s).size(), 20'000'000u);
}

TEST_F(Listening, AFloodOfSlowAnswersIsRefusedAboveItsMeasureAndQuickOnesGoOn) {
  ListenerSettings settings;
  settings.most_waiting = 4;
  settings.workers = 1;
  begin(settings);
  std::deque<Client> flood;
  for (int i = 0; i < 20; ++i) {
    flood.emplace_back(port_);
    flood.back().send(get("/slow"));
  }
  EXPECT_TRUE(answers_others());
  int busy = 0, good = 0;
  for (Client& each : flood) {
    const std::string answer = each.answer(10s);
    busy += is(answer, "503") && answer.find("Retry-After") != std::string::npos;
    good += is(answer, "200");
  }
  EXPECT_EQ(busy + good, 20);
  EXPECT_GE(good, 4);
  EXPECT_GT(busy, 0);
}

TEST_F(Listening, ManyConnectionsOneAfterTheOtherAreAllAnswered) {
  for (int i = 0; i < 1000; ++i) {
    Client client(port_);
    client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    ASSERT_TRUE(is(client.answer(5s), "200")) << i;
  }
}

TEST_F(Listening, ATakenPortIsSaidWithWhatToDo) {
  ListenerSettings settings;
  settings.port = port_;
  try {
    const Listener second(settings, [](const Request&) { return Response{}; }, [](unsigned, const std::string&, const std::string&, bool) { return Response{}; });
    FAIL();
  } catch (const core::UserError& error) {
    EXPECT_EQ(error.kind(), core::ErrorKind::resource);
    EXPECT_NE(error.mend().find("--port"), std::string::npos);
  }
}

}  // namespace
}  // namespace dmp::server
