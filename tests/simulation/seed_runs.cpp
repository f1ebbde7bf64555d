#include "simulation/seed_runs.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

namespace ecdsnap::tests {
namespace {

void add(SeedRuns& runs, std::uint64_t seed, const RunResult& result) {
    ++runs.played;
    runs.tasks += result.tasks;
    runs.creates += result.creates;
    runs.crashes += result.crashes;
    runs.steps += result.steps;
    runs.duplicates_excused += result.duplicates_excused;
    if (!result.violations.empty()) runs.failed.push_back(FailedSeed{seed, result.violations.front()});
}

}  // namespace

SeedRuns play_seeds(std::uint64_t first, std::uint64_t count, unsigned jobs, StopAt stop) {
    SeedRuns runs;
    std::mutex mutex;
    std::atomic<std::uint64_t> next{first};
    std::atomic<bool> over{false};
    const auto work = [&] {
        for (std::uint64_t seed = next++; seed < first + count && !over; seed = next++) {
            const RunResult result = play(plan_from(seed), Telling::no);
            const std::lock_guard lock(mutex);
            add(runs, seed, result);
            if (stop == StopAt::first_failure && !result.violations.empty()) over = true;
        }
    };
    std::vector<std::thread> threads;
    for (unsigned job = 0; job < jobs; ++job)
        threads.emplace_back(work);
    for (std::thread& thread : threads)
        thread.join();
    std::sort(runs.failed.begin(), runs.failed.end(),
              [](const FailedSeed& one, const FailedSeed& other) { return one.seed < other.seed; });
    return runs;
}

}  // namespace ecdsnap::tests
