// Through a proxy: by CONNECT, plainly or over TLS, with and without credentials.
#include "adapters/https/transport_fixture.hpp"
#include "adapters/https/tunnel_proxy.hpp"
#include "adapters/https/web_client.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <doctest/doctest.h>

#include <fstream>
#include <string>

using namespace ecdsnap;
using namespace ecdsnap::tests;
using namespace std::chrono_literals;
using core::Effect;
using core::ErrorClass;

namespace {

struct ProxyFixture : TransportFixture {
    ProxyFixture() {
        settings.path.trust.ca_file = authority.file();
        settings.path.is_named = true;
    }

    adapters::Proxy& use(const TunnelProxy& proxy, const std::string& host = "127.0.0.1") {
        settings.path.proxy.emplace();
        settings.path.proxy->address = core::ProxyAddress{false, host, proxy.port()};
        return *settings.path.proxy;
    }
    adapters::Proxy& use_over_tls(const TunnelProxy& proxy) {
        adapters::Proxy& used = use(proxy, "localhost");
        used.address.is_tls = true;
        used.trust.ca_file = proxys_authority.file();
        return used;
    }
    // The error of a send through a proxy that answers so; the endpoint has seen nothing.
    core::Error refusal(const std::string& answer) {
        const ScriptedServer server(context, answer_hello, authority.issue("DNS:ecd.example"));
        const TunnelProxy proxy(context, server.port(), [&](const std::string&) { return answer; });
        use(proxy);
        const auto transport = connect_to("https://ecd.example");
        core::Error error = fail(*transport);
        CHECK(error.effect == Effect::none);
        CHECK(error.kind == ErrorClass::temporary);
        CHECK(server.accepted() == 0);
        const std::string name = "http://127.0.0.1:" + std::to_string(proxy.port());
        for (auto at = error.message.find(name); at != std::string::npos; at = error.message.find(name))
            error.message.replace(at, name.size(), "P");
        return error;
    }

    CertificateAuthority authority;
    CertificateAuthority proxys_authority;
};

std::string write_file(const std::string& path, const std::string& text) {
    std::ofstream(path) << text;
    return path;
}

}  // namespace

TEST_CASE("a proxy is asked for the endpoint by name, once for each connection, and sees nothing of the requests") {
    ProxyFixture at;
    const ScriptedServer server(at.context, answer_hello, at.authority.issue("DNS:ecd.example"));
    const TunnelProxy proxy(at.context, server.port());
    at.use(proxy);
    const auto transport = at.connect_to("https://ecd.example");  // a name that nobody here can look up
    for (int i = 0; i < 3; ++i)
        CHECK(at.send(*transport).value().body == "hello");
    REQUIRE(proxy.asked().size() == 1);
    CHECK(proxy.asked()[0] == "CONNECT ecd.example:443 HTTP/1.1\r\nHost: ecd.example:443\r\n\r\n");
    CHECK(server.requests().size() == 3);
}

TEST_CASE("a proxy gets user and password, and no error shows them") {
    ProxyFixture at;
    const ScriptedServer server(at.context, answer_hello, at.authority.issue("DNS:ecd.example"));
    const TunnelProxy proxy(at.context, server.port(), [](const std::string& asked) {
        return asked.find("\r\nProxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n") == std::string::npos
                   ? std::string("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
                   : tunnel_made;
    });
    adapters::Proxy& used = at.use(proxy);
    used.user = "Aladdin";
    used.password = core::Secret("open sesame");
    CHECK(at.send(*at.connect_to("https://ecd.example")).value().body == "hello");
    used.password = core::Secret("open barley");
    const core::Error error = at.fail(*at.connect_to("https://ecd.example"));
    CHECK(error.message.find("does not accept the user and password (HTTP 407)") != std::string::npos);
    CHECK(error.message.find("barley") == std::string::npos);
    CHECK(error.message.find("Basic") == std::string::npos);
}

TEST_CASE("what a proxy refuses has not left, and is told in words") {
    ProxyFixture at;
    CHECK(
        at.refusal("HTTP/1.1 403 Forbidden\r\n\r\n").message ==
        "the proxy P does not allow a connection to ecd.example:443 (HTTP 403); have it allow CONNECT to this host and "
        "port");
    CHECK(at.refusal("HTTP/1.1 502 Bad Gateway\r\n\r\n").message ==
          "the proxy P could not reach ecd.example:443 (HTTP 502); look at its own network and DNS");
    CHECK(at.refusal("SSH-2.0-x\r\n\r\n").message ==
          "asking the proxy P for a connection to ecd.example:443 failed: what answers there is not an HTTP proxy");
    CHECK(at.refusal("").message ==
          "asking the proxy P for a connection to ecd.example:443 failed: the other side closed the connection");
}

TEST_CASE("a proxy that does not answer ends by its deadline; one that is not there is named") {
    ProxyFixture at;
    at.settings.deadlines.tunnel = 20ms;
    const boost::asio::ip::tcp::acceptor deaf(at.context, {boost::asio::ip::address_v4::loopback(), 0});
    at.settings.path.proxy.emplace();
    at.settings.path.proxy->address = core::ProxyAddress{false, "127.0.0.1", deaf.local_endpoint().port()};
    core::Error error = at.fail(*at.connect_to("https://ecd.example"));
    CHECK(error.message.ends_with("for a connection to ecd.example:443 timed out after 0.02 s"));
    CHECK(error.effect == Effect::none);

    const std::string port = std::to_string(unused_port(at.context));
    at.settings.path.proxy->address.port = static_cast<std::uint16_t>(std::stoi(port));
    error = at.fail(*at.connect_to("https://ecd.example"));
    CHECK(error.message ==
          "connecting to the proxy http://127.0.0.1:" + port + " at 127.0.0.1:" + port + " failed: Connection refused");
}

TEST_CASE("behind a proxy the endpoint is verified all the same, and a stranger gets no request") {
    ProxyFixture at;
    const CertificateAuthority stranger;
    const ScriptedServer server(at.context, answer_hello, stranger.issue("DNS:ecd.example"));
    const TunnelProxy proxy(at.context, server.port());
    at.use(proxy);
    const core::Error error = at.fail(*at.connect_to("https://ecd.example"));
    CHECK(error.message.starts_with("https://ecd.example: the server's certificate (/CN=test server) was refused"));
    CHECK(server.requests().empty());
}

TEST_CASE("a proxy over TLS is verified by its own CA, and the endpoint inside by the account's") {
    ProxyFixture at;
    const ScriptedServer server(at.context, answer_hello, at.authority.issue("DNS:ecd.example"));
    const TunnelProxy::Tls tls{at.proxys_authority.issue("DNS:localhost"), ""};
    const TunnelProxy proxy(at.context, server.port(), nullptr, tls);
    adapters::Proxy& used = at.use_over_tls(proxy);
    const auto transport = at.connect_to("https://ecd.example");
    CHECK(at.send(*transport).value().body == "hello");
    CHECK(at.send(*transport).value().body == "hello");
    CHECK(proxy.asked().size() == 1);

    used.trust.ca_file = at.authority.file();
    const core::Error error = at.fail(*at.connect_to("https://ecd.example"));
    CHECK(error.message.starts_with("https://localhost:"));
    CHECK(error.message.find("the proxy's certificate (/CN=test server) was refused") != std::string::npos);
    CHECK(error.message.ends_with("a private CA goes into the proxy's ca_file"));
    CHECK(proxy.asked().size() == 1);
}

TEST_CASE("a proxy that wants a client certificate gets it; without one that is said") {
    ProxyFixture at;
    const CertificateAuthority clients;
    const ScriptedServer server(at.context, answer_hello, at.authority.issue("DNS:ecd.example"));
    const TunnelProxy::Tls tls{at.proxys_authority.issue("DNS:localhost"), clients.file().string()};
    const TunnelProxy proxy(at.context, server.port(), nullptr, tls);
    adapters::Proxy& used = at.use_over_tls(proxy);
    const core::Error error = at.fail(*at.connect_to("https://ecd.example"));
    CHECK(error.effect == Effect::none);
    CHECK(error.message.find("wants a client certificate") != std::string::npos);
    CHECK(proxy.asked().empty());

    const ServerKey own = clients.issue("DNS:client");
    const std::string certificate = write_file(clients.file().string() + ".client", own.certificate);
    const std::string key = write_file(clients.file().string() + ".key", own.private_key);
    used.trust.client_certificate = certificate;
    used.trust.client_key = key;
    CHECK(at.send(*at.connect_to("https://ecd.example")).value().body == "hello");
    used.trust.client_key.clear();
    write_file(certificate, own.certificate + own.private_key);
    CHECK(at.send(*at.connect_to("https://ecd.example")).value().body == "hello");
    write_file(certificate, own.certificate);
    at.settings.endpoint = "https://ecd.example";
    const auto refused = adapters::make_https_transport(at.context.get_executor(), at.clock, at.settings);
    CHECK(refused.error().message.starts_with("the client key '" + certificate + "' cannot be used: "));
    std::filesystem::remove(certificate);
    std::filesystem::remove(key);
}

TEST_CASE("a web request goes through the proxy too, unless it must not") {
    ProxyFixture at;
    const ScriptedServer server(at.context, answer_hello, at.authority.issue("DNS:sts.example"));
    const TunnelProxy proxy(at.context, server.port());
    at.use(proxy);
    const auto client = adapters::make_web_client(at.context.get_executor(), at.clock, at.settings.path);
    ports::WebRequest request;
    request.url = "https://sts.example/?Action=AssumeRole";
    CHECK(run_to_end(at.context, client->fetch(request)).value().body == "hello");
    CHECK(proxy.asked().size() == 1);
    request.way = ports::WebRequest::Way::direct;
    CHECK(run_to_end(at.context, client->fetch(request)).error().message.find("'sts.example' cannot be looked up") !=
          std::string::npos);
    CHECK(proxy.asked().size() == 1);
}
