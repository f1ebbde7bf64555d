// The pauses in force. A pause is in force until it is taken out, not until its time: what came due in it while nobody
// looked (the daemon was down, the clock not trusted) is still its.
#pragma once

#include "core/pause/pause.hpp"
#include "core/site.hpp"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace ecdsnap::core {

class PauseBook {
public:
    // Takes the place of the one with the same key.
    void put(Pause pause);
    std::optional<Pause> take(const PauseKey& key);

    // Those whose time has come by `now`.
    std::vector<PauseKey> over(WallTime now) const;

    // The pause that keeps a slot of the policy from being opened; nullptr: none.
    const Pause* of_slot(const std::string& policy, SlotInstant instant) const;
    // The pause that keeps a task from being sent; nullptr: none.
    const Pause* of_task(const std::string& policy, const SiteId& site) const;
    // The same, without those whose time has come by `now`.
    const Pause* of_task_at(const std::string& policy, const SiteId& site, WallTime now) const;
    // The one that holds for the policy as a whole; nullptr: none.
    const Pause* of_policy(const std::string& policy) const;
    const Pause* find(const PauseKey& key) const;

    const std::map<PauseKey, Pause>& all() const { return pauses_; }

private:
    const Pause* first_of(std::span<const PauseKey> keys, WallTime later_than) const;

    std::map<PauseKey, Pause> pauses_;
};

}  // namespace ecdsnap::core
