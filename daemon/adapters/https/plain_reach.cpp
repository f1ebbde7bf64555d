#include "adapters/https/plain_reach.hpp"

#include <algorithm>
#include <array>

namespace ecdsnap::adapters {
namespace {

namespace ip = boost::asio::ip;

struct Range {
    std::uint32_t first;
    unsigned bits;
};

bool is_private(const ip::address_v4& address) {
    constexpr std::array<Range, 5> ranges{{
        {0x0A000000, 8},   // 10.0.0.0/8
        {0xAC100000, 12},  // 172.16.0.0/12
        {0xC0A80000, 16},  // 192.168.0.0/16
        {0xA9FE0000, 16},  // 169.254.0.0/16, link-local
        {0x64400000, 10},  // 100.64.0.0/10, shared address space (RFC 6598)
    }};
    const std::uint32_t value = address.to_uint();
    return std::any_of(ranges.begin(), ranges.end(),
                       [&](const Range& range) { return (value ^ range.first) >> (32U - range.bits) == 0; });
}

bool is_private(const ip::address_v6& address) {
    const bool is_unique_local = (address.to_bytes()[0] & 0xFEU) == 0xFCU;  // fc00::/7
    return is_unique_local || address.is_link_local();
}

}  // namespace

bool is_within(const ip::address& address, PlainReach reach) {
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return is_within(ip::make_address_v4(ip::v4_mapped, address.to_v6()), reach);
    if (address.is_loopback()) return true;
    if (reach == PlainReach::loopback) return false;
    return address.is_v4() ? is_private(address.to_v4()) : is_private(address.to_v6());
}

const char* word(PlainReach reach) {
    return reach == PlainReach::loopback ? "loopback" : "private";
}

}  // namespace ecdsnap::adapters
