// The metrics' server over a real socket, with a client that sends what it likes.
#include "adapters/control/metrics/metrics_server.hpp"

#include "fakes/fake_daemon.hpp"
#include "fakes/fake_metrics.hpp"
#include "fakes/manual_clock.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <memory>
#include <string>
#include <thread>
#include <vector>

using namespace ecdsnap;
using namespace std::chrono_literals;
using boost::asio::ip::tcp;

namespace {

const auto loopback = boost::asio::ip::address_v4::loopback();

std::uint16_t free_port() {
    boost::asio::io_context context;
    tcp::acceptor acceptor(context, tcp::endpoint(loopback, 0));
    return acceptor.local_endpoint().port();
}

class Serving {
public:
    explicit Serving(core::MetricsSettings settings = {}, core::Millis deadline = 5s) {
        settings.port = port;
        adapters::MetricsOptions options;
        options.settings = std::move(settings);
        options.password = core::Secret("secret");
        options.deadline = deadline;
        options.what_hangs = [this] { return hanging; };
        server_ = adapters::make_metrics_server(context_.get_executor(), std::move(options), clock_, daemon, metrics);
        REQUIRE(server_->start().has_value());
        thread_ = std::thread([this] { context_.run(); });
    }
    ~Serving() {
        boost::asio::co_spawn(context_, server_->stop(), boost::asio::use_future).get();
        thread_.join();
    }
    Serving(const Serving&) = delete;
    Serving& operator=(const Serving&) = delete;

    // What comes until the end.
    std::string ask(const std::string& text) const {
        boost::asio::io_context context;
        tcp::socket socket(context);
        socket.connect(tcp::endpoint(loopback, port));
        boost::system::error_code cut_off;
        boost::asio::write(socket, boost::asio::buffer(text), cut_off);
        std::string answer;
        boost::asio::read(socket, boost::asio::dynamic_buffer(answer), cut_off);
        return answer;
    }
    std::string get(const std::string& target, const std::string& more = "Host: localhost\r\n") const {
        return ask("GET " + target + " HTTP/1.1\r\n" + more + "\r\n");
    }

    const std::uint16_t port = free_port();
    std::string hanging;  // what /healthz tells
    tests::FakeDaemon daemon;  // change it before the first request only
    tests::FakeMetrics metrics;

private:
    boost::asio::io_context context_{1};
    tests::ManualClock clock_{context_};
    std::unique_ptr<adapters::MetricsServer> server_;
    std::thread thread_;
};

int status_of(const std::string& answer) {
    return answer.starts_with("HTTP/1.1 ") ? std::stoi(answer.substr(9, 3)) : 0;
}

std::string body_of(const std::string& answer) {
    return answer.substr(answer.find("\r\n\r\n") + 4);
}

}  // namespace

TEST_CASE("shows the metrics as Prometheus wants them, to GET and HEAD") {
    const Serving serving;
    const std::string answer = serving.get("/metrics");
    CHECK(status_of(answer) == 200);
    CHECK(answer.find("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n") != std::string::npos);
    CHECK(body_of(answer).find("\necdsnap_ready 1\n") != std::string::npos);
    const std::string head = serving.ask("HEAD /metrics?x=1 HTTP/1.1\r\nHost: [::1]:9797\r\n\r\n");
    CHECK(status_of(head) == 200);
    CHECK(body_of(head).empty());
    CHECK(head.find("Content-Length: 0") == std::string::npos);
}

TEST_CASE("whoever asks oftener than once a second is shown the same page") {
    const Serving serving;
    for (int i = 0; i < 5; ++i)
        CHECK(status_of(serving.get("/metrics")) == 200);
    CHECK(serving.metrics.asked == 1);  // the clock stands still
}

TEST_CASE("tells health, and readiness with its reasons") {
    SUBCASE("ready") {
        const Serving serving;
        const std::string health = serving.get("/healthz");
        CHECK(status_of(health) == 200);
        CHECK(nlohmann::json::parse(body_of(health)) ==
              nlohmann::json{{"healthy", true}, {"reasons", nlohmann::json::array()}});
        const std::string answer = serving.get("/readyz");
        CHECK(status_of(answer) == 200);
        CHECK(nlohmann::json::parse(body_of(answer)) ==
              nlohmann::json{{"ready", true}, {"reasons", nlohmann::json::array()}});
    }
    SUBCASE("something hangs") {
        Serving serving;
        serving.hanging = "the ledger's thread has not answered";
        const std::string answer = serving.get("/healthz");
        CHECK(status_of(answer) == 503);
        CHECK(nlohmann::json::parse(body_of(answer)) ==
              nlohmann::json{{"healthy", false}, {"reasons", {"the ledger's thread has not answered"}}});
    }
    SUBCASE("not ready") {
        Serving serving;
        serving.daemon.shown.ready = false;
        serving.daemon.shown.not_ready_because = {"main/cn-hangzhou waits for the first listing"};
        CHECK(status_of(serving.get("/healthz")) == 200);
        const std::string answer = serving.get("/readyz");
        CHECK(status_of(answer) == 503);
        CHECK(nlohmann::json::parse(body_of(answer))["reasons"][0] == "main/cn-hangzhou waits for the first listing");
    }
}

TEST_CASE("refuses what it does not have, methods that change, foreign hosts and what is no HTTP") {
    core::MetricsSettings settings;
    settings.hosts = {"backup.example"};
    const Serving serving(settings);
    CHECK(status_of(serving.get("/")) == 404);
    CHECK(status_of(serving.get("/v1/status")) == 404);
    CHECK(status_of(serving.ask("POST /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")) == 405);
    CHECK(status_of(serving.get("/metrics", "Host: evil.example\r\n")) == 421);
    CHECK(status_of(serving.get("/metrics", "")) == 421);
    CHECK(status_of(serving.get("/metrics", "Host: backup.example:9797\r\n")) == 200);
    CHECK(status_of(serving.ask("\x16\x03\x01 hello\r\n\r\n")) == 400);
    CHECK(status_of(serving.get("/metrics", "Host: localhost\r\nX: " + std::string(9000, 'x') + "\r\n")) == 431);
    CHECK(status_of(serving.ask("GET /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n")) ==
          413);
}

TEST_CASE("asks for user and password, but not for health") {
    core::MetricsSettings settings;
    settings.user = "prometheus";
    const Serving serving(settings);
    const std::string refused = serving.get("/metrics");
    CHECK(status_of(refused) == 401);
    CHECK(refused.find("WWW-Authenticate: Basic ") != std::string::npos);
    CHECK(refused.find("ecdsnap_") == std::string::npos);
    CHECK(status_of(serving.get("/readyz")) == 401);
    CHECK(status_of(serving.get("/healthz")) == 200);
    const std::string good = "Host: localhost\r\nAuthorization: Basic cHJvbWV0aGV1czpzZWNyZXQ=\r\n";
    CHECK(status_of(serving.get("/metrics", good)) == 200);
    CHECK(status_of(serving.get("/metrics", "Host: localhost\r\nAuthorization: Basic cHJvbWV0aGV1czpTZWNyZXQ=\r\n")) ==
          401);
}

TEST_CASE("slow clients are cut off, and as many as there may be keep nobody out for long") {
    const Serving serving({}, 300ms);
    boost::asio::io_context context;
    std::vector<tcp::socket> slow;
    for (int i = 0; i < 20; ++i) {
        slow.emplace_back(context).connect(tcp::endpoint(loopback, serving.port));
        boost::asio::write(slow.back(), boost::asio::buffer("GET /met", 8));
    }
    CHECK(status_of(serving.get("/metrics")) == 200);
    std::string rest;
    boost::system::error_code end;
    boost::asio::read(slow.front(), boost::asio::dynamic_buffer(rest), end);
    CHECK(rest.empty());
}

TEST_CASE("an address that is taken is an error, and may be tried again") {
    const std::uint16_t port = free_port();
    boost::asio::io_context context{1};
    tests::ManualClock clock(context);
    tests::FakeDaemon daemon;
    tests::FakeMetrics metrics;
    adapters::MetricsOptions options;
    options.settings.port = port;
    const auto server = adapters::make_metrics_server(context.get_executor(), options, clock, daemon, metrics);
    {
        tcp::acceptor other(context, tcp::endpoint(loopback, port));
        const auto refused = server->start();
        REQUIRE(refused.has_error());
        CHECK(core::describe(refused.error()) ==
              "serving metrics on 127.0.0.1:" + std::to_string(port) + ": Address already in use");
    }
    CHECK(server->start().has_value());
    boost::asio::co_spawn(context, server->stop(), [](const std::exception_ptr&) {});
    context.run();
}
