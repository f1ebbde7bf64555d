// What came of a rehearsal. Plain values; every list is in a defined order, so that equal plans give equal reports.
#pragma once

#include "core/site.hpp"
#include "core/slot/slot.hpp"
#include "core/task/outcome.hpp"
#include "core/time.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ecdsnap::simulation {

using Ending = std::pair<core::Outcome, core::Reason>;

struct RehearsedSlot {
    core::SlotInstant instant{};
    std::string local_time;       // nominal, in the policy's zone: "2026-12-01 02:00 CST"
    bool opened = true;           // false: missed as a whole, see `reason`
    bool late = false;            // a catch-up
    std::string reason;           // of a slot that was not opened
    core::WallTime begin{};       // the instant; of a catch-up the moment it was opened
    core::WallTime window_end{};  // after this nothing is started
    core::SlotCounts counts;
    std::optional<core::WallTime> last_start;  // when the last snapshot was accepted; nullopt: none was
    std::optional<core::WallTime> finished;    // when the last task had its outcome; nullopt: some had none at the end
};

// From a slot's begin, over the slots that were opened and had tasks.
struct FinishTimes {
    core::Millis median{};  // until the last task had its outcome
    core::Millis longest{};
    std::size_t worst = 0;        // the place of the slot with the longest
    core::Millis latest_start{};  // until the last snapshot was accepted, at most: what the window has to hold
};

struct RehearsedPolicy {
    std::string name;
    std::string schedule;  // "0 2 * * *"
    std::string timezone;
    core::Millis window{};
    std::uint64_t desktops = 0;               // in the inventory, by its selector
    std::vector<std::uint64_t> disks;         // of these, by its `disks`; for each site of the plan
    std::vector<RehearsedSlot> slots;         // by instant
    std::uint64_t slots_taken = 0;            // by calendars; not among `slots`
    std::map<Ending, std::uint64_t> endings;  // tasks by outcome and reason; Outcome::none: unsettled at the end
    std::optional<FinishTimes> finish;        // nullopt: no slot had a task
};

// Calls of one span of time.
struct CallsInSpan {
    std::uint32_t calls = 0;
    std::uint32_t peak = 0;  // most in any one second that ended in it
};

struct RehearsedCalls {
    std::uint64_t describe_desktops = 0;
    std::uint64_t describe_snapshots = 0;
    std::uint64_t create_snapshot = 0;
    std::uint64_t wakeup_desktops = 0;
    std::uint64_t hibernate_desktops = 0;
    std::uint64_t throttled = 0;            // answers
    std::uint32_t peak = 0;                 // most in any one second (of any beginning)
    std::optional<core::WallTime> peak_at;  // the end of the first such second
    core::Millis span{};                    // length of each entry of `timeline`
    std::vector<CallsInSpan> timeline;      // from the plan's `from` on, without gaps

    std::uint64_t all() const { return describe_desktops + describe_snapshots + create_snapshot + powers(); }
    std::uint64_t powers() const { return wakeup_desktops + hibernate_desktops; }
};

struct RehearsedSiteReport {
    core::SiteId site;
    std::uint64_t desktops = 0;
    std::uint32_t ceiling = 0;      // requests a second, the daemon's
    double creates_per_second = 0;  // the cloud's limit; 0: none
    RehearsedCalls calls;
};

struct DiskCount {
    core::SiteId site;
    std::string desktop_id;
    std::string desktop_name;
    std::string disk;
    std::uint64_t snapshots = 0;
};

// Tasks of one policy that ended otherwise than done, for one reason.
struct NotDone {
    std::string policy;
    core::Outcome outcome = core::Outcome::missed;
    core::Reason reason = core::Reason::none;
    std::string detail;  // of the first one
    std::uint64_t count = 0;
    std::uint64_t slots = 0;            // in so many slots
    std::string first_slot;             // local time
    std::vector<std::string> examples;  // at most three of the first slot: "ecd-1 system"
};

struct RehearsalReport {
    std::vector<RehearsedPolicy> policies;   // in the plan's order
    std::vector<RehearsedSiteReport> sites;  // in the plan's order
    std::vector<NotDone> not_done;           // by policy, outcome, reason
    std::uint64_t snapshots = 0;             // done, of all disks
    std::uint64_t disks_with_snapshots = 0;
    std::optional<DiskCount> fullest;  // the disk with most snapshots, the first of equals; nullopt: there are none
    core::WallTime ended{};            // when the last task had its outcome, or the time at which that was given up
};

}  // namespace ecdsnap::simulation
