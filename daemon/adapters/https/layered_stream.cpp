#include "adapters/https/layered_stream.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <cerrno>
#include <sys/socket.h>

namespace ecdsnap::adapters {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

}  // namespace

LayeredStream::~LayeredStream() {
    if (inner_) mark_cleanly_closed(inner_->native_handle());
    if (outer_) mark_cleanly_closed(outer_->native_handle());
}

asio::awaitable<error_code> LayeredStream::add_tls(TlsContext& context) {
    error_code error;
    if (!outer_) {
        outer_.emplace(socket_, context.context());
        context.prepare(outer_->native_handle());
        std::tie(error) = co_await outer_->async_handshake(asio::ssl::stream_base::client, as_result);
    } else {
        inner_.emplace(*outer_, context.context());
        context.prepare(inner_->native_handle());
        std::tie(error) = co_await inner_->async_handshake(asio::ssl::stream_base::client, as_result);
    }
    co_return error;
}

SSL* LayeredStream::innermost_tls() {
    if (inner_) return inner_->native_handle();
    return outer_ ? outer_->native_handle() : nullptr;
}

asio::awaitable<std::pair<error_code, std::size_t>> LayeredStream::write(const std::string& text) {
    error_code error;
    std::size_t sent = 0;
    if (inner_)
        std::tie(error, sent) = co_await asio::async_write(*inner_, asio::buffer(text), as_result);
    else if (outer_)
        std::tie(error, sent) = co_await asio::async_write(*outer_, asio::buffer(text), as_result);
    else
        std::tie(error, sent) = co_await asio::async_write(socket_, asio::buffer(text), as_result);
    co_return std::make_pair(error, sent);
}

asio::awaitable<std::pair<error_code, std::size_t>> LayeredStream::read_some(asio::mutable_buffer into) {
    error_code error;
    std::size_t count = 0;
    if (inner_)
        std::tie(error, count) = co_await inner_->async_read_some(into, as_result);
    else if (outer_)
        std::tie(error, count) = co_await outer_->async_read_some(into, as_result);
    else
        std::tie(error, count) = co_await socket_.async_read_some(into, as_result);
    co_return std::make_pair(error, count);
}

bool LayeredStream::is_quiet() {
    if (inner_ && has_unread_bytes(inner_->native_handle())) return false;
    if (outer_ && has_unread_bytes(outer_->native_handle())) return false;
    char byte = 0;
    return ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) == -1 && errno == EAGAIN;
}

void LayeredStream::cancel() {
    error_code ignored;
    socket_.cancel(ignored);
}

void LayeredStream::close() {
    error_code ignored;
    socket_.close(ignored);
}

}  // namespace ecdsnap::adapters
