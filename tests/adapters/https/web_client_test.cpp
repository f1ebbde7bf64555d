#include "adapters/https/web_client.hpp"

#include "adapters/https/plain_reach.hpp"
#include "adapters/https/transport_fixture.hpp"

#include <boost/asio/ip/address.hpp>
#include <doctest/doctest.h>

#include <string>

using namespace ecdsnap;
using namespace ecdsnap::tests;
using namespace std::chrono_literals;
using core::Effect;
using core::ErrorClass;

namespace {

Reply answer_ok(const SeenRequest&) {
    return {http_ok("key"), Reply::Then::keep};
}

struct WebFixture : TransportFixture {
    core::NetworkSettings network;

    core::Result<ports::HttpAnswer> fetch(ports::WebRequest request) {
        const auto client = adapters::make_web_client(context.get_executor(), clock,
                                                      adapters::network_path(network, {}, core::Secret()));
        return run_to_end(context, client->fetch(std::move(request)));
    }
    core::Result<ports::HttpAnswer> fetch(const std::string& url) {
        ports::WebRequest request;
        request.url = url;
        return fetch(std::move(request));
    }
};

std::string at_port(const std::string& scheme_and_host, const ScriptedServer& server) {
    return scheme_and_host + ":" + std::to_string(server.port());
}

}  // namespace

TEST_CASE("a web request arrives as it was made, on a connection of its own") {
    WebFixture at;
    const ScriptedServer server(at.context, answer_ok);
    ports::WebRequest request;
    request.method = "PUT";
    request.url = at_port("http://127.0.0.1", server) + "/latest/api/token?a=b#not-sent";
    request.headers = {{"X-aliyun-ecs-metadata-token-ttl-seconds", "21600"}};
    request.body = "text";
    CHECK(at.fetch(request).value().body == "key");
    CHECK(at.fetch(request).value().body == "key");
    CHECK(server.accepted() == 2);
    CHECK(
        server.requests().at(0).text ==
        "PUT /latest/api/token?a=b HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) +
            "\r\nX-aliyun-ecs-metadata-token-ttl-seconds: 21600\r\nConnection: close\r\nContent-Length: 4\r\n\r\ntext");
}

TEST_CASE("a web address without a path asks for /") {
    WebFixture at;
    const ScriptedServer server(at.context, answer_ok);
    CHECK(at.fetch(at_port("http://localhost", server)).value().status == 200);
    CHECK(at.fetch(at_port("http://localhost", server) + "?a").value().status == 200);
    CHECK(server.requests().at(0).text.starts_with("GET / HTTP/1.1\r\n"));
    CHECK(server.requests().at(1).text.starts_with("GET /?a HTTP/1.1\r\n"));
}

TEST_CASE("over TLS the server is verified, by the account's CA file") {
    WebFixture at;
    const CertificateAuthority authority;
    const ScriptedServer server(at.context, answer_ok, authority.issue("DNS:localhost"));
    CHECK(at.fetch(at_port("https://localhost", server)).error().message.find("certificate") != std::string::npos);
    CHECK(server.requests().empty());
    at.network.ca_file = authority.file();
    CHECK(at.fetch(at_port("https://localhost", server)).value().body == "key");
}

TEST_CASE("an error of a web request names host and step, never path or query") {
    WebFixture at;
    const std::string place = "127.0.0.1:" + std::to_string(unused_port(at.context));
    const core::Error error = at.fetch("http://" + place + "/secret?Signature=secret").error();
    CHECK(error.doing == "GET http://" + place);
    CHECK(error.message == "connecting to " + place + " failed: Connection refused");
    CHECK(error.effect == Effect::none);
    CHECK(error.kind == ErrorClass::temporary);

    for (const char* url : {"http://8.8.8.8/secret", "http://128.0.0.1:80/secret", "http://[2001:db8::1]/secret",
                            "https://user:secret@host/", "http://1.2.3/secret", "ftp://host/secret", "secret",
                            "https://host:0/secret", "http:///secret", "http://[fe80::1%25eth0]/secret"}) {
        CAPTURE(url);
        const core::Error refused = at.fetch(std::string(url)).error();
        CHECK(refused.kind == ErrorClass::bad_request);
        CHECK(refused.message.find("secret") == std::string::npos);
    }
}

TEST_CASE("a web request has its own deadline and body limit") {
    WebFixture at;
    ports::WebRequest request;
    bool answers = false;
    const ScriptedServer server(at.context, [&](const SeenRequest&) {
        return answers ? Reply{http_ok(std::string(11, 'x')), Reply::Then::keep} : Reply{"", Reply::Then::hold};
    });
    request.url = at_port("http://127.0.0.1", server);
    request.whole = 20ms;
    CHECK(at.fetch(request).error().message == "waiting for the first byte of the answer timed out after 0.02 s");
    answers = true;
    request.whole = 10s;
    request.body_limit = 10;
    CHECK(at.fetch(request).error().message == "the answer's body is larger than 10 bytes");
    request.body_limit = 11;
    CHECK(at.fetch(request).has_value());
}

TEST_CASE("a redirect is an answer, not a way") {
    WebFixture at;
    const ScriptedServer server(at.context, [](const SeenRequest&) {
        return Reply{"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n",
                     Reply::Then::keep};
    });
    CHECK(at.fetch(at_port("http://127.0.0.1", server)).value().status == 302);
    CHECK(server.requests().size() == 1);
}

TEST_CASE("which addresses plain http may go to") {
    using adapters::PlainReach;
    struct Row {
        const char* address;
        bool is_loopback;
        bool is_private;
    };
    for (const Row& row : {
             Row{"127.0.0.1", true, true},
             Row{"127.255.255.255", true, true},
             Row{"::1", true, true},
             Row{"::ffff:127.0.0.1", true, true},
             Row{"10.0.0.0", false, true},
             Row{"10.255.255.255", false, true},
             Row{"9.255.255.255", false, false},
             Row{"11.0.0.0", false, false},
             Row{"172.16.0.0", false, true},
             Row{"172.31.255.255", false, true},
             Row{"172.15.255.255", false, false},
             Row{"172.32.0.0", false, false},
             Row{"192.168.0.1", false, true},
             Row{"192.167.255.255", false, false},
             Row{"192.169.0.0", false, false},
             Row{"169.254.169.254", false, true},
             Row{"169.255.0.0", false, false},
             Row{"100.100.100.200", false, true},
             Row{"100.64.0.0", false, true},
             Row{"100.127.255.255", false, true},
             Row{"100.63.255.255", false, false},
             Row{"100.128.0.0", false, false},
             Row{"0.0.0.0", false, false},
             Row{"8.8.8.8", false, false},
             Row{"::", false, false},
             Row{"fe80::1", false, true},
             Row{"fec0::1", false, false},
             Row{"fc00::1", false, true},
             Row{"fdff::1", false, true},
             Row{"fe00::1", false, false},
             Row{"2001:db8::1", false, false},
             Row{"::ffff:10.0.0.1", false, true},
             Row{"::ffff:8.8.8.8", false, false},
         }) {
        CAPTURE(row.address);
        const auto address = boost::asio::ip::make_address(row.address);
        CHECK(adapters::is_within(address, PlainReach::loopback) == row.is_loopback);
        CHECK(adapters::is_within(address, PlainReach::private_networks) == row.is_private);
    }
}
