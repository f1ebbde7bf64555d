// What a new process makes of a task that it finds in the ledger.
#include "core/task/task_stage.hpp"

using namespace ecdsnap::core;

TEST_CASE("an intent without an answer is a suspect after a restart, from the restart on") {
    Stage before;
    before.tick();
    Stage after = before.crashed();
    CHECK(after.task.state == TaskState::due);
    REQUIRE(after.task.suspects.size() == 1);
    CHECK(after.task.suspects[0].send_number == 1);
    CHECK(after.task.suspects[0].left_by == after.facts.now);
    CHECK(after.tick().step == TaskStep::wait);
    CHECK(after.answer.wake_at == after.facts.now + after.facts.settle);
}

TEST_CASE("the settle time and the looks of a suspect start anew with the process") {
    Stage before;
    before.lose();
    before.look_in_vain();
    REQUIRE(before.task.suspects.at(0).not_there);
    before.give(IntentRejected{});
    Stage after = before.crashed();
    CHECK(after.task.suspects.at(0).looks == 0);
    CHECK_FALSE(after.task.suspects.at(0).not_there);
    CHECK(after.tick().step == TaskStep::wait);
    CHECK(after.answer.wake_at == after.facts.now + after.facts.settle);
    after.to(after.answer.wake_at);
    CHECK(after.tick().step == TaskStep::look_up);
}

TEST_CASE("a look-up of the process before is not fresh, even when the steady clock began anew") {
    Stage before;
    before.lose();
    before.look_in_vain();
    before.give(IntentRejected{});
    recover(before.task, before.facts.now);
    CHECK(before.task.last_look == SteadyTime{});
}

TEST_CASE("a followed task goes on being followed, and its completion time starts anew") {
    Stage before;
    before.follow();
    Stage after = before.crashed();
    CHECK(after.task.state == TaskState::followed);
    CHECK(after.tick().wake_at == after.facts.now + after.rules.completion);
    after.listing({seen("s-1", SnapshotStatus::accomplished)});
    CHECK(after.task.outcome == Outcome::done);
}

TEST_CASE("a settled task stays settled, with its suspects") {
    Stage before;
    before.lose();
    before.look_in_vain();
    before.durable();
    before.accepted("s-2");
    before.listing({seen("s-2", SnapshotStatus::accomplished, 1, 2)});
    Stage after = before.crashed();
    CHECK(after.task.state == TaskState::settled);
    CHECK(after.task.outcome == Outcome::done);
    CHECK(after.task.suspects.size() == 1);
    CHECK(after.tick().wake_at == after.facts.now + suspect_horizon);
    after.later(suspect_horizon);
    CHECK(after.tick().wake_at == after.facts.now + listing_patience);
    CHECK(after.task.suspects.size() == 1);
}

TEST_CASE("what was called off is not sent after a restart") {
    Stage before;
    before.lose();
    SUBCASE("while due") {
        before.give(Cancelled{Reason::policy_removed});
    }
    SUBCASE("while its intent was on the way") {
        before.look_in_vain();
        before.give(Cancelled{Reason::policy_removed});
    }
    CHECK(before.task.reason == Reason::policy_removed);
    CHECK(before.answer.store);
    Stage after = before.crashed();
    // `ending` is not stored: it is known again from what is.
    Task stored = before.task;
    stored.ending = Outcome::none;
    stored.ending_reason = Reason::none;
    after.task = stored;
    recover(after.task, after.facts.now);
    after.tick();
    CHECK(after.answer.step == TaskStep::wait);
    after.to(after.answer.wake_at);
    CHECK(after.tick().step == TaskStep::look_up);
    after.look();
    CHECK(after.task.outcome == Outcome::skipped);
    CHECK(after.task.reason == Reason::policy_removed);
}

TEST_CASE("an extra that took the place of a FAILED snapshot is not taken for an extra again") {
    Stage before;
    before.follow("s-1");
    before.listing({seen("s-1", SnapshotStatus::progressing), seen("s-2", SnapshotStatus::progressing)});
    const std::vector<Extra> in_ledger = before.task.extras;  // a promoted one is not taken out of it
    before.listing({seen("s-1", SnapshotStatus::failed), seen("s-2", SnapshotStatus::progressing)});
    REQUIRE(before.task.snapshot_id == "s-2");
    before.task.extras.insert(before.task.extras.end(), in_ledger.begin(), in_ledger.end());

    Stage after = before.crashed();
    for (int turn = 0; turn < 3; ++turn) {
        after.later(11min);
        after.listing({seen("s-1", SnapshotStatus::failed), seen("s-2", SnapshotStatus::progressing)});
        CHECK(after.task.state == TaskState::followed);
        CHECK(note_words(after.answer) == "-");
    }
    after.listing({seen("s-2", SnapshotStatus::accomplished)});
    CHECK(after.task.outcome == Outcome::done);
}
