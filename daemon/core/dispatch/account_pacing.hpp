// What the sites of one account tell each other. A service may count the calls of an account as a whole: then each site
// finds its part of one limit, and makes room for the others or takes what they leave.
#pragma once

#include "core/dispatch/call_kind.hpp"
#include "core/time.hpp"

#include <array>
#include <cstddef>
#include <vector>

namespace ecdsnap::core {

// Shared by the Pacing of each site of an account.
class AccountPacing {
public:
    using Seat = std::size_t;

    Seat join();

    // A site makes calls of this kind, and is going to make the next one before `until` if it has more to do.
    void busy(Seat seat, CallKind kind, SteadyTime until) { until_[seat][index(kind)] = until; }

    // An overload of one of the sites.
    void throttled(Seat seat, CallKind kind, SteadyTime now);

    // How many of the other sites make calls of this kind.
    std::size_t others_busy(Seat seat, CallKind kind, SteadyTime now) const;

    // Whether one of the other sites was throttled within `span` before now.
    bool others_throttled(Seat seat, CallKind kind, SteadyTime now, Millis span) const;

private:
    static std::size_t index(CallKind kind) { return static_cast<std::size_t>(kind); }

    using Times = std::array<SteadyTime, call_kinds>;
    std::vector<Times> until_;         // by seat
    std::vector<Times> throttled_at_;  // by seat; the origin: never
};

}  // namespace ecdsnap::core
