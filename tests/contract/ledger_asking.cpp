#include "contract/ledger_contract.hpp"
#include "contract/ledger_samples.hpp"
#include "fakes/print_result.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

namespace ecdsnap::contract {
namespace {

// Two policies; ids do not follow the instants; one slot passed as a whole.
//   slot 1 nightly  0 h: ecd-1 system done, ecd-1 data failed, ecd-2 system done
//   slot 2 nightly 48 h: ecd-1 system due
//   slot 3 nightly 24 h: passed
//   slot 4 weekly  24 h: ecd-2 system skipped
void commit_a_history(LedgerBench& bench) {
    auto first = sample_slot(1);
    first.state = core::SlotState::closed;
    auto passed = sample_slot(3, "nightly", 24);
    passed.state = core::SlotState::passed;
    passed.reason = "missed: the daemon was down";
    auto weekly = sample_slot(4, "weekly", 24);
    weekly.state = core::SlotState::closed;
    auto done = settled(sample_task(1, 1), core::Outcome::done, core::Reason::accomplished);
    done.snapshot_id = "s-1";
    done.accepted_at = wall();
    auto failed =
        settled(sample_task(2, 1, "ecd-1", core::DiskKind::data), core::Outcome::failed, core::Reason::permission);
    failed.detail = "Forbidden.RAM";
    REQUIRE(bench.commit({first, sample_slot(2, "nightly", 48), passed, weekly, done, failed, sample_extra(2, "s-2x"),
                          settled(sample_task(3, 1, "ecd-2"), core::Outcome::done), sample_task(4, 2),
                          settled(sample_task(5, 4, "ecd-2"), core::Outcome::skipped, core::Reason::hibernated)},
                         wall(50)));
}

// "2:4 4:5 3:- 1:2": slot and task ids in the order of the answer
std::string ids(const std::vector<ports::HistoryEntry>& entries) {
    std::string all;
    for (const auto& entry : entries) {
        all += fmt::format("{}{}:", all.empty() ? "" : " ", entry.slot.id);
        all += entry.task ? std::to_string(entry.task->id) : std::string("-");
    }
    return all;
}

void filters_history(LedgerBench& bench) {
    ports::HistoryQuery query;
    SUBCASE("a slot that was for no desktop is there too, unless an outcome or a desktop is asked for") {
        auto empty = sample_slot(5, "nightly", 30);
        empty.state = core::SlotState::closed;
        REQUIRE(bench.commit({empty}, wall(51)));
        CHECK(ids(bench.history(query)) == "2:4 5:- 4:5 3:- 1:2 1:1 1:3");
        query.outcome = core::Outcome::done;
        CHECK(ids(bench.history(query)) == "1:1 1:3");
        query.outcome.reset();
        query.desktop_id = "ecd-2";
        CHECK(ids(bench.history(query)) == "4:5 1:3");
    }
    SUBCASE("newest slot first, inside a slot by desktop and disk, passed slots without a task") {
        CHECK(ids(bench.history(query)) == "2:4 4:5 3:- 1:2 1:1 1:3");
    }
    SUBCASE("of one policy") {
        query.policy = "weekly";
        CHECK(ids(bench.history(query)) == "4:5");
        query.policy = "none";
        CHECK(ids(bench.history(query)).empty());
    }
    SUBCASE("of one desktop, without passed slots") {
        query.desktop_id = "ecd-1";
        CHECK(ids(bench.history(query)) == "2:4 1:2 1:1");
        query.policy = "nightly";
        query.outcome = core::Outcome::failed;
        CHECK(ids(bench.history(query)) == "1:2");
    }
    SUBCASE("of one outcome, without passed slots") {
        query.outcome = core::Outcome::done;
        CHECK(ids(bench.history(query)) == "1:1 1:3");
        query.outcome = core::Outcome::skipped;
        CHECK(ids(bench.history(query)) == "4:5");
        query.outcome = core::Outcome::none;
        CHECK(ids(bench.history(query)) == "2:4");
    }
    SUBCASE("since and until, both bounds included, also between two seconds") {
        query.since = wall(24);
        query.until = wall(24);
        CHECK(ids(bench.history(query)) == "4:5 3:-");
        query.since = wall(24) + core::Millis{1};
        query.until = std::nullopt;
        CHECK(ids(bench.history(query)) == "2:4");
        query.since = std::nullopt;
        query.until = wall(24) - core::Millis{1};
        CHECK(ids(bench.history(query)) == "1:2 1:1 1:3");
        query.desktop_id = "ecd-2";
        CHECK(ids(bench.history(query)) == "1:3");
    }
}

void narrows_history(LedgerBench& bench) {
    ports::HistoryQuery query;
    SUBCASE("of one slot") {
        query.slot_id = 1;
        CHECK(ids(bench.history(query)) == "1:2 1:1 1:3");
        query.slot_id = 3;
        CHECK(ids(bench.history(query)) == "3:-");
        query.desktop_id = "ecd-1";
        CHECK(ids(bench.history(query)).empty());
    }
    SUBCASE("of one site, without passed slots; two sites may each have a desktop of that id") {
        auto twin = sample_task(77, 1, "ecd-1");
        twin.site = std::make_shared<const core::SiteId>(core::SiteId{"other", "cn-hangzhou"});
        REQUIRE(bench.commit({twin}, wall(51)));
        query.site = *twin.site;
        CHECK(ids(bench.history(query)) == "1:77");
        query.desktop_id = "ecd-1";
        CHECK(ids(bench.history(query)) == "1:77");
        query.site = core::SiteId{"nobody", "cn-hangzhou"};
        CHECK(ids(bench.history(query)).empty());
        query.site.reset();
        query.slot_id = 1;
        CHECK(bench.history(query).size() == 3);
    }
    SUBCASE("at most so many") {
        query.limit = 4;
        CHECK(ids(bench.history(query)) == "2:4 4:5 3:- 1:2");
        query.limit = 2;
        query.desktop_id = "ecd-1";
        CHECK(ids(bench.history(query)) == "2:4 1:2");
    }
    SUBCASE("an entry is the whole task with its extras and the whole slot") {
        query.outcome = core::Outcome::failed;
        const auto entries = bench.history(query);
        REQUIRE(entries.size() == 1);
        REQUIRE(entries[0].task);
        CHECK(entries[0].task->detail == "Forbidden.RAM");
        CHECK(entries[0].task->extras.size() == 1);
        CHECK(stored_text(entries[0].slot) == stored_text(*bench.slot(entries[0].slot.key)));
        query.desktop_id = "ecd-1";
        CHECK(stored_text(*bench.history(query).at(0).task) == stored_text(*entries[0].task));
    }
}

void finds_tasks(LedgerBench& bench) {
    const auto slot = sample_slot(1);
    auto identity = identity_of(slot, sample_task(2, 1, "ecd-1", core::DiskKind::data));
    const auto found = bench.task(identity);
    REQUIRE(found);
    CHECK(found->id == 2);
    CHECK(found->outcome == core::Outcome::failed);
    CHECK(found->extras.size() == 1);
    SUBCASE("not on another desktop") {
        identity.desktop_id = "ecd-2";
    }
    SUBCASE("not of another policy") {
        identity.slot.policy = "weekly";
    }
    SUBCASE("not of another instant") {
        identity.slot.instant = instant(48);
    }
    SUBCASE("not of another kind of slot") {
        identity.slot.kind = core::SlotKind::manual;
    }
    SUBCASE("not of another account") {
        identity.site.account = "second";
    }
    SUBCASE("not of another region") {
        identity.site.region = "cn-shanghai";
    }
    CHECK_FALSE(bench.task(identity));
}

}  // namespace

void ledger_answers_questions(const MakeLedgerPlace& make) {
    LedgerBench bench(make);
    commit_a_history(bench);
    SUBCASE("history:") {
        filters_history(bench);
    }
    SUBCASE("narrower history:") {
        narrows_history(bench);
    }
    SUBCASE("finds a task by every part of its identity, settled, with its extras:") {
        finds_tasks(bench);
    }
    SUBCASE("finds the task of either disk") {
        CHECK(bench.task(identity_of(sample_slot(1), sample_task(1, 1)))->id == 1);
        CHECK(bench.task(identity_of(sample_slot(2, "nightly", 48), sample_task(4, 2)))->id == 4);
    }
    SUBCASE("finds a slot by its key, opened or passed") {
        CHECK(bench.slot(sample_slot(1).key)->id == 1);
        CHECK(bench.slot(sample_slot(3, "nightly", 24).key)->reason == "missed: the daemon was down");
        CHECK_FALSE(bench.slot(sample_slot(3, "nightly", 25).key));
        auto manual = sample_slot(1).key;
        manual.kind = core::SlotKind::manual;
        CHECK_FALSE(bench.slot(manual));
    }
    SUBCASE("gives the newest slots of each policy") {
        const auto slots = bench.recent_slots(2);
        REQUIRE(slots.size() == 3);
        CHECK(slots[0].id == 2);
        CHECK(slots[1].id == 3);
        CHECK(slots[2].id == 4);
    }
}

}  // namespace ecdsnap::contract
