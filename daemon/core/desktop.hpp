// One ECD cloud computer as DescribeDesktops shows it, reduced to what a backup needs to know.
#pragma once

#include "core/text/shared_text.hpp"
#include "core/time.hpp"

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
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

// Whether an end user is connected (ConnectionStatus, Sessions).
enum class Session : std::uint8_t {
    unknown,  // the cloud did not say, or says Unknown
    none,
    connected,
};

struct Tag {
    std::string key;
    std::string value;

    bool operator==(const Tag&) const = default;
};

// What many desktops have in common: each combination is kept once for all of them (inventory/trait_pool.hpp). Empty,
// or no list: the cloud did not say.
struct DesktopTraits {
    std::string os;                                           // OsType: "Windows", "Linux"; an open set
    std::string charge_type;                                  // "PostPaid", "PrePaid"
    std::string protocol;                                     // ProtocolType: "ASP"; an open set
    std::string desktop_group_id;                             // of a pooled desktop
    std::optional<std::vector<std::string>> policy_groups;    // ids
    std::optional<std::vector<std::string>> resource_groups;  // ids and names

    auto operator<=>(const DesktopTraits&) const = default;
};

struct Desktop {
    SharedText id;    // "ecd-…"
    SharedText name;  // for people; not unique; empty: the cloud did not say
    SharedText office_site_id;
    DesktopStatus status = DesktopStatus::unknown;
    Management management = Management::none;
    Session session = Session::unknown;
    bool has_data_disk = false;
    // What the cloud did not say, although it lists the desktop: no answer is not the answer "none".
    bool disks_unsaid = false;
    bool tags_unsaid = false;
    bool end_users_unsaid = false;
    SharedText raw_status;  // as the cloud wrote it; kept only when status is `unknown`
    std::vector<Tag> tags;
    std::vector<std::string> end_users;           // ids
    std::shared_ptr<const DesktopTraits> traits;  // null: it said none of them

    // Not said by the cloud but kept by Inventory: the first listing, by the cloud's clock, since which every one has
    // shown it Stopped, and none was left out; {}: it is not Stopped.
    WallTime stopped_since{};

    bool operator==(const Desktop& other) const;  // by what it says, not by where it is kept
};

// Those of the desktop, or ones that say nothing.
const DesktopTraits& traits_of(const Desktop& desktop);

const char* text(DiskKind disk);  // "system", "data": what CreateSnapshot's SourceDiskType takes
const char* text(DesktopStatus status);
DesktopStatus desktop_status_from(std::string_view text);  // exact case as documented; else `unknown`

}  // namespace ecdsnap::core
