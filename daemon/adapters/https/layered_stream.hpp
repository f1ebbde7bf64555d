// A TCP connection with up to two layers of TLS over it: one to a proxy, and in its tunnel one to the endpoint. Reads
// and writes go through the innermost.
#pragma once

#include "adapters/https/tls_context.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

namespace ecdsnap::adapters {

class LayeredStream {
public:
    using Tcp = boost::asio::ip::tcp;
    using error_code = boost::system::error_code;

    explicit LayeredStream(const boost::asio::any_io_executor& executor) : socket_(executor) {}
    LayeredStream(const LayeredStream&) = delete;
    LayeredStream& operator=(const LayeredStream&) = delete;
    ~LayeredStream();

    void adopt(Tcp::socket connected) { socket_ = std::move(connected); }

    // A handshake over what is there: at most twice. `context` outlives this.
    boost::asio::awaitable<error_code> add_tls(TlsContext& context);
    SSL* innermost_tls();  // null: none

    // `text` outlives the write.
    boost::asio::awaitable<std::pair<error_code, std::size_t>> write(const std::string& text);
    boost::asio::awaitable<std::pair<error_code, std::size_t>> read_some(boost::asio::mutable_buffer into);

    // The peer has neither closed the connection nor sent anything that nobody has read.
    bool is_quiet();

    void cancel();  // what is under way; the connection stays
    void close();

private:
    using OuterTls = boost::asio::ssl::stream<Tcp::socket&>;
    using InnerTls = boost::asio::ssl::stream<OuterTls&>;

    Tcp::socket socket_;
    std::optional<OuterTls> outer_;
    std::optional<InnerTls> inner_;
};

}  // namespace ecdsnap::adapters
