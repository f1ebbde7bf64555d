// What a rehearsal plays: policies over a fleet, how the clouds behave, and for how long. Plain values, pure.
#pragma once

#include "core/desktop.hpp"
#include "core/policy/policy.hpp"
#include "core/settings.hpp"
#include "core/site.hpp"
#include "core/time.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ecdsnap::simulation {

struct RehearsedSite {
    core::SiteId id;
    core::SiteLimits limits;              // the daemon's own
    std::vector<core::Desktop> desktops;  // unique ids; each keeps its state all the time
    double creates_per_second = 0;        // above this the cloud throttles CreateSnapshot; 0: it never does
};

// A span of time in which nothing of a site answers.
struct Outage {
    std::size_t site = 0;  // its place in the plan
    core::WallTime begin{};
    core::WallTime end{};  // > begin
};

struct RehearsalPlan {
    std::string owner = "main";
    std::vector<std::shared_ptr<const core::Policy>> policies;
    core::CoverageRules coverage;  // what stands above the policies' own selectors
    std::vector<RehearsedSite> sites;
    std::vector<Outage> outages;  // they may overlap
    // Slots of [from, until) are opened and followed to their end, however long after `until` that is.
    core::SlotInstant from{};
    core::SlotInstant until{};
    core::Millis inventory_every{std::chrono::minutes{5}};
    core::Millis answer_least{50};  // how long the cloud takes to answer a call
    core::Millis answer_most{300};
    core::Millis snapshot_least{std::chrono::minutes{2}};  // how long a snapshot takes
    core::Millis snapshot_most{std::chrono::minutes{20}};
    std::uint64_t seed = 1;  // of every chance: the same plan, the same report
};

}  // namespace ecdsnap::simulation
