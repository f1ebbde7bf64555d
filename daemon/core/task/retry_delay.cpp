#include "core/task/retry_delay.hpp"

#include <algorithm>

namespace ecdsnap::core {

Millis retry_delay(const RetryRules& rules, std::uint32_t refusals, std::uint64_t random) {
    Millis delay = rules.first;
    for (std::uint32_t i = 1; i < refusals && delay < rules.most; ++i)
        delay *= 2;
    delay = std::min(delay, rules.most);
    const auto half = delay / 2;
    const auto span = static_cast<std::uint64_t>((delay - half).count()) + 1;
    return half + Millis{static_cast<Millis::rep>(random % span)};
}

}  // namespace ecdsnap::core
