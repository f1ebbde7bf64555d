// The emulator without its network: a request and the time go in, a reply comes out.
#pragma once

#include "emulator/counters.hpp"
#include "emulator/faults/fault_set.hpp"
#include "emulator/faults/latency.hpp"
#include "emulator/faults/throttle.hpp"
#include "emulator/recorded_requests.hpp"
#include "emulator/request/request_check.hpp"
#include "emulator/state/cloud.hpp"

#include <map>
#include <string>
#include <vector>

namespace ecdsnap::emulator {

struct Emulator {
    Emulator(Cloud account, std::vector<Account> accounts, std::uint64_t seed)
        : cloud(std::move(account)),
          check(std::move(accounts)),
          request_ids(seed, "requests"),
          fault_dice(seed, "faults"),
          latency_dice(seed, "latency") {}

    Cloud cloud;
    RequestCheck check;
    FaultSet faults;
    Latency latency;
    Throttle throttle;
    Counters counters;
    RecordedRequests recorded;
    std::multimap<Instant, Call> late_effects;  // due at that time
    std::size_t creates_in_flight = 0;          // CreateSnapshot calls whose reply has not left yet
    std::string endpoint;                       // host:port of this server
    Dice request_ids;
    Dice fault_dice;
    Dice latency_dice;
};

/// Answers one call of the service. The emulator must outlive the reply.
Reply answer(Emulator& emulator, const Request& request, Instant now);

/// Performs what is due by `now`. Nothing else looks at the state before this has run, so no timer is needed.
void perform_late_effects(Emulator& emulator, Instant now);

}  // namespace ecdsnap::emulator
