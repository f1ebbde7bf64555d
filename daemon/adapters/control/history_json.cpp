#include "adapters/control/history_json.hpp"

#include "adapters/control/json_value.hpp"
#include "adapters/control/status_json.hpp"
#include "core/policy/snapshot_name.hpp"

namespace ecdsnap::adapters {
namespace {

Json extra_json(const core::Extra& extra) {
    Json out;
    out["snapshot_id"] = extra.snapshot_id;
    out["snapshot_name"] = extra.name;
    out["status"] = core::text(extra.status);
    out["created"] = time_or_null(extra.created);
    out["found_at"] = time_or_null(extra.found_at);
    return out;
}

// Before the first intent a task has no name.
Json name_json(const core::Task& task) {
    if (task.base_name.empty()) return nullptr;
    return core::numbered_name(task.base_name, task.snapshot_number);
}

Json task_json(const core::Task& task) {
    Json out;
    out["id"] = task.id;
    out["site"] = task.site ? Json(core::text(*task.site)) : Json(nullptr);
    out["desktop"] = task.desktop_id;
    out["desktop_name"] = text_or_null(task.desktop_name);
    out["disk"] = core::text(task.disk);
    out["state"] = core::text(task.state);
    out["outcome"] = task.outcome == core::Outcome::none ? Json(nullptr) : Json(core::text(task.outcome));
    out["reason"] = task.reason == core::Reason::none ? Json(nullptr) : Json(core::text(task.reason));
    out["explanation"] = text_or_null(core::explain(task.reason));
    out["detail"] = text_or_null(task.detail);
    out["snapshot_id"] = text_or_null(task.snapshot_id);
    out["snapshot_name"] = name_json(task);
    out["snapshot_number"] = task.snapshot_number;
    out["sends"] = task.send_number;
    out["failed_snapshots"] = task.failed_snapshots;
    out["suspects"] = task.suspects.size();
    out["accepted_at"] = time_or_null(task.accepted_at);
    out["settled_at"] = time_or_null(task.settled_at);
    out["reopened"] = task.reopened;
    out["extras"] = Json::array();
    for (const auto& extra : task.extras)
        out["extras"].push_back(extra_json(extra));
    return out;
}

}  // namespace

Json history_entry_json(const ports::HistoryEntry& entry) {
    Json out;
    out["slot"] = slot_json(entry.slot);
    out["task"] = entry.task ? task_json(*entry.task) : Json(nullptr);
    return out;
}

}  // namespace ecdsnap::adapters
