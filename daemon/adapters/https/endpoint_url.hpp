// The endpoint of a transport: scheme, host and port and nothing else.
#pragma once

#include "adapters/https/plain_reach.hpp"
#include "core/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace ecdsnap::adapters {

enum class Scheme : std::uint8_t { https, http };

struct EndpointUrl {
    Scheme scheme = Scheme::https;
    std::string host;         // a name in lower case, or an IP address without brackets
    bool is_address = false;  // host is an IP address
    std::uint16_t port = 443;
    std::string authority;                    // as written: what the Host header says
    PlainReach reach = PlainReach::loopback;  // http: where it may go, once a name has been looked up

    std::string text() const { return (scheme == Scheme::https ? "https://" : "http://") + authority; }
};

// "https://host", "https://host:port", "https://[::1]:8443"; one "/" at the end is dropped. http is for loopback only:
// an address of it, or "localhost" (whose addresses are checked again when it is looked up).
core::Result<EndpointUrl> parse_endpoint_url(std::string_view url);

// "https://host[:port]/path?query": an endpoint and what is asked of it. Plain http may have any name or an address of
// a private network; errors show neither path nor query, which may hold secrets.
struct WebUrl {
    EndpointUrl endpoint;
    std::string target;  // "/path?query", at least "/"
};
core::Result<WebUrl> parse_web_url(std::string_view url, PlainReach reach = PlainReach::private_networks);

}  // namespace ecdsnap::adapters
