#include "adapters/https/connect_answer.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ecdsnap;
using namespace ecdsnap::adapters;
using Progress = ConnectAnswer::Progress;

namespace {

std::string refusal(const std::string& bytes) {
    ConnectAnswer answer;
    const auto progress = answer.feed(bytes);
    if (progress) return *progress == Progress::complete ? std::to_string(answer.status()) : "needs more";
    CHECK(progress.error().effect == core::Effect::none);
    return progress.error().message;
}

}  // namespace

TEST_CASE("a proxy's answer is complete with its header, however it is cut") {
    const std::string bytes = "HTTP/1.1 200 Connection established\r\nVia: x\r\n\r\n";
    for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
        CAPTURE(cut);
        ConnectAnswer answer;
        REQUIRE(answer.feed(bytes.substr(0, cut)).value() == Progress::needs_more);
        REQUIRE(answer.feed(bytes.substr(cut)).value() == Progress::complete);
        CHECK(answer.status() == 200);
    }
}

TEST_CASE("what a proxy may answer, and what not") {
    CHECK(refusal("HTTP/1.0 200 OK\r\n\r\n") == "200");
    CHECK(refusal("HTTP/1.1 200\r\n\r\n") == "200");
    CHECK(refusal("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n") == "200");
    CHECK(refusal("HTTP/1.1 407 Auth\r\nContent-Length: 5\r\n\r\nhello") == "407");
    CHECK(refusal("HTTP/1.1 200 OK\r\n\r\nx") == "the proxy sent something through the tunnel before anybody asked");
    CHECK(refusal("HTTP/1.1 20x OK\r\n\r\n") == "what answers there is not an HTTP proxy");
    CHECK(refusal("HTTP/2 200 OK\r\n\r\n") == "what answers there is not an HTTP proxy");
    CHECK(refusal("SSH-2.0-OpenSSH_9.2\r\n") == "what answers there is not an HTTP proxy");
    CHECK(refusal(std::string("\x15\x03\x01\x00\x02\x02", 6)) == "what answers there is not an HTTP proxy");
    CHECK(refusal("HTTP/1.1 200 OK\r\nX: " + std::string(20'000, 'x')) ==
          "the proxy's answer has a header of more than 16384 bytes");
}

TEST_CASE("what is asked of a proxy") {
    CHECK(connect_request("h:443", "") == "CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n");
    CHECK(connect_request("h:443", "Basic eDp5") ==
          "CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\nProxy-Authorization: Basic eDp5\r\n\r\n");
    CHECK(basic_authorization("Aladdin", "open sesame") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");  // RFC 7617
    CHECK(basic_authorization("test", "123\xC2\xA3") == "Basic dGVzdDoxMjPCow==");
    CHECK(basic_authorization("a", "b") == "Basic YTpi");
    CHECK(basic_authorization("a", "") == "Basic YTo=");
}

TEST_CASE("a proxy's refusal is told with what to do") {
    const auto words = [](int status, ProxyUser user = ProxyUser::none) {
        return words_for_refusal(status, "http://p:1", "h:443", user);
    };
    CHECK(words(407) ==
          "the proxy http://p:1 wants a user and a password (HTTP 407); give the account proxy: {url: …, user: …, "
          "password_file: …}");
    CHECK(words(407, ProxyUser::given) ==
          "the proxy http://p:1 does not accept the user and password (HTTP 407); correct them where the proxy is "
          "configured");
    CHECK(
        words(403) ==
        "the proxy http://p:1 does not allow a connection to h:443 (HTTP 403); have it allow CONNECT to this host and "
        "port");
    CHECK(words(502) == "the proxy http://p:1 could not reach h:443 (HTTP 502); look at its own network and DNS");
    CHECK(words(500) == "the proxy http://p:1 refused a connection to h:443 (HTTP 500)");
}
