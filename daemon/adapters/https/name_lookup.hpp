// One look-up of the endpoint's addresses that can be given up. Asio's resolver cannot be: getaddrinfo goes on in its
// thread for as long as it likes, and only its answer is dropped.
#pragma once

#include "adapters/https/endpoint_url.hpp"
#include "core/result.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <vector>

namespace ecdsnap::adapters {

class NameLookup : public std::enable_shared_from_this<NameLookup> {
public:
    explicit NameLookup(const boost::asio::any_io_executor& executor);

    // Waits for the addresses or for give_up(). Empty without an error: given up. For plain HTTP only loopback
    // addresses are let through.
    boost::asio::awaitable<core::Result<std::vector<boost::asio::ip::tcp::endpoint>>> run(const EndpointUrl& url);

    void give_up() { answered_.cancel(); }

private:
    void start(const EndpointUrl& url);

    boost::asio::ip::tcp::resolver resolver_;
    boost::asio::steady_timer answered_;  // never expires: cancelled when there is an answer
    bool has_answer_ = false;
    boost::system::error_code error_;
    std::vector<boost::asio::ip::tcp::endpoint> addresses_;
};

}  // namespace ecdsnap::adapters
