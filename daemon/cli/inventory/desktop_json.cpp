#include "cli/inventory/desktop_json.hpp"

#include <nlohmann/json.hpp>

namespace ecdsnap::cli {
namespace {

using Json = nlohmann::ordered_json;

void set_said(Json& out, const char* key, const std::string& value) {
    if (!value.empty()) out[key] = value;
}

Json disks_json(const core::Desktop& desktop) {
    auto disks = Json::array();
    disks.push_back({{"DiskType", "SYSTEM"}});
    if (desktop.has_data_disk) disks.push_back({{"DiskType", "DATA"}});
    return disks;
}

Json tags_json(const core::Desktop& desktop) {
    auto tags = Json::array();
    for (const core::Tag& tag : desktop.tags)
        tags.push_back({{"Key", tag.key}, {"Value", tag.value}});
    return tags;
}

// Ids and names are kept together, and each reads back as an id.
Json resource_groups_json(const std::vector<std::string>& names) {
    auto groups = Json::array();
    for (const std::string& name : names)
        groups.push_back({{"Id", name}});
    return groups;
}

void set_traits(Json& out, const core::DesktopTraits& traits) {
    set_said(out, "OsType", traits.os);
    set_said(out, "ChargeType", traits.charge_type);
    set_said(out, "ProtocolType", traits.protocol);
    set_said(out, "DesktopGroupId", traits.desktop_group_id);
    if (traits.policy_groups) out["PolicyGroupIdList"] = *traits.policy_groups;
    if (traits.resource_groups) out["ResourceGroups"] = resource_groups_json(*traits.resource_groups);
}

}  // namespace

std::string desktop_json(const core::Desktop& desktop) {
    Json out;
    out["DesktopId"] = desktop.id;
    set_said(out, "DesktopName", desktop.name);
    set_said(out, "OfficeSiteId", desktop.office_site_id);
    const bool known = desktop.status != core::DesktopStatus::unknown;
    set_said(out, "DesktopStatus", known ? core::text(desktop.status) : desktop.raw_status);
    if (desktop.management == core::Management::updating) out["ManagementFlag"] = "Updating";
    if (desktop.management == core::Management::migrating) out["ManagementFlag"] = "Migrating";
    if (!desktop.disks_unsaid) out["Disks"] = disks_json(desktop);
    if (!desktop.tags_unsaid) out["Tags"] = tags_json(desktop);
    if (!desktop.end_users_unsaid) out["EndUserIds"] = desktop.end_users;
    set_traits(out, core::traits_of(desktop));
    return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace ecdsnap::cli
