// NO_PROXY: which hosts no proxy is asked for. Pure.
#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ecdsnap::adapters {

// Items between commas or spaces, as Go and curl read them, without regard to case:
//   *                   every host
//   example.com         this host and every one below it
//   .example.com        every host below it, not itself (Go); *.example.com is the same
//   10.1.2.3, [::1]     this address; also without brackets
//   10.0.0.0/8, fd::/8  every address in it
//   HOST:8443           only at this port: of a name, or of an address ([::1]:8443)
// A host that is a name is compared as a name: it is not looked up. What is none of these matches nothing, as in both.
class NoProxy {
public:
    NoProxy() = default;
    explicit NoProxy(std::string_view list);

    // `host` is a name in lower case or an address without brackets.
    bool matches(std::string_view host, std::uint16_t port) const;

private:
    struct Item {
        std::string name;  // of hosts; empty: addresses
        bool only_below = false;
        boost::asio::ip::address network;
        unsigned bits = 0;  // of `network` that count
        std::optional<std::uint16_t> port;
    };
    static std::optional<Item> read(std::string_view text);
    static bool is_in(const Item& item, const boost::asio::ip::address& address);

    bool everything_ = false;
    std::vector<Item> items_;
};

}  // namespace ecdsnap::adapters
