// Everything that `ecdsnap explain` says of one desktop.
#pragma once

#include "cli/outlook/known_desktop.hpp"
#include "cli/outlook/outlook.hpp"
#include "cli/tables/table.hpp"
#include "core/policy/coverage_reason.hpp"
#include "ports/ledger.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::cli {

struct NextSlot {
    std::size_t policy = 0;  // its place in the configuration
    core::SlotInstant instant{};
    core::WallTime start{};  // with the desktop's spread
    std::string note;        // a clock change
    absl::TimeZone zone;     // the desktop's own, or the policy's
};

struct Explanation {
    const Outlook* outlook = nullptr;
    core::SlotInstant now{};
    KnownDesktop desktop;
    core::SiteId site;                           // where it was found
    std::vector<core::CoverageReason> policies;  // as in the configuration
    std::vector<NextSlot> next;                  // of the policies that cover it, by instant
    std::vector<ports::HistoryEntry> outcomes;   // newest first
    std::string history_json;                    // what the daemon answered; empty: nothing
    std::string history_unknown;                 // why the outcomes are not known; empty: they are

    bool covered() const;
};

inline constexpr std::size_t next_slots_each = 3;

// Without the outcomes. `outlook` outlives it.
Explanation explain_desktop(const Outlook& outlook, KnownDesktop desktop, core::SlotInstant now);

std::string explanation_text(const Explanation& explanation, std::size_t width = any_width);

// {"desktop": {…}, "site", "time_zone": what its tag says of it or null, "covered", "policies": [{"policy", "coverage",
// "condition", "because"}], "next": […], "outcomes": […] or null, "outcomes_unknown"}
std::string explanation_json(const Explanation& explanation);

}  // namespace ecdsnap::cli
