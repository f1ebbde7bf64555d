#include "emulator/actions/snapshot_actions.hpp"

#include "emulator/utf8_text.hpp"

#include <algorithm>

namespace ecdsnap::emulator {
namespace {

bool is_letter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool is_name_character(char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/// 2 to 127 of [A-Za-z0-9_-], a letter first, not "auto" first in any case.
bool is_snapshot_name(std::string_view name) {
    return name.size() >= 2 && name.size() <= 127 && is_letter(name[0]) &&
           std::ranges::all_of(name, is_name_character) && lower_case(name.substr(0, 4)) != "auto";
}

DiskType read_required_disk(ParameterReader& reader) {
    const std::string text = reader.required("SourceDiskType");
    const auto disk = read_disk_type(text);
    if (!disk) reader.refuse_with(invalid_parameter("SourceDiskType", "it must be system or data."));
    return disk.value_or(DiskType::system);
}

}  // namespace

std::optional<Refusal> create_snapshot(ActionCall& call) {
    ParameterReader& reader = call.reader;
    SnapshotOrder order;
    const auto region = read_region(call);
    const std::string desktop_id = reader.required("DesktopId");
    order.name = reader.required("SnapshotName");
    order.disk = read_required_disk(reader);
    order.description = reader.optional("Description").value_or("");
    if (!is_snapshot_name(order.name)) {
        reader.refuse_with(refuse(400, "InvalidSnapshotName.Malformed",
                                  "Specified snapshot name is not valid: 2 to 127 letters, digits, _ and -, a letter "
                                  "first, and not beginning with auto."));
    }
    if (count_characters(order.description) > 128) {
        reader.refuse_with(refuse(400, "InvalidDescription.Malformed", "Description is longer than 128 characters."));
    }
    if (auto refusal = reader.finish()) return refusal;
    const auto desktop = read_desktop(call, *region, desktop_id);
    if (!desktop) return reader.finish();
    order.desktop = *desktop;
    const auto snapshot = take_snapshot(call.cloud, order, call.fate, call.now);
    if (!snapshot) return snapshot.error();
    call.answer.member("SnapshotId", (*snapshot)->id);
    return std::nullopt;
}

std::optional<Refusal> delete_snapshot(ActionCall& call) {
    const auto region = read_region(call);
    const auto ids = call.reader.list("SnapshotId", ListSize{1, 100});
    if (auto refusal = call.reader.finish()) return refusal;
    for (const std::string& id : ids) {  // ids that are not there are passed over, as the service does
        const Snapshot* snapshot = call.cloud.snapshots.find(id);
        if (snapshot != nullptr && snapshot->region == *region) call.cloud.snapshots.erase(*snapshot);
    }
    return std::nullopt;
}

}  // namespace ecdsnap::emulator
