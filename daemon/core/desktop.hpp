// One ECD cloud computer as DescribeDesktops shows it, reduced to what a backup needs to know.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ecdsnap::core {

enum class DiskKind : std::uint8_t { system, data };

// DesktopStatus is an open set at the cloud (DescribeDesktops, DesktopStatus); what we do not know is `unknown`, waited
// for, and reported once with its raw text.
enum class DesktopStatus : std::uint8_t {
    running,
    stopped,
    starting,
    stopping,
    rebuilding,
    pending,
    hibernated,
    expired,
    deleted,
    unknown,
};

// ManagementFlag: the service is working on the desktop itself.
enum class Management : std::uint8_t { none, updating, migrating };

struct Tag {
    std::string key;
    std::string value;

    bool operator==(const Tag&) const = default;
};

struct Desktop {
    std::string id;    // "ecd-…"
    std::string name;  // for people; not unique
    std::string office_site_id;
    DesktopStatus status = DesktopStatus::unknown;
    Management management = Management::none;
    bool has_data_disk = false;
    std::string raw_status;  // as the cloud wrote it; kept only when status is `unknown`
    std::vector<Tag> tags;

    bool operator==(const Desktop&) const = default;
};

const char* text(DiskKind disk);  // "system", "data": what CreateSnapshot's SourceDiskType takes
const char* text(DesktopStatus status);
DesktopStatus desktop_status_from(std::string_view text);  // exact case as documented; else `unknown`

}  // namespace ecdsnap::core
