// How fast ledgers commit and load: `bench_ledger`, in an optimised build. The disk's sync is part of it.
#include "adapters/sql/sqlite_ledger.hpp"
#include "contract/ledger_samples.hpp"
#include "simulation/memory_ledger.hpp"
#include "fakes/run_coroutine.hpp"
#include "fakes/temporary_folder.hpp"

#include <boost/asio/co_spawn.hpp>

#include <benchmark/benchmark.h>

namespace ecdsnap::tests {
namespace {

namespace asio = boost::asio;
using contract::sample_slot;
using contract::sample_task;
using contract::wall;

std::unique_ptr<ports::Ledger> open_in(asio::io_context& loop, const TemporaryFolder& folder) {
    adapters::LedgerFile settings;
    settings.path = folder.path() / "ledger.db";
    return adapters::open_sqlite_ledger(loop.get_executor(), settings).value();
}

// As the cloud would have it: a name and a snapshot id of ordinary length.
core::Task advanced(core::Task task, int step) {
    task.state = static_cast<core::TaskState>(step);
    if (step >= 1) task.base_name = "nightly-" + task.desktop_id + "-20261124-1800-system-k3q7ab";
    if (step >= 2) task.snapshot_id = "s-2zeibp1bqf8" + task.desktop_id;
    if (step == 3) task = contract::settled(task, core::Outcome::done, core::Reason::accomplished);
    return task;
}

// One task's life: four commits, each after the answer to the one before.
asio::awaitable<void> live(ports::Ledger& ledger, core::Task task) {
    for (int step = 0; step < 4; ++step) {
        std::vector<ports::LedgerChange> changes;
        changes.emplace_back(advanced(task, step));
        auto answer = co_await ledger.commit(std::move(changes), wall());
        if (!answer) throw std::runtime_error(core::describe(answer.error()));
    }
}

void rethrow(std::exception_ptr failure) {
    if (failure) std::rethrow_exception(failure);
}

void run_lives(asio::io_context& loop, ports::Ledger& ledger, std::int64_t first, int count, std::int64_t slot_id) {
    for (int index = 0; index < count; ++index) {
        auto task = sample_task(first + index, slot_id, "ecd-7b3" + std::to_string(first + index));
        asio::co_spawn(loop, live(ledger, std::move(task)), rethrow);
    }
    loop.restart();
    loop.run();
}

void store_open_slot(asio::io_context& loop, ports::Ledger& ledger) {
    std::vector<ports::LedgerChange> changes;
    changes.emplace_back(sample_slot(1));
    run(loop, ledger.commit(std::move(changes), wall())).value();
}

// range(0) tasks in flight at once.
void sqlite_task_lives(benchmark::State& state) {
    const TemporaryFolder folder;
    asio::io_context loop;
    const auto ledger = open_in(loop, folder);
    store_open_slot(loop, *ledger);
    const auto together = static_cast<int>(state.range(0));
    std::int64_t next = 1;
    for ([[maybe_unused]] const auto turn : state) {
        run_lives(loop, *ledger, next, together, 1);
        next += together;
    }
    state.counters["commits/s"] = benchmark::Counter(4.0 * static_cast<double>(next - 1), benchmark::Counter::kIsRate);
}
BENCHMARK(sqlite_task_lives)
    ->Arg(1)
    ->Arg(32)
    ->Arg(1000)
    ->Arg(4000)
    ->MeasureProcessCPUTime()
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

void sqlite_load(benchmark::State& state) {
    const TemporaryFolder folder;
    asio::io_context loop;
    const auto ledger = open_in(loop, folder);
    store_open_slot(loop, *ledger);
    for (std::int64_t id = 1; id <= state.range(0);) {
        std::vector<ports::LedgerChange> changes;
        for (int count = 0; count < 10'000; ++count, ++id)
            changes.emplace_back(advanced(sample_task(id, 1, "ecd-7b3" + std::to_string(id)), 2));
        run(loop, ledger->commit(std::move(changes), wall())).value();
    }
    for ([[maybe_unused]] const auto turn : state)
        benchmark::DoNotOptimize(run(loop, ledger->load()).value());
}
BENCHMARK(sqlite_load)->Arg(200'000)->MeasureProcessCPUTime()->UseRealTime()->Unit(benchmark::kMillisecond);

// A week of 100 desktops, hourly.
void memory_week(benchmark::State& state) {
    for ([[maybe_unused]] const auto turn : state) {
        asio::io_context loop;
        simulation::MemoryLedger ledger(loop.get_executor());
        for (int hour = 0; hour < 168; ++hour) {
            std::vector<ports::LedgerChange> changes;
            changes.emplace_back(sample_slot(hour + 1, "hourly", hour));
            run(loop, ledger.commit(std::move(changes), wall())).value();
            run_lives(loop, ledger, 1 + hour * 100, 100, hour + 1);
        }
    }
}
BENCHMARK(memory_week)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ecdsnap::tests

BENCHMARK_MAIN();
