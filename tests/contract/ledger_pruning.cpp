#include "contract/ledger_contract.hpp"
#include "contract/ledger_samples.hpp"
#include "fakes/print_result.hpp"

#include <doctest/doctest.h>

namespace ecdsnap::contract {
namespace {

core::Slot ended_slot(std::int64_t id, int hours, core::SlotState state = core::SlotState::closed) {
    auto slot = sample_slot(id, "nightly", hours);
    slot.state = state;
    return slot;
}

// Old and over: 1 and 2. Old but needed: 3 open, 4 unsettled, 5 in doubt. Not old: 6.
void commit_old_and_new(LedgerBench& bench) {
    auto suspected = settled(sample_task(51, 5), core::Outcome::missed);
    suspected.suspects.emplace_back();
    core::PolicyMemory policy;
    policy.name = "nightly";
    REQUIRE(bench.commit({policy, ended_slot(1, 1), settled(sample_task(11, 1), core::Outcome::done),
                          settled(sample_task(12, 1, "ecd-2"), core::Outcome::failed), sample_extra(12, "s-12"),
                          ended_slot(2, 2, core::SlotState::passed), sample_slot(3, "nightly", 3),
                          settled(sample_task(31, 3), core::Outcome::done), ended_slot(4, 4), sample_task(41, 4),
                          settled(sample_task(42, 4, "ecd-2"), core::Outcome::done), ended_slot(5, 5), suspected,
                          ended_slot(6, 100), settled(sample_task(61, 6), core::Outcome::done)},
                         wall(200)));
}

}  // namespace

void ledger_prunes_what_is_over(const MakeLedgerPlace& make) {
    LedgerBench bench(make);
    commit_old_and_new(bench);
    SUBCASE("removes old ended slots with their tasks, and nothing that is still needed") {
        CHECK(bench.prune(wall(100)) == 2);
        ports::HistoryQuery query;
        std::string kept;
        for (const auto& entry : bench.history(query))
            kept += " " + (entry.task ? std::to_string(entry.task->id) : "slot " + std::to_string(entry.slot.id));
        CHECK(kept == " 61 51 41 42 31");
        CHECK_FALSE(bench.slot(ended_slot(1, 1).key));
        CHECK_FALSE(bench.slot(ended_slot(2, 2).key));
        CHECK_FALSE(bench.task(identity_of(ended_slot(1, 1), sample_task(12, 1, "ecd-2"))));
        CHECK(bench.load().policies.size() == 1);
        CHECK(bench.load().last_commit == wall(200));
    }
    SUBCASE("a slot exactly as old as the bound stays") {
        CHECK(bench.prune(wall(1)) == 0);
        CHECK(bench.prune(wall(1) + core::Millis{1}) == 2);
    }
    SUBCASE("twice removes nothing more") {
        CHECK(bench.prune(wall(100)) == 2);
        CHECK(bench.prune(wall(100)) == 0);
    }
    SUBCASE("ids are not given again, also after a new start") {
        REQUIRE(bench.commit({ended_slot(7, -1), settled(sample_task(70, 7), core::Outcome::done)}, wall(201)));
        CHECK(bench.prune(wall(0)) == 1);
        bench.close();
        bench.reopen();
        CHECK(bench.load().next_slot_id == 8);
        CHECK(bench.load().next_task_id == 71);
    }
    SUBCASE("the removed identity may be used anew") {
        CHECK(bench.prune(wall(100)) == 2);
        REQUIRE(bench.commit({ended_slot(8, 1), sample_task(80, 8)}, wall(201)));
        CHECK(bench.task(identity_of(ended_slot(8, 1), sample_task(80, 8)))->id == 80);
    }
    SUBCASE("a slot of many tasks goes as a whole") {
        std::vector<ports::LedgerChange> changes{ended_slot(9, 9)};
        for (int id = 1000; id < 13'000; ++id)
            changes.emplace_back(settled(sample_task(id, 9, "ecd-" + std::to_string(id)), core::Outcome::done));
        REQUIRE(bench.commit(changes, wall(201)));
        CHECK(bench.prune(wall(100)) == 12'002);
        CHECK_FALSE(bench.slot(ended_slot(9, 9).key));
    }
}

}  // namespace ecdsnap::contract
