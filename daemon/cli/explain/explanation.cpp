#include "cli/explain/explanation.hpp"

#include "core/forecast/policy_reach.hpp"
#include "core/forecast/slot_note.hpp"
#include "core/policy/desktop_zones.hpp"
#include "core/schedule/spread.hpp"

#include <algorithm>
#include <utility>

namespace ecdsnap::cli {

bool Explanation::covered() const {
    return std::ranges::any_of(
        policies, [](const core::CoverageReason& reason) { return reason.coverage == core::Coverage::covered; });
}

Explanation explain_desktop(const Outlook& outlook, KnownDesktop desktop, core::SlotInstant now) {
    Explanation explanation;
    explanation.outlook = &outlook;
    explanation.now = now;
    const auto& policies = outlook.config.policies;
    const core::PolicyNames known = core::names_of(policies);
    const core::SiteId& site = outlook.fleet.sites[desktop.site].id;
    for (std::size_t place = 0; place < policies.size(); ++place) {
        const core::Policy& policy = policies[place];
        explanation.policies.push_back(
            core::explain_coverage(outlook.config.settings.coverage, known, policy, desktop.desktop, site));
        if (explanation.policies.back().coverage != core::Coverage::covered) continue;
        const std::size_t zone = core::zone_place(policy.schedule, desktop.desktop);
        const core::Timetable& timetable = core::timetable_of(policy.schedule, zone);
        const absl::TimeZone shown = core::zone_of(policy.schedule, zone);
        core::SlotInstant after = now;
        for (std::size_t count = 0; count < next_slots_each; ++count) {
            const auto slot = timetable.next(after);
            if (!slot) break;
            after = *slot;
            explanation.next.push_back(
                {place, *slot, *slot + core::spread_delay(policy.name, desktop.desktop.id, policy.rules.spread),
                 core::slot_note(timetable, *slot), shown});
        }
    }
    std::ranges::stable_sort(explanation.next, {}, &NextSlot::instant);
    explanation.site = site;
    explanation.desktop = std::move(desktop);
    return explanation;
}

}  // namespace ecdsnap::cli
