#include "cli/simulate/text_report.hpp"

#include "core/schedule/local_time_text.hpp"
#include "core/text/duration_text.hpp"
#include "core/text/printable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace ecdsnap::cli {
namespace {

using namespace std::chrono_literals;
using simulation::RehearsedPolicy;
using simulation::RehearsedSlot;

// "2h5m", "12m", "45s"
std::string rough(core::Millis time) {
    if (time >= 1h) return core::duration_text(std::chrono::round<std::chrono::minutes>(time));
    return core::duration_text(std::chrono::round<std::chrono::seconds>(time));
}

std::string local(core::WallTime time, const absl::TimeZone& zone) {
    return core::local_time_text(std::chrono::floor<std::chrono::seconds>(time), zone);
}

std::string counted(std::uint64_t count, const char* one) {
    return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

std::string number(double value) {
    return fmt::format("{:.4g}", value);
}

std::uint64_t sum(const std::vector<std::uint64_t>& counts) {
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

std::string heading(const SimulationResult& result) {
    const auto& plan = result.plan;
    std::uint64_t desktops = 0;
    for (const auto& site : result.report.sites)
        desktops += site.desktops;
    const auto policies = plan.policies.size();
    std::string out = fmt::format(
        "{} from {}: {}, {} in {}\n",
        counted(static_cast<std::uint64_t>(std::chrono::floor<std::chrono::days>(plan.until - plan.from).count()),
                "day"),
        local(plan.from, shared_zone(plan)), policies == 1 ? "1 policy" : fmt::format("{} policies", policies),
        counted(desktops, "desktop"), counted(plan.sites.size(), "site"));
    const std::string snapshot = plan.snapshot_least == plan.snapshot_most
                                     ? core::duration_text(plan.snapshot_least)
                                     : fmt::format("{} to {}", core::duration_text(plan.snapshot_least),
                                                   core::duration_text(plan.snapshot_most));
    out += fmt::format("assumed: a snapshot takes {}, an answer {} to {} ms, every desktop keeps its state; seed {}\n",
                       snapshot, plan.answer_least.count(), plan.answer_most.count(), plan.seed);
    for (const auto& outage : plan.outages)
        out += fmt::format("outage: {} from {} for {}\n", core::text(plan.sites[outage.site].id),
                           local(outage.begin, shared_zone(plan)), core::duration_text(outage.end - outage.begin));
    return out;
}

std::string notes(const SimulationResult& result) {
    std::string out;
    if (result.made_up) out += "! the fleet is made up, to fit the policies; --inventory FILE simulates a real one\n";
    for (const std::string& note : result.notes)
        out += "! " + core::printable(note) + "\n";
    for (const RehearsedPolicy& policy : result.report.policies) {
        if (policy.desktops == 0) out += fmt::format("! policy {} matches no desktop\n", policy.name);
        if (policy.slots.empty()) out += fmt::format("! policy {} has no slot in this time\n", policy.name);
        if (policy.slots_taken > 0)
            out += fmt::format("policy {}: calendars take {} of its slots away\n", policy.name, policy.slots_taken);
    }
    return out;
}

std::string policy_table(const SimulationResult& result, std::size_t width) {
    constexpr auto right = Align::right;
    Table table({{"POLICY"},
                 {"SCHEDULE"},
                 {"DESKTOPS", right},
                 {"DISKS", right},
                 {"SLOTS", right},
                 {"LATE", right},
                 {"TASKS", right},
                 {"DONE", right},
                 {"SKIPPED", right},
                 {"MISSED", right},
                 {"FAILED", right}});
    for (const RehearsedPolicy& policy : result.report.policies) {
        const core::SlotCounts counts = counts_of(policy);
        const auto late = std::ranges::count_if(policy.slots, [](const RehearsedSlot& slot) { return slot.late; });
        table.add({policy.name, policy.schedule, std::to_string(policy.desktops), std::to_string(sum(policy.disks)),
                   std::to_string(policy.slots.size() - unopened_of(policy)), std::to_string(late),
                   std::to_string(counts.tasks), std::to_string(counts.done), std::to_string(counts.skipped),
                   std::to_string(counts.missed), std::to_string(counts.failed)});
    }
    return "\n" + table.text(width);
}

std::string time_table(const SimulationResult& result, std::size_t width) {
    Table table({{"POLICY"},
                 {"FIRST SLOT"},
                 {"LAST SLOT"},
                 {"FINISHED AFTER"},
                 {"AT MOST"},
                 {"IN THE SLOT OF"},
                 {"LAST START AFTER"},
                 {"WINDOW"}});
    for (const RehearsedPolicy& policy : result.report.policies) {
        if (policy.slots.empty()) continue;
        const auto& finish = policy.finish;
        const auto used = finish ? 100 * finish->latest_start / std::max(core::Millis{1}, policy.window) : 0;
        table.add({policy.name, policy.slots.front().local_time, policy.slots.back().local_time,
                   finish ? rough(finish->median) : "", finish ? rough(finish->longest) : "",
                   finish ? policy.slots[finish->worst].local_time : "",
                   finish ? fmt::format("{} ({}%)", rough(finish->latest_start), used) : "",
                   core::duration_text(policy.window)});
    }
    return table.empty() ? "" : "\n" + table.text(width);
}

std::string site_table(const SimulationResult& result, std::size_t width) {
    constexpr auto right = Align::right;
    Table table({{"SITE"},
                 {"DESKTOPS", right},
                 {"DescribeDesktops", right},
                 {"DescribeSnapshots", right},
                 {"CreateSnapshot", right},
                 {"THROTTLED", right},
                 {"PEAK", right},
                 {"CEILING", right},
                 {"CLOUD ALLOWS", right}});
    for (const auto& site : result.report.sites)
        table.add({core::text(site.site), std::to_string(site.desktops), std::to_string(site.calls.describe_desktops),
                   std::to_string(site.calls.describe_snapshots), std::to_string(site.calls.create_snapshot),
                   std::to_string(site.calls.throttled), fmt::format("{}/s", site.calls.peak),
                   fmt::format("{}/s", site.ceiling),
                   site.creates_per_second > 0 ? number(site.creates_per_second) + " creates/s" : "any"});
    std::string text = "\n" + table.text(width);
    for (const auto& site : result.report.sites)
        if (site.calls.powers() > 0)
            text += fmt::format("{}: {} WakeupDesktops, {} HibernateDesktops calls\n", core::text(site.site),
                                site.calls.wakeup_desktops, site.calls.hibernate_desktops);
    return text;
}

std::string disk_line(const SimulationResult& result) {
    const auto& report = result.report;
    if (!report.fullest) return "\nno snapshot was made\n";
    const auto& disk = *report.fullest;
    return fmt::format("\n{} on {}; most on one disk: {} ({} {}, {}, {}). Nothing deletes them yet.\n",
                       counted(report.snapshots, "snapshot"), counted(report.disks_with_snapshots, "disk"),
                       disk.snapshots, disk.desktop_id, disk.disk, core::printable(disk.desktop_name),
                       core::text(disk.site));
}

std::string not_done_table(const SimulationResult& result, std::size_t width) {
    Table table({{"POLICY"},
                 {"NOT DONE"},
                 {"TASKS", Align::right},
                 {"SLOTS", Align::right},
                 {"FIRST SLOT"},
                 {"WHY"},
                 {"FOR EXAMPLE"}});
    for (const auto& group : result.report.not_done)
        table.add({group.policy, fmt::format("{}, {}", core::text(group.outcome), core::text(group.reason)),
                   std::to_string(group.count), std::to_string(group.slots), group.first_slot,
                   core::explain(group.reason) + (group.detail.empty() ? "" : ": " + group.detail),
                   fmt::format("{}", fmt::join(group.examples, ", "))});
    for (const RehearsedPolicy& policy : result.report.policies) {
        const auto first = std::ranges::find_if(policy.slots, [](const RehearsedSlot& slot) { return !slot.opened; });
        if (first != policy.slots.end())
            table.add({policy.name, "slot not opened", "", std::to_string(unopened_of(policy)), first->local_time,
                       first->reason, ""});
        const auto open = policy.endings.find(simulation::Ending{});
        if (open != policy.endings.end())
            table.add(
                {policy.name, "unsettled", std::to_string(open->second), "", "", "had no outcome at the end", ""});
    }
    return table.empty() ? "" : "\n" + table.text(width);
}

bool wants_more_calls(core::Reason reason) {
    return reason == core::Reason::no_capacity || reason == core::Reason::throttled || reason == core::Reason::back_off;
}

// What a policy needs of the sites that can hardly give it.
std::string need_of(const SimulationResult& result, const RehearsedPolicy& policy) {
    std::string out;
    const auto window = std::chrono::duration<double>(policy.window).count();
    for (std::size_t place = 0; place < policy.disks.size(); ++place) {
        const auto& site = result.report.sites[place];
        const double need = static_cast<double>(policy.disks[place]) / window;
        double allowed = site.ceiling;
        if (site.creates_per_second > 0) allowed = std::min(allowed, site.creates_per_second);
        if (need < allowed / 4) continue;
        out += fmt::format("! policy {}: {} of {} in a window of {} need {} CreateSnapshot a second; {} is allowed{}\n",
                           policy.name, counted(policy.disks[place], "disk"), core::text(site.site),
                           core::duration_text(policy.window), number(need), number(allowed),
                           need > allowed ? ": they do not fit" : " for all policies together");
    }
    return out;
}

std::string needs(const SimulationResult& result) {
    std::string out;
    for (const RehearsedPolicy& policy : result.report.policies) {
        const bool short_of_calls = std::ranges::any_of(policy.endings, [](const auto& ending) {
            return ending.first.first == core::Outcome::missed && wants_more_calls(ending.first.second);
        });
        if (short_of_calls) out += need_of(result, policy);
    }
    return out;
}

}  // namespace

std::string simulation_text(const SimulationResult& result, std::size_t width) {
    return heading(result) + notes(result) + policy_table(result, width) + time_table(result, width) +
           site_table(result, width) + disk_line(result) + not_done_table(result, width) + needs(result);
}

}  // namespace ecdsnap::cli
