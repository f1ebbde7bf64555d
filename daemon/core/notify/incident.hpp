// What belongs together among events: which of them are one problem, and which say that a problem is over.
#pragma once

#include "core/events/event.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::core {

// One problem: the same event about the same things. Its desktops and slots do not count: thousands of desktops that
// fail for one reason, night after night, are one problem.
struct Incident {
    EventId id{};
    std::string account, site, policy, reason, action;

    auto operator<=>(const Incident&) const = default;
};

Incident incident_of(const Event& event);

// The events that `event` may put an end to; empty for most.
std::vector<EventId> ended_by(EventId event);

// Whether `event` says that this problem is over.
bool ends(const Event& event, const Incident& incident);

}  // namespace ecdsnap::core
