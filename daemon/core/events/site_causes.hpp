// The root causes of one site's calls, of all kinds together: a key, a clock or a network that fails concerns every
// call, so that it is told once, whichever kind of call met it first.
#pragma once

#include "core/dispatch/call_kind.hpp"
#include "core/events/root_causes.hpp"

#include <array>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ecdsnap::core {

class SiteCauses {
public:
    // As RootCauses has them. What concerns the whole site is reported again after RootCauses::repeat_every, and is
    // over with the first kind of call for which it is.
    std::optional<RootCause> failed(CallKind kind, const Error& error, SteadyTime now);
    std::vector<RootCause> came_through(CallKind kind, SteadyTime now);
    std::vector<RootCause> in_force(SteadyTime now) const;

private:
    std::array<RootCauses, call_kinds> by_kind_;
    std::map<std::pair<ErrorClass, std::string>, SteadyTime> told_;  // what concerns the whole site: when last; by code
                                                                     // or, where the network failed, by its words
};

}  // namespace ecdsnap::core
