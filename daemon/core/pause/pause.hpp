// A pause: by a person's word a policy, a site or everything stands still until a moment. Slots that come due in it are
// passed, tasks that were not sent are skipped; what was sent is followed.
#pragma once

#include "core/time.hpp"

#include <compare>
#include <cstdint>
#include <string>

namespace ecdsnap::core {

enum class PauseScope : std::uint8_t {
    everything,  // all policies at all sites
    policy,      // one policy's slots and tasks
    site,        // tasks at one site; slots open without them
};

// One pause at a time for each.
struct PauseKey {
    PauseScope scope = PauseScope::everything;
    std::string name;  // of the policy, or "main/cn-hangzhou"; empty for everything

    auto operator<=>(const PauseKey&) const = default;
};

struct Pause {
    PauseKey key;
    WallTime since{};
    WallTime until{};    // ends by itself then
    std::string by;      // who asked for it, by the kernel's word: "root", "uid 1000"
    std::string reason;  // their words, one line
    WallTime ended{};    // when it was resumed or over; the epoch: it is in force

    bool operator==(const Pause&) const = default;
};

const char* text(PauseScope scope);          // "everything", "policy", "site"
std::string text(const PauseKey& key);       // "policy nightly", "site main/cn-hangzhou", "everything"
std::string pause_text(const Pause& pause);  // "paused until 2026-11-25T06:00:00Z by root: network maintenance"

}  // namespace ecdsnap::core
