// One TCP or TLS connection to the endpoint. Every wait has a deadline; what went wrong is told in words.
#pragma once

#include "adapters/https/answer_parser.hpp"
#include "adapters/https/endpoint_url.hpp"
#include "adapters/https/https_transport.hpp"
#include "adapters/https/name_lookup.hpp"
#include "adapters/https/tls_context.hpp"
#include "core/result.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ecdsnap::adapters {

// What all connections of a transport share.
struct ConnectionSetup {
    EndpointUrl url;
    std::unique_ptr<TlsContext> tls;  // null: plain HTTP
    const ports::Clock& clock;
    HttpsDeadlines deadlines;
    AnswerParser::Limits limits;
};

// open() once, then exchange() any number of times while is_reusable(). The owner keeps a shared_ptr to it during both.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(const boost::asio::any_io_executor& executor, std::shared_ptr<const ConnectionSetup> setup);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection();

    boost::asio::awaitable<core::Result<void>> open();

    // Sends the request and reads the answer. An error's effect is `unknown` once the first byte was handed over.
    boost::asio::awaitable<core::Result<ports::HttpAnswer>> exchange(std::string request);

    bool is_reusable() const { return reusable_; }

    // Of an idle connection: the peer has neither closed it nor sent anything. (Data on an idle connection is a
    // close_notify or a protocol error.)
    bool is_quiet();

    // Ends what is under way with an error of class `local`.
    void close() { stop(Stop::closed); }

private:
    // Why the socket was closed under a wait.
    enum class Stop : std::uint8_t { none, timed_out, closed };

    boost::asio::awaitable<core::Result<void>> look_up();
    boost::asio::awaitable<core::Result<void>> connect();
    boost::asio::awaitable<core::Result<void>> shake_hands();
    boost::asio::awaitable<core::Result<void>> write(std::string request, core::Millis limit);
    boost::asio::awaitable<core::Result<ports::HttpAnswer>> read(core::SteadyTime end);
    boost::asio::awaitable<std::pair<boost::system::error_code, std::size_t>> read_some();

    void stop(Stop why);
    // Closes the socket when `limit` has passed, unless armed anew or disarmed before. `shown`: the limit that the
    // error names, where `limit` is only what is left of it.
    void arm(core::Millis limit, std::optional<core::Millis> shown = std::nullopt);
    void disarm();
    core::Millis left_until(core::SteadyTime end) const;
    core::Error failed(const std::string& step, const boost::system::error_code& error, core::Effect effect) const;

    std::shared_ptr<const ConnectionSetup> setup_;
    boost::asio::ip::tcp::socket socket_;
    std::optional<boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>> tls_;
    std::shared_ptr<NameLookup> lookup_;
    std::vector<boost::asio::ip::tcp::endpoint> addresses_;

    boost::asio::steady_timer deadline_;
    std::uint64_t armings_ = 0;  // tells a deadline in force from one that fired just as it was replaced
    core::Millis armed_for_{0};
    Stop stop_ = Stop::none;

    bool reusable_ = false;
    std::array<char, 16 * 1024> buffer_;  // one TLS record
};

}  // namespace ecdsnap::adapters
