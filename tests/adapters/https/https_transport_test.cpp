#include "adapters/https/https_transport.hpp"

#include "adapters/https/transport_fixture.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <vector>

using namespace ecdsnap;
using namespace ecdsnap::tests;
using namespace std::chrono_literals;
using core::Effect;
using core::ErrorClass;

namespace {

Reply answer_ok(const SeenRequest& seen) {
    return {http_ok("answer " + std::to_string(seen.nth)), Reply::Then::keep};
}

ScriptedServer::Script always(std::string bytes, Reply::Then then) {
    return [bytes, then](const SeenRequest&) { return Reply{bytes, then}; };
}

// Starts a send and keeps its result when it ends.
struct Sending {
    Sending(TransportFixture& at, adapters::HttpsTransport& transport, const std::string& target = "/") {
        auto ended = [this](std::exception_ptr failure, core::Result<ports::HttpAnswer> answer) {
            thrown = failure;
            result.emplace(std::move(answer));
        };
        boost::asio::co_spawn(at.context, transport.send(TransportFixture::request(target)),
                              boost::asio::bind_cancellation_slot(stop.slot(), std::move(ended)));
    }
    boost::asio::cancellation_signal stop;
    std::exception_ptr thrown;
    std::optional<core::Result<ports::HttpAnswer>> result;
};

void run_until(TransportFixture& at, const std::function<bool()>& done) {
    at.context.restart();
    while (!done())
        if (at.context.run_one() == 0) throw std::logic_error("nothing is left to wait for");
}

}  // namespace

TEST_CASE("a request arrives as it was made and its answer comes back") {
    TransportFixture at;
    const ScriptedServer server(at.context, answer_ok);
    const auto transport = at.connect_to(server);
    ports::HttpRequest request = TransportFixture::request("/?Action=x%20y");
    request.headers = {{"x-acs-action", "CreateSnapshot"}};
    const auto answer = at.send(*transport, request);
    REQUIRE(answer.has_value());
    CHECK(answer->status == 200);
    CHECK(answer->body == "answer 1");
    CHECK(server.requests().at(0).text ==
          "POST /?Action=x%20y HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) +
              "\r\nx-acs-action: CreateSnapshot\r\nContent-Length: 0\r\n\r\n");
}

TEST_CASE("a connection is used again, however many requests there are") {
    TransportFixture at;
    const ScriptedServer server(at.context, answer_ok);
    const auto transport = at.connect_to(server);
    for (int i = 1; i <= 20; ++i)
        CHECK(at.send(*transport).value().body == "answer " + std::to_string(i));
    CHECK(server.accepted() == 1);
}

TEST_CASE("a connection that was idle for longer than the request allows is not used") {
    TransportFixture at;
    const ScriptedServer server(at.context, answer_ok);
    const auto transport = at.connect_to(server);
    ports::HttpRequest create = TransportFixture::request();
    create.reuse_idle_at_most = 5s;
    at.send(*transport, create).value();
    at.clock.now += 5s;
    at.send(*transport, create).value();
    CHECK(server.accepted() == 1);
    at.clock.now += 5'001ms;
    at.send(*transport, create).value();
    CHECK(server.accepted() == 2);
    at.clock.now += 49s;
    at.send(*transport).value();  // a read
    CHECK(server.accepted() == 2);
}

TEST_CASE("the pool of one makes room for a create by closing the idle connection that it may not use") {
    TransportFixture at;
    const ScriptedServer server(at.context, answer_ok);
    at.settings.connections = 1;
    const auto transport = at.connect_to(server);
    ports::HttpRequest create = TransportFixture::request();
    create.reuse_idle_at_most = 5s;
    at.send(*transport).value();
    at.clock.now += 10s;
    at.send(*transport, create).value();
    CHECK(server.accepted() == 2);
    run_until(at, [&] { return server.open_now() == 1; });
}

TEST_CASE("a connection that the server closed while it was idle is not used") {
    TransportFixture at;
    ScriptedServer server(at.context, answer_ok);
    const auto transport = at.connect_to(server);
    at.send(*transport).value();
    server.close_all();
    CHECK(at.send(*transport).value().body == "answer 1");
    CHECK(server.accepted() == 2);
}

TEST_CASE("a kept connection that is closed instead of answered is unknown, and the request is not sent again") {
    TransportFixture at;
    const ScriptedServer server(at.context, [](const SeenRequest& seen) {
        return seen.nth == 1 ? answer_ok(seen) : Reply{"", Reply::Then::close};
    });
    const auto transport = at.connect_to(server);
    at.send(*transport).value();
    const core::Error error = at.fail(*transport);
    CHECK(error.effect == Effect::unknown);
    CHECK(error.kind == ErrorClass::ambiguous);
    CHECK(error.message == "the server closed the connection without an answer");
    CHECK(server.requests().size() == 2);
    CHECK(server.accepted() == 1);
}

TEST_CASE("an answer that ends in the middle of its header or body is unknown") {
    for (const char* bytes : {"HTTP/1.1 20", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhal",
                              "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"}) {
        CAPTURE(bytes);
        TransportFixture at;
        const ScriptedServer server(at.context, always(bytes, Reply::Then::close));
        const auto transport = at.connect_to(server);
        const core::Error error = at.fail(*transport);
        CHECK(error.effect == Effect::unknown);
        CHECK(error.message == "the answer was cut short");
    }
}

TEST_CASE("nobody listening: nothing has left, and the error says where it went") {
    TransportFixture at;
    const auto port = std::to_string(unused_port(at.context));
    const auto transport = at.connect_to("http://127.0.0.1:" + port);
    const core::Error error = at.fail(*transport);
    CHECK(error.effect == Effect::none);
    CHECK(error.kind == ErrorClass::temporary);
    CHECK(error.message == "connecting to 127.0.0.1:" + port + " failed: Connection refused");
    CHECK(error.doing == "POST http://127.0.0.1:" + port);
}

TEST_CASE("localhost is looked up and each of its addresses is tried") {
    TransportFixture at;
    const ScriptedServer server(at.context, answer_ok);  // listens on 127.0.0.1 only
    const auto transport = at.connect_to("http://localhost:" + std::to_string(server.port()));
    CHECK(at.send(*transport).value().status == 200);
}

TEST_CASE("a body or header beyond its limit ends the exchange, and the connection") {
    TransportFixture at;
    at.settings.body_limit = 1'000;
    at.settings.header_limit = 2'000;
    bool large_header = false;
    const ScriptedServer server(at.context, [&](const SeenRequest&) {
        return Reply{
            large_header ? "HTTP/1.1 200 OK\r\nX: " + std::string(4'000, 'x') : http_ok(std::string(1'001, 'x')),
            Reply::Then::keep};
    });
    const auto transport = at.connect_to(server);
    CHECK(at.fail(*transport).message == "the answer's body is larger than 1000 bytes");
    large_header = true;
    CHECK(at.fail(*transport).message == "the answer's header is larger than 2000 bytes");
    CHECK(server.accepted() == 2);
}

TEST_CASE("a large answer within the limit comes whole") {
    TransportFixture at;
    const std::string body(3'000'000, 'x');
    const ScriptedServer server(at.context, always(http_ok(body), Reply::Then::keep));
    const auto transport = at.connect_to(server);
    CHECK(at.send(*transport).value().body == body);
    CHECK(at.send(*transport).value().body == body);
    CHECK(server.accepted() == 1);
}

TEST_CASE("each wait for the server has its deadline, and the error names it") {
    struct Row {
        const char* name;
        const char* bytes;
        const char* message;
    };
    for (const Row& row :
         {Row{"no answer", "", "waiting for the first byte of the answer timed out after 0.02 s"},
          Row{"half a header", "HTTP/1.1 200 OK\r\nContent-", "reading the whole answer timed out after 0.04 s"},
          Row{"half a body", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhal",
              "reading the whole answer timed out after 0.04 s"}}) {
        CAPTURE(row.name);
        TransportFixture at;
        at.settings.deadlines.first_byte = 20ms;
        at.settings.deadlines.whole = 40ms;
        const ScriptedServer server(at.context, always(row.bytes, Reply::Then::hold));
        const auto transport = at.connect_to(server);
        const core::Error error = at.fail(*transport);
        CHECK(error.message == row.message);
        CHECK(error.effect == Effect::unknown);
        CHECK(error.kind == ErrorClass::ambiguous);
        run_until(at, [&] { return server.open_now() == 0; });
    }
}

TEST_CASE("a request that is not taken in time is unknown, and the rest of it never comes") {
    TransportFixture at;
    at.settings.deadlines.write = 20ms;
    // Accepts by the backlog of the kernel alone: nobody reads.
    boost::asio::ip::tcp::acceptor deaf(at.context, {boost::asio::ip::address_v4::loopback(), 0});
    const auto transport = at.connect_to("http://127.0.0.1:" + std::to_string(deaf.local_endpoint().port()));
    ports::HttpRequest request = TransportFixture::request();
    request.body = std::string(20'000'000, 'x');
    const auto answer = at.send(*transport, request);
    REQUIRE_FALSE(answer.has_value());
    CHECK(answer.error().message == "sending the request timed out after 0.02 s");
    CHECK(answer.error().effect == Effect::unknown);
    boost::asio::ip::tcp::socket late = deaf.accept();
    std::string taken;
    boost::system::error_code end;
    boost::asio::read(late, boost::asio::dynamic_buffer(taken), end);
    CHECK(end == boost::asio::error::connection_reset);  // not the end of a stream that was sent to its end
}

TEST_CASE("an answer that comes before its deadline leaves no deadline behind") {
    TransportFixture at;
    at.settings.deadlines.first_byte = 20ms;
    at.settings.deadlines.whole = 20ms;
    const ScriptedServer server(at.context, answer_ok);
    const auto transport = at.connect_to(server);
    at.send(*transport).value();
    boost::asio::steady_timer later(at.context, 40ms);
    bool passed = false;
    later.async_wait([&](const boost::system::error_code&) { passed = true; });
    run_until(at, [&] { return passed; });
    CHECK(at.send(*transport).value().body == "answer 2");
    CHECK(server.accepted() == 1);
}

TEST_CASE("a hundred sends at once share four connections and all are answered") {
    TransportFixture at;
    at.settings.connections = 4;
    const ScriptedServer server(at.context, answer_ok);
    const auto transport = at.connect_to(server);
    std::vector<std::unique_ptr<Sending>> sends;
    for (int i = 0; i < 100; ++i)
        sends.push_back(std::make_unique<Sending>(at, *transport));
    run_until(at, [&] {
        return std::all_of(sends.begin(), sends.end(), [](const auto& each) { return each->result.has_value(); });
    });
    for (const auto& each : sends)
        CHECK(each->result->has_value());
    CHECK(server.requests().size() == 100);
    CHECK(server.most_open() == 4);
    CHECK(server.accepted() == 4);
}

TEST_CASE("who waits for a connection is served in order") {
    TransportFixture at;
    at.settings.connections = 1;
    const ScriptedServer server(at.context, answer_ok);
    const auto transport = at.connect_to(server);
    std::vector<std::unique_ptr<Sending>> sends;
    for (int i = 0; i < 10; ++i)
        sends.push_back(std::make_unique<Sending>(at, *transport, "/" + std::to_string(i)));
    run_until(at, [&] { return sends.back()->result.has_value(); });
    for (std::size_t i = 0; i < 10; ++i)
        CHECK(server.requests().at(i).text.starts_with("POST /" + std::to_string(i) + " "));
}

TEST_CASE("a wait for a free connection has its deadline; nothing has left") {
    TransportFixture at;
    at.settings.connections = 1;
    at.settings.deadlines.queue = 20ms;
    const ScriptedServer server(at.context, always("", Reply::Then::hold));
    const auto transport = at.connect_to(server);
    Sending holds(at, *transport);
    Sending waits(at, *transport);
    run_until(at, [&] { return waits.result.has_value(); });
    CHECK(waits.result->error().message == "no free connection: all 1 were in use for 0.02 s");
    CHECK(waits.result->error().effect == Effect::none);
    CHECK_FALSE(holds.result.has_value());
    transport->close();
    run_until(at, [&] { return holds.result.has_value(); });
}

TEST_CASE("closing ends what is under way and what waits, and refuses what comes later") {
    TransportFixture at;
    at.settings.connections = 1;
    const ScriptedServer server(at.context, always("", Reply::Then::hold));
    const auto transport = at.connect_to(server);
    Sending under_way(at, *transport);
    Sending waits(at, *transport);
    run_until(at, [&] { return server.requests().size() == 1; });
    transport->close();
    run_until(at, [&] { return under_way.result && waits.result; });
    CHECK(under_way.result->error().effect == Effect::unknown);
    CHECK(under_way.result->error().message == "waiting for the first byte of the answer was given up by this side");
    CHECK(waits.result->error().effect == Effect::none);
    CHECK(waits.result->error().kind == ErrorClass::local);
    CHECK(waits.result->error().message == "the client was closed");
    CHECK(at.fail(*transport).message == "the client was closed");
    run_until(at, [&] { return server.open_now() == 0; });
}

TEST_CASE("closing while the name is looked up ends the send; nothing has left") {
    TransportFixture at;
    const ScriptedServer server(at.context, answer_ok);
    const auto transport = at.connect_to("http://localhost:" + std::to_string(server.port()));
    Sending under_way(at, *transport);
    at.context.poll_one();  // the look-up begins
    transport->close();
    run_until(at, [&] { return under_way.result.has_value(); });
    CHECK(under_way.result->error().effect == Effect::none);
    CHECK(under_way.result->error().kind == ErrorClass::local);
    CHECK(server.requests().empty());
}

TEST_CASE("destroying the transport ends its sends too") {
    TransportFixture at;
    const ScriptedServer server(at.context, always("", Reply::Then::hold));
    auto transport = at.connect_to(server);
    Sending under_way(at, *transport);
    run_until(at, [&] { return server.requests().size() == 1; });
    transport.reset();
    run_until(at, [&] { return under_way.result.has_value(); });
    CHECK(under_way.result->error().effect == Effect::unknown);
}

TEST_CASE("a cancelled send is not a timed-out one, and its place is free for the next") {
    TransportFixture at;
    at.settings.connections = 1;
    bool holds = true;
    const ScriptedServer server(at.context, [&](const SeenRequest& seen) {
        return holds ? Reply{"", Reply::Then::hold} : answer_ok(seen);
    });
    const auto transport = at.connect_to(server);
    Sending cancelled(at, *transport);
    Sending waiting(at, *transport);
    Sending next(at, *transport);
    run_until(at, [&] { return server.requests().size() == 1; });
    holds = false;
    waiting.stop.emit(boost::asio::cancellation_type::terminal);
    run_until(at, [&] { return waiting.result.has_value(); });
    CHECK(waiting.result->error().message == "waiting for a free connection was given up by this side");
    CHECK(waiting.result->error().effect == Effect::none);

    cancelled.stop.emit(boost::asio::cancellation_type::terminal);
    run_until(at, [&] { return cancelled.result && next.result; });
    CHECK(cancelled.result->error().message == "waiting for the first byte of the answer was given up by this side");
    CHECK(cancelled.result->error().effect == Effect::unknown);
    CHECK(next.result->has_value());
}

TEST_CASE("sends that are still under way when the event loop goes are simply dropped") {
    SteppedClock clock;
    std::optional<Sending> sending;
    {
        TransportFixture at;
        const ScriptedServer server(at.context, always("", Reply::Then::hold));
        const auto transport = at.connect_to(server);
        at.settings.connections = 1;
        sending.emplace(at, *transport);
        run_until(at, [&] { return server.requests().size() == 1; });
    }
    CHECK_FALSE(sending->result.has_value());
}

TEST_CASE("an endpoint or CA file that cannot be used is refused when the transport is made") {
    TransportFixture at;
    const auto refusal = [&] {
        return adapters::make_https_transport(at.context.get_executor(), at.clock, at.settings).error().message;
    };
    at.settings.endpoint = "http://10.0.0.1";
    CHECK(refusal() ==
          "endpoint 'http://10.0.0.1': http is allowed only to loopback (127.0.0.1, [::1], localhost); use https");
    at.settings.endpoint = "https://localhost";
    at.settings.path.trust.ca_file = "/nonexistent/ca.pem";
    CHECK(refusal().starts_with("the CA file '/nonexistent/ca.pem' cannot be used: "));
}
