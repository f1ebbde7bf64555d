#include "adapters/https/connection.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <sys/socket.h>
#include <utility>

namespace ecdsnap::adapters {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

std::string seconds_text(core::Millis time) {
    return fmt::format("{:g} s", std::chrono::duration<double>(time).count());
}

std::string words_for(const error_code& error) {
    const bool is_closed = error == asio::error::eof || error == asio::ssl::error::stream_truncated;
    return is_closed ? "the server closed the connection" : error.message();
}

}  // namespace

Connection::Connection(const asio::any_io_executor& executor, std::shared_ptr<const ConnectionSetup> setup)
    : setup_(std::move(setup)), socket_(executor), deadline_(executor) {}

Connection::~Connection() {
    if (tls_) mark_cleanly_closed(tls_->native_handle());
}

asio::awaitable<core::Result<void>> Connection::open() {
    core::Result<void> done = co_await look_up();
    if (done) done = co_await connect();
    if (done && setup_->tls) done = co_await shake_hands();
    co_return done;
}

asio::awaitable<core::Result<void>> Connection::look_up() {
    lookup_ = std::make_shared<NameLookup>(socket_.get_executor());
    arm(setup_->deadlines.connect);
    auto found = co_await lookup_->run(setup_->url);
    disarm();
    lookup_.reset();
    if (!found) co_return found.error();
    if (found->empty())
        co_return failed("looking up the name " + setup_->url.host, asio::error::operation_aborted, core::Effect::none);
    addresses_ = std::move(*found);
    co_return core::Result<void>();
}

// Tries each address in the resolver's order; each gets an equal share of the time that is left.
asio::awaitable<core::Result<void>> Connection::connect() {
    const core::SteadyTime end = setup_->clock.steady_now() + setup_->deadlines.connect;
    core::Error last;
    for (std::size_t i = 0; i < addresses_.size(); ++i) {
        const Tcp::endpoint& address = addresses_[i];
        if (stop_ == Stop::timed_out) stop_ = Stop::none;
        error_code error;
        socket_.close(error);
        socket_.open(address.protocol(), error);
        if (!error) socket_.set_option(Tcp::no_delay(true), error);
        // Closing drops what has not arrived yet, also when the process is killed. Otherwise the kernel goes on sending
        // for minutes what we gave up: a network that mends would deliver a create that is long in doubt.
        if (!error) socket_.set_option(Tcp::socket::linger(true, 0), error);
        if (!error) {
            arm(left_until(end) / (addresses_.size() - i));
            std::tie(error) = co_await socket_.async_connect(address, as_result);
            disarm();
        }
        if (!error && stop_ == Stop::none) co_return core::Result<void>();
        last = failed(fmt::format("connecting to {}:{}", address.address().to_string(), address.port()), error,
                      core::Effect::none);
        if (last.kind == core::ErrorClass::local) break;  // closed or cancelled
    }
    co_return last;
}

asio::awaitable<core::Result<void>> Connection::shake_hands() {
    tls_.emplace(socket_, setup_->tls->context());
    setup_->tls->prepare(tls_->native_handle());
    arm(setup_->deadlines.handshake);
    const auto [error] = co_await tls_->async_handshake(asio::ssl::stream_base::client, as_result);
    disarm();
    if (!error && stop_ == Stop::none) co_return core::Result<void>();
    core::Error failure = failed("the TLS handshake with " + setup_->url.authority, error, core::Effect::none);
    const std::string problem = setup_->tls->describe_certificate_problem(tls_->native_handle());
    if (!problem.empty()) failure.message = setup_->url.text() + ": " + problem;
    co_return failure;
}

asio::awaitable<core::Result<ports::HttpAnswer>> Connection::exchange(std::string request) {
    reusable_ = false;
    const core::SteadyTime end = setup_->clock.steady_now() + setup_->deadlines.whole;
    const core::Result<void> written =
        co_await write(std::move(request), std::min(setup_->deadlines.write, setup_->deadlines.whole));
    if (!written) co_return written.error();
    core::Result<ports::HttpAnswer> answer = co_await read(end);
    disarm();
    reusable_ = reusable_ && answer && stop_ == Stop::none;
    co_return answer;
}

asio::awaitable<core::Result<void>> Connection::write(std::string request, core::Millis limit) {
    arm(limit);
    error_code error;
    std::size_t sent = 0;
    if (tls_)
        std::tie(error, sent) = co_await asio::async_write(*tls_, asio::buffer(request), as_result);
    else
        std::tie(error, sent) = co_await asio::async_write(socket_, asio::buffer(request), as_result);
    if (error) co_return failed("sending the request", error, core::Effect::unknown);
    co_return core::Result<void>();
}

asio::awaitable<core::Result<ports::HttpAnswer>> Connection::read(core::SteadyTime end) {
    AnswerParser parser(setup_->limits);
    std::string step = "waiting for the first byte of the answer";
    arm(std::min(setup_->deadlines.first_byte, left_until(end)));
    for (bool is_first = true;; is_first = false) {
        const auto [error, count] = co_await read_some();
        if (stop_ != Stop::none || (error && error != asio::error::eof))
            co_return failed(step, error, core::Effect::unknown);
        const core::Result<AnswerParser::Progress> progress =
            error ? parser.end_of_stream() : parser.feed({buffer_.data(), count});
        if (!progress) co_return progress.error();
        if (*progress == AnswerParser::Progress::complete) break;
        if (is_first) {
            step = "reading the whole answer";
            arm(left_until(end), setup_->deadlines.whole);
        }
    }
    reusable_ = parser.keeps_alive();
    co_return parser.take();
}

asio::awaitable<std::pair<error_code, std::size_t>> Connection::read_some() {
    error_code error;
    std::size_t count = 0;
    if (tls_)
        std::tie(error, count) = co_await tls_->async_read_some(asio::buffer(buffer_), as_result);
    else
        std::tie(error, count) = co_await socket_.async_read_some(asio::buffer(buffer_), as_result);
    co_return std::make_pair(error, count);
}

bool Connection::is_quiet() {
    if (tls_ && has_unread_bytes(tls_->native_handle())) return false;
    char byte = 0;
    return ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) == -1 && errno == EAGAIN;
}

void Connection::stop(Stop why) {
    if (stop_ == Stop::none) stop_ = why;
    if (lookup_) lookup_->give_up();
    error_code ignored;
    socket_.close(ignored);
}

void Connection::arm(core::Millis limit, std::optional<core::Millis> shown) {
    armed_for_ = shown.value_or(limit);
    deadline_.expires_after(limit);
    auto on_time = [weak = weak_from_this(), arming = ++armings_](const error_code& error) {
        if (error) return;
        const auto self = weak.lock();
        if (self && self->armings_ == arming) self->stop(Stop::timed_out);
    };
    deadline_.async_wait(std::move(on_time));
}

void Connection::disarm() {
    ++armings_;
    deadline_.cancel();
}

core::Millis Connection::left_until(core::SteadyTime end) const {
    const auto left = std::chrono::ceil<core::Millis>(end - setup_->clock.steady_now());
    return std::max(left, core::Millis{0});
}

core::Error Connection::failed(const std::string& step, const error_code& error, core::Effect effect) const {
    core::Error failure;
    failure.effect = effect;
    failure.kind = effect == core::Effect::none ? core::ErrorClass::temporary : core::ErrorClass::ambiguous;
    const bool is_ours = stop_ == Stop::closed || (stop_ == Stop::none && error == asio::error::operation_aborted);
    if (stop_ == Stop::timed_out)
        failure.message = fmt::format("{} timed out after {}", step, seconds_text(armed_for_));
    else if (is_ours)
        failure.message = fmt::format("{} was given up by this side", step);
    else
        failure.message = fmt::format("{} failed: {}", step, words_for(error));
    if (is_ours && effect == core::Effect::none) failure.kind = core::ErrorClass::local;
    return failure;
}

}  // namespace ecdsnap::adapters
