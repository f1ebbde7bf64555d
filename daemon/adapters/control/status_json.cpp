#include "adapters/control/status_json.hpp"

#include "adapters/control/json_value.hpp"
#include "core/text/utc_text.hpp"

namespace ecdsnap::adapters {
namespace {

Json next_slot_json(const ports::PolicyStatus& policy) {
    if (!policy.next_slot) return nullptr;
    Json next;
    next["slot"] = core::utc_text(*policy.next_slot);
    next["slot_local"] = policy.next_slot_local;
    return next;
}

Json objective_json(const core::Objective& objective) {
    Json out;
    out["rpo_seconds"] = std::chrono::duration<double>(objective.rpo).count();
    out["verified_within_seconds"] = std::chrono::duration<double>(objective.verified_within).count();
    out["slots"] = objective.slots == core::SlotSource::objective ? "objective" : "schedule";
    return out;
}

// null: the policy needs none.
Json policy_approval_json(const ports::PolicyStatus& policy) {
    if (!policy.approve_above) return nullptr;
    Json out;
    out["needed_above"] = *policy.approve_above;
    out["desktops"] = policy.with_disk;
    out["approved"] = policy.approval ? approval_json(*policy.approval) : Json(nullptr);
    out["waiting_desktops"] = policy.unapproved;
    return out;
}

// Its end and what it will leave over are expected, nothing more.
Json open_slot_json(const core::Slot& slot) {
    Json out = slot_json(slot);
    out["expected_end"] = slot.outlook ? Json(core::utc_text(slot.outlook->end)) : Json(nullptr);
    out["expected_left_over"] = slot.outlook ? slot.outlook->left_over : 0;
    return out;
}

Json policy_json(const ports::PolicyStatus& policy, core::WallTime now) {
    Json out;
    out["name"] = policy.name;
    out["schedule"] = policy.schedule;
    out["desktops"] = policy.desktops;
    out["excluded"] = policy.excluded;
    out["mode"] = policy.observes ? "observe" : "act";
    out["approval"] = policy_approval_json(policy);
    out["paused"] = text_or_null(policy.paused);
    out["objective"] = policy.objective ? objective_json(*policy.objective) : Json(nullptr);
    out["pause_breaks"] = policy.breach ? breach_json(*policy.breach, now) : Json(nullptr);
    out["next_slot"] = next_slot_json(policy);
    out["open_slots"] = Json::array();
    for (const auto& slot : policy.open_slots)
        out["open_slots"].push_back(open_slot_json(slot));
    out["last_slot"] = policy.last_slot ? slot_json(*policy.last_slot) : Json(nullptr);
    return out;
}

Json held_back_json(const std::optional<ports::HeldBack>& held) {
    if (!held) return nullptr;
    Json out;
    out["reason"] = held->reason;
    out["next_try"] = core::utc_text(held->next_try);
    return out;
}

Json problems_json(const std::vector<ports::SiteProblem>& problems) {
    Json out = Json::array();
    for (const auto& problem : problems) {
        Json one;
        one["class"] = core::text(problem.kind);
        one["text"] = problem.text;
        out.push_back(std::move(one));
    }
    return out;
}

Json site_json(const ports::SiteStatus& site) {
    Json out;
    out["site"] = core::text(site.site);
    out["account"] = site.site.account;
    out["region"] = site.site.region;
    out["ready"] = site.ready;
    out["waits_for"] = text_or_null(site.waits_for);
    out["problem"] = site.problems.empty() ? Json(nullptr) : Json(site.problems.front().text);
    out["problems"] = problems_json(site.problems);
    out["unused"] = text_or_null(site.unused);
    out["clock_difference_milliseconds"] = site.clock_difference ? Json(site.clock_difference->count()) : Json(nullptr);
    out["desktops"] = site.desktops;
    out["excluded"] = site.excluded;
    out["inventory_at"] = site.inventory_at ? Json(core::utc_text(*site.inventory_at)) : Json(nullptr);
    out["due"] = site.due;
    out["waiting"] = site.waiting;
    out["in_flight"] = site.in_flight;
    out["followed"] = site.followed;
    out["suspects"] = site.suspects;
    out["woken"] = site.woken;
    out["requests_per_second_limit"] = site.requests_per_second_limit;
    for (std::size_t each = 0; each < core::call_kinds; ++each) {
        const char* const kind = core::text(static_cast<core::CallKind>(each));
        const auto& learned = site.learned_rates[each];
        out["learned_rates"][kind] = learned ? Json(*learned) : Json(nullptr);
        out["held_back"][kind] = held_back_json(site.held_back[each]);
    }
    out["calls"] = site.calls;
    out["throttled"] = site.throttled;
    out["settle_milliseconds"] = site.settle_time ? Json(site.settle_time->count()) : Json(nullptr);
    return out;
}

Json account_json(const ports::AccountStatus& account) {
    const core::KeyState& key = account.key;
    Json out;
    out["account"] = account.name;
    out["key_id"] = text_or_null(key.key_id);
    out["source"] = text_or_null(key.source);
    out["temporary"] = key.temporary;
    out["expires"] = key.expires ? Json(core::utc_text(*key.expires)) : Json(nullptr);
    out["since"] = key.since ? Json(core::utc_text(*key.since)) : Json(nullptr);
    out["problem"] = text_or_null(key.problem);
    out["next_try"] = key.next_try ? Json(core::utc_text(*key.next_try)) : Json(nullptr);
    return out;
}

}  // namespace

Json pause_json(const core::Pause& pause) {
    Json out;
    out["scope"] = core::text(pause.key.scope);
    out["name"] = text_or_null(pause.key.name);
    out["since"] = core::utc_text(pause.since);
    out["until"] = core::utc_text(pause.until);
    out["by"] = pause.by;
    out["reason"] = pause.reason;
    return out;
}

Json breach_json(const core::PauseBreach& breach, core::WallTime now) {
    Json out;
    out["policy"] = breach.policy;
    out["rpo_seconds"] = std::chrono::duration<double>(breach.rpo).count();
    out["newest_slot"] = core::utc_text(breach.newest);
    out["breaks_at"] = core::utc_text(breach.breaks_at);
    out["mended_by"] = breach.mended_by ? Json(core::utc_text(*breach.mended_by)) : Json(nullptr);
    out["text"] = core::text(breach, now);
    return out;
}

Json approval_json(const core::Approval& approval) {
    Json out;
    out["policy"] = approval.policy;
    out["up_to"] = approval.up_to;
    out["by"] = approval.by;
    out["at"] = core::utc_text(approval.at);
    return out;
}

Json slot_json(const core::Slot& slot) {
    Json out;
    out["id"] = slot.id;
    out["policy"] = slot.key.policy;
    out["slot"] = core::utc_text(slot.key.instant);
    out["slot_local"] = slot.local_time;
    out["kind"] = core::text(slot.key.kind);
    out["state"] = core::text(slot.state);
    out["reason"] = text_or_null(slot.reason);
    out["opened_at"] = time_or_null(slot.opened_at);
    out["window_end"] = time_or_null(slot.window_end);
    out["tasks"] = slot.counts.tasks;
    out["done"] = slot.counts.done;
    out["skipped"] = slot.counts.skipped;
    out["missed"] = slot.counts.missed;
    out["failed"] = slot.counts.failed;
    out["unsettled"] = slot.counts.unsettled();
    return out;
}

Json status_json(const ports::Status& status) {
    Json out;
    out["version"] = status.version;
    out["owner"] = status.owner;
    out["ready"] = status.ready;
    out["not_ready_because"] = status.not_ready_because;
    out["now"] = core::utc_text(status.now);
    out["started_at"] = core::utc_text(status.started_at);
    out["clock_trusted"] = status.clock_trusted;
    out["configuration"] = status.configuration;
    out["configuration_loaded_at"] = core::utc_text(status.configuration_loaded_at);
    out["reload_problem"] = text_or_null(status.reload_problem);
    out["ledger_writable"] = status.ledger_writable;
    out["ledger_problem"] = text_or_null(status.ledger_problem);
    out["timezone_database"] = text_or_null(status.timezone_database);
    out["timezone_database_on_disk"] = text_or_null(status.timezone_database_on_disk);
    out["timezone_restart_needed"] = status.timezone_restart_needed();
    out["regions_awaited"] = status.regions_awaited;
    out["pauses"] = Json::array();
    for (const auto& pause : status.pauses)
        out["pauses"].push_back(pause_json(pause));
    out["policies"] = Json::array();
    for (const auto& policy : status.policies)
        out["policies"].push_back(policy_json(policy, status.now));
    out["accounts"] = Json::array();
    for (const auto& account : status.accounts)
        out["accounts"].push_back(account_json(account));
    out["sites"] = Json::array();
    for (const auto& site : status.sites)
        out["sites"].push_back(site_json(site));
    return out;
}

}  // namespace ecdsnap::adapters
