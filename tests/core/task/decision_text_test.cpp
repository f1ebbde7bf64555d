// A trace of decisions is a story that a person can follow: the machine is driven, whole lines are compared.
#include "core/task/decision_text.hpp"

#include "task_pairs.hpp"

using namespace ecdsnap::core;

namespace {

// A task of the slot of 18:00 whose turns are told. The settle time is 10 s, the first back-off 15 s.
struct Story {
    Stage stage;
    Slot slot;

    Story() {
        slot.key = {"nightly", std::chrono::floor<std::chrono::seconds>(stage.facts.wall_now), SlotKind::scheduled};
    }

    std::string line(const TaskEvent& event) {
        const Task before = stage.task;
        stage.give(event);
        return decision_text({before, stage.task, slot, &event, stage.facts, stage.answer});
    }
    // Without the task's name in front, which is the same in each line.
    std::string tell(const TaskEvent& event) {
        const std::string text = line(event);
        const std::string task = "nightly 24T18:00 ecd-1 system: ";
        if (text.empty()) return text;
        REQUIRE(text.substr(0, task.size()) == task);
        return text.substr(task.size());
    }
    std::string tell_look(std::vector<Sighting> sightings, std::optional<SteadyTime> witness = std::nullopt) {
        Listed listed;
        listed.started = stage.facts.now;
        listed.sightings = std::move(sightings);
        listed.witness = witness;
        listed.look_up = true;
        return tell(std::move(listed));
    }
    std::string tell_refused(ErrorClass kind, std::string code, int status, std::optional<Millis> named = {}) {
        Error error;
        error.kind = kind;
        error.code = std::move(code);
        error.http_status = status;
        error.retry_after = named;
        return tell(Refused{error});
    }
    std::string tell_lost(int status, std::string message = {}) {
        Error error;
        error.effect = Effect::unknown;
        error.http_status = status;
        error.message = std::move(message);
        return tell(Lost{error});
    }
};

}  // namespace

TEST_CASE("a send that is accepted and accomplished is told from its turn to its end") {
    Story story;
    CHECK(story.line(Tick{}) == "nightly 24T18:00 ecd-1 system: due; writes the intent of send 1");
    CHECK(story.tell(IntentDurable{}) == "intent is durable; send 1 leaves");
    CHECK(story.tell(Accepted{"s-1"}) == "accepted as s-1; followed");
    CHECK(story.tell_look({seen("s-1", SnapshotStatus::progressing)}) == "");
    story.stage.later(2500ms);
    CHECK(story.tell_look({seen("s-1", SnapshotStatus::accomplished)}) ==
          "listing of 18:00:02.500 shows s-1 ACCOMPLISHED by send 1; done (s-1 ACCOMPLISHED)");
}

TEST_CASE("a manual slot is told with its seconds and its kind") {
    Story story;
    story.slot.key.kind = SlotKind::manual;
    story.slot.key.instant += 7s;
    story.stage.task.disk = DiskKind::data;
    CHECK(story.line(Tick{}) == "nightly 24T18:00:07 (manual) ecd-1 data: due; writes the intent of send 1");
}

TEST_CASE("a lost answer is told look by look until the next send") {
    Story story;
    story.stage.send();
    story.stage.later(3120ms);
    CHECK(story.tell_lost(503) ==
          "answer lost (HTTP 503); send 1 is a suspect; looks from 18:00:13.120 (settle time 10.0 s)");
    CHECK(story.tell(Tick{}) == "");
    story.stage.later(10s);
    CHECK(story.tell(Tick{}) == "looks for send 1");
    CHECK(story.tell(LookFailed{}) == "look-up failed; look-up first, not before 18:00:18.120");
    story.stage.later(5s);
    CHECK(story.tell(Tick{}) == "looks for send 1");
    CHECK(story.tell_look({}) ==
          "listing of 18:00:18.120 shows nothing (look 1 of 2, no witness); looks again at 18:00:23.120");
    story.stage.later(5s);
    story.stage.facts.disk_free = false;
    CHECK(story.tell_look({}, story.stage.facts.now) ==
          "listing of 18:00:23.120 shows nothing (look 2 of 2, a newer one is listed); waits for an earlier task of "
          "this disk");
    story.stage.facts.disk_free = true;
    story.stage.later(6s);
    CHECK(story.tell(Tick{}) == "looks for send 1 once more, right before sending");
    CHECK(story.tell_look({}) ==
          "listing of 18:00:29.120 shows nothing (look 3, no witness); writes the intent of send 2 "
          "(3 looks saw nothing, last 0.0 s ago)");
}

TEST_CASE("what the look-up finds is told with the send that made it") {
    Story story;
    story.stage.lose();
    story.stage.later(10s);
    SUBCASE("by its stamp") {
        CHECK(story.tell_look({seen("s-1", SnapshotStatus::progressing)}) ==
              "listing of 18:00:10.000 shows s-1 PROGRESSING by send 1; followed");
    }
    SUBCASE("by its name alone") {
        CHECK(story.tell_look({seen("s-1", SnapshotStatus::progressing, 1, 0)}) ==
              "listing of 18:00:10.000 shows s-1 PROGRESSING by an unknown send; perhaps of send 1, by its name; "
              "followed "
              "beside 1 suspect");
    }
    SUBCASE("two of them") {
        CHECK(story.tell_look({seen("s-1", SnapshotStatus::progressing), seen("s-2", SnapshotStatus::accomplished)}) ==
              "listing of 18:00:10.000 shows s-1 PROGRESSING by send 1, s-2 ACCOMPLISHED by send 1; s-1 is an extra; "
              "done (s-2 ACCOMPLISHED)");
    }
    SUBCASE("many: three are named") {
        std::vector<Sighting> many;
        for (const char* id : {"s-1", "s-2", "s-3", "s-4", "s-5"})
            many.push_back(seen(id, SnapshotStatus::failed));
        const std::string words = story.tell_look(many);
        CHECK(words.find("s-3 FAILED by send 1 and 2 more; FAILED 1 of 5;") != std::string::npos);
    }
}

TEST_CASE("a window that ends over a suspect is told, then the last look and the outcome") {
    Story story;
    story.stage.later(2h + 55min);
    story.stage.lose();
    story.stage.facts.hold = Reason::ledger_unavailable;
    story.stage.window_over();
    CHECK(story.tell(Tick{}) == "window over with 1 suspect; only look-ups until 21:15:00.000");
    CHECK(story.tell_look({}) ==
          "listing of 21:00:00.002 shows nothing (look 1 of 2, no witness); window over with 1 suspect; only look-ups "
          "until 21:15:00.000");
    story.stage.to(story.stage.answer.wake_at);
    CHECK(story.tell(Tick{}) == "looks for send 1 a last time");
    CHECK(story.tell_look({}) ==
          "listing of 21:15:00.000 shows nothing; send 1 can have no effect any more (20m over); window over; missed: "
          "the answer to a send was lost; looking for its snapshot (Code.ambiguous)");
    CHECK(
        story.tell_look({seen("s-1", SnapshotStatus::progressing)}) ==
        "listing of 21:15:00.000 shows s-1 PROGRESSING by send 1; adopted (no suspect explains it); stays missed until "
        "s-1 is ACCOMPLISHED");
    CHECK(story.tell_look({seen("s-1", SnapshotStatus::accomplished)}) ==
          "listing of 21:15:00.000 shows s-1 ACCOMPLISHED by send 1; done after all (s-1 ACCOMPLISHED)");
}

TEST_CASE("refusals are told with their code and when the task comes again") {
    Story story;
    story.stage.send();
    SUBCASE("busy") {
        CHECK(story.tell_refused(ErrorClass::busy, "IncorrectDiskStatus.CreatingSnapshot", 400) ==
              "disk busy (IncorrectDiskStatus.CreatingSnapshot); look-up first, not before 18:00:15.000");
        story.stage.later(15s);
        CHECK(story.tell(Tick{}) == "looks up whose snapshot is in progress");
        CHECK(story.tell_look({}) ==
              "listing of 18:00:15.000 shows nothing; writes the intent of send 2 (a look-up 0.0 s "
              "ago saw nothing)");
        CHECK(story.tell(IntentDurable{}) == "intent is durable; send 2 leaves");
        CHECK(
            story.tell_refused(ErrorClass::busy, "IncorrectDiskStatus.CreatingSnapshot", 400) ==
            "disk busy (IncorrectDiskStatus.CreatingSnapshot); look-up first, not before 18:00:45.000 (refusal 2 in a "
            "row)");
    }
    SUBCASE("throttled, with a time named") {
        CHECK(story.tell_refused(ErrorClass::throttled, "Throttling.User", 400, 90s) ==
              "throttled (Throttling.User), come again in 1m30s; not before 18:01:30.000");
    }
    SUBCASE("past midnight the day is told") {
        story.stage.facts.window_end += 24h;
        CHECK(story.tell_refused(ErrorClass::throttled, "Throttling", 429, 7h) ==
              "throttled (Throttling), come again in 7h; not before 25T01:00:00.000");
    }
    SUBCASE("for good") {
        CHECK(
            story.tell_refused(ErrorClass::quota, "SnapshotQuotaExceeded", 403) ==
            "refused: too many snapshots (SnapshotQuotaExceeded); failed: the service's limit on snapshots is reached "
            "(SnapshotQuotaExceeded)");
    }
    SUBCASE("without an answer") {
        CHECK(story.tell_refused(ErrorClass::temporary, "", 0) ==
              "refused for now (no answer); not before 18:00:15.000");
    }
    SUBCASE("a text from outside stays short and on one line") {
        const std::string words = story.tell_lost(0, "tls:\n" + std::string(50, 'x') + "äöüäöüäöü");
        CHECK(words == "answer lost (tls:\\n" + std::string(50, 'x') +
                           "…); send 1 is a suspect; looks from 18:00:10.000 (settle time 10.0 s)");
    }
}

TEST_CASE("what a task waits for is told, once") {
    Story story;
    TaskFacts& facts = story.stage.facts;
    std::string wanted;
    SUBCASE("a state") {
        facts.desktop.status = DesktopStatus::starting, wanted = "waits for the desktop (Starting)";
    }
    SUBCASE("a desktop that is to be woken") {
        story.stage.rules.states.hibernated = Hibernated::wake;
        facts.desktop.status = DesktopStatus::hibernated, wanted = "waits for the desktop to wake up (Hibernated)";
    }
    SUBCASE("an update") {
        facts.desktop.management = Management::updating, wanted = "waits for the desktop (being updated)";
    }
    SUBCASE("the inventory") {
        facts.desktop.presence = DesktopView::Presence::unknown;
        wanted = "waits for the desktop (not in the inventory)";
    }
    SUBCASE("another task") {
        facts.disk_free = false, wanted = "waits for an earlier task of this disk";
    }
    SUBCASE("the ledger") {
        facts.hold = Reason::ledger_unavailable;
        wanted = "waits: the ledger cannot be written, so nothing may be sent";
    }
    SUBCASE("the adoption after a start") {
        facts.hold = Reason::unreachable;
        wanted = "waits until the site's snapshots have been listed";
    }
    SUBCASE("the queue") {
        facts.hold = Reason::no_capacity, wanted = "waits for its turn";
    }
    CHECK(story.tell(Tick{}) == wanted);
    CHECK(story.tell(Tick{}) == "");
}

TEST_CASE("an intent that may not be sent any more is told to be withdrawn") {
    Story story;
    story.stage.tick();
    SUBCASE("window over") {
        story.stage.window_over();
        CHECK(story.tell(IntentDurable{}) ==
              "intent is durable; intent withdrawn; window over; missed: the queue was longer than the window");
    }
    SUBCASE("the ledger refused it") {
        CHECK(story.tell(IntentRejected{}) ==
              "the ledger did not take the intent; intent withdrawn; not before 18:00:15.000");
    }
    SUBCASE("its snapshot is there already") {
        CHECK(story.tell_look({seen("s-1", SnapshotStatus::progressing)}) ==
              "listing of 18:00:00.000 shows s-1 PROGRESSING by send 1; intent withdrawn; adopted (no suspect "
              "explains it); followed");
    }
}

TEST_CASE("another daemon that may be alive is a reason to look first") {
    Story story;
    story.stage.facts.look_first = true;
    CHECK(story.tell(Tick{}) == "looks first: another daemon may be alive");
}

TEST_CASE("a snapshot that FAILED or vanished is told with what takes its place") {
    Story story;
    story.stage.follow();
    SUBCASE("failed: the next number") {
        CHECK(story.tell_look({seen("s-1", SnapshotStatus::failed)}) ==
              "listing of 18:00:00.000 shows s-1 FAILED by send 1; FAILED 1 of 5; goes on with snapshot number 2; not "
              "before 18:00:15.000");
    }
    SUBCASE("failed: an extra") {
        story.stage.look({seen("s-1", SnapshotStatus::progressing), seen("s-2", SnapshotStatus::progressing, 1, 2)});
        CHECK(story.tell_look({seen("s-1", SnapshotStatus::failed)}) ==
              "listing of 18:00:00.000 shows s-1 FAILED by send 1; FAILED 1 of 5; s-2 takes its place; followed");
    }
    SUBCASE("vanished") {
        story.stage.later(5min);
        CHECK(story.tell_look({}) == "");
        story.stage.later(5min);
        CHECK(story.tell_look({}) ==
              "listing of 18:10:00.000 shows nothing; s-1 has vanished (not listed since "
              "18:00:00.000); goes on with snapshot number 2; not before 18:10:15.000");
    }
    SUBCASE("stuck") {
        story.stage.later(story.stage.rules.completion);
        CHECK(story.tell_look({seen("s-1", SnapshotStatus::progressing)}) ==
              "listing of 18:00:00.000 shows s-1 PROGRESSING by send 1; failed: the snapshot did not finish in time "
              "(completion)");
    }
}

TEST_CASE("a task that is called off is told what happens to what was sent") {
    Story story;
    SUBCASE("nothing") {
        CHECK(story.tell(Cancelled{}) ==
              "called off (policy_removed); skipped: the policy was removed before anything was sent");
    }
    SUBCASE("a suspect") {
        story.stage.lose();
        CHECK(story.tell(Cancelled{Reason::replaced}) ==
              "called off (replaced); no more sends (replaced) with 1 suspect; only look-ups until 18:20:00.000");
        CHECK(story.tell(Tick{}) == "");
    }
    SUBCASE("on the wire") {
        story.stage.send();
        CHECK(story.tell(Cancelled{}) == "called off (policy_removed); decided by the answer to the send");
    }
    SUBCASE("a snapshot beside a suspect") {
        story.stage.lose();
        story.stage.look_in_vain();
        story.stage.durable();
        story.stage.accepted();
        CHECK(story.tell(Cancelled{}) == "called off (policy_removed); follows s-1 as before beside 1 suspect");
        story.stage.later(20min);
        Listed range;
        range.started = story.stage.facts.now;
        range.coverage = Listed::Coverage::recent;
        CHECK(story.tell(range).ends_with("send 1 can have no effect any more (20m over); follows s-1 as before"));
    }
}

TEST_CASE("what a start makes of a task is told") {
    Story story;
    const auto recovered = [&] {
        const Task stored = story.stage.task;
        recover(story.stage.task, story.stage.facts.now);
        return decision_words({stored, story.stage.task, story.slot, nullptr, story.stage.facts, {}});
    };
    CHECK(recovered() == "recovered at a start: due");
    story.stage.send();
    story.stage.later(1min);
    CHECK(recovered() == "recovered at a start: send 1 may have left until 18:01:00.000; 1 suspect, looks first");
    CHECK(recovered() == "recovered at a start: due with 1 suspect, looks first");
    story.stage.look({seen("s-1", SnapshotStatus::progressing)});
    CHECK(recovered() == "recovered at a start: follows s-1");
}

TEST_CASE("whatever happens in whatever state, the line is there when something is decided, and is short") {
    std::size_t told = 0;
    for (const StartState& from : start_states())
        for (const Happening& happening : happenings()) {
            CAPTURE(from.name);
            CAPTURE(happening.kind);
            CAPTURE(happening.variant);
            Story story;
            from.reach(story.stage);
            happening.change_world(story.stage);
            const Task before = story.stage.task;
            const std::string text = story.line(happening.event(story.stage));
            CAPTURE(text);
            if (text.empty()) {
                CHECK(story.stage.answer.step == TaskStep::wait);
                CHECK(story.stage.answer.notes == 0);
                CHECK(story.stage.task.state == before.state);
                CHECK(story.stage.task.reason == before.reason);
                CHECK(story.stage.task.suspects == before.suspects);
                continue;
            }
            ++told;
            CHECK(text.size() <= 220);
            CHECK(text.find('?') == std::string::npos);
            CHECK(text.find(": ;") == std::string::npos);
            CHECK(text.substr(text.size() - 2) != "; ");
        }
    CHECK(told > 100);
}
