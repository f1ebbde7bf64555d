#include "core/events/event_fields.hpp"

#include <algorithm>

namespace ecdsnap::core {
namespace {

using enum FieldKind;

constexpr EventFieldType fields[] = {
    {"account", text, "the account's name, where all of its sites are meant"},
    {"action", text, "the cloud's action: CreateSnapshot, DescribeSnapshots, …"},
    {"age", duration, "of an inventory, how late a slot was opened, how long something has hung"},
    {"by", text, "who asked for it, by the kernel's word: root, uid 1000 (alice); or SIGHUP"},
    {"channel", text, "a channel of `notifications`, by its name"},
    {"code", text, "the cloud's error code"},
    {"command", text, "what was asked for, as `ecdsnap` has it: pause nightly"},
    {"configuration", text, "the path of the main file"},
    {"count", number, "how many are concerned"},
    {"desktop", text, "the desktop's id: ecd-…"},
    {"desktops", number, "how many desktops are known"},
    {"detail", text, "one short line beyond the reason"},
    {"difference", duration, "between two clocks"},
    {"disk", text, "system or data"},
    {"done", number, "tasks of the slot that are done"},
    {"examples", text, "a few of those that are counted: ecd-1/system, ecd-2/data"},
    {"expires", instant, "when a key expires"},
    {"failed", number, "tasks of the slot that have failed"},
    {"file", text, "a path"},
    {"from", text, "where a command came from: control socket, pid 1234"},
    {"gained", number, "desktops that a policy backs up now and did not before"},
    {"ids", text, "all desktops that are meant: ecd-1, ecd-2"},
    {"in_flight", number, "calls that were not answered yet"},
    {"key", text, "an access key's id, shortened"},
    {"key_before", text, "the id of the key before it, shortened"},
    {"lost", number, "desktops that a policy backed up before and no longer does"},
    {"missed", number, "tasks of the slot that were missed"},
    {"not_before", instant, "when it is tried again"},
    {"owner", text, "whose snapshots these are, as the configuration says"},
    {"policies", number, "how many policies are in force"},
    {"policy", text, "the policy's name"},
    {"problem", text, "what is wrong with a configuration, one problem or the first of them"},
    {"reason", text, "why, as one word: disk_busy, quota, paused, …"},
    {"received", text, "a snapshot's description as it came back"},
    {"remaining", duration, "how long a key is still valid"},
    {"request_id", text, "the cloud's id of the call, for its support"},
    {"requests_per_second", text, "the rate at which calls are sent now, with one decimal"},
    {"sent", text, "a snapshot's description as it was sent"},
    {"signal", text, "SIGTERM or SIGINT"},
    {"site", text, "account and region: main/cn-hangzhou"},
    {"sites", number, "how many sites are served"},
    {"skipped", number, "tasks of the slot that were skipped"},
    {"slot", instant, "the slot's instant"},
    {"slot_local", text, "the slot as people call it: local time in its policy's zone"},
    {"snapshot_id", text, "the cloud's id of a snapshot"},
    {"snapshot_name", text, "the snapshot's name"},
    {"source", text, "where a key comes from"},
    {"state", text, "the cloud's word for a desktop's state"},
    {"tasks", number, "tasks of the slot: one for each disk"},
    {"token", text, "of one start of the daemon"},
    {"until", instant, "when it ends: a window, a pause, what is remembered"},
};
static_assert(std::ranges::is_sorted(fields, {}, &EventFieldType::name));

constexpr std::string_view digits = "0123456789";

bool is_number(std::string_view value) {
    return !value.empty() && value.size() <= 18 && value.find_first_not_of(digits) == value.npos;
}

// "2026-11-24T18:00:00Z", and milliseconds before the Z.
bool is_instant(std::string_view value) {
    constexpr std::string_view form = "0000-00-00T00:00:00";
    if (value.size() <= form.size() || value.back() != 'Z') return false;
    for (std::size_t i = 0; i < form.size(); ++i) {
        const bool digit = digits.find(value[i]) != digits.npos;
        if (form[i] == '0' ? !digit : value[i] != form[i]) return false;
    }
    const auto rest = value.substr(form.size());
    return rest == "Z" || (rest.size() == 5 && rest[0] == '.' && is_number(rest.substr(1, 3)));
}

// Numbers with units, the larger ones first, as core::duration_text writes them: "1d2h", "250ms".
bool is_duration(std::string_view value) {
    if (value.empty()) return false;
    while (!value.empty()) {
        const auto unit = value.find_first_not_of(digits);
        if (unit == 0 || unit == value.npos) return false;
        value.remove_prefix(unit);
        if (value.starts_with("ms"))
            value.remove_prefix(2);
        else if (std::string_view{"dhms"}.find(value.front()) != std::string_view::npos)
            value.remove_prefix(1);
        else
            return false;
    }
    return true;
}

}  // namespace

std::span<const EventFieldType> event_fields() {
    return fields;
}

const EventFieldType* event_field(std::string_view name) {
    const auto* const found = std::ranges::lower_bound(fields, name, {}, &EventFieldType::name);
    return found != std::ranges::end(fields) && found->name == name ? found : nullptr;
}

const char* text(FieldKind kind) {
    switch (kind) {
        case FieldKind::text: return "text";
        case FieldKind::number: return "number";
        case FieldKind::instant: return "instant";
        case FieldKind::duration: return "duration";
    }
    return "?";
}

bool is_of_kind(std::string_view value, FieldKind kind) {
    switch (kind) {
        case FieldKind::text: return true;
        case FieldKind::number: return is_number(value);
        case FieldKind::instant: return is_instant(value);
        case FieldKind::duration: return is_duration(value);
    }
    return false;
}

std::string journal_field(std::string_view name) {
    std::string field = "ECDSNAP_";
    for (const char c : name)
        field += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return field;
}

}  // namespace ecdsnap::core
