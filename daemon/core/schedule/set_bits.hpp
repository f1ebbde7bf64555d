// Neighbours in a set that is kept as bits. Internal to the schedule.
#pragma once

#include <bit>
#include <cstdint>

namespace ecdsnap::core {

inline constexpr int no_bit = -1;

// The lowest set bit >= from (0 <= from < 64), or no_bit.
inline int bit_from(std::uint64_t set, int from) {
    const std::uint64_t rest = set >> from;
    return rest == 0 ? no_bit : from + std::countr_zero(rest);
}

// The highest set bit <= to (to < 64), or no_bit.
inline int bit_up_to(std::uint64_t set, int to) {
    if (to < 0) return no_bit;
    const std::uint64_t rest = set << (63 - to);
    return rest == 0 ? no_bit : to - std::countl_zero(rest);
}

// Of a set that is not empty.
inline int lowest_bit(std::uint64_t set) {
    return std::countr_zero(set);
}
inline int highest_bit(std::uint64_t set) {
    return 63 - std::countl_zero(set);
}

}  // namespace ecdsnap::core
