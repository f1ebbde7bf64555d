// One client connection: requests one after the other, each answered before the next is read.
#pragma once

#include "emulator/http/http_server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <memory>

namespace ecdsnap::emulator {

class Connection {
public:
    virtual ~Connection() = default;

    /// Ends when the client hangs up, an answer is spoilt on purpose, or close() was called.
    virtual boost::asio::awaitable<void> serve() = 0;
    virtual void close() = 0;
};

/// Without TLS when `tls` is null. `handler` and `tls` must outlive the connection.
std::shared_ptr<Connection> make_connection(boost::asio::ip::tcp::socket socket, boost::asio::ssl::context* tls,
                                            const RequestHandler& handler);

boost::asio::ssl::context tls_context(const TlsIdentity& identity);

}  // namespace ecdsnap::emulator
