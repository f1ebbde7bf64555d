#include "core/task/task_sightings.hpp"

#include "core/task/retry_delay.hpp"
#include "core/task/task_machine.hpp"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

namespace ecdsnap::core {
namespace {

using Sightings = std::vector<Sighting>;

bool live(SnapshotStatus status) {
    return status != SnapshotStatus::failed;
}

int rank(SnapshotStatus status) {
    if (status == SnapshotStatus::accomplished) return 0;
    return live(status) ? 1 : 2;
}

Extra* known_extra(Task& task, const std::string& id) {
    for (Extra& extra : task.extras)
        if (extra.snapshot_id == id) return &extra;
    return nullptr;
}

Extra extra_of(const TaskTurn& turn, const Sighting& sighting) {
    Extra extra;
    extra.task_id = turn.task.id;
    extra.snapshot_id = sighting.snapshot_id;
    extra.name = sighting.name;
    extra.status = sighting.status;
    extra.created = sighting.created;
    extra.found_at = turn.facts.wall_now;
    return extra;
}

void add_extra(TaskTurn& turn, const Sighting& sighting) {
    turn.task.extras.push_back(extra_of(turn, sighting));
    ++turn.answer.new_extras;
    turn.answer.store = true;
    turn.answer.note(TaskNote::extra_found);
}

// Whether the suspect's send may have made this snapshot.
bool may_have_made(const Suspect& suspect, const Sighting& sighting) {
    if (sighting.foreign || suspect.snapshot_number != sighting.snapshot_number) return false;
    if (sighting.send_number == 0) return true;
    return suspect.send_number == sighting.send_number && suspect.earlier_start == sighting.earlier_start;
}

// The suspect that this snapshot explains is one no more. By its name alone a snapshot proves nothing: another send of
// the same name may have made it, also another daemon's; then the suspect stays, and is looked for before the next
// send. true: there was one.
bool clear_suspect(TaskTurn& turn, const Sighting& sighting) {
    auto& suspects = turn.task.suspects;
    const auto found = std::find_if(suspects.begin(), suspects.end(),
                                    [&](const Suspect& suspect) { return may_have_made(suspect, sighting); });
    if (found == suspects.end()) return false;
    if (sighting.send_number != 0) suspects.erase(found);
    turn.answer.store = true;
    turn.answer.note(TaskNote::suspect_found);
    return true;
}

// An earlier number that FAILED: the task has a new one because of it.
bool is_old_failure(const Task& task, const Sighting& sighting) {
    return !live(sighting.status) && sighting.snapshot_number < task.snapshot_number;
}

// What is neither the recorded one nor an old failure is an extra; so is an old failure that explains a suspect.
void add_extras(TaskTurn& turn, const Sightings& found) {
    for (const Sighting& other : found) {
        const bool old_failure = is_old_failure(turn.task, other);
        if (old_failure && other.send_number == 0) continue;  // which send made it is not known
        const bool explained = clear_suspect(turn, other);
        if (!old_failure || explained) add_extra(turn, other);
    }
}

// Keeps the status of extras current; what is left in `sightings` is new to the task, best first.
void drop_known(TaskTurn& turn, Sightings& sightings) {
    std::erase_if(sightings, [&](const Sighting& sighting) {
        if (sighting.snapshot_id == turn.task.snapshot_id) return false;
        Extra* extra = known_extra(turn.task, sighting.snapshot_id);
        if (extra == nullptr) return false;
        if (extra->status != sighting.status) {
            extra->status = sighting.status;
            turn.answer.store = true;
        }
        return true;
    });
    std::sort(sightings.begin(), sightings.end(), [](const Sighting& a, const Sighting& b) {
        return std::tuple(rank(a.status), a.created, a.snapshot_id) <
               std::tuple(rank(b.status), b.created, b.snapshot_id);
    });
}

void try_again_with_next_number(TaskTurn& turn, std::uint32_t last_number, std::uint32_t tries) {
    Task& task = turn.task;
    task.snapshot_number = std::max(task.snapshot_number, last_number) + 1;
    task.snapshot_id = {};
    task.lag_measurable = false;
    task.state = TaskState::due;
    task.not_before = turn.facts.now + retry_delay(turn.facts.rules->retry, tries, turn.facts.random);
    turn.answer.store = true;
}

// When a snapshot that is found was accepted: the cloud's word for when it made it. It may be found a day later, so now
// would make it young; a moment ahead of now would make it young for ever.
WallTime accepted_at(const TaskTurn& turn, WallTime created) {
    return created == WallTime{} ? turn.facts.wall_now : std::min(created, turn.facts.wall_now);
}

void record(TaskTurn& turn, const std::string& snapshot_id, std::uint32_t number, WallTime created) {
    Task& task = turn.task;
    task.snapshot_id = snapshot_id;
    task.snapshot_number = std::max(task.snapshot_number, number);
    task.accepted_at = accepted_at(turn, created);
    task.accepted_steady = turn.facts.now;
    task.last_seen = turn.facts.now;
    task.absences = 0;
    task.lag_measurable = false;
    if (task.state != TaskState::settled) {
        task.state = TaskState::followed;
        task.reason = Reason::none;
        task.detail = {};
    }
    turn.answer.store = true;
}

// Whether an ACCOMPLISHED snapshot would be news: once it is done, or was reopened, none is.
bool may_still_be_done(const Task& task) {
    if (task.state == TaskState::followed) return true;
    const bool wrong = task.outcome == Outcome::failed || task.outcome == Outcome::missed;
    return task.state == TaskState::settled && wrong && !task.reopened;
}

void on_accomplished(TaskTurn& turn) {
    Task& task = turn.task;
    if (task.state == TaskState::followed) return turn.settle(Outcome::done, Reason::accomplished);
    if (!may_still_be_done(task)) return;
    task.reopened = true;
    turn.settle(Outcome::done, Reason::found);
    turn.answer.note(TaskNote::reopened);
}

// The best live extra becomes the recorded one. false: there is none.
bool promote_extra(TaskTurn& turn) {
    Task& task = turn.task;
    const auto best = std::min_element(task.extras.begin(), task.extras.end(), [](const Extra& a, const Extra& b) {
        return std::tuple(rank(a.status), a.created, a.snapshot_id) <
               std::tuple(rank(b.status), b.created, b.snapshot_id);
    });
    if (best == task.extras.end() || !live(best->status)) return false;
    const Extra promoted = *best;
    if (task.extras.end() - best <= static_cast<std::ptrdiff_t>(turn.answer.new_extras)) --turn.answer.new_extras;
    task.extras.erase(best);
    record(turn, promoted.snapshot_id, task.snapshot_number, promoted.created);
    turn.answer.note(TaskNote::extra_promoted);
    if (promoted.status == SnapshotStatus::accomplished) on_accomplished(turn);
    return true;
}

// The recorded snapshot FAILED: a live extra takes its place, and it becomes one; else the task starts again with a new
// number.
void on_failed(TaskTurn& turn, const Sighting& failed) {
    Task& task = turn.task;
    ++task.failed_snapshots;
    const std::string detail = "snapshot " + task.snapshot_id + " FAILED";
    turn.answer.note(TaskNote::snapshot_failed);
    if (promote_extra(turn))
        task.extras.insert(task.extras.begin(), extra_of(turn, failed));  // no news: the new ones stay the last
    else
        try_again_with_next_number(turn, failed.snapshot_number, task.failed_snapshots);
    task.detail = detail;
}

void see_recorded_again(TaskTurn& turn, const Sighting& sighting, SteadyTime listed_at) {
    Task& task = turn.task;
    task.last_seen = listed_at;
    task.absences = 0;
    // It was accepted while the clock was ahead.
    if (task.accepted_at > turn.facts.wall_now) task.accepted_at = accepted_at(turn, sighting.created);
    if (sighting.status == SnapshotStatus::accomplished) return on_accomplished(turn);
    if (sighting.status == SnapshotStatus::failed && task.state == TaskState::followed) on_failed(turn, sighting);
}

void miss_recorded(TaskTurn& turn, SteadyTime listed_at) {
    Task& task = turn.task;
    if (task.state != TaskState::followed || listed_at < task.accepted_steady) return;
    ++task.absences;
    if (task.absences < 2 || listed_at - std::max(task.last_seen, task.accepted_steady) < vanish_after) return;
    turn.answer.note(TaskNote::vanished);
    const std::string detail = "snapshot " + task.snapshot_id + " is no longer listed";
    if (!promote_extra(turn)) {
        if (std::exchange(task.vanished_once, true)) {
            turn.settle(Outcome::failed, Reason::vanished);
        } else {
            task.reason = Reason::vanished;
            try_again_with_next_number(turn, task.snapshot_number, 1);
        }
    }
    task.detail = detail;
}

// Nothing is recorded: the best one found is the task's, if it is not an earlier number that is known to have FAILED.
// A settled task takes only one that lives, and one that was skipped takes none: there it is an extra.
void adopt(TaskTurn& turn, Sightings& found) {
    Task& task = turn.task;
    const auto place =
        std::find_if(found.begin(), found.end(), [&](const Sighting& one) { return !is_old_failure(task, one); });
    if (place == found.end()) return;
    if (task.state == TaskState::settled && (task.outcome == Outcome::skipped || !live(place->status))) return;
    const Sighting best = *place;
    found.erase(place);
    if (!clear_suspect(turn, best)) turn.answer.note(TaskNote::adopted);
    record(turn, best.snapshot_id, best.snapshot_number, best.created);
    if (best.status == SnapshotStatus::accomplished) return on_accomplished(turn);
    if (best.status == SnapshotStatus::failed && task.state == TaskState::followed) on_failed(turn, best);
}

// What is new to the task, and its recorded one.
void see_found(TaskTurn& turn, const Listed& listed, Sightings found) {
    Task& task = turn.task;
    if (task.snapshot_id.empty()) {
        adopt(turn, found);
        return add_extras(turn, found);
    }
    const auto place = std::find_if(found.begin(), found.end(),
                                    [&](const Sighting& sighting) { return sighting.snapshot_id == task.snapshot_id; });
    std::optional<Sighting> recorded;
    if (place != found.end()) {
        recorded = *place;
        found.erase(place);
    }
    add_extras(turn, found);  // first: one of them may take the place of the recorded one
    if (recorded)
        see_recorded_again(turn, *recorded, listed.started);
    else if (listed.coverage == Listed::Coverage::everything || listed.coverage == Listed::Coverage::recorded)
        miss_recorded(turn, listed.started);
}

}  // namespace

bool promote_accomplished(TaskTurn& turn) {
    const auto& extras = turn.task.extras;
    const bool any = std::any_of(extras.begin(), extras.end(),
                                 [](const Extra& extra) { return extra.status == SnapshotStatus::accomplished; });
    return any && may_still_be_done(turn.task) && promote_extra(turn);
}

void see(TaskTurn& turn, const Listed& listed) {
    Sightings found = listed.sightings;
    drop_known(turn, found);
    see_found(turn, listed, std::move(found));
    if (turn.task.state == TaskState::settled) promote_accomplished(turn);
}

bool shows_news(const Task& task, const Listed& listed) {
    return std::any_of(listed.sightings.begin(), listed.sightings.end(), [&](const Sighting& sighting) {
        const bool known = std::any_of(task.extras.begin(), task.extras.end(),
                                       [&](const Extra& extra) { return extra.snapshot_id == sighting.snapshot_id; });
        return !known && !is_old_failure(task, sighting);
    });
}

}  // namespace ecdsnap::core
