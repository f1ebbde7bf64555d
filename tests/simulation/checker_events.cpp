// What must be true when the daemon says something.
#include "core/text/utc_text.hpp"
#include "simulation/checker.hpp"
#include "simulation/event_fields.hpp"
#include "simulation/planned_times.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ecdsnap::tests {
using namespace std::chrono_literals;

Checker::SlotName Checker::slot_of(const core::Event& event) {
    return {field(event, "policy"), std::chrono::floor<std::chrono::seconds>(instant_of(field(event, "slot")))};
}

void Checker::on_event(const std::string& host, const core::Event& event) {
    if (const std::string problem = core::check_event(event); !problem.empty())
        violate("event", core::event_code(event.id) + ": " + problem);
    if (trace_.wanted()) {
        const std::string detail = field(event, "detail");
        trace_.add(host, fmt::format("{} {}{}", core::event_code(event.id), event.message,
                                     detail.empty() ? "" : " [" + detail + "]"));
    }
    switch (event.id) {
        case core::EventId::snapshot_done: return check_done(event);
        case core::EventId::slot_opened:
            check_slot_opened(host, event);
            note_whole_slot(host, event);
            [[fallthrough]];
        case core::EventId::manual_run: note_window(host, event); return;
        case core::EventId::policy_observes: hosts_.at(host).observed.insert(field(event, "policy")); return;
        case core::EventId::paused:
        case core::EventId::resumed:
        case core::EventId::pause_over: return note_pause(host, event);
        case core::EventId::pause_breaks_objective: return note_broken_objective(host, event);
        case core::EventId::approval_needed: return check_approval_needed(host, event);
        case core::EventId::approved: return note_approved(host, event);
        case core::EventId::task_missed: return check_missed(host, event);
        case core::EventId::not_put_back:
        case core::EventId::left_awake: return note_each(host, event, left_);
        case core::EventId::kept_awake: return note_each(host, event, kept_);
        case core::EventId::extra_found: reported_extras_.insert(field(event, "snapshot_id")); return;
        default: return;
    }
}

void Checker::note_window(const std::string& host, const core::Event& event) {
    const SlotName slot = slot_of(event);
    const core::WallTime until = instant_of(field(event, "until"));
    const auto [place, first] = window_ends_.insert({{host, slot}, until});
    if (!first) place->second = std::max(place->second, until);
    (event.id == core::EventId::manual_run ? manual_ : scheduled_).insert(slot);
}

// A run by hand in the very second of a due instant: their snapshots' names differ in the key alone.
bool Checker::two_slots_at_once(const TaskName& name) const {
    const SlotName slot{name.policy, name.instant};
    return manual_.contains(slot) && scheduled_.contains(slot);
}

void Checker::check_slot_time(const PlannedPolicy& planned, const SlotName& slot) {
    const std::string words = slot.first + " " + core::utc_text(slot.second);
    const core::Schedule& schedule = planned.policy->schedule;
    const core::Millis age = time_.wall() - core::WallTime{slot.second};
    const core::Millis reach = schedule.catch_up == core::CatchUp::latest ? schedule.catch_up_within : core::Millis{0};
    if (age > std::max(reach, planned.policy->rules.window) + clock_tolerance + 1min)
        violate("window", words + " is too old to be opened");
    if (planned.grids.empty()) return;
    const core::WallTime until = std::max(time_.wall(), core::WallTime{slot.second}) + 1s;  // clocks may run ahead
    const PlannedTimes times = times_of(planned, core::WallTime{slot.second} - 1s, until);
    if (!times.due.contains(slot.second)) return check_first_slot(planned, slot);
    if (is_overtaken(planned, slot.second, false, until) && is_overtaken(planned, slot.second, true, until))
        violate("slot overtaken", words + " is opened after the next one was due");
}

// For the desktops of one zone it is none, or a later one of theirs was due.
bool Checker::is_overtaken(const PlannedPolicy& planned, core::SlotInstant slot, bool away,
                           core::WallTime until) const {
    const PlannedTimes times = times_in_zone(planned, away, core::WallTime{slot} - 1s, until);
    if (!times.due.contains(slot)) return true;
    const auto next = times.due.upper_bound(slot);
    return next != times.due.end() && time_.wall() > core::WallTime{*next} + clock_tolerance + 1min;
}

// A slot that no schedule has is a new policy's first one: once for each ledger.
void Checker::check_first_slot(const PlannedPolicy& planned, const SlotName& slot) {
    if (planned.policy->schedule.on_enable == core::OnEnable::run) {
        auto& first = first_slots_[slot.first];
        first.insert(slot.second);
        std::size_t ledgers = 0;
        for (const auto& [name, host] : hosts_)
            ledgers += 1 + host.forgotten.size();
        if (policies_changed_ || first.size() <= ledgers) return;
    }
    violate("slot at a wrong time", slot.first + " " + core::utc_text(slot.second));
}

// No window ends before its time, whatever the clock shows.
void Checker::check_missed(const std::string& host, const core::Event& event) {
    const SlotName slot = slot_of(event);
    const auto end = window_ends_.find({host, slot});
    if (end == window_ends_.end() || time_.wall() > end->second - clock_tolerance) return;
    for (const Forgotten& span : hosts_.at(host).forgotten)
        if (core::WallTime{slot.second} <= span.recovered) return;
    violate("missed before the window's end", slot.first + " " + core::utc_text(slot.second));
}

void Checker::check_done(const core::Event& event) {
    const std::string id = field(event, "snapshot_id");
    const simulation::TrueSnapshot* snapshot = find_snapshot(id);
    const std::string whom = fmt::format("{} {} {} {}", field(event, "policy"), field(event, "slot"),
                                         field(event, "desktop"), field(event, "disk"));
    if (snapshot == nullptr) return violate("false done", whom + " with " + id + ", which never was");
    if (snapshot->status(time_.wall()) != core::SnapshotStatus::accomplished)
        violate("false done", whom + " with " + id + ", which is not ACCOMPLISHED");
    const auto name = task_name_from(snapshot->shown.name);
    if (!name || text(*name) != whom)
        violate("false done", whom + " with " + id + ", which is " + snapshot->shown.name);
}

// I6
void Checker::check_slot_opened(const std::string& host, const core::Event& event) {
    const SlotName slot = slot_of(event);
    const HostRecord& record = hosts_.at(host);
    const core::WallTime now = time_.wall();
    const bool wrong = std::chrono::abs(record.daemon->clock().wall_offset()) > clock_tolerance;
    const std::string words = slot.first + " " + core::utc_text(slot.second);
    if (wrong && now - record.clock_set > 10s) violate("slot while the clock is wrong", words);
    if (core::WallTime{slot.second} > now + clock_tolerance) violate("slot before its time", words);
    // What it had begun to store when it fell asleep, in time, is stored when it wakes, and missed.
    const bool just_woke = now >= record.wakes && now - record.wakes < plan_.ledger_delay * 2 + 1s;
    for (const PlannedPolicy& planned : plan_.policies)
        if (planned.policy->name == slot.first && !just_woke) check_slot_time(planned, slot);
    const auto [place, first] = opened_.insert({{host, slot}, now});
    if (!first && !record.forgot(place->second)) violate("slot twice", words);
    place->second = now;
}

}  // namespace ecdsnap::tests
