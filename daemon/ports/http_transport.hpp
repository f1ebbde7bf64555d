// One HTTPS request and its answer. Retries, redirects and meaning are nobody's business here.
#pragma once

#include "core/result.hpp"
#include "core/time.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ecdsnap::ports {

struct HttpRequest {
    std::string method;                                        // "POST"
    std::string target;                                        // "/?Action=…": sent exactly as it stands
    std::vector<std::pair<std::string, std::string>> headers;  // Host and Content-Length are added
    std::string body;
    // A create must not ride on a connection that may be half closed: an idle one older than this is not used.
    core::Millis reuse_idle_at_most{std::chrono::seconds{50}};
};

struct HttpAnswer {
    int status = 0;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;  // complete

    // The first header of that name, in any case; empty when absent.
    std::string_view header(std::string_view name) const;
};

class HttpTransport {
public:
    virtual ~HttpTransport() = default;

    // The endpoint is the transport's own. An error's effect is `none` only when no byte of the request can have left
    // us (name look-up, connect, TLS handshake failed); afterwards it is `unknown`.
    virtual boost::asio::awaitable<core::Result<HttpAnswer>> send(HttpRequest request) = 0;

    // Opens connections ahead of a rush until there are `connections`, those in use counted; no request is sent. Ends
    // when they are there or one could not be opened; the sends will tell. Like all idle ones, a create uses them only
    // while they are young. A transport without connections has nothing to do.
    virtual boost::asio::awaitable<void> warm(std::size_t connections) {
        static_cast<void>(connections);
        co_return;
    }
};

}  // namespace ecdsnap::ports
