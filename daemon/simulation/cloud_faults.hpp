// How a simulated cloud behaves and fails. Chances are in per cent of the calls concerned; all may change at any time.
#pragma once

#include "core/time.hpp"

#include <cstddef>
#include <cstdint>

namespace ecdsnap::simulation {

struct CloudFaults {
    core::Millis latency_least{20};  // of a call and its answer together
    core::Millis latency_most{120};

    // Creates without an answer, or with one that says nothing.
    double lost_before_effect = 0;        // nothing happened
    double lost_after_effect = 0;         // it happened
    double late_effect = 0;               // it happens later, at most after `late_most`
    core::Millis late_most{20'000};       // a signature lives 15 minutes
    double server_error = 0;              // 5xx, nothing happened
    double server_error_with_effect = 0;  // 5xx, and it happened
    double server_error_names_wait = 0;   // of both: with a time to wait, as a refusal would have
    std::uint64_t hold_up = 0;      // exactly this create (the first is 1) takes effect `late_most` later; 0: none
    std::uint64_t lose_answer = 0;  // the answer to exactly this create (the first is 1), after its effect; 0: none
    double silence = 0;             // of the lost ones: nothing comes until the caller's patience ends

    double read_error = 0;      // reads: no answer
    double desktop_lists = 0;   // lists of desktops whose pages shift while they are read: some may be left out
    bool newest_first = false;  // order of listed snapshots
    bool shuffled = false;      // each page of snapshots in any order
    std::size_t page = 100;

    double snapshot_fails = 0;
    double snapshot_hangs = 0;  // PROGRESSING for ever
    core::Millis snapshot_least{1000};
    core::Millis snapshot_most{4000};
    core::Millis list_lag{0};            // until a listing shows a new snapshot
    bool names_remain = false;           // listings say how long a snapshot will take (RemainTime)
    std::size_t description_cut = 1000;  // characters that come back

    core::Millis power_least{2'000};  // waking up, and falling asleep
    core::Millis power_most{20'000};
    bool power_forbidden = false;  // wakes and what puts to sleep: 403 Forbidden.RAM

    bool down = false;                 // nothing answers
    bool forbidden = false;            // creates: 403 Forbidden.RAM
    bool credentials_expired = false;  // everything: InvalidSecurityToken.Expired
    std::uint32_t stale_keys = 0;      // so many of the next creates were signed with a key that has been replaced
    std::uint32_t bad_keys = 0;        // so many of the next creates are refused for their key
    double creates_per_second = 0;     // 0: no limit
    double reads_per_second = 0;
    core::Millis throttle_names{0};  // the time to wait that a throttled answer names; 0: none
};

}  // namespace ecdsnap::simulation
