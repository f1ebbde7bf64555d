#include "engine/task_reports.hpp"

#include "core/policy/snapshot_name.hpp"
#include "core/task/decision_text.hpp"
#include "core/text/utc_text.hpp"

#include <fmt/format.h>

#include <span>
#include <utility>

namespace ecdsnap::engine {
namespace {

core::Event task_event(core::EventId id, std::string message, const core::SiteId& site, const core::Task& task,
                       const core::Slot& slot) {
    core::Event event = slot_event(id, std::move(message), slot);
    event.fields.push_back({"site", core::text(site)});
    event.fields.push_back({"desktop", task.desktop_id});
    event.fields.push_back({"disk", core::text(task.disk)});
    return event;
}

void add_snapshot(core::Event& event, const core::Task& task) {
    if (!task.snapshot_id.empty()) event.fields.push_back({"snapshot_id", task.snapshot_id});
    event.fields.push_back({"snapshot_name", core::numbered_name(task.base_name, task.snapshot_number)});
}

void add_reason(core::Event& event, const core::Task& task) {
    event.fields.push_back({"reason", core::text(task.reason)});
    if (!task.detail.empty()) event.fields.push_back({"detail", task.detail});
}

std::string place(const core::Task& task) {
    return fmt::format("{} {}", task.desktop_id, core::text(task.disk));
}

struct NoteReport {
    core::TaskNote note;
    core::EventId id;
    const char* words;
    bool with_snapshot;
    bool with_reason;
};

// What each note says. Order: as told when several come from one event.
constexpr NoteReport note_reports[] = {
    {core::TaskNote::accepted, core::EventId::snapshot_accepted, "accepted", true, false},
    {core::TaskNote::suspect_found, core::EventId::answer_found, "the snapshot of a lost answer was found", true,
     false},
    {core::TaskNote::adopted, core::EventId::adopted, "a snapshot that the ledger did not know was found and adopted",
     true, false},
    {core::TaskNote::snapshot_failed, core::EventId::snapshot_failed, "the cloud reports FAILED", false, false},
    {core::TaskNote::vanished, core::EventId::snapshot_vanished, "the snapshot is no longer listed", false, false},
    {core::TaskNote::reopened, core::EventId::task_reopened, "done after all", true, true},
    {core::TaskNote::done, core::EventId::snapshot_done, "done", true, true},
};

void report_lost(const Site& site, const core::Task& task, const core::Slot& slot, const core::TaskEvent& cause) {
    core::Event event =
        task_event(core::EventId::answer_lost,
                   place(task) + ": the answer was lost; the snapshot is looked for before anything is sent again",
                   *site.id, task, slot);
    event.fields.push_back({"snapshot_name", core::numbered_name(task.base_name, task.snapshot_number)});
    const core::Error* error = nullptr;
    if (const auto* lost = std::get_if<core::Lost>(&cause)) error = &lost->error;
    if (const auto* refused = std::get_if<core::Refused>(&cause)) error = &refused->error;
    if (error != nullptr) {
        event.fields.push_back({"code", error->code});
        event.fields.push_back({"request_id", error->request_id});
        event.fields.push_back({"detail", error->message});
    }
    site.world.events.emit(std::move(event));
}

void report_extras(const Site& site, const core::Task& task, const core::Slot& slot, std::size_t count) {
    for (const core::Extra& extra : std::span{task.extras}.last(count)) {
        core::Event event =
            task_event(core::EventId::extra_found,
                       fmt::format("{}: {} is a second snapshot of this task; the recorded one is {}", place(task),
                                   extra.snapshot_id, task.snapshot_id.empty() ? "not known" : task.snapshot_id),
                       *site.id, task, slot);
        event.fields.push_back({"snapshot_id", extra.snapshot_id});
        event.fields.push_back({"snapshot_name", extra.name});
        site.world.events.emit(std::move(event));
    }
}

}  // namespace

core::Event slot_event(core::EventId id, std::string message, const core::Slot& slot) {
    core::Event event{id, std::move(message), {}};
    event.fields.push_back({"policy", slot.key.policy});
    event.fields.push_back({"slot", core::utc_text(slot.key.instant)});
    event.fields.push_back({"slot_local", slot.local_time});
    return event;
}

void report_notes(const Site& site, const core::Task& task, const core::Slot& slot, const core::TaskAnswer& answer,
                  const core::TaskEvent& event) {
    if (answer.has(core::TaskNote::suspect_made)) report_lost(site, task, slot, event);
    for (const NoteReport& report : note_reports) {
        if (!answer.has(report.note)) continue;
        core::Event told = task_event(report.id, place(task) + ": " + report.words, *site.id, task, slot);
        if (report.with_snapshot) add_snapshot(told, task);
        if (report.with_reason)
            add_reason(told, task);
        else if (!task.detail.empty() && report.note != core::TaskNote::accepted)
            told.fields.push_back({"detail", task.detail});
        site.world.events.emit(std::move(told));
    }
    report_extras(site, task, slot, answer.new_extras);
    if (answer.has(core::TaskNote::skipped) || answer.has(core::TaskNote::missed) || answer.has(core::TaskNote::failed))
        site.world.add_ending(task);
}

std::optional<core::Event> decision_event(const core::Decision& decision) {
    const std::string words = core::decision_words(decision);
    if (words.empty()) return std::nullopt;
    const core::Task& task = decision.after;
    return task_event(core::EventId::task_decision, place(task) + ": " + words, *task.site, task, decision.slot);
}

void report_slot_if_over(World& world, const core::Slot& slot) {
    if (slot.counts.unsettled() != 0) {
        world.perhaps_finished.erase(slot.id);
        return;
    }
    if (world.on_slot_settled) world.on_slot_settled();
    if (world.all_joined || slot.key.kind == core::SlotKind::manual)
        report_slot_finished(world, slot, {});
    else
        world.perhaps_finished.insert(slot.id);
}

void report_slot_finished(World& world, const core::Slot& slot, const std::string& unlisted) {
    const core::SlotCounts& counts = slot.counts;
    world.perhaps_finished.erase(slot.id);
    report_endings(world);
    const std::uint32_t bad = counts.missed + counts.failed;
    core::Event event =
        slot_event(core::EventId::slot_finished,
                   fmt::format("policy {}: {} of {} snapshots done{}{}", slot.key.policy, counts.done, counts.tasks,
                               bad == 0 ? "" : fmt::format(", {} NOT made", bad),
                               unlisted.empty() ? "" : "; the desktops of " + unlisted + " are unknown"),
                   slot);
    event.fields.push_back({"tasks", std::to_string(counts.tasks)});
    event.fields.push_back({"done", std::to_string(counts.done)});
    event.fields.push_back({"skipped", std::to_string(counts.skipped)});
    event.fields.push_back({"missed", std::to_string(counts.missed)});
    event.fields.push_back({"failed", std::to_string(counts.failed)});
    if (!unlisted.empty()) event.fields.push_back({"detail", "no listing of " + unlisted + " since the start"});
    world.events.emit(std::move(event));
}

void report_endings(World& world) {
    for (const core::EndingGroup& group : world.endings.take()) {
        const core::Slot* slot = world.slots.find(group.slot_id);
        if (slot == nullptr) continue;
        const auto id = group.outcome == core::Outcome::skipped  ? core::EventId::task_skipped
                        : group.outcome == core::Outcome::missed ? core::EventId::task_missed
                                                                 : core::EventId::task_failed;
        const std::string whom = group.count == 1 ? group.examples.front() : fmt::format("{} disks", group.count);
        core::Event event = slot_event(
            id, fmt::format("{}: {}: {}", whom, core::text(group.outcome), core::explain(group.reason)), *slot);
        event.fields.push_back({"reason", core::text(group.reason)});
        if (!group.detail.empty()) event.fields.push_back({"detail", group.detail});
        event.fields.push_back({"count", std::to_string(group.count)});
        event.fields.push_back({"examples", fmt::format("{}", fmt::join(group.examples, ", "))});
        world.events.emit(std::move(event));
    }
}

void report_slot_opened(World& world, const core::Slot& slot, const char* event_message) {
    core::Event event =
        slot_event(slot.key.kind == core::SlotKind::manual ? core::EventId::manual_run : core::EventId::slot_opened,
                   fmt::format("policy {}: {}, {} tasks", slot.key.policy, event_message, slot.counts.tasks), slot);
    event.fields.push_back({"tasks", std::to_string(slot.counts.tasks)});
    event.fields.push_back({"until", core::utc_text(slot.window_end)});
    if (slot.key.kind == core::SlotKind::scheduled && !slot.reason.empty())
        event.fields.push_back({"reason", slot.reason});
    world.events.emit(std::move(event));
}

}  // namespace ecdsnap::engine
