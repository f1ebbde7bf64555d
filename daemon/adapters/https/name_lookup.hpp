// One wait for the addresses of a name, which can be given up while the look-up itself goes on.
#pragma once

#include "adapters/https/name_service.hpp"
#include "adapters/https/plain_reach.hpp"
#include "core/result.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::adapters {

// A host as it is connected to.
struct Hop {
    std::string host;  // a name in lower case, or an IP address without brackets
    bool is_address = false;
    std::uint16_t port = 0;
    std::optional<PlainReach> only_within;  // plain http to the endpoint itself: no other address will do
};

class NameLookup : public std::enable_shared_from_this<NameLookup> {
public:
    NameLookup(const boost::asio::any_io_executor& executor, std::shared_ptr<NameService> names);

    // Waits for the addresses or for give_up(). Empty without an error: given up. `hop` outlives the wait.
    boost::asio::awaitable<core::Result<std::vector<boost::asio::ip::tcp::endpoint>>> run(const Hop& hop);

    void give_up() { answered_.cancel(); }

    // By the name service.
    void answer(const NameService::Addresses& addresses);

private:
    std::shared_ptr<NameService> names_;
    boost::asio::steady_timer answered_;  // never expires: cancelled when there is an answer
    std::optional<NameService::Addresses> found_;
};

}  // namespace ecdsnap::adapters
