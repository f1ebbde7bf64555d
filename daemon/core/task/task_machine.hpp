// The rules of a task's life: one event in, one answer out, the new state in `task`. Pure; the engine only performs the
// answers.
//
//   due ─▶ intended ─▶ followed ─▶ settled        (diagram with every event: ARCHITECTURE.md)
//
// A send whose effect is unknown is a suspect: it stays with the task, whatever state that goes through, until its
// snapshot is found or its horizon has passed. A task with a suspect sends nothing without a look-up right before.
#pragma once

#include "core/task/task_event.hpp"

namespace ecdsnap::core {

// A signed request lives 15 minutes (ACS3: x-acs-date within 15 minutes); five more for clocks that differ.
inline constexpr Millis suspect_horizon = std::chrono::minutes{20};
// How long ago a look-up may have ended when the send after it starts; one that took longer than `longest_look` is not
// good enough, however slow the service is.
inline constexpr Millis look_up_fresh = std::chrono::seconds{5};
inline constexpr Millis longest_look = std::chrono::seconds{30};
// What only a listing can decide (is it stuck, did a suspect have its effect) waits so long for one and no longer.
inline constexpr Millis listing_patience = std::chrono::hours{6};
// A recorded snapshot counts as vanished when two complete listings in a row, and all for this long, did not show it.
inline constexpr Millis vanish_after = std::chrono::minutes{10};

TaskAnswer resume(Task& task, const TaskEvent& event, const TaskFacts& facts);

// After a restart: what was intended may have been sent up to `started`, and so may every suspect.
void recover(Task& task, SteadyTime started);

// Whether any request of this task may have reached the cloud.
bool was_sent(const Task& task);

// Whether its suspects are only waited for: it is followed or settled.
bool sends_no_more(const Task& task);

}  // namespace ecdsnap::core
