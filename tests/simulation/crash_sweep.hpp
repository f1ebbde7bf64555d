// One small scenario, played once for each step of its daemon: there it is killed and started again. Whatever the step,
// the outcome is the same as without (I10).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ecdsnap::tests {

struct CrashSweep {
    std::uint64_t runs = 0;
    std::vector<std::string> failures;
};

// Three desktops, two slots, one answer lost after its effect.
CrashSweep sweep_crashes(unsigned jobs);

}  // namespace ecdsnap::tests
