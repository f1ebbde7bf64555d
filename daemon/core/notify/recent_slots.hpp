// Which slots each policy had last, as far as events tell: those that opened and those that were missed as a whole.
#pragma once

#include "core/events/event.hpp"

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace ecdsnap::core {

class RecentSlots {
public:
    static constexpr std::size_t most_policies =
        2000;  // beyond them the one whose last slot is the oldest is forgotten

    // Keeps `most` slots of each policy.
    explicit RecentSlots(std::size_t most) : most_(most) {}

    // Whether this kind of event tells of a slot of its policy.
    static bool concerns(EventId id) { return id == EventId::slot_opened || id == EventId::slot_missed; }

    // Any event: one that names a policy and a slot says that the slot was there, but for a mark of a wrong clock.
    void note(const Event& event);

    // Takes those out of `slots` that are older than the policy's last ones.
    void keep_recent(std::string_view policy, std::set<std::string>& slots) const;

private:
    std::size_t most_;
    // Instants as events write them: RFC 3339 in UTC, whose order is that of time.
    std::map<std::string, std::set<std::string>, std::less<>> slots_;
};

}  // namespace ecdsnap::core
