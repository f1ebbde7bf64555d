// Deals a fleet from a few numbers: regions in turn, states and data disks in exact proportion, the rest by the seed.
#pragma once

#include "emulator/amounts.hpp"
#include "emulator/state/fleet.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ecdsnap::emulator {

struct StateWeight {
    std::string status;
    double weight = 0;
};

struct FleetSettings {
    std::size_t desktops = 10;
    std::vector<std::string> regions{"cn-hangzhou"};
    std::vector<StateWeight> states{{"Running", 1}};
    Share data_disks{0.5};      // desktops that have a data disk
    Share pooled{0};            // desktops that belong to a desktop group
    unsigned office_sites = 2;  // per region
    TimeRange transition;       // how long Starting and Stopping last
};

Parsed<std::vector<StateWeight>> read_state_weights(std::string_view text);  // "Running=60,Stopped=30"

Fleet deal_fleet(const FleetSettings& settings, std::uint64_t seed, Instant now);

/// What a status becomes by itself: Starting → Running, Stopping → Stopped; others stay.
std::optional<std::string> next_status(std::string_view status);

}  // namespace ecdsnap::emulator
