#include "adapters/https/connect_race.hpp"

#include "adapters/https/address_text.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ecdsnap::adapters {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using boost::system::error_code;

std::vector<Tcp::endpoint> interleaved(const std::vector<Tcp::endpoint>& addresses) {
    std::vector<Tcp::endpoint> first;
    std::vector<Tcp::endpoint> other;
    for (const Tcp::endpoint& address : addresses)
        (address.protocol() == addresses.front().protocol() ? first : other).push_back(address);
    std::vector<Tcp::endpoint> order;
    for (std::size_t i = 0; i < std::max(first.size(), other.size()); ++i) {
        if (i < first.size()) order.push_back(first[i]);
        if (i < other.size()) order.push_back(other[i]);
    }
    return order;
}

ConnectRace::ConnectRace(const asio::any_io_executor& executor, std::vector<Tcp::endpoint> addresses)
    : executor_(executor), addresses_(std::move(addresses)), head_start_(executor), finished_(executor) {
    finished_.expires_at(asio::steady_timer::time_point::max());
}

asio::awaitable<std::optional<Tcp::socket>> ConnectRace::run() {
    start_next();
    if (!is_over_) co_await finished_.async_wait(asio::as_tuple(asio::use_awaitable));
    std::optional<Tcp::socket> connected;
    if (winner_) connected.emplace(std::move(attempts_[*winner_]->socket));
    give_up();
    co_return connected;
}

void ConnectRace::give_up() {
    if (!is_over_ && !last_error_) last_error_ = asio::error::operation_aborted;
    is_over_ = true;
    head_start_.cancel();
    finished_.cancel();
    error_code ignored;
    for (const auto& attempt : attempts_)
        attempt->socket.close(ignored);
}

void ConnectRace::start_next() {
    const std::size_t which = attempts_.size();
    const Tcp::endpoint& address = addresses_[which];
    attempts_.push_back(std::make_unique<Attempt>(Attempt{Tcp::socket(executor_), {}, false}));
    Tcp::socket& socket = attempts_.back()->socket;
    error_code error;
    socket.open(address.protocol(), error);
    if (!error) socket.set_option(Tcp::no_delay(true), error);
    // Closing drops what has not arrived yet, also when the process is killed. Otherwise the kernel goes on sending
    // for minutes what we gave up: a network that mends would deliver a create that is long in doubt.
    if (!error) socket.set_option(Tcp::socket::linger(true, 0), error);
    if (error) return end_attempt(which, error);
    auto on_end = [self = shared_from_this(), which](const error_code& ended) { self->end_attempt(which, ended); };
    socket.async_connect(address, std::move(on_end));
    give_head_start();
}

void ConnectRace::give_head_start() {
    if (attempts_.size() == addresses_.size()) return;
    head_start_.expires_after(head_start);
    auto on_time = [self = shared_from_this(), begun = attempts_.size()](const error_code& ended) {
        if (!ended && !self->is_over_ && self->attempts_.size() == begun) self->start_next();
    };
    head_start_.async_wait(std::move(on_time));
}

void ConnectRace::end_attempt(std::size_t which, const error_code& error) {
    if (is_over_) return;
    Attempt& attempt = *attempts_[which];
    attempt.has_ended = true;
    attempt.error = error;
    if (!error) {
        winner_ = which;
        is_over_ = true;
        finished_.cancel();
        return;
    }
    last_error_ = error;
    ++failed_;
    if (attempts_.size() < addresses_.size()) {
        if (which + 1 == attempts_.size()) start_next();
    } else if (failed_ == addresses_.size()) {
        is_over_ = true;
        finished_.cancel();
    }
}

std::string ConnectRace::failures() const {
    std::string text;
    for (std::size_t i = 0; i < attempts_.size(); ++i) {
        const Attempt& attempt = *attempts_[i];
        fmt::format_to(std::back_inserter(text), "{}{}: {}", text.empty() ? "" : "; ", address_text(addresses_[i]),
                       attempt.has_ended ? attempt.error.message() : "no answer");
    }
    return text;
}

}  // namespace ecdsnap::adapters
