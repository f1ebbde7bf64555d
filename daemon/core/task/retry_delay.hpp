// How long to wait after the n-th refusal in a row: doubling from `first` up to `most`, with full jitter over the upper
// half.
#pragma once

#include "core/policy/task_rules.hpp"
#include "core/time.hpp"

#include <cstdint>

namespace ecdsnap::core {

// `refusals` counts from 1; `random` is uniform over 64 bits. The result lies in [d/2, d] with d = min(first·2^(n−1),
// most).
Millis retry_delay(const RetryRules& rules, std::uint32_t refusals, std::uint64_t random);

}  // namespace ecdsnap::core
