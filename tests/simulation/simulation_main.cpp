// Plays seeds and says what broke.
#include "simulation/stage.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <string>

using namespace ecdsnap::tests;

int main(int argc, char** argv) {
    const std::uint64_t first = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1;
    const std::uint64_t count = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1;
    const bool trace = argc > 3;
    int bad = 0;
    std::uint64_t steps = 0, creates = 0, reads = 0, tasks = 0, crashes = 0, excused = 0;
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        const Plan plan = plan_from(seed);
        const RunResult result = play(plan, trace ? Telling::yes : Telling::no);
        steps += result.steps;
        creates += result.creates;
        reads += result.reads;
        tasks += result.tasks;
        crashes += result.crashes;
        excused += result.duplicates_excused;
        for (const auto& line : result.trace)
            fmt::print("{}\n", line);
        if (!result.violations.empty()) {
            ++bad;
            fmt::print("seed {}: {}: {}\n", seed, result.violations.front().rule, result.violations.front().what);
            std::fflush(stdout);
        }
    }
    fmt::print("{} seeds, {} bad; steps {} creates {} reads {} tasks {} crashes {} excused {}\n", count, bad, steps,
               creates, reads, tasks, crashes, excused);
    return bad != 0;
}
