// The server over real loopback sockets: keep-alive, spoilt answers, TLS, and a clean end.
#include "emulator/http/http_server.hpp"

#include "emulator/http/tls_certificates.hpp"
#include "emulator/loopback_client.hpp"
#include "emulator/rehearsal.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <thread>

using namespace ecdsnap::emulator;
using namespace std::chrono_literals;

namespace {

/// Serves in a thread of its own until it goes out of scope.
class Serving {
public:
    explicit Serving(RequestHandler handler, const std::optional<TlsIdentity>& identity = std::nullopt)
        : port_(server_.listen(ListenAddress{}, identity, std::move(handler))), thread_([this] { server_.run(); }) {}
    Serving(const Serving&) = delete;
    ~Serving() {
        server_.stop();
        thread_.join();
    }
    std::uint16_t port() const { return port_; }

private:
    HttpServer server_;
    std::uint16_t port_;
    std::thread thread_;
};

Reply echo(const Request& request) {
    Reply reply;
    reply.headers = {{"Content-Type", "text/plain"}};
    reply.body = request.method + ' ' + request.target + ' ' + request.body;
    return reply;
}

RequestHandler spoilt(Delivery delivery) {
    return [delivery](const Request& request) {
        Reply reply = echo(request);
        reply.delivery = delivery;
        return reply;
    };
}

constexpr const char* get_one = "GET /one HTTP/1.1\r\nHost: x\r\n\r\n";

class TemporaryDirectory {
public:
    TemporaryDirectory() {
        std::string pattern = (std::filesystem::temp_directory_path() / "ecd-emulator-XXXXXX").string();
        REQUIRE(mkdtemp(pattern.data()) != nullptr);
        path_ = pattern;
    }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    ~TemporaryDirectory() { std::filesystem::remove_all(path_); }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

}  // namespace

TEST_CASE("one connection serves many requests, with and without a body, however they are cut up") {
    const Serving serving{echo};
    LoopbackClient client{serving.port()};
    client.send(get_one);
    CHECK(client.receive_answer().ends_with("\r\n\r\nGET /one "));
    client.send("POST /two HTTP/1.1\r\nHost: x\r\nContent-Le");
    client.send("ngth: 4\r\n\r\nab");
    client.send("cd");
    CHECK(client.receive_answer().ends_with("\r\n\r\nPOST /two abcd"));
    client.send(std::string(get_one) + get_one);
    CHECK(client.receive_answer().find("GET /one ") != std::string::npos);
    client.send("GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    CHECK(client.receive_to_the_end().ends_with("GET /last "));
}

TEST_CASE("the handler sees headers as they came") {
    std::string seen;
    {
        const Serving serving{[&](const Request& request) {
            for (const Header& h : request.headers)
                seen += h.name + '=' + h.value + ';';
            return echo(request);
        }};
        LoopbackClient client{serving.port()};
        client.send("GET / HTTP/1.1\r\nHost: a:1\r\nX-Acs-Date:  now \r\n\r\n");
        client.receive_answer();
    }
    CHECK(seen == "Host=a:1;X-Acs-Date=now;");
}

TEST_CASE("a dropped answer is a connection that ends without a byte") {
    const Serving serving{spoilt(Delivery::dropped)};
    LoopbackClient client{serving.port()};
    client.send(get_one);
    CHECK(client.receive_to_the_end().empty());
}

TEST_CASE("a torn answer promises all of its body and gives half") {
    const Serving serving{spoilt(Delivery::torn)};
    LoopbackClient client{serving.port()};
    client.send(get_one);
    const auto text = client.receive_to_the_end();
    CHECK(text.find("Content-Length: 9\r\n") != std::string::npos);
    CHECK(text.ends_with("\r\n\r\nGET "));
}

TEST_CASE("an answer that never comes is in flight until the client hangs up") {
    std::atomic<int> in_flight = 0;
    const Serving serving{[&](const Request&) {
        Reply reply;
        reply.delivery = Delivery::never;
        ++in_flight;
        reply.in_flight =
            std::shared_ptr<void>(&in_flight, [](void* count) { --*static_cast<std::atomic<int>*>(count); });
        in_flight.notify_all();
        return reply;
    }};
    {
        LoopbackClient client{serving.port()};
        client.send(get_one);
        in_flight.wait(0);
        CHECK(in_flight == 1);
    }
    while (in_flight != 0)
        std::this_thread::yield();  // the server notices; the test's time limit bounds the wait
}

TEST_CASE("an answer can be held back") {
    const Serving serving{[](const Request& request) {
        Reply reply = echo(request);
        reply.delay = 30ms;
        return reply;
    }};
    LoopbackClient client{serving.port()};
    const auto begin = std::chrono::steady_clock::now();
    client.send(get_one);
    CHECK(client.receive_answer().ends_with("GET /one "));
    CHECK(std::chrono::steady_clock::now() - begin >= 30ms);
}

TEST_CASE("what is no HTTP ends the connection and nothing else") {
    const Serving serving{echo};
    LoopbackClient noise{serving.port()};
    noise.send("\x16\x03\x01 not http\r\n\r\n");
    CHECK(noise.receive_to_the_end().empty());
    LoopbackClient client{serving.port()};
    client.send(get_one);
    CHECK(client.receive_answer().ends_with("GET /one "));
}

TEST_CASE("the server ends although clients are connected, waiting and held back, or just then coming in") {
    for (int round = 0; round < 20; ++round) {
        std::unique_ptr<LoopbackClient> idle, hanging, held;
        {
            const Serving serving{[](const Request& request) {
                Reply reply = echo(request);
                if (request.target == "/hang") reply.delivery = Delivery::never;
                if (request.target == "/hold") reply.delay = 1h;
                return reply;
            }};
            idle = std::make_unique<LoopbackClient>(serving.port());
            hanging = std::make_unique<LoopbackClient>(serving.port());
            held = std::make_unique<LoopbackClient>(serving.port());
            hanging->send("GET /hang HTTP/1.1\r\nHost: x\r\n\r\n");
            idle->send(get_one);
            idle->receive_answer();
            held->send("GET /hold HTTP/1.1\r\nHost: x\r\n\r\n");
        }
        CHECK(held->receive_to_the_end().empty());
        CHECK(hanging->receive_to_the_end().empty());
        CHECK(idle->receive_to_the_end().empty());
    }
}

TEST_CASE("TLS with a made-up authority: trusted by its file, for these names only, also after a restart") {
    const TemporaryDirectory directory;
    for (int start = 0; start < 2; ++start) {
        const Serving serving{echo, make_identity(directory.path())};
        for (const char* host : {"localhost", "127.0.0.1"}) {
            LoopbackClient client{serving.port(), directory.path() / "ca.pem", host};
            client.send(get_one);
            CHECK(client.receive_answer().ends_with("GET /one "));
        }
        CHECK_THROWS(LoopbackClient(serving.port(), directory.path() / "ca.pem", "example.com"));
        const TemporaryDirectory other;
        make_identity(other.path());
        CHECK_THROWS(LoopbackClient(serving.port(), other.path() / "ca.pem", "localhost"));
    }
    const auto key = std::filesystem::status(directory.path() / "server.key").permissions();
    CHECK((key & std::filesystem::perms::others_all) == std::filesystem::perms::none);
    CHECK_THROWS(load_identity(directory.path() / "none.pem", directory.path() / "server.key"));
}

TEST_CASE("a signed call over a socket creates a snapshot") {
    Rehearsal rehearsal;
    const Serving serving{[&](const Request& request) { return answer(rehearsal.emulator, request, rehearsal.now); }};
    const Request request = rehearsal.signed_request("CreateSnapshot", {{"RegionId", "cn-hangzhou"},
                                                                        {"DesktopId", rehearsal.desktop()},
                                                                        {"SnapshotName", "nightly-1"},
                                                                        {"SourceDiskType", "system"}});
    std::string text = request.method + ' ' + request.target + " HTTP/1.1\r\n";
    for (const Header& h : request.headers)
        text += h.name + ": " + h.value + "\r\n";
    LoopbackClient client{serving.port()};
    client.send(text + "content-length: 0\r\n\r\n");
    const std::string answered = client.receive_answer();
    CHECK(answered.starts_with("HTTP/1.1 200 OK\r\n"));
    CHECK(answered.find("\"SnapshotId\":\"s-") != std::string::npos);
}
