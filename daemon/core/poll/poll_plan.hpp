// Which snapshots are read next at a site, and when: whole ranges of time at a hundred a page, so that reading costs
// calls by the hundred and not by the snapshot; what takes long is asked for by id, so that the range stays short; so
// is what the range does not show, since only that proves a snapshot gone: a range rests on clocks.
#pragma once

#include "core/dispatch/need.hpp"
#include "core/snapshot.hpp"
#include "core/time.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace ecdsnap::core {

inline constexpr std::size_t most_asked_by_id = 20;  // in one round

// A snapshot that is followed.
struct FollowedSnapshot {
    TaskId task = 0;
    Millis age{0};     // since it was accepted
    Millis unseen{0};  // since a listing showed it, or since it was accepted by this start
};

// What there is to be watched at a site.
struct PollNeeds {
    std::vector<FollowedSnapshot> followed;  // ascending by task
    std::vector<Millis> suspects;            // of each: since the last moment at which it can have left us
    std::optional<Millis> foreign;           // another daemon of our owner may have made some, since so long ago
};

struct PollPlan {
    bool anything = false;
    std::vector<TaskId> by_id;    // candidates, ascending; next_to_ask() chooses
    std::optional<Millis> reach;  // how far back the range has to go; nullopt: none is needed
    Millis pause{0};              // until the next round, before pause_after()
};

PollPlan plan_poll(const PollNeeds& needs);

// Extends the range.
void reach_back(PollPlan& plan, Millis age);

// At most most_asked_by_id, beginning behind the one that was asked for last, so that each has its turn.
std::vector<TaskId> next_to_ask(const PollPlan& plan, TaskId last_asked);

// The soonest end that the service names (RemainTime); nullopt while something is about to end or nothing is known.
std::optional<Millis> soonest_end(const std::vector<Snapshot>& snapshots);

// `took`: the round. A listing of many pages is not begun again before four times its length; one of which the service
// says when it will show something new, not before half of that.
Millis pause_after(const PollPlan& plan, Millis took, std::optional<Millis> soonest_end);

}  // namespace ecdsnap::core
