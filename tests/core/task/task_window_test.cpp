// What keeps a task from being sent, and how it ends without a snapshot.
#include "core/task/task_stage.hpp"

using namespace ecdsnap::core;

TEST_CASE("desktop states decide whether a task is sent, waits, or is skipped") {
    struct Row {
        std::string name;
        DesktopView::Presence presence;
        DesktopStatus status;
        Management management;
        bool has_disk;
        TaskState state;
        Outcome outcome;
        Reason reason;
    };
    using enum DesktopStatus;
    using Presence = DesktopView::Presence;
    constexpr auto none = Management::none;
    constexpr auto sent = TaskState::intended, waits = TaskState::due, over = TaskState::settled;
    constexpr auto open = Outcome::none, skipped = Outcome::skipped;
    const Row rows[] = {
        {"Running", Presence::listed, running, none, true, sent, open, Reason::none},
        {"Stopped", Presence::listed, stopped, none, true, sent, open, Reason::none},
        {"Starting", Presence::listed, starting, none, true, waits, open, Reason::desktop_state},
        {"Stopping", Presence::listed, stopping, none, true, waits, open, Reason::desktop_state},
        {"Rebuilding", Presence::listed, rebuilding, none, true, waits, open, Reason::desktop_state},
        {"Pending", Presence::listed, pending, none, true, waits, open, Reason::desktop_state},
        {"a state we do not know", Presence::listed, DesktopStatus::unknown, none, true, waits, open,
         Reason::desktop_state},
        {"Running but Updating", Presence::listed, running, Management::updating, true, waits, open,
         Reason::desktop_state},
        {"Stopped but Migrating", Presence::listed, stopped, Management::migrating, true, waits, open,
         Reason::desktop_state},
        {"Hibernated", Presence::listed, hibernated, none, true, over, skipped, Reason::hibernated},
        {"Expired", Presence::listed, expired, none, true, over, skipped, Reason::expired},
        {"Deleted", Presence::listed, deleted, none, true, over, skipped, Reason::deleted},
        {"no longer listed", Presence::unknown, DesktopStatus::unknown, none, true, waits, open, Reason::desktop_state},
        {"confirmed absent", Presence::absent, DesktopStatus::unknown, none, true, over, skipped, Reason::gone},
        {"its disk is gone", Presence::listed, running, none, false, over, skipped, Reason::gone},
    };
    for (const Row& row : rows) {
        CAPTURE(row.name);
        Stage stage;
        stage.facts.desktop.presence = row.presence;
        stage.facts.desktop.status = row.status;
        stage.facts.desktop.management = row.management;
        stage.facts.desktop.has_disk = row.has_disk;
        stage.tick();
        CHECK(stage.task.state == row.state);
        CHECK(stage.task.outcome == row.outcome);
        CHECK(stage.task.reason == row.reason);
        if (row.state == waits) {
            stage.window_over();
            stage.tick();
            CHECK(stage.task.outcome == Outcome::missed);
            CHECK(stage.task.reason == row.reason);
        }
    }
}

TEST_CASE("a policy may allow only one of the states that can be snapshotted") {
    for (const auto excluded : {DesktopStatus::running, DesktopStatus::stopped}) {
        Stage stage;
        stage.rules.states.running = excluded != DesktopStatus::running;
        stage.rules.states.stopped = excluded != DesktopStatus::stopped;
        stage.facts.desktop.status = excluded;
        stage.tick();
        CHECK(stage.task.outcome == Outcome::skipped);
        CHECK(stage.task.reason == Reason::state_excluded);

        Stage other;
        other.rules = stage.rules;
        other.facts.desktop.status =
            excluded == DesktopStatus::running ? DesktopStatus::stopped : DesktopStatus::running;
        CHECK(other.tick().step == TaskStep::write_intent);
    }
}

TEST_CASE("a desktop that comes out of its transition is sent inside the window") {
    Stage stage;
    stage.facts.desktop.status = DesktopStatus::starting;
    stage.tick();
    stage.later(2h);
    stage.facts.desktop.status = DesktopStatus::running;
    CHECK(stage.tick().step == TaskStep::write_intent);
    CHECK(stage.durable().step == TaskStep::send);
    CHECK(stage.task.reason == Reason::none);
}

TEST_CASE("each class of refusal has its own rule") {
    struct Row {
        ErrorClass kind;
        TaskState state;  // right after the refusal
        Outcome at_window_end;
        Reason reason;
    };
    constexpr auto again = TaskState::due, over = TaskState::settled;
    const Row rows[] = {
        {ErrorClass::throttled, again, Outcome::missed, Reason::throttled},
        {ErrorClass::busy, again, Outcome::missed, Reason::disk_busy},
        {ErrorClass::name_taken, again, Outcome::missed, Reason::disk_busy},
        {ErrorClass::not_ready, again, Outcome::missed, Reason::desktop_state},
        {ErrorClass::credentials, again, Outcome::failed, Reason::credentials},
        {ErrorClass::permission, again, Outcome::failed, Reason::permission},
        {ErrorClass::clock_skew, again, Outcome::failed, Reason::clock_skew},
        {ErrorClass::temporary, again, Outcome::failed, Reason::refused},
        {ErrorClass::ambiguous, again, Outcome::failed, Reason::refused},
        {ErrorClass::local, again, Outcome::failed, Reason::refused},
        {ErrorClass::quota, over, Outcome::failed, Reason::quota},
        {ErrorClass::gone, over, Outcome::skipped, Reason::gone},
        {ErrorClass::bad_request, over, Outcome::failed, Reason::refused},
    };
    for (const Row& row : rows) {
        CAPTURE(row.kind);
        Stage stage;
        stage.send();
        stage.refused(row.kind);
        CHECK(stage.task.state == row.state);
        CHECK(stage.task.suspects.empty());
        CHECK(stage.task.detail == std::string{"Code."} + text(row.kind));
        CHECK(stage.answer.store);
        if (row.state == again) {
            CHECK(stage.answer.step == TaskStep::wait);
            CHECK(stage.answer.wake_at > stage.facts.now);
            stage.window_over();
            stage.tick();
        }
        CHECK(stage.task.outcome == row.at_window_end);
        CHECK(stage.task.reason == row.reason);
    }
}

TEST_CASE("no answer at all, but certainly no effect: missed as unreachable") {
    Stage stage;
    stage.send();
    Error error = stage.error(ErrorClass::temporary, Effect::none);
    error.http_status = 0;
    stage.give(Refused{error});
    stage.window_over();
    stage.tick();
    CHECK(stage.task.outcome == Outcome::missed);
    CHECK(stage.task.reason == Reason::unreachable);
}

TEST_CASE("a refusal for now is not repeated before the time the service named") {
    for (const ErrorClass kind : {ErrorClass::throttled, ErrorClass::busy, ErrorClass::not_ready,
                                  ErrorClass::credentials, ErrorClass::temporary}) {
        CAPTURE(kind);
        Stage stage;
        stage.send();
        Error error = stage.error(kind, Effect::none);
        error.retry_after = 17min;
        stage.give(Refused{error});
        CHECK(stage.answer.wake_at == stage.facts.now + 17min);
    }
}

TEST_CASE("refusals in a row are waited out longer and longer, and an acceptance ends the row") {
    Stage stage;
    stage.facts.random = 0;
    Millis before{0};
    for (int refusal = 1; refusal <= 5; ++refusal) {
        stage.send();
        stage.refused(ErrorClass::not_ready);
        const auto delay = std::chrono::duration_cast<Millis>(stage.answer.wake_at - stage.facts.now);
        CHECK(delay > before);
        before = delay;
        stage.to(stage.answer.wake_at);
    }
    CHECK(stage.task.refusals == 5);
    stage.follow();
    CHECK(stage.task.refusals == 0);
}

TEST_CASE("throttling is the site's business: the task steps aside without a longer and longer wait") {
    Stage stage;
    for (int refusal = 1; refusal <= 5; ++refusal) {
        stage.send();
        stage.refused(ErrorClass::throttled);
        CHECK(stage.answer.wake_at == stage.facts.now + 1s);
        stage.to(stage.answer.wake_at);
    }
}

TEST_CASE("busy without a suspect: a look-up that began after the refusal, then the next send") {
    Stage stage;
    stage.rules.retry.first = 1s;
    stage.facts.random = 0;
    stage.facts.look_first = true;
    REQUIRE(stage.tick().step == TaskStep::look_up);
    REQUIRE(stage.look().step == TaskStep::write_intent);
    REQUIRE(stage.durable().step == TaskStep::send);
    stage.facts.look_first = false;
    stage.refused(ErrorClass::busy);
    stage.to(stage.answer.wake_at);
    CHECK(stage.tick().step == TaskStep::look_up);
    SUBCASE("nothing of ours: sent again") {
        CHECK(stage.look().step == TaskStep::write_intent);
    }
    SUBCASE("ours after all: followed") {
        stage.look({seen("s-1", SnapshotStatus::progressing)});
        CHECK(stage.task.state == TaskState::followed);
        CHECK(stage.answer.has(TaskNote::adopted));
    }
}

TEST_CASE("another daemon of our owner may be alive: a look-up before every first send") {
    Stage stage;
    stage.facts.look_first = true;
    CHECK(stage.tick().step == TaskStep::look_up);
    CHECK(stage.look().step == TaskStep::write_intent);
    stage.later(look_up_fresh + 1ms);
    CHECK(stage.durable().step == TaskStep::look_up);
}

TEST_CASE("a look-up that fails is repeated after a pause, and nothing is sent meanwhile") {
    Stage stage;
    stage.facts.look_first = true;
    stage.tick();
    CHECK(stage.give(LookFailed{}).step == TaskStep::wait);
    CHECK(stage.answer.wake_at == stage.facts.now + 5s);
    stage.to(stage.answer.wake_at);
    CHECK(stage.tick().step == TaskStep::look_up);
}

TEST_CASE("a task whose turn came too late in its window is missed for what it waited for") {
    Stage stage;
    stage.facts.disk_free = false;
    stage.tick();
    stage.facts.disk_free = true;
    REQUIRE(stage.tick().step == TaskStep::write_intent);
    stage.window_over();
    stage.durable();
    CHECK(stage.task.outcome == Outcome::missed);
    CHECK(stage.task.reason == Reason::earlier_task);
}

TEST_CASE("the intent is withdrawn when the send is no longer right") {
    struct Row {
        std::string name;
        void (*change)(Stage&);
        TaskState state;
        Outcome outcome;
        Reason reason;
    };
    const Row rows[] = {
        {"the window ended", [](Stage& s) { s.window_over(); }, TaskState::settled, Outcome::missed,
         Reason::no_capacity},
        {"the ledger fell ill", [](Stage& s) { s.facts.hold = Reason::ledger_unavailable; }, TaskState::due,
         Outcome::none, Reason::ledger_unavailable},
        {"the daemon stops", [](Stage& s) { s.facts.hold = Reason::stopping; }, TaskState::due, Outcome::none,
         Reason::stopping},
        {"the desktop starts", [](Stage& s) { s.facts.desktop.status = DesktopStatus::starting; }, TaskState::due,
         Outcome::none, Reason::desktop_state},
        {"the desktop went to sleep", [](Stage& s) { s.facts.desktop.status = DesktopStatus::hibernated; },
         TaskState::settled, Outcome::skipped, Reason::hibernated},
        {"an earlier task of the disk came up", [](Stage& s) { s.facts.disk_free = false; }, TaskState::due,
         Outcome::none, Reason::earlier_task},
        {"the policy went", [](Stage& s) { s.give(Cancelled{Reason::policy_removed}); }, TaskState::settled,
         Outcome::skipped, Reason::policy_removed},
    };
    for (const Row& row : rows) {
        CAPTURE(row.name);
        Stage stage;
        REQUIRE(stage.tick().step == TaskStep::write_intent);
        row.change(stage);
        stage.durable();
        CHECK(stage.answer.step == TaskStep::wait);
        CHECK(stage.answer.store);
        CHECK(stage.task.state == row.state);
        CHECK(stage.task.outcome == row.outcome);
        CHECK(stage.task.reason == row.reason);
        CHECK(stage.task.send_number == 0);
        CHECK_FALSE(was_sent(stage.task));
    }
}

TEST_CASE("a window ends only by a trusted clock") {
    Stage stage;
    stage.facts.desktop.status = DesktopStatus::starting;
    stage.facts.clock_trusted = false;
    stage.window_over();
    CHECK(stage.tick().step == TaskStep::wait);
    CHECK(stage.task.state == TaskState::due);
    CHECK(stage.answer.wake_at == never);
    stage.facts.clock_trusted = true;
    stage.tick();
    CHECK(stage.task.outcome == Outcome::missed);
}

TEST_CASE("the window's last moment still belongs to it") {
    Stage stage;
    stage.later(stage.rules.window);
    CHECK(stage.tick().step == TaskStep::write_intent);
}

TEST_CASE("a task wakes when its window ends, whatever it waits for") {
    Stage stage;
    SUBCASE("a desktop") {
        stage.facts.desktop.status = DesktopStatus::pending;
    }
    SUBCASE("an earlier task") {
        stage.facts.disk_free = false;
    }
    SUBCASE("the site") {
        stage.facts.hold = Reason::unreachable;
    }
    SUBCASE("its turn") {
        stage.task.not_before = never;
    }
    stage.tick();
    REQUIRE(stage.answer.step == TaskStep::wait);
    stage.to(stage.answer.wake_at);
    stage.tick();
    CHECK(stage.task.outcome == Outcome::missed);
}

TEST_CASE("a full queue does not hide why the service refused") {
    Stage stage;
    stage.send();
    stage.refused(ErrorClass::permission);
    stage.to(stage.answer.wake_at);
    stage.facts.hold = Reason::no_capacity;
    stage.listing();
    stage.window_over();
    stage.tick();
    CHECK(stage.task.outcome == Outcome::failed);
    CHECK(stage.task.reason == Reason::permission);

    Stage never_sent;
    never_sent.facts.hold = Reason::no_capacity;
    never_sent.tick();
    never_sent.window_over();
    never_sent.tick();
    CHECK(never_sent.task.outcome == Outcome::missed);
    CHECK(never_sent.task.reason == Reason::no_capacity);
}

TEST_CASE("the detail of a refusal is one short line of whole characters") {
    Stage stage;
    stage.send();
    Error error = stage.error(ErrorClass::temporary, Effect::none);
    error.code.clear();
    error.message = std::string(159, 'x') + "\u4e91\u4e91";
    stage.give(Refused{error});
    CHECK(stage.task.detail == std::string(159, 'x'));
    Stage lines;
    lines.send();
    error.message = "first\nsecond";
    lines.give(Refused{error});
    CHECK(lines.task.detail == "first\\nsecond");
}
