// An address and port as messages show them.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <fmt/format.h>

#include <string>

namespace ecdsnap::adapters {

// "10.0.0.1:443", "[::1]:443"
inline std::string address_text(const boost::asio::ip::tcp::endpoint& address) {
    const bool is_v6 = address.address().is_v6();
    return fmt::format("{}{}{}:{}", is_v6 ? "[" : "", address.address().to_string(), is_v6 ? "]" : "", address.port());
}

}  // namespace ecdsnap::adapters
