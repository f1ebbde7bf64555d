#include "emulator/actions/desktop_actions.hpp"

#include "emulator/state/desktop_listing.hpp"

namespace ecdsnap::emulator {
namespace {

std::vector<Tag> read_tags(ParameterReader& reader) {
    std::vector<Tag> tags;
    while (true) {
        const std::string prefix = "Tag." + std::to_string(tags.size() + 1);
        auto key = reader.optional(prefix + ".Key");
        if (!key) return tags;
        tags.push_back(Tag{std::move(*key), reader.optional(prefix + ".Value").value_or("")});
    }
}

DesktopFilter read_filter(ParameterReader& reader) {
    DesktopFilter filter;
    filter.ids = reader.list("DesktopId", ListSize{0, 100});
    filter.statuses = reader.list("DesktopStatusList", ListSize{0, 100});
    if (auto status = reader.optional("DesktopStatus")) filter.statuses.assign(1, std::move(*status));
    filter.name = reader.optional("DesktopName");
    filter.office_site_id = reader.optional("OfficeSiteId");
    filter.office_site_name = reader.optional("OfficeSiteName");
    filter.management_flag = reader.optional("ManagementFlag");
    filter.auto_policy = reader.optional("SnapshotPolicyId");
    filter.os_names = reader.list("OsTypes", ListSize{0, 100});
    filter.tags = read_tags(reader);
    filter.only_pooled = reader.flag("OnlyDesktopGroup", false);
    filter.without_pooled = reader.flag("FilterDesktopGroup", !filter.only_pooled);
    reader.unsupported({"DirectoryId",
                        "GroupId",
                        "DesktopGroupId",
                        "ResourceGroupId",
                        "ChargeType",
                        "SubPayType",
                        "ExpiredTime",
                        "EndUserId",
                        "ExcludedEndUserId",
                        "ImageId",
                        "PolicyGroupId",
                        "ProtocolType",
                        "IncludeAutoSnapshotPolicy",
                        "QueryFotaUpdate",
                        "FillResourceGroup",
                        "MultiResource",
                        "GpuInstanceGroupId",
                        "QosRuleId",
                        "UserName",
                        "BusinessChannel"});
    return filter;
}

void write_disk(JsonWriter& json, const Disk& disk, DiskType type) {
    json.begin_object()
        .member("DiskId", disk.id)
        .member("DiskType", upper_case_name(type))
        .member("DiskSize", disk.size_gib)
        .member("DiskCategory", "cloud_essd")
        .member("PerformanceLevel", "PL0")
        .end_object();
}

// Its sessions: one, of its first end user, while somebody is connected.
void write_lists(JsonWriter& json, const Desktop& desktop, bool connected) {
    json.key("Disks").begin_array();
    write_disk(json, desktop.system_disk, DiskType::system);
    if (desktop.data_disk) write_disk(json, *desktop.data_disk, DiskType::data);
    json.end_array().key("Tags").begin_array();
    for (const Tag& tag : desktop.tags) {
        json.begin_object().member("Key", tag.key).member("Value", tag.value).end_object();
    }
    json.end_array().key("ManagementFlags").begin_array();
    if (desktop.management_flag != "NoFlag") json.value(desktop.management_flag);
    json.end_array().key("EndUserIds").begin_array();
    for (const std::string& user : desktop.end_users)
        json.value(user);
    json.end_array().key("PolicyGroupIdList").begin_array().value(policy_group_id(desktop));
    json.end_array().key("ResourceGroups").begin_array().begin_object();
    json.member("Id", resource_group_id(desktop)).member("Name", resource_group_name(desktop));
    json.end_object().end_array().key("Sessions").begin_array();
    if (connected)
        json.begin_object()
            .member("EndUserId", desktop.end_users.empty() ? "somebody" : desktop.end_users.front())
            .end_object();
    json.end_array();
}

void write_desktop(JsonWriter& json, const Desktop& desktop, const Cloud& cloud, Instant now) {
    const Fleet& fleet = cloud.fleet;
    const std::string& region = fleet.regions()[desktop.region];
    const auto status = status_at(desktop, now);
    const bool connected = desktop.connected && status == "Running";
    json.begin_object()
        .member("DesktopId", desktop.id)
        .member("DesktopName", desktop.name)
        .member("DesktopStatus", status)
        .member("ManagementFlag", desktop.management_flag)
        .member("ConnectionStatus", connected             ? "Connected"
                                    : status == "Running" ? "Disconnected"
                                                          : "Unknown")
        .member("RegionId", region)
        .member("OfficeSiteId", office_site_id(region, desktop.office_site))
        .member("OfficeSiteName", office_site_name(region, desktop.office_site))
        .member("OfficeSiteType", "SIMPLE")
        .member("CreationTime", without_seconds(desktop.created))
        .member("StartTime", without_seconds(desktop.created))
        .member("ChargeType", desktop.prepaid ? "PrePaid" : "PostPaid")
        .member("OsType", os_name(desktop))
        .member("PolicyGroupId", policy_group_id(desktop))
        .member("ProtocolType", "ASP")
        .member("Progress", "100%")
        .member("DesktopType", "eds.general.4c8g")
        .member("Cpu", 4)
        .member("Memory", 8192)
        .member("SupportHibernation", true)
        .member("SystemDiskSize", desktop.system_disk.size_gib)
        .member("DataDiskSize", desktop.data_disk ? std::to_string(desktop.data_disk->size_gib) : std::string{});
    if (desktop.pooled) json.member("DesktopGroupId", desktop_group_id(desktop));
    if (const AutoPolicy* policy = cloud.auto_policies.find(desktop.auto_policy))
        json.member("SnapshotPolicyId", policy->id).member("SnapshotPolicyName", policy->name);
    write_lists(json, desktop, connected);
    json.end_object();
}

}  // namespace

std::optional<Refusal> describe_desktops(ActionCall& call) {
    ParameterReader& reader = call.reader;
    const auto region = read_region(call);
    DesktopFilter filter = read_filter(reader);
    const bool numbered = reader.optional("PageNumber") || reader.optional("PageSize");
    const auto page_number = static_cast<std::size_t>(reader.number("PageNumber", WholeNumber{1, 1'000'000, 1}));
    const auto page_size = static_cast<std::size_t>(reader.number("PageSize", WholeNumber{1, 100, 10}));
    const auto most = static_cast<std::size_t>(reader.number("MaxResults", WholeNumber{1, 100, 10}));
    const auto token = read_next_token(call);
    if (numbered && (token || reader.optional("MaxResults"))) {
        reader.refuse_with(invalid_parameter("PageNumber", "it does not go with MaxResults and NextToken."));
    }
    if (auto refusal = reader.finish()) return refusal;

    filter.region = *region;
    const Fleet& fleet = call.cloud.fleet;
    const DesktopPage page =
        numbered ? list_desktops_after(fleet, filter, (page_number - 1) * page_size, page_size, call.now)
                 : list_desktops(fleet, filter, token ? token->first : 0, most, call.now);
    if (numbered) {
        call.answer.member("PageNumber", page_number).member("PageSize", page_size);
    } else {
        call.answer.member("NextToken", page.next ? make_page_token(PagePlace{*page.next, 0}, call.parameters) : "");
    }
    call.answer.member("TotalCount", page.total).key("Desktops").begin_array();
    for (const DesktopIndex index : page.desktops)
        write_desktop(call.answer, fleet.desktop(index), call.cloud, call.now);
    call.answer.end_array();
    return std::nullopt;
}

}  // namespace ecdsnap::emulator
