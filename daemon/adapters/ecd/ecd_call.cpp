#include "adapters/ecd/ecd_call.hpp"

#include "core/text/utc_text.hpp"

#include <fmt/format.h>

#include <chrono>

namespace ecdsnap::adapters {
namespace {

constexpr const char* page_size = "100";        // the most that both listings allow; their default is 10
constexpr const char* policy_page_size = "50";  // the documents differ on the most: 50 or 100

EcdCall call(CallKind kind, const char* action, const std::string& object, const core::SiteId& site) {
    EcdCall made;
    made.kind = kind;
    made.action = action;
    made.query.emplace_back("RegionId", site.region);
    made.doing = fmt::format("{}{}{} in {}", action, object.empty() ? "" : " ", object, core::text(site));
    return made;
}

void add_if_any(NameValues& query, const char* name, const std::string& value) {
    if (!value.empty()) query.emplace_back(name, value);
}

std::string object_of(const std::vector<std::string>& ids) {
    if (ids.empty()) return "";
    return ids.size() == 1 ? ids.front() : fmt::format("({} ids)", ids.size());
}

void add_desktops(NameValues& query, const std::vector<std::string>& ids) {
    for (std::size_t i = 0; i < ids.size(); ++i)
        query.emplace_back(fmt::format("DesktopId.{}", i + 1), ids[i]);
}

EcdCall power_call(const char* action, const core::SiteId& site, const std::vector<std::string>& ids) {
    EcdCall made = call(CallKind::power, action, object_of(ids), site);
    add_desktops(made.query, ids);
    return made;
}

}  // namespace

EcdCall describe_regions_call(const core::SiteId& site) {
    return call(CallKind::read, "DescribeRegions", "", site);
}

EcdCall describe_desktops_call(const core::SiteId& site, const ports::DesktopQuery& query) {
    EcdCall made = call(CallKind::read, "DescribeDesktops", object_of(query.ids), site);
    made.query.emplace_back("FilterDesktopGroup", "false");  // pooled desktops are listed only so
    made.query.emplace_back("MaxResults", page_size);
    add_desktops(made.query, query.ids);
    add_if_any(made.query, "NextToken", query.next_token);
    return made;
}

EcdCall describe_snapshots_call(const core::SiteId& site, const ports::SnapshotQuery& query) {
    EcdCall made = call(CallKind::read, "DescribeSnapshots",
                        query.snapshot_id.empty() ? query.desktop_id : query.snapshot_id, site);
    made.query.emplace_back("SnapshotType", query.scope == ports::SnapshotScope::user ? "user" : "all");
    made.query.emplace_back("MaxResults", page_size);
    add_if_any(made.query, "DesktopId", query.desktop_id);
    add_if_any(made.query, "SnapshotId", query.snapshot_id);
    using std::chrono::seconds;
    // Widened to whole seconds, never narrowed: a listing that lacks a snapshot would make a second one.
    if (query.created_from)
        made.query.emplace_back("StartTime", core::utc_text(std::chrono::floor<seconds>(*query.created_from)));
    if (query.created_to)
        made.query.emplace_back("EndTime", core::utc_text(std::chrono::ceil<seconds>(*query.created_to)));
    add_if_any(made.query, "NextToken", query.next_token);
    return made;
}

EcdCall describe_auto_policies_call(const core::SiteId& site, const std::string& next_token) {
    EcdCall made = call(CallKind::read, "DescribeAutoSnapshotPolicy", "", site);
    made.query.emplace_back("MaxResults", policy_page_size);
    add_if_any(made.query, "NextToken", next_token);
    return made;
}

// By the listing's own filter: whether each entry names its policy without being asked to is not documented.
EcdCall describe_attached_call(const core::SiteId& site, const std::string& policy_id, const std::string& next_token) {
    EcdCall made = call(CallKind::read, "DescribeDesktops", "of " + policy_id, site);
    made.query.emplace_back("FilterDesktopGroup", "false");  // pooled desktops are listed only so
    made.query.emplace_back("MaxResults", page_size);
    made.query.emplace_back("SnapshotPolicyId", policy_id);
    add_if_any(made.query, "NextToken", next_token);
    return made;
}

EcdCall create_snapshot_call(const core::SiteId& site, const ports::CreateSnapshotRequest& request) {
    const std::string disk = core::text(request.disk);  // documented in lower case here, listed in upper case
    EcdCall made = call(CallKind::create, "CreateSnapshot", request.desktop_id + " " + disk, site);
    made.query.emplace_back("DesktopId", request.desktop_id);
    made.query.emplace_back("SnapshotName", request.name);
    made.query.emplace_back("SourceDiskType", disk);
    add_if_any(made.query, "Description", request.description);
    return made;
}

EcdCall describe_named_call(const core::SiteId& site, const std::string& desktop_id, const std::string& name) {
    EcdCall made = call(CallKind::read, "DescribeSnapshots", "named " + name, site);
    made.query.emplace_back("SnapshotType", "user");
    made.query.emplace_back("MaxResults", page_size);
    made.query.emplace_back("DesktopId", desktop_id);
    made.query.emplace_back("SnapshotName", name);
    return made;
}

EcdCall delete_snapshot_call(const core::SiteId& site, const std::string& snapshot_id) {
    EcdCall made = call(CallKind::remove, "DeleteSnapshot", snapshot_id, site);
    made.query.emplace_back("SnapshotId.1", snapshot_id);
    return made;
}

EcdCall wake_desktops_call(const core::SiteId& site, const std::vector<std::string>& ids) {
    return power_call("WakeupDesktops", site, ids);
}

EcdCall hibernate_desktops_call(const core::SiteId& site, const std::vector<std::string>& ids) {
    return power_call("HibernateDesktops", site, ids);
}

}  // namespace ecdsnap::adapters
