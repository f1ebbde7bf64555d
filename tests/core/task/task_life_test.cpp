// A task's life from end to end: as it should go, then with trouble at each step.
#include "core/task/task_stage.hpp"

using namespace ecdsnap::core;

TEST_CASE("a task goes from due over intended and followed to done") {
    Stage stage;

    CHECK(stage.tick().step == TaskStep::write_intent);
    CHECK(stage.answer.store);
    CHECK(stage.task.state == TaskState::intended);
    CHECK(stage.task.send_number == 1);

    CHECK(stage.durable().step == TaskStep::send);
    CHECK(stage.task.state == TaskState::intended);

    stage.later(200ms);
    CHECK(stage.accepted("s-1").step == TaskStep::wait);
    CHECK(stage.answer.store);
    CHECK(note_words(stage.answer) == "accepted");
    CHECK(stage.task.state == TaskState::followed);
    CHECK(stage.task.snapshot_id == "s-1");
    CHECK(stage.task.accepted_at == stage.facts.wall_now);
    CHECK(stage.task.outcome == Outcome::none);
    CHECK(stage.answer.wake_at == stage.facts.now + stage.rules.completion);

    stage.later(30s);
    stage.listing({seen("s-1", SnapshotStatus::progressing)});
    CHECK(note_words(stage.answer) == "-");
    CHECK(stage.task.state == TaskState::followed);

    stage.later(10min);
    stage.listing({seen("s-1", SnapshotStatus::accomplished)});
    CHECK(stage.answer.store);
    CHECK(note_words(stage.answer) == "done");
    CHECK(stage.task.state == TaskState::settled);
    CHECK(stage.task.outcome == Outcome::done);
    CHECK(stage.task.reason == Reason::accomplished);
    CHECK(stage.task.settled_at == stage.facts.wall_now);
    CHECK(stage.answer.wake_at == never);
}

TEST_CASE("accepted is not done: only ACCOMPLISHED settles a followed task well") {
    Stage stage;
    stage.follow();
    for (const SnapshotStatus status : {SnapshotStatus::progressing, SnapshotStatus::unknown}) {
        stage.later(1min);
        stage.listing({seen("s-1", status)});
        CHECK(stage.task.state == TaskState::followed);
    }
    stage.listing({seen("s-1", SnapshotStatus::accomplished)});
    CHECK(stage.task.outcome == Outcome::done);
}

TEST_CASE("done is for good: what listings say later changes nothing") {
    Stage stage;
    stage.follow();
    stage.listing({seen("s-1", SnapshotStatus::accomplished)});
    const std::string settled = describe(stage.task);
    for (const SnapshotStatus status : {SnapshotStatus::failed, SnapshotStatus::progressing}) {
        stage.later(1min);
        stage.listing({seen("s-1", status)});
        CHECK(describe(stage.task) == settled);
    }
    stage.later(20min);
    stage.listing();
    stage.later(20min);
    stage.listing();
    stage.give(Cancelled{});
    CHECK(describe(stage.task) == settled);
}

namespace {

// The steps of the good life, by name; `stop_before` one of them.
const char* const steps[] = {"tick", "durable", "accepted", "listed progressing", "listed accomplished"};

void play(Stage& stage, std::size_t from, std::size_t until) {
    for (std::size_t step = from; step < until; ++step) {
        switch (step) {
            case 0: stage.tick(); break;
            case 1: stage.durable(); break;
            case 2: stage.accepted(); break;
            case 3: stage.listing({seen("s-1", SnapshotStatus::progressing)}); break;
            case 4: stage.listing({seen("s-1", SnapshotStatus::accomplished)}); break;
        }
        stage.later(1s);
    }
}

}  // namespace

TEST_CASE("after an error at any step the task still ends well, with one snapshot") {
    struct Trouble {
        std::string name;
        std::size_t before;  // the index of the step that it takes the place of
        TaskEvent event;
        std::size_t go_on_with;
    };
    const Stage sample;
    const Trouble troubles[] = {
        {"the ledger refuses the intent", 1, IntentRejected{}, 0},
        {"refused: throttled", 2, Refused{sample.error(ErrorClass::throttled, Effect::none)}, 0},
        {"refused: busy", 2, Refused{sample.error(ErrorClass::busy, Effect::none)}, 0},
        {"refused: not ready", 2, Refused{sample.error(ErrorClass::not_ready, Effect::none)}, 0},
        {"refused: credentials", 2, Refused{sample.error(ErrorClass::credentials, Effect::none)}, 0},
        {"refused: temporary", 2, Refused{sample.error(ErrorClass::temporary, Effect::none)}, 0},
        {"a look-up fails while followed", 3, LookFailed{}, 3},
        {"a look-up fails while due", 0, LookFailed{}, 0},
    };
    for (const Trouble& trouble : troubles) {
        CAPTURE(trouble.name);
        Stage stage;
        play(stage, 0, trouble.before);
        stage.give(trouble.event);
        if (trouble.go_on_with == 0) {
            REQUIRE(stage.task.state == TaskState::due);
            stage.look_in_vain();
            REQUIRE(stage.answer.step == TaskStep::write_intent);
            play(stage, 1, std::size(steps));
        } else {
            play(stage, trouble.go_on_with, std::size(steps));
        }
        CHECK(stage.task.outcome == Outcome::done);
        CHECK(stage.task.snapshot_id == "s-1");
        CHECK(stage.task.suspects.empty());
    }
}

TEST_CASE("cancelled at each step: unsent tasks are skipped, sent ones followed") {
    struct Row {
        std::string name;
        void (*before)(Stage&);
        void (*after)(Stage&);
        Outcome outcome;
        Reason reason;
    };
    constexpr auto nothing = [](Stage&) {};
    const Row rows[] = {
        {"due", nothing, nothing, Outcome::skipped, Reason::policy_removed},
        {"on the wire, then refused for now", [](Stage& s) { s.send(); }, [](Stage& s) { s.refused(ErrorClass::busy); },
         Outcome::skipped, Reason::policy_removed},
        {"on the wire, then accepted", [](Stage& s) { s.send(); },
         [](Stage& s) {
             s.accepted();
             s.listing({seen("s-1", SnapshotStatus::accomplished)});
         },
         Outcome::done, Reason::accomplished},
        {"on the wire, then lost and found", [](Stage& s) { s.send(); },
         [](Stage& s) {
             s.lost();
             s.listing({seen("s-1", SnapshotStatus::accomplished)});
         },
         Outcome::done, Reason::accomplished},
        {"on the wire, then lost for good", [](Stage& s) { s.send(); },
         [](Stage& s) {
             s.lost();
             s.to(s.answer.wake_at);
             s.tick();
             s.look();
         },
         Outcome::skipped, Reason::policy_removed},
        {"followed, then ACCOMPLISHED", [](Stage& s) { s.follow(); },
         [](Stage& s) { s.listing({seen("s-1", SnapshotStatus::accomplished)}); }, Outcome::done, Reason::accomplished},
        {"followed, then FAILED", [](Stage& s) { s.follow(); },
         [](Stage& s) { s.listing({seen("s-1", SnapshotStatus::failed)}); }, Outcome::failed, Reason::reported_failed},
        {"waiting after a FAILED one",
         [](Stage& s) {
             s.follow();
             s.listing({seen("s-1", SnapshotStatus::failed)});
         },
         nothing, Outcome::failed, Reason::reported_failed},
        {"settled", [](Stage& s) { s.window_over(), s.tick(); }, nothing, Outcome::missed, Reason::no_capacity},
    };
    for (const Row& row : rows) {
        CAPTURE(row.name);
        Stage stage;
        row.before(stage);
        stage.give(Cancelled{Reason::policy_removed});
        row.after(stage);
        CHECK(stage.task.state == TaskState::settled);
        CHECK(stage.task.outcome == row.outcome);
        CHECK(stage.task.reason == row.reason);
    }
}

TEST_CASE("a crash at any step ends the same, only later") {
    for (std::size_t at = 0; at <= std::size(steps); ++at) {
        CAPTURE(at);
        const std::string step = at < std::size(steps) ? steps[at] : "the end";
        CAPTURE(step);
        for (const bool effect : {true, false}) {
            CAPTURE(effect);
            Stage before;
            play(before, 0, at);
            Stage after = before.crashed();
            CHECK(after.task.state != TaskState::intended);
            // The intent was durable: whether the call left, only the listing knows.
            CHECK(after.task.suspects.size() == (at == 1 || at == 2 ? 1 : 0));
            const bool made = at >= 3 || (at == 2 && effect);
            if (!made && after.task.state == TaskState::due) {
                after.look_in_vain();
                REQUIRE(after.answer.step == TaskStep::write_intent);
                CHECK(after.task.send_number == (at == 1 || at == 2 ? 2 : 1));
                play(after, 1, std::size(steps));
            } else {
                after.later(30s);
                after.look({seen("s-1", SnapshotStatus::progressing)});
                after.later(30s);
                after.listing({seen("s-1", SnapshotStatus::accomplished)});
            }
            CHECK(after.task.outcome == Outcome::done);
            CHECK(after.task.snapshot_id == "s-1");
            after.later(suspect_horizon);
            after.listing({seen("s-1", SnapshotStatus::accomplished)});
            CHECK(after.task.suspects.empty());
        }
    }
}
