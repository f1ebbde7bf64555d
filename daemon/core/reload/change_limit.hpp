// How many desktops a reload may lose or gain unless a person forces it: a slip in a selector is to be seen before the
// night, not after it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace ecdsnap::core {

struct ChangeLimit {
    enum class Kind : std::uint8_t {
        unlimited,
        desktops,
        percent,  // of the desktops that are backed up before the reload, rounded up; of none it limits nothing
    };
    Kind kind = Kind::unlimited;
    std::uint32_t number = 0;

    bool operator==(const ChangeLimit&) const = default;
};

struct ReloadLimits {
    // Losing more than half of what is backed up is hardly ever meant, and is missed on the day it is needed.
    ChangeLimit max_lost{ChangeLimit::Kind::percent, 50};
    // A first real policy gains nearly everything, and what is too much is seen and costs little; approve_above is
    // there for single policies.
    ChangeLimit max_gained;

    bool operator==(const ReloadLimits&) const = default;
};

std::string text(const ChangeLimit& limit);  // "unlimited", "100", "50%"

// How many desktops may change; nullopt: any number.
std::optional<std::uint64_t> most_of(const ChangeLimit& limit, std::uint64_t backed_up_before);

}  // namespace ecdsnap::core
