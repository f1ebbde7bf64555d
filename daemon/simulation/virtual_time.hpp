// The one time of a simulation. It stands still until it is moved: months pass in milliseconds. Hosts have a clock of
// their own on it (VirtualClock); what happens outside of every host (the network, the cloud) is called by at().
// Belongs to one thread.
#pragma once

#include "core/time.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <utility>
#include <vector>

namespace ecdsnap::simulation {

class VirtualClock;

class VirtualTime {
public:
    explicit VirtualTime(core::WallTime start) : wall_start_(start) {}
    VirtualTime(const VirtualTime&) = delete;
    VirtualTime& operator=(const VirtualTime&) = delete;

    core::SteadyTime now() const { return now_; }
    core::WallTime wall() const;  // what a right clock would show: the cloud goes by this one

    // Calls it at that moment (at the next step, if it has passed), whatever became of the caller.
    void at(core::SteadyTime when, std::function<void()> what);

    // One step: one thing that can run now on some host; if there is none, moves to the next moment at which something
    // is due (at most `until`) and makes it due. false: `until` is reached and nothing is left to run.
    bool step(core::SteadyTime until);

    // Runs and moves until `until`; time is `until` afterwards.
    void run_until(core::SteadyTime until);
    void run_for(core::Millis span) { run_until(now_ + span); }

private:
    friend class VirtualClock;
    using Key = std::pair<core::SteadyTime, std::uint64_t>;  // when, then first come first served

    Key next_key(core::SteadyTime when) { return {when, order_++}; }

    core::SteadyTime now_{};
    core::WallTime wall_start_;
    std::uint64_t order_ = 0;
    std::map<Key, std::function<void()>> doings_;
    std::vector<VirtualClock*> hosts_;
    std::size_t turn_ = 0;  // whose turn it is to run: no host starves another
};

}  // namespace ecdsnap::simulation
