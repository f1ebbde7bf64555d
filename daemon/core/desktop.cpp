#include "core/desktop.hpp"

#include <array>

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

}  // namespace

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
