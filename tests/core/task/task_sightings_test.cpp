// What complete listings mean for a task: the recorded snapshot, extras, FAILED, vanished, stuck, found after all.
#include "core/task/task_stage.hpp"

using namespace ecdsnap::core;

namespace {

constexpr auto progressing = SnapshotStatus::progressing;
constexpr auto accomplished = SnapshotStatus::accomplished;
constexpr auto failed = SnapshotStatus::failed;

Sighting made_at(Sighting sighting, Millis age) {
    sighting.created = WallTime{} + age;
    return sighting;
}

}  // namespace

TEST_CASE("of several found, the first by status and then by age is recorded, the others are extras") {
    struct Row {
        std::string name;
        std::vector<Sighting> found;
        std::string recorded;
        std::vector<std::string> extras;
    };
    const Row rows[] = {
        {"ACCOMPLISHED before an older PROGRESSING",
         {made_at(seen("s-1", progressing), 1s), made_at(seen("s-2", accomplished), 9s)},
         "s-2",
         {"s-1"}},
        {"PROGRESSING before an older FAILED",
         {made_at(seen("s-1", failed), 1s), made_at(seen("s-2", progressing), 9s)},
         "s-2",
         {"s-1"}},
        {"a status that is not known counts as PROGRESSING",
         {made_at(seen("s-1", failed), 1s), made_at(seen("s-2", SnapshotStatus::unknown), 9s)},
         "s-2",
         {"s-1"}},
        {"the older of two that are equal",
         {made_at(seen("s-1", progressing), 9s), made_at(seen("s-2", progressing), 1s)},
         "s-2",
         {"s-1"}},
        {"the smaller id of two of one second",
         {made_at(seen("s-2", progressing), 1s), made_at(seen("s-1", progressing), 1s)},
         "s-1",
         {"s-2"}},
        {"three",
         {seen("s-3", progressing), seen("s-1", accomplished), seen("s-2", accomplished)},
         "s-1",
         {"s-2", "s-3"}},
    };
    for (const Row& row : rows) {
        CAPTURE(row.name);
        Stage stage;
        stage.lose();
        stage.listing(row.found);
        CHECK(stage.task.snapshot_id == row.recorded);
        REQUIRE(stage.task.extras.size() == row.extras.size());
        CHECK(stage.answer.new_extras == row.extras.size());
        for (std::size_t i = 0; i < row.extras.size(); ++i)
            CHECK(stage.task.extras[i].snapshot_id == row.extras[i]);
        CHECK(stage.answer.has(TaskNote::extra_found));
        CHECK(stage.answer.store);
    }
}

TEST_CASE("the recorded snapshot stays recorded, even when an ACCOMPLISHED one is found beside it") {
    Stage stage;
    stage.follow("s-1");
    stage.listing({seen("s-2", accomplished), seen("s-1", progressing)});
    CHECK(stage.task.snapshot_id == "s-1");
    CHECK(stage.task.state == TaskState::followed);
    REQUIRE(stage.task.extras.size() == 1);
    CHECK(stage.task.extras[0].snapshot_id == "s-2");
    CHECK(stage.task.extras[0].found_at == stage.facts.wall_now);
}

TEST_CASE("an extra is told once and its status is kept current") {
    Stage stage;
    stage.follow("s-1");
    stage.listing({seen("s-1", progressing), seen("s-2", progressing)});
    CHECK(stage.answer.new_extras == 1);
    stage.listing({seen("s-1", progressing), seen("s-2", progressing)});
    CHECK(stage.answer.new_extras == 0);
    CHECK_FALSE(stage.answer.store);
    stage.listing({seen("s-1", progressing), seen("s-2", accomplished)});
    CHECK(stage.answer.store);
    CHECK(stage.answer.new_extras == 0);
    CHECK(stage.task.extras.at(0).status == accomplished);
}

TEST_CASE("FAILED: a new number, after a delay, inside the window") {
    Stage stage;
    stage.follow("s-1");
    stage.later(1min);
    stage.listing({seen("s-1", failed)});
    CHECK(note_words(stage.answer) == "snapshot_failed");
    CHECK(stage.task.state == TaskState::due);
    CHECK(stage.task.snapshot_number == 2);
    CHECK(stage.task.failed_snapshots == 1);
    CHECK(stage.task.snapshot_id.empty());
    CHECK(stage.task.detail == "snapshot s-1 FAILED");
    CHECK(stage.answer.wake_at >= stage.facts.now + stage.rules.retry.first / 2);
    stage.to(stage.answer.wake_at);
    stage.follow("s-2");
    SUBCASE("the FAILED one is known and no extra") {
        stage.listing({seen("s-1", failed), seen("s-2", accomplished, 2, 2)});
        CHECK(stage.task.extras.empty());
        CHECK(stage.task.outcome == Outcome::done);
        CHECK(stage.task.snapshot_id == "s-2");
    }
    SUBCASE("also while nothing is recorded") {
        stage.listing({seen("s-2", failed, 2, 2)});
        stage.listing({seen("s-1", failed), seen("s-2", failed, 2, 2)});
        CHECK(stage.task.state == TaskState::due);
        CHECK(stage.task.extras.empty());
        CHECK(stage.task.failed_snapshots == 2);
        CHECK(stage.task.snapshot_number == 3);
    }
}

TEST_CASE("as many snapshots FAILED as the policy allows: failed") {
    Stage stage;
    stage.rules.retry.attempts = 3;
    for (std::uint32_t number = 1; number <= 3; ++number) {
        CAPTURE(number);
        REQUIRE(stage.task.state == TaskState::due);
        CHECK(stage.task.snapshot_number == number);
        stage.later(10min);
        const std::string id = "s-" + std::to_string(number);
        stage.follow(id);
        stage.listing({seen(id, failed, number, number)});
    }
    CHECK(stage.task.state == TaskState::settled);
    CHECK(stage.task.outcome == Outcome::failed);
    CHECK(stage.task.reason == Reason::reported_failed);
}

TEST_CASE("FAILED when the window is over: failed, not missed") {
    Stage stage;
    stage.follow("s-1");
    stage.window_over();
    stage.listing({seen("s-1", failed)});
    CHECK(stage.task.outcome == Outcome::failed);
    CHECK(stage.task.reason == Reason::reported_failed);
}

TEST_CASE("the recorded one FAILED: the best live extra takes its place, and it becomes an extra quietly") {
    Stage stage;
    stage.follow("s-1");
    stage.listing(
        {seen("s-1", progressing), made_at(seen("s-3", progressing), 9s), made_at(seen("s-2", progressing), 1s)});
    SUBCASE("found earlier") {
        stage.listing({seen("s-1", failed), seen("s-2", progressing), seen("s-3", progressing)});
        CHECK(note_words(stage.answer) == "snapshot_failed+extra_promoted");
        CHECK(stage.task.snapshot_id == "s-2");
        CHECK(stage.task.state == TaskState::followed);
    }
    SUBCASE("ACCOMPLISHED before an older one") {
        stage.listing({seen("s-1", failed), seen("s-2", progressing), seen("s-3", accomplished)});
        CHECK(note_words(stage.answer) == "done+snapshot_failed+extra_promoted");
        CHECK(stage.task.snapshot_id == "s-3");
        CHECK(stage.task.outcome == Outcome::done);
    }
    SUBCASE("found in the same listing") {
        stage.listing({seen("s-1", failed), seen("s-2", failed), seen("s-3", failed), seen("s-4", accomplished)});
        CHECK(stage.task.snapshot_id == "s-4");
        CHECK(stage.answer.new_extras == 0);
    }
    CHECK(stage.task.failed_snapshots == 1);
    CHECK(stage.task.snapshot_number == 1);
    const std::size_t extras = stage.task.extras.size();
    const auto recorded = stage.task.snapshot_id;
    stage.listing({seen("s-1", failed), seen(recorded, accomplished)});
    CHECK_FALSE(stage.answer.has(TaskNote::extra_found));
    CHECK(stage.task.extras.size() == extras);
    CHECK(stage.task.outcome == Outcome::done);
}

TEST_CASE("the recorded one FAILED and so did every extra: a new number") {
    Stage stage;
    stage.follow("s-1");
    stage.listing({seen("s-1", failed), seen("s-2", failed)});
    CHECK(stage.task.state == TaskState::due);
    CHECK(stage.task.snapshot_number == 2);
}

namespace {

void settle_as(Stage& stage, Outcome outcome) {
    if (outcome == Outcome::skipped) {
        stage.facts.desktop.status = DesktopStatus::hibernated;
        stage.tick();
    } else if (outcome == Outcome::failed) {
        stage.send();
        stage.refused(ErrorClass::quota);
    } else {
        stage.window_over();
        stage.tick();
    }
    REQUIRE(stage.task.outcome == outcome);
}

}  // namespace

TEST_CASE("a snapshot found after the task was settled otherwise reopens failed and missed, never skipped") {
    for (const Outcome outcome : {Outcome::failed, Outcome::missed, Outcome::skipped}) {
        CAPTURE(outcome);
        Stage stage;
        settle_as(stage, outcome);
        stage.listing({seen("s-0", failed)});
        CHECK(stage.task.snapshot_id.empty());
        stage.listing({seen("s-1", progressing)});
        CHECK(stage.task.outcome == outcome);
        stage.listing({seen("s-1", accomplished)});
        if (outcome == Outcome::skipped) {
            CHECK(stage.task.outcome == Outcome::skipped);
            REQUIRE(stage.task.extras.size() == 2);
            CHECK(stage.task.extras[1].snapshot_id == "s-1");
            CHECK(stage.task.extras[1].status == accomplished);
        } else {
            CHECK(stage.task.outcome == Outcome::done);
            CHECK(stage.task.reason == Reason::found);
            CHECK(stage.task.snapshot_id == "s-1");
        }
    }
}

TEST_CASE("a snapshot that the ledger did not know is adopted instead of sending") {
    Stage stage;
    stage.listing({seen("s-1", progressing, 2, 5)});
    CHECK(note_words(stage.answer) == "adopted");
    CHECK(stage.task.state == TaskState::followed);
    CHECK(stage.task.snapshot_number == 2);
    CHECK(stage.task.accepted_at == stage.facts.wall_now);
    stage.listing({seen("s-1", accomplished, 2, 5)});
    CHECK(stage.task.outcome == Outcome::done);
}

TEST_CASE("a snapshot that is found counts from when the cloud made it, never from a moment that is yet to come") {
    Stage stage;
    stage.facts.wall_now += 48h;
    const WallTime now = stage.facts.wall_now;
    Sighting found = seen("s-1", accomplished);
    SUBCASE("a day ago") {
        found.created = now - 20h;
    }
    SUBCASE("while the clock here is slow") {
        found.created = now + 3h;
    }
    stage.listing({found});
    CHECK(stage.task.outcome == Outcome::done);
    CHECK(stage.task.accepted_at == std::min(now, found.created));
}

TEST_CASE("an extra that takes the place of a FAILED one counts from when it was made") {
    Stage stage;
    stage.follow("s-1");
    stage.later(30h);
    Sighting extra = seen("s-2", accomplished, 1, 2);
    extra.created = stage.facts.wall_now - 20h;
    stage.listing({seen("s-1", failed), extra});
    REQUIRE(stage.task.snapshot_id == "s-2");
    CHECK(stage.task.accepted_at == extra.created);
}

TEST_CASE("what was accepted while the clock was ahead is put right when it is listed") {
    Stage stage;
    stage.follow("s-1");
    const WallTime accepted = stage.facts.wall_now;
    stage.later(10min);
    stage.facts.wall_now = accepted - 30 * 24h;
    Sighting recorded = seen("s-1", accomplished);
    SUBCASE("to the cloud's time") {
        recorded.created = stage.facts.wall_now - 10min;
    }
    SUBCASE("to now, where it does not say") {
        recorded.created = {};
    }
    stage.listing({recorded});
    CHECK(stage.task.outcome == Outcome::done);
    CHECK(stage.task.accepted_at == (recorded.created == WallTime{} ? stage.facts.wall_now : recorded.created));
}

TEST_CASE("an older ledger: what was FAILED and what took its place are put in order by one listing") {
    Stage stage;
    stage.listing({seen("s-1", failed, 1, 1), seen("s-2", progressing, 2, 2)});
    CHECK(stage.task.snapshot_id == "s-2");
    CHECK(stage.task.snapshot_number == 2);
    CHECK(stage.task.extras.empty());

    Stage followed;
    followed.follow("s-1");
    followed.listing({seen("s-1", failed, 1, 1), seen("s-2", progressing, 2, 2)});
    CHECK(followed.task.snapshot_id == "s-2");
    CHECK(followed.task.state == TaskState::followed);
}

TEST_CASE("an old failure that explains a suspect ends it; by its name alone it does not") {
    for (const bool by_stamp : {true, false}) {
        CAPTURE(by_stamp);
        Stage stage;
        stage.lose();
        stage.look_in_vain();
        stage.durable();
        stage.accepted("s-2");
        stage.listing({seen("s-2", failed, 1, 2)});
        REQUIRE(stage.task.snapshot_number == 2);
        stage.listing({seen("s-2", failed, 1, 2), seen("s-1", failed, 1, by_stamp ? 1 : 0)});
        CHECK(stage.task.suspects.empty() == by_stamp);
        CHECK(stage.task.extras.size() == (by_stamp ? 1 : 0));
        CHECK(stage.task.state == TaskState::due);
    }
}
