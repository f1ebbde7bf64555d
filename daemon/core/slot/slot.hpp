// A slot is one due instant of one policy. It carries the rules its tasks are made under, so that a later change of the
// policy does not reach work that is already under way.
#pragma once

#include "core/policy/task_rules.hpp"
#include "core/task/outcome.hpp"
#include "core/time.hpp"

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>

namespace ecdsnap::core {

enum class SlotKind : std::uint8_t {
    scheduled,  // due by the policy's schedule
    manual,     // asked for by a person: `ecdsnap run`, `--once`
};

// The identity of a slot: it runs once, whatever the clock, DST or a reload does.
struct SlotKey {
    std::string policy;
    SlotInstant instant{};
    SlotKind kind = SlotKind::scheduled;

    auto operator<=>(const SlotKey&) const = default;
};

enum class SlotState : std::uint8_t {
    open,    // tasks may still be made, sent or followed
    closed,  // window over and every task settled
    passed,  // never opened: missed or skipped as a whole, see `reason`
};

// How a slot's tasks ended, filled as they settle.
struct SlotCounts {
    std::uint32_t tasks = 0;
    std::uint32_t done = 0;
    std::uint32_t skipped = 0;
    std::uint32_t missed = 0;
    std::uint32_t failed = 0;

    std::uint32_t unsettled() const { return tasks - done - skipped - missed - failed; }
    bool operator==(const SlotCounts&) const = default;
};

// What is expected of an open slot (core/forecast/run_outlook.hpp).
struct SlotOutlook {
    WallTime end{};               // the last of its snapshots is verified
    std::uint64_t left_over = 0;  // tasks that will not be sent before the window ends
};

struct Slot {
    std::int64_t id = 0;  // the ledger's; dense, ascending, chosen by the engine
    SlotKey key;
    SlotState state = SlotState::open;
    WallTime opened_at{};     // when the engine opened (or passed) it
    WallTime window_end{};    // after this no task is sent
    std::string local_time;   // nominal local time with zone, for people: "2026-11-25 02:00 CST"
    std::string zones;        // whose desktops it is for (core/policy/desktop_zones.hpp); empty: all of the policy's
    std::string reason;       // for `passed`: why; else how it came to be open: "catch-up", "passed: …" (reopen())
    Millis inventory_age{0};  // of the inventory it opened with
    TaskRules rules;
    SlotCounts counts;
    std::optional<SlotOutlook> outlook;  // not stored; nullopt: nothing is under way
};

// What only the cloud's listing remembered. `clock_trusted`: without it the window may end before the rest of the
// slot's desktops could join.
std::string adopted_reason(bool clock_trusted);
bool was_adopted_blind(const Slot& slot);

// A scheduled one that was not opened when it was due: nobody here knows what was done for it meanwhile.
bool was_opened_late(const Slot& slot);

// A slot that was passed, and of which snapshots are found after all (another daemon of our owner made them).
void reopen(Slot& passed);
bool was_passed(const Slot& slot);
// What was not found of it, or of one that was adopted blind, ends with this: skipped for a calendar or a pause, else
// missed.
Outcome ending_of_rest(const Slot& reopened);

const char* text(SlotKind kind);
const char* text(SlotState state);

}  // namespace ecdsnap::core
