// What is done about a send whose answer was lost: design rules on suspects, one test each.
#include "core/task/task_stage.hpp"

using namespace ecdsnap::core;

TEST_CASE("a lost answer makes a suspect, and nothing is sent at once") {
    Stage stage;
    stage.send();
    stage.later(2s);
    CHECK(stage.lost().step == TaskStep::wait);
    CHECK(stage.answer.store);
    CHECK(note_words(stage.answer) == "suspect_made");
    CHECK(stage.task.state == TaskState::due);
    CHECK(stage.task.reason == Reason::answer_lost);
    REQUIRE(stage.task.suspects.size() == 1);
    CHECK(stage.task.suspects[0].snapshot_number == 1);
    CHECK(stage.task.suspects[0].send_number == 1);
    CHECK(stage.task.suspects[0].left_by == stage.facts.now);
}

TEST_CASE("a refusal whose effect is not known is a lost answer, whatever its class") {
    for (const ErrorClass kind : {ErrorClass::throttled, ErrorClass::busy, ErrorClass::quota, ErrorClass::temporary}) {
        CAPTURE(kind);
        Stage fresh;
        fresh.send();
        fresh.give(Refused{fresh.error(kind, Effect::unknown)});
        CHECK(note_words(fresh.answer) == "suspect_made");
        CHECK(fresh.task.suspects.size() == 1);
    }
}

TEST_CASE("the first look comes after the settle time, not before") {
    Stage stage;
    stage.lose();
    CHECK(stage.answer.wake_at == stage.facts.now + 10s);
    stage.later(10s - 1ms);
    CHECK(stage.tick().step == TaskStep::wait);
    stage.later(1ms);
    CHECK(stage.tick().step == TaskStep::look_up);
}

TEST_CASE("the time that the service named is kept also when the effect is not known") {
    Stage stage;
    stage.send();
    Error error = stage.error(ErrorClass::throttled, Effect::unknown);
    error.retry_after = 25s;
    stage.give(Refused{error});
    CHECK(stage.answer.wake_at == stage.facts.now + 25s);
}

TEST_CASE("a look-up from before the settle time proves nothing") {
    Stage stage;
    stage.lose();
    stage.later(9s);
    stage.look();
    CHECK(stage.task.suspects.at(0).looks == 0);
    CHECK(stage.answer.step == TaskStep::wait);
}

TEST_CASE("a suspect is not there after two looks and twice the settle time") {
    Stage stage;
    stage.lose();
    stage.later(10s);
    stage.tick();
    CHECK(stage.look().step == TaskStep::wait);
    CHECK(stage.answer.wake_at == stage.task.suspects.at(0).left_by + 20s);
    stage.later(10s);
    CHECK(stage.tick().step == TaskStep::look_up);
    CHECK(stage.look().step == TaskStep::write_intent);
    CHECK(stage.task.suspects.at(0).not_there);
    CHECK(stage.task.send_number == 2);
    CHECK(stage.task.snapshot_number == 1);
}

TEST_CASE("one look is not enough, however late it comes") {
    Stage stage;
    stage.lose();
    stage.later(5min);
    REQUIRE(stage.tick().step == TaskStep::look_up);
    CHECK(stage.look().step == TaskStep::look_up);
    CHECK(stage.look().step == TaskStep::write_intent);
}

TEST_CASE("a witness makes two looks after the settle time enough") {
    for (const bool witness_is_newer : {true, false}) {
        CAPTURE(witness_is_newer);
        Stage stage;
        stage.lose();
        const SteadyTime left_by = stage.facts.now;
        stage.later(10s);
        Listed listed;
        listed.look_up = true;
        listed.witness = witness_is_newer ? left_by + 1s : left_by;
        for (int look = 0; look < 2; ++look) {
            listed.started = stage.facts.now;
            stage.give(listed);
            stage.later(1s);
        }
        CHECK(stage.task.suspects.at(0).looks == 2);
        CHECK(stage.task.suspects.at(0).not_there == witness_is_newer);
    }
}

TEST_CASE("listings that are not made for the task find its suspect but do not clear it") {
    Stage stage;
    stage.lose();
    for (int turn = 0; turn < 5; ++turn) {
        stage.later(30s);
        stage.listing();
    }
    CHECK(stage.task.suspects.at(0).looks == 0);
    stage.listing({seen("s-1", SnapshotStatus::progressing)});
    CHECK(note_words(stage.answer) == "suspect_found");
    CHECK(stage.task.state == TaskState::followed);
    CHECK(stage.task.snapshot_id == "s-1");
    CHECK(stage.task.suspects.empty());
}

TEST_CASE("a task with a suspect sends nothing without a look-up right before") {
    Stage stage;
    stage.lose();
    stage.facts.desktop.status = DesktopStatus::starting;
    stage.look_in_vain();
    REQUIRE(stage.answer.step == TaskStep::wait);
    REQUIRE(stage.task.suspects.at(0).not_there);

    stage.later(10min);
    stage.facts.desktop.status = DesktopStatus::running;
    CHECK(stage.tick().step == TaskStep::look_up);
    CHECK(stage.look().step == TaskStep::write_intent);
    CHECK(stage.durable().step == TaskStep::send);
}

TEST_CASE("a look-up that grew stale between intent and send is made again while the intent stays") {
    Stage stage;
    stage.lose();
    stage.look_in_vain();
    REQUIRE(stage.answer.step == TaskStep::write_intent);
    stage.later(look_up_fresh + 1ms);
    CHECK(stage.durable().step == TaskStep::look_up);
    CHECK(stage.task.state == TaskState::intended);
    CHECK(stage.task.send_number == 2);
    CHECK(stage.look().step == TaskStep::send);
}

TEST_CASE("a last look-up that fails withdraws the intent; one that finds the snapshot takes its place") {
    const auto looks_again = [](Stage& stage) {
        stage.lose();
        stage.look_in_vain();
        stage.later(look_up_fresh + 1ms);
        REQUIRE(stage.durable().step == TaskStep::look_up);
    };
    Stage failed;
    looks_again(failed);
    CHECK(failed.give(LookFailed{}).step == TaskStep::wait);
    CHECK(failed.task.state == TaskState::due);
    CHECK(failed.task.send_number == 1);
    CHECK(failed.answer.wake_at == failed.facts.now + 5s);
    CHECK(failed.answer.store);

    Stage found;
    looks_again(found);
    found.listing({seen("s-1", SnapshotStatus::progressing)});
    CHECK(found.task.state == TaskState::followed);
    CHECK(found.task.send_number == 1);

    Stage over;
    looks_again(over);
    over.window_over();
    CHECK(over.look().step == TaskStep::wait);
    CHECK(over.task.outcome == Outcome::missed);
    CHECK(over.task.send_number == 1);
}

TEST_CASE("what a look-up finds is followed, not sent again") {
    Stage stage;
    stage.lose();
    stage.later(10s);
    stage.tick();
    stage.look({seen("s-1", SnapshotStatus::progressing)});
    CHECK(stage.task.state == TaskState::followed);
    CHECK(note_words(stage.answer) == "suspect_found");
    stage.later(1min);
    stage.listing({seen("s-1", SnapshotStatus::accomplished)});
    CHECK(stage.task.outcome == Outcome::done);
    CHECK(stage.task.send_number == 1);
}

TEST_CASE("the snapshot of a suspect that FAILED explains it, and the next one has a new number") {
    Stage stage;
    stage.lose();
    stage.later(10s);
    stage.look({seen("s-1", SnapshotStatus::failed)});
    CHECK(note_words(stage.answer) == "suspect_found+snapshot_failed");
    CHECK(stage.task.state == TaskState::due);
    CHECK(stage.task.suspects.empty());
    CHECK(stage.task.snapshot_number == 2);
    stage.to(stage.answer.wake_at);
    stage.send();
}

TEST_CASE("busy or name-taken with a suspect: look again after the settle time, do not send") {
    for (const ErrorClass kind : {ErrorClass::busy, ErrorClass::name_taken}) {
        CAPTURE(kind);
        Stage stage;
        stage.rules.retry.first = 1s;
        stage.rules.retry.most = 2s;
        stage.lose();
        stage.look_in_vain();
        REQUIRE(stage.durable().step == TaskStep::send);
        stage.refused(kind);
        const SteadyTime refused_at = stage.facts.now;
        CHECK(stage.task.suspects.size() == 1);
        CHECK_FALSE(stage.task.suspects[0].not_there);
        stage.later(2s);
        REQUIRE(stage.tick().step == TaskStep::wait);
        CHECK(stage.answer.wake_at == refused_at + 10s);
        stage.to(stage.answer.wake_at);
        CHECK(stage.tick().step == TaskStep::look_up);
        CHECK(stage.look().step == TaskStep::wait);
        CHECK(stage.answer.wake_at == refused_at + 20s);
        stage.to(stage.answer.wake_at);
        stage.tick();
        stage.look({seen("s-1", SnapshotStatus::progressing)});
        CHECK(stage.task.state == TaskState::followed);
        CHECK(stage.task.send_number == 2);
    }
}

TEST_CASE("a suspect lives for 20 minutes after it can have left us, and no longer") {
    Stage stage;
    stage.lose();
    const SteadyTime left_by = stage.facts.now;
    stage.facts.hold = Reason::unreachable;
    stage.look_in_vain();
    stage.to(left_by + suspect_horizon - 1ms);
    stage.look();
    CHECK(stage.task.suspects.size() == 1);
    stage.later(1ms);
    stage.look();
    CHECK(stage.task.suspects.empty());
    CHECK(stage.answer.store);
}

TEST_CASE("a window does not settle a task with a suspect") {
    Stage stage;
    stage.facts.window_end = stage.facts.wall_now + 1min;
    stage.lose();
    const SteadyTime left_by = stage.facts.now;
    stage.window_over();
    CHECK(stage.tick().step == TaskStep::wait);
    CHECK(stage.task.state == TaskState::due);
    CHECK(stage.answer.wake_at == left_by + suspect_horizon);

    SUBCASE("looks that find nothing before the horizon do not, either") {
        for (int turn = 0; turn < 3; ++turn) {
            stage.later(2min);
            CHECK(stage.look().step == TaskStep::wait);
            CHECK(stage.task.state == TaskState::due);
        }
    }
    SUBCASE("found: followed, although the window is over") {
        stage.later(2min);
        stage.listing({seen("s-1", SnapshotStatus::progressing)});
        CHECK(stage.task.state == TaskState::followed);
        stage.listing({seen("s-1", SnapshotStatus::accomplished)});
        CHECK(stage.task.outcome == Outcome::done);
    }
    SUBCASE("not found at the horizon: missed, its answer lost") {
        stage.to(left_by + suspect_horizon);
        CHECK(stage.tick().step == TaskStep::look_up);
        CHECK(stage.give(LookFailed{}).step == TaskStep::wait);
        CHECK(stage.task.state == TaskState::due);
        stage.to(stage.answer.wake_at);
        CHECK(stage.tick().step == TaskStep::look_up);
        stage.look();
        CHECK(stage.task.state == TaskState::settled);
        CHECK(stage.task.outcome == Outcome::missed);
        CHECK(stage.task.reason == Reason::answer_lost);
    }
}

TEST_CASE("missed is for the lost answer, whatever the task waited for after it") {
    Stage stage;
    stage.facts.window_end = stage.facts.wall_now + 2min;
    stage.lose();
    const SteadyTime left_by = stage.facts.now;
    stage.look_in_vain();
    stage.durable();
    stage.refused(ErrorClass::busy);
    CHECK(stage.task.reason == Reason::disk_busy);
    stage.to(left_by + suspect_horizon);
    stage.tick();
    stage.look();
    CHECK(stage.task.outcome == Outcome::missed);
    CHECK(stage.task.reason == Reason::answer_lost);
}

TEST_CASE("a listing that shows the suspect's snapshot stops the send whose intent is on its way to the ledger") {
    Stage stage;
    stage.lose();
    stage.look_in_vain();
    REQUIRE(stage.answer.step == TaskStep::write_intent);
    stage.listing({seen("s-1", SnapshotStatus::progressing)});
    CHECK(stage.task.state == TaskState::followed);
    CHECK(stage.task.send_number == 1);
    CHECK(stage.answer.store);
    CHECK(stage.durable().step == TaskStep::wait);
    CHECK(stage.task.snapshot_id == "s-1");
}

TEST_CASE("a listing while the call is on the wire changes nothing: its answer will tell") {
    Stage stage;
    stage.send();
    const std::string before = describe(stage.task);
    stage.listing({seen("s-1", SnapshotStatus::progressing)});
    CHECK(describe(stage.task) == before);
    CHECK(stage.durable().step == TaskStep::wait);
    stage.accepted("s-1");
    CHECK(stage.task.state == TaskState::followed);
}

TEST_CASE("every suspect is looked for; the youngest decides when") {
    Stage stage;
    stage.lose();
    stage.look_in_vain();
    stage.durable();
    stage.later(1s);
    stage.lost();
    REQUIRE(stage.task.suspects.size() == 2);
    CHECK(stage.answer.wake_at == stage.facts.now + 10s);
    stage.to(stage.answer.wake_at);
    stage.look({seen("s-2", SnapshotStatus::progressing, 1, 2)});
    CHECK(stage.task.state == TaskState::followed);
    CHECK(stage.task.suspects.size() == 1);
    stage.listing({seen("s-2", SnapshotStatus::progressing, 1, 2), seen("s-1", SnapshotStatus::progressing, 1, 1)});
    CHECK(note_words(stage.answer) == "suspect_found+extra_found");
    CHECK(stage.task.suspects.empty());
    CHECK(stage.task.extras.size() == 1);
}

TEST_CASE("suspects of a followed or settled task are forgotten with the first listing after their horizon") {
    Stage stage;
    stage.lose();
    const SteadyTime left_by = stage.facts.now;
    stage.look_in_vain();
    stage.durable();
    stage.accepted("s-2");
    CHECK(stage.answer.wake_at == left_by + suspect_horizon);
    SUBCASE("followed") {}
    SUBCASE("settled") {
        stage.listing({seen("s-2", SnapshotStatus::accomplished, 1, 2)});
        CHECK(stage.task.state == TaskState::settled);
        CHECK(stage.answer.wake_at == left_by + suspect_horizon);
    }
    SUBCASE("settled as stuck") {
        stage.rules.completion = 5min;
        stage.later(5min);
        stage.listing({seen("s-2", SnapshotStatus::progressing, 1, 2)});
        CHECK(stage.task.outcome == Outcome::failed);
        CHECK(stage.answer.wake_at == left_by + suspect_horizon);
    }
    stage.to(left_by + suspect_horizon);
    stage.tick();
    CHECK(stage.task.suspects.size() == 1);  // no listing has told yet
    CHECK(stage.answer.wake_at == stage.facts.now + listing_patience);
    Listed listed;
    listed.coverage = Listed::Coverage::recent;
    listed.started = stage.facts.now;
    SUBCASE("the range covers what they may have made") {
        stage.give(listed);
        CHECK(stage.task.suspects.empty());
        CHECK(stage.answer.store);
    }
    SUBCASE("a listing from before says nothing") {
        listed.started -= 1ms;
        stage.give(listed);
        CHECK(stage.task.suspects.size() == 1);
    }
    SUBCASE("nor does one of the recorded snapshot alone") {
        listed.coverage = Listed::Coverage::part;
        stage.give(listed);
        CHECK(stage.task.suspects.size() == 1);
    }
    SUBCASE("the machine sleeps for longer than it would wait: it has not waited") {
        stage.later(listing_patience + 1h);
        stage.tick();
        CHECK(stage.task.suspects.size() == 1);
        CHECK(stage.answer.wake_at == stage.facts.now + listing_patience);
        listed.started = stage.facts.now;
        stage.give(listed);
        CHECK(stage.task.suspects.empty());
    }
    SUBCASE("no listing ever comes: that is not waited for without end") {
        stage.later(listing_patience);
        stage.tick();
        CHECK(stage.task.suspects.empty());
        CHECK(stage.answer.store);
    }
}
