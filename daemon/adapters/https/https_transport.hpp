// HTTP/1.1 over TLS to one endpoint, over a bounded pool of kept-alive connections.
#pragma once

#include "core/result.hpp"
#include "core/time.hpp"
#include "ports/clock.hpp"
#include "ports/http_transport.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>

namespace ecdsnap::adapters {

// How long each step may take. A step that takes longer ends the exchange and closes its connection.
struct HttpsDeadlines {
    core::Millis queue{std::chrono::seconds{60}};       // for a free place in the pool
    core::Millis connect{std::chrono::seconds{5}};      // the name look-up, and again for TCP, over all addresses
    core::Millis handshake{std::chrono::seconds{5}};    // TLS
    core::Millis write{std::chrono::seconds{10}};       // the whole request
    core::Millis first_byte{std::chrono::seconds{30}};  // after the request was written
    core::Millis whole{std::chrono::seconds{60}};       // from the start of the write to the last byte of the answer
};

struct HttpsSettings {
    std::string endpoint;           // "https://host[:port]"; http only to loopback
    std::filesystem::path ca_file;  // PEM; empty: the system's CAs
    std::size_t connections = 32;   // at least 1; further sends wait their turn, first come, first served
    std::size_t header_limit = std::size_t{64} << 10U;  // bytes
    std::size_t body_limit = std::size_t{8} << 20U;     // bytes
    HttpsDeadlines deadlines;
};

class HttpsTransport : public ports::HttpTransport {
public:
    // Ends every pending send with an error of class `local`, and refuses further ones. Idle connections close.
    virtual void close() = 0;
};

// Errors: the endpoint is not one, or the CA file cannot be used. `clock` outlives the transport and its sends. The
// transport may be destroyed while sends are pending; they end as if it had been closed.
core::Result<std::unique_ptr<HttpsTransport>> make_https_transport(boost::asio::any_io_executor executor,
                                                                   const ports::Clock& clock,
                                                                   const HttpsSettings& settings);

}  // namespace ecdsnap::adapters
