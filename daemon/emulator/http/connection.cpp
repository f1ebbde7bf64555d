// The only file that sees Beast, and of it only the request parser: it is driven by hand, which compiles several times
// faster than Beast's own reading.
#include "emulator/http/connection.hpp"

#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

namespace ecdsnap::emulator {
namespace asio = boost::asio;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;
using TlsStream = asio::ssl::stream<tcp::socket>;
using Parser = http::request_parser<http::string_body>;

namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t body_limit = 1 << 20;
constexpr std::size_t read_size = 16 * 1024;

Request to_request(http::request<http::string_body>&& message) {
    Request request;
    request.method = message.method_string();
    request.target = message.target();
    request.headers.reserve(8);
    for (const auto& field : message) {
        request.headers.push_back(Header{std::string(field.name_string()), std::string(field.value())});
    }
    request.body = std::move(message.body());
    return request;
}

std::string to_wire(const Reply& reply, bool keep_alive) {
    std::string text = "HTTP/1.1 " + std::to_string(reply.status) + ' ';
    text.append(http::obsolete_reason(static_cast<http::status>(reply.status))).append("\r\n");
    for (const Header& h : reply.headers)
        text.append(h.name).append(": ").append(h.value).append("\r\n");
    text.append("Content-Length: ").append(std::to_string(reply.body.size())).append("\r\n");
    text.append(keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n");
    const std::size_t shown = reply.delivery == Delivery::torn ? reply.body.size() / 2 : reply.body.size();
    return text.append(reply.body, 0, shown);
}

template <class Stream>
class StreamConnection final : public Connection {
public:
    StreamConnection(Stream stream, const RequestHandler& handler)
        : stream_(std::move(stream)), handler_(handler), delay_(stream_.get_executor()) {}

    asio::awaitable<void> serve() override {
        boost::system::error_code closed;  // the client, or close(), was faster: reading will say so
        stream_.lowest_layer().set_option(tcp::no_delay{true}, closed);
        bool more = co_await handshake();
        while (more)
            more = co_await serve_one();
        close();
    }

    void close() override {
        closed_ = true;
        boost::system::error_code ignored;  // closing what is closed already is no problem
        stream_.lowest_layer().close(ignored);
        delay_.cancel();
    }

private:
    asio::awaitable<bool> handshake() {
        if constexpr (std::is_same_v<Stream, TlsStream>) {
            auto [error] = co_await stream_.async_handshake(TlsStream::server, as_result);
            co_return !error;
        }
        co_return true;
    }

    /// True when the connection can take another request.
    asio::awaitable<bool> serve_one() {
        Parser parser;
        parser.eager(true);
        parser.body_limit(body_limit);
        const bool whole = co_await read(parser);
        if (!whole) co_return false;
        const bool keep_alive = parser.keep_alive();
        const Reply reply = handler_(to_request(parser.release()));
        if (closed_) co_return false;  // while this request was on its way here: a wait that began now would not end
        if (reply.delay > Duration{0}) {
            delay_.expires_after(reply.delay);
            co_await delay_.async_wait(as_result);
        }
        co_return co_await deliver(reply, keep_alive);
    }

    asio::awaitable<bool> read(Parser& parser) {
        while (true) {
            if (buffer_.size() > 0) {
                boost::system::error_code error;
                buffer_.consume(parser.put(buffer_.data(), error));
                if (parser.is_done()) co_return true;
                if (error && error != http::error::need_more) co_return false;
            }
            auto [error, count] = co_await stream_.async_read_some(buffer_.prepare(read_size), as_result);
            if (error) co_return false;
            buffer_.commit(count);
        }
    }

    asio::awaitable<bool> deliver(const Reply& reply, bool keep_alive) {
        if (reply.delivery == Delivery::dropped) co_return false;
        if (reply.delivery == Delivery::never) {
            co_await wait_for_hang_up();
            co_return false;
        }
        const std::string text = to_wire(reply, keep_alive);
        auto [error, count] = co_await asio::async_write(stream_, asio::buffer(text), as_result);
        co_return !error && keep_alive && reply.delivery == Delivery::whole;
    }

    asio::awaitable<void> wait_for_hang_up() {
        while (true) {
            buffer_.clear();
            auto [error, count] = co_await stream_.async_read_some(buffer_.prepare(read_size), as_result);
            if (error) co_return;
        }
    }

    Stream stream_;
    const RequestHandler& handler_;
    asio::steady_timer delay_;
    boost::beast::flat_buffer buffer_;
    bool closed_ = false;
};

}  // namespace

std::shared_ptr<Connection> make_connection(tcp::socket socket, asio::ssl::context* tls,
                                            const RequestHandler& handler) {
    if (tls == nullptr) return std::make_shared<StreamConnection<tcp::socket>>(std::move(socket), handler);
    return std::make_shared<StreamConnection<TlsStream>>(TlsStream{std::move(socket), *tls}, handler);
}

asio::ssl::context tls_context(const TlsIdentity& identity) {
    asio::ssl::context context{asio::ssl::context::tls_server};
    context.set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
    context.use_certificate_chain(asio::buffer(identity.certificate_chain_pem));
    context.use_private_key(asio::buffer(identity.key_pem), asio::ssl::context::pem);
    return context;
}

}  // namespace ecdsnap::emulator
