#include "adapters/https/test_certificates.hpp"
#include "adapters/https/transport_fixture.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <doctest/doctest.h>
#include <openssl/ssl.h>

#include <filesystem>
#include <optional>
#include <string>

using namespace ecdsnap;
using namespace ecdsnap::tests;
using namespace std::chrono_literals;
using core::Effect;
using core::ErrorClass;

namespace {

struct TlsFixture : TransportFixture {
    TlsFixture() { settings.path.trust.ca_file = authority.file(); }

    std::unique_ptr<adapters::HttpsTransport> connect_securely(const ScriptedServer& server,
                                                               const std::string& host = "localhost") {
        return connect_to("https://" + host + ":" + std::to_string(server.port()));
    }
    // The error with a server that has this key; the server must not have seen a request.
    core::Error refusal_of(const ServerKey& key, const std::string& host = "localhost") {
        const ScriptedServer server(context, answer_hello, key);
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
    const ScriptedServer server(at.context, answer_hello, at.authority.issue("DNS:localhost"));
    const auto transport = at.connect_securely(server);
    CHECK(at.send(*transport).value().body == "hello");
    CHECK(at.send(*transport).value().body == "hello");
    CHECK(server.accepted() == 1);
}

TEST_CASE("TLS: an address is verified as an address") {
    TlsFixture at;
    const ScriptedServer server(at.context, answer_hello, at.authority.issue("IP:127.0.0.1"));
    const auto transport = at.connect_securely(server, "127.0.0.1");
    CHECK(at.send(*transport).value().body == "hello");
    CHECK(at.refusal_of(at.authority.issue("DNS:localhost"), "127.0.0.1").message.find("IP address mismatch") !=
          std::string::npos);
}

TEST_CASE("TLS: an expired certificate is refused, with both dates, and the clock is suspected") {
    TlsFixture at;
    const std::string message = at.refusal_of(at.authority.issue("DNS:localhost", -1h)).message;
    CHECK(message.starts_with("https://localhost:"));
    CHECK(
        message.find(": the server's certificate (/CN=test server) was refused: certificate has expired; it was valid "
                     "until 20") != std::string::npos);
    CHECK(
        message.ends_with("and this machine's clock says 1970-01-01, 00 o'clock UTC; if that is right, the server's "
                          "certificate must be renewed, else the clock must be set"));
    CHECK(message.size() <= 300);  // what is shown of an error
}

TEST_CASE("TLS: a certificate that is not valid yet is refused, and the clock is what must be set") {
    TlsFixture at;
    const std::string message = at.refusal_of(at.authority.issue("DNS:localhost", 1h, 30min)).message;
    CHECK(message.find("certificate is not yet valid; it is valid from 20") != std::string::npos);
    CHECK(message.ends_with(
        "Z on and this machine's clock says 1970-01-01, 00 o'clock UTC: that is probably wrong, set it"));
}

TEST_CASE("TLS: a certificate for another name is refused, and its names are told") {
    TlsFixture at;
    CHECK(
        at.refusal_of(at.authority.issue("DNS:other.example"))
            .message.ends_with("was refused: hostname mismatch; it is for 'other.example', not for 'localhost'; check "
                               "the endpoint, and who answers in its place here"));
    CHECK(at.refusal_of(at.authority.issue("DNS:a.example,IP:10.0.0.1,IP:fd00::1,DNS:b.example,DNS:c.example"))
              .message.find("it is for 'a.example', '10.0.0.1', 'fd00::1' and 2 more, not for") != std::string::npos);
}

TEST_CASE("TLS: a certificate of an unknown CA is refused, and ca_file is named") {
    TlsFixture at;
    const CertificateAuthority other;
    const std::string message = at.refusal_of(other.issue("DNS:localhost")).message;
    CHECK(message.find("unable to get local issuer certificate") != std::string::npos);
    CHECK(message.ends_with("its issuer is not a trusted CA here; a private CA goes into the account's ca_file"));
}

TEST_CASE("TLS: a self-signed certificate is refused, and called so") {
    TlsFixture at;
    const std::string message = at.refusal_of(CertificateAuthority().own_key()).message;
    CHECK(
        message.find("self-signed certificate; nobody but itself vouches for it; if it really is the server's, it goes "
                     "into the account's ca_file") != std::string::npos);
}

TEST_CASE("TLS: who pretends to be the endpoint gets not one byte of a request") {
    TlsFixture at;
    const CertificateAuthority other;
    for (const ServerKey& key : {other.issue("DNS:localhost"), at.authority.issue("DNS:localhost", -1h),
                                 at.authority.issue("DNS:other.example"), other.own_key()}) {
        const ScriptedServer server(at.context, answer_hello, key);
        const auto transport = at.connect_securely(server);
        ports::HttpRequest request = TransportFixture::request();
        request.headers = {{"x-acs-security-token", "secret"}};
        request.body = "body";
        CHECK_FALSE(at.send(*transport, request).has_value());
        at.context.restart();
        at.context.poll();
        CHECK(server.accepted() == 1);
        CHECK(server.plain_bytes() == 0);
    }
}

TEST_CASE("TLS: a folder of certificates under their hashes is trusted, also beside a file") {
    TlsFixture at;
    const CertificateAuthority other;
    const std::filesystem::path folder = other.file().string() + ".d";
    std::filesystem::create_directory(folder);
    std::filesystem::copy_file(other.file(), folder / (other.hash() + ".0"));
    at.settings.path.trust.ca_path = folder;
    const ScriptedServer in_folder(at.context, answer_hello, other.issue("DNS:localhost"));
    const ScriptedServer in_file(at.context, answer_hello, at.authority.issue("DNS:localhost"));
    CHECK(at.send(*at.connect_securely(in_folder)).has_value());
    CHECK(at.send(*at.connect_securely(in_file)).has_value());
    at.settings.path.trust.ca_file.clear();
    CHECK(at.send(*at.connect_securely(in_folder)).has_value());
    CHECK_FALSE(at.send(*at.connect_securely(in_file)).has_value());
    std::filesystem::remove_all(folder);
}

TEST_CASE("TLS: without a CA file the system's CAs count, and they do not know ours") {
    TlsFixture at;
    at.settings.path.trust.ca_file.clear();
    CHECK(at.refusal_of(at.authority.issue("DNS:localhost")).message.find("issuer") != std::string::npos);
}

TEST_CASE("TLS: a server that speaks plain HTTP is an error before anything left") {
    TlsFixture at;
    const ScriptedServer server(at.context, answer_hello);
    at.settings.deadlines.handshake = 20ms;
    const auto transport = at.connect_securely(server);
    const core::Error error = at.fail(*transport);
    CHECK(error.effect == Effect::none);
    CHECK(error.message.starts_with("the TLS handshake with localhost:"));
}

TEST_CASE("TLS: an answer that is not TLS is called so") {
    TlsFixture at;
    boost::asio::ip::tcp::acceptor plain(at.context, {boost::asio::ip::address_v4::loopback(), 0});
    std::optional<boost::asio::ip::tcp::socket> accepted;
    plain.async_accept([&](const boost::system::error_code&, boost::asio::ip::tcp::socket socket) {
        socket.write_some(boost::asio::buffer(std::string("HTTP/1.1 400 Bad Request\r\n\r\n")));
        accepted.emplace(std::move(socket));
    });
    const auto transport = at.connect_to("https://127.0.0.1:" + std::to_string(plain.local_endpoint().port()));
    const core::Error error = at.fail(*transport);
    CHECK(error.effect == Effect::none);
    CHECK(
        error.message.ends_with(": what answers there does not speak TLS; a proxy, a captive portal or another port?"));
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

TEST_CASE("TLS: a session is resumed on the next connection, in 1.3 and in 1.2") {
    for (const int version : {TLS1_3_VERSION, TLS1_2_VERSION}) {
        CAPTURE(version);
        TlsFixture at;
        ServerKey key = at.authority.issue("DNS:localhost");
        key.newest_version = version;
        const ScriptedServer server(
            at.context,
            [](const SeenRequest&) {
                return Reply{"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", Reply::Then::close};
            },
            key);
        const auto transport = at.connect_securely(server);
        for (int i = 0; i < 5; ++i)
            at.send(*transport).value();
        REQUIRE(server.requests().size() == 5);
        for (std::size_t i = 0; i < 5; ++i) {
            CHECK(server.requests()[i].resumed_session == (i > 0));
            CHECK(server.requests()[i].tls_version == version);
        }
    }
}

TEST_CASE("TLS: a server that knows only older versions is refused in words") {
    TlsFixture at;
    ServerKey key = at.authority.issue("DNS:localhost");
    key.newest_version = TLS1_1_VERSION;
    const ScriptedServer server(at.context, answer_hello, key);
    const core::Error error = at.fail(*at.connect_securely(server));
    CHECK(error.effect == Effect::none);
    CHECK(error.message.starts_with("the TLS handshake with localhost:"));
    CHECK(server.requests().empty());
}

TEST_CASE("connections are opened ahead of a rush, at most as many as there may be, and no request is sent") {
    TlsFixture at;
    const ScriptedServer server(at.context, answer_hello, at.authority.issue("DNS:localhost"));
    at.settings.connections = 6;
    const auto transport = at.connect_securely(server);
    at.warm(*transport, 3);
    CHECK(server.accepted() == 3);
    at.warm(*transport, 3);
    CHECK(server.accepted() == 3);
    at.warm(*transport, 100);
    CHECK(server.accepted() == 6);
    CHECK(server.requests().empty());
    CHECK(server.plain_bytes() == 0);
    ports::HttpRequest create = TransportFixture::request();
    create.reuse_idle_at_most = 5s;
    CHECK(at.send(*transport, create).value().body == "hello");  // on a warm one, whose tickets have been read
    CHECK(server.accepted() == 6);
    at.clock.now += 6s;
    CHECK(at.send(*transport, create).value().body == "hello");  // too old for a create
    CHECK(server.accepted() == 7);
}

TEST_CASE("warming ends when a connection cannot be opened, or the transport is closed") {
    TlsFixture at;
    const auto dead = at.connect_to("https://127.0.0.1:" + std::to_string(unused_port(at.context)));
    at.warm(*dead, 8);
    const ScriptedServer plain(at.context, answer_hello);
    const auto open = at.connect_to(plain);
    at.warm(*open, 2);
    CHECK(plain.accepted() == 2);
    CHECK(at.send(*open).has_value());
    CHECK(plain.accepted() == 2);
    open->close();
    at.warm(*open, 4);
    CHECK(plain.accepted() == 2);
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
