#include "cli/doctor/daemon_trouble.hpp"

#include "core/events/reason_remedies.hpp"
#include "core/forecast/run_outlook.hpp"
#include "core/text/duration_text.hpp"
#include "core/text/utc_text.hpp"

#include <fmt/format.h>

#include <chrono>

namespace ecdsnap::cli {
namespace {

// As in the alert rule EcdsnapThrottled.
constexpr double slow_creates = 2;  // a second
constexpr std::uint64_t many_due = 100;

bool is_of_calls_with_effect(core::ErrorClass kind) {
    return kind == core::ErrorClass::quota || kind == core::ErrorClass::bad_request;
}

Finding pace_finding(const ports::SiteStatus& site) {
    const double rate = site.requests_per_second_limit;
    const bool learned = site.learned_rates[static_cast<std::size_t>(core::CallKind::create)].has_value();
    const auto takes = std::chrono::seconds(static_cast<std::int64_t>(static_cast<double>(site.due) / rate));
    Finding finding{core::text(site.site), "pace", Verdict::warning, {}, {}};
    finding.said = fmt::format("{:.2g} CreateSnapshot calls a second, {}: {} tasks are due, which takes {}", rate,
                               learned ? "as the service was found to take" : "by this configuration's `limits`",
                               site.due, core::duration_text(takes));
    finding.remedy = learned ? std::string(core::remedy_for(core::ErrorClass::throttled))
                             : "Raise `limits.requests_per_second` to what the account is allowed.";
    return finding;
}

bool is_short(const core::Slot& slot, core::WallTime now) {
    return slot.outlook && core::is_too_short(slot.outlook->left_over, slot.counts.tasks) && now < slot.window_end;
}

}  // namespace

Findings trouble_at(const ports::SiteStatus& site) {
    Findings findings;
    for (const ports::SiteProblem& problem : site.problems)
        if (is_of_calls_with_effect(problem.kind))
            findings.push_back({core::text(site.site), core::text(problem.kind), Verdict::problem,
                                "the daemon's calls are refused: " + problem.text,
                                std::string(core::remedy_for(problem.kind))});
    const double rate = site.requests_per_second_limit;
    if (rate > 0 && rate < slow_creates && site.due > many_due) findings.push_back(pace_finding(site));
    return findings;
}

Findings short_windows(const ports::Status& status) {
    Findings findings;
    for (const ports::PolicyStatus& policy : status.policies)
        for (const core::Slot& slot : policy.open_slots)
            if (is_short(slot, status.now))
                findings.push_back(
                    {"policy " + policy.name, "window", Verdict::problem,
                     fmt::format("about {} of {} snapshots of {} will not be started before the window ends at {}",
                                 slot.outlook->left_over, slot.counts.tasks, slot.local_time,
                                 core::utc_text(std::chrono::ceil<std::chrono::seconds>(slot.window_end))),
                     "`ecdsnap status` shows what limits the speed. A longer `window`, or another hour than other "
                     "slots have, gives room."});
    return findings;
}

}  // namespace ecdsnap::cli
