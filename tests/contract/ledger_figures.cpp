// What the ledger tells of the past for metrics.
#include "contract/ledger_bench.hpp"
#include "contract/ledger_contract.hpp"
#include "contract/ledger_samples.hpp"
#include "fakes/print_result.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

namespace ecdsnap::contract {
namespace {

core::Task done_at(core::Task task, int hours) {
    task = settled(std::move(task), core::Outcome::done, core::Reason::accomplished);
    task.accepted_at = wall(hours);
    task.settled_at = wall(hours + 1);
    return task;
}

core::Slot closed(std::int64_t id, int hours, std::uint32_t tasks) {
    core::Slot slot = sample_slot(id, "nightly", hours);
    slot.state = core::SlotState::closed;
    slot.counts.tasks = tasks;
    slot.counts.done = tasks;
    return slot;
}

core::WallTime made_at(const ports::LedgerFigures& figures, const std::string& desktop, core::DiskKind disk) {
    const auto found = std::ranges::find_if(
        figures.verified, [&](const auto& one) { return one.desktop_id == desktop && one.disk == disk; });
    return found == figures.verified.end() ? core::WallTime{} : found->made_at;
}

void check_excused(LedgerBench& bench) {
    const auto skipped = [](std::int64_t id, std::int64_t slot, const char* desktop, core::Reason reason) {
        return settled(sample_task(id, slot, desktop), core::Outcome::skipped, reason);
    };
    REQUIRE(bench.commit({closed(4, 49, 5), skipped(5, 4, "ecd-5", core::Reason::expired),
                          skipped(6, 4, "ecd-6", core::Reason::unchanged), skipped(7, 4, "ecd-7", core::Reason::paused),
                          skipped(8, 4, "ecd-8", core::Reason::hibernated), sample_slot(5, "nightly", 50),
                          sample_task(9, 5, "ecd-6"), settled(sample_task(10, 5, "ecd-8"), core::Outcome::failed)},
                         wall(51)));
    REQUIRE(bench.commit({skipped(11, 3, "ecd-9", core::Reason::expired)}, wall(52)));  // two slots ago
    std::set<std::string> excused;
    for (const auto& disk : bench.figures().excused) {
        CHECK(disk.policy == "nightly");
        CHECK(disk.disk == core::DiskKind::system);
        excused.insert(disk.desktop_id);
    }
    CHECK(excused == std::set<std::string>{"ecd-5", "ecd-6"});
}

void check_known_since(LedgerBench& bench) {
    REQUIRE(bench.commit({sample_slot(4, "nightly", 72), settled(sample_task(5, 4, "ecd-2"), core::Outcome::failed),
                          sample_task(6, 4, "ecd-4"), settled(sample_task(7, 4), core::Outcome::failed)},
                         wall(73)));
    const auto known = bench.figures().known_since;
    CHECK(known.size() == 2);
    CHECK(known.at("ecd-2") == sample_slot(1, "nightly", 0).opened_at);
    CHECK(known.at("ecd-4") == sample_slot(4, "nightly", 72).opened_at);
}

}  // namespace

void ledger_tells_figures(const MakeLedgerPlace& make) {
    LedgerBench bench(make);
    bench.load();
    core::Task data = sample_task(2, 1);
    data.disk = core::DiskKind::data;
    REQUIRE(bench.commit({closed(1, 0, 3), done_at(sample_task(1, 1), 0), data,
                          settled(sample_task(3, 1, "ecd-2"), core::Outcome::failed), sample_extra(1, "s-9")},
                         wall(2)));
    REQUIRE(bench.commit({closed(2, 24, 1), done_at(sample_task(4, 2), 24), sample_slot(3, "nightly", 48)}, wall(26)));

    SUBCASE("the newest verified snapshot of each disk, also after the next start") {
        bench.close();
        bench.reopen();
        bench.load();
        const auto figures = bench.figures();
        CHECK(figures.verified.size() == 1);
        CHECK(*figures.verified.front().site == *sample_task(1, 1).site);
        CHECK(made_at(figures, "ecd-1", core::DiskKind::system) == wall(24));
        CHECK(figures.extras == 1);
    }
    SUBCASE("one that is found later is no newer than it is") {
        REQUIRE(bench.commit({closed(4, 12, 1), done_at(sample_task(5, 4), 12), done_at(data, 13)}, wall(27)));
        const auto figures = bench.figures();
        CHECK(made_at(figures, "ecd-1", core::DiskKind::system) == wall(24));
        CHECK(made_at(figures, "ecd-1", core::DiskKind::data) == wall(13));
    }
    SUBCASE("a moment that lies ahead, by a clock that was wrong, gives way to the next one, and to none before") {
        REQUIRE(bench.commit({closed(4, 25, 2), done_at(sample_task(5, 4), 900), done_at(data, 900)}, wall(900)));
        CHECK(made_at(bench.figures(), "ecd-1", core::DiskKind::system) == wall(900));
        REQUIRE(bench.commit({closed(5, 28, 1), done_at(sample_task(6, 5), 28)}, wall(29)));
        CHECK(made_at(bench.figures(), "ecd-1", core::DiskKind::system) == wall(28));
        CHECK(made_at(bench.figures(), "ecd-1", core::DiskKind::data) == wall(900));
        REQUIRE(bench.commit({done_at(data, 27)}, wall(30)));
        REQUIRE(bench.commit({done_at(data, 26)}, wall(31)));
        CHECK(made_at(bench.figures(), "ecd-1", core::DiskKind::data) == wall(27));
    }
    SUBCASE("disks whose newest task was skipped for their state, or unchanged; not by a newer one that is open") {
        check_excused(bench);
    }
    SUBCASE("since when a desktop is known that has a disk which was never verified") {
        check_known_since(bench);
    }
    SUBCASE("when the newest slot that is over had ended; an open one tells nothing") {
        CHECK(bench.figures().last_ends.empty());
        REQUIRE(bench.commit({closed(3, 48, 1), done_at(sample_task(6, 3), 48)}, wall(50)));
        CHECK(bench.figures().last_ends == std::map<std::string, core::WallTime>{{"nightly", wall(49)}});
    }
    SUBCASE("what is older than history goes") {
        bench.prune(wall(24));
        CHECK(bench.figures().verified.size() == 1);
        bench.prune(wall(25));
        CHECK(bench.figures().verified.empty());
    }
}

}  // namespace ecdsnap::contract
