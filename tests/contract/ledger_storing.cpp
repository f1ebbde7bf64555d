#include "contract/ledger_contract.hpp"
#include "contract/ledger_samples.hpp"
#include "fakes/print_result.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <optional>

namespace ecdsnap::contract {
namespace {

core::Slot full_slot() {
    auto slot = sample_slot(7, "weekly-full", 5);
    slot.key.kind = core::SlotKind::manual;
    slot.reason = "catch-up";
    slot.inventory_age = core::Millis{4321};
    slot.rules.states.running = false;
    slot.rules.states.prefer = core::Preference::no_session;
    slot.rules.states.prefer_until = std::chrono::minutes{17};
    slot.rules.priority = 91;
    slot.rules.concurrency = {12, 3};
    slot.rules.skip_unchanged = std::chrono::hours{50};
    slot.rules.states.hibernated = core::Hibernated::wake;
    slot.rules.retry.first = core::Millis{1500};
    slot.rules.retry.most = core::Millis{90'000};
    slot.rules.retry.attempts = 9;
    slot.rules.overlap = core::Overlap::replace;
    slot.rules.window = core::Millis{7'200'000};
    slot.rules.spread = core::Millis{60'000};
    slot.rules.completion = core::Millis{3'600'000};
    slot.rules.description_template = "of {desktop_name}";
    slot.counts.tasks = 15;
    slot.counts.done = 1;
    slot.counts.skipped = 2;
    slot.counts.missed = 3;
    slot.counts.failed = 4;
    return slot;
}

core::Task full_task() {
    auto task = sample_task(42, 7, "ecd-abc", core::DiskKind::data);
    task.state = core::TaskState::followed;
    task.reason = core::Reason::answer_lost;
    task.detail = "Throttling.User";
    task.base_name = "weekly-full-ecd-abc-k3q7ab";
    task.snapshot_number = 2;
    task.send_number = 5;
    task.failed_snapshots = 1;
    task.snapshot_id = "s-123";
    task.accepted_at = wall(5) + core::Millis{7};
    task.settled_at = wall(6) + core::Millis{8};
    task.reopened = true;
    task.vanished_once = true;
    for (std::uint32_t number : {4U, 3U}) {
        core::Suspect suspect;
        suspect.snapshot_number = 2;
        suspect.send_number = number;
        task.suspects.push_back(suspect);
    }
    return task;
}

core::PolicyMemory full_policy() {
    return {"weekly-full", wall(-100), instant(5), true, "0 2 * * sun Asia/Shanghai"};
}

ports::SiteMemory full_site() {
    ports::SiteMemory memory;
    memory.site.account = "second";
    memory.site.region = "cn-shanghai";
    memory.longest_listing_lag = core::Millis{2750};
    memory.stamp_differs = true;
    memory.unadopted_since = wall(-30);
    memory.listing_adopted = true;
    memory.limits = {ports::MetLimit{49.5, wall(2)}, std::nullopt, ports::MetLimit{0.25, wall(1)}};
    return memory;
}

ports::StartRecord start(std::string token, int hours) {
    ports::StartRecord record;
    record.token = std::move(token);
    record.at = wall(hours);
    return record;
}

void commit_one_of_each(LedgerBench& bench) {
    auto first = sample_extra(42, "s-extra-2");
    auto second = sample_extra(42, "s-extra-1");
    second.status = core::SnapshotStatus::failed;
    REQUIRE(bench.commit(
        {full_slot(), full_task(), first, second, full_policy(), full_site(), start("zzzzzz", 3), start("aaaaaa", 4)},
        wall(6)));
}

void check_one_of_each(const ports::LedgerContents& contents) {
    CHECK_FALSE(contents.made_new);
    CHECK_FALSE(contents.rewritten);
    CHECK(contents.last_commit == wall(6));
    REQUIRE(contents.open_slots.size() == 1);
    CHECK(stored_text(contents.open_slots[0]) == stored_text(full_slot()));
    auto task = full_task();
    task.extras.push_back(sample_extra(42, "s-extra-2"));
    task.extras.push_back(sample_extra(42, "s-extra-1"));
    task.extras[1].status = core::SnapshotStatus::failed;
    REQUIRE(contents.tasks.size() == 1);
    CHECK(stored_text(contents.tasks[0]) == stored_text(task));
    REQUIRE(contents.policies.size() == 1);
    CHECK(contents.policies[0] == full_policy());
    REQUIRE(contents.sites.size() == 1);
    CHECK(contents.sites[0] == full_site());
    REQUIRE(contents.starts.size() == 2);
    CHECK(contents.starts[0].token == "zzzzzz");
    CHECK(contents.starts[0].at == wall(3));
    CHECK(contents.starts[1].token == "aaaaaa");
    CHECK(contents.next_slot_id == 8);
    CHECK(contents.next_task_id == 43);
}

void rewrites_a_task(LedgerBench& bench) {
    REQUIRE(bench.commit({full_slot(), full_task(), sample_extra(42, "s-extra-2")}, wall(6)));
    auto task = full_task();
    task.suspects.erase(task.suspects.begin());
    task.detail = "";
    task.accepted_at = core::WallTime{};
    task.extras.clear();  // extras are changes of their own
    auto extra = sample_extra(42, "s-extra-2");
    extra.status = core::SnapshotStatus::accomplished;
    REQUIRE(bench.commit({task, extra}, wall(7)));
    task.extras.push_back(extra);
    REQUIRE(bench.load().tasks.size() == 1);
    CHECK(stored_text(bench.load().tasks[0]) == stored_text(task));
}

core::Pause sample_pause(core::PauseScope scope, std::string name) {
    core::Pause pause;
    pause.key = {scope, std::move(name)};
    pause.since = wall(1);
    pause.until = wall(9) + core::Millis{7};
    pause.by = "uid 1000";
    pause.reason = "云 moves; '";
    return pause;
}

void keeps_approvals(LedgerBench& bench) {
    const core::Approval nightly{"nightly", 4'294'967'295U, "uid 1000", wall(1) + core::Millis{7}};
    core::Approval other{"an-other", 0, "root", wall(2)};
    REQUIRE(bench.commit({nightly, other}, wall(3)));
    CHECK(bench.load().approvals == std::vector<core::Approval>{other, nightly});
    other.up_to = 12;
    other.at = wall(4);
    REQUIRE(bench.commit({other}, wall(4)));
    core::PolicyMemory gone;
    gone.name = "nightly";
    gone.removed = true;
    REQUIRE(bench.commit({gone}, wall(5)));
    bench.reopen();
    CHECK(bench.load().approvals == std::vector<core::Approval>{other, nightly});
}

void keeps_pauses_in_force(LedgerBench& bench) {
    const auto everything = sample_pause(core::PauseScope::everything, "");
    const auto nightly = sample_pause(core::PauseScope::policy, "nightly");
    auto site = sample_pause(core::PauseScope::site, "main/cn-hangzhou");
    REQUIRE(bench.commit({site, nightly, everything}, wall(6)));
    CHECK(bench.load().pauses == std::vector<core::Pause>{everything, nightly, site});

    site.ended = wall(7);
    auto longer = nightly;
    longer.until = wall(20);
    longer.by = "root";
    REQUIRE(bench.commit({site, longer}, wall(7)));
    CHECK(bench.load().pauses == std::vector<core::Pause>{everything, longer});

    site.ended = {};  // paused again
    REQUIRE(bench.commit({site}, wall(8)));
    CHECK(bench.load().pauses.size() == 3);
    CHECK(bench.prune(wall(100)) == 0);
    CHECK(bench.load().pauses.size() == 3);
}

core::Wake sample_wake(std::string region, std::string desktop_id, core::WakeState state) {
    core::Wake wake;
    wake.site = core::SiteId{"main", std::move(region)};
    wake.desktop_id = std::move(desktop_id);
    wake.policy = "nightly";
    wake.slot = instant(1);
    wake.state = state;
    wake.calls = 3;
    wake.since = wall(1) + core::Millis{77};
    return wake;
}

void keeps_wakes_that_are_not_over(LedgerBench& bench) {
    const auto asked = sample_wake("cn-hangzhou", "ecd-2", core::WakeState::asked);
    auto woken = sample_wake("cn-hangzhou", "ecd-1", core::WakeState::woken);
    const auto returning = sample_wake("cn-shanghai", "ecd-1", core::WakeState::returning);
    REQUIRE(bench.commit({returning, asked, woken}, wall(6)));
    CHECK(bench.load().wakes == std::vector<core::Wake>{woken, asked, returning});

    woken.state = core::WakeState::over;
    woken.ended = wall(7);
    woken.ending = core::WakeEnding::put_back;
    REQUIRE(bench.commit({woken}, wall(7)));
    bench.close();
    bench.reopen();
    CHECK(bench.load().wakes == std::vector<core::Wake>{asked, returning});

    auto again = sample_wake("cn-hangzhou", "ecd-1", core::WakeState::asked);
    again.policy = "weekly";
    again.slot = instant(9);
    again.calls = 1;
    REQUIRE(bench.commit({again}, wall(10)));
    CHECK(bench.load().wakes == std::vector<core::Wake>{again, asked, returning});
    CHECK(bench.prune(wall(100)) == 0);
    CHECK(bench.load().wakes.size() == 3);
}

// After a restart a due task is simply due: what belongs to one run of the process is not stored.
void forgets_what_is_not_stored(LedgerBench& bench) {
    auto task = full_task();
    const core::SteadyTime later{std::chrono::hours{1}};
    task.suspects[0].left_by = later;
    task.suspects[0].looks = 3;
    task.suspects[0].not_there = true;
    task.not_before = later;
    task.refusals = 4;
    task.on_wire = true;
    task.last_look = later;
    task.look_needed = true;
    task.ending = core::Outcome::missed;
    task.ending_reason = core::Reason::throttled;
    task.accepted_steady = later;
    task.last_seen = later;
    task.absences = 2;
    task.lag_measurable = true;
    task.last_absent = later;
    REQUIRE(bench.commit({full_slot(), task}, wall(6)));
    const auto found = bench.load().tasks.at(0);
    CHECK(found.suspects.at(0).left_by == core::SteadyTime{});
    CHECK(found.suspects[0].looks == 0);
    CHECK_FALSE(found.suspects[0].not_there);
    CHECK(found.not_before == core::SteadyTime{});
    CHECK(found.refusals == 0);
    CHECK_FALSE(found.on_wire);
    CHECK(found.last_look == core::SteadyTime{});
    CHECK_FALSE(found.look_needed);
    CHECK(found.ending == core::Outcome::none);
    CHECK(found.ending_reason == core::Reason::none);
    CHECK(found.accepted_steady == core::SteadyTime{});
    CHECK(found.last_seen == core::SteadyTime{});
    CHECK(found.absences == 0);
    CHECK_FALSE(found.lag_measurable);
    CHECK(found.last_absent == core::SteadyTime{});
}

void rewrites_a_slot(LedgerBench& bench) {
    REQUIRE(bench.commit({full_slot()}, wall(6)));
    auto slot = full_slot();
    slot.reason = "";
    slot.counts.done = 5;
    slot.rules.retry.attempts = 1;
    slot.rules.timezone = "UTC";
    slot.window_end += core::Millis{1};
    REQUIRE(bench.commit({slot}, wall(7)));
    CHECK(stored_text(*bench.slot(slot.key)) == stored_text(slot));
}

void keeps_every_word(LedgerBench& bench) {
    std::vector<ports::LedgerChange> changes{sample_slot(1)};
    std::vector<core::Task> tasks;
    std::int64_t id = 0;
    for (int value = 0; value <= static_cast<int>(core::Reason::unreachable); ++value) {
        ++id;
        auto task = sample_task(id, 1, "ecd-" + std::to_string(id));
        task.reason = static_cast<core::Reason>(value);
        task.state = static_cast<core::TaskState>(value % 4);
        task.outcome = static_cast<core::Outcome>(value % 5);
        task.disk = static_cast<core::DiskKind>(value % 2);
        changes.emplace_back(task);
        tasks.push_back(task);
    }
    REQUIRE(bench.commit(changes, wall()));
    const auto found = bench.load().tasks;
    REQUIRE(found.size() == tasks.size());
    for (std::size_t index = 0; index < tasks.size(); ++index)
        CHECK(stored_text(found[index]) == stored_text(tasks[index]));
}

void keeps_odd_values(LedgerBench& bench) {
    auto slot = sample_slot(std::numeric_limits<std::int64_t>::max() - 1, "p");
    slot.key.instant = core::SlotInstant{std::chrono::seconds{-1}};
    slot.rules.name_template = std::string("'; DROP TABLE slots; --\0after", 29);
    slot.local_time = "云桌面 \xF0\x9F\x92\xBE\n";
    auto task = sample_task(1, slot.id, "");
    task.desktop_name = std::string(100'000, 'x');
    task.send_number = std::numeric_limits<std::uint32_t>::max();
    REQUIRE(bench.commit({slot, task}, core::WallTime{core::Millis{-5}}));
    bench.close();
    bench.reopen();
    const auto contents = bench.load();
    CHECK(contents.last_commit == core::WallTime{core::Millis{-5}});
    CHECK(stored_text(contents.open_slots.at(0)) == stored_text(slot));
    CHECK(stored_text(contents.tasks.at(0)) == stored_text(task));
    CHECK(contents.next_slot_id == std::numeric_limits<std::int64_t>::max());
}

// Settled and out of the way, but in doubt or in an open slot: still needed.
void loads_what_a_start_needs(LedgerBench& bench) {
    auto closed = sample_slot(2, "nightly", 1);
    closed.state = core::SlotState::closed;
    auto passed = sample_slot(3, "nightly", 2);
    passed.state = core::SlotState::passed;
    auto suspected = settled(sample_task(14, 2, "ecd-4"), core::Outcome::missed);
    suspected.suspects.emplace_back();
    REQUIRE(bench.commit({sample_slot(1), closed, passed, settled(sample_task(11, 1, "ecd-1"), core::Outcome::done),
                          settled(sample_task(12, 2, "ecd-2"), core::Outcome::failed), sample_task(13, 2, "ecd-3"),
                          suspected, sample_extra(12, "s-12"), sample_extra(14, "s-14"), sample_task(10, 1, "ecd-0")},
                         wall()));
    const auto contents = bench.load();
    REQUIRE(contents.open_slots.size() == 1);
    CHECK(contents.open_slots[0].id == 1);
    REQUIRE(contents.tasks.size() == 4);
    CHECK(contents.tasks[0].id == 10);
    CHECK(contents.tasks[1].id == 11);
    CHECK(contents.tasks[2].id == 13);
    CHECK(contents.tasks[3].id == 14);
    CHECK(contents.tasks[2].extras.empty());
    CHECK(contents.tasks[3].extras.size() == 1);
}

}  // namespace

void ledger_stores_what_it_is_given(const MakeLedgerPlace& make) {
    LedgerBench bench(make);
    SUBCASE("an approval is kept, one for each policy's name, also when the policy goes") {
        keeps_approvals(bench);
    }
    SUBCASE("a pause is in force until it has ended, one for each scope and name") {
        keeps_pauses_in_force(bench);
    }
    SUBCASE("a woken desktop is known until that is over, one record for each") {
        keeps_wakes_that_are_not_over(bench);
    }
    SUBCASE("a new ledger says that it is new, also when it was opened before and nothing was committed") {
        bench.close();
        bench.reopen();
        const auto contents = bench.load();
        CHECK(contents.made_new);
        CHECK_FALSE(contents.rewritten);
        CHECK_FALSE(contents.last_commit);
        CHECK(contents.tasks.empty());
        CHECK(contents.open_slots.empty());
        CHECK(contents.next_slot_id == 1);
        CHECK(contents.next_task_id == 1);
    }
    SUBCASE("every field of every record is there after a close and a new start") {
        commit_one_of_each(bench);
        bench.close();
        bench.reopen();
        const auto contents = bench.load();
        check_one_of_each(contents);
        CHECK_FALSE(contents.cut_off);
    }
    SUBCASE("what was committed is there although the ledger was not closed") {
        commit_one_of_each(bench);
        bench.reopen();
        check_one_of_each(bench.load());
    }
    SUBCASE("a commit of nothing stores its time") {
        REQUIRE(bench.commit({}, wall(9)));
        CHECK(bench.load().last_commit == wall(9));
        CHECK_FALSE(bench.load().made_new);
    }
    SUBCASE("a task is written whole, its suspects with it and its extras apart") {
        rewrites_a_task(bench);
    }
    SUBCASE("what belongs to one run of the process is not stored") {
        forgets_what_is_not_stored(bench);
    }
    SUBCASE("a slot is written whole") {
        rewrites_a_slot(bench);
    }
    SUBCASE("each word of states, outcomes and reasons comes back") {
        keeps_every_word(bench);
    }
    SUBCASE("odd texts and extreme numbers come back") {
        keeps_odd_values(bench);
    }
    SUBCASE("a start gets open slots with all their tasks, what is unsettled, and what is in doubt") {
        loads_what_a_start_needs(bench);
    }
}

}  // namespace ecdsnap::contract
