// One cloud desktop as the emulator keeps it, and its status at a given moment.
#pragma once

#include "emulator/time_text.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ecdsnap::emulator {

using DesktopIndex = std::uint32_t;  // position in the fleet
using RegionIndex = std::uint32_t;   // position in the fleet's list of regions

enum class DiskType {
    system,  // every desktop has one
    data,    // some have one
};

struct Disk {
    std::string id;  // d-...
    int size_gib = 0;
};

struct Tag {
    std::string key;
    std::string value;
};

/// A status that ends by itself: Starting becomes Running at `at`.
struct StatusChange {
    Instant at;
    std::string status;
};

struct Desktop {
    std::string id;  // ecd-...
    std::string name;
    RegionIndex region = 0;
    unsigned office_site = 0;  // 1, 2, ... inside its region
    std::string status;        // an open set, as the service's own
    std::optional<StatusChange> change;
    std::string management_flag = "NoFlag";  // or Updating, Migrating
    bool connected = false;                  // its first end user is, while it is Running
    bool pooled = false;                     // belongs to a desktop group; listed only with FilterDesktopGroup=false
    bool linux = false;                      // else Windows
    bool prepaid = false;                    // else PostPaid
    unsigned policy_group = 1;               // 1, 2, ...
    unsigned resource_group = 1;             // 1, 2, ...
    std::vector<std::string> end_users;      // those it is assigned to
    std::string auto_policy;                 // the id of the automatic snapshot policy it has; empty: none
    Disk system_disk;
    std::optional<Disk> data_disk;
    std::vector<Tag> tags;
    Instant created;
};

std::string_view status_at(const Desktop& desktop, Instant now);
const Disk* find_disk(const Desktop& desktop, DiskType type);   // null: it has none
std::string_view upper_case_name(DiskType type);                // SYSTEM, DATA
std::optional<DiskType> read_disk_type(std::string_view text);  // in any case
std::string_view os_name(const Desktop& desktop);               // Linux, Windows
std::string desktop_group_id(const Desktop& desktop);           // of a pooled one: one group per office site
std::string policy_group_id(const Desktop& desktop);
std::string resource_group_id(const Desktop& desktop);
std::string resource_group_name(const Desktop& desktop);
std::string office_site_id(std::string_view region, unsigned site);
std::string office_site_name(std::string_view region, unsigned site);

}  // namespace ecdsnap::emulator
