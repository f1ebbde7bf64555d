#include "emulator/actions/snapshot_actions.hpp"
#include "emulator/utf8_text.hpp"

namespace ecdsnap::emulator {
namespace {

/// `all` and no filter are the same: unset.
std::optional<SnapshotType> read_snapshot_type(ParameterReader& reader) {
    const auto text = reader.optional("SnapshotType");
    if (text == "user") return SnapshotType::user;
    if (text == "auto") return SnapshotType::automatic;
    if (text && *text != "all") {
        reader.refuse_with(invalid_parameter("SnapshotType", "it must be all, auto or user."));
    }
    return std::nullopt;
}

std::optional<DiskType> read_disk_filter(ParameterReader& reader) {
    const auto text = reader.optional("SourceDiskType");
    if (!text) return std::nullopt;
    const auto disk = read_disk_type(*text);
    if (!disk) reader.refuse_with(invalid_parameter("SourceDiskType", "it must be system or data."));
    return disk;
}

/// False: no desktop of this region has that id, so nothing matches.
bool read_desktop_filter(ActionCall& call, SnapshotFilter& filter) {
    const auto id = call.reader.optional("DesktopId");
    if (!id) return true;
    filter.desktop = call.cloud.fleet.find(*id);
    return filter.desktop.has_value();
}

void write_description(JsonWriter& json, const std::string& sent, const DescriptionRule& rule) {
    if (rule.kind == DescriptionRule::Kind::drop) return;
    const bool cut = rule.kind == DescriptionRule::Kind::cut;
    json.member("Description", cut ? first_characters(sent, rule.characters) : std::string_view(sent));
}

void write_snapshot(JsonWriter& json, const Snapshot& snapshot, const Cloud& cloud, Instant now) {
    const Desktop& desktop = cloud.fleet.desktop(snapshot.desktop);
    const bool automatic = snapshot.type == SnapshotType::automatic;
    json.begin_object()
        .member("SnapshotId", snapshot.id)
        .member("SnapshotName", snapshot.name)
        .member("CreationTime", with_seconds(snapshot.created))
        .member("Status", upper_case_name(status_at(snapshot, now)))
        .member("Progress", std::to_string(percent_at(snapshot, now)) + '%')
        .member("RemainTime", remaining_at(snapshot, now))
        .member("SnapshotType", upper_case_name(snapshot.type))
        .member("SourceDiskType", upper_case_name(snapshot.disk))
        .member("SourceDiskSize", std::to_string(find_disk(desktop, snapshot.disk)->size_gib))
        .member("DesktopId", desktop.id)
        .member("DesktopName", desktop.name)
        .member("DesktopStatus", status_at(desktop, now))
        .member("DiskStatus", "Available")
        .member("Creator", automatic ? "System" : "Administrator")
        .member("ProtocolType", "ASP")
        .member("OsType", os_name(desktop))
        .member("VolumeEncryptionEnabled", false);
    if (automatic) json.member("DeletionTime", with_seconds(snapshot.created + std::chrono::hours{72}));
    write_description(json, snapshot.description, cloud.rules.description);
    json.end_object();
}

std::optional<ListingPlace> listing_place(std::optional<PagePlace> token) {
    if (!token) return std::nullopt;
    return ListingPlace{Instant{Duration{static_cast<Duration::rep>(token->first)}}, token->second};
}

PagePlace page_place(ListingPlace place) {
    return PagePlace{static_cast<std::uint64_t>(place.created.time_since_epoch().count()), place.number};
}

}  // namespace

std::optional<Refusal> describe_snapshots(ActionCall& call) {
    ParameterReader& reader = call.reader;
    SnapshotFilter filter;
    const auto region = read_region(call);
    const bool desktop_known = read_desktop_filter(call, filter);
    filter.desktop_name = reader.optional("DesktopName");
    filter.id = reader.optional("SnapshotId");
    filter.name = reader.optional("SnapshotName");
    filter.os = reader.optional("OsType");
    filter.disk = read_disk_filter(reader);
    filter.type = read_snapshot_type(reader);
    filter.from = reader.instant("StartTime");
    filter.until = reader.instant("EndTime");
    filter.name_match = call.cloud.rules.name_match;
    const auto most = static_cast<std::size_t>(reader.number("MaxResults", WholeNumber{1, 100, 10}));
    const auto token = read_next_token(call);
    reader.unsupported({"Creator", "DesktopScenario"});
    if (auto refusal = reader.finish()) return refusal;

    filter.region = *region;
    SnapshotPage page;
    if (desktop_known) {
        page = list_snapshots(call.cloud.snapshots, call.cloud.fleet, filter, listing_place(token), most, call.now);
    }
    call.answer.member("NextToken", page.next ? make_page_token(page_place(*page.next), call.parameters) : "");
    call.answer.key("Snapshots").begin_array();
    for (const Snapshot* snapshot : page.snapshots)
        write_snapshot(call.answer, *snapshot, call.cloud, call.now);
    call.answer.end_array();
    return std::nullopt;
}

}  // namespace ecdsnap::emulator
