#include "core/network/proxy_url.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ecdsnap::core;

TEST_CASE("the address of a proxy: scheme, host, port, user and password") {
    struct Row {
        const char* url;
        const char* address;
        const char* user;
        const char* password;
    };
    for (const Row& row : {
             Row{"http://proxy.example:3128", "http://proxy.example:3128", "", ""},
             Row{"http://proxy.example:3128/", "http://proxy.example:3128", "", ""},
             Row{"https://Proxy.Example", "https://proxy.example:443", "", ""},
             Row{"http://proxy", "http://proxy:80", "", ""},
             Row{"proxy.example:8080", "http://proxy.example:8080", "", ""},
             Row{"http://10.0.0.1:1", "http://10.0.0.1:1", "", ""},
             Row{"http://[fd00::1]:3128", "http://[fd00::1]:3128", "", ""},
             Row{"[fd00::1]", "http://[fd00::1]:80", "", ""},
             Row{"http://user:secret@proxy:1", "http://proxy:1", "user", "secret"},
             Row{"http://user@proxy:1", "http://proxy:1", "user", ""},
             Row{"user:secret@proxy:1", "http://proxy:1", "user", "secret"},
             Row{"http://do%3Amain%5Cu:p%40ss%3a@proxy:1", "", "", ""},
             Row{"http://domain%5Cu:p%40s:s@proxy:1", "http://proxy:1", "domain\\u", "p@s:s"},
             Row{"http://u:p@ss@proxy:1", "http://proxy:1", "u", "p@ss"},
             Row{"http://my_proxy:1", "http://my_proxy:1", "", ""},
         }) {
        CAPTURE(row.url);
        const auto url = parse_proxy_url(row.url);
        if (std::string(row.address).empty()) {
            CHECK_FALSE(url.has_value());
            continue;
        }
        REQUIRE(url.has_value());
        CHECK(text(url->address) == row.address);
        CHECK(url->user == row.user);
        CHECK(url->password.reveal() == row.password);
    }
}

TEST_CASE("what is no address of a proxy is refused without being shown") {
    for (const char* url : {"",
                            "http://",
                            "socks5://secret:1",
                            "socks5h://user:secret@host:1",
                            "ftp://secret:1",
                            "http://secret:0",
                            "http://secret:65536",
                            "http://secret:",
                            "http://secret/path",
                            "http://secret?x",
                            "http://sec ret:1",
                            "http://[secret]:1",
                            "http://[::1:1",
                            "http://-secret:1",
                            "http://.secret:1",
                            "http://user:secret%0d%0a@host:1",
                            "http://user:secret%zz@host:1",
                            "http://user:secret%2@host:1",
                            "http://:secret@host:1",
                            "http://@host:1",
                            "http://sec\nret:1"}) {
        CAPTURE(url);
        const auto parsed = parse_proxy_url(url);
        REQUIRE_FALSE(parsed.has_value());
        CHECK(describe(parsed.error()).find("secret") == std::string::npos);
        CHECK_FALSE(parsed.error().problem.empty());
    }
    CHECK(parse_proxy_url("socks5://x:1").error().problem == "SOCKS proxies are not supported");
}
