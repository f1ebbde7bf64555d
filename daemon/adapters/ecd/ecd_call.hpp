// What each action is asked: pure. The calls are those of API version 2020-09-30; all parameters go into the query.
#pragma once

#include "adapters/ecd/request_signing.hpp"
#include "core/site.hpp"
#include "ports/cloud.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ecdsnap::adapters {

inline constexpr const char* ecd_api_version = "2020-09-30";

// Whether asking again can do harm. It decides what an answer that is none means (call_error).
enum class CallKind : std::uint8_t {
    read,
    create,
    power,   // wakes desktops or puts them to sleep: told from its effect like a create
    remove,  // deletes a probe's snapshot; the same
};

struct EcdCall {
    CallKind kind = CallKind::read;
    std::string action;
    NameValues query;
    std::string doing;  // for errors: "CreateSnapshot ecd-1 system in main/cn-hangzhou"
};

EcdCall describe_regions_call(const core::SiteId& site);
EcdCall describe_desktops_call(const core::SiteId& site, const ports::DesktopQuery& query);
EcdCall describe_snapshots_call(const core::SiteId& site, const ports::SnapshotQuery& query);
EcdCall describe_auto_policies_call(const core::SiteId& site, const std::string& next_token);
EcdCall describe_attached_call(const core::SiteId& site, const std::string& policy_id, const std::string& next_token);
EcdCall create_snapshot_call(const core::SiteId& site, const ports::CreateSnapshotRequest& request);
// For the probe alone (ports/probe_snapshots.hpp).
EcdCall describe_named_call(const core::SiteId& site, const std::string& desktop_id, const std::string& name);
EcdCall delete_snapshot_call(const core::SiteId& site, const std::string& snapshot_id);
EcdCall wake_desktops_call(const core::SiteId& site, const std::vector<std::string>& ids);
EcdCall hibernate_desktops_call(const core::SiteId& site, const std::vector<std::string>& ids);

}  // namespace ecdsnap::adapters
