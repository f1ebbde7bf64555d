// HTTP/1.1 over TLS to one endpoint, over a bounded pool of kept-alive connections.
#pragma once

#include "adapters/https/https_deadlines.hpp"
#include "adapters/https/network_path.hpp"
#include "adapters/https/opening_gate.hpp"
#include "core/result.hpp"
#include "ports/clock.hpp"
#include "ports/http_transport.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <cstddef>
#include <memory>
#include <string>

namespace ecdsnap::adapters {

struct HttpsSettings {
    std::string endpoint;          // "https://host[:port]"; http only to loopback
    NetworkPath path;              // the way there, and whom it trusts
    std::size_t connections = 32;  // at least 1; further sends wait their turn, first come, first served
    OpeningGate::Rules opening;    // of new connections
    std::size_t header_limit = std::size_t{64} << 10U;  // bytes
    std::size_t body_limit = std::size_t{8} << 20U;     // bytes
    HttpsDeadlines deadlines;
};

class HttpsTransport : public ports::HttpTransport {
public:
    // Ends every pending send with an error of class `local`, and refuses further ones. Idle connections close.
    virtual void close() = 0;
};

// Errors: the endpoint is not one, or a file of the path cannot be used. `clock` outlives the transport and its sends.
// The transport may be destroyed while sends are pending; they end as if it had been closed.
core::Result<std::unique_ptr<HttpsTransport>> make_https_transport(boost::asio::any_io_executor executor,
                                                                   const ports::Clock& clock,
                                                                   const HttpsSettings& settings);

}  // namespace ecdsnap::adapters
