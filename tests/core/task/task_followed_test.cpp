// What becomes of a snapshot that is followed: vanished, stuck, done in spite of it.
#include "core/task/task_stage.hpp"

using namespace ecdsnap::core;

namespace {

constexpr auto progressing = SnapshotStatus::progressing;
constexpr auto accomplished = SnapshotStatus::accomplished;

}  // namespace

TEST_CASE("vanished: absent from two complete listings for ten minutes, then one new try") {
    Stage stage;
    stage.follow("s-1");
    const SteadyTime accepted = stage.facts.now;
    stage.later(5min);
    stage.listing();
    CHECK(stage.task.state == TaskState::followed);
    stage.to(accepted + vanish_after - 1ms);
    stage.listing();
    CHECK(stage.task.state == TaskState::followed);
    stage.later(1ms);
    stage.listing();
    CHECK(note_words(stage.answer) == "vanished");
    CHECK(stage.task.state == TaskState::due);
    CHECK(stage.task.reason == Reason::vanished);
    CHECK(stage.task.snapshot_number == 2);
    CHECK(stage.task.failed_snapshots == 0);

    SUBCASE("the second time it is failed") {
        stage.to(stage.answer.wake_at);
        stage.follow("s-2");
        stage.later(11min);
        stage.listing();
        stage.listing();
        CHECK(stage.task.outcome == Outcome::failed);
        CHECK(stage.task.reason == Reason::vanished);
    }
    SUBCASE("when the window is over it is failed, not missed") {
        stage.window_over();
        stage.tick();
        CHECK(stage.task.outcome == Outcome::failed);
        CHECK(stage.task.reason == Reason::vanished);
    }
    SUBCASE("it is back before the new try: followed again") {
        stage.listing({seen("s-1", progressing)});
        CHECK(stage.task.state == TaskState::followed);
        CHECK(stage.task.snapshot_id == "s-1");
        CHECK(stage.task.snapshot_number == 2);
    }
}

TEST_CASE("one absence is not enough, however late; a sighting starts the ten minutes anew") {
    Stage stage;
    stage.follow("s-1");
    stage.later(2h);
    stage.listing();
    CHECK(stage.task.state == TaskState::followed);
    stage.listing({seen("s-1", progressing)});
    stage.later(9min);
    stage.listing();
    stage.listing();
    CHECK(stage.task.state == TaskState::followed);
    stage.later(1min);
    stage.listing();
    CHECK(stage.task.state == TaskState::due);
}

TEST_CASE("a listing that began before the acceptance says nothing about its absence") {
    Stage stage;
    stage.send();
    const SteadyTime before = stage.facts.now;
    stage.later(1s);
    stage.accepted("s-1");
    Listed listed;
    listed.started = before;
    stage.give(listed);
    CHECK(stage.task.absences == 0);
}

TEST_CASE("vanished with a live extra: the extra takes its place, nothing is sent") {
    Stage stage;
    stage.follow("s-1");
    SUBCASE("known before") {
        stage.listing({seen("s-1", progressing), seen("s-2", progressing)});
    }
    SUBCASE("found in the listing that decides") {}
    stage.later(11min);
    stage.listing({seen("s-2", progressing)});
    stage.listing({seen("s-2", progressing)});
    CHECK(stage.answer.has(TaskNote::vanished));
    CHECK(stage.answer.has(TaskNote::extra_promoted));
    CHECK(stage.task.state == TaskState::followed);
    CHECK(stage.task.snapshot_id == "s-2");
    CHECK(stage.task.extras.empty());
    stage.listing({seen("s-2", accomplished)});
    CHECK(stage.task.outcome == Outcome::done);
}

TEST_CASE("stuck: unfinished after `completion`") {
    Stage stage;
    stage.follow("s-1");
    const SteadyTime accepted = stage.facts.now;
    stage.to(accepted + 24h - 1ms);
    CHECK(stage.listing({seen("s-1", progressing)}).wake_at == accepted + 24h);
    stage.later(1ms);
    stage.listing({seen("s-1", progressing)});
    CHECK(stage.task.outcome == Outcome::failed);
    CHECK(stage.task.reason == Reason::stuck);
    CHECK(stage.task.snapshot_id == "s-1");

    SUBCASE("and done after all, once") {
        stage.listing({seen("s-1", progressing)});
        CHECK(stage.task.outcome == Outcome::failed);
        stage.listing({seen("s-1", accomplished)});
        CHECK(note_words(stage.answer) == "done+reopened");
        CHECK(stage.task.state == TaskState::settled);
        CHECK(stage.task.outcome == Outcome::done);
        CHECK(stage.task.reason == Reason::found);
        CHECK(stage.task.reopened);
    }
    SUBCASE("but not when it was reopened before") {
        stage.task.reopened = true;
        stage.listing({seen("s-1", accomplished)});
        CHECK(stage.task.outcome == Outcome::failed);
    }
}

TEST_CASE("nothing is stuck that no listing has shown since: the machine may have been suspended") {
    Stage stage;
    stage.follow("s-1");
    stage.later(30h);
    stage.tick();
    CHECK(stage.task.state == TaskState::followed);
    CHECK(stage.answer.wake_at == stage.facts.now + listing_patience);
    SUBCASE("the next listing tells") {
        stage.later(2s);
        stage.listing({seen("s-1", accomplished)});
        CHECK(stage.task.outcome == Outcome::done);
    }
    SUBCASE("no listing ever comes: that is not waited for without end") {
        stage.later(listing_patience - 1ms);
        stage.tick();
        CHECK(stage.task.state == TaskState::followed);
        stage.later(1ms);
        stage.tick();
        CHECK(stage.task.outcome == Outcome::failed);
        CHECK(stage.task.reason == Reason::stuck);
    }
}

TEST_CASE("stuck with an ACCOMPLISHED extra: the extra takes its place, and the task is done") {
    Stage stage;
    stage.follow("s-1");
    stage.listing({seen("s-1", progressing), seen("s-2", accomplished)});
    REQUIRE(stage.task.extras.size() == 1);
    stage.later(24h);
    stage.listing({seen("s-1", progressing)});
    CHECK(note_words(stage.answer) == "done+extra_promoted");
    CHECK(stage.task.outcome == Outcome::done);
    CHECK(stage.task.snapshot_id == "s-2");
    CHECK(stage.task.extras.empty());
    CHECK(stage.answer.store);
    SUBCASE("the stuck one becomes an extra when it is seen again") {
        stage.listing({seen("s-1", progressing), seen("s-2", accomplished)});
        REQUIRE(stage.task.extras.size() == 1);
        CHECK(stage.task.extras[0].snapshot_id == "s-1");
        CHECK(stage.answer.new_extras == 1);
    }
}

TEST_CASE("stuck, and an extra that runs still: done once that one is ACCOMPLISHED") {
    Stage stage;
    stage.follow("s-1");
    stage.listing({seen("s-1", progressing), seen("s-2", progressing)});
    stage.later(24h);
    stage.listing({seen("s-1", progressing), seen("s-2", progressing)});
    CHECK(stage.task.outcome == Outcome::failed);
    CHECK(stage.task.reason == Reason::stuck);
    stage.listing({seen("s-1", progressing), seen("s-2", accomplished)});
    CHECK(stage.answer.has(TaskNote::reopened));
    CHECK(stage.task.outcome == Outcome::done);
    CHECK(stage.task.reason == Reason::found);
    CHECK(stage.task.snapshot_id == "s-2");
    CHECK(stage.task.reopened);
}

TEST_CASE("no suspect is forgotten over a suspension: a listing that follows is still waited for") {
    Stage stage;
    stage.lose();
    stage.look_in_vain();
    stage.durable();
    stage.accepted("s-2");
    stage.listing({seen("s-2", accomplished, 1, 2)});
    REQUIRE(stage.task.state == TaskState::settled);
    stage.later(9h);
    stage.tick();
    REQUIRE(stage.task.suspects.size() == 1);
    CHECK(stage.answer.wake_at == stage.facts.now + listing_patience);
    SUBCASE("it shows what the suspect has made") {
        stage.later(2s);
        stage.listing({seen("s-2", accomplished, 1, 2), seen("s-1", accomplished)});
        CHECK(stage.answer.has(TaskNote::suspect_found));
        CHECK(stage.answer.new_extras == 1);
    }
    SUBCASE("none comes: that is not waited for without end") {
        stage.later(listing_patience - 1ms);
        stage.tick();
        CHECK(stage.task.suspects.size() == 1);
        stage.later(1ms);
        stage.tick();
        CHECK(stage.task.suspects.empty());
        CHECK(stage.answer.store);
    }
}

TEST_CASE("only a listing that would show it proves a snapshot gone") {
    Stage stage;
    stage.follow("s-1");
    Listed range;
    range.coverage = Listed::Coverage::recent;
    for (int minute = 0; minute < 30; ++minute) {
        stage.later(1min);
        range.started = stage.facts.now;
        stage.give(range);
    }
    CHECK(stage.task.state == TaskState::followed);
    CHECK(stage.task.absences == 0);
}

TEST_CASE("a listing that shows ACCOMPLISHED wins over the completion time") {
    Stage stage;
    stage.follow("s-1");
    stage.later(25h);
    stage.listing({seen("s-1", accomplished)});
    CHECK(stage.task.outcome == Outcome::done);
}
