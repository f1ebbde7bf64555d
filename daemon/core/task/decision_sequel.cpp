// What follows from the turn: an action, a wait with its reason, or the end.
#include "core/task/decision_phrases.hpp"
#include "core/task/task_machine.hpp"
#include "core/task/task_suspects.hpp"
#include "core/task/task_waits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace ecdsnap::core {
namespace {

constexpr std::size_t longest_detail = 60;

std::string sends_text(const Task& task) {
    std::string text = task.suspects.size() == 1 ? "send " : "sends ";
    for (const Suspect& suspect : task.suspects)
        text += fmt::format("{}{}", &suspect == &task.suspects.front() ? "" : ", ", suspect.send_number);
    return text;
}

// How the task will end once no suspect is left; nullopt: it goes on. The machine itself is asked.
std::optional<Task> end_without_suspects(const Decision& decision) {
    if (decision.after.state != TaskState::due || decision.after.suspects.empty()) return std::nullopt;
    Task alone = decision.after;
    alone.suspects.clear();
    resume(alone, Tick{}, decision.facts);
    if (alone.state != TaskState::settled) return std::nullopt;
    return alone;
}

bool window_is_over(const TaskFacts& facts) {
    return facts.clock_trusted && facts.wall_now > facts.window_end;
}

std::string desktop_text(const DesktopView& desktop) {
    if (desktop.presence == DesktopView::Presence::absent) return "not there";
    if (desktop.presence == DesktopView::Presence::unknown) return "not in the inventory";
    if (desktop.management == Management::updating) return "being updated";
    if (desktop.management == Management::migrating) return "being migrated";
    return text(desktop.status);
}

// What the task has to show for a send: the looks that saw nothing.
std::string intent_text(const Decision& decision) {
    const Task& task = decision.after;
    std::string words = fmt::format("writes the intent of send {}", task.send_number);
    const auto age = decision.facts.now - task.last_look;
    const bool looked = task.last_look != SteadyTime{} && age <= look_up_fresh;
    if (!looked) return words;
    if (task.suspects.empty()) return words + fmt::format(" (a look-up {} ago saw nothing)", span_text(age));
    std::uint32_t looks = task.suspects.front().looks;
    for (const Suspect& suspect : task.suspects)
        looks = std::min(looks, suspect.looks);
    return words + fmt::format(" ({} looks saw nothing, last {} ago)", looks, span_text(age));
}

std::string look_up_text(const Decision& decision) {
    const Task& task = decision.after;
    if (task.suspects.empty() && task.asked_unchanged && !decision.before.asked_unchanged)
        return "looks whether it is unchanged since its last verified snapshot";
    if (task.suspects.empty())
        return task.look_needed ? "looks up whose snapshot is in progress" : "looks first: another daemon may be alive";
    if (decision.facts.now >= last_horizon(task)) return "looks for " + sends_text(task) + " a last time";
    const bool cleared =
        std::all_of(task.suspects.begin(), task.suspects.end(), [](const Suspect& one) { return one.not_there; });
    return "looks for " + sends_text(task) + (cleared ? " once more, right before sending" : "");
}

std::string ending_wait_text(const Decision& decision, const Task& end) {
    const Task& task = decision.after;
    const bool by_window = task.ending == Outcome::none && end.outcome != Outcome::skipped;
    const std::string cause = by_window && window_is_over(decision.facts)
                                  ? "window over"
                                  : fmt::format("no more sends ({})", text(end.reason));
    return fmt::format("{} with {}; only look-ups until {}", cause, suspects_text(task),
                       moment_text(decision.facts, std::max(last_horizon(task), task.not_before)));
}

std::string later_text(const Decision& decision) {
    const Task& task = decision.after;
    std::string words = fmt::format("not before {}", moment_text(decision.facts, task.not_before));
    if (task.look_needed || !task.suspects.empty()) words = "look-up first, " + words;
    if (task.refusals > 1) words += fmt::format(" (refusal {} in a row)", task.refusals);
    return words;
}

std::string look_wait_text(const Decision& decision) {
    const Task& task = decision.after;
    const std::string when = moment_text(decision.facts, next_look(task, decision.facts.settle));
    const bool again =
        std::any_of(task.suspects.begin(), task.suspects.end(), [](const Suspect& one) { return one.looks > 0; });
    if (again) return "looks again at " + when;
    return fmt::format("looks from {} (settle time {})", when, span_text(decision.facts.settle));
}

std::string hold_text(Reason hold) {
    if (hold == Reason::no_capacity) return "waits for its turn";
    if (hold == Reason::concurrency) return "waits for a place beside the others of its policy";
    if (hold == Reason::unreachable) return "waits until the site's snapshots have been listed";
    return fmt::format("waits: {}", explain(hold));
}

// In the order in which the machine asks.
std::string due_text(const Decision& decision) {
    const Task& task = decision.after;
    const TaskFacts& facts = decision.facts;
    if (const auto end = end_without_suspects(decision)) return ending_wait_text(decision, *end);
    if (task.not_before > facts.now) return later_text(decision);
    if (next_look(task, facts.settle) > facts.now) return look_wait_text(decision);
    if (facts.hold) return hold_text(*facts.hold);
    if (!facts.disk_free) return "waits for an earlier task of this disk";
    if (const auto wait = wait_of(facts); wait && wait->reason == Reason::preferred_state)
        return fmt::format("waits until {} for the desktop to be {}", moment_text(facts, wait->until),
                           facts.rules->states.prefer == Preference::stopped ? "stopped" : "without a session");
    if (facts.own_wake == OwnWake::returning || facts.own_wake == OwnWake::late_returning)
        return fmt::format("waits, since the desktop may be going back to sleep ({})", desktop_text(facts.desktop));
    const char* waits = task.reason == Reason::waking ? "waits for the desktop to wake up" : "waits for the desktop";
    return fmt::format("{} ({})", waits, desktop_text(facts.desktop));
}

std::string end_text(const Decision& decision) {
    const Task& task = decision.after;
    if (task.outcome == Outcome::done)
        return fmt::format("done{} ({} ACCOMPLISHED)", task.reopened ? " after all" : "", task.snapshot_id);
    std::string words = fmt::format("{}: {}", text(task.outcome), explain(task.reason));
    const bool by_window = task.outcome == Outcome::missed || task.outcome == Outcome::failed;
    if (by_window && window_is_over(decision.facts) && decision.before.state != TaskState::followed)
        words = "window over; " + words;
    if (!task.detail.empty()) words += fmt::format(" ({})", shortened(task.detail, longest_detail));
    return words;
}

std::string settled_text(const Decision& decision) {
    const Task& was = decision.before;
    const Task& task = decision.after;
    std::string words;
    if (was.state != TaskState::settled || was.outcome != task.outcome)
        words = end_text(decision);
    else if (was.snapshot_id != task.snapshot_id)
        words = fmt::format("stays {} until {} is ACCOMPLISHED", text(task.outcome), task.snapshot_id);
    else
        words = fmt::format("stays {}", text(task.outcome));
    if (task.suspects.empty()) return words;
    return words +
           fmt::format("; watches for {} until {}", sends_text(task), moment_text(decision.facts, last_horizon(task)));
}

std::string followed_text(const Decision& decision) {
    const Task& task = decision.after;
    const bool news = task.snapshot_id != decision.before.snapshot_id;
    std::string words = news ? "followed" : "follows " + task.snapshot_id + " as before";
    if (!task.suspects.empty()) words += " beside " + suspects_text(task);
    return words;
}

}  // namespace

bool only_looks(const Decision& decision) {
    return end_without_suspects(decision).has_value();
}

std::string sequel_phrase(const Decision& decision) {
    const Task& task = decision.after;
    switch (decision.answer.step) {
        case TaskStep::write_intent: return intent_text(decision);
        case TaskStep::send: return fmt::format("send {} leaves", task.send_number);
        case TaskStep::look_up: return look_up_text(decision);
        case TaskStep::wait: break;
    }
    switch (task.state) {
        case TaskState::due: return due_text(decision);
        case TaskState::intended:
            return fmt::format("decided {}", task.on_wire ? "by the answer to the send" : "once the intent is durable");
        case TaskState::followed: return followed_text(decision);
        case TaskState::settled: return settled_text(decision);
    }
    return "?";
}

}  // namespace ecdsnap::core
