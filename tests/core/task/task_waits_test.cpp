// What a policy would rather have, and what it can do without: states.prefer, concurrency, skip_unchanged.
#include "core/task/task_waits.hpp"

#include "core/task/task_stage.hpp"
#include "core/task/task_unchanged.hpp"

using namespace ecdsnap::core;

namespace {

DesktopView view(DesktopStatus status, Session session) {
    DesktopView view;
    view.presence = DesktopView::Presence::listed;
    view.status = status;
    view.session = session;
    return view;
}

// Stopped since ten hours, with a snapshot of eight hours ago.
struct Unchanged : Stage {
    Unchanged() {
        rules.skip_unchanged = 7 * 24h;
        facts.desktop.status = DesktopStatus::stopped;
        facts.desktop.stopped_since = facts.wall_now - 10h;
        verified = seen("s-old", SnapshotStatus::accomplished);
        verified.created = facts.wall_now - 8h;
    }
    TaskAnswer look_shows(std::optional<Sighting> last) {
        Listed listed;
        listed.started = facts.now;
        listed.look_up = true;
        listed.last_verified = std::move(last);
        return give(listed);
    }
    Sighting verified;
};

}  // namespace

TEST_CASE("a stopped desktop is as good as one without a session; what is not said counts as one") {
    using enum DesktopStatus;
    CHECK(is_preferred(view(running, Session::connected), Preference::none));
    CHECK(is_preferred(view(stopped, Session::unknown), Preference::stopped));
    CHECK_FALSE(is_preferred(view(running, Session::none), Preference::stopped));
    CHECK(is_preferred(view(stopped, Session::unknown), Preference::no_session));
    CHECK(is_preferred(view(running, Session::none), Preference::no_session));
    CHECK_FALSE(is_preferred(view(running, Session::connected), Preference::no_session));
    CHECK_FALSE(is_preferred(view(running, Session::unknown), Preference::no_session));
}

TEST_CASE("a preferred state is waited for until so long before the window ends, and no longer") {
    Stage stage;
    stage.rules.states.prefer = Preference::stopped;
    stage.rules.states.prefer_until = 1h;
    const auto answer = stage.tick();
    CHECK(answer.step == TaskStep::wait);
    CHECK(stage.task.reason == Reason::preferred_state);
    CHECK(answer.wake_at == stage.facts.now + 2h);
    SUBCASE("it comes") {
        stage.later(30min);
        stage.facts.desktop.status = DesktopStatus::stopped;
        CHECK(stage.tick().step == TaskStep::write_intent);
    }
    SUBCASE("it does not come") {
        stage.later(2h - 1ms);
        CHECK(stage.tick().step == TaskStep::wait);
        stage.later(1ms);
        CHECK(stage.tick().step == TaskStep::write_intent);
        CHECK(stage.durable().step == TaskStep::send);
    }
    SUBCASE("with a wrong clock nobody knows when the window ends; with the right one it does") {
        stage.facts.clock_trusted = false;
        stage.later(5h);
        CHECK(stage.tick().wake_at == never);
        stage.facts.clock_trusted = true;
        stage.tick();
        CHECK(stage.task.outcome == Outcome::missed);
        CHECK(stage.task.reason == Reason::preferred_state);
    }
    SUBCASE("a state that was preferred when the intent was written, and is not any more") {
        stage.facts.desktop.status = DesktopStatus::stopped;
        CHECK(stage.tick().step == TaskStep::write_intent);
        stage.facts.desktop.status = DesktopStatus::running;
        CHECK(stage.durable().step == TaskStep::wait);
        CHECK(stage.task.state == TaskState::due);
        CHECK(stage.task.send_number == 0);
    }
}

TEST_CASE("a task that its policy's limit kept back to the end of the window is missed for that") {
    Stage stage;
    stage.facts.hold = Reason::concurrency;
    stage.tick();
    CHECK(stage.task.reason == Reason::concurrency);
    stage.window_over();
    stage.tick();
    CHECK(stage.task.outcome == Outcome::missed);
    CHECK(stage.task.reason == Reason::concurrency);
}

TEST_CASE("what was refused before it had to wait for a place is told as refused") {
    Stage stage;
    stage.send();
    stage.refused(ErrorClass::permission);
    stage.later(1h);
    stage.facts.hold = Reason::concurrency;
    stage.tick();
    stage.window_over();
    stage.tick();
    CHECK(stage.task.outcome == Outcome::failed);
    CHECK(stage.task.reason == Reason::permission);
}

TEST_CASE(
    "a desktop that has been Stopped since its last verified snapshot is skipped, once a look-up shows that one") {
    Unchanged stage;
    CHECK(stage.tick().step == TaskStep::look_up);
    const auto answer = stage.look_shows(stage.verified);
    CHECK(stage.task.outcome == Outcome::skipped);
    CHECK(stage.task.reason == Reason::unchanged);
    CHECK(stage.task.detail.view().starts_with("s-old of "));
    CHECK(answer.has(TaskNote::skipped));
    CHECK(answer.store);
}

TEST_CASE("a desktop is not skipped as unchanged") {
    Unchanged stage;
    SUBCASE("without a snapshot") {
        stage.tick();
        CHECK(stage.look_shows(std::nullopt).step == TaskStep::write_intent);
        CHECK(stage.durable().step == TaskStep::send);
        CHECK_FALSE(asks_whether_unchanged(stage.task, stage.facts));
    }
    SUBCASE("with one that was made before it was seen Stopped, or too near to that") {
        stage.verified.created = stage.facts.desktop.stopped_since + unchanged_margin - 1ms;
        stage.tick();
        CHECK(stage.look_shows(stage.verified).step == TaskStep::write_intent);
    }
    SUBCASE("with one that is too old") {
        stage.rules.skip_unchanged = 8h - 1min;
        stage.tick();
        CHECK(stage.look_shows(stage.verified).step == TaskStep::write_intent);
    }
    SUBCASE("when it was started while the look-up was under way") {
        stage.tick();
        stage.facts.desktop.status = DesktopStatus::running;
        stage.facts.desktop.stopped_since = {};
        CHECK(stage.look_shows(stage.verified).step == TaskStep::write_intent);
    }
    SUBCASE("when nobody knows since when it is Stopped") {
        stage.facts.desktop.stopped_since = {};
        CHECK(stage.tick().step == TaskStep::write_intent);
    }
    SUBCASE("with a clock that is not trusted") {
        stage.facts.clock_trusted = false;
        CHECK(stage.tick().step == TaskStep::write_intent);
    }
    SUBCASE("when the policy does not say so") {
        stage.rules.skip_unchanged = 0h;
        CHECK(stage.tick().step == TaskStep::write_intent);
    }
    SUBCASE("when the look-up fails: it is sent") {
        stage.tick();
        stage.give(LookFailed{});
        stage.later(5s);
        CHECK(stage.tick().step == TaskStep::write_intent);
    }
    SUBCASE("once something of the task may have been made") {
        stage.rules.skip_unchanged = 0h;
        stage.send();
        stage.lost();
        stage.rules.skip_unchanged = 7 * 24h;
        stage.later(10s);
        CHECK(stage.tick().step == TaskStep::look_up);
        stage.look_shows(stage.verified);
        CHECK(stage.task.outcome == Outcome::none);
    }
}

TEST_CASE("nor is it when the machine slept while the look-up was under way") {
    Unchanged stage;
    stage.tick();
    Listed listed;
    listed.started = stage.facts.now;
    listed.look_up = true;
    listed.last_verified = stage.verified;
    stage.later(longest_look + 1ms);
    stage.give(listed);
    CHECK(stage.task.outcome == Outcome::none);
}

TEST_CASE("the task's own snapshot that a look-up shows is adopted, whatever else it shows") {
    Unchanged stage;
    stage.tick();
    Listed listed;
    listed.started = stage.facts.now;
    listed.look_up = true;
    listed.last_verified = stage.verified;
    listed.sightings = {seen("s-own", SnapshotStatus::progressing)};
    stage.give(listed);
    CHECK(stage.task.state == TaskState::followed);
    CHECK(stage.task.snapshot_id == "s-own");
}

TEST_CASE("what was only held back with all calls of its kind, and then waited for a place, is missed for the place") {
    Stage stage;
    stage.facts.hold = Reason::permission;
    stage.tick();
    CHECK(stage.task.reason == Reason::permission);
    stage.facts.hold = Reason::concurrency;
    stage.tick();
    stage.window_over();
    stage.tick();
    CHECK(stage.task.outcome == Outcome::missed);
    CHECK(stage.task.reason == Reason::concurrency);
}
