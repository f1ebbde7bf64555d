// The part of a policy that a task keeps until it is settled, whatever happens to the policy meanwhile.
#pragma once

#include "core/time.hpp"

#include <cstdint>
#include <string>

namespace ecdsnap::core {

// Which desktop states a snapshot may be taken in. Transitional states are waited for.
struct StateRules {
    bool running = true;
    bool stopped = true;

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

struct TaskRules {
    StateRules states;
    RetryRules retry;
    Overlap overlap = Overlap::queue;
    Millis window{std::chrono::hours{3}};       // > 0
    Millis spread{0};                           // 0 <= spread < window
    Millis completion{std::chrono::hours{24}};  // > 0: how long a snapshot may be PROGRESSING
    std::string name_template;                  // valid: checked when the policy was read (snapshot_name.hpp)
    std::string description_template;           // may be empty
    std::string timezone;                       // IANA name; for `{slot:…}` in the templates

    bool operator==(const TaskRules&) const = default;
};

const char* text(Overlap overlap);

}  // namespace ecdsnap::core
