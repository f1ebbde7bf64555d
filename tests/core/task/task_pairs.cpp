#include "task_pairs.hpp"

#include <array>

namespace ecdsnap::core {
namespace {

constexpr Millis turn_comes = 30min;  // the spread of the due states

void reach_due(Stage& stage) {
    stage.task.not_before = stage.facts.now + turn_comes;
}

void reach_next_number(Stage& stage) {
    stage.follow();
    stage.listing({seen("s-1", SnapshotStatus::failed)});
    stage.task.not_before = stage.facts.now + turn_comes;
}

void reach_called_off(Stage& stage) {
    stage.lose();
    stage.give(Cancelled{});
}

// The look-up that it went by grew stale while the ledger took the intent.
void reach_last_look(Stage& stage) {
    stage.lose();
    stage.look_in_vain();
    stage.later(look_up_fresh + 1ms);
    stage.durable();
}

void reach_intended(Stage& stage) {
    REQUIRE(stage.tick().step == TaskStep::write_intent);
}

void reach_followed_with_suspect(Stage& stage) {
    stage.lose();
    stage.look_in_vain();
    REQUIRE(stage.durable().step == TaskStep::send);
    stage.accepted();
}

void reach_done(Stage& stage) {
    stage.follow();
    stage.listing({seen("s-1", SnapshotStatus::accomplished)});
}

void reach_missed(Stage& stage) {
    stage.facts.disk_free = false;
    stage.tick();
    stage.window_over();
    stage.tick();
}

void reach_failed(Stage& stage) {
    stage.follow();
    stage.later(stage.rules.completion);
    stage.listing({seen("s-1", SnapshotStatus::progressing)});
}

// The snapshot that the task has recorded or, where it has none, the one that its last send would have made.
Sighting ours(const Stage& stage, SnapshotStatus status) {
    const Task& task = stage.task;
    return seen(task.snapshot_id.empty() ? "s-1" : task.snapshot_id, status, task.snapshot_number,
                std::max(task.send_number, 1U));
}

TaskEvent listed(const Stage& stage, std::vector<Sighting> sightings) {
    Listed listed;
    listed.started = stage.facts.now;
    listed.sightings = std::move(sightings);
    listed.look_up = stage.task.state == TaskState::due;
    return listed;
}

TaskEvent list_nothing(const Stage& stage) {
    return listed(stage, {});
}

TaskEvent list_two(const Stage& stage) {
    Sighting other = seen("s-9", SnapshotStatus::accomplished, stage.task.snapshot_number);
    return listed(stage, {ours(stage, SnapshotStatus::progressing), other});
}

template <SnapshotStatus status>
TaskEvent list_ours(const Stage& stage) {
    return listed(stage, {ours(stage, status)});
}

template <class Event>
TaskEvent simple(const Stage&) {
    return Event{};
}

template <ErrorClass kind>
TaskEvent refused(const Stage& stage) {
    return Refused{stage.error(kind, Effect::none)};
}

void nothing_changed(Stage&) {}

void its_turn(Stage& stage) {
    stage.later(turn_comes);
}

void window_over(Stage& stage) {
    stage.facts.window_end = stage.facts.wall_now - 1s;
}

void horizon_over(Stage& stage) {
    stage.later(suspect_horizon);
    window_over(stage);
}

// An empty listing after the settle time; the one that follows is late enough for everything it may decide.
void listed_before(Stage& stage) {
    stage.later(stage.facts.settle);
    stage.give(list_nothing(stage));
    stage.later(15min);
}

void on_hold(Stage& stage) {
    stage.facts.hold = Reason::ledger_unavailable;
}

std::vector<Happening> ticks() {
    using Event = TaskEvent (*)(const Stage&);
    const Event tick = simple<Tick>;
    return {
        {"Tick", "nothing is due", nothing_changed, tick},
        {"Tick", "settle time over", [](Stage& stage) { stage.later(stage.facts.settle); }, tick},
        {"Tick", "its turn has come", its_turn, tick},
        {"Tick", "its turn has come, sends are held", [](Stage& stage) { its_turn(stage), on_hold(stage); }, tick},
        {"Tick", "its turn has come, disk not free",
         [](Stage& stage) { its_turn(stage), stage.facts.disk_free = false; }, tick},
        {"Tick", "its turn has come, desktop starting",
         [](Stage& stage) { its_turn(stage), stage.facts.desktop.status = DesktopStatus::starting; }, tick},
        {"Tick", "its turn has come, desktop to be woken",
         [](Stage& stage) {
             its_turn(stage);
             stage.rules.states.hibernated = Hibernated::wake;
             stage.facts.desktop.status = DesktopStatus::hibernated;
         },
         tick},
        {"Tick", "desktop hibernated", [](Stage& stage) { stage.facts.desktop.status = DesktopStatus::hibernated; },
         tick},
        {"Tick", "desktop gone", [](Stage& stage) { stage.facts.desktop.presence = DesktopView::Presence::absent; },
         tick},
        {"Tick", "window over", window_over, tick},
        {"Tick", "window over, clock not trusted",
         [](Stage& stage) { window_over(stage), stage.facts.clock_trusted = false; }, tick},
        {"Tick", "window and horizon over", horizon_over, tick},
        {"Tick", "completion time over", [](Stage& stage) { stage.later(stage.rules.completion); }, tick},
    };
}

std::vector<Happening> answers() {
    const auto lost = [](const Stage& stage) -> TaskEvent {
        return Lost{stage.error(ErrorClass::ambiguous, Effect::unknown)};
    };
    const auto refused_or_not = [](const Stage& stage) -> TaskEvent {
        return Refused{stage.error(ErrorClass::temporary, Effect::unknown)};
    };
    return {
        {"IntentDurable", "", nothing_changed, simple<IntentDurable>},
        {"IntentDurable", "window over", window_over, simple<IntentDurable>},
        {"IntentDurable", "sends are held", on_hold, simple<IntentDurable>},
        {"IntentRejected", "", nothing_changed, simple<IntentRejected>},
        {"Accepted", "", nothing_changed, [](const Stage&) -> TaskEvent { return Accepted{"s-7"}; }},
        {"Refused", "throttled", nothing_changed, refused<ErrorClass::throttled>},
        {"Refused", "busy", nothing_changed, refused<ErrorClass::busy>},
        {"Refused", "name_taken", nothing_changed, refused<ErrorClass::name_taken>},
        {"Refused", "not_ready", nothing_changed, refused<ErrorClass::not_ready>},
        {"Refused", "credentials", nothing_changed, refused<ErrorClass::credentials>},
        {"Refused", "stale_key", nothing_changed, refused<ErrorClass::stale_key>},
        {"Refused", "permission", nothing_changed, refused<ErrorClass::permission>},
        {"Refused", "quota", nothing_changed, refused<ErrorClass::quota>},
        {"Refused", "gone", nothing_changed, refused<ErrorClass::gone>},
        {"Refused", "bad_request", nothing_changed, refused<ErrorClass::bad_request>},
        {"Refused", "clock_skew", nothing_changed, refused<ErrorClass::clock_skew>},
        {"Refused", "temporary", nothing_changed, refused<ErrorClass::temporary>},
        {"Refused", "ambiguous", nothing_changed, refused<ErrorClass::ambiguous>},
        {"Refused", "local", nothing_changed, refused<ErrorClass::local>},
        {"Refused", "any, effect unknown", nothing_changed, refused_or_not},
        {"Lost", "", nothing_changed, lost},
    };
}

std::vector<Happening> listings() {
    return {
        {"Listed", "nothing", nothing_changed, list_nothing},
        {"Listed", "nothing, again 15 min later", listed_before, list_nothing},
        {"Listed", "nothing, window and horizon over", horizon_over, list_nothing},
        {"Listed", "ours PROGRESSING", nothing_changed, list_ours<SnapshotStatus::progressing>},
        {"Listed", "ours PROGRESSING, completion time over", [](Stage& stage) { stage.later(stage.rules.completion); },
         list_ours<SnapshotStatus::progressing>},
        {"Listed", "ours ACCOMPLISHED", nothing_changed, list_ours<SnapshotStatus::accomplished>},
        {"Listed", "ours FAILED", nothing_changed, list_ours<SnapshotStatus::failed>},
        {"Listed", "two", nothing_changed, list_two},
        {"LookFailed", "", nothing_changed, simple<LookFailed>},
        {"Cancelled", "", nothing_changed, simple<Cancelled>},
    };
}

bool same(const TaskAnswer& a, const TaskAnswer& b) {
    return a.step == b.step && a.wake_at == b.wake_at && a.store == b.store && a.notes == b.notes &&
           a.new_extras == b.new_extras;
}

Pair drive(const StartState& from, const Happening& happening) {
    Stage stage;
    from.reach(stage);
    happening.change_world(stage);
    const TaskEvent event = happening.event(stage);

    Pair pair{&from, &happening};
    pair.now = stage.facts.now;
    pair.before = stage.task;
    pair.possible = is_possible(stage.task, event);
    Task ticked = stage.task;
    const TaskAnswer tick = resume(ticked, Tick{}, stage.facts);
    pair.answer = stage.give(event);
    pair.after = stage.task;
    pair.as_tick = pair.after == ticked && same(pair.answer, tick);
    pair.unchanged =
        pair.after == pair.before && pair.answer.step == TaskStep::wait && !pair.answer.store && pair.answer.notes == 0;
    return pair;
}

}  // namespace

const std::vector<StartState>& start_states() {
    static const std::vector<StartState> all{
        {"due", reach_due},
        {"due, next number", reach_next_number},
        {"due, suspect", [](Stage& stage) { stage.lose(); }},
        {"due, suspect, called off", reach_called_off},
        {"intended", reach_intended},
        {"intended, looks again", reach_last_look},
        {"on the wire", [](Stage& stage) { stage.send(); }},
        {"followed", [](Stage& stage) { stage.follow(); }},
        {"followed, suspect", reach_followed_with_suspect},
        {"done", reach_done},
        {"skipped", [](Stage& stage) { stage.give(Cancelled{}); }},
        {"missed", reach_missed},
        {"failed", reach_failed},
    };
    return all;
}

const std::vector<Happening>& happenings() {
    static const std::vector<Happening> all = [] {
        std::vector<Happening> list = ticks();
        for (const auto& more : {answers(), listings()})
            list.insert(list.end(), more.begin(), more.end());
        return list;
    }();
    return all;
}

bool is_possible(const Task& task, const TaskEvent& event) {
    const bool intended = task.state == TaskState::intended;
    const bool calls = intended && task.on_wire;
    struct Visitor {
        const Task& task;
        bool intended;
        bool calls;

        bool operator()(const Tick&) { return true; }
        bool operator()(const IntentDurable&) { return intended && !calls; }
        bool operator()(const IntentRejected&) { return intended && !calls; }
        bool operator()(const Accepted&) { return calls; }
        bool operator()(const Refused&) { return calls; }
        bool operator()(const Lost&) { return calls; }
        bool operator()(const Listed&) { return true; }
        bool operator()(const LookFailed&) {
            return task.state == TaskState::due || (intended && task.durable && !calls);
        }
        bool operator()(const Cancelled&) { return task.state != TaskState::settled; }
    };
    return std::visit(Visitor{task, intended, calls}, event);
}

std::string node_of(const Task& task) {
    const bool suspect = !task.suspects.empty();
    switch (task.state) {
        case TaskState::due:
            if (suspect) return task.ending == Outcome::none ? "due, suspect" : "due, suspect, called off";
            return task.snapshot_number > 1 ? "due, next number" : "due";
        case TaskState::intended:
            if (task.on_wire) return "on the wire";
            return task.durable ? "intended, looks again" : "intended";
        case TaskState::followed: return suspect ? "followed, suspect" : "followed";
        case TaskState::settled: return text(task.outcome);
    }
    return "?";
}

std::vector<Pair> drive_all_pairs() {
    std::vector<Pair> pairs;
    for (const StartState& from : start_states())
        for (const Happening& happening : happenings())
            pairs.push_back(drive(from, happening));
    return pairs;
}

}  // namespace ecdsnap::core
