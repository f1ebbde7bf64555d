// One connection to the endpoint: TCP, perhaps through a proxy, and TLS. Every wait has a deadline; what went wrong is
// told in words.
#pragma once

#include "adapters/https/answer_parser.hpp"
#include "adapters/https/connect_race.hpp"
#include "adapters/https/connection_setup.hpp"
#include "adapters/https/layered_stream.hpp"
#include "adapters/https/name_lookup.hpp"
#include "core/result.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::adapters {

// open() once, then exchange() any number of times while is_reusable(). The owner keeps a shared_ptr to it during both.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(const boost::asio::any_io_executor& executor, std::shared_ptr<const ConnectionSetup> setup);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // An error's effect is `none`: not a byte of a request has left.
    boost::asio::awaitable<core::Result<void>> open();

    // Of an open connection that is kept for later: takes what a server sends on its own after a handshake of TLS 1.3
    // (tickets to resume with), for a moment. What comes later looks like an unquiet connection. false: it is of no
    // use.
    boost::asio::awaitable<bool> settle();

    // Sends the request and reads the answer. An error's effect is `unknown` once the first byte was handed over.
    boost::asio::awaitable<core::Result<ports::HttpAnswer>> exchange(std::string request);

    bool is_reusable() const { return reusable_; }

    // Of an idle connection: the peer has neither closed it nor sent anything. (Data on an idle connection is a
    // close_notify or a protocol error.)
    bool is_quiet() { return stream_.is_quiet(); }

    // Ends what is under way with an error of class `local`.
    void close() { stop(Stop::closed); }

private:
    // Why the socket was closed under a wait.
    enum class Stop : std::uint8_t { none, timed_out, closed };
    using error_code = boost::system::error_code;

    boost::asio::awaitable<core::Result<void>> open_tunnel();
    boost::asio::awaitable<core::Result<void>> look_up();
    boost::asio::awaitable<core::Result<void>> connect();
    boost::asio::awaitable<core::Result<void>> shake_hands(TlsContext& tls, std::string with);
    boost::asio::awaitable<core::Result<void>> ask_for_tunnel();
    boost::asio::awaitable<core::Result<void>> write(std::string request, core::Millis limit);
    boost::asio::awaitable<core::Result<ports::HttpAnswer>> read(core::SteadyTime end);

    void stop(Stop why);
    // Closes the socket when `limit` has passed, unless armed anew or disarmed before. `shown`: the limit that the
    // error names, where `limit` is only what is left of it.
    void arm(core::Millis limit, std::optional<core::Millis> shown = std::nullopt);
    void disarm();
    core::Millis left_until(core::SteadyTime end) const;
    core::Error failed(const std::string& step, const error_code& error, core::Effect effect) const;
    core::Error not_connected(const ConnectRace& race) const;
    core::Error no_tunnel(const std::string& step, const error_code& error) const;

    std::shared_ptr<const ConnectionSetup> setup_;
    boost::asio::any_io_executor executor_;
    LayeredStream stream_;
    std::shared_ptr<NameLookup> lookup_;
    std::shared_ptr<ConnectRace> race_;
    std::vector<boost::asio::ip::tcp::endpoint> addresses_;

    boost::asio::steady_timer deadline_;
    std::uint64_t armings_ = 0;  // tells a deadline in force from one that fired just as it was replaced
    core::Millis armed_for_{0};
    Stop stop_ = Stop::none;

    bool reusable_ = false;
    std::array<char, 16 * 1024> buffer_;  // one TLS record
};

}  // namespace ecdsnap::adapters
