// What has happened so far, for the admin endpoint.
#pragma once

#include "emulator/rate_watch.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace ecdsnap::emulator {

using CountByName = std::map<std::string, std::uint64_t, std::less<>>;

struct Counters {
    CountByName requests;       // by action; "(unreadable)" when the request was refused before its action counted
    CountByName refusals;       // by code, throttling included
    CountByName faults;         // by kind
    CountByName effects;        // snapshots made, by cause
    CountByName late_refusals;  // late effects that the state no longer allowed, by code
    std::uint64_t throttled = 0;
    std::uint64_t bad_signatures = 0;
    std::map<std::string, RateWatch, std::less<>> rates;  // by region: all requests, throttled ones too
    std::optional<Instant> first_create, last_create;     // CreateSnapshot as it arrived
};

void count(CountByName& counts, std::string_view name);

}  // namespace ecdsnap::emulator
