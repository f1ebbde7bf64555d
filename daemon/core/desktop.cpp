#include "core/desktop.hpp"

#include <array>
#include <tuple>

namespace ecdsnap::core {
namespace {

// As DescribeDesktops documents them (Hibernated: WakeupDesktops); `unknown` has no word of its own.
constexpr std::array<std::pair<DesktopStatus, const char*>, 9> status_words{{
    {DesktopStatus::running, "Running"},
    {DesktopStatus::stopped, "Stopped"},
    {DesktopStatus::starting, "Starting"},
    {DesktopStatus::stopping, "Stopping"},
    {DesktopStatus::rebuilding, "Rebuilding"},
    {DesktopStatus::pending, "Pending"},
    {DesktopStatus::hibernated, "Hibernated"},
    {DesktopStatus::expired, "Expired"},
    {DesktopStatus::deleted, "Deleted"},
}};

auto own_parts(const Desktop& desktop) {
    return std::tie(desktop.id, desktop.name, desktop.office_site_id, desktop.status, desktop.management,
                    desktop.session, desktop.has_data_disk, desktop.disks_unsaid, desktop.tags_unsaid,
                    desktop.end_users_unsaid, desktop.raw_status, desktop.tags, desktop.end_users);
}

}  // namespace

const DesktopTraits& traits_of(const Desktop& desktop) {
    static const DesktopTraits nothing_said;
    return desktop.traits ? *desktop.traits : nothing_said;
}

bool Desktop::operator==(const Desktop& other) const {
    return own_parts(*this) == own_parts(other) && (traits == other.traits || traits_of(*this) == traits_of(other));
}

const char* text(DiskKind disk) {
    return disk == DiskKind::system ? "system" : "data";
}

const char* text(DesktopStatus status) {
    for (const auto& [value, word] : status_words)
        if (value == status) return word;
    return "unknown";
}

DesktopStatus desktop_status_from(std::string_view text) {
    for (const auto& [value, word] : status_words)
        if (text == word) return value;
    return DesktopStatus::unknown;
}

}  // namespace ecdsnap::core
