// Which listed snapshot explains which send.
#include "core/task/task_stage.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap::core;

TEST_CASE("a suspect is known by its name alone where descriptions do not come back") {
    Stage stage;
    stage.lose();
    stage.look({seen("s-1", SnapshotStatus::progressing, 1, 0)});
    CHECK(stage.task.state == TaskState::followed);
    CHECK(note_words(stage.answer) == "suspect_found");
}

TEST_CASE("a name alone does not tell which send made a snapshot: the suspect is looked for before the next send") {
    Stage stage;
    stage.lose();
    stage.look({seen("s-1", SnapshotStatus::progressing, 1, 0)});
    CHECK(stage.task.suspects.size() == 1);
    stage.later(1min);
    stage.listing({seen("s-1", SnapshotStatus::failed, 1, 0)});  // another daemon's, perhaps
    CHECK(stage.task.snapshot_number == 2);
    stage.to(stage.task.not_before);
    CHECK(stage.tick().step == TaskStep::look_up);
    stage.look({seen("s-1", SnapshotStatus::failed, 1, 0), seen("s-2", SnapshotStatus::progressing, 1, 0)});
    CHECK(stage.task.send_number == 1);
    CHECK(stage.task.state != TaskState::intended);
}

TEST_CASE("a snapshot of another start explains no send of this one, though number and send are the same") {
    Sighting earlier = seen("s-1", SnapshotStatus::progressing);
    earlier.earlier_start = true;
    SUBCASE("a suspect of this start stays") {
        Stage stage;
        stage.lose();
        stage.look({earlier});
        CHECK(stage.task.suspects.size() == 1);
        CHECK(stage.task.state == TaskState::followed);
        CHECK(note_words(stage.answer) == "adopted");
    }
    SUBCASE("a suspect of an earlier start is found by it, and by no snapshot of this start") {
        Stage stage;
        stage.lose();
        recover(stage.task, stage.facts.now);
        stage.look({seen("s-2", SnapshotStatus::progressing)});
        CHECK(stage.task.suspects.size() == 1);
        stage.look({seen("s-2", SnapshotStatus::progressing), earlier});
        CHECK(stage.task.suspects.empty());
    }
}
