// How far plain HTTP may go: never anywhere in the world.
#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstdint>

namespace ecdsnap::adapters {

enum class PlainReach : std::uint8_t {
    loopback,          // this machine
    private_networks,  // also link-local and private addresses, and 100.64.0.0/10 with the metadata service in it
};

bool is_within(const boost::asio::ip::address& address, PlainReach reach);

// "loopback" or "private", as in "has no private address".
const char* word(PlainReach reach);

}  // namespace ecdsnap::adapters
