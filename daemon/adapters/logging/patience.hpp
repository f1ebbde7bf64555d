// Waiting for whoever reads a descriptor, for as long as there is patience.
#pragma once

#include "core/time.hpp"

#include <atomic>

namespace ecdsnap::adapters {

class Patience {
public:
    // From any thread: all waits from now on take no longer than this in sum. Without it there is no limit.
    void limit_to(core::Millis left) { left_ = left.count(); }

    // false: the patience is at its end, or the descriptor can never be written to.
    bool wait_until_writable(int descriptor);

private:
    std::atomic<long> left_{-1};  // milliseconds; -1: no limit
};

}  // namespace ecdsnap::adapters
