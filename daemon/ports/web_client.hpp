// Single requests to addresses that are not the cloud's API: who hands out keys (STS, the metadata service of an ECS
// instance, a credentials URI). Retries, redirects and meaning are nobody's business here.
#pragma once

#include "core/result.hpp"
#include "core/time.hpp"
#include "ports/http_transport.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ecdsnap::ports {

struct WebRequest {
    enum class Way : std::uint8_t {
        usual,   // through the account's proxy, where it has one for this host
        direct,  // never through a proxy: the metadata service refuses what came through one
    };

    // Where plain http may go at all.
    enum class Plain : std::uint8_t { private_networks, loopback };

    std::string method = "GET";
    std::string url;                                           // "https://host[:port]/path?query", sent as it stands
    std::vector<std::pair<std::string, std::string>> headers;  // Host and Content-Length are added
    std::string body;
    Way way = Way::usual;
    Plain plain = Plain::private_networks;
    core::Millis connect{std::chrono::seconds{5}};   // name look-up, TCP and TLS, each
    core::Millis whole{std::chrono::seconds{10}};    // from the first byte sent to the last one received
    std::size_t body_limit = std::size_t{1} << 20U;  // bytes
};

class WebClient {
public:
    virtual ~WebClient() = default;

    // Plain http goes only to addresses that cannot be anywhere in the world: loopback, and unless the request says
    // otherwise link-local, private ones, and 100.64.0.0/10, where the metadata service is. An error's message names
    // host and step, never path or query.
    virtual boost::asio::awaitable<core::Result<HttpAnswer>> fetch(WebRequest request) = 0;
};

}  // namespace ecdsnap::ports
