#include "adapters/https/no_proxy.hpp"

#include <algorithm>
#include <charconv>

namespace ecdsnap::adapters {
namespace {

namespace ip = boost::asio::ip;

std::optional<unsigned> number(std::string_view text, unsigned most) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size() || value > most) return std::nullopt;
    return value;
}

std::optional<ip::address> address_in(std::string_view text) {
    if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
    boost::system::error_code error;
    const ip::address address = ip::make_address(std::string(text), error);
    if (error) return std::nullopt;
    return address;
}

unsigned bits_of(const ip::address& address) {
    return address.is_v4() ? 32 : 128;
}

// Takes ":8443" off the end of a name, an IPv4 or a bracketed address; an IPv6 address without brackets has no port.
std::optional<std::uint16_t> take_port(std::string_view& text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const bool is_bare_v6 = text.find(':') != colon && !text.starts_with('[');
    const bool is_inside_brackets = text.find(']', colon) != std::string_view::npos;
    if (is_bare_v6 || is_inside_brackets) return std::nullopt;
    const auto port = number(text.substr(colon + 1), 65'535);
    if (!port) return std::nullopt;
    text = text.substr(0, colon);
    return static_cast<std::uint16_t>(*port);
}

template <class Bytes>
bool share_bits(const Bytes& a, const Bytes& b, unsigned bits) {
    for (std::size_t i = 0; i < a.size() && bits > 0; ++i) {
        const unsigned here = std::min(bits, 8U);
        if ((static_cast<unsigned>(a[i]) ^ static_cast<unsigned>(b[i])) >> (8U - here) != 0) return false;
        bits -= here;
    }
    return true;
}

}  // namespace

NoProxy::NoProxy(std::string_view list) {
    while (!list.empty()) {
        const auto end = std::min(list.find_first_of(", \t"), list.size());
        const auto text = list.substr(0, end);
        list.remove_prefix(std::min(end + 1, list.size()));
        if (text == "*") everything_ = true;
        if (auto item = read(text)) items_.push_back(std::move(*item));
    }
}

std::optional<NoProxy::Item> NoProxy::read(std::string_view text) {
    Item item;
    if (const auto slash = text.find('/'); slash != std::string_view::npos) {
        const auto network = address_in(text.substr(0, slash));
        if (!network) return std::nullopt;
        const auto bits = number(text.substr(slash + 1), bits_of(*network));
        if (!bits) return std::nullopt;
        item.network = *network;
        item.bits = *bits;
        return item;
    }
    item.port = take_port(text);
    if (const auto address = address_in(text)) {
        item.network = *address;
        item.bits = bits_of(*address);
        return item;
    }
    if (text.starts_with("*.")) text.remove_prefix(1);
    item.only_below = text.starts_with('.');
    if (item.only_below) text.remove_prefix(1);
    if (text.ends_with('.')) text.remove_suffix(1);
    item.name = text;
    std::transform(item.name.begin(), item.name.end(), item.name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    if (item.name.empty() || item.name == "*") return std::nullopt;
    return item;
}

bool NoProxy::is_in(const Item& item, const ip::address& address) {
    if (item.network.is_v4() != address.is_v4()) return false;
    if (address.is_v4()) return share_bits(item.network.to_v4().to_bytes(), address.to_v4().to_bytes(), item.bits);
    return share_bits(item.network.to_v6().to_bytes(), address.to_v6().to_bytes(), item.bits);
}

bool NoProxy::matches(std::string_view host, std::uint16_t port) const {
    if (everything_) return true;
    const auto address = address_in(host);
    return std::any_of(items_.begin(), items_.end(), [&](const Item& item) {
        if (item.port && *item.port != port) return false;
        if (item.name.empty()) return address && is_in(item, *address);
        if (address) return false;
        if (host == item.name) return !item.only_below;
        return host.size() > item.name.size() && host.ends_with(item.name) &&
               host[host.size() - item.name.size() - 1] == '.';
    });
}

}  // namespace ecdsnap::adapters
