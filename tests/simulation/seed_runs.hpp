// Many seeds on several threads. Each run is its own world; which thread plays it makes no difference.
#pragma once

#include "simulation/stage.hpp"

#include <cstdint>
#include <vector>

namespace ecdsnap::tests {

struct FailedSeed {
    std::uint64_t seed = 0;
    Violation violation;  // the first one
};

struct SeedRuns {
    std::vector<FailedSeed> failed;  // by seed
    std::uint64_t played = 0;
    std::uint64_t tasks = 0;
    std::uint64_t creates = 0;
    std::uint64_t crashes = 0;
    std::uint64_t steps = 0;
    std::uint64_t duplicates_excused = 0;
};

enum class StopAt : bool { the_end, first_failure };

SeedRuns play_seeds(std::uint64_t first, std::uint64_t count, unsigned jobs, StopAt stop);

}  // namespace ecdsnap::tests
