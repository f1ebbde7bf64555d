#include "adapters/https/test_certificates.hpp"
#include "adapters/https/transport_fixture.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <doctest/doctest.h>

#include <string>

using namespace ecdsnap;
using namespace ecdsnap::tests;
using namespace std::chrono_literals;
using core::Effect;
using core::ErrorClass;

namespace {

Reply answer_ok(const SeenRequest&) {
    return {http_ok("hello"), Reply::Then::keep};
}

struct TlsFixture : TransportFixture {
    TlsFixture() { settings.ca_file = authority.file(); }

    std::unique_ptr<adapters::HttpsTransport> connect_securely(const ScriptedServer& server,
                                                               const std::string& host = "localhost") {
        return connect_to("https://" + host + ":" + std::to_string(server.port()));
    }
    // The error with a server that has this key; the server must not have seen a request.
    core::Error refusal_of(const ServerKey& key, const std::string& host = "localhost") {
        const ScriptedServer server(context, answer_ok, key);
        const auto transport = connect_securely(server, host);
        core::Error error = fail(*transport);
        CHECK(server.requests().empty());
        CHECK(error.effect == Effect::none);
        CHECK(error.kind == ErrorClass::temporary);
        return error;
    }
    CertificateAuthority authority;
};

}  // namespace

TEST_CASE("TLS: a server with a good certificate is talked to, over one connection") {
    TlsFixture at;
    const ScriptedServer server(at.context, answer_ok, at.authority.issue("DNS:localhost"));
    const auto transport = at.connect_securely(server);
    CHECK(at.send(*transport).value().body == "hello");
    CHECK(at.send(*transport).value().body == "hello");
    CHECK(server.accepted() == 1);
}

TEST_CASE("TLS: an address is verified as an address") {
    TlsFixture at;
    const ScriptedServer server(at.context, answer_ok, at.authority.issue("IP:127.0.0.1"));
    const auto transport = at.connect_securely(server, "127.0.0.1");
    CHECK(at.send(*transport).value().body == "hello");
    CHECK(at.refusal_of(at.authority.issue("DNS:localhost"), "127.0.0.1").message.find("IP address mismatch") !=
          std::string::npos);
}

TEST_CASE("TLS: an expired certificate is refused, and the clock is suspected") {
    TlsFixture at;
    const std::string message = at.refusal_of(at.authority.issue("DNS:localhost", -1h)).message;
    CHECK(message.starts_with("https://localhost:"));
    CHECK(
        message.ends_with(": the server's certificate (/CN=test server) was refused: certificate has expired; check "
                          "this machine's clock; if it is right, the server's certificate must be renewed"));
}

TEST_CASE("TLS: a certificate for another name is refused") {
    TlsFixture at;
    CHECK(at.refusal_of(at.authority.issue("DNS:other.example"))
              .message.ends_with("was refused: hostname mismatch; it is not a certificate for 'localhost'; check the "
                                 "endpoint"));
}

TEST_CASE("TLS: a certificate of an unknown CA is refused, and ca_file is named") {
    TlsFixture at;
    const CertificateAuthority other;
    const std::string message = at.refusal_of(other.issue("DNS:localhost")).message;
    CHECK(message.find("unable to get local issuer certificate") != std::string::npos);
    CHECK(message.ends_with("its issuer is not a trusted CA here; a private CA goes into the account's ca_file"));
}

TEST_CASE("TLS: without a CA file the system's CAs count, and they do not know ours") {
    TlsFixture at;
    at.settings.ca_file.clear();
    CHECK(at.refusal_of(at.authority.issue("DNS:localhost")).message.find("issuer") != std::string::npos);
}

TEST_CASE("TLS: a server that speaks plain HTTP is an error before anything left") {
    TlsFixture at;
    const ScriptedServer server(at.context, answer_ok);
    at.settings.deadlines.handshake = 20ms;
    const auto transport = at.connect_securely(server);
    const core::Error error = at.fail(*transport);
    CHECK(error.effect == Effect::none);
    CHECK(error.message.starts_with("the TLS handshake with localhost:"));
}

TEST_CASE("TLS: a handshake that is never answered ends by its deadline") {
    TlsFixture at;
    const boost::asio::ip::tcp::acceptor deaf(at.context, {boost::asio::ip::address_v4::loopback(), 0});
    at.settings.deadlines.handshake = 20ms;
    const auto port = std::to_string(deaf.local_endpoint().port());
    const auto transport = at.connect_to("https://127.0.0.1:" + port);
    const core::Error error = at.fail(*transport);
    CHECK(error.message == "the TLS handshake with 127.0.0.1:" + port + " timed out after 0.02 s");
    CHECK(error.effect == Effect::none);
}

TEST_CASE("TLS: a session is resumed on the next connection") {
    TlsFixture at;
    const ScriptedServer server(
        at.context,
        [](const SeenRequest&) {
            return Reply{"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", Reply::Then::close};
        },
        at.authority.issue("DNS:localhost"));
    const auto transport = at.connect_securely(server);
    for (int i = 0; i < 3; ++i)
        at.send(*transport).value();
    REQUIRE(server.requests().size() == 3);
    CHECK_FALSE(server.requests()[0].resumed_session);
    CHECK(server.requests()[1].resumed_session);
    CHECK(server.requests()[2].resumed_session);
}

TEST_CASE("TLS: a connection closed in good order while idle is not used") {
    TlsFixture at;
    ScriptedServer server(
        at.context,
        [](const SeenRequest&) {
            return Reply{http_ok("hello"), Reply::Then::close};
        },
        at.authority.issue("DNS:localhost"));
    const auto transport = at.connect_securely(server);
    CHECK(at.send(*transport).value().body == "hello");
    at.context.restart();
    at.context.poll();  // the server's close_notify arrives
    CHECK(at.send(*transport).value().body == "hello");
    CHECK(server.accepted() == 2);
}

TEST_CASE("TLS: an answer whose end is cut off without a close_notify is unknown") {
    TlsFixture at;
    ScriptedServer* running = nullptr;
    ScriptedServer server(
        at.context,
        [&](const SeenRequest&) {
            boost::asio::post(at.context, [&] { running->close_all(); });
            return Reply{"HTTP/1.1 200 OK\r\n\r\nhalf of it", Reply::Then::hold};  // its length is the stream's
        },
        at.authority.issue("DNS:localhost"));
    running = &server;
    const auto transport = at.connect_securely(server);
    const core::Error error = at.fail(*transport);
    CHECK(error.effect == Effect::unknown);
    CHECK(error.message.ends_with("failed: the server closed the connection"));
}
