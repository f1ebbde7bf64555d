// What the engine hands to the ledger arrives there, whatever else was handed over beside it.
#include "engine/ledger_writer.hpp"

#include "contract/ledger_samples.hpp"
#include "core/events/event.hpp"
#include "engine/scenario.hpp"

#include <boost/asio/co_spawn.hpp>
#include <doctest/doctest.h>

#include <optional>

using namespace ecdsnap;
using namespace std::chrono_literals;
using contract::sample_slot;
using contract::sample_task;

namespace {

struct Bench {
    simulation::VirtualTime time{contract::wall()};
    simulation::VirtualClock clock{time};
    simulation::MemoryLedger ledger{clock.context().get_executor()};
    tests::RecordedEvents events;
    engine::LedgerWriter writer{clock, ledger, events};

    Bench() {
        boost::asio::co_spawn(clock.context(), writer.run(), [](std::exception_ptr) {});
    }
    ~Bench() { clock.crash(); }

    std::optional<bool> commit(std::vector<ports::LedgerChange> changes) {
        const auto alarm = clock.make_alarm();
        std::optional<bool> durable;
        const auto on_end = [&durable](std::exception_ptr, bool answer) { durable = answer; };
        boost::asio::co_spawn(clock.context(), writer.commit(std::move(changes), *alarm), on_end);
        time.run_for(500ms);
        return durable;
    }
};

}  // namespace

TEST_CASE("a change that contradicts what is stored is told of and holds up nothing else") {
    Bench bench;
    bench.writer.store(sample_slot(1));
    bench.writer.store(sample_task(7, 99));  // there is no slot 99
    bench.writer.store(sample_task(2, 1));
    CHECK(bench.commit({sample_slot(3, "other"), sample_task(3, 3)}) == true);
    CHECK(bench.writer.healthy());
    CHECK(bench.ledger.durable().contents().open_slots.size() == 2);
    CHECK(bench.ledger.durable().contents().tasks.size() == 2);
    REQUIRE(bench.events.count(core::EventId::ledger_refused) == 1);
    CHECK(bench.events.count(core::EventId::ledger_failed) == 0);
}

TEST_CASE("whoever waits for a change that contradicts what is stored is told that it was not stored") {
    Bench bench;
    bench.writer.store(sample_slot(1));
    CHECK(bench.commit({sample_task(2, 1), sample_task(7, 99)}) == false);
    CHECK(bench.ledger.durable().contents().open_slots.size() == 1);
    CHECK(bench.ledger.durable().contents().tasks.empty());
    CHECK(bench.writer.healthy());
}

TEST_CASE("a disk that fails while changes are written apart loses none that is to be kept") {
    Bench bench;
    bench.ledger.fail_commit(3, simulation::CommitFault::refused);
    bench.writer.store(sample_slot(1));
    bench.writer.store(sample_task(7, 99));
    bench.writer.store(sample_task(2, 1));
    bench.time.run_for(500ms);
    CHECK_FALSE(bench.writer.healthy());
    bench.time.run_for(10s);
    CHECK(bench.writer.healthy());
    CHECK(bench.ledger.durable().contents().tasks.size() == 1);
    CHECK(bench.events.count(core::EventId::ledger_failed) == 1);
    CHECK(bench.events.count(core::EventId::ledger_refused) == 1);
}

TEST_CASE("after a failure the ledger is tried again though nothing waits to be stored") {
    Bench bench;
    bench.ledger.fail_commit(1, simulation::CommitFault::refused);
    CHECK(bench.commit({sample_slot(1)}) == false);
    CHECK_FALSE(bench.writer.healthy());
    bench.time.run_for(5s);
    CHECK(bench.writer.healthy());
    CHECK(bench.commit({sample_slot(1)}) == true);
}
