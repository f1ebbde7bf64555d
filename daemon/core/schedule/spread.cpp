#include "core/schedule/spread.hpp"

#include "core/text/stable_hash.hpp"

#include <cstdint>

namespace ecdsnap::core {

std::chrono::milliseconds spread_delay(std::string_view policy, std::string_view desktop,
                                       std::chrono::milliseconds spread) {
    if (spread.count() <= 0) return std::chrono::milliseconds{0};
    __extension__ using Wide = unsigned __int128;  // the product of two 64-bit numbers
    const Wide scaled = static_cast<Wide>(stable_hash({policy, desktop})) * static_cast<std::uint64_t>(spread.count());
    return std::chrono::milliseconds{static_cast<std::int64_t>(scaled >> 64)};
}

}  // namespace ecdsnap::core
