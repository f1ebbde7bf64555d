// What the ledger tells of the past for metrics.
#include "contract/ledger_bench.hpp"
#include "contract/ledger_contract.hpp"
#include "contract/ledger_samples.hpp"
#include "fakes/print_result.hpp"

#include <doctest/doctest.h>

#include <algorithm>

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
