#include "adapters/ecd/wire_format.hpp"

#include "adapters/ecd/tolerant_json.hpp"
#include "core/inventory/trait_pool.hpp"
#include "core/text/utc_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

namespace ecdsnap::adapters {
namespace {

using simdjson::ondemand::array;
using simdjson::ondemand::object;

// What the fields of one desktop say, until all of them have been read.
struct DesktopEntry {
    DesktopEntry() { desktop.disks_unsaid = desktop.tags_unsaid = desktop.end_users_unsaid = true; }

    core::Desktop desktop;
    core::DesktopTraits traits;
    std::string_view policy_group;  // PolicyGroupId, beside the list
    std::string_view connection;
    bool has_sessions = false;
    std::string_view region;
};

void note_management(core::Management& management, std::string_view flag) {
    if (management != core::Management::none) return;
    if (same_word(flag, "Updating")) management = core::Management::updating;
    if (same_word(flag, "Migrating")) management = core::Management::migrating;
}

void read_management_flags(DesktopEntry& entry, JsonValue& value) {
    if (const auto flags = value.array())
        for_each_value(*flags,
                       [&](const JsonValue& flag) { note_management(entry.desktop.management, flag.text_or_empty()); });
}

void read_status(DesktopEntry& entry, JsonValue& value) {
    const std::string_view status = value.word();
    entry.desktop.status = core::desktop_status_from(status);
    entry.desktop.raw_status = entry.desktop.status == core::DesktopStatus::unknown ? status : std::string_view();
}

void read_sessions(DesktopEntry& entry, JsonValue& value) {
    entry.has_sessions = false;
    if (const auto sessions = value.array())
        for_each_value(*sessions, [&](const JsonValue&) { entry.has_sessions = true; });
}

void read_disks(DesktopEntry& entry, JsonValue& value) {
    const auto disks = value.array();
    if (!disks) return;
    entry.desktop.disks_unsaid = false;
    entry.desktop.has_data_disk = false;
    for_each_value(*disks, [&](JsonValue& disk) {
        if (const auto fields = disk.object())
            for_each_field(*fields, [&](std::string_view key, const JsonValue& field) {
                if (key == "DiskType" && same_word(field.text_or_empty(), "data")) entry.desktop.has_data_disk = true;
            });
    });
}

std::optional<core::Tag> read_tag(object fields) {
    std::optional<std::string_view> key;
    std::string_view value;
    for_each_field(fields, [&](std::string_view name, const JsonValue& field) {
        if (name == "Key") key = field.text();
        if (name == "Value") value = field.text_or_empty();
    });
    if (!key) return std::nullopt;
    return core::Tag{std::string(*key), std::string(value)};
}

void read_tags(DesktopEntry& entry, JsonValue& value) {
    const auto tags = value.array();
    if (!tags) return;
    entry.desktop.tags_unsaid = false;
    entry.desktop.tags.clear();
    for_each_value(*tags, [&](JsonValue& element) {
        const auto fields = element.object();
        if (!fields) return;
        if (auto tag = read_tag(*fields)) entry.desktop.tags.push_back(std::move(*tag));
    });
}

std::vector<std::string> filled_texts_in(array list) {
    std::vector<std::string> texts = texts_in(list);
    std::erase(texts, std::string());
    return texts;
}

void read_end_users(DesktopEntry& entry, JsonValue& value) {
    const auto users = value.array();
    if (!users) return;
    entry.desktop.end_users_unsaid = false;
    entry.desktop.end_users = filled_texts_in(*users);
}

void read_policy_groups(DesktopEntry& entry, JsonValue& value) {
    if (const auto groups = value.array()) entry.traits.policy_groups = filled_texts_in(*groups);
}

void read_resource_groups(DesktopEntry& entry, JsonValue& value) {
    const auto groups = value.array();
    if (!groups) return;
    std::vector<std::string>& names = entry.traits.resource_groups.emplace();
    for_each_value(*groups, [&](JsonValue& group) {
        if (const auto fields = group.object())
            for_each_field(*fields, [&](std::string_view key, const JsonValue& field) {
                const bool names_it = key == "Id" || key == "Name";
                if (names_it && !field.text_or_empty().empty()) names.emplace_back(field.text_or_empty());
            });
    });
}

constexpr std::array<JsonField<DesktopEntry>, 19> desktop_fields{{
    {"DesktopId", [](DesktopEntry& entry, JsonValue& value) { entry.desktop.id = value.word(); }},
    {"DesktopName", [](DesktopEntry& entry, JsonValue& value) { entry.desktop.name = value.text_or_empty(); }},
    {"OfficeSiteId",
     [](DesktopEntry& entry, JsonValue& value) { entry.desktop.office_site_id = value.text_or_empty(); }},
    {"DesktopStatus", read_status},
    {"ManagementFlag",
     [](DesktopEntry& entry, JsonValue& value) { note_management(entry.desktop.management, value.text_or_empty()); }},
    {"ManagementFlags", read_management_flags},
    {"ConnectionStatus", [](DesktopEntry& entry, JsonValue& value) { entry.connection = value.word(); }},
    {"Sessions", read_sessions},
    {"Disks", read_disks},
    {"Tags", read_tags},
    {"EndUserIds", read_end_users},
    {"OsType", [](DesktopEntry& entry, JsonValue& value) { entry.traits.os = value.word(); }},
    {"ChargeType", [](DesktopEntry& entry, JsonValue& value) { entry.traits.charge_type = value.word(); }},
    {"ProtocolType", [](DesktopEntry& entry, JsonValue& value) { entry.traits.protocol = value.word(); }},
    {"DesktopGroupId", [](DesktopEntry& entry, JsonValue& value) { entry.traits.desktop_group_id = value.word(); }},
    {"PolicyGroupId", [](DesktopEntry& entry, JsonValue& value) { entry.policy_group = value.text_or_empty(); }},
    {"PolicyGroupIdList", read_policy_groups},
    {"ResourceGroups", read_resource_groups},
    {"RegionId", [](DesktopEntry& entry, JsonValue& value) { entry.region = value.word(); }},
}};

// Somebody is connected when either field says so; that nobody is, only ConnectionStatus can say.
core::Session session_of(const DesktopEntry& entry) {
    if (same_word(entry.connection, "Connected") || entry.has_sessions) return core::Session::connected;
    return same_word(entry.connection, "Disconnected") ? core::Session::none : core::Session::unknown;
}

// The list and the single field, as far as they are there: which of them the service fills is not documented.
void join_policy_group(core::DesktopTraits& traits, std::string_view single) {
    if (single.empty()) return;
    if (!traits.policy_groups) traits.policy_groups.emplace();
    std::vector<std::string>& groups = *traits.policy_groups;
    if (std::find(groups.begin(), groups.end(), single) == groups.end()) groups.emplace_back(single);
}

core::Result<ListedDesktop> finished(DesktopEntry entry, core::TraitPool& pool) {
    if (entry.desktop.id.empty()) return unreadable("it has no DesktopId");
    entry.desktop.session = session_of(entry);
    join_policy_group(entry.traits, entry.policy_group);
    entry.desktop.traits = pool.share(std::move(entry.traits));
    return ListedDesktop{std::move(entry.desktop), std::string(entry.region)};
}

core::Result<std::optional<ListedDesktop>> read_listed_desktop(object fields, core::TraitPool& pool) {
    auto read = finished(read_fields(desktop_fields, fields), pool);
    if (!read) return read.error();
    return std::optional(std::move(*read));
}

core::Result<std::optional<core::Desktop>> read_desktop(object fields, core::TraitPool& pool) {
    auto read = finished(read_fields(desktop_fields, fields), pool);
    if (!read) return read.error();
    return std::optional(std::move(read->desktop));
}

core::SnapshotStatus snapshot_status_from(std::string_view word) {
    for (const auto status :
         {core::SnapshotStatus::progressing, core::SnapshotStatus::accomplished, core::SnapshotStatus::failed})
        if (same_word(word, core::text(status))) return status;
    return core::SnapshotStatus::unknown;
}

int remain_seconds_from(std::optional<std::int64_t> seconds) {
    return seconds && *seconds >= 0 && *seconds <= std::numeric_limits<int>::max() ? static_cast<int>(*seconds) : -1;
}

struct SnapshotEntry {
    core::Snapshot snapshot;
    std::string_view disk;
    std::string_view created;
};

constexpr std::array<JsonField<SnapshotEntry>, 9> snapshot_fields{{
    {"SnapshotId", [](SnapshotEntry& entry, JsonValue& value) { entry.snapshot.id = value.word(); }},
    {"SnapshotName", [](SnapshotEntry& entry, JsonValue& value) { entry.snapshot.name = value.text_or_empty(); }},
    {"Description", [](SnapshotEntry& entry, JsonValue& value) { entry.snapshot.description = value.text_or_empty(); }},
    {"DesktopId", [](SnapshotEntry& entry, JsonValue& value) { entry.snapshot.desktop_id = value.word(); }},
    {"SourceDiskType", [](SnapshotEntry& entry, JsonValue& value) { entry.disk = value.word(); }},
    {"CreationTime", [](SnapshotEntry& entry, JsonValue& value) { entry.created = value.word(); }},
    {"Status",
     [](SnapshotEntry& entry, JsonValue& value) { entry.snapshot.status = snapshot_status_from(value.word()); }},
    {"SnapshotType",
     [](SnapshotEntry& entry, JsonValue& value) {
         entry.snapshot.type =
             same_word(value.text_or_empty(), "auto") ? core::SnapshotType::automatic : core::SnapshotType::user;
     }},
    {"RemainTime", [](SnapshotEntry& entry,
                      JsonValue& value) { entry.snapshot.remain_seconds = remain_seconds_from(value.integer()); }},
}};

// nullopt: of a disk that is neither system nor data, so that no task can be meant.
core::Result<std::optional<core::Snapshot>> read_snapshot(object fields) {
    SnapshotEntry entry = read_fields(snapshot_fields, fields);
    core::Snapshot& snapshot = entry.snapshot;
    if (snapshot.id.empty()) return unreadable("it has no SnapshotId");
    if (entry.disk.empty()) return unreadable("it has no SourceDiskType");
    const bool is_system = same_word(entry.disk, "system");
    if (!is_system && !same_word(entry.disk, "data")) return std::optional<core::Snapshot>();
    snapshot.disk = is_system ? core::DiskKind::system : core::DiskKind::data;
    const auto time = read_cloud_time(entry.created);
    if (!time && !entry.created.empty())
        return unreadable(fmt::format("its CreationTime '{}' is not a time", entry.created));
    snapshot.created = time.value_or(core::WallTime());
    return std::optional<core::Snapshot>(std::move(snapshot));
}

core::Result<std::optional<std::string>> read_region(object fields) {
    std::string_view id;
    for_each_field(fields, [&](std::string_view key, const JsonValue& value) {
        if (key == "RegionId") id = value.word();
    });
    if (id.empty()) return unreadable("it has no RegionId");
    return std::optional<std::string>(id);
}

}  // namespace

core::Result<std::vector<std::string>> read_regions(std::string_view body) {
    auto page = read_page<std::string>(body, "Regions", read_region);
    if (!page) return page.error();
    return std::move(page->entries);
}

core::Result<ports::DesktopPage> read_desktop_page(std::string_view body) {
    core::TraitPool pool;
    auto page = read_page<core::Desktop>(body, "Desktops", [&](object fields) { return read_desktop(fields, pool); });
    if (!page) return page.error();
    return ports::DesktopPage{std::move(page->entries), std::move(page->next_token)};
}

core::Result<std::vector<ListedDesktop>> read_listed_desktops(std::string_view body) {
    core::TraitPool pool;
    return with_object(body, [&](object fields) -> core::Result<std::vector<ListedDesktop>> {
        core::Result<std::vector<ListedDesktop>> listed = unreadable("the answer has no Desktops array");
        DesktopEntry alone;
        for_each_field(fields, [&](std::string_view key, JsonValue& value) {
            take_field(desktop_fields, alone, key, value);
            if (key != "Desktops") return;
            const auto list = value.array();
            if (list)
                listed = read_list<ListedDesktop>(*list, "Desktops",
                                                  [&](object each) { return read_listed_desktop(each, pool); });
        });
        if (alone.desktop.id.empty()) return listed;
        std::vector<ListedDesktop> one;
        one.push_back(finished(std::move(alone), pool).value());
        return one;
    });
}

core::Result<ports::SnapshotPage> read_snapshot_page(std::string_view body) {
    auto page = read_page<core::Snapshot>(body, "Snapshots", read_snapshot);
    if (!page) return page.error();
    return ports::SnapshotPage{std::move(page->entries), std::move(page->next_token)};
}

core::Result<std::string> read_created_snapshot_id(std::string_view body) {
    return with_object(body, [](object fields) -> core::Result<std::string> {
        std::string id;
        for_each_field(fields, [&](std::string_view key, const JsonValue& value) {
            if (key == "SnapshotId") id = value.word();
        });
        if (id.empty()) return unreadable("the answer has no SnapshotId");
        return id;
    });
}

core::Result<void> read_request_taken(std::string_view body) {
    return with_object(body, [](object fields) -> core::Result<void> {
        bool has_code = false;
        bool has_request_id = false;
        for_each_field(fields, [&](std::string_view key, const JsonValue& value) {
            if (key == "Code") has_code = !value.word().empty();
            if (key == "RequestId") has_request_id = !value.word().empty();
        });
        if (has_code) return unreadable("the answer tells no success");
        if (!has_request_id) return unreadable("the answer has no RequestId");
        return {};
    });
}

std::optional<core::WallTime> read_cloud_time(std::string_view text) {
    std::string time(trimmed(text));
    constexpr std::size_t without_seconds = std::string_view("2020-11-06T08:28Z").size();
    if (time.size() == without_seconds && time.ends_with('Z')) time.insert(without_seconds - 1, ":00");
    return core::utc_from(time);
}

}  // namespace ecdsnap::adapters
