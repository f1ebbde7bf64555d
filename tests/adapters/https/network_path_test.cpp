#include "adapters/https/network_path.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>

using namespace ecdsnap;
using namespace ecdsnap::adapters;
using Variables = std::map<std::string, std::string, std::less<>>;

namespace {

// The proxy that is asked for `endpoint` ("none": none), or the error.
std::string proxy_of(const Variables& variables, const std::string& endpoint,
                     const core::NetworkSettings& settings = {}) {
    core::Environment environment;
    environment.variables = variables;
    const auto path = network_path(settings, environment, core::Secret());
    if (!path) return path.error().message;
    const Proxy* const proxy = proxy_for_endpoint(*path, parse_endpoint_url(endpoint).value());
    return proxy == nullptr ? "none" : core::text(proxy->address);
}

const std::string ecd = "https://ecd.cn-hangzhou.aliyuncs.com";

}  // namespace

TEST_CASE("NO_PROXY: which hosts are asked directly") {
    struct Row {
        const char* list;
        const char* host;
        int port;
        bool matches;
    };
    for (const Row& row : {
             Row{"", "example.com", 443, false},
             Row{"*", "example.com", 443, true},
             Row{"other.com,*", "10.0.0.1", 443, true},
             Row{"example.com", "example.com", 443, true},
             Row{"EXAMPLE.com", "example.com", 443, true},
             Row{"example.com.", "example.com", 443, true},
             Row{"example.com", "ecd.example.com", 443, true},
             Row{"example.com", "notexample.com", 443, false},
             Row{"example.com", "example.com.cn", 443, false},
             Row{".example.com", "ecd.example.com", 443, true},
             Row{".example.com", "a.b.example.com", 443, true},
             Row{".example.com", "example.com", 443, false},
             Row{"*.example.com", "ecd.example.com", 443, true},
             Row{"*.example.com", "example.com", 443, false},
             Row{"e*.com", "example.com", 443, false},
             Row{" a.com , example.com ", "example.com", 443, true},
             Row{"a.com example.com", "example.com", 443, true},
             Row{"a.com,,example.com,", "example.com", 443, true},
             Row{"example.com:443", "example.com", 443, true},
             Row{"example.com:8443", "example.com", 443, false},
             Row{".example.com:443", "ecd.example.com", 443, true},
             Row{"example.com:x", "example.com", 443, false},
             Row{"10.1.2.3", "10.1.2.3", 443, true},
             Row{"10.1.2.3", "10.1.2.30", 443, false},
             Row{"10.1.2.3:443", "10.1.2.3", 443, true},
             Row{"10.1.2.3:80", "10.1.2.3", 443, false},
             Row{"10.0.0.0/8", "10.255.0.1", 443, true},
             Row{"10.0.0.0/8", "11.0.0.1", 443, false},
             Row{"172.16.0.0/12", "172.31.255.255", 443, true},
             Row{"172.16.0.0/12", "172.32.0.0", 443, false},
             Row{"10.1.2.3/32", "10.1.2.3", 443, true},
             Row{"0.0.0.0/0", "8.8.8.8", 443, true},
             Row{"0.0.0.0/0", "example.com", 443, false},
             Row{"0.0.0.0/0", "::1", 443, false},
             Row{"10.0.0.0/33", "10.0.0.1", 443, false},
             Row{"10.0.0.0/", "10.0.0.1", 443, false},
             Row{"10.", "10.0.0.1", 443, false},
             Row{"2001:db8::1", "2001:db8::1", 443, true},
             Row{"[2001:db8::1]", "2001:db8::1", 443, true},
             Row{"[2001:db8::1]:443", "2001:db8::1", 443, true},
             Row{"[2001:db8::1]:80", "2001:db8::1", 443, false},
             Row{"2001:db8::/32", "2001:db8:ffff::1", 443, true},
             Row{"2001:db8::/33", "2001:db8:ffff::1", 443, false},
             Row{"2001:DB8:0:0::1", "2001:db8::1", 443, true},
             Row{"::1", "127.0.0.1", 443, false},
         }) {
        CAPTURE(row.list);
        CAPTURE(row.host);
        CHECK(NoProxy(row.list).matches(row.host, static_cast<std::uint16_t>(row.port)) == row.matches);
    }
}

TEST_CASE("which variable of the environment names the proxy") {
    CHECK(proxy_of({}, ecd) == "none");
    CHECK(proxy_of({{"HTTPS_PROXY", "http://a:1"}}, ecd) == "http://a:1");
    CHECK(proxy_of({{"https_proxy", "http://a:1"}}, ecd) == "http://a:1");
    CHECK(proxy_of({{"HTTPS_PROXY", "http://a:1"}, {"https_proxy", "http://b:1"}}, ecd) == "http://a:1");
    CHECK(proxy_of({{"HTTPS_PROXY", ""}, {"https_proxy", "b:1"}}, ecd) == "http://b:1");
    CHECK(proxy_of({{"ALL_PROXY", "https://a:1"}}, ecd) == "https://a:1");
    CHECK(proxy_of({{"ALL_PROXY", "http://a:1"}, {"https_proxy", "http://b:1"}}, ecd) == "http://b:1");
    CHECK(proxy_of({{"HTTP_PROXY", "http://a:1"}}, ecd) == "none");
    CHECK(proxy_of({{"HTTPS_PROXY", "http://a:1"}, {"NO_PROXY", "aliyuncs.com"}}, ecd) == "none");
    CHECK(proxy_of({{"HTTPS_PROXY", "http://a:1"}, {"no_proxy", ".aliyuncs.com"}}, ecd) == "none");
    CHECK(proxy_of({{"HTTPS_PROXY", "http://a:1"}, {"no_proxy", "example.com"}}, ecd) == "http://a:1");
}

TEST_CASE("a proxy of the environment is never asked for loopback or plain http") {
    const Variables variables{{"HTTPS_PROXY", "http://a:1"}, {"HTTP_PROXY", "http://a:1"}, {"ALL_PROXY", "http://a:1"}};
    for (const char* endpoint :
         {"https://localhost:8443", "https://127.0.0.1:1", "https://[::1]", "http://127.0.0.1:80"})
        CHECK(proxy_of(variables, endpoint) == "none");
}

TEST_CASE("the account's proxy stands above the environment, and is asked for everything") {
    core::NetworkSettings settings;
    settings.proxy.kind = core::ProxySettings::Kind::named;
    settings.proxy.address = core::ProxyAddress{true, "own", 8443};
    const Variables variables{{"HTTPS_PROXY", "http://a:1"}, {"NO_PROXY", "*"}};
    CHECK(proxy_of(variables, ecd, settings) == "https://own:8443");
    CHECK(proxy_of(variables, "http://127.0.0.1:80", settings) == "https://own:8443");
    settings.proxy.kind = core::ProxySettings::Kind::none;
    CHECK(proxy_of({{"HTTPS_PROXY", "http://a:1"}}, ecd, settings) == "none");
    CHECK(proxy_of({{"HTTPS_PROXY", "socks5://a:1"}}, ecd, settings) == "none");
}

TEST_CASE("a web request to this machine or in plain http goes through no proxy, whoever named it") {
    core::NetworkSettings settings;
    settings.proxy.kind = core::ProxySettings::Kind::named;
    settings.proxy.address = core::ProxyAddress{false, "own", 1};
    const NetworkPath path = network_path(settings, {}, core::Secret()).value();
    const auto is_proxied = [&](const char* url) {
        return proxy_for_web(path, parse_web_url(url).value().endpoint) != nullptr;
    };
    CHECK(is_proxied("https://sts.cn-hangzhou.aliyuncs.com/"));
    CHECK_FALSE(is_proxied("http://100.100.100.200/latest"));
    CHECK_FALSE(is_proxied("http://localhost:7002/"));
    CHECK_FALSE(is_proxied("https://127.0.0.1/"));
}

TEST_CASE("a variable that names no proxy is told by its name, not by its value") {
    CHECK(proxy_of({{"HTTPS_PROXY", "http://user:hunter2@"}}, ecd) ==
          "HTTPS_PROXY names no proxy that can be used: the address has no valid host (allowed: http://HOST:PORT or "
          "https://HOST:PORT); change it, or give the account proxy: none");
    CHECK(proxy_of({{"https_proxy", "socks5://127.0.0.1:1080"}}, ecd)
              .starts_with("https_proxy names no proxy that can be used: SOCKS proxies are not supported"));
    CHECK(proxy_of({{"all_proxy", "socks5://127.0.0.1:1080"}}, ecd) == proxy_of({}, ecd));  // it is for others
}
