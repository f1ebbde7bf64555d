#include "core/task/task_machine.hpp"

#include "core/task/retry_delay.hpp"
#include "core/task/task_ending.hpp"
#include "core/task/task_sightings.hpp"
#include "core/task/task_suspects.hpp"
#include "core/task/task_turn.hpp"
#include "core/task/task_unchanged.hpp"
#include "core/task/task_waits.hpp"
#include "core/text/utc_text.hpp"
#include "core/waking/open_wake.hpp"

#include <algorithm>
#include <utility>

namespace ecdsnap::core {
namespace {

Ending ending_of(const Task& task, const TaskFacts& facts) {
    if (task.ending != Outcome::none) return chosen_ending(task);
    if (const Ending ending = desktop_ending(facts.desktop, facts.rules->states); ending.outcome != Outcome::none)
        return ending;
    if (task.failed_snapshots >= facts.rules->retry.attempts) return {Outcome::failed, Reason::reported_failed};
    if (facts.clock_trusted && facts.wall_now > facts.window_end) return window_ending(task, facts.hold);
    return {};
}

// When the window ends, on the steady clock; never while the wall clock is not trusted (its return is a Tick).
SteadyTime window_wake(const TaskFacts& facts) {
    if (!facts.clock_trusted) return never;
    return facts.now + std::max(Millis{0}, facts.window_end - facts.wall_now) + Millis{1};
}

bool look_up_is_fresh(const Task& task, const TaskFacts& facts) {
    if (task.last_look == SteadyTime{} || task.look_took > longest_look) return false;
    return facts.now - task.last_look <= task.look_took + look_up_fresh;
}

// Reasons that say nothing any more once the task may go on.
bool only_waited(Reason reason) {
    switch (reason) {
        case Reason::spread:
        case Reason::concurrency:
        case Reason::preferred_state:
        case Reason::earlier_task:
        case Reason::desktop_state:
        case Reason::waking:
        case Reason::unreachable:
        case Reason::ledger_unavailable:
        case Reason::paused:
        case Reason::observed:
        case Reason::not_approved:
        case Reason::stopping: return true;
        default: return false;
    }
}

// It was refused for its key, and others have come through since: the back-off has lost its cause.
bool key_is_good_again(const Task& task, const TaskFacts& facts) {
    return task.reason == Reason::credentials && facts.key_good_since > task.key_refused;
}

bool needs_look(const Task& task, const TaskFacts& facts) {
    return !task.suspects.empty() || task.look_needed || facts.look_first;
}

// No more sends. With suspects only look-ups go on: one at the horizon decides, the listings in between may find it
// sooner.
void decide_ending(TaskTurn& turn, Ending ending) {
    Task& task = turn.task;
    if (task.suspects.empty()) return turn.settle(ending.outcome, ending.reason);
    // Stored, so that a restart does not send for what was called off.
    if (task.ending != Outcome::none && task.reason != ending.reason) {
        task.reason = ending.reason;
        turn.answer.store = true;
    }
    const SteadyTime horizon = std::max(last_horizon(task), task.not_before);
    if (turn.facts.now >= horizon) return turn.step(TaskStep::look_up);
    turn.wait_until(horizon);
}

// What an earlier task or a full queue kept until nobody is woken for it any more is missed for that, not for its
// sleep.
bool wakes_too_late(const Task& task, const TaskFacts& facts) {
    const bool kept = task.reason == Reason::earlier_task || task.reason == Reason::concurrency;
    const bool no_wake = facts.own_wake == OwnWake::none && facts.clock_trusted;
    return kept && no_wake && facts.window_end - facts.wall_now < least_left_at_turn;
}

// A full queue is no news about a task that was refused. One that was never sent was not: it waited while all calls of
// its kind were held back, and does not any more.
void note_wait(Task& task, Reason reason, const TaskFacts& facts) {
    if (reason == Reason::waking && wakes_too_late(task, facts)) return;
    const bool queued = reason == Reason::no_capacity || reason == Reason::concurrency;
    const bool refused = task.send_number > 0 && task.reason != Reason::none && !only_waited(task.reason);
    if (!queued || !refused) task.reason = reason;
}

void decide_due(TaskTurn& turn) {
    Task& task = turn.task;
    const TaskFacts& facts = turn.facts;
    if (const Ending ending = ending_of(task, facts); ending.outcome != Outcome::none)
        return decide_ending(turn, ending);
    const auto wait_until = [&](SteadyTime when) { turn.wait_until(std::min(when, window_wake(facts))); };
    if (task.not_before > facts.now && !key_is_good_again(task, facts)) return wait_until(task.not_before);
    const SteadyTime look = next_look(task, facts.settle);
    if (look > facts.now) return wait_until(look);
    if (look != SteadyTime::min()) return turn.step(TaskStep::look_up);
    if (const auto wait = wait_of(facts)) {
        note_wait(task, wait->reason, facts);
        return wait_until(wait->until);
    }
    if (needs_look(task, facts) && !look_up_is_fresh(task, facts)) return turn.step(TaskStep::look_up);
    if (asks_whether_unchanged(task, facts)) {
        task.asked_unchanged = true;
        return turn.step(TaskStep::look_up);
    }
    turn.step(TaskStep::write_intent);
}

void forget_unlisted_suspects(TaskTurn& turn) {
    if (turn.facts.now >= suspects_end(turn)) forget_suspects(turn, turn.facts.now);
}

// When a followed snapshot counts as stuck: once a listing shows it unfinished after its completion time. Where none
// comes (a machine that was suspended, a cloud that does not answer), that is waited for, but not for ever.
SteadyTime stuck_verdict(const TaskTurn& turn) {
    Task& task = turn.task;
    const SteadyTime stuck_at = task.accepted_steady + turn.facts.rules->completion;
    if (turn.facts.now < stuck_at || task.last_seen >= stuck_at) return stuck_at;
    if (task.stuck_by < stuck_at) task.stuck_by = turn.facts.now + listing_patience;
    return task.stuck_by;
}

void decide(TaskTurn& turn) {
    Task& task = turn.task;
    switch (task.state) {
        case TaskState::due: return decide_due(turn);
        case TaskState::intended: return turn.wait_until(never);
        case TaskState::followed: {
            forget_unlisted_suspects(turn);
            const SteadyTime verdict = stuck_verdict(turn);
            if (turn.facts.now < verdict) return turn.wait_until(std::min(verdict, suspects_end(turn)));
            if (!promote_accomplished(turn)) turn.settle(Outcome::failed, Reason::stuck);
            return turn.wait_until(suspects_end(turn));
        }
        case TaskState::settled: forget_unlisted_suspects(turn); return turn.wait_until(suspects_end(turn));
    }
}

// Apart from a look-up that it may need.
bool may_send(const Task& task, const TaskFacts& facts) {
    const bool backs_off = task.not_before > facts.now && !key_is_good_again(task, facts);
    return ending_of(task, facts).outcome == Outcome::none && !wait_of(facts) && !backs_off;
}

// Only then can an answer come.
bool calls(const Task& task) {
    return task.state == TaskState::intended && task.on_wire;
}

// The intent is durable, and a last look-up before the call is under way.
bool looks_before_send(const Task& task) {
    return task.state == TaskState::intended && task.durable && !task.on_wire;
}

// The intent's call has not started and never will.
void withdraw(TaskTurn& turn) {
    turn.task.state = TaskState::due;
    turn.task.durable = false;
    --turn.task.send_number;
    turn.answer.store = true;
}

void back_off(TaskTurn& turn, Reason reason, std::optional<Millis> named) {
    Task& task = turn.task;
    ++task.refusals;
    const Millis own = retry_delay(turn.facts.rules->retry, task.refusals, turn.facts.random);
    task.not_before = turn.facts.now + std::max(own, named.value_or(Millis{0}));
    task.reason = reason;
}

// Between choosing a task and its turn on the wire time passes; this is the last look before the call leaves.
void on_intent_durable(TaskTurn& turn) {
    Task& task = turn.task;
    if (task.state != TaskState::intended || task.on_wire) return decide(turn);
    task.durable = true;
    if (may_send(task, turn.facts)) {
        // The intent stays meanwhile: with a slow ledger a look-up from before it is never fresh.
        if (needs_look(task, turn.facts) && !look_up_is_fresh(task, turn.facts)) return turn.step(TaskStep::look_up);
        // Not before: when the window ends over the intent, what it waited for is why.
        if (only_waited(task.reason)) task.reason = Reason::none;
        return turn.step(TaskStep::send);
    }
    withdraw(turn);
    decide(turn);
}

void on_intent_rejected(TaskTurn& turn) {
    if (turn.task.state == TaskState::intended && !turn.task.on_wire) {
        withdraw(turn);
        back_off(turn, Reason::ledger_unavailable, std::nullopt);
    }
    decide(turn);
}

void on_accepted(TaskTurn& turn, const Accepted& accepted) {
    Task& task = turn.task;
    task.state = TaskState::followed;
    task.snapshot_id = accepted.snapshot_id;
    task.accepted_at = turn.facts.wall_now;
    task.accepted_steady = turn.facts.now;
    task.last_seen = turn.facts.now;
    task.absences = 0;
    task.lag_measurable = true;
    task.refusals = 0;
    task.reason = Reason::none;
    task.detail = {};
    turn.answer.store = true;
    turn.answer.note(TaskNote::accepted);
    decide(turn);
}

void on_lost(TaskTurn& turn, const Error& error) {
    Task& task = turn.task;
    add_suspect(task, turn.facts.now);
    task.state = TaskState::due;
    task.reason = Reason::answer_lost;
    task.detail = turn.short_text(error);
    if (error.retry_after) task.not_before = std::max(task.not_before, turn.facts.now + *error.retry_after);
    turn.answer.store = true;
    turn.answer.note(TaskNote::suspect_made);
    decide(turn);
}

// The rate limit is the site's business; the task only steps aside for the time that was named.
void step_aside(TaskTurn& turn, std::optional<Millis> named) {
    turn.task.not_before = turn.facts.now + named.value_or(Millis{1000});
    turn.task.reason = Reason::throttled;
}

void on_refused(TaskTurn& turn, const Error& error) {
    Task& task = turn.task;
    task.state = TaskState::due;
    task.detail = turn.short_text(error);
    turn.answer.store = true;
    const auto end_with = [&](Outcome outcome, Reason reason) {
        task.ending = outcome;
        task.ending_reason = reason;
    };
    switch (error.kind) {
        case ErrorClass::throttled: step_aside(turn, error.retry_after); break;
        case ErrorClass::busy:
        case ErrorClass::name_taken:
            // Whose snapshot is it? With a suspect it is probably ours: look again, do not send.
            doubt_again(task, turn.facts.now);
            task.look_needed = true;
            task.last_look = {};
            back_off(turn, Reason::disk_busy, error.retry_after);
            break;
        case ErrorClass::not_ready: back_off(turn, Reason::desktop_state, error.retry_after); break;
        case ErrorClass::credentials:
            task.key_refused = turn.facts.now;
            back_off(turn, Reason::credentials, error.retry_after);
            break;
        // Nothing is to be waited for, and that it was refused says nothing about the next call.
        case ErrorClass::stale_key: task.reason = Reason::credentials; break;
        case ErrorClass::permission: back_off(turn, Reason::permission, error.retry_after); break;
        case ErrorClass::clock_skew: back_off(turn, Reason::clock_skew, error.retry_after); break;
        case ErrorClass::quota: end_with(Outcome::failed, Reason::quota); break;
        case ErrorClass::gone: end_with(Outcome::skipped, Reason::gone); break;
        case ErrorClass::bad_request: end_with(Outcome::failed, Reason::refused); break;
        case ErrorClass::temporary:
        case ErrorClass::ambiguous:
        case ErrorClass::local:
            back_off(turn, error.http_status == 0 ? Reason::unreachable : Reason::refused, error.retry_after);
            break;
    }
    decide(turn);
}

void skip_unchanged(TaskTurn& turn, const Sighting& verified) {
    turn.task.detail = verified.snapshot_id + " of " + utc_text(verified.created);
    turn.settle(Outcome::skipped, Reason::unchanged);
}

void on_listed(TaskTurn& turn, const Listed& listed) {
    Task& task = turn.task;
    if (task.state == TaskState::intended) {
        if (task.on_wire) return decide(turn);  // the answer to the send will tell
        if (!shows_news(task, listed)) {
            if (!listed.look_up || !looks_before_send(task)) return decide(turn);
            count_look(turn, listed);
            return on_intent_durable(turn);
        }
        withdraw(turn);  // what is there already takes the place of the send
    }
    see(turn, listed);
    const bool covers = listed.coverage == Listed::Coverage::everything || listed.coverage == Listed::Coverage::recent;
    if (covers && sends_no_more(task)) forget_suspects(turn, listed.started);
    if (listed.look_up && task.state == TaskState::due) count_look(turn, listed);
    if (shows_unchanged(task, listed, turn.facts)) return skip_unchanged(turn, *listed.last_verified);
    decide(turn);
}

void on_cancelled(TaskTurn& turn, const Cancelled& cancelled) {
    Task& task = turn.task;
    if (task.state != TaskState::settled && task.ending == Outcome::none) {
        task.ending = Outcome::skipped;
        task.ending_reason = cancelled.reason;
        if (task.state == TaskState::intended) {
            task.reason = cancelled.reason;
            turn.answer.store = true;
        }
    }
    decide(turn);
}

}  // namespace

TaskAnswer resume(Task& task, const TaskEvent& event, const TaskFacts& facts) {
    TaskTurn turn{task, facts, {}};
    struct Visitor {
        TaskTurn& turn;

        void operator()(const Tick&) { decide(turn); }
        void operator()(const IntentDurable&) { on_intent_durable(turn); }
        void operator()(const IntentRejected&) { on_intent_rejected(turn); }
        void operator()(const Accepted& accepted) {
            if (calls(turn.task)) return on_accepted(turn, accepted);
            decide(turn);
        }
        void operator()(const Refused& refused) {
            if (!calls(turn.task)) return decide(turn);
            // An error that may have had an effect is never a refusal, whoever says so.
            if (refused.error.effect == Effect::unknown) return on_lost(turn, refused.error);
            on_refused(turn, refused.error);
        }
        void operator()(const Lost& lost) {
            if (calls(turn.task)) return on_lost(turn, lost.error);
            decide(turn);
        }
        void operator()(const Listed& listed) { on_listed(turn, listed); }
        void operator()(const LookFailed&) {
            if (looks_before_send(turn.task)) withdraw(turn);
            if (turn.task.state == TaskState::due)
                turn.task.not_before = std::max(turn.task.not_before, turn.facts.now + std::chrono::seconds{5});
            decide(turn);
        }
        void operator()(const Cancelled& cancelled) { on_cancelled(turn, cancelled); }
    };
    std::visit(Visitor{turn}, event);
    return turn.answer;
}

void recover(Task& task, SteadyTime started) {
    using enum Reason;
    const bool stands_still = (task.reason == paused || task.reason == observed) && task.failed_snapshots == 0;
    const bool called_off = task.reason == policy_removed || task.reason == replaced || stands_still;
    if (task.state != TaskState::settled && called_off) {
        task.ending = Outcome::skipped;
        task.ending_reason = task.reason;
    }
    if (task.state == TaskState::intended) {
        add_suspect(task, started);
        task.state = TaskState::due;
        task.reason = Reason::answer_lost;
    }
    for (Suspect& suspect : task.suspects) {
        suspect.left_by = started;
        suspect.earlier_start = true;
    }
    doubt_again(task, started);
    // One that took the place of a FAILED one is still among the ledger's extras.
    std::erase_if(task.extras, [&](const Extra& extra) { return extra.snapshot_id == task.snapshot_id; });
    task.not_before = {};
    task.refusals = 0;
    task.on_wire = false;
    task.durable = false;
    task.last_look = {};
    task.accepted_steady = started;
    task.last_seen = started;
    task.absences = 0;
    task.lag_measurable = false;
}

bool was_sent(const Task& task) {
    return task.send_number > 0;
}

bool sends_no_more(const Task& task) {
    return task.state == TaskState::followed || task.state == TaskState::settled;
}

}  // namespace ecdsnap::core
