// The address of a proxy as people write it, in the environment and in the main file.
#pragma once

#include "core/secret.hpp"
#include "core/text/text_error.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace ecdsnap::core {

struct ProxyAddress {
    bool is_tls = false;  // the way to the proxy itself is https
    std::string host;     // a name in lower case, or an IP address without brackets
    std::uint16_t port = 0;

    bool operator==(const ProxyAddress&) const = default;
};

std::string text(const ProxyAddress& proxy);  // "http://proxy.example:3128"

struct ProxyUrl {
    ProxyAddress address;
    std::string user;  // empty: none
    Secret password;
};

// "http://host:port", "https://user:password@host", "host:port" (http), an IPv6 address in brackets; one "/" at the
// end is dropped, user and password are percent-decoded. Without a port: 80 and 443, as in Go. The error never shows
// the text, since it may have a password in it.
TextResult<ProxyUrl> parse_proxy_url(std::string_view text);

}  // namespace ecdsnap::core
