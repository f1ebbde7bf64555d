#include "simulation/virtual_time.hpp"

#include "simulation/virtual_clock.hpp"

#include <algorithm>

namespace ecdsnap::simulation {

core::WallTime VirtualTime::wall() const {
    return wall_start_ + std::chrono::duration_cast<core::Millis>(now_.time_since_epoch());
}

void VirtualTime::at(core::SteadyTime when, std::function<void()> what) {
    doings_.emplace(next_key(std::max(when, now_)), std::move(what));
}

bool VirtualTime::step(core::SteadyTime until) {
    for (std::size_t tried = 0; tried < hosts_.size(); ++tried) {
        turn_ = turn_ + 1 < hosts_.size() ? turn_ + 1 : 0;
        if (hosts_[turn_]->run_one()) return true;
    }
    Key next{core::never, 0};
    VirtualClock* whose = nullptr;
    if (!doings_.empty()) next = doings_.begin()->first;
    for (VirtualClock* host : hosts_)
        if (const Key* key = host->next_wait(); key != nullptr && *key < next) {
            next = *key;
            whose = host;
        }
    if (next.first > until || next.first == core::never) {
        now_ = std::max(now_, until);
        return false;
    }
    now_ = std::max(now_, next.first);
    if (whose != nullptr) {
        whose->resume_next();
    } else {
        auto node = doings_.extract(doings_.begin());
        node.mapped()();
    }
    return true;
}

void VirtualTime::run_until(core::SteadyTime until) {
    while (step(until)) {
    }
}

}  // namespace ecdsnap::simulation
