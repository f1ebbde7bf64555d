// Warnings that a running daemon has told: the same ones come again with each look ahead, and are told once.
#pragma once

#include "core/events/event.hpp"
#include "core/forecast/plan_warning.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace ecdsnap::core {

class ToldWarnings {
public:
    // Those of `now` that are new, or have become another matter since they were told: their disks are more or fewer by
    // more than a tenth. What is not among them any more is forgotten, and told again when it comes back; but the
    // service's hours, which nearly every nightly policy meets, are told once for each policy in a start.
    std::vector<PlanWarning> news(const std::vector<PlanWarning>& now);

private:
    using Key = std::tuple<PlanWarningKind, std::string, std::string>;  // and both policies
    std::map<Key, std::uint64_t> told_;                                 // with how many disks
};

// As events: of each kind the first ones by themselves, the rest as a number with names; the service's hours of all
// policies together.
std::vector<Event> warning_events(const std::vector<PlanWarning>& warnings);

}  // namespace ecdsnap::core
