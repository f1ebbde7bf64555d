#include "adapters/https/endpoint_url.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ecdsnap;
using namespace ecdsnap::adapters;

TEST_CASE("an endpoint is scheme, host and port") {
    struct Row {
        const char* url;
        Scheme scheme;
        const char* host;
        int port;
        const char* authority;
        bool is_address;
    };
    for (const Row& row : {
             Row{"https://ecd.cn-hangzhou.aliyuncs.com", Scheme::https, "ecd.cn-hangzhou.aliyuncs.com", 443,
                 "ecd.cn-hangzhou.aliyuncs.com", false},
             Row{"https://ECD.example/", Scheme::https, "ecd.example", 443, "ECD.example", false},
             Row{"https://host:8443", Scheme::https, "host", 8443, "host:8443", false},
             Row{"https://10.1.2.3:443", Scheme::https, "10.1.2.3", 443, "10.1.2.3:443", true},
             Row{"https://[2001:db8::1]", Scheme::https, "2001:db8::1", 443, "[2001:db8::1]", true},
             Row{"http://127.0.0.1:18080", Scheme::http, "127.0.0.1", 18080, "127.0.0.1:18080", true},
             Row{"http://127.9.9.9", Scheme::http, "127.9.9.9", 80, "127.9.9.9", true},
             Row{"http://[::1]:8080/", Scheme::http, "::1", 8080, "[::1]:8080", true},
             Row{"http://localhost:1", Scheme::http, "localhost", 1, "localhost:1", false},
         }) {
        CAPTURE(row.url);
        const auto url = parse_endpoint_url(row.url);
        REQUIRE(url.has_value());
        CHECK(url->scheme == row.scheme);
        CHECK(url->host == row.host);
        CHECK(url->port == row.port);
        CHECK(url->authority == row.authority);
        CHECK(url->is_address == row.is_address);
    }
}

TEST_CASE("plain http goes to loopback only") {
    for (const char* url :
         {"http://ecd.cn-hangzhou.aliyuncs.com", "http://10.0.0.1", "http://0.0.0.0:80", "http://[2001:db8::1]:80",
          "http://128.0.0.1", "http://localhost.example", "http://127.0.0.1.example", "http://myhost:8080"}) {
        CAPTURE(url);
        const auto parsed = parse_endpoint_url(url);
        REQUIRE_FALSE(parsed.has_value());
        CHECK(parsed.error().message ==
              "endpoint '" + std::string(url) +
                  "': http is allowed only to loopback (127.0.0.1, [::1], localhost); use https");
    }
}

TEST_CASE("whatever else a URL can have is refused") {
    for (const char* url : {"",
                            "ecd.example",
                            "//ecd.example",
                            "https://",
                            "https:///",
                            "ftp://ecd.example",
                            "HTTPS://ecd.example",
                            "https://ecd.example/path",
                            "https://ecd.example//",
                            "https://ecd.example?x",
                            "https://ecd.example#x",
                            "https://ecd.example:0",
                            "https://ecd.example:65536",
                            "https://ecd.example:",
                            "https://ecd.example:+80",
                            "https://ecd.example:80:80",
                            "https://ecd example",
                            "https://ecd_example",
                            "https://-ecd",
                            "https://ecd..x",
                            "https://ecd.",
                            "https://[::1",
                            "https://::1",
                            "https://[::1]x",
                            "https://[fe80::1%eth0]",
                            "https://1.2.3",
                            "https://1.2.3.4.5",
                            "https://0x7f.1",
                            "https://2130706433",
                            "https://ecd.example\n",
                            "https://数.cn"}) {
        CAPTURE(url);
        CHECK_FALSE(parse_endpoint_url(url).has_value());
    }
}

TEST_CASE("a password in the URL is refused and not repeated") {
    for (const char* url : {"https://user:hunter2@ecd.example", "user:hunter2@x", "ftp://user:hunter2@x"}) {
        const auto parsed = parse_endpoint_url(url);
        REQUIRE_FALSE(parsed.has_value());
        CHECK(parsed.error().message == "endpoint '…': must not hold a user name or password");
    }
}
