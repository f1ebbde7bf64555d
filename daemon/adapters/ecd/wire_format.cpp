#include "adapters/ecd/wire_format.hpp"

#include "adapters/ecd/tolerant_json.hpp"
#include "core/inventory/trait_pool.hpp"
#include "core/text/utc_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace ecdsnap::adapters {
namespace {

namespace dom = simdjson::dom;

core::Management read_management(const dom::object& entry) {
    std::vector<std::string> flags{text_or_empty(entry, "ManagementFlag")};
    if (const auto array = array_at(entry, "ManagementFlags"))
        for (const dom::element flag : *array)
            flags.push_back(text_of(flag).value_or(std::string()));
    for (const std::string& flag : flags) {
        if (same_word(flag, "Updating")) return core::Management::updating;
        if (same_word(flag, "Migrating")) return core::Management::migrating;
    }
    return core::Management::none;
}

// Somebody is connected when either field says so; that nobody is, only ConnectionStatus can say.
core::Session read_session(const dom::object& entry) {
    const auto sessions = array_at(entry, "Sessions");
    const std::string connection = trimmed(text_or_empty(entry, "ConnectionStatus"));
    if (same_word(connection, "Connected") || (sessions && sessions->size() > 0)) return core::Session::connected;
    return same_word(connection, "Disconnected") ? core::Session::none : core::Session::unknown;
}

void read_disks(const dom::object& entry, core::Desktop& desktop) {
    const auto disks = array_at(entry, "Disks");
    desktop.disks_unsaid = !disks;
    desktop.has_data_disk = disks && std::any_of(disks->begin(), disks->end(), [](const dom::element& element) {
                                dom::object disk;
                                return element.get_object().get(disk) == simdjson::SUCCESS &&
                                       same_word(text_or_empty(disk, "DiskType"), "data");
                            });
}

void read_tags(const dom::object& entry, core::Desktop& desktop) {
    const auto array = array_at(entry, "Tags");
    desktop.tags_unsaid = !array;
    if (!array) return;
    for (const dom::element element : *array) {
        dom::object tag;
        if (element.get_object().get(tag) != simdjson::SUCCESS) continue;
        if (auto key = text_at(tag, "Key")) desktop.tags.push_back({std::move(*key), text_or_empty(tag, "Value")});
    }
}

// nullopt: there is no such list.
std::optional<std::vector<std::string>> texts_at(const dom::object& entry, std::string_view key) {
    const auto array = array_at(entry, key);
    if (!array) return std::nullopt;
    std::vector<std::string> texts;
    for (const dom::element element : *array)
        if (auto text = text_of(element); text && !text->empty()) texts.push_back(std::move(*text));
    return texts;
}

// The list and the single field, as far as they are there: which of them the service fills is not documented.
std::optional<std::vector<std::string>> read_policy_groups(const dom::object& entry) {
    auto groups = texts_at(entry, "PolicyGroupIdList");
    auto single = text_or_empty(entry, "PolicyGroupId");
    if (single.empty()) return groups;
    if (!groups) groups.emplace();
    if (std::find(groups->begin(), groups->end(), single) == groups->end()) groups->push_back(std::move(single));
    return groups;
}

std::optional<std::vector<std::string>> read_resource_groups(const dom::object& entry) {
    const auto array = array_at(entry, "ResourceGroups");
    if (!array) return std::nullopt;
    std::vector<std::string> names;
    for (const dom::element element : *array) {
        dom::object group;
        if (element.get_object().get(group) != simdjson::SUCCESS) continue;
        for (const char* key : {"Id", "Name"})
            if (auto name = text_or_empty(group, key); !name.empty()) names.push_back(std::move(name));
    }
    return names;
}

core::DesktopTraits read_traits(const dom::object& entry) {
    core::DesktopTraits traits;
    traits.os = trimmed(text_or_empty(entry, "OsType"));
    traits.charge_type = trimmed(text_or_empty(entry, "ChargeType"));
    traits.protocol = trimmed(text_or_empty(entry, "ProtocolType"));
    traits.desktop_group_id = trimmed(text_or_empty(entry, "DesktopGroupId"));
    traits.policy_groups = read_policy_groups(entry);
    traits.resource_groups = read_resource_groups(entry);
    return traits;
}

core::Result<std::optional<core::Desktop>> read_desktop(const dom::object& entry, core::TraitPool& pool) {
    core::Desktop desktop;
    desktop.id = trimmed(text_or_empty(entry, "DesktopId"));
    if (desktop.id.empty()) return unreadable("it has no DesktopId");
    desktop.name = text_or_empty(entry, "DesktopName");
    desktop.office_site_id = text_or_empty(entry, "OfficeSiteId");
    const std::string status = trimmed(text_or_empty(entry, "DesktopStatus"));
    desktop.status = core::desktop_status_from(status);
    if (desktop.status == core::DesktopStatus::unknown) desktop.raw_status = status;
    desktop.management = read_management(entry);
    desktop.session = read_session(entry);
    read_disks(entry, desktop);
    read_tags(entry, desktop);
    auto users = texts_at(entry, "EndUserIds");
    desktop.end_users_unsaid = !users;
    if (users) desktop.end_users = std::move(*users);
    desktop.traits = pool.share(read_traits(entry));
    return std::optional<core::Desktop>(std::move(desktop));
}

core::Result<std::optional<ListedDesktop>> read_listed_desktop(const dom::object& entry, core::TraitPool& pool) {
    auto read = read_desktop(entry, pool);
    if (!read) return read.error();
    std::optional<core::Desktop>& desktop = *read;
    return std::optional(ListedDesktop{std::move(*desktop), trimmed(text_or_empty(entry, "RegionId"))});
}

core::SnapshotStatus read_status(std::string_view word) {
    for (const auto status :
         {core::SnapshotStatus::progressing, core::SnapshotStatus::accomplished, core::SnapshotStatus::failed})
        if (same_word(word, core::text(status))) return status;
    return core::SnapshotStatus::unknown;
}

int read_remain_seconds(const dom::object& entry) {
    const auto seconds = integer_at(entry, "RemainTime");
    return seconds && *seconds >= 0 && *seconds <= std::numeric_limits<int>::max() ? static_cast<int>(*seconds) : -1;
}

// nullopt: of a disk that is neither system nor data, so that no task can be meant.
core::Result<std::optional<core::Snapshot>> read_snapshot(const dom::object& entry) {
    core::Snapshot snapshot;
    snapshot.id = trimmed(text_or_empty(entry, "SnapshotId"));
    if (snapshot.id.empty()) return unreadable("it has no SnapshotId");

    const std::string disk = trimmed(text_or_empty(entry, "SourceDiskType"));
    if (disk.empty()) return unreadable("it has no SourceDiskType");
    if (!same_word(disk, "system") && !same_word(disk, "data")) return std::optional<core::Snapshot>();
    snapshot.disk = same_word(disk, "system") ? core::DiskKind::system : core::DiskKind::data;

    const std::string created = trimmed(text_or_empty(entry, "CreationTime"));
    const auto time = read_cloud_time(created);
    if (!time && !created.empty()) return unreadable(fmt::format("its CreationTime '{}' is not a time", created));
    snapshot.created = time.value_or(core::WallTime());

    snapshot.name = text_or_empty(entry, "SnapshotName");
    snapshot.description = text_or_empty(entry, "Description");
    snapshot.desktop_id = trimmed(text_or_empty(entry, "DesktopId"));
    snapshot.status = read_status(trimmed(text_or_empty(entry, "Status")));
    snapshot.type = same_word(text_or_empty(entry, "SnapshotType"), "auto") ? core::SnapshotType::automatic
                                                                            : core::SnapshotType::user;
    snapshot.remain_seconds = read_remain_seconds(entry);
    return std::optional<core::Snapshot>(std::move(snapshot));
}

core::Result<std::optional<std::string>> read_region(const dom::object& entry) {
    std::string id = trimmed(text_or_empty(entry, "RegionId"));
    if (id.empty()) return unreadable("it has no RegionId");
    return std::optional<std::string>(std::move(id));
}

}  // namespace

core::Result<std::vector<std::string>> read_regions(std::string_view body) {
    return with_object(
        body, [](const dom::object& object) { return read_array<std::string>(object, "Regions", read_region); });
}

core::Result<ports::DesktopPage> read_desktop_page(std::string_view body) {
    return with_object(body, [](const dom::object& object) -> core::Result<ports::DesktopPage> {
        core::TraitPool pool;
        auto desktops = read_array<core::Desktop>(object, "Desktops",
                                                  [&](const dom::object& entry) { return read_desktop(entry, pool); });
        if (!desktops) return desktops.error();
        return ports::DesktopPage{std::move(*desktops), text_or_empty(object, "NextToken")};
    });
}

core::Result<std::vector<ListedDesktop>> read_listed_desktops(std::string_view body) {
    return with_object(body, [](const dom::object& object) -> core::Result<std::vector<ListedDesktop>> {
        core::TraitPool pool;
        const auto listed = [&](const dom::object& entry) { return read_listed_desktop(entry, pool); };
        if (!text_at(object, "DesktopId")) return read_array<ListedDesktop>(object, "Desktops", listed);
        auto read = listed(object);
        if (!read) return read.error();
        std::optional<ListedDesktop>& one = *read;
        std::vector<ListedDesktop> alone;
        alone.push_back(std::move(*one));
        return alone;
    });
}

core::Result<ports::SnapshotPage> read_snapshot_page(std::string_view body) {
    return with_object(body, [](const dom::object& object) -> core::Result<ports::SnapshotPage> {
        auto snapshots = read_array<core::Snapshot>(object, "Snapshots", read_snapshot);
        if (!snapshots) return snapshots.error();
        return ports::SnapshotPage{std::move(*snapshots), text_or_empty(object, "NextToken")};
    });
}

core::Result<std::string> read_created_snapshot_id(std::string_view body) {
    return with_object(body, [](const dom::object& object) -> core::Result<std::string> {
        std::string id = trimmed(text_or_empty(object, "SnapshotId"));
        if (id.empty()) return unreadable("the answer has no SnapshotId");
        return id;
    });
}

core::Result<void> read_request_taken(std::string_view body) {
    return with_object(body, [](const dom::object& object) -> core::Result<void> {
        if (!trimmed(text_or_empty(object, "Code")).empty()) return unreadable("the answer tells no success");
        if (trimmed(text_or_empty(object, "RequestId")).empty()) return unreadable("the answer has no RequestId");
        return {};
    });
}

std::optional<core::WallTime> read_cloud_time(std::string_view text) {
    std::string time = trimmed(text);
    constexpr std::size_t without_seconds = std::string_view("2020-11-06T08:28Z").size();
    if (time.size() == without_seconds && time.ends_with('Z')) time.insert(without_seconds - 1, ":00");
    return core::utc_from(time);
}

}  // namespace ecdsnap::adapters
