// What was typed after `ecdsnap simulate`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::cli {

struct SimulateOptions {
    unsigned days = 30;                    // of 24 h; 1-400
    std::optional<std::string> from;       // as time_point() reads it; nullopt: now
    std::vector<std::string> policies;     // names; empty: all
    std::vector<std::string> inventories;  // "FILE" or "SITE=FILE"; empty: a made-up fleet
    std::size_t desktops = 20;             // of a made-up fleet, for each site
    std::vector<std::string> outages;      // "SITE@START+DURATION"
    std::vector<std::string> limits;       // "N" or "SITE=N", creates a second
    std::string snapshot_time = "2m-20m";  // "LEAST-MOST" or one duration
    std::uint64_t seed = 1;
    std::string svg;  // a file; empty: none
};

}  // namespace ecdsnap::cli
