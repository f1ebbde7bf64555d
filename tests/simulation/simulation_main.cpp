// simulation: plays seeds of virtual weeks, the crash sweep and the planted defects; `--help`.
#include "core/text/utc_text.hpp"
#include "simulation/crash_sweep.hpp"
#include "simulation/defects/planted.hpp"
#include "simulation/seed_runs.hpp"
#include "simulation/shrink.hpp"
#include "simulation/week.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <thread>

using namespace ecdsnap::tests;

namespace {

struct Wishes {
    std::uint64_t seeds = 0;
    std::uint64_t first = 1;
    unsigned jobs = std::max(1U, std::thread::hardware_concurrency());
    std::uint64_t seed = 0;
    std::uint64_t most_per_defect = 2000;
    std::vector<int> defects;
    bool all_defects = false;
    bool sweep = false;
    bool week = false;
    bool all = false;
};

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// One seed, as a story; a failing one first as small as it gets.
bool replay(std::uint64_t seed) {
    Plan plan = plan_from(seed);
    RunResult result = play(plan, Telling::no);
    if (!result.violations.empty()) {
        const std::size_t incidents = plan.incidents.size();
        plan = shrunk(plan);
        fmt::print("seed {}: shrunk from {} to {} incidents\n", seed, incidents, plan.incidents.size());
    }
    result = play(plan, Telling::yes);
    for (const std::string& line : result.trace)
        fmt::print("{}\n", line);
    for (const Incident& incident : plan.incidents)
        fmt::print("incident: {}\n", text(incident));
    if (!result.violations.empty())
        fmt::print("seed {}: {}: {}\n", seed, result.violations.front().rule, result.violations.front().what);
    return result.violations.empty();
}

bool tell_seeds(const Wishes& wishes) {
    const auto start = std::chrono::steady_clock::now();
    const SeedRuns runs = play_seeds(wishes.first, wishes.seeds, wishes.jobs, StopAt::the_end);
    for (const FailedSeed& failed : runs.failed)
        fmt::print("# seed {}, {}: {}: {}; its story: --seed {}\n", failed.seed,
                   ecdsnap::core::utc_text(failed.violation.at), failed.violation.rule, failed.violation.what,
                   failed.seed);
    fmt::print(
        "{} seeds {} to {}, a virtual week each: {} tasks, {} creates, {} crashes, {} million steps, {} extras of late "
        "effects excused; {} failed ({:.0f} s, {} jobs)\n",
        runs.failed.empty() ? "ok" : "not ok", wishes.first, wishes.first + wishes.seeds - 1, runs.tasks, runs.creates,
        runs.crashes, runs.steps / 1'000'000, runs.duplicates_excused, runs.failed.size(), seconds_since(start),
        wishes.jobs);
    std::fflush(stdout);
    return runs.failed.empty();
}

bool find_defect(const Defect& defect, const Wishes& wishes) {
    const auto start = std::chrono::steady_clock::now();
    plant(defect.number);
    const SeedRuns runs = play_seeds(1, wishes.most_per_defect, wishes.jobs, StopAt::first_failure);
    plant(0);
    if (runs.failed.empty()) {
        fmt::print("not ok defect {} {}: not found in {} seeds ({:.0f} s)\n", defect.number, defect.name,
                   wishes.most_per_defect, seconds_since(start));
    } else {
        const FailedSeed& found = runs.failed.front();
        fmt::print("ok defect {} {}: found after {} seeds: {} ({:.0f} s)\n", defect.number, defect.name, runs.played,
                   found.violation.rule, seconds_since(start));
    }
    std::fflush(stdout);
    return !runs.failed.empty();
}

bool find_defects(const Wishes& wishes) {
    bool all_found = true;
    for (const Defect& defect : defects()) {
        const bool wanted = wishes.all_defects || std::find(wishes.defects.begin(), wishes.defects.end(),
                                                            defect.number) != wishes.defects.end();
        if (wanted) all_found &= find_defect(defect, wishes);
    }
    return all_found;
}

bool tell_sweep(const Wishes& wishes) {
    const auto start = std::chrono::steady_clock::now();
    const CrashSweep sweep = sweep_crashes(wishes.jobs);
    for (const std::string& failure : sweep.failures)
        fmt::print("# {}\n", failure);
    fmt::print(
        "{} a crash after each of {} steps of three desktops, two slots and one lost answer: {} failed ({:.0f} s)\n",
        sweep.failures.empty() ? "ok" : "not ok", sweep.runs, sweep.failures.size(), seconds_since(start));
    std::fflush(stdout);
    return sweep.failures.empty();
}

bool tell_week() {
    const auto start = std::chrono::steady_clock::now();
    const RunResult week = play_week();
    fmt::print("{} a virtual week of 100 desktops with hourly slots: {} of {} tasks done in {:.2f} s\n",
               week.violations.empty() && week.done == week.tasks ? "ok" : "not ok", week.done, week.tasks,
               seconds_since(start));
    if (!week.violations.empty()) fmt::print("# {}: {}\n", week.violations.front().rule, week.violations.front().what);
    return week.violations.empty() && week.done == week.tasks;
}

int run(Wishes wishes) {
    if (wishes.seed != 0) return replay(wishes.seed) ? 0 : 1;
    if (wishes.all) {
        wishes.seeds = wishes.seeds == 0 ? 200'000 : wishes.seeds;
        wishes.week = wishes.sweep = wishes.all_defects = true;
    }
    bool good = true;
    if (wishes.week) good &= tell_week();
    if (wishes.sweep) good &= tell_sweep(wishes);
    if (wishes.seeds > 0) good &= tell_seeds(wishes);
    if (wishes.all_defects || !wishes.defects.empty()) good &= find_defects(wishes);
    return good ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    Wishes wishes;
    CLI::App app("The real engine in virtual time under every fault. One line a case: \"ok ...\" or \"not ok ...\".");
    app.add_option("--seeds", wishes.seeds, "Play so many seeds, a virtual week each");
    app.add_option("--first", wishes.first, "The first of them (default 1)");
    app.add_option("--jobs", wishes.jobs, "Threads (default: one per core)")->check(CLI::Range(1U, 256U));
    app.add_option("--seed", wishes.seed, "Play one seed and tell its story; a failing one is shrunk first");
    app.add_option("--defect", wishes.defects,
                   "Plant this defect (with --seed: into that run) and look for it; repeat");
    app.add_flag("--defects", wishes.all_defects, "Each planted defect must be found");
    app.add_option("--most", wishes.most_per_defect, "… within so many seeds (default 2000)");
    app.add_flag("--sweep", wishes.sweep, "A small scenario, crashed after each of its steps");
    app.add_flag("--week", wishes.week, "A virtual week of 100 desktops with hourly slots, and how long it took");
    app.add_flag("--all", wishes.all, "The long run: 200,000 seeds (or --seeds), the sweep, the defects");
    CLI11_PARSE(app, argc, argv);
    if (wishes.seed != 0 && !wishes.defects.empty()) plant(wishes.defects.front());
    return run(std::move(wishes));
}
