#include "cli/simulate/json_report.hpp"

#include "core/text/utc_text.hpp"

#include <nlohmann/json.hpp>

#include <numeric>

namespace ecdsnap::cli {
namespace {

using Json = nlohmann::ordered_json;

double seconds(core::Millis time) {
    return std::chrono::duration<double>(time).count();
}

Json time_or_null(const std::optional<core::WallTime>& time) {
    return time ? Json(core::utc_text(*time)) : Json(nullptr);
}

void add_counts(Json& object, const core::SlotCounts& counts) {
    object["tasks"] = counts.tasks;
    object["done"] = counts.done;
    object["skipped"] = counts.skipped;
    object["missed"] = counts.missed;
    object["failed"] = counts.failed;
    object["unsettled"] = counts.unsettled();
}

Json slot_json(const simulation::RehearsedSlot& slot) {
    Json out;
    out["instant"] = core::utc_text(slot.instant);
    out["local_time"] = slot.local_time;
    out["opened"] = slot.opened;
    out["catch_up"] = slot.late;
    out["reason"] = slot.reason;
    out["begin"] = core::utc_text(slot.begin);
    out["window_end"] = core::utc_text(slot.window_end);
    out["last_start"] = time_or_null(slot.last_start);
    out["finished"] = time_or_null(slot.finished);
    add_counts(out, slot.counts);
    return out;
}

Json finish_json(const simulation::RehearsedPolicy& policy) {
    if (!policy.finish) return nullptr;
    Json out;
    out["median_seconds"] = seconds(policy.finish->median);
    out["longest_seconds"] = seconds(policy.finish->longest);
    out["longest_slot"] = core::utc_text(policy.slots[policy.finish->worst].instant);
    out["latest_start_seconds"] = seconds(policy.finish->latest_start);
    return out;
}

Json policy_json(const simulation::RehearsedPolicy& policy) {
    Json out;
    out["name"] = policy.name;
    out["schedule"] = policy.schedule;
    out["timezone"] = policy.timezone;
    out["window_seconds"] = seconds(policy.window);
    out["desktops"] = policy.desktops;
    out["disks"] = std::accumulate(policy.disks.begin(), policy.disks.end(), std::uint64_t{0});
    out["slots_opened"] = policy.slots.size() - unopened_of(policy);
    out["slots_not_opened"] = unopened_of(policy);
    out["slots_taken"] = policy.slots_taken;
    add_counts(out, counts_of(policy));
    out["endings"] = Json::array();
    for (const auto& [ending, count] : policy.endings)
        out["endings"].push_back(
            {{"outcome", core::text(ending.first)}, {"reason", core::text(ending.second)}, {"count", count}});
    out["finish"] = finish_json(policy);
    out["slots"] = Json::array();
    for (const auto& slot : policy.slots)
        out["slots"].push_back(slot_json(slot));
    return out;
}

Json site_json(const simulation::RehearsedSiteReport& site) {
    Json out;
    out["site"] = core::text(site.site);
    out["desktops"] = site.desktops;
    out["requests_per_second_limit"] = site.ceiling;
    out["creates_per_second_allowed"] = site.creates_per_second > 0 ? Json(site.creates_per_second) : Json(nullptr);
    out["calls"] = {{"DescribeDesktops", site.calls.describe_desktops},
                    {"DescribeSnapshots", site.calls.describe_snapshots},
                    {"CreateSnapshot", site.calls.create_snapshot}};
    if (site.calls.powers() > 0) {
        out["calls"]["WakeupDesktops"] = site.calls.wakeup_desktops;
        out["calls"]["HibernateDesktops"] = site.calls.hibernate_desktops;
    }
    out["throttled"] = site.calls.throttled;
    out["peak_per_second"] = site.calls.peak;
    out["peak_at"] = time_or_null(site.calls.peak_at);
    Json calls = Json::array();
    Json peaks = Json::array();
    for (const auto& span : site.calls.timeline) {
        calls.push_back(span.calls);
        peaks.push_back(span.peak);
    }
    out["timeline"] = {
        {"span_seconds", seconds(site.calls.span)}, {"calls", std::move(calls)}, {"peak_per_second", std::move(peaks)}};
    return out;
}

Json disks_json(const simulation::RehearsalReport& report) {
    Json out;
    out["snapshots"] = report.snapshots;
    out["disks"] = report.disks_with_snapshots;
    out["most"] = nullptr;
    if (report.fullest)
        out["most"] = {{"site", core::text(report.fullest->site)},
                       {"desktop_id", report.fullest->desktop_id},
                       {"desktop_name", report.fullest->desktop_name},
                       {"disk", report.fullest->disk},
                       {"snapshots", report.fullest->snapshots}};
    return out;
}

Json not_done_json(const simulation::NotDone& group) {
    Json out;
    out["policy"] = group.policy;
    out["outcome"] = core::text(group.outcome);
    out["reason"] = core::text(group.reason);
    out["explanation"] = core::explain(group.reason);
    out["detail"] = group.detail;
    out["count"] = group.count;
    out["slots"] = group.slots;
    out["first_slot"] = group.first_slot;
    out["examples"] = group.examples;
    return out;
}

Json assumed_json(const simulation::RehearsalPlan& plan) {
    Json out;
    out["seed"] = plan.seed;
    out["snapshot_least_seconds"] = seconds(plan.snapshot_least);
    out["snapshot_most_seconds"] = seconds(plan.snapshot_most);
    out["answer_least_seconds"] = seconds(plan.answer_least);
    out["answer_most_seconds"] = seconds(plan.answer_most);
    out["outages"] = Json::array();
    for (const auto& outage : plan.outages)
        out["outages"].push_back({{"site", core::text(plan.sites[outage.site].id)},
                                  {"begin", core::utc_text(outage.begin)},
                                  {"end", core::utc_text(outage.end)}});
    return out;
}

}  // namespace

std::string simulation_json(const SimulationResult& result) {
    const auto& report = result.report;
    Json out;
    out["good"] = all_good(report);
    out["from"] = core::utc_text(result.plan.from);
    out["until"] = core::utc_text(result.plan.until);
    out["ended"] = core::utc_text(report.ended);
    out["fleet_made_up"] = result.made_up;
    out["notes"] = result.notes;
    out["assumed"] = assumed_json(result.plan);
    out["policies"] = Json::array();
    for (const auto& policy : report.policies)
        out["policies"].push_back(policy_json(policy));
    out["sites"] = Json::array();
    for (const auto& site : report.sites)
        out["sites"].push_back(site_json(site));
    out["snapshots"] = disks_json(report);
    out["not_done"] = Json::array();
    for (const auto& group : report.not_done)
        out["not_done"].push_back(not_done_json(group));
    return out.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace ecdsnap::cli
