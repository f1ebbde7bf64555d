// What a policy may not do before a person approves it, and what it may do afterwards, whatever happens to the process.
#include "core/text/utc_text.hpp"
#include "simulation/checker.hpp"
#include "simulation/event_fields.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ecdsnap::tests {
namespace {

using namespace std::chrono_literals;

// A task that waited until so shortly before its window's end may not have had its turn any more.
constexpr core::Millis too_late = 10min;

std::uint32_t number_in(const core::Event& event) {
    return static_cast<std::uint32_t>(std::stoul(field(event, "count")));
}

}  // namespace

const PlannedPolicy* Checker::planned(const std::string& policy) const {
    for (const PlannedPolicy& planned : plan_.policies)
        if (planned.policy->name == policy) return &planned;
    return nullptr;
}

std::optional<std::uint32_t> Checker::approve_above(const std::string& policy) const {
    const PlannedPolicy* known = planned(policy);
    return known == nullptr ? std::nullopt : known->policy->approve_above;
}

std::size_t Checker::always_there() const {
    std::size_t count = 0;
    for (const auto& site : sites_)
        for (const auto& [id, desktop] : site->cloud->truth.desktops)
            if (!ever_absent_.contains(id)) ++count;
    return count;
}

// Of them those that the slot is for: one that is opened late leaves out a zone that had a later slot by then.
std::size_t Checker::always_in(const SlotName& slot, core::WallTime opened) const {
    std::size_t count = 0;
    for (const auto& site : sites_)
        for (const auto& [id, desktop] : site->cloud->truth.desktops)
            if (!ever_absent_.contains(id) && is_for(slot, desktop) && !came_too_late(slot, opened, desktop)) ++count;
    return count;
}

std::size_t Checker::ever_there() const {
    return plan_.sites * plan_.desktops + arrivals_.size();
}

// Of them those that the slot may be for; of what came later it is not known where it stands.
std::size_t Checker::ever_in(const SlotName& slot) const {
    std::size_t others = 0;
    for (const auto& site : sites_)
        for (const auto& [id, desktop] : site->cloud->truth.desktops)
            if (!arrivals_.contains(id) && !is_for(slot, desktop)) ++others;
    return ever_there() - others;
}

// A slot that cannot have left out desktops: all had been read of for a while when it was opened.
void Checker::note_whole_slot(const std::string& host, const core::Event& event) {
    const HostRecord& record = hosts_.at(host);
    if (time_.wall() < record.started + 20min) return;
    for (const auto& site : sites_)
        for (const auto& [id, desktop] : site->cloud->truth.desktops) {
            const auto known = record.known.find(id);
            const bool read = known != record.known.end() && known->second + 1min < time_.wall();
            if (!read && !ever_absent_.contains(id)) return;
        }
    whole_slots_[{host, slot_of(event)}] = time_.wall();
}

// Never more desktops are touched than may be, and none of a slot that has tasks for more.
void Checker::check_approved(const HostRecord& host, const TaskName& name, const simulation::CreateCall& call) {
    const auto above = approve_above(name.policy);
    if (!above || two_slots_at_once(name)) return;
    const auto record = host.approvals.find(name.policy);
    const std::uint32_t most = std::max(*above, record == host.approvals.end() ? 0 : record->second.most());
    const std::pair<std::string, SlotName> slot{call.host, {name.policy, name.instant}};
    auto& touched = touched_[slot];
    touched[name.desktop_id] = time_.wall();
    const auto of_slot = std::count_if(touched.begin(), touched.end(),
                                       [&](const auto& desktop) { return !host.forgot(desktop.second); });
    if (of_slot > most)
        violate("sent unapproved",
                fmt::format("{}: the {}th desktop of its slot, {} are allowed", text(name), of_slot, most));
    const auto whole = whole_slots_.find(slot);
    if (whole == whole_slots_.end() || host.forgot(whole->second)) return;
    const std::size_t least = always_in(slot.second, whole->second);
    if (least > most)
        violate("sent unapproved",
                fmt::format("{}: its slot has {} desktops at least, {} are allowed", text(name), least, most));
}

void Checker::note_approval_asked(const std::string& policy, std::optional<std::uint32_t> up_to) {
    hosts_.at("first").approvals[policy].asked(time_.wall(), up_to);
}

void Checker::note_approval_answer(const std::string& policy, std::optional<std::uint32_t> up_to,
                                   const core::Result<core::Approval>& answer) {
    const bool needed = approve_above(policy).has_value();
    if (answer.has_error()) {
        const core::ErrorClass kind = answer.error().kind;
        if (kind != core::ErrorClass::local) hosts_.at("first").approvals[policy].refused(up_to);
        if (needed && kind == core::ErrorClass::bad_request)
            violate("approval refused", policy + ": " + answer.error().message);
        return;
    }
    const std::uint32_t allowed = answer.value().up_to;
    if (!needed) violate("approval", policy + " needs none, and one was taken");
    if (up_to && *up_to != allowed) violate("approval", fmt::format("{}: {}, not {}", policy, allowed, *up_to));
    const bool all_known = plan_.faults.desktop_lists == 0 || !just_started(time_.wall());
    const bool too_few = all_known && allowed < always_there();
    const bool too_many = allowed > ever_there() + ever_there() / 10 + 1;
    if (!up_to && (too_few || too_many))
        violate("approval", fmt::format("{}: {} desktops for a fleet of {}", policy, allowed, ever_there()));
}

// In force from now on, and for good.
void Checker::note_approved(const std::string& host, const core::Event& event) {
    hosts_.at(host).approvals[field(event, "policy")].confirmed(time_.wall(), number_in(event));
}

void Checker::check_approval_needed(const std::string& host, const core::Event& event) {
    const std::string policy = field(event, "policy");
    if (planned(policy) == nullptr) return;  // it has another name for a while, which nobody approved
    const auto above = approve_above(policy);
    const std::uint32_t least = hosts_.at(host).approvals[policy].least(time_.wall(), time_.wall());
    if (!above || number_in(event) <= std::max(*above, least))
        violate("asked again", fmt::format("{} asks for an approval of {} desktops, {} are approved", policy,
                                           number_in(event), least));
}

// A task that nobody allowed all the time says so, not that there was no room for it.
void Checker::check_capacity(const TaskName& name, const ports::HistoryEntry& entry) {
    const auto whole = whole_slots_.find({"first", {name.policy, name.instant}});
    if (whole == whole_slots_.end() || forgotten_anywhere(core::WallTime{name.instant})) return;
    const ApprovalRecord& record = hosts_.at("first").approvals[name.policy];
    const auto ended = std::max(entry.task->settled_at, entry.slot.window_end) + clock_tolerance;
    if (std::max(*approve_above(name.policy), record.most(whole->second, ended)) <
        always_in({name.policy, name.instant}, whole->second))
        violate("false reason", text(name) + ": nobody approved it, and it says: " + core::text(entry.task->reason));
}

// Whether an approval that came late or never explains that it was not done.
bool Checker::waited_for_approval(const TaskName& name, const ports::HistoryEntry& entry) {
    const core::Task& task = *entry.task;
    if (planned(name.policy) == nullptr) return task.reason == core::Reason::not_approved;
    const auto above = approve_above(name.policy);
    const auto allowed_in = [&](core::WallTime from, core::WallTime to) {
        return std::max(above.value_or(0), hosts_.at("first").approvals[name.policy].least(from, to));
    };
    if (task.reason == core::Reason::not_approved) {
        const auto allowed = allowed_in(task.settled_at - clock_tolerance, task.settled_at + clock_tolerance);
        if (!above || allowed >= ever_in({name.policy, name.instant}))
            violate("false reason", text(name) + ": it was approved, or needs no approval: " + task.detail);
        return true;
    }
    if (above && task.reason == core::Reason::no_capacity) check_capacity(name, entry);
    return above &&
           allowed_in(entry.slot.window_end - too_late, entry.slot.window_end) < ever_in({name.policy, name.instant});
}

}  // namespace ecdsnap::tests
