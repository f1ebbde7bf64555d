// Connects to the first of several addresses that answers, as RFC 8305 says ("happy eyeballs"): the families take
// turns, each attempt has 250 ms before the next one begins beside it, and the losers are closed.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::adapters {

// The order of the resolver, but after an address of one family one of the other, as long as there are both.
std::vector<boost::asio::ip::tcp::endpoint> interleaved(const std::vector<boost::asio::ip::tcp::endpoint>& addresses);

class ConnectRace : public std::enable_shared_from_this<ConnectRace> {
public:
    static constexpr std::chrono::milliseconds head_start{250};

    // At least one address.
    ConnectRace(const boost::asio::any_io_executor& executor, std::vector<boost::asio::ip::tcp::endpoint> addresses);

    // Waits for the first connection, for the last failure, or for give_up(). Null: none.
    boost::asio::awaitable<std::optional<boost::asio::ip::tcp::socket>> run();

    void give_up();

    // Once run() gave none: the last attempt's error, and what became of each: "10.0.0.1:443: Connection refused; …".
    const boost::system::error_code& last_error() const { return last_error_; }
    std::string failures() const;

private:
    struct Attempt {
        boost::asio::ip::tcp::socket socket;
        boost::system::error_code error;
        bool has_ended = false;
    };

    void start_next();
    void give_head_start();
    void end_attempt(std::size_t which, const boost::system::error_code& error);

    boost::asio::any_io_executor executor_;
    std::vector<boost::asio::ip::tcp::endpoint> addresses_;
    std::vector<std::unique_ptr<Attempt>> attempts_;  // one for each address that was begun, in order
    boost::asio::steady_timer head_start_;
    boost::asio::steady_timer finished_;  // never expires: cancelled when the race is over
    std::size_t failed_ = 0;
    std::optional<std::size_t> winner_;
    bool is_over_ = false;
    boost::system::error_code last_error_;
};

}  // namespace ecdsnap::adapters
