#include "adapters/https/connection.hpp"

#include "adapters/https/address_text.hpp"
#include "adapters/https/certificate_text.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace ecdsnap::adapters {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr core::Millis settle_time{200};

std::string seconds_text(core::Millis time) {
    return fmt::format("{:g} s", std::chrono::duration<double>(time).count());
}

bool is_closed(const error_code& error) {
    return error == asio::error::eof || error == asio::ssl::error::stream_truncated;
}

std::string words_for(const error_code& error) {
    if (is_closed(error)) return "the server closed the connection";
    const std::string meaning = words_for_tls_error(error);
    return meaning.empty() ? error.message() : error.message() + ": " + meaning;
}

// As CONNECT names it: always with its port.
std::string host_and_port(const EndpointUrl& url) {
    const bool is_v6 = url.host.find(':') != std::string::npos;
    return fmt::format("{}{}{}:{}", is_v6 ? "[" : "", url.host, is_v6 ? "]" : "", url.port);
}

}  // namespace

Connection::Connection(const asio::any_io_executor& executor, std::shared_ptr<const ConnectionSetup> setup)
    : setup_(std::move(setup)), executor_(executor), stream_(executor), deadline_(executor) {}

asio::awaitable<core::Result<void>> Connection::open() {
    core::Result<void> done = co_await look_up();
    if (done) done = co_await connect();
    if (done && setup_->tunnel) done = co_await open_tunnel();
    if (done && setup_->tls) done = co_await shake_hands(*setup_->tls, setup_->url.authority);
    co_return done;
}

asio::awaitable<core::Result<void>> Connection::look_up() {
    lookup_ = std::make_shared<NameLookup>(executor_, setup_->names);
    arm(setup_->deadlines.connect);
    auto found = co_await lookup_->run(setup_->first_hop);
    disarm();
    lookup_.reset();
    if (!found) co_return found.error();
    if (found->empty())
        co_return failed("looking up the name " + setup_->first_hop.host, asio::error::operation_aborted,
                         core::Effect::none);
    addresses_ = interleaved(*found);
    co_return core::Result<void>();
}

asio::awaitable<core::Result<void>> Connection::connect() {
    race_ = std::make_shared<ConnectRace>(executor_, addresses_);
    arm(setup_->deadlines.connect);
    std::optional<Tcp::socket> connected = co_await race_->run();
    disarm();
    const auto race = std::exchange(race_, nullptr);
    if (!connected || stop_ != Stop::none) co_return not_connected(*race);
    stream_.adopt(std::move(*connected));
    co_return core::Result<void>();
}

core::Error Connection::not_connected(const ConnectRace& race) const {
    const std::string via = setup_->tunnel ? "the proxy " + setup_->tunnel->proxy + " at " : "";
    const bool is_one = addresses_.size() == 1;
    if (is_one || stop_ != Stop::none) {
        const std::string where =
            is_one ? address_text(addresses_.front()) : fmt::format("{} ({})", setup_->first_hop.host, race.failures());
        return failed("connecting to " + via + where, race.last_error(), core::Effect::none);
    }
    core::Error failure = failed("connecting", race.last_error(), core::Effect::none);
    if (failure.kind != core::ErrorClass::local)
        failure.message = fmt::format("connecting to {}{} failed: {}", via, setup_->first_hop.host, race.failures());
    return failure;
}

asio::awaitable<core::Result<void>> Connection::open_tunnel() {
    const Tunnel& tunnel = *setup_->tunnel;
    core::Result<void> done;
    if (tunnel.tls) done = co_await shake_hands(*tunnel.tls, "the proxy " + tunnel.proxy);
    if (done) done = co_await ask_for_tunnel();
    co_return done;
}

asio::awaitable<core::Result<void>> Connection::ask_for_tunnel() {
    const Tunnel& tunnel = *setup_->tunnel;
    const std::string target = host_and_port(setup_->url);
    const std::string step = fmt::format("asking the proxy {} for a connection to {}", tunnel.proxy, target);
    const core::Secret request(connect_request(target, std::string(tunnel.authorization.reveal())));
    arm(setup_->deadlines.tunnel);
    auto [error, count] = co_await stream_.write(std::string(request.reveal()));
    ConnectAnswer answer;
    for (auto progress = ConnectAnswer::Progress::needs_more; progress == ConnectAnswer::Progress::needs_more;) {
        if (!error) std::tie(error, count) = co_await stream_.read_some(asio::buffer(buffer_));
        if (error || stop_ != Stop::none) co_return no_tunnel(step, error);
        const auto fed = answer.feed({buffer_.data(), count});
        if (!fed) {
            core::Error failure = fed.error();
            failure.message = fmt::format("{} failed: {}", step, failure.message);
            co_return failure;
        }
        progress = *fed;
    }
    disarm();
    if (answer.status() / 100 == 2) co_return core::Result<void>();
    core::Error refusal;
    refusal.kind = core::ErrorClass::temporary;
    refusal.message = words_for_refusal(answer.status(), tunnel.proxy, target, tunnel.user);
    co_return refusal;
}

core::Error Connection::no_tunnel(const std::string& step, const error_code& error) const {
    core::Error failure = failed(step, error, core::Effect::none);
    if (stop_ == Stop::none && is_closed(error))
        failure.message = step + " failed: the other side closed the connection";
    return failure;
}

asio::awaitable<core::Result<void>> Connection::shake_hands(TlsContext& tls, std::string with) {
    arm(setup_->deadlines.handshake);
    const error_code error = co_await stream_.add_tls(tls);
    disarm();
    if (!error && stop_ == Stop::none) co_return core::Result<void>();
    core::Error failure = failed("the TLS handshake with " + with, error, core::Effect::none);
    const std::string problem = tls.describe_certificate_problem(stream_.innermost_tls(), setup_->clock.wall_now());
    const bool is_proxys = setup_->tunnel && &tls == setup_->tunnel->tls.get();
    if (!problem.empty()) failure.message = (is_proxys ? setup_->tunnel->proxy : setup_->url.text()) + ": " + problem;
    co_return failure;
}

asio::awaitable<bool> Connection::settle() {
    SSL* const tls = stream_.innermost_tls();
    if (tls == nullptr || SSL_version(tls) != TLS1_3_VERSION) co_return true;
    deadline_.expires_after(settle_time);
    auto on_time = [weak = weak_from_this(), arming = ++armings_](const error_code& error) {
        const auto self = weak.lock();
        if (!error && self && self->armings_ == arming) self->stream_.cancel();
    };
    deadline_.async_wait(std::move(on_time));
    const auto [error, count] = co_await stream_.read_some(asio::buffer(buffer_));
    disarm();
    co_return error == asio::error::operation_aborted&& stop_ == Stop::none;
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
    const auto [error, sent] = co_await stream_.write(request);
    if (error) co_return failed("sending the request", error, core::Effect::unknown);
    co_return core::Result<void>();
}

asio::awaitable<core::Result<ports::HttpAnswer>> Connection::read(core::SteadyTime end) {
    AnswerParser parser(setup_->limits);
    std::string step = "waiting for the first byte of the answer";
    arm(std::min(setup_->deadlines.first_byte, left_until(end)));
    for (bool is_first = true;; is_first = false) {
        const auto [error, count] = co_await stream_.read_some(asio::buffer(buffer_));
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

void Connection::stop(Stop why) {
    if (stop_ == Stop::none) stop_ = why;
    if (lookup_) lookup_->give_up();
    if (race_) race_->give_up();
    stream_.close();
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
