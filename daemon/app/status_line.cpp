#include "app/status_line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace ecdsnap::app {
namespace {

// What is open of all policies together.
struct OpenWork {
    core::SlotCounts counts;
    core::WallTime end{};  // when the last of it is expected to be done; before now: nobody knows
};

OpenWork open_work(const ports::Status& status) {
    OpenWork all;
    for (const auto& policy : status.policies)
        for (const core::Slot& slot : policy.open_slots) {
            all.counts.tasks += slot.counts.tasks;
            all.counts.done += slot.counts.done;
            all.counts.skipped += slot.counts.skipped;
            all.counts.missed += slot.counts.missed;
            all.counts.failed += slot.counts.failed;
            if (slot.outlook) all.end = std::max(all.end, slot.outlook->end);
        }
    return all;
}

// In whole minutes, not too early.
std::string about(core::WallTime end, core::WallTime now, const absl::TimeZone& zone) {
    const char* format = end - now < std::chrono::hours{24} ? "%H:%M" : "%Y-%m-%d %H:%M";
    return absl::FormatTime(format, absl::FromChrono(std::chrono::ceil<std::chrono::minutes>(end)), zone);
}

// The cause comes before what follows of it.
std::string what_is_wrong(const ports::Status& status) {
    std::string line;
    const auto site = std::ranges::find_if(status.sites, [](const auto& each) { return !each.problems.empty(); });
    if (site != status.sites.end())
        line += fmt::format("{}: {}; ", core::text(site->site), site->problems.front().text);
    if (!status.ready) line += "not ready: " + status.not_ready_because.front() + "; ";
    if (!status.pauses.empty()) line += core::text(status.pauses.front().key) + " is paused; ";
    const auto waits = std::ranges::find_if(status.policies, [](const auto& policy) { return policy.unapproved > 0; });
    if (waits != status.policies.end()) line += fmt::format("policy {} waits for `ecdsnap approve`; ", waits->name);
    return line;
}

}  // namespace

std::string status_line(const ports::Status& status, const absl::TimeZone& zone) {
    const OpenWork open = open_work(status);
    std::string line = what_is_wrong(status);
    if (open.counts.tasks == 0) {
        const std::size_t count = status.policies.size();
        return line + fmt::format("{} polic{}, no slot open", count, count == 1 ? "y" : "ies");
    }
    line += fmt::format("{} of {} snapshots", open.counts.done, open.counts.tasks - open.counts.skipped);
    line += open.end > status.now ? ", done about " + about(open.end, status.now, zone) : " done";
    const auto not_made = open.counts.missed + open.counts.failed;
    if (not_made > 0) line += fmt::format(", {} NOT made", not_made);
    return line;
}

}  // namespace ecdsnap::app
