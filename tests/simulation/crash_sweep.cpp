#include "simulation/crash_sweep.hpp"

#include "simulation/stage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

namespace ecdsnap::tests {
namespace {

using namespace std::chrono_literals;

// Due at 00:05 and 01:05; nothing is due afterwards before the end.
Plan small_plan() {
    Plan plan = quiet_plan("5 0,1 * * *", 20min);
    plan.trouble = 1h + 30min;
    plan.calm = 30min;
    plan.desktops = 3;
    plan.faults.list_lag = 2s;
    plan.faults.lose_answer = 2;
    return plan;
}

constexpr std::uint64_t tasks = 2 * 4;  // two slots of three system disks and one data disk

std::string play_crashed(const Plan& plan, std::uint64_t step) {
    Stage stage(plan, Telling::no);
    stage.crash_after(step);
    const RunResult result = stage.run();
    if (!result.violations.empty())
        return fmt::format("crash after step {}: {}: {}", step, result.violations.front().rule,
                           result.violations.front().what);
    if (result.crashes != 1) return fmt::format("crash after step {}: there was none", step);
    if (result.done != tasks) return fmt::format("crash after step {}: {} of {} done", step, result.done, tasks);
    return {};
}

}  // namespace

CrashSweep sweep_crashes(unsigned jobs) {
    const Plan plan = small_plan();
    CrashSweep sweep;
    Stage whole(plan, Telling::no);
    const RunResult without = whole.run();
    if (!without.violations.empty() || without.done != tasks) {
        sweep.failures.push_back("without a crash: " +
                                 (without.violations.empty() ? "not all done" : without.violations.front().what));
        return sweep;
    }
    const std::uint64_t steps = without.host_steps_of_trouble;
    std::mutex mutex;
    std::atomic<std::uint64_t> next{1};
    const auto work = [&] {
        for (std::uint64_t step = next++; step <= steps; step = next++) {
            const std::string failure = play_crashed(plan, step);
            const std::lock_guard lock(mutex);
            ++sweep.runs;
            if (!failure.empty()) sweep.failures.push_back(failure);
        }
    };
    std::vector<std::thread> threads;
    for (unsigned job = 0; job < jobs; ++job)
        threads.emplace_back(work);
    for (std::thread& thread : threads)
        thread.join();
    return sweep;
}

}  // namespace ecdsnap::tests
