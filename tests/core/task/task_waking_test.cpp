// Tasks of desktops that have to be woken first, and of those that are on their way back to sleep.
#include "core/task/task_stage.hpp"

using namespace ecdsnap::core;

TEST_CASE("where the policy has hibernated desktops woken, their tasks wait for that, and are missed without it") {
    Stage stage;
    stage.rules.states.hibernated = Hibernated::wake;
    stage.facts.desktop.status = DesktopStatus::hibernated;
    stage.tick();
    CHECK(stage.task.state == TaskState::due);
    CHECK(stage.task.reason == Reason::waking);
    SUBCASE("it is woken and comes up") {
        stage.facts.own_wake = OwnWake::woken;
        stage.facts.desktop.status = DesktopStatus::unknown;
        stage.tick();
        CHECK(stage.task.reason == Reason::waking);
        stage.facts.desktop.status = DesktopStatus::running;
        CHECK(stage.tick().step == TaskStep::write_intent);
    }
    SUBCASE("it does not wake in time") {
        stage.window_over();
        stage.tick();
        CHECK(stage.task.outcome == Outcome::missed);
        CHECK(stage.task.reason == Reason::waking);
    }
    SUBCASE("its turn has not come: nothing is to be woken yet") {
        Stage early;
        early.rules.states.hibernated = Hibernated::wake;
        early.facts.desktop.status = DesktopStatus::hibernated;
        early.task.not_before = early.facts.now + 10min;
        early.task.reason = Reason::spread;
        early.tick();
        CHECK(early.task.reason == Reason::spread);
    }
    SUBCASE("a pause, or an earlier task of the disk, comes first") {
        stage.facts.hold = Reason::paused;
        stage.tick();
        CHECK(stage.task.reason == Reason::paused);
        stage.facts.hold.reset();
        stage.facts.disk_free = false;
        stage.tick();
        CHECK(stage.task.reason == Reason::earlier_task);
    }
    SUBCASE("another transitional state is not our waking") {
        stage.facts.desktop.status = DesktopStatus::rebuilding;
        stage.tick();
        CHECK(stage.task.reason == Reason::desktop_state);
    }
}

TEST_CASE("what an earlier task kept until nobody is woken for it any more is missed for that") {
    Stage stage;
    stage.rules.states.hibernated = Hibernated::wake;
    stage.facts.desktop.status = DesktopStatus::hibernated;
    stage.facts.disk_free = false;
    stage.tick();
    Reason missed_for = Reason::waking;
    SUBCASE("four minutes are enough") {
        stage.later(stage.facts.window_end - stage.facts.wall_now - 4min);
    }
    SUBCASE("less is not") {
        stage.later(stage.facts.window_end - stage.facts.wall_now - 4min + 1ms);
        missed_for = Reason::earlier_task;
    }
    SUBCASE("unless it is being woken for another disk") {
        stage.later(stage.facts.window_end - stage.facts.wall_now - 2min);
        stage.facts.own_wake = OwnWake::woken;
    }
    stage.facts.disk_free = true;
    stage.tick();
    stage.window_over();
    stage.tick();
    CHECK(stage.task.outcome == Outcome::missed);
    CHECK(stage.task.reason == missed_for);
}

TEST_CASE("what others of its policy leave no place for is missed for that, though it would have to be woken too") {
    Stage stage;
    stage.rules.states.hibernated = Hibernated::wake;
    stage.facts.desktop.status = DesktopStatus::hibernated;
    stage.tick();
    REQUIRE(stage.task.reason == Reason::waking);
    stage.facts.hold = Reason::concurrency;
    stage.window_over();
    stage.tick();
    CHECK(stage.task.outcome == Outcome::missed);
    CHECK(stage.task.reason == Reason::concurrency);
}

TEST_CASE("a desktop that was woken for its snapshot is not kept waiting for what the policy prefers") {
    Stage stage;
    stage.rules.states.hibernated = Hibernated::wake;
    stage.rules.states.prefer = Preference::stopped;
    stage.facts.desktop.status = DesktopStatus::running;
    stage.tick();
    CHECK(stage.task.reason == Reason::preferred_state);
    stage.facts.own_wake = OwnWake::woken;
    SUBCASE("nobody is connected") {
        CHECK(stage.tick().step == TaskStep::write_intent);
    }
    SUBCASE("somebody is: it is theirs now") {
        stage.facts.desktop.session = Session::connected;
        CHECK(stage.tick().step == TaskStep::wait);
    }
}

TEST_CASE("where only a call that was held up can still put the desktop to sleep, its task waits while there is time") {
    Stage stage;
    stage.facts.own_wake = OwnWake::late_returning;
    stage.tick();
    CHECK(stage.task.state == TaskState::due);
    CHECK(stage.task.reason == Reason::desktop_state);
    const Millis window = stage.facts.window_end - stage.facts.wall_now;
    CHECK(stage.answer.wake_at == stage.facts.now + window - 3min);
    stage.later(window - 4min);
    CHECK(stage.tick().step == TaskStep::wait);
    SUBCASE("that is over") {
        stage.facts.own_wake = OwnWake::none;
        CHECK(stage.tick().step == TaskStep::write_intent);
    }
    SUBCASE("the window ends first: a snapshot that may be disturbed is better than none") {
        stage.later(1min);
        CHECK(stage.tick().step == TaskStep::write_intent);
        CHECK(stage.durable().step == TaskStep::send);
    }
    SUBCASE("… of a desktop that can be snapshotted") {
        stage.later(1min);
        stage.facts.desktop.status = DesktopStatus::unknown;
        CHECK(stage.tick().step == TaskStep::wait);
        stage.window_over();
        stage.tick();
        CHECK(stage.task.outcome == Outcome::missed);
        CHECK(stage.task.reason == Reason::desktop_state);
    }
    SUBCASE("which window ends is not known while the clock is not trusted") {
        stage.later(1min);
        stage.facts.clock_trusted = false;
        CHECK(stage.tick().step == TaskStep::wait);
    }
}

TEST_CASE("while a desktop may be going back to sleep, no snapshot of it begins") {
    for (const Hibernated rule : {Hibernated::skip, Hibernated::wake}) {
        Stage stage;
        stage.rules.states.hibernated = rule;
        stage.facts.own_wake = OwnWake::returning;
        stage.tick();
        CHECK(stage.task.state == TaskState::due);
        CHECK(stage.task.reason == (rule == Hibernated::wake ? Reason::waking : Reason::desktop_state));
        stage.facts.own_wake = OwnWake::none;
        CHECK(stage.tick().step == TaskStep::write_intent);
        stage.facts.own_wake = OwnWake::returning;
        CHECK(stage.durable().step == TaskStep::wait);  // the intent is withdrawn
        CHECK(stage.task.state == TaskState::due);
    }
}
