// The part of a policy that a task keeps until it is settled, whatever happens to the policy meanwhile.
#pragma once

#include "core/time.hpp"

#include <cstdint>
#include <string>

namespace ecdsnap::core {

// What a desktop should be like when its snapshot is taken, if that can be had in time: the disk is quieter.
enum class Preference : std::uint8_t {
    none,
    stopped,
    no_session,  // nobody is connected; a stopped desktop is as good
};

// What becomes of a task whose desktop is hibernated: no snapshot can be taken of it then.
enum class Hibernated : std::uint8_t {
    skip,  // the task is skipped
    wake,  // the desktop is woken for its snapshots, and put back to sleep afterwards
};

// Which desktop states a snapshot may be taken in. Transitional states are waited for.
struct StateRules {
    bool running = true;  // true where hibernated desktops are woken: a woken one is Running
    bool stopped = true;
    Hibernated hibernated = Hibernated::skip;
    Preference prefer = Preference::none;
    Millis prefer_until{std::chrono::minutes{30}};  // >= 0, < window: so long before its end any allowed state will do

    bool operator==(const StateRules&) const = default;
};

struct RetryRules {
    Millis first{std::chrono::seconds{30}};  // > 0: the delay after the first refusal for now
    Millis most{std::chrono::minutes{10}};   // >= first: delays double up to this
    std::uint32_t attempts =
        5;  // >= 1: snapshots seen FAILED before the task fails; refusals are bounded by the window

    bool operator==(const RetryRules&) const = default;
};

// What a task does when an earlier task of the same disk is unfinished.
enum class Overlap : std::uint8_t {
    queue,    // wait behind it
    skip,     // settle as skipped
    replace,  // the earlier one, if nothing of it was sent, is skipped instead
};

// How many snapshots of one policy may be on their way at once: sent and not known to have ended.
struct ConcurrencyRules {
    std::uint32_t per_site = 0;         // 0: no limit
    std::uint32_t per_office_site = 0;  // 0: no limit

    bool limits() const { return per_site > 0 || per_office_site > 0; }
    bool operator==(const ConcurrencyRules&) const = default;
};

inline constexpr std::uint32_t highest_priority = 100;

struct TaskRules {
    StateRules states;
    RetryRules retry;
    std::uint32_t priority = 50;  // 0–100: whose tasks go first at a site; among equals the nearest end of window
    ConcurrencyRules concurrency;
    // > 0: a desktop that has been Stopped since its last verified snapshot of this policy is skipped, while that
    // snapshot is not older than this. 0: never.
    Millis skip_unchanged{0};
    Overlap overlap = Overlap::queue;
    Millis window{std::chrono::hours{3}};       // > 0
    Millis spread{0};                           // 0 <= spread < window
    Millis completion{std::chrono::hours{24}};  // > 0: how long a snapshot may be PROGRESSING
    std::string name_template;                  // valid: checked when the policy was read (snapshot_name.hpp)
    std::string description_template;           // may be empty
    std::string timezone;                       // IANA name; for `{slot:…}` in the templates

    bool operator==(const TaskRules&) const = default;
};

// Waking up and its snapshots want this much: no window of a policy that wakes is shorter.
inline constexpr Millis least_waking_window = std::chrono::minutes{10};

const char* text(Overlap overlap);
const char* text(Preference preference);
const char* text(Hibernated hibernated);

}  // namespace ecdsnap::core
